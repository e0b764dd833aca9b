"""What the timetable lays on the desks: the dispatcher's, the deputy director's, everybody's own lessons (3.10.1, 4.1.1)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.group_roles import has_journals
from journal.rights import Role
from journal.terms import term_on
from journal.today import count_unfilled
from models import (
    Discipline,
    Journal,
    Lesson,
    LessonState,
    Substitution,
    Term,
    TimetableEntry,
)  # fmt: skip
from regulation.refusal import N_

AHEAD = timedelta(days=21)  # when the next semester's timetable is due
CLASHES_AHEAD = timedelta(days=60)


def timetable_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """The dispatcher's and the deputy's lines. Seven queries at most."""
    lines: list[DeskLine] = []
    if chair.holds(Role.DISPATCHER):
        lines += _dispatcher(acting)
    if chair.holds(Role.DEPUTY):
        lines += _deputy(acting)
    return lines


def own_lesson_lines(acting: Acting, _chair: Chair) -> list[DeskLine]:
    """Whoever holds an office and teaches: own lessons not filled yet. Two queries."""
    if acting.user is None or not acting.user.is_staff or not has_journals(acting):
        return []
    return [
        DeskLine(
            Urgency.DUE, count_unfilled(acting), N_("Свои занятия не заполнены"), "today.mine",
            N_("журнал заполняется в день занятия (п. 4.1.1)"),
        )
    ]  # fmt: skip


def without_journal(today_term: Term) -> Select[TimetableEntry]:
    """The lines of the term whose journal is not opened: nobody can fill their lessons."""
    own = aliased(Discipline)
    same = or_(
        Journal.discipline_id == TimetableEntry.discipline_id,
        and_(own.index != "", own.index == Discipline.index),
    )
    kept = (
        select(Journal.id)
        .join(own, own.id == Journal.discipline_id)
        .where(
            Journal.group_id == TimetableEntry.group_id,
            Journal.term_id == TimetableEntry.term_id,
            func.coalesce(Journal.subgroup_id, 0) == func.coalesce(TimetableEntry.subgroup_id, 0),
            same,
        )
    )
    return (
        select(TimetableEntry)
        .join(Discipline, Discipline.id == TimetableEntry.discipline_id)
        .where(
            TimetableEntry.withdrawn_at.is_(None),
            TimetableEntry.term_id == today_term.id,
            ~exists(kept.correlate(TimetableEntry, Discipline)),
        )
    )


def _dispatcher(acting: Acting) -> list[DeskLine]:
    term = term_on(acting.session, acting.today)
    missing = _count(acting, without_journal(term))
    lines = [
        DeskLine(
            Urgency.DUE, missing, N_("Строки расписания без журнала"), "timetable.lines",
            N_("преподаватель ещё не открыл журнал в курсе: занятия появятся, когда откроет"), {"state": "without"},
        ),
        DeskLine(
            Urgency.OVERDUE, _uncovered(acting), N_("Занятия отсутствующих никому не поручены"), "substitutions.new",
            N_("назначьте замещение или отмените занятие (п. 4.1.1)"),
        ),
        DeskLine(
            Urgency.OVERDUE, _clashing(acting), N_("Накладки преподавателей в журналах"), "timetable.week",
            N_("в один день и на одну пару — два занятия"),
        ),
        DeskLine(
            Urgency.NEW, _waiting(acting), N_("Замещения ждут утверждения"), "substitutions.index",
            N_("утверждает заместитель директора"), {"state": "waiting"},
        ),
    ]  # fmt: skip
    return lines + _missing_timetable(acting, term)


def _deputy(acting: Acting) -> list[DeskLine]:
    waiting = _waiting(acting)
    return [
        DeskLine(
            Urgency.OVERDUE, waiting, N_("Замещения ждут вашего утверждения"), "substitutions.index",
            N_("распоряжение действует после утверждения (п. 4.1.1)"), {"state": "waiting"},
        )
    ]  # fmt: skip


def _missing_timetable(acting: Acting, term: Term) -> list[DeskLine]:
    """The semester in progress, or the next one that begins soon, has no lines."""
    terms = [term]
    following = acting.session.scalar(
        select(Term).where(Term.starts_on > term.starts_on).order_by(Term.starts_on).limit(1)
    )
    has_lines = set(
        acting.session.scalars(
            select(TimetableEntry.term_id).where(TimetableEntry.withdrawn_at.is_(None)).distinct()
        )
    )
    lines: list[DeskLine] = []
    if term.id not in has_lines and term.starts_on <= acting.today <= term.ends_on:
        lines.append(_no_lines(Urgency.OVERDUE, terms[0]))
    is_soon = acting.today >= term.ends_on - AHEAD
    if is_soon and (following is None or following.id not in has_lines):
        lines.append(
            DeskLine(
                Urgency.DUE, 1, N_("Расписание следующего семестра не внесено"), "imports.start",
                N_("вносится до начала семестра (п. 3.10.1)"), {"kind": "timetable"},
            )
        )  # fmt: skip
    return lines


def _no_lines(urgency: Urgency, term: Term) -> DeskLine:
    return DeskLine(
        urgency, 1, N_("Нет расписания на %(number)s-й семестр %(year)s"), "imports.start",
        N_("загрузите файл или внесите по строке (п. 3.10.1)"), {"kind": "timetable"},
        {"number": term.number, "year": term.academic_year},
    )  # fmt: skip


def _uncovered(acting: Acting) -> int:
    """Planned lessons, from today on, of somebody whose absence is known, that nobody got."""
    wanted = (
        select(func.count(func.distinct(Lesson.id)))
        .join(
            Substitution,
            and_(
                Substitution.absent_id == Lesson.teacher_id,
                Substitution.revoked_at.is_(None),
                Lesson.date.between(Substitution.starts_on, Substitution.ends_on),
            ),
        )
        .where(
            Lesson.state == LessonState.PLANNED,
            Lesson.substitution_id.is_(None),
            Lesson.date >= acting.today,
            Substitution.approved_at.is_not(None),
        )
    )
    return acting.session.scalar(wanted) or 0


def _clashing(acting: Acting) -> int:
    """Places where a teacher has two lessons at once, streams aside."""
    twice = (
        select(Lesson.teacher_id)
        .outerjoin(TimetableEntry, TimetableEntry.id == Lesson.timetable_entry_id)
        .where(
            Lesson.teacher_id.is_not(None),
            Lesson.state == LessonState.PLANNED,
            Lesson.date.between(acting.today, acting.today + CLASHES_AHEAD),
            or_(TimetableEntry.id.is_(None), TimetableEntry.is_joint.is_(False)),
        )
        .group_by(Lesson.teacher_id, Lesson.date, Lesson.pair)
        .having(func.count() > 1)
    )
    return acting.session.scalar(select(func.count()).select_from(twice.subquery())) or 0


def _waiting(acting: Acting) -> int:
    return _count(
        acting,
        select(Substitution).where(Substitution.approved_at.is_(None), Substitution.revoked_at.is_(None)),
    )


def _count(acting: Acting, query: Select[TimetableEntry] | Select[Substitution]) -> int:
    return acting.session.scalar(select(func.count()).select_from(query.subquery())) or 0
