"""The page's changes as they arrive: read and checked for form; what they mean is decided by the operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from regulation.refusal import N_, Refusal

MOST = 500  # changes in one request
_ID_LENGTH = 64
_TEXT_LENGTH = 2000
# What each kind of change must name.
_NAMES = {
    "mark": ("work", "student"),
    "absence": ("lesson", "student"),
    "lesson": ("lesson",),
    "present": ("lesson",),
}
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Change:
    """One change: `kind` mark, absence, lesson or present; `version` of the cell or lesson as the person saw it."""

    id: str
    kind: str
    work: int | None = None
    lesson: int | None = None
    student: int | None = None
    value: str = ""
    version: int = 0
    reason: str = ""
    made_up_on: date | None = None
    topic: str = ""
    homework: str = ""
    plan_item: int | None = None
    off_plan_reason: str = ""


def read_changes(data: Any) -> list[Change]:
    """The changes of a request body {"changes": […]}. Raises E_CHANGE when it is malformed or too long."""
    listed = data.get("changes") if isinstance(data, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST or not all(isinstance(one, dict) for one in listed):
        raise _malformed()
    return [_read(one) for one in listed]


def _read(one: Mapping[str, Any]) -> Change:
    kind = one.get("kind")
    if not isinstance(kind, str) or kind not in _NAMES:
        raise _malformed()
    change = Change(
        id=_text(one, "id", _ID_LENGTH),
        kind=kind,
        work=_number(one, "work"),
        lesson=_number(one, "lesson"),
        student=_number(one, "student"),
        value=_text(one, "value", _TEXT_LENGTH),
        version=_number(one, "version") or 0,
        reason=_text(one, "reason", _TEXT_LENGTH),
        made_up_on=_day(one.get("made_up_on")),
        topic=_text(one, "topic", _TEXT_LENGTH),
        homework=_text(one, "homework", _TEXT_LENGTH),
        plan_item=_number(one, "plan_item"),
        off_plan_reason=_text(one, "off_plan_reason", _TEXT_LENGTH),
    )
    if len(change.id) < 8 or any(getattr(change, name) is None for name in _NAMES[kind]):
        raise _malformed()
    return change


def _text(one: Mapping[str, Any], name: str, length: int) -> str:
    value = one.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > length or not is_storable(value):
        raise _malformed()
    return value


def is_storable(text: str) -> bool:
    """Whether a database can keep the text: JSON may hold a NUL and halves of letters."""
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def _number(one: Mapping[str, Any], name: str) -> int | None:
    value = one.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise _malformed()
    return value


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _malformed() from None


def _malformed() -> Refusal:
    return Refusal(
        "E_CHANGE", "1.5", N_("Страница прислала непонятную запись. Обновите страницу и повторите.")
    )
