"""What the content and the system administrator have recorded: particulars, acts, undertakings, incidents, requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.filling.scene import (
    ACCOUNTING_TEACHER,
    CONTENT_ADMIN,
    DIRECTOR,
    DISPATCHER,
    LANGUAGE_TEACHER,
    SECRETARY,
    SYSTEM_ADMIN,
    Scene,
)
from journal.acting import Acting
from journal.attachments import add_attachment
from journal.incidents import record_incident
from journal.normative_acts import enter_known
from journal.particulars import change_particulars
from journal.support import open_ticket, write_to
from journal.undertakings import record_undertaking
from models import AttachmentPlace, Institution, Journal, JournalTeacher, Lesson, LessonState, SupportTicket

SIGNED = (CONTENT_ADMIN, SYSTEM_ADMIN, SECRETARY, DIRECTOR, ACCOUNTING_TEACHER)  # the others are on the desk


def describe_by_order(scene: Scene, acting: Acting) -> None:
    """Particulars by order, the acts of clause 1.2, the first undertakings: when the tool was introduced."""
    row = acting.session.get_one(Institution, 1)
    values = {
        name: getattr(row, name)
        for name in ("founder", "full_name", "short_name", "city", "director", "deputy")
    }
    day = acting.today
    change_particulars(
        acting,
        values
        | {
            "regulation_title": "Положение об электронном журнале (учебный пример)",
            "council_protocol": f"№ 1 от {day:%d.%m.%Y}",
            "regulation_order": f"№ 9-п от {day:%d.%m.%Y}",
        },
        day,
        "9-п",
        day,
    )
    enter_known(acting)
    for number, person in enumerate(SIGNED, start=1):
        record_undertaking(acting, scene.users[person], f"{number}-о", day)


def plan_support(scene: Scene) -> None:
    """Two incidents, a request answered and one that waits, links at the last lessons."""
    weeks_ago = scene.today - timedelta(days=12)
    _incident(
        scene,
        weeks_ago,
        time(9, 10),
        75,
        "Нет связи с узлом провайдера, журнал не открывался.",
        is_external=True,
    )
    _incident(
        scene,
        scene.today - timedelta(days=26),
        time(17, 30),
        35,
        "Обновление базы данных затянулось.",
        is_external=False,
    )
    asked = scene.moment(scene.today - timedelta(days=3), time(13, 20))
    tickets: list[SupportTicket] = []
    scene.plan(
        ACCOUNTING_TEACHER,
        asked,
        _keeping(tickets, "Как напечатать журнал за один месяц?", "Нужны листы только за ноябрь."),
    )
    scene.plan(
        SYSTEM_ADMIN, asked + timedelta(hours=2), office="system_admin",
        deed=lambda acting: write_to(acting, tickets[0], "Вкладка «Печать», форма F-03, поле «Месяц».", is_answer=True),
    )  # fmt: skip
    scene.plan(
        DISPATCHER, scene.moment(scene.today - timedelta(days=1), time(15, 5)), office="dispatcher",
        deed=lambda acting: open_ticket(acting, "Не приходят изменения из LMS", "Со вчерашнего дня список курса прежний."),
    )  # fmt: skip
    for teacher, name in ((ACCOUNTING_TEACHER, "Конспект занятия"), (LANGUAGE_TEACHER, "Упражнения")):
        scene.plan(teacher, scene.now, partial(_attach, name=name))


def _incident(scene: Scene, day: date, at: time, minutes: int, text: str, *, is_external: bool) -> None:
    start = scene.moment(day, at)
    end = start + timedelta(minutes=minutes)
    scene.plan(
        SYSTEM_ADMIN, end, office="system_admin",
        deed=lambda acting: record_incident(
            acting, start, end, text, is_external=is_external, measures="Работа восстановлена."
        ),
    )  # fmt: skip


def _keeping(tickets: list[SupportTicket], subject: str, text: str) -> Callable[[Acting], None]:
    return lambda acting: tickets.append(open_ticket(acting, subject, text))


def _attach(acting: Acting, name: str) -> None:
    """A page of the web and an activity of the course at the teacher's last two lessons still open."""
    lessons = _last_lessons(acting.session, acting)
    for lesson in lessons:
        add_attachment(acting, lesson, AttachmentPlace.TOPIC, f"https://example.org/{lesson.id}", name)
        course = lesson.journal.course
        if course is not None:
            issuer = course.deployment.registration.issuer
            add_attachment(
                acting,
                lesson,
                AttachmentPlace.HOMEWORK,
                f"{issuer}/course/{course.context_id}",
                "Задание в курсе",
            )


def _last_lessons(session: Session, acting: Acting) -> list[Lesson]:
    mine = select(JournalTeacher.journal_id).where(JournalTeacher.user_id == acting.user_id)
    return list(
        session.scalars(
            select(Lesson)
            .join(Journal, Journal.id == Lesson.journal_id)
            .where(
                Lesson.journal_id.in_(mine), Lesson.state == LessonState.CONDUCTED, Lesson.date <= acting.today,
                Lesson.date > acting.today - timedelta(days=acting.rules.lock_days), Journal.course_id.is_not(None),
            )
            .order_by(Lesson.date.desc(), Lesson.id)
            .limit(2)
        )
    )  # fmt: skip
