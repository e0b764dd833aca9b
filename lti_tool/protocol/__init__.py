"""Everything that speaks LTI: keys, login and launch, registration, roster, grades. Only here the library
is imported.
"""
