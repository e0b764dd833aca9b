"""Whole numbers out of forms: whatever was typed, nothing breaks."""

from __future__ import annotations

MOST_DIGITS = 18  # more than any row's number or version has


def whole_number(text: object, default: int = 0) -> int:
    """The number a hidden field or a select sends; `default` for anything that is none («²», «», a thousand nines)."""
    written = str(text or "").strip()
    is_number = written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
    return int(written) if is_number else default
