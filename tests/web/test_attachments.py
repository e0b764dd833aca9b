"""Links at lessons: attached by the teacher, seen in the register and the grade book, taken off and kept (2.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.attachments import MOST, add_attachment, attachments_of, remove_attachment
from models import Attachment, AttachmentPlace, AuditEntry, BrowserSession, Journal, Lesson, Office, User
from tests import factories as make
from tests.conftest import Act
from tests.unchanged import refuses

SignIn = Callable[[FlaskClient, User], BrowserSession]
HOMEWORK = AttachmentPlace.HOMEWORK


@pytest.fixture
def lesson(session: Session) -> Lesson:
    """A lesson of today in a course of an LMS."""
    registration = make.registration(
        session, issuer="https://lms.example", auth_login_url="https://lms.example/auth"
    )
    course = make.course(session, make.deployment(session, registration))
    journal = make.journal(session, course=course)
    return make.lesson(session, journal, topic="Учёт кассовых операций", homework="§ 4")


@pytest.fixture
def teacher(session: Session, lesson: Lesson) -> User:
    return make.teacher(session, lesson.journal)


def test_a_link_is_attached_marked_and_taken_off(
    session: Session, act: Act, lesson: Lesson, teacher: User
) -> None:
    acting = act(teacher)
    ours = add_attachment(acting, lesson, HOMEWORK, "https://LMS.example/mod/quiz/view.php?id=3", "Тест 1")
    other = add_attachment(acting, lesson, AttachmentPlace.TOPIC, "https://example.org/doc")
    assert (ours.is_activity, ours.title, other.is_activity, other.title) == (
        True,
        "Тест 1",
        False,
        "example.org",
    )
    assert attachments_of(session, [lesson.journal_id]) == {lesson.id: [ours, other]}
    remove_attachment(acting, lesson, other)
    assert attachments_of(session, [lesson.journal_id]) == {lesson.id: [ours]}
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.entity == "attachment")).all()
    assert actions == ["created", "created", "changed"]
    with refuses(session, "E_CLOSED", "2.1"):
        remove_attachment(acting, lesson, other)
    add_attachment(acting, lesson, AttachmentPlace.TOPIC, "https://example.org/doc")


def test_what_is_no_link_of_the_web_is_refused(
    session: Session, act: Act, lesson: Lesson, teacher: User
) -> None:
    acting = act(teacher)
    add_attachment(acting, lesson, HOMEWORK, "https://example.org/")
    for url in ("javascript:alert(1)", "data:text/html,x", "https://example.org/", "HTTPS://EXAMPLE.org/"):
        with refuses(session, "E_LINK", "2.1"):
            add_attachment(acting, lesson, HOMEWORK, url)
    with refuses(session, "E_TEXT", "2.1"):
        add_attachment(acting, lesson, HOMEWORK, "https://example.org/2", "х" * 201)
    for number in range(MOST - 1):
        add_attachment(acting, lesson, HOMEWORK, f"https://example.org/{number}")
    with refuses(session, "E_LINK", "2.1"):
        add_attachment(acting, lesson, HOMEWORK, "https://example.org/last")


def test_a_locked_lesson_takes_no_link_and_one_ahead_does(
    session: Session, act: Act, lesson: Lesson, teacher: User
) -> None:
    acting = act(teacher)
    old = make.lesson(session, lesson.journal, make.TODAY - timedelta(days=9), topic="Учёт расчётов")
    with refuses(session, "E_CLOSED", "4.1.1"):
        add_attachment(acting, old, HOMEWORK, "https://example.org/")
    ahead = make.lesson(session, lesson.journal, make.TODAY + timedelta(days=2))
    assert add_attachment(acting, ahead, HOMEWORK, "https://example.org/").lesson_id == ahead.id


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//example.org", "httpx://example.org", ""])
def test_the_database_keeps_no_other_scheme(
    session: Session, lesson: Lesson, teacher: User, url: str
) -> None:
    with pytest.raises(IntegrityError):
        make.put(
            session,
            Attachment(
                journal_id=lesson.journal_id, lesson_id=lesson.id, place=HOMEWORK, title="x", url=url, added_at=make.EARLY,
                added_by_id=teacher.id,
            ),
        )  # fmt: skip


def test_teacher_and_student_see_it_where_the_homework_is(
    session: Session, client: FlaskClient, sign_in_as: SignIn, lesson: Lesson, teacher: User
) -> None:
    journal: Journal = lesson.journal
    pupil = make.account(session, make.students_of(session, journal)[0])
    number, journal_id = lesson.id, journal.id
    sign_in_as(client, teacher)
    typed = {"url": "https://lms.example/mod/page/view.php?id=5", "title": "Конспект", "place": "homework"}
    answer = client.post(f"/lessons/{number}/links", data={**typed, "back": "lesson"})
    assert answer.status_code == 303
    page = client.get(f"/lessons/{number}").text
    assert "Конспект" in page and 'rel="noopener noreferrer"' in page
    register = client.get(f"/journals/{journal_id}/register").text
    assert "view.php?id=5" in register and ">LMS</span>" in register
    sign_in_as(client, pupil)
    book = client.get("/gradebook").text
    assert book.count("view.php?id=5") == 2  # what is to be done now, and the day
    assert client.post(f"/lessons/{number}/links", data=typed).status_code == 403
    sign_in_as(client, teacher)
    kept = session.scalars(select(Attachment.id)).one()
    session.rollback()
    assert client.post(f"/lessons/{number}/links/remove", data={"attachment": str(kept)}).status_code == 303
    assert "view.php?id=5" not in client.get(f"/journals/{journal_id}/register").text
    assert client.post(f"/lessons/{number}/links/remove", data={"attachment": str(kept)}).status_code == 404


def test_a_refused_link_is_explained_and_kept_as_typed(
    session: Session, client: FlaskClient, sign_in_as: SignIn, lesson: Lesson, teacher: User
) -> None:
    number = lesson.id
    sign_in_as(client, teacher)
    answer = client.post(f"/lessons/{number}/links", data={"url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert 'data-code="E_LINK"' in answer.text and 'value="javascript:alert(1)"' in answer.text
    assert "(п. 2.1)" in answer.text
    assert session.scalars(select(Attachment)).all() == []


def test_the_system_administrator_attaches_nothing(
    session: Session, client: FlaskClient, sign_in_as: SignIn, lesson: Lesson
) -> None:
    person = make.user(session, "Системный", is_staff=True)
    make.office(session, person, Office.SYSTEM_ADMIN)
    number = lesson.id
    sign_in_as(client, person)
    assert client.post(f"/lessons/{number}/links", data={"url": "https://example.org/"}).status_code == 403
    assert client.get(f"/lessons/{number}").status_code == 403
