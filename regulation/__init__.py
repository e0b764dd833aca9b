"""WHAT IS RIGHT: the rules of the regulation as pure functions. Standard library only; every public rule names its clause."""
