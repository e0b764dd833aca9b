"""What waits on the desks of the offices: an office and a rule for the director, a request to open a lesson, lists to read."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import select

from demo.college import GROUP_NAME
from demo.filling.scene import (
    ACCOUNTING_TEACHER,
    CONTENT_ADMIN,
    CURATOR,
    DIRECTOR,
    METHODIST,
    SECRETARY,
    SUBSTITUTE,
    Scene,
)
from journal.acting import Acting
from journal.appointments import Appointment
from journal.function_lists import mark_functions
from journal.grants import enter_grant
from journal.orders import register_order
from journal.rule_settings import enter_rule
from journal.unlocks import request_unlock
from models import Journal, Lesson, LessonState, Office, OrderKind, StudyGroup

READ = (
    (METHODIST, "deputy"),
    (SECRETARY, "secretary"),
    (CURATOR, "curator"),
    (DIRECTOR, "director"),
    (ACCOUNTING_TEACHER, "teacher"),
)
SIGNED_BY = "П. П. Примеров"


def leave_waiting(scene: Scene) -> None:
    """Yesterday's news of the offices."""
    yesterday = scene.today - timedelta(days=1)
    clerk = scene.acting(CONTENT_ADMIN, scene.moment(yesterday, time(15, 0)), office="content_admin")
    _propose_curator(scene, clerk, yesterday)
    _propose_rule(clerk, yesterday)
    for person, office in READ:
        mark_functions(scene.acting(person, scene.moment(yesterday, time(16, 0)), office=office), office)
    _ask_for_unlock(scene)


def _propose_curator(scene: Scene, acting: Acting, day: date) -> None:
    user = scene.users[SUBSTITUTE]
    group = acting.session.scalars(select(StudyGroup).where(StudyGroup.name == GROUP_NAME)).one()
    order = register_order(
        acting, OrderKind.RIGHTS, "120-к", day, f"О кураторе группы {GROUP_NAME}", signed_by=SIGNED_BY,
        text=f"ПРИКАЗЫВАЮ:\n1. Назначить куратором группы {GROUP_NAME} на время отпуска куратора: {user.display_name}.",
    )  # fmt: skip
    starts_on = scene.today + timedelta(days=7)
    enter_grant(
        acting,
        Appointment(user, Office.CURATOR, starts_on, starts_on + timedelta(days=27), group=group),
        order,
    )


def _propose_rule(acting: Acting, day: date) -> None:
    order = register_order(
        acting, OrderKind.RULES, "35-о", day, "О числе отметок для аттестации", signed_by=SIGNED_BY,
        text="ПРИКАЗЫВАЮ:\n1. Считать достаточным для аттестации четыре текущие отметки за семестр.",
    )  # fmt: skip
    enter_rule(acting, "min_marks", "4", day + timedelta(days=14), order)


def _ask_for_unlock(scene: Scene) -> None:
    """The accounting teacher wants to put a topic of the first month right."""
    lesson = scene.session.scalars(
        select(Lesson)
        .join(Journal, Journal.id == Lesson.journal_id)
        .where(
            Journal.course_id.is_not(None),
            Lesson.state == LessonState.CONDUCTED,
            Lesson.date <= scene.today - timedelta(days=scene.rules.lock_days + 1),
        )
        .order_by(Journal.opened_at.desc(), Lesson.date, Lesson.id)
        .limit(1)
    ).first()
    if lesson is not None:
        moment = scene.moment(scene.today - timedelta(days=1), time(17, 30))
        request_unlock(scene.acting(ACCOUNTING_TEACHER, moment), lesson, "исправить описку в теме занятия")
