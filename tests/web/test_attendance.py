"""The curator's week, documents and parents' requests as pages (3.12.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import (
    Absence,
    AbsenceDocument,
    AuditEntry,
    BrowserSession,
    DocumentState,
    Journal,
    Office,
    User,
    WeekCheck,
)
from regulation.attendance import AbsenceReason
from tests import factories as make
from tests.unchanged import queries, snapshot

SignIn = Callable[[FlaskClient, User], BrowserSession]
MONDAY = date(2025, 10, 6)
LAST = "2025-W40"


@pytest.fixture
def journal(session: Session) -> Journal:
    """A group with a lesson last week and one «н» today."""
    found = make.journal(session)
    make.lesson(session, found, make.TODAY - timedelta(days=7), topic="Учёт расчётов", absence_confirmed=True)
    today = make.lesson(session, found, make.TODAY, topic="Учёт расчётов", absence_confirmed=True)
    make.absence(session, today, make.students_of(session, found)[0])
    return found


@pytest.fixture
def curator(session: Session, journal: Journal) -> User:
    person = make.user(session, "Назарова", is_staff=True)
    make.office(session, person, Office.CURATOR, group_id=journal.group_id)
    return person


@pytest.fixture
def parent(session: Session, journal: Journal) -> User:
    found = make.user(session, "Родителева")
    make.guardian(session, make.students_of(session, journal)[0], found)
    return found


def document_form(journal_student: int, **values: str) -> dict[str, str]:
    given = {
        "student_id": str(journal_student),
        "reason": "ill",
        "starts_on": "2025-10-06",
        "ends_on": "2025-10-08",
        "number": "14/25",
    }
    return given | values


def test_the_curator_checks_last_week(
    session: Session, client: FlaskClient, journal: Journal, curator: User, sign_in_as: SignIn
) -> None:
    group, person = journal.group_id, curator.id
    sign_in_as(client, curator)
    desk = client.get("/desk").text
    assert "Проверить посещаемость за прошлую неделю" in desk
    page = client.get(f"/groups/{group}/attendance?week={LAST}").text
    assert "Проверено куратором" in page and "29.09–05.10.2025" in page

    answer = client.post(f"/groups/{group}/attendance", data={"week": LAST, "note": ""})

    assert answer.status_code == 303
    session.expire_all()
    check = session.scalars(select(WeekCheck)).one()
    assert (check.group_id, check.year, check.week, check.checked_by_id) == (group, 2025, 40, person)
    assert "Назарова" in client.get(f"/groups/{group}/attendance?week={LAST}").text
    assert "Проверить посещаемость" not in client.get("/desk").text


def test_this_week_cannot_be_checked_on_tuesday(
    session: Session, client: FlaskClient, journal: Journal, curator: User, sign_in_as: SignIn
) -> None:
    group = journal.group_id
    sign_in_as(client, curator)
    answer = client.post(f"/groups/{group}/attendance", data={"week": "2025-W41"})
    assert answer.status_code == 422 and 'data-code="E_FUTURE"' in answer.text and "п. 3.12.2" in answer.text
    assert session.scalars(select(WeekCheck)).all() == []


def test_a_certificate_entered_once_fills_the_reason(
    session: Session, client: FlaskClient, journal: Journal, curator: User, sign_in_as: SignIn
) -> None:
    group, student = journal.group_id, make.students_of(session, journal)[0].id
    sign_in_as(client, curator)
    answer = client.post(
        f"/groups/{group}/absence-documents", data=document_form(student), follow_redirects=True
    )
    assert "Причина записана у 1 пропуска" in answer.text and "14/25" in answer.text
    session.expire_all()
    assert session.scalars(select(Absence.reason)).all() == [AbsenceReason.ILL]
    week = client.get(f"/groups/{group}/attendance").text
    assert "н<small>Б</small>" in week


def test_a_refused_document_keeps_what_was_typed(
    session: Session, client: FlaskClient, journal: Journal, curator: User, sign_in_as: SignIn
) -> None:
    group, student = journal.group_id, make.students_of(session, journal)[0].id
    sign_in_as(client, curator)
    answer = client.post(
        f"/groups/{group}/absence-documents", data=document_form(student, note="диагноз: ангина")
    )
    assert answer.status_code == 422 and 'data-code="E_DIAGNOSIS"' in answer.text
    assert 'value="14/25"' in answer.text and 'value="2025-10-06"' in answer.text
    assert session.scalars(select(AbsenceDocument)).all() == []


def test_a_student_of_another_group_is_not_taken(
    session: Session, client: FlaskClient, journal: Journal, curator: User, sign_in_as: SignIn
) -> None:
    group, stranger = journal.group_id, make.students_of(session, make.journal(session))[0].id
    sign_in_as(client, curator)
    answer = client.post(f"/groups/{group}/absence-documents", data=document_form(stranger))
    assert answer.status_code == 422 and 'data-code="E_NOT_MEMBER"' in answer.text
    assert session.scalars(select(AbsenceDocument)).all() == []


def test_a_parent_asks_and_the_curator_accepts(
    session: Session, client: FlaskClient, journal: Journal, curator: User, parent: User, sign_in_as: SignIn
) -> None:
    group, student = journal.group_id, make.students_of(session, journal)[0].id
    sign_in_as(client, parent)
    sent = client.post(
        f"/students/{student}/absence-requests", data=document_form(student, number=""), follow_redirects=True
    )
    assert "ждёт ответа" in sent.text
    document = session.scalars(select(AbsenceDocument)).one()
    assert document.state is DocumentState.REQUESTED
    number = document.id
    session.commit()
    sign_in_as(client, curator)
    assert "Просьбы родителей" in client.get("/desk").text
    answer = client.post(
        f"/groups/{group}/absence-documents/{number}", data={"act": "accept"}, follow_redirects=True
    )
    assert "Просьба принята" in answer.text
    session.expire_all()
    assert session.scalars(select(Absence.reason)).all() == [AbsenceReason.ILL]


def test_nobody_reaches_another_group_or_another_parents_child(
    session: Session, client: FlaskClient, journal: Journal, curator: User, parent: User, sign_in_as: SignIn
) -> None:
    other = make.journal(session)
    theirs, child = other.group_id, make.students_of(session, other)[0].id
    classmate = make.students_of(session, journal)[1].id
    document = make.put(
        session,
        AbsenceDocument(
            student_id=child, reason=AbsenceReason.ILL, starts_on=MONDAY, ends_on=MONDAY, state=DocumentState.REQUESTED,
            entered_at=make.EARLY, entered_by_id=parent.id,
        ),
    ).id  # fmt: skip
    group = journal.group_id
    sign_in_as(client, curator)
    before = _tables(session)
    assert client.get(f"/groups/{theirs}/attendance").status_code == 403
    assert client.post(f"/groups/{theirs}/attendance", data={"week": LAST}).status_code == 403
    assert client.post(f"/groups/{theirs}/absence-documents", data=document_form(child)).status_code == 403
    # The number of another group's document under one's own group.
    assert client.get(f"/groups/{group}/absence-documents/{document}").status_code == 404
    assert (
        client.post(f"/groups/{group}/absence-documents/{document}", data={"act": "accept"}).status_code
        == 404
    )
    sign_in_as(client, parent)
    for number in (child, classmate):
        assert client.get(f"/students/{number}/absence-requests").status_code == 403
        assert (
            client.post(f"/students/{number}/absence-requests", data=document_form(number)).status_code == 403
        )
    assert client.get(f"/groups/{group}/attendance").status_code == 403
    session.rollback()
    assert _tables(session) == before
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "refused")).all()) == 8


def test_the_deputy_sees_missed_weeks_and_checks_none(
    session: Session, client: FlaskClient, journal: Journal, sign_in_as: SignIn
) -> None:
    make.lesson(session, journal, make.TODAY - timedelta(days=14), topic="Учёт расчётов")
    deputy = make.user(session, "Крылова", is_staff=True)
    make.office(session, deputy, Office.DEPUTY)
    group, name = journal.group_id, journal.group.name
    sign_in_as(client, deputy)
    assert "Недели без проверки куратора" in client.get("/desk").text
    page = client.get(f"/attendance?week={LAST}&checked=no").text
    assert name in page and "не проверено" in page
    assert client.get(f"/attendance?week={LAST}&format=xlsx").status_code == 200
    week = client.get(f"/groups/{group}/attendance?week={LAST}").text
    assert 'name="week"' not in week
    assert client.post(f"/groups/{group}/attendance", data={"week": LAST}).status_code == 403


def test_markup_in_a_note_stays_text(
    session: Session, client: FlaskClient, journal: Journal, parent: User, sign_in_as: SignIn
) -> None:
    student = make.students_of(session, journal)[0].id
    sign_in_as(client, parent)
    note = "Семейные обстоятельства <b>важно</b> \"' & очень"
    page = client.post(
        f"/students/{student}/absence-requests", data=document_form(student, note=note), follow_redirects=True
    )
    assert "<b>важно" not in page.text and "&lt;b&gt;важно" in page.text


@pytest.mark.parametrize(
    "path", ["/attendance", "/groups/{group}/attendance", "/groups/{group}/absence-documents"]
)
def test_the_pages_ask_no_more_of_the_database_as_they_grow(
    session: Session,
    client: FlaskClient,
    journal: Journal,
    curator: User,
    sign_in_as: SignIn,
    engine: Engine,
    path: str,
) -> None:
    address = path.format(group=journal.group_id)
    sign_in_as(client, curator)
    counts = []
    for times in (1, 5):
        for number in range(times):
            lesson = make.lesson(session, journal, MONDAY, 2 + times + number, topic="Учёт расчётов")
            for student in make.students_of(session, journal):
                make.absence(session, lesson, student)
                make.put(
                    session,
                    AbsenceDocument(
                        student_id=student.id, reason=AbsenceReason.ILL, starts_on=MONDAY - timedelta(days=times + number),
                        ends_on=MONDAY, state=DocumentState.ACCEPTED, entered_at=make.EARLY, entered_by_id=curator.id,
                        answered_at=make.EARLY,
                    ),
                )  # fmt: skip
        session.commit()
        with queries(engine) as sent:
            assert client.get(address).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 15


def _tables(session: Session) -> dict[str, object]:
    kept = snapshot(session)
    session.rollback()
    return {name: rows for name, rows in kept.items() if name not in ("audit_entry", "browser_session")}
