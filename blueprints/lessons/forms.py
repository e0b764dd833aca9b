"""What the lesson's small forms bring: read, checked for shape, refused with a sentence."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from journal.kinds_directory import hidden_kinds
from models import AttachmentPlace, KindDirectory
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import N_, Refusal

Kind = TypeVar("Kind", bound=StrEnum)
LESSON_KINDS = tuple(LessonKind)
# МИУД appears by itself (3.13.2), so does the column of a consultation (4.1.5).
WORK_KINDS = tuple(kind for kind in WorkKind if kind not in (WorkKind.CHECKPOINT, WorkKind.CONSULTATION))


def read_day(name: str = "day") -> date:
    """The date of a field. Raises E_DATE."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refusal("E_DATE", "4.1.1", N_("Укажите дату занятия.")) from None


def read_number(name: str, default: int | None = None) -> int:
    """A whole number of a field. Raises E_NUMBER."""
    text = request.form.get(name, "").strip()
    if not text and default is not None:
        return default
    if not text.isdecimal() or len(text) > 9:
        raise Refusal("E_NUMBER", "4.1.3", N_("Ожидается целое число, а введено «%(text)s»."), text=text[:20])
    return int(text)


def read_kind(kinds: type[Kind], name: str = "kind") -> Kind:
    """A kind of a list. Raises E_KIND."""
    try:
        return kinds(request.form.get(name, ""))
    except ValueError:
        raise Refusal("E_KIND", "4.1.6", N_("Выберите вид из списка.")) from None


def read_place() -> AttachmentPlace:
    """What a link belongs to; the homework unless the topic is named."""
    return AttachmentPlace.TOPIC if request.form.get("place") == "topic" else AttachmentPlace.HOMEWORK


def lesson_kind_choices(session: Session, keeps: str = "") -> list[tuple[str, str]]:
    """Value and title of each kind of lesson that is offered; `keeps` is the one the lesson has."""
    hidden = hidden_kinds(session, KindDirectory.LESSON) - {keeps}
    return [(kind.value, _(kind.facts.title)) for kind in LESSON_KINDS if kind.value not in hidden]


def work_kind_choices(session: Session) -> list[tuple[str, str]]:
    """Value and title of each kind of work a person may add."""
    hidden = hidden_kinds(session, KindDirectory.WORK)
    return [(kind.value, _(kind.facts.title)) for kind in WORK_KINDS if kind.value not in hidden]
