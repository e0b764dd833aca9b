"""The pages of further features that have to be looked at, a module a feature.

A module has `PAGES` of (person, address), may have `NO_PAGES`, a set of endpoints that are files or answers for scripts,
`prepare(session)`, which adds what the seeded story lacks, and `numbers(session)`, what its addresses name.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from sqlalchemy.orm import Session

MODULES: list[ModuleType] = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
PAGES: list[tuple[str, str]] = [page for module in MODULES for page in module.PAGES]
NO_PAGES: set[str] = {name for module in MODULES for name in getattr(module, "NO_PAGES", ())}


def numbers_of(session: Session) -> dict[str, object]:
    """What the addresses of all modules name, after each has prepared its rows."""
    found: dict[str, object] = {}
    for module in MODULES:
        if hasattr(module, "prepare"):
            module.prepare(session)
            session.flush()
        if hasattr(module, "numbers"):
            found |= module.numbers(session)
    return found
