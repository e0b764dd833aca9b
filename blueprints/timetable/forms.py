"""What the forms of the timetable send: a line, a change of one day."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from flask import request
from sqlalchemy import select

from journal.timetable import Line, term_of
from journal.timetable_changes import Wanted
from lti_tool.database import db
from models import ChangeKind, Discipline, Lesson, StudyGroup, Subgroup, Term, TimetableEntry, User
from regulation.kinds import LessonKind
from regulation.refusal import N_, Refusal
from regulation.timetable import Week

Row = TypeVar("Row")
Kind = TypeVar("Kind", Week, LessonKind, ChangeKind)


def read_line() -> Line:
    """The line typed. Raises E_LINE naming the first field that is missing or wrong, E_PERIOD."""
    first, last = read_date("first", N_("первый день")), read_date("last", N_("последний день"))
    group = _chosen(StudyGroup, "group_id", N_("группа"))
    discipline = _chosen(Discipline, "discipline_id", N_("дисциплина"))
    teacher = _chosen(User, "teacher_id", N_("преподаватель"))
    term = term_of(list(db.session.scalars(select(Term))), first, last)
    if term is None:
        raise Refusal(
            "E_PERIOD",
            "3.10.1",
            N_("Даты не входят в один семестр. Расписание составляется на семестр: исправьте даты."),
        )
    return Line(
        term=term, group=group, subgroup=_subgroup(group), weekday=_number("weekday", 0, 6), pair=_number("pair", 1, 12),
        week=_of(Week, "week"), starts_on=first, ends_on=last, discipline=discipline, kind=_of(LessonKind, "kind"),
        teacher=teacher, room=request.form.get("room", ""), is_joint=bool(request.form.get("joint")),
    )  # fmt: skip


def read_wanted() -> Wanted:
    """The change typed."""
    kind = _of(ChangeKind, "change")
    is_move, is_replacement = kind is ChangeKind.MOVE, kind is ChangeKind.REPLACE
    return Wanted(
        kind=kind,
        reason=request.form.get("reason", ""),
        basis_number=request.form.get("basis_number", ""),
        basis_dated=_date_or_none("basis_dated"),
        new_day=read_date("new_day", N_("новый день")) if is_move else None,
        new_pair=_number("new_pair", 1, 12) if is_move else None,
        new_room=request.form.get("new_room", "") if is_move or is_replacement else "",
        new_teacher=_or_none(User, "new_teacher_id") if is_replacement else None,
        new_discipline=_or_none(Discipline, "new_discipline_id") if is_replacement else None,
        brought=_or_none(Lesson, "brought_id") if is_replacement else None,
    )


def read_date(name: str, title: str) -> date:
    """The day of a field. Raises E_LINE."""
    found = _date_or_none(name)
    if found is None:
        raise _missing(title)
    return found


def typed(entry: TimetableEntry | None = None) -> dict[str, str]:
    """The fields as they were sent, else as the line has them, else as asked for in the address."""
    if request.method == "POST":
        return {name: str(value) for name, value in request.form.items()}
    if entry is None:
        return {name: str(value) for name, value in request.args.items()}
    return {
        "group_id": str(entry.group_id), "subgroup": entry.subgroup.name if entry.subgroup else "",
        "weekday": str(entry.weekday), "pair": str(entry.pair), "week": entry.week.value,
        "first": entry.starts_on.isoformat(), "last": entry.ends_on.isoformat(), "discipline_id": str(entry.discipline_id),
        "kind": entry.kind.value, "teacher_id": str(entry.teacher_id), "room": entry.room,
        "joint": "1" if entry.is_joint else "",
    }  # fmt: skip


def _subgroup(group: StudyGroup) -> Subgroup | None:
    name = request.form.get("subgroup", "").strip()
    if not name:
        return None
    found = db.session.scalar(select(Subgroup).where(Subgroup.group_id == group.id, Subgroup.name == name))
    if found is None:
        raise Refusal(
            "E_GROUP",
            "4.1.4",
            N_("Подгруппы «%(name)s» в группе %(group)s нет. Её заводят преподаватели; оставьте поле пустым для всей "
               "группы."),
            name=name,
            group=group.name,
        )  # fmt: skip
    return found


def _chosen(model: type[Row], name: str, title: str) -> Row:
    found = _or_none(model, name)
    if found is None:
        raise _missing(title)
    return found


def _or_none(model: type[Row], name: str) -> Row | None:
    text = request.form.get(name, "").strip()
    return db.session.get(model, int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _number(name: str, least: int, most: int) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and least <= int(text[:4]) <= most):
        raise _missing({"weekday": N_("день недели")}.get(name, N_("пара")))
    return int(text)


def _of(kind: type[Kind], name: str) -> Kind:
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        raise _missing(
            {"week": N_("неделя"), "kind": N_("вид занятия")}.get(name, N_("что меняется"))
        ) from None


def _date_or_none(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None


def _missing(title: str) -> Refusal:
    return Refusal("E_LINE", "3.10.1", N_("Не указано или указано неверно: %(what)s."), what=title)
