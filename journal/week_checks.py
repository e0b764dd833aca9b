"""«Проверено куратором»: which weeks of a group were looked through and which were missed (3.12.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import Journal, Lesson, LessonState, StudyGroup, Term, WeekCheck
from regulation.calendar import academic_year_of, first_year_of
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark
from regulation.weeks import IsoWeek, weeks_between


def check_week(acting: Acting, group: StudyGroup, week: IsoWeek, note: str = "") -> WeekCheck:
    """The curator has looked the week through. The week in progress may be checked from its last lesson day on.

    Checking again changes nothing. Raises E_FUTURE for a week that is not over, E_TOPIC_* for a senseless note.
    """
    assert acting.user_id is not None
    if acting.today < week.monday + timedelta(days=4):
        raise Refusal(
            "E_FUTURE",
            "3.12.2",
            N_("Неделя %(week)s ещё не прошла. Проверить её можно с пятницы, %(day)s."),
            week=week.title,
            day=(week.monday + timedelta(days=4)).strftime("%d.%m.%Y"),
        )
    found = check_of(acting.session, group.id, week)
    if found is not None:
        return found
    text = check_remark(note, acting.rules.latin_terms, what="заметка") if note.strip() else ""
    check = WeekCheck(
        group_id=group.id, year=week.year, week=week.week, note=text, checked_at=acting.now, checked_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(check)
    acting.session.flush()
    return check


def check_of(session: Session, group_id: int, week: IsoWeek) -> WeekCheck | None:
    """The mark of the group's week, if it was set."""
    return session.scalar(
        select(WeekCheck).where(
            WeekCheck.group_id == group_id, WeekCheck.year == week.year, WeekCheck.week == week.week
        )
    )


def ended_weeks(today: date) -> list[IsoWeek]:
    """The weeks of this academic year that are over, the earliest first."""
    first = date(first_year_of(academic_year_of(today)), 9, 1)
    last = today - timedelta(days=today.weekday() + 1)
    return weeks_between(first, last) if last >= first else []


def unchecked_weeks(
    session: Session, today: date, groups: Sequence[int] | None = None
) -> dict[int, list[IsoWeek]]:
    """Group → its weeks of this academic year that are over, had lessons, and nobody has checked.

    `groups`: of these only; None for every group. Two queries.
    """
    weeks = ended_weeks(today)
    if not weeks or groups == []:
        return {}
    bucket = case(*((Lesson.date <= week.sunday, place) for place, week in enumerate(weeks)))
    held = (
        select(Journal.group_id, bucket.label("place"))
        .join(Term, Journal.term_id == Term.id)
        .join(Lesson, Lesson.journal_id == Journal.id)
        .where(
            Term.ends_on >= weeks[0].monday,
            Term.starts_on <= weeks[-1].sunday,
            Lesson.date.between(weeks[0].monday, weeks[-1].sunday),
            Lesson.state == LessonState.CONDUCTED,
        )
        .group_by(Journal.group_id, "place")
    )
    checked = select(WeekCheck.group_id, WeekCheck.year, WeekCheck.week).where(
        WeekCheck.year >= weeks[0].year
    )
    if groups is not None:
        held = held.where(Journal.group_id.in_(groups))
        checked = checked.where(WeekCheck.group_id.in_(groups))
    done = {(group, IsoWeek(year, week)) for group, year, week in session.execute(checked)}
    found: dict[int, list[IsoWeek]] = defaultdict(list)
    for group, place in sorted((row[0], row[1]) for row in session.execute(held)):
        if (group, weeks[place]) not in done:
            found[group].append(weeks[place])
    return dict(found)


def recent_checks(session: Session, group_id: int, most: int = 12) -> list[WeekCheck]:
    """The group's checked weeks, the newest first."""
    return list(
        session.scalars(
            select(WeekCheck)
            .where(WeekCheck.group_id == group_id)
            .order_by(WeekCheck.year.desc(), WeekCheck.week.desc())
            .limit(most)
        )
    )
