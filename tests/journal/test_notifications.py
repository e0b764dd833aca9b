"""Parents are told once, after a while, by consent only; what is put right is taken back (2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from journal.absences import put_absence
from journal.acting import Acting
from journal.digests import make_digests
from journal.marks import put_mark
from journal.notifications import look_for_news, mark_all_read
from journal.unread import unread_of
from models import (
    Attendance,
    Consent,
    ConsentHow,
    ConsentPurpose,
    ConsentState,
    Journal,
    Letter,
    Notification,
    NotificationCursor,
    NotificationState,
    Representative,
    Student,
    User,
)  # fmt: skip
from regulation.consents import Purpose, Relation
from regulation.kinds import WorkKind
from regulation.names import full_name, search_key
from tests import factories as make
from tests.conftest import Act, SetClock
from tests.unchanged import queries

DELAY = timedelta(minutes=10)


@dataclass
class People:
    """A student with a parent, and their teacher."""

    journal: Journal
    student: Student
    parent: User
    teacher: User


@pytest.fixture
def people(session: Session) -> People:
    journal = make.journal(session)
    student = make.students_of(session, journal)[0]
    parent = make.user(session, "Родителева", "Ирина", "Олеговна")
    make.guardian(session, student, parent)
    session.add(NotificationCursor(id=1, entry_id=10**9))
    session.flush()
    return People(journal, student, parent, make.teacher(session, journal))


def agree(session: Session, people: People, *purposes: Purpose, email: str = "") -> Consent:
    """The parent's consent to these purposes, and the address on the card."""
    name = full_name("Родителева", "Ирина", "Олеговна")
    consent = make.put(
        session,
        Consent(
            student_id=people.student.id, giver_name=name, giver_key=search_key(name), relation=Relation.MOTHER,
            user_id=people.parent.id, state=ConsentState.GIVEN, given_on=make.FIRST_DAY, given_how=ConsentHow.PAPER,
        ),
    )  # fmt: skip
    for purpose in purposes:
        make.put(session, ConsentPurpose(consent_id=consent.id, purpose=purpose, given_at=make.EARLY))
    if email:
        make.put(
            session,
            Representative(
                student_id=people.student.id, kinship="мать", family_name="Родителева", given_name="Ирина", patronymic="Олеговна",
                email=email, created_at=make.EARLY,
            ),
        )  # fmt: skip
    return consent


def look(
    session: Session, act: Act, clock: SetClock, *, minutes: int = 10, by_mail: bool = False
) -> list[Notification]:
    """The worker looks after so many minutes, from the beginning of the record unless it has looked before."""
    cursor = session.get_one(NotificationCursor, 1)
    cursor.entry_id = 0 if cursor.entry_id == 10**9 else cursor.entry_id
    look_for_news(act(None, now=clock() + timedelta(minutes=minutes)), DELAY, by_mail=by_mail)
    return list(session.scalars(select(Notification).order_by(Notification.id)))


def be_absent(session: Session, act: Act, people: People) -> object:
    lesson = make.lesson(session, people.journal, topic="Учёт расчётов")
    return put_absence(act(people.teacher), lesson, people.student.id, Attendance.ABSENT, 0)


def test_an_absence_is_told_the_same_day(session: Session, act: Act, clock: SetClock, people: People) -> None:
    agree(session, people, Purpose.NOTICES)
    be_absent(session, act, people)
    assert look(session, act, clock, minutes=9) == []
    (told,) = look(session, act, clock)
    assert (told.state, told.student_id, told.happened_on) == (
        NotificationState.TOLD,
        people.student.id,
        make.TODAY,
    )
    assert told.text.startswith("Отсутствовал(а) на занятии 07.10.2025, 1 пара:")
    assert look(session, act, clock, minutes=60) == [told], "told once"
    parent = act(people.parent)
    assert unread_of(parent).notifications == 1 and unread_of(parent).is_parent
    assert mark_all_read(parent) == 1 and mark_all_read(parent) == 0
    assert unread_of(parent).notifications == 0


def test_what_is_put_right_meanwhile_alarms_nobody(
    session: Session, act: Act, clock: SetClock, people: People
) -> None:
    agree(session, people, Purpose.NOTICES)
    lesson = make.lesson(session, people.journal, topic="Учёт расчётов")
    absence = put_absence(act(people.teacher), lesson, people.student.id, Attendance.ABSENT, 0)
    put_absence(act(people.teacher), lesson, people.student.id, Attendance.PRESENT, absence.version)
    assert look(session, act, clock) == []


def test_what_is_put_right_later_is_taken_back_and_may_come_again(
    session: Session, act: Act, clock: SetClock, people: People
) -> None:
    agree(session, people, Purpose.NOTICES)
    lesson = make.lesson(session, people.journal, topic="Учёт расчётов")
    mark = put_mark(act(people.teacher), lesson.works[0], people.student.id, "2", 0)
    (told,) = look(session, act, clock)
    assert told.state is NotificationState.TOLD and "«2»" in told.text
    clock.advance(minutes=30)
    mark = put_mark(act(people.teacher), lesson.works[0], people.student.id, "4", mark.version)
    (told,) = look(session, act, clock)
    assert told.state is NotificationState.TAKEN_BACK
    clock.advance(minutes=30)
    put_mark(act(people.teacher), lesson.works[0], people.student.id, "2", mark.version)
    (told,) = look(session, act, clock)
    assert told.state is NotificationState.TOLD


def test_good_marks_are_no_news_but_a_checkpoint_is(
    session: Session, act: Act, clock: SetClock, people: People
) -> None:
    agree(session, people, Purpose.NOTICES)
    lesson = make.lesson(session, people.journal, topic="Учёт расчётов")
    month = make.work(session, lesson, WorkKind.CHECKPOINT)
    put_mark(act(people.teacher), lesson.works[0], people.student.id, "5", 0)
    put_mark(act(people.teacher), month, people.student.id, "4", 0)
    (told,) = look(session, act, clock)
    assert told.text.startswith("МИУД за октябрь 2025 г.: 4.")


@pytest.mark.parametrize("how", ["none", "other purpose", "withdrawn", "of age"])
def test_without_a_consent_nothing_is_told_and_that_is_logged(
    session: Session, act: Act, clock: SetClock, people: People, how: str
) -> None:
    if how != "none":
        consent = agree(
            session, people, Purpose.ACCESS if how == "other purpose" else Purpose.NOTICES, Purpose.JOURNAL
        )
        if how == "withdrawn":
            consent.state, consent.withdrawn_at, consent.withdrawn_why = (
                ConsentState.WITHDRAWN,
                make.EARLY,
                "заявление",
            )
        if how == "of age":
            people.student.birth_date = date(2007, 10, 7)
    be_absent(session, act, people)
    (withheld,) = look(session, act, clock, by_mail=True)
    assert (withheld.state, withheld.text, withheld.why) == (
        NotificationState.WITHHELD,
        "",
        "нет согласия на извещения",
    )
    assert session.scalar(select(func.count()).select_from(Letter)) == 0
    assert unread_of(act(people.parent)).notifications == 0


def test_letters_go_to_the_address_of_who_agreed(
    session: Session, act: Act, clock: SetClock, people: People
) -> None:
    agree(session, people, Purpose.EMAIL, email="mother@college.example")
    be_absent(session, act, people)
    (told,) = look(session, act, clock, by_mail=True)
    assert told.state is NotificationState.TOLD
    assert session.scalars(select(Letter.address)).all() == ["mother@college.example"]
    assert unread_of(act(people.parent)).notifications == 0, "no consent to be told on the page"


def test_old_news_are_no_news(session: Session, act: Act, clock: SetClock, people: People) -> None:
    agree(session, people, Purpose.NOTICES)
    lesson = make.lesson(session, people.journal, make.TODAY - timedelta(days=15), topic="Учёт расчётов")
    make.absence(session, lesson, people.student)
    assert look(session, act, clock) == []


def test_a_first_look_at_a_kept_journal_tells_nothing_of_the_past(
    session: Session, act: Act, people: People
) -> None:
    session.delete(session.get_one(NotificationCursor, 1))
    session.flush()
    agree(session, people, Purpose.NOTICES)
    be_absent(session, act, people)
    later = act(None, now="2025-10-07 13:00")
    assert look_for_news(later, DELAY) == 0
    assert look_for_news(later, DELAY) == 0
    assert session.scalars(select(Notification)).all() == []


def test_the_digest_comes_once_on_saturday_evening(
    session: Session, act: Act, clock: SetClock, people: People
) -> None:
    agree(session, people, Purpose.NOTICES)
    lesson = make.lesson(session, people.journal, topic="Учёт расчётов")
    make.mark(session, lesson.works[0], people.student, 5)
    make.absence(session, make.lesson(session, people.journal, pair=2, topic="Учёт расчётов"), people.student)

    def digest(moment: str) -> int:
        return make_digests(act(None, now=moment))

    assert digest("2025-10-11 16:59") == 0
    assert digest("2025-10-11 17:00") == 1
    assert digest("2025-10-12 20:00") == 0
    (told,) = session.scalars(select(Notification))
    assert (
        "Неделя 06.10–12.10.2025." in told.text and "— 5." in told.text and "Пропущено часов: 2." in told.text
    )


def test_a_mark_costs_no_more_for_being_told_of(
    session: Session, act: Act, engine: Engine, people: People
) -> None:
    """The news are found afterwards: nothing of notifications is asked while a mark is saved."""
    lesson = make.lesson(session, people.journal, topic="Учёт расчётов")
    session.commit()
    with queries(engine) as sent:
        put_mark(act(people.teacher), lesson.works[0], people.student.id, "2", 0)
    assert not [one for one in sent if "notification" in one or "letter" in one]


def test_a_class_full_of_news_asks_no_more_than_one(
    session: Session, act: Act, clock: SetClock, engine: Engine
) -> None:
    journal = make.journal(session, students=9)
    session.add(NotificationCursor(id=1, entry_id=0))
    lesson = make.lesson(session, journal, topic="Учёт расчётов")
    for student in make.students_of(session, journal):
        make.absence(session, lesson, student, set_at=clock())
    session.commit()
    with queries(engine) as sent:
        made = look_for_news(act(None, now=clock() + DELAY), DELAY)
    assert made == 9 and len([one for one in sent if one.startswith("SELECT")]) <= 8


def test_nobody_acting_is_told_nothing(session: Session) -> None:
    assert unread_of(Acting(session, None, make.EARLY)).messages == 0
