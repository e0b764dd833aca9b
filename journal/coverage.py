"""A substitute fills exactly the lessons of the direction: which those are, and the refusal of all others (4.1.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from journal.acting import Acting
from journal.rights import Role
from models import Lesson, Substitution
from regulation.refusal import N_, Refusal


def is_only_substitute(acting: Acting) -> bool:
    """Whether the person writes by a direction and by nothing else: `lti_tool.access` found no better role."""
    return acting.office == Role.SUBSTITUTE.value


def covering(acting: Acting, lesson: Lesson) -> Substitution | None:
    """The direction in force that lets the acting person fill the lesson, the newest of several."""
    found = acting.session.scalars(
        select(Substitution)
        .where(
            Substitution.journal_id == lesson.journal_id,
            Substitution.user_id == acting.user_id,
            Substitution.approved_at.is_not(None),
            Substitution.revoked_at.is_(None),
            Substitution.starts_on <= min(lesson.date, acting.today),
            Substitution.ends_on >= lesson.date,
        )
        .options(selectinload(Substitution.lessons))
        .order_by(Substitution.id.desc())
    )
    return next((one for one in found if names(one, lesson.id, lesson.date)), None)


def names(substitution: Substitution, lesson_id: int, day: date) -> bool:
    """Whether the direction is about this lesson: its day, and one of its lessons when it names some."""
    if not substitution.starts_on <= day <= substitution.ends_on:
        return False
    named = {one.lesson_id for one in substitution.lessons}
    return not named or lesson_id in named


def require_assigned(acting: Acting, lesson: Lesson) -> None:
    """Raise E_NOT_ASSIGNED for a substitute at a lesson that no direction in force gives them."""
    if not is_only_substitute(acting) or covering(acting, lesson) is not None:
        return
    raise Refusal(
        "E_NOT_ASSIGNED",
        "4.1.1",
        N_("Занятие %(day)s вам не поручено: замещающий заполняет только занятия своего распоряжения. "
           "Обратитесь к диспетчеру."),
        day=f"{lesson.date:%d.%m.%Y}",
    )  # fmt: skip


def refuse_substitute(acting: Acting) -> None:
    """Raise E_NOT_ASSIGNED for a substitute who does more than fill the lessons given them."""
    if not is_only_substitute(acting):
        return
    raise Refusal(
        "E_NOT_ASSIGNED",
        "4.1.1",
        N_("Замещающий заполняет порученные занятия: тему, задание, посещаемость и отметки за занятие. "
           "МИУД, итоговые, отмену, перенос и новые занятия вносит преподаватель журнала."),
    )  # fmt: skip
