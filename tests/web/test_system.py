"""The system administrator's pages: state, jobs again, incidents, maintenance on every page, support (3.5, 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import (
    BrowserSession,
    Incident,
    Institution,
    Job,
    JobState,
    Maintenance,
    Office,
    PeriodicRun,
    SupportLine,
    SupportState,
    SupportTicket,
    User,
)  # fmt: skip
from tests import factories as make
from tests.conftest import TUESDAY, SetClock
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]
MOST_QUERIES = 20  # the state is a dozen counts


@pytest.fixture
def administrator(session: Session, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = make.user(session, "Системный", is_staff=True)
    make.office(session, person, Office.SYSTEM_ADMIN)
    sign_in_as(client, person)
    return person


def job(session: Session, number: int = 1, state: JobState = JobState.FAILED) -> Job:
    return make.put(
        session,
        Job(
            public_id=f"job-{number}", kind="print", params={}, state=state, message="Не получилось.", attempts=3,
            created_at=make.EARLY, run_after=make.EARLY, finished_at=make.EARLY,
        ),
    )  # fmt: skip


def test_the_state_is_on_one_page(
    administrator: User, session: Session, client: FlaskClient, engine: Engine
) -> None:
    job(session)
    session.add(PeriodicRun(job="sweep", slot="now", at=TUESDAY - timedelta(seconds=30)))
    session.commit()
    with queries(engine) as sent:
        page = unescape(client.get("/system").text)
    for text in (
        "обработчик работает",
        "Печатная форма",
        "Не получилось.",
        "Python",
        "0.1.0",
        "свободно",
        "100,00 %",
    ):
        assert text in page, text
    assert len(sent) <= MOST_QUERIES


def test_a_silent_worker_is_named(administrator: User, client: FlaskClient) -> None:
    assert "обработчик не отвечает" in client.get("/system").text


def test_a_failed_job_is_queued_again_and_no_other(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    failed, done = job(session).id, job(session, 2, JobState.DONE).id
    session.commit()
    assert client.post(f"/system/jobs/{failed}/retry").status_code == 303
    assert client.post(f"/system/jobs/{done}/retry").status_code == 422
    session.expire_all()
    states = {one.id: (one.state, one.attempts) for one in session.scalars(select(Job))}
    assert states == {failed: (JobState.QUEUED, 0), done: (JobState.DONE, 3)}


def test_an_incident_is_typed_in_the_time_of_the_institution(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    typed = {"started_at": "2025-10-07T09:00", "description": "Нет связи", "is_external": "1"}
    assert client.post("/system/incidents", data=typed).status_code == 303
    found = session.scalars(select(Incident)).one()
    assert found.started_at == TUESDAY - timedelta(hours=3)
    number = found.id
    session.rollback()
    page = client.get("/system/incidents").text
    assert "длится" in page and "внешняя" in page
    answer = client.post(f"/system/incidents/{number}/end", data={"ended_at": "2025-10-07T10:30"})
    assert answer.status_code == 303
    assert "07.10.2025 10:30" in client.get(f"/system/incidents/{number}").text


def test_a_refused_incident_keeps_what_was_typed(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    typed = {"started_at": "2025-10-08T09:00", "description": "Нет связи с узлом"}
    answer = client.post("/system/incidents", data=typed)
    assert answer.status_code == 422
    assert 'data-code="E_FUTURE"' in answer.text and "Нет связи с узлом" in answer.text
    assert "п. 3.7" in answer.text
    assert session.scalars(select(Incident)).all() == []


@pytest.mark.parametrize(
    "moment", ["", "вчера", "2025-13-01T00:00", "0001-01-01T00:00", "2025-10-07T09:00+03:00"]
)
def test_a_moment_that_is_none_is_refused(
    administrator: User, session: Session, client: FlaskClient, moment: str
) -> None:
    answer = client.post("/system/incidents", data={"started_at": moment, "description": "Сбой"})
    assert answer.status_code == 422 and 'data-code="E_DATE"' in answer.text
    assert session.scalars(select(Incident)).all() == []


def test_maintenance_is_on_every_page_until_it_is_over(
    administrator: User, session: Session, client: FlaskClient, clock: SetClock
) -> None:
    assert "Обновление журнала" not in client.get("/lti/waiting").text
    typed = {"starts_at": "2025-10-07T20:00", "ends_at": "2025-10-07T21:00", "text": "Обновление журнала"}
    assert client.post("/system/maintenance", data=typed).status_code == 303
    assert "Обновление журнала" in client.get("/lti/waiting").text
    assert "Обновление журнала" in client.get("/nothing-here").text
    clock.set("2025-10-07 21:00:01")
    assert "Обновление журнала" not in client.get("/nothing-here").text


def test_cancelled_maintenance_leaves_the_pages(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    typed = {"starts_at": "2025-10-07T20:00", "ends_at": "2025-10-07T21:00", "text": "Обновление журнала"}
    client.post("/system/maintenance", data=typed)
    number = session.scalars(select(Maintenance.id)).one()
    session.rollback()
    assert client.post(f"/system/maintenance/{number}/cancel").status_code == 303
    assert "Обновление журнала" not in client.get("/nothing-here").text


def test_the_support_contact_is_on_error_pages(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    assert client.post("/system/contact", data={"contact": "каб. 12, тел. 1-23"}).status_code == 303
    assert session.get_one(Institution, 1).contact == "каб. 12, тел. 1-23"
    session.rollback()
    page = client.get("/nothing-here").text
    assert "каб. 12, тел. 1-23" in page and "Написать в поддержку" in page


def test_somebody_asks_and_the_support_answers(
    administrator: User, session: Session, client: FlaskClient, sign_in_as: SignIn
) -> None:
    pupil = make.user(session, "Абрамова")
    sign_in_as(client, pupil)
    typed = {"subject": "Ёлка не видна", "text": "Не открывается\nдневник", "page": "/gradebook?secret=1"}
    answer = client.post("/support", data=typed)
    assert answer.status_code == 303
    ticket = session.scalars(select(SupportTicket)).one()
    assert (ticket.page, ticket.state, ticket.opened_by_id) == ("/gradebook", SupportState.OPEN, pupil.id)
    number = ticket.id
    sign_in_as(client, administrator)
    assert "Ёлка не видна" in client.get("/support/all?q=елка").text
    assert client.post(f"/support/{number}", data={"text": "Обновите страницу."}).status_code == 303
    session.expire_all()
    assert session.get_one(SupportTicket, number).state is SupportState.ANSWERED
    session.rollback()
    sign_in_as(client, session.merge(pupil))
    page = client.get(f"/support/{number}").text
    assert "Ответ поддержки" in page and "Обновите страницу." in page
    assert client.post(f"/support/{number}/close").status_code == 303
    assert client.post(f"/support/{number}", data={"text": "Ещё"}).status_code == 422
    assert len(session.scalars(select(SupportLine)).all()) == 2


def test_another_persons_request_is_not_found(
    session: Session, client: FlaskClient, sign_in_as: SignIn
) -> None:
    asker = make.user(session, "Абрамова")
    ticket = make.put(session, SupportTicket(subject="Личное", opened_by_id=asker.id, opened_at=make.EARLY))
    number = ticket.id
    director = make.user(session, "Директорова", is_staff=True)
    make.office(session, director, Office.DIRECTOR)
    sign_in_as(client, director)
    assert client.get(f"/support/{number}").status_code == 404
    assert client.post(f"/support/{number}", data={"text": "Ответ"}).status_code == 404
    assert client.post(f"/support/{number}/close").status_code == 404
    assert session.scalars(select(SupportLine)).all() == []


def test_an_empty_request_is_refused_and_kept_as_typed(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    answer = client.post("/support", data={"subject": "Печать", "text": " "})
    assert answer.status_code == 422 and 'value="Печать"' in answer.text
    assert session.scalars(select(SupportTicket)).all() == []
