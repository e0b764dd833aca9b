"""The lists of the timetable: its lines, its changes (F-20)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from journal.rights import Thing
from journal.terms import term_on
from journal.timetable_desk import without_journal
from journal.timetable_slots import SHOWN, WEEKDAYS, teacher_name
from lti_tool.access import acting, may
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words
from models import ChangeKind, StudyGroup, Term, TimetableChange, TimetableEntry


def lines_listing() -> Listing:
    """The lines, by group, day and pair."""
    term = term_on(db.session, acting().today)
    terms = db.session.scalars(select(Term).order_by(Term.starts_on.desc())).all()
    missing = select(without_journal(term).subquery().c.id)
    return Listing(
        title=_("Строки расписания"),
        query=select(TimetableEntry)
        .join(StudyGroup, StudyGroup.id == TimetableEntry.group_id)
        .options(*SHOWN)
        .order_by(StudyGroup.name, TimetableEntry.weekday, TimetableEntry.pair, TimetableEntry.id),
        columns=(
            Column(_("Группа"), lambda row: row.group.name, link=_line_address),
            Column(_("Подгруппа"), lambda row: row.subgroup.name if row.subgroup else ""),
            Column(_("День"), lambda row: WEEKDAYS[row.weekday]),
            Column(_("Пара"), lambda row: row.pair, is_number=True),
            Column(_("Неделя"), lambda row: row.week.short or _("каждая")),
            Column(_("С"), lambda row: row.starts_on),
            Column(_("По"), lambda row: row.ends_on),
            Column(_("Дисциплина"), lambda row: row.discipline.title),
            Column(_("Вид"), lambda row: row.kind.facts.title),
            Column(_("Преподаватель"), lambda row: teacher_name(row.teacher)),
            Column(_("Аудитория"), lambda row: row.room),
        ),
        file_name="расписание",
        filters=(
            Filter("term", _l("Семестр"), [("", _l("все")), *((str(one.id), f"{one.academic_year}, {one.number}") for one in terms)],
                   lambda value: TimetableEntry.term_id == int(value), default=str(term.id)),
            Filter("state", _l("Состояние"), [("", _l("все")), ("valid", _l("действуют")), ("without", _l("без журнала"))],
                   lambda value: TimetableEntry.withdrawn_at.is_(None) if value == "valid" else TimetableEntry.id.in_(missing),
                   default="valid"),
        ),
        words=lambda text: has_words(StudyGroup.key, text),
        words_hint=_("группа"),
        nothing=_("Строк нет. Расписание загружают файлом или вносят по строке."),
    )  # fmt: skip


def changes_listing() -> Listing:
    """The changes of single days, the newest first."""
    return Listing(
        title=_("Изменения расписания"),
        query=select(TimetableChange)
        .join(StudyGroup, StudyGroup.id == TimetableChange.group_id)
        .options(
            joinedload(TimetableChange.group), joinedload(TimetableChange.subgroup), joinedload(TimetableChange.discipline),
            joinedload(TimetableChange.teacher), joinedload(TimetableChange.new_teacher),
            joinedload(TimetableChange.new_discipline),
        )
        .order_by(TimetableChange.day.desc(), TimetableChange.pair, TimetableChange.id.desc()),
        columns=(
            Column(_("Дата"), lambda row: row.day, link=_change_address),
            Column(_("Пара"), lambda row: row.pair, is_number=True),
            Column(_("Группа"), lambda row: row.group.name + (f" ({row.subgroup.name})" if row.subgroup else "")),
            Column(_("По расписанию"), was),
            Column(_("Изменение"), became),
            Column(_("Причина"), lambda row: row.reason),
            Column(_("Основание"), lambda row: row.basis),
            Column(_("Состояние"), lambda row: _("отменено") if row.annulled_at else _("действует"),
                   badge=lambda row: "" if row.annulled_at else "badge-green"),
        ),
        file_name="изменения-расписания",
        filters=(
            Filter("kind", _l("Вид"), [("", _l("все")), *((one.value, one.title) for one in ChangeKind)],
                   lambda value: TimetableChange.kind == ChangeKind(value)),
            Filter("state", _l("Состояние"), [("", _l("все")), ("valid", _l("действуют")), ("annulled", _l("отменены"))],
                   _in_state, default="valid"),
        ),
        words=lambda text: has_words(StudyGroup.key, text),
        words_hint=_("группа"),
        nothing=_("Изменений нет. Их вносят в расписании недели: откройте занятие."),
    )  # fmt: skip


def was(row: TimetableChange) -> str:
    """What the timetable says: discipline, teacher, room."""
    return ", ".join(
        part
        for part in (row.discipline.index or row.discipline.name, teacher_name(row.teacher), row.room)
        if part
    )


def became(row: TimetableChange) -> str:
    """How the lesson is held instead."""
    if row.kind is ChangeKind.CANCEL:
        return str(_("отмена"))
    parts = [row.kind.title]
    if row.new_day is not None:
        parts.append(f"{row.new_day:%d.%m.%Y}, {row.new_pair}-я пара")
    if row.new_discipline is not None:
        parts.append(row.new_discipline.index or row.new_discipline.name)
    parts += [part for part in (teacher_name(row.new_teacher), row.new_room) if part]
    return ", ".join(parts)


def _change_address(row: TimetableChange) -> str:
    return url_for("timetable.one_change", change_id=row.id)


def _in_state(value: str) -> ColumnElement[bool]:
    return (
        TimetableChange.annulled_at.is_(None)
        if value == "valid"
        else TimetableChange.annulled_at.is_not(None)
    )


def _line_address(row: TimetableEntry) -> str | None:
    return url_for("timetable.entry", timetable_entry_id=row.id) if may(Thing.TIMETABLE, "C") else None
