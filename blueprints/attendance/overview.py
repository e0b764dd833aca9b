"""All groups of a week side by side: hours missed by reason, who has checked it (3.11.2, 3.12.2)."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, and_, case, false, func, select, true

from journal.group_roles import groups_allowed
from journal.rights import Act, Thing
from journal.week_checks import ended_weeks
from lti_tool.access import acting, visitor
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from models import Absence, Attendance, Journal, Lesson, LessonState, StudyGroup, Term, User, WeekCheck
from regulation.attendance import AbsenceReason
from regulation.weeks import IsoWeek


def overview() -> Response | str:
    """The groups the visitor looks after with lessons in the week: `?week=2025-W41`, else the last ended one."""
    visitor()
    today = acting().today
    weeks = [*ended_weeks(today), IsoWeek.of(today)]
    last = weeks[-2] if len(weeks) > 1 else weeks[-1]
    asked = IsoWeek.parse(request.args.get("week", ""))
    week = asked if asked in weeks else last
    groups = groups_allowed(acting(), Thing.ABSENCE_REASON, Act.VIEW)
    listing = Listing(
        title=_("Посещаемость групп, неделя %(week)s", week=week.title),
        query=_query(week, groups), columns=_columns(week), file_name=f"посещаемость-{week.name}",
        words=lambda text: has_words(StudyGroup.key, text), words_hint=_("группа"),
        filters=[
            Filter("week", _("Неделя"), [(one.name, one.title) for one in reversed(weeks)], lambda _name: true(), last.name),
            Filter("checked", _("Проверка"), [("", _("все")), ("no", _("не проверена")), ("yes", _("проверена"))], _is_checked),
        ],
        nothing=_("Занятий на этой неделе нет или все группы проверены."),
    )  # fmt: skip
    return show_list(listing)


def _is_checked(value: str) -> Any:
    return WeekCheck.id.is_not(None) if value == "yes" else WeekCheck.id.is_(None)


def _query(week: IsoWeek, groups: list[int] | None) -> Select[Any]:
    held = (
        select(Journal.group_id, func.count(Lesson.id).label("lessons"))
        .join(Term, Term.id == Journal.term_id)
        .join(Lesson, Lesson.journal_id == Journal.id)
        .where(*_in_week(week), Lesson.state == LessonState.CONDUCTED)
        .group_by(Journal.group_id)
        .subquery()
    )
    missed = (
        select(
            Journal.group_id,
            *(
                func.sum(case((Absence.reason == reason, Lesson.hours), else_=0)).label(reason.value)
                for reason in AbsenceReason
            ),
        )
        .join(Term, Term.id == Journal.term_id)
        .join(Lesson, Lesson.journal_id == Journal.id)
        .join(Absence, and_(Absence.lesson_id == Lesson.id, Absence.attendance == Attendance.ABSENT))
        .where(*_in_week(week))
        .group_by(Journal.group_id)
        .subquery()
    )
    query = (
        select(
            StudyGroup.id, StudyGroup.name, held.c.lessons, missed.c.ill, missed.c.excused, missed.c.unexcused,
            WeekCheck.checked_at, User.display_name,
        )
        .join(held, held.c.group_id == StudyGroup.id)
        .outerjoin(missed, missed.c.group_id == StudyGroup.id)
        .outerjoin(
            WeekCheck,
            and_(
                WeekCheck.group_id == StudyGroup.id, WeekCheck.year == week.year, WeekCheck.week == week.week
            ),
        )
        .outerjoin(User, User.id == WeekCheck.checked_by_id)
        .order_by(StudyGroup.name)
    )  # fmt: skip
    if groups is None:
        return query
    return query.where(StudyGroup.id.in_(groups) if groups else false())


def _in_week(week: IsoWeek) -> list[Any]:
    return [
        Term.starts_on <= week.sunday,
        Term.ends_on >= week.monday,
        Lesson.date.between(week.monday, week.sunday),
    ]


def _columns(week: IsoWeek) -> list[Column]:
    return [
        Column(_("Группа"), lambda row: row.name,
               lambda row: url_for("attendance.week", group_id=row.id, week=week.name)),
        Column(_("Занятий"), lambda row: row.lessons, is_number=True),
        Column(_("Пропущено, ч"), lambda row: (row.ill or 0) + (row.excused or 0) + (row.unexcused or 0), is_number=True),
        Column(_("Болезнь"), lambda row: row.ill or 0, is_number=True),
        Column(_("Уважительная"), lambda row: row.excused or 0, is_number=True),
        Column(_("Неуважительная"), lambda row: row.unexcused or 0, is_number=True),
        Column(_("Проверено куратором"), lambda row: row.checked_at or _("не проверено"),
               badge=lambda row: "" if row.checked_at else "badge-amber"),
        Column(_("Куратор"), lambda row: row.display_name),
    ]  # fmt: skip
