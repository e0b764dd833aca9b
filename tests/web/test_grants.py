"""Offices on their pages: given by order, approved by the director, ended, revoked, listed (3.1, 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lti_tool.database import db
from models import AuditEntry, BrowserSession, Grant, GrantProposal, Office, Order, User
from tests import factories as make
from tests.conftest import SetClock
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]
Enter = Callable[[str], None]


@pytest.fixture
def people(session: Session) -> dict[str, int]:
    """A content administrator, a director, a secretary to be, by what they are; ids."""
    clerk = make.user(session, "Ефимова", is_staff=True)
    make.office(session, clerk, Office.CONTENT_ADMIN)
    director = make.user(session, "Примеров", is_staff=True)
    person = make.user(session, "Ёжикова", is_staff=True)
    found = {"clerk": clerk.id, "director": director.id, "person": person.id}
    session.commit()
    return found


@pytest.fixture
def enter(session: Session, client: FlaskClient, sign_in_as: SignIn, people: dict[str, int]) -> Enter:
    """Signs one of the people in; the director's office is given with it."""

    def sign_in(who: str) -> None:
        person = session.get_one(User, people[who])
        held = session.scalar(select(Grant.id).where(Grant.office == Office.DIRECTOR))
        if who == "director" and not held:
            make.office(session, person, Office.DIRECTOR)
        sign_in_as(client, person)

    return sign_in


def typed(people: dict[str, int], **values: str) -> dict[str, str]:
    return {
        "person": str(people["person"]), "office": "secretary", "starts_on": "2025-10-07", "ends_on": "",
        "order_number": "12-к", "order_date": "2025-10-06", **values,
    }  # fmt: skip


def grants(session: Session, people: dict[str, int]) -> list[Grant]:
    session.rollback()
    return list(session.scalars(select(Grant).where(Grant.user_id == people["person"])))


def test_an_office_is_given_by_a_signed_order(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter
) -> None:
    enter("clerk")
    assert "Ёжикова" in client.get("/grants/new?q=ежикова").text
    form = client.get(f"/grants/new?person={people['person']}").text
    assert 'value="2025-10-07"' in form and "действует по подписанному приказу сразу" in form
    answer = client.post("/grants/new", data=typed(people), follow_redirects=True)
    assert "Полномочие действует с 07.10.2025." in answer.text
    (grant,) = grants(session, people)
    assert (grant.office, grant.order_number, grant.granted_by_id) == (
        Office.SECRETARY,
        "12-к",
        people["clerk"],
    )
    assert session.get_one(Order, grant.order_id).title.startswith("О правах: Ёжикова")


def test_it_waits_for_the_director_who_approves_it(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter
) -> None:
    enter("director")
    enter("clerk")
    answer = client.post("/grants/new", data=typed(people), follow_redirects=True)
    assert "когда его утвердит директор" in answer.text and "Ждут утверждения директора: 1" in answer.text
    assert "Утвердить отмеченные" not in answer.text
    assert grants(session, people) == []
    proposal_id = session.scalar(select(GrantProposal.id))
    session.commit()
    assert client.post("/grants/decisions", data={"proposal": str(proposal_id)}).status_code == 403
    enter("director")
    assert "Утвердить отмеченные" in client.get("/grants").text
    client.post("/grants/decisions", data={"proposal": str(proposal_id), "decision": "approve"})
    (grant,) = grants(session, people)
    assert (grant.granted_by_id, grant.starts_on) == (people["director"], date(2025, 10, 7))
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "grant", AuditEntry.entity_id == grant.id)
    ).one()
    assert entry.office == "director"


def test_the_director_refuses_with_a_reason_and_the_clerk_takes_back(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter
) -> None:
    enter("director")
    enter("clerk")
    client.post("/grants/new", data=typed(people))
    client.post("/grants/new", data=typed(people, office="dispatcher"))
    first, second = session.scalars(select(GrantProposal.id).order_by(GrantProposal.id)).all()
    session.commit()
    client.post(f"/grants/proposals/{second}/withdraw")
    enter("director")
    refuse = {"proposal": str(first), "decision": "refuse"}
    assert client.post("/grants/decisions", data=refuse).status_code == 422
    assert client.post("/grants/decisions", data={"decision": "approve"}).status_code == 422
    client.post("/grants/decisions", data={**refuse, "reason": "приказ не подписан"})
    assert grants(session, people) == []
    refusals = session.scalars(select(GrantProposal.refusal).order_by(GrantProposal.id)).all()
    assert refusals == ["приказ не подписан", "снято до утверждения"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"order_number": ""}, "E_ORDER"),
        ({"order_date": ""}, "E_ORDER"),
        ({"order_date": "2025-10-08"}, "E_ORDER"),
        ({"order_id": "999"}, "E_ORDER"),
        ({"order_id": "²"}, "E_ORDER"),
        ({"starts_on": ""}, "E_PERIOD"),
        ({"starts_on": "завтра"}, "E_PERIOD"),
        ({"ends_on": "2025-10-06"}, "E_PERIOD"),
        ({"office": ""}, "E_SCOPE"),
        ({"office": "curator"}, "E_SCOPE"),
        ({"office": "curator", "group_id": "99"}, "E_SCOPE"),
    ],
)
def test_what_no_order_can_give_is_refused_and_stays_typed(
    session: Session,
    client: FlaskClient,
    people: dict[str, int],
    enter: Enter,
    wrong: dict[str, str],
    code: str,
) -> None:
    enter("clerk")
    answer = client.post("/grants/new", data=typed(people, ends_on="2026-06-30") | wrong)
    assert (answer.status_code, f'data-code="{code}"' in answer.text) == (422, True)
    assert "12-к" in answer.text or "order_number" in wrong
    assert grants(session, people) == []
    assert session.scalars(select(Order)).all() == []


def test_the_same_office_twice_in_the_same_days_is_refused(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter
) -> None:
    enter("clerk")
    client.post("/grants/new", data=typed(people))
    answer = client.post("/grants/new", data=typed(people, order_number="13-к"))
    assert answer.status_code == 422 and "E_OVERLAP" in answer.text
    assert len(grants(session, people)) == 1


def test_a_journal_of_the_group_may_be_chosen(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter
) -> None:
    journal = make.journal(session)
    group_id, journal_id, title = journal.group_id, journal.id, journal.discipline.title
    enter("clerk")
    page = client.get(f"/grants/new?person={people['person']}&office=deputy&group_id={group_id}").text
    assert title in page
    chosen = {"office": "deputy", "group_id": str(group_id), "journal_id": str(journal_id)}
    assert client.post("/grants/new", data=typed(people, **chosen)).status_code == 303
    (grant,) = grants(session, people)
    assert (grant.journal_id, grant.group_id) == (journal_id, None)
    session.commit()
    assert title in client.get("/grants").text


class TestFinish:
    @pytest.fixture
    def grant_id(self, session: Session, people: dict[str, int], enter: Enter) -> int:
        grant = make.office(session, session.get_one(User, people["person"]), Office.SECRETARY)
        grant_id = grant.id
        enter("clerk")
        return grant_id

    def test_it_is_revoked_at_once(
        self, session: Session, client: FlaskClient, people: dict[str, int], grant_id: int
    ) -> None:
        data = {"reason": "перевод в другой отдел", "order_number": "14-к", "order_date": "2025-10-06"}
        answer = client.post(f"/grants/{grant_id}/finish", data=data, follow_redirects=True)
        assert "перевод в другой отдел" in answer.text and "№ 14-к от 06.10.2025" in answer.text
        (grant,) = grants(session, people)
        assert grant.revoked_at is not None

    def test_it_is_ended_with_a_last_day(
        self, session: Session, client: FlaskClient, people: dict[str, int], grant_id: int
    ) -> None:
        data = {
            "reason": "увольнение", "order_number": "14-к", "order_date": "2025-10-06", "last_day": "2025-10-31",
        }  # fmt: skip
        assert client.post(f"/grants/{grant_id}/finish", data=data).status_code == 303
        (grant,) = grants(session, people)
        assert (grant.ends_on, grant.revoked_at) == (date(2025, 10, 31), None)

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"reason": ""}, "E_TOPIC_EMPTY"),
            ({"order_number": ""}, "E_ORDER"),
            ({"last_day": "2025-10-01"}, "E_PERIOD"),
        ],
    )
    def test_not_without_order_and_reason(
        self, session: Session, client: FlaskClient, people: dict[str, int], grant_id: int, wrong: dict[str, str],
        code: str,
    ) -> None:  # fmt: skip
        data = {"reason": "увольнение", "order_number": "14-к", "order_date": "2025-10-06"} | wrong
        answer = client.post(f"/grants/{grant_id}/finish", data=data)
        assert (answer.status_code, code in answer.text) == (422, True)
        (grant,) = grants(session, people)
        assert grant.revoked_at is None and grant.ends_on is None
        assert session.scalars(select(Order)).all() == []

    def test_not_the_last_content_administrator(
        self, session: Session, client: FlaskClient, people: dict[str, int], grant_id: int
    ) -> None:
        last = session.scalars(select(Grant.id).where(Grant.office == Office.CONTENT_ADMIN)).one()
        session.commit()
        data = {"reason": "увольнение", "order_number": "14-к", "order_date": "2025-10-06"}
        answer = client.post(f"/grants/{last}/finish", data=data)
        assert (answer.status_code, "E_LAST" in answer.text) == (422, True)
        session.rollback()
        assert session.get_one(Grant, last).revoked_at is None


def test_the_list_is_filtered_by_state_office_scope_and_name(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter
) -> None:
    person = session.get_one(User, people["person"])
    make.office(session, person, Office.SECRETARY, ends_on=date(2025, 10, 20))
    make.office(session, person, Office.DISPATCHER, ends_on=date(2025, 9, 30))
    make.office(session, person, Office.DEPUTY, starts_on=date(2025, 11, 1))
    make.office(session, person, Office.CURATOR, group_id=make.group(session, "БУ-23-1").id)
    enter("clerk")

    def offices(query: str) -> set[str]:
        rows = client.get(f"/grants?format=csv&q=ёжикова&{query}").data.decode("utf-8-sig").splitlines()[1:]
        return {row.split(";")[1] for row in rows}

    assert len(offices("state=all")) == 4
    assert offices("") == offices("state=active")
    assert offices("state=active") == {"секретарь учебной части", "куратор группы"}
    assert offices("state=ending") == {"секретарь учебной части"}
    assert offices("state=expired") == {"диспетчер по расписанию"}
    assert offices("state=future") == {"заместитель директора"}
    assert offices("scope=group&state=all") == {"куратор группы"}
    assert offices("office=deputy&scope=institution&state=all") == {"заместитель директора"}
    assert "Никто не назначен" in client.get("/grants").text


def test_what_was_expired_at_midnight_opens_nothing(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter, clock: SetClock
) -> None:
    grant = session.scalars(select(Grant).where(Grant.user_id == people["clerk"])).one()
    make.user(session, "Резервова", is_staff=True)
    grant.ends_on = date(2025, 10, 7)
    clock.set("2025-10-07 23:59:59")
    enter("clerk")
    assert client.get("/grants").status_code == 200
    clock.set("2025-10-08 00:00:00")
    assert client.get("/grants").status_code == 403


def test_the_list_asks_as_much_of_the_database_however_long_it_is(
    session: Session, client: FlaskClient, people: dict[str, int], enter: Enter, engine: Engine
) -> None:
    enter("clerk")
    client.get("/grants")
    with client.application.app_context(), queries(db.engine) as few:
        client.get("/grants")
    for _number in range(60):
        journal = make.journal(session, students=0)
        make.office(session, make.user(session, "Петрова"), Office.DEPUTY, journal_id=journal.id)
    session.commit()
    with client.application.app_context(), queries(db.engine) as many:
        client.get("/grants")
    assert len(many) == len(few) <= 15, many
