"""Texts that people type into registers: cleaned, neither empty nor too long."""

from __future__ import annotations

import unicodedata

from regulation.refusal import Refusal


def clean_text(text: str, *, keeps_lines: bool = False) -> str:
    """NFC, without invisible and control characters, single spaces; line breaks stay when `keeps_lines`."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\xa0", " "))
    visible = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c)[0] != "C")
    lines = [" ".join(line.split()) for line in visible.split("\n")]
    return "\n".join(lines).strip() if keeps_lines else " ".join(" ".join(lines).split())


def required_text(text: str, longest: int, clause: str, sentence: str, *, keeps_lines: bool = False) -> str:
    """The cleaned text. Raises E_TEXT with `sentence` when nothing is left or it is longer than `longest`."""
    cleaned = clean_text(text, keeps_lines=keeps_lines)
    if not cleaned or len(cleaned) > longest:
        raise Refusal("E_TEXT", clause, sentence)
    return cleaned
