"""What people say to each other: the curator's weeks, certificates, messages, questions, notices, notifications."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from demo.calendar import current_semester
from demo.college import GROUP_NAME
from demo.filling.scene import ACCOUNTING_TEACHER, CONTENT_ADMIN, CURATOR, LANGUAGE_TEACHER, METHODIST, Scene
from journal.absence_documents import enter_document, request_document
from journal.acting import Acting
from journal.consents import Given, give_consent
from journal.digests import make_digests
from journal.guardianship import has_consent
from journal.messages import find_conversation, mark_read, send_message
from journal.notices import mark_read as read_notice
from journal.notices import publish_notice
from journal.notifications import look_for_news, mark_all_read
from journal.questions import answer_question, ask_question
from journal.week_checks import check_week, unchecked_weeks
from models import (
    Absence,
    Attendance,
    AuditEntry,
    ConsentHow,
    Lesson,
    MessageTopic,
    NoticeSection,
    NotificationCursor,
    Student,
    StudyGroup,
)  # fmt: skip
from regulation.attendance import AbsenceReason
from regulation.consents import Purpose, Relation
from regulation.weeks import weeks_between

PARENT = "38"
LEFT_UNCHECKED = 3  # from the end: one week the curator forgot; the last one is still due
DELAY = timedelta(minutes=10)


def tell_talking(scene: Scene) -> None:
    """Everything said up to now; each desk has something left to do."""
    group = scene.session.scalars(select(StudyGroup).where(StudyGroup.name == GROUP_NAME)).one()
    child = scene.college.children_of[PARENT][0]
    _bring_certificates(scene, child)
    _check_weeks(scene, group)
    _write(scene, child)
    _ask(scene)
    _publish(scene, group)
    _agree(scene, child)
    _notify(scene)
    scene.session.flush()


def _days_ago(scene: Scene, days: int, at: time = time(10, 15)) -> datetime:
    return scene.moment(scene.today - timedelta(days=days), at)


def _bring_certificates(scene: Scene, child: str) -> None:
    """A certificate for somebody's days off, and a parent's request that waits for the curator."""
    session = scene.session
    own = scene.student_id(child)
    missed = session.execute(
        select(Absence.student_id, func.max(Lesson.date))
        .join(Lesson, Lesson.id == Absence.lesson_id)
        .where(
            Absence.attendance == Attendance.ABSENT, Lesson.date >= scene.today - timedelta(days=40),
            Absence.student_id != own,
        )
        .group_by(Absence.student_id)
        .order_by(Absence.student_id)
        .limit(2)
    ).all()  # fmt: skip
    for number, (student_id, last) in enumerate(missed):
        acting = scene.acting(CURATOR, scene.moment(last + timedelta(days=1), time(9, 0)), "curator")
        reason = (AbsenceReason.ILL, AbsenceReason.EXCUSED)[number % 2]
        enter_document(
            acting,
            session.get_one(Student, student_id),
            reason,
            last,
            last + timedelta(days=2),
            f"{112 + number}/к",
        )
    day = scene.today - timedelta(days=2)
    request_document(
        scene.acting(PARENT, _days_ago(scene, 1), "guardian"), session.get_one(Student, own), AbsenceReason.EXCUSED, day, day,
        "", "Семейные обстоятельства",
    )  # fmt: skip


def _check_weeks(scene: Scene, group: StudyGroup) -> None:
    weeks = unchecked_weeks(scene.session, scene.today, [group.id]).get(group.id, [])
    for week in weeks[:-LEFT_UNCHECKED] + weeks[-LEFT_UNCHECKED + 1 : -1]:
        moment = scene.moment(week.sunday + timedelta(days=1), time(9, 30))
        check_week(scene.acting(CURATOR, moment, "curator"), group, week)


def _write(scene: Scene, child: str) -> None:
    """The curator and a parent about a child; a teacher's word the parent has not read."""
    student, parent = scene.student_id(child), scene.users[PARENT]
    curator = scene.users[CURATOR]
    send_message(
        scene.acting(CURATOR, _days_ago(scene, 6), "curator"), parent,
        "Здравствуйте! За месяц — одни «4» и «5», так держать.", student, MessageTopic.SUCCESS,
    )  # fmt: skip
    answering = scene.acting(PARENT, _days_ago(scene, 5, time(19, 5)), "guardian")
    talk = find_conversation(scene.session, curator.id, parent.id, student)
    assert talk is not None
    mark_read(answering, talk)
    send_message(answering, curator, "Спасибо! Подскажите, когда родительское собрание?", student)
    send_message(
        scene.acting(ACCOUNTING_TEACHER, _days_ago(scene, 1, time(15, 20))), parent,
        "Прошу проверить: отчёт по практической работе ещё не сдан.", student, MessageTopic.BEHAVIOUR,
    )  # fmt: skip
    send_message(
        scene.acting(METHODIST, _days_ago(scene, 1, time(16, 0)), "deputy"), curator,
        "Галина Юрьевна, проверьте, пожалуйста, пропущенную неделю посещаемости.",
    )  # fmt: skip


def _ask(scene: Scene) -> None:
    """One answered in a day, one late, one new."""
    first = ask_question(
        scene.acting(LANGUAGE_TEACHER, _days_ago(scene, 20)),
        "Как исправить тему занятия, если прошло больше недели?",
    )
    answer_question(
        scene.acting(CONTENT_ADMIN, _days_ago(scene, 19), "content_admin"), first,
        "Откройте занятие и отправьте запрос на разблокировку с причиной: отвечу в тот же день.",
    )  # fmt: skip
    ask_question(
        scene.acting(ACCOUNTING_TEACHER, _days_ago(scene, 9)),
        "Можно ли добавить в журнал второго преподавателя?",
    )
    ask_question(
        scene.acting(PARENT, _days_ago(scene, 0, time(8, 5)), "guardian"), "Как включить извещения по почте?"
    )


def _publish(scene: Scene, group: StudyGroup) -> None:
    """For the staff by order, for everybody, for the group; not everybody has read them."""
    deputy = scene.acting(METHODIST, _days_ago(scene, 8), "deputy")
    checked = publish_notice(
        deputy, NoticeSection.STAFF, "Итоги проверки журналов за месяц",
        "Замечания по темам занятий устранены. МИУД выставлены не во всех журналах: исправьте до конца недели.",
        is_check_result=True, order_number="74-о", order_date=scene.today - timedelta(days=9),
    )  # fmt: skip
    read_notice(scene.acting(ACCOUNTING_TEACHER, _days_ago(scene, 7)), checked)
    publish_notice(
        scene.acting(CONTENT_ADMIN, _days_ago(scene, 4), "content_admin"), NoticeSection.EVERYBODY,
        "Где задать вопрос о журнале", "В меню «Общение» — «Вопросы администратору». Ответ даётся за три рабочих дня.",
        is_pinned=True,
    )  # fmt: skip
    publish_notice(
        scene.acting(CURATOR, _days_ago(scene, 3), "curator"), NoticeSection.GROUP, "Родительское собрание",
        "Собрание группы — в следующую пятницу в 18:00, аудитория 204.", group_id=group.id,
    )  # fmt: skip


def _agree(scene: Scene, child: str) -> None:
    """The parent agreed to be told, unless the register of consents has it already."""
    parent = scene.users[PARENT]
    student = scene.session.get_one(Student, scene.student_id(child))
    if has_consent(scene.session, parent, student.id, Purpose.NOTICES, scene.today):
        return
    acting = scene.acting(CURATOR, _days_ago(scene, 30), "curator")
    given_on = acting.today
    given = Given(
        relation=Relation.MOTHER, giver_name=parent.display_name, given_on=given_on, how=ConsentHow.PAPER,
        purposes={Purpose.JOURNAL, Purpose.ACCESS, Purpose.NOTICES}, user=parent,
    )  # fmt: skip
    give_consent(acting, student, given)


def _notify(scene: Scene) -> None:
    """The worker's looks since the semester began, one a week, each with the digest of the week."""
    session = scene.session
    weeks = weeks_between(current_semester(scene.today).first, scene.today)
    since = scene.moment(weeks[0].monday, time(0, 0))
    first = session.scalar(select(func.min(AuditEntry.id)).where(AuditEntry.at >= since)) or 1
    cursor = NotificationCursor(id=1, entry_id=first - 1)
    session.add(cursor)
    session.flush()
    for week in weeks:
        moment = scene.moment(week.monday + timedelta(days=5), time(18, 0))
        worker = Acting(session, None, moment, scene.rules, office="worker")
        looked_at = -1
        while looked_at != cursor.entry_id:
            looked_at = cursor.entry_id
            look_for_news(worker, DELAY)
        make_digests(worker)
        if week not in weeks[-2:]:
            mark_all_read(Acting(session, scene.users[PARENT], moment, scene.rules, office="guardian"))
