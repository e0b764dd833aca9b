"""What a browser calls itself, in two words a person understands: «Firefox, Windows»."""

from __future__ import annotations

# The first that is found in the text counts: most browsers name others too.
BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser and system; «» when neither is recognised. Nothing of the text itself is kept."""
    found = [
        next((title for sign, title in known if sign in user_agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(part for part in found if part)
