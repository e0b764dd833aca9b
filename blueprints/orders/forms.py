"""The form of an order, and reading days that people type or pick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models import OrderKind


@dataclass(frozen=True)
class OrderForm:
    """What was typed, kept when it is refused."""

    kind: OrderKind
    number: str
    dated: str
    title: str
    text: str
    signed_by: str

    @classmethod
    def read(cls, form: Mapping[str, str], kind: OrderKind) -> OrderForm:
        """Read without judging."""
        names = ("number", "dated", "title", "text", "signed_by")
        return cls(kind, **{name: form.get(name, "").strip() for name in names})

    @property
    def day(self) -> date | None:
        """The date, None when it is none."""
        return read_day(self.dated)


def read_day(text: str) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
