"""The journal page beyond its table: names that fit, counts, months, other journals of the same discipline."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import ScalarSelect, false, func, or_, select
from sqlalchemy.orm import joinedload

from blueprints.marks.table import column_facts
from journal.acting import Acting
from journal.grid import Grid
from journal.writing import TAKES_ENTRIES
from lti_tool.page_rules import rule_texts, script_json
from lti_tool.pages import has_endpoint, month_name
from models import Course, CourseMember, CourseRole, Journal, JournalTeacher, LeftOut, Membership, User
from regulation.days import lock_verdict
from regulation.kinds import WorkKind
from regulation.names import short_name


def namesakes(grid: Grid) -> set[str]:
    """Whole names that more than one student of the list has."""
    names = Counter(row.full_name for row in grid.rows)
    return {name for name, times in names.items() if times > 1}


def teachers(acting: Acting, journal: Journal) -> str:
    """Who keeps the journal today: «Громова Н. И.»."""
    people = acting.session.scalars(
        select(User)
        .join(JournalTeacher, JournalTeacher.user_id == User.id)
        .where(
            JournalTeacher.journal_id == journal.id,
            JournalTeacher.starts_on <= acting.today,
            or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= acting.today),
        )
        .order_by(User.sort_key)
    )
    return ", ".join(short_name(one.family_name, one.given_name, one.patronymic) for one in people)


def locked_works(acting: Acting, grid: Grid) -> set[int]:
    """Works whose marks are closed by the day; those of written works may stay open longer (4.1.1)."""
    return {
        work.id
        for lesson in grid.lessons
        if lesson.is_locked
        for work in lesson.works
        if not lock_verdict(
            lesson.date, acting.today, acting.rules, is_written=WorkKind(work.kind).facts.written
        ).is_open
    }


def counts(grid: Grid) -> dict[str, Any]:
    """Hours of the month in hand and of the term; lessons that are due and not filled."""
    month = (grid.lessons[grid.latest].date if grid.latest is not None else grid.today).replace(day=1)
    in_month = [lesson for lesson in grid.lessons if lesson.date.replace(day=1) == month]
    unfilled = [lesson for lesson in grid.lessons if not lesson.is_future and not lesson.is_filled]
    return {
        "month": _of_month(month),
        "month_fact": sum(lesson.hours for lesson in in_month if lesson.is_conducted),
        "month_all": sum(lesson.hours for lesson in in_month),
        "fact": grid.fact_hours,
        "plan": grid.plan_hours,
        "unfilled": unfilled,
    }


def today_lesson(grid: Grid) -> int | None:
    """The lesson «Занятие сегодня» opens: today's first that is not filled, else today's first."""
    today = [lesson for lesson in grid.lessons if lesson.is_today]
    waiting = [lesson for lesson in today if not lesson.is_filled]
    chosen = (waiting or today)[:1]
    return chosen[0].id if chosen else None


def due_checkpoints(grid: Grid) -> int:
    """МИУД cells that are due and empty: the red number on the tab."""
    at = [index for index, work in enumerate(grid.works) if work.month]
    return sum(
        1 for row in grid.rows for index in at if (cell := row.cells[index]) is not None and not cell.text
    )


@dataclass(frozen=True)
class Around:
    """What stands beside the journal. `siblings`: itself and others of the same discipline and group, when there are
    others: semesters, subgroups. `news`: how many people of the course are in none of its groups yet (3.9.2).
    """

    siblings: list[Journal]
    news: int


def around(acting: Acting, journal: Journal, has_office: bool) -> Around:
    """The neighbours the person may reach, and the news of the course: one query."""
    named = select(JournalTeacher.journal_id).where(JournalTeacher.user_id == acting.user_id)
    wanted = select(Journal, _arrived(acting, journal)).where(
        Journal.discipline_id == journal.discipline_id, Journal.group_id == journal.group_id
    )
    if not has_office:
        same_course = Journal.course_id == journal.course_id if journal.course_id else false()
        wanted = wanted.where(or_(Journal.id == journal.id, same_course, Journal.id.in_(named)))
    rows = acting.session.execute(
        wanted.options(joinedload(Journal.term), joinedload(Journal.subgroup)).order_by(
            Journal.term_id, Journal.subgroup_id, Journal.id
        )
    ).all()
    found = [one for one, _arrived in rows]
    return Around(found if len(found) > 1 else [], rows[0][1])


def _arrived(acting: Acting, journal: Journal) -> ScalarSelect[int]:
    """Learners of the course, by its last roster, in none of the groups kept in it, not left out on purpose."""
    inside = (
        select(Membership.student_id)
        .join(Journal, Journal.group_id == Membership.group_id)
        .where(
            Journal.course_id == journal.course_id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= acting.today),
        )
    )
    return (
        select(func.count(CourseMember.id))
        .join(User, User.id == CourseMember.user_id)
        .join(Course, Course.id == CourseMember.course_id)
        .where(
            CourseMember.course_id == journal.course_id,
            CourseMember.roster_role == CourseRole.LEARNER,
            CourseMember.launch_role.not_in([CourseRole.INSTRUCTOR, CourseRole.MENTOR]),
            Course.roster_read_at.is_not(None),
            User.is_staff.is_(False),
            or_(User.student_id.is_(None), User.student_id.not_in(inside)),
            User.id.not_in(select(LeftOut.user_id).where(LeftOut.course_id == journal.course_id)),
        )
        .correlate(None)
        .scalar_subquery()
    )


def script_data(acting: Acting, journal: Journal, grid: Grid, can_edit: bool, focus: int | None) -> Markup:
    """The data block of the page, as JSON fit for a script element."""
    data = {
        "user": acting.user_id,
        "journal": journal.id,
        "editable": can_edit,
        "today": acting.today.isoformat(),
        "lockDays": acting.rules.lock_days,
        "focus": focus,
        "columns": column_facts(grid, locked_works(acting, grid)),
        "students": [row.student_id for row in grid.rows],
        "texts": rule_texts(acting.rules),
        "urls": {
            "changes": url_for("marks.put", journal_id=journal.id),
            "history": url_for("marks.history", journal_id=journal.id),
            "panel": has_endpoint("lessons.panel"),
            "unlock": url_for("unlocks.ask", lesson_id=0)
            if has_endpoint("unlocks.ask") and can_edit
            else None,
        },
    }
    return script_json(data)


def takes_entries(journal: Journal) -> bool:
    """Whether the journal as a whole is open for entries (5.2)."""
    return journal.state in TAKES_ENTRIES


def _of_month(month: date) -> str:
    name = month_name(month)
    genitive: str = _(name + "а" if name in ("март", "август") else name[:-1] + "я")
    return genitive
