"""Whether the system libraries that WeasyPrint draws with are here, and what to install when they are not."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from flask_babel import gettext as _

INSTALL = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# The oldest Pango that WeasyPrint works with: 1.44.0.
OLDEST = 14400

# What each library is called on Debian and Ubuntu, and elsewhere.
LIBRARIES: tuple[tuple[str, ...], ...] = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
)

Loader = Callable[[str], ctypes.CDLL]


def check(load: Loader = ctypes.CDLL) -> str | None:
    """None when PDF can be made here, else a Russian sentence that names what is missing and what to install."""
    complaint: str
    missing = [names[0] for names in LIBRARIES if _first(names, load) is None]
    if missing:
        complaint = _(
            "Печать недоступна: на сервере нет библиотек %(missing)s. "
            "Системному администратору: выполните от имени root «%(install)s» и перезапустите обработчик заданий.",
            missing=", ".join(missing),
            install=INSTALL,
        )
        return complaint
    pango = _first(LIBRARIES[0], load)
    if pango is not None and pango.pango_version() < OLDEST:
        complaint = _(
            "Печать недоступна: библиотека Pango старее 1.44. "
            "Системному администратору: обновите систему и выполните «%(install)s».",
            install=INSTALL,
        )
        return complaint
    return None


def _first(names: tuple[str, ...], load: Loader) -> ctypes.CDLL | None:
    for name in names:
        try:
            return load(name)
        except OSError:
            continue
    return None
