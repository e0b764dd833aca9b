"""Reading a PDF back: the text of each page through the fonts' own maps, its fonts, its tags."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")


@dataclass(frozen=True)
class Page:
    """The text runs of a page in the order they were drawn."""

    runs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything, single spaces between the runs."""
        return " ".join(" ".join(self.runs).split())

    @property
    def solid(self) -> str:
        """Everything without spaces: for texts that may be broken into lines."""
        return re.sub(r"\s+", "", "".join(self.runs))


def pages(path: Path) -> list[Page]:
    """The text of every page."""
    with pikepdf.open(path) as pdf:
        return [Page(tuple(_runs(page))) for page in pdf.pages]


def fonts(path: Path) -> dict[str, str]:
    """Base name of every font («PT-Serif») → the letters its map knows. Every one of them must be embedded."""
    found: dict[str, str] = {}
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for font in _font_objects(page).values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, "a font is not embedded"
                name = str(font.BaseFont).lstrip("/").split("+")[-1]
                found[name] = found.get(name, "") + "".join(_unicode_map(font).values())
    return found


def tags(path: Path) -> Counter[str]:
    """How often each tag stands in the structure tree."""
    found: Counter[str] = Counter()
    with pikepdf.open(path) as pdf:
        _count(pdf.Root.StructTreeRoot.K, found)
    return found


def facts(path: Path) -> dict[str, Any]:
    """What the file says of itself."""
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        return {
            "part": metadata.get("pdfaid:part"),
            "conformance": metadata.get("pdfaid:conformance"),
            "title": metadata.get("dc:title"),
            "language": str(pdf.Root.Lang),
            "is_tagged": bool(pdf.Root.MarkInfo.Marked),
            "has_intent": "/OutputIntents" in pdf.Root,
            "sizes": {tuple(round(float(edge)) for edge in page.mediabox[2:]) for page in pdf.pages},
        }


def _count(node: Any, found: Counter[str]) -> None:
    if isinstance(node, pikepdf.Array):
        for child in node:
            _count(child, found)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        found[str(node.S).lstrip("/")] += 1
        if "/K" in node:
            _count(node.K, found)


def _font_objects(holder: Any) -> dict[str, Any]:
    resources = holder.get("/Resources", {})
    return dict(resources.get("/Font", {}).items())


def _runs(holder: Any) -> list[str]:
    maps = {name: _unicode_map(font) for name, font in _font_objects(holder).items()}
    current: dict[int, str] = {}
    runs: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(holder):
        name = str(operator)
        if name == "Tf":
            current = maps[str(operands[0])]
        elif name in ("Tj", "TJ"):
            pieces = operands[0] if name == "TJ" else [operands[0]]
            runs.append(
                "".join(_decoded(piece, current) for piece in pieces if isinstance(piece, pikepdf.String))
            )
        elif name == "Do":
            form = holder.Resources.XObject[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                runs += _runs(form)
    return runs


def _decoded(piece: Any, table: dict[int, str]) -> str:
    raw = bytes(piece)
    return "".join(table.get(int.from_bytes(raw[at : at + 2], "big"), "?") for at in range(0, len(raw), 2))


def _unicode_map(font: Any) -> dict[int, str]:
    """Glyph code → letters, from the font's ToUnicode."""
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.S):
        codes = [bytes.fromhex(code.decode()) for code in _CODES.findall(block)]
        for glyph, letters in zip(codes[::2], codes[1::2], strict=True):
            table[int.from_bytes(glyph, "big")] = letters.decode("utf-16-be")
    return table
