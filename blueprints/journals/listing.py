"""Which journals a person sees: those they teach, those of their courses, all of them for the offices."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from journal.acting import Acting
from journal.rights import Act, Role, Thing, allows
from journal.roles import active_grants
from models import (
    CourseMember,
    CourseRole,
    Discipline,
    Journal,
    JournalTeacher,
    Lesson,
    LessonState,
    StudyGroup,
    Term,
)  # fmt: skip
from regulation.names import search_key, short_name

MOST = 200


@dataclass(frozen=True)
class Line:
    """A journal of a list: who keeps it, how many of its hours were held, how many lessons wait to be filled."""

    journal: Journal
    teachers: str
    held_hours: int
    unfilled: int


def of_course(acting: Acting, course_id: int) -> list[Line]:
    """The journals of one course, the newest term first."""
    return _lines(acting, _journals().where(Journal.course_id == course_id))


def of_person(acting: Acting, words: str = "") -> list[Line]:
    """The journals the person may look at, at most `MOST`; `words` of discipline or group narrow them."""
    visible = _visible(acting)
    if not words:
        return _lines(acting, _journals().where(visible))
    return _lines(acting, _journals().where(Journal.id.in_(_found(acting, visible, words))))


def _found(acting: Acting, visible: ColumnElement[bool], words: str) -> list[int]:
    """Journals whose discipline and group hold all the words; SQLite folds no Russian letters, so it is done here."""
    rows = acting.session.execute(
        select(Journal.id, Discipline.index, Discipline.name, StudyGroup.name)
        .join(Journal.discipline)
        .join(Journal.group)
        .join(Journal.term)
        .where(visible)
        .order_by(Term.starts_on.desc(), Journal.id)
    )
    wanted = search_key(words).split()
    found = [
        journal_id
        for journal_id, *texts in rows
        if all(word in search_key(" ".join(texts)) for word in wanted)
    ]
    return found[:MOST]


def _journals() -> Select[Journal]:
    return (
        select(Journal)
        .join(Journal.discipline)
        .join(Journal.group)
        .join(Journal.term)
        .options(
            contains_eager(Journal.discipline),
            contains_eager(Journal.group),
            contains_eager(Journal.term),
            joinedload(Journal.subgroup),
            selectinload(Journal.teachers).joinedload(JournalTeacher.user),
        )
        .order_by(Term.starts_on.desc(), StudyGroup.name, Discipline.index, Discipline.name, Journal.id)
        .limit(MOST)
    )


def _visible(acting: Acting) -> ColumnElement[bool]:
    """The condition that the person has a part in the journal; rights are looked up again on its page."""
    user_id = acting.user_id
    named = select(JournalTeacher.journal_id).where(
        JournalTeacher.user_id == user_id,
        JournalTeacher.starts_on <= acting.today,
        or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= acting.today),
    )
    courses = select(CourseMember.course_id).where(
        CourseMember.user_id == user_id, CourseMember.launch_role == CourseRole.INSTRUCTOR
    )
    conditions: list[ColumnElement[bool]] = [Journal.id.in_(named), Journal.course_id.in_(courses)]
    for grant in active_grants(acting):
        if not allows(frozenset({Role(grant.office.value)}), Thing.RECORD, Act.VIEW):
            continue
        if grant.journal_id is not None:
            conditions.append(Journal.id == grant.journal_id)
        elif grant.group_id is not None:
            conditions.append(Journal.group_id == grant.group_id)
        else:
            conditions.append(Journal.id.is_not(None))
    return or_(false(), *conditions)


def _lines(acting: Acting, wanted: Select[Journal]) -> list[Line]:
    journals = acting.session.scalars(wanted).unique().all()
    ids = [journal.id for journal in journals]
    held = _sums(acting, ids, func.sum(Lesson.hours), Lesson.state == LessonState.CONDUCTED)
    unfilled = _sums(
        acting, ids, func.count(), Lesson.filled_at.is_(None), Lesson.date <= acting.today,
        Lesson.state.in_([LessonState.PLANNED, LessonState.CONDUCTED]),
    )  # fmt: skip
    return [
        Line(journal, _teachers(acting, journal), held.get(journal.id, 0), unfilled.get(journal.id, 0))
        for journal in journals
    ]


def _sums(
    acting: Acting, ids: list[int], what: ColumnElement[int], *conditions: ColumnElement[bool]
) -> dict[int, int]:
    rows = acting.session.execute(
        select(Lesson.journal_id, what)
        .where(Lesson.journal_id.in_(ids), *conditions)
        .group_by(Lesson.journal_id)
    )
    return {journal_id: int(number or 0) for journal_id, number in rows}


def _teachers(acting: Acting, journal: Journal) -> str:
    people = [
        one.user
        for one in journal.teachers
        if one.starts_on <= acting.today and (one.ends_on is None or one.ends_on >= acting.today)
    ]
    return ", ".join(short_name(one.family_name, one.given_name, one.patronymic) for one in people)
