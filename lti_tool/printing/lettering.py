"""How much room a text takes in a typeface: names are set as large as they fit and never overflow their cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from lti_tool.printing.fonts import FACES, NARROW, SERIF

MM = 72 / 25.4
STEP = 0.25
# Room for what the estimate does not see: kerning, rounding of the layout.
SLACK = 1.02


def width(text: str, size: float, family: str = SERIF) -> float:
    """The width of one line of text in points at `size` points."""
    advance = _advances(family)
    return sum(advance(ord(letter)) for letter in text) * size * SLACK


def size_to_fit(text: str, room_mm: float, largest: float, smallest: float, family: str = SERIF) -> float:
    """The largest size (points, in quarters) at which the text fits the room on one line; `smallest` at least."""
    size = largest
    while size > smallest and width(text, size, family) > room_mm * MM:
        size -= STEP
    return max(size, smallest)


def lines(text: str, room_mm: float, size: float, family: str = SERIF) -> int:
    """How many lines the text takes when it is wrapped at spaces; 1 for an empty one."""
    room = room_mm * MM
    space = width(" ", size, family)
    count, used = 1, 0.0
    for word in text.split():
        wide = width(word, size, family)
        if used and used + space + wide > room:
            count, used = count + 1, wide
        else:
            used += wide + (space if used else 0.0)
        while used > room:  # a word longer than the line is broken
            count, used = count + 1, used - room
    return count


@lru_cache(maxsize=4)
def _advances(family: str) -> Callable[[int], float]:
    """Character code → its advance in ems; a letter the face lacks counts as a wide one."""
    from fontTools.ttLib import TTFont

    path: Path = next(face.path for face in FACES if face.family == family and face.weight == 400)
    with TTFont(path, lazy=True) as font:
        names = font.getBestCmap()
        metrics = font["hmtx"].metrics
        em = font["head"].unitsPerEm
        table = {code: metrics[name][0] / em for code, name in names.items()}
    return lambda code: table.get(code, 0.7)


__all__ = ["MM", "NARROW", "SERIF", "lines", "size_to_fit", "width"]
