"""From the form to the parent's diary: the curator collects, the deputy hands on, the content administrator issues."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.rights import Role
from lti_tool.jobs.housekeeping import keep_house
from models import (
    AccountState,
    AuditEntry,
    BrowserSession,
    Consent,
    ConsentState,
    Credential,
    Guardian,
    LocalAccount,
    Office,
    Student,
    StudyGroup,
    User,
)
from tests import factories as make
from tests.conftest import SetClock
from tests.rights.scene import Scene, build
from tests.unchanged import queries, snapshot

SignIn = Callable[[FlaskClient, User], BrowserSession]
PASSWORD = "три синих кита плывут"
MOTHER = {
    "giver": "Абрамова Ирина Олеговна", "relation": "mother", "given_on": "2025-10-01",
    "purpose": ["journal", "access", "notices"],
}  # fmt: skip


@dataclass
class College:
    """The scene, its offices' browsers, and the slips that were rendered."""

    app: Flask
    session: Session
    scene: Scene
    sign_in: SignIn
    students: list[int]
    group_id: int
    slips: list[str] = field(default_factory=list)

    def desk(self, person: User) -> FlaskClient:
        client = self.app.test_client()
        self.sign_in(client, person)
        return client

    @property
    def student_id(self) -> int:
        return self.students[0]

    def rows(self, kind: type) -> list:
        """Every row, free of the session: nothing holds the database afterwards."""
        self.session.rollback()
        found = list(self.session.scalars(select(kind).order_by(kind.id)))
        for one in found:
            self.session.expunge(one)
        self.session.rollback()
        return found


@pytest.fixture
def college(app: Flask, session: Session, sign_in_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> College:
    scene = build(session)
    students = [one.id for one in scene.students]
    made = College(app, session, scene, sign_in_as, students, scene.journal.group_id)

    def render(html: str, _cells: int) -> bytes:
        made.slips += re.findall(r'class="slip-code">([^<]+)<', html)
        return b"%PDF-slips"

    monkeypatch.setattr("blueprints.credentials.routes._rendered", render)
    session.commit()
    return made


@pytest.fixture
def curator(college: College) -> FlaskClient:
    return college.desk(college.scene.person(Role.CURATOR))


@pytest.fixture
def deputy(college: College) -> FlaskClient:
    return college.desk(college.scene.in_office(Office.DEPUTY))


@pytest.fixture
def content_admin(college: College) -> FlaskClient:
    return college.desk(college.scene.in_office(Office.CONTENT_ADMIN))


def collect(college: College, curator: FlaskClient, **changes: object) -> int:
    """The curator records the mother's consent about the second student; returns its id."""
    student_id = college.students[1]
    college.session.rollback()
    answer = curator.post(f"/consents/students/{student_id}", data=MOTHER | changes)
    assert answer.status_code == 303, answer.text
    return college.rows(Consent)[-1].id


def issue(
    college: College, curator: FlaskClient, deputy: FlaskClient, office: FlaskClient
) -> tuple[str, str]:
    """Through all hands; returns login and code."""
    number = collect(college, curator)
    assert deputy.post("/consents/transfer", data={"consent": number}).status_code == 303
    paper = office.post("/credentials/waiting", data={"consent": number})
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    login, code = college.slips[-2:]
    return login, code


def enter(client: FlaskClient, login: str, password: str) -> int:
    return client.post("/parents", data={"login": login, "password": password}).status_code


def first_entry(client: FlaskClient, login: str, code: str) -> None:
    """Code, own password, the diary."""
    assert client.post("/parents", data={"login": login, "password": code}).location == "/parents/password"
    kept = client.post("/parents/password", data={"new": PASSWORD, "again": PASSWORD})
    assert (kept.status_code, kept.location) == (303, "/gradebook/children")


def test_it_works(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
) -> None:
    student_id = college.students[1]
    assert "нет" in curator.get("/consents?state=none").text
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)

    assert client.get("/gradebook/children").location == f"/gradebook/{student_id}"
    assert client.get(f"/gradebook/{student_id}").status_code == 200
    consent = college.rows(Consent)[-1]
    assert consent.state is ConsentState.ISSUED
    entry = college.rows(Credential)[-1]
    assert (entry.person_name, entry.login, entry.student_id) == (MOTHER["giver"], login, student_id)
    assert login in content_admin.get("/credentials?q=абрамова").text
    assert (
        content_admin.post(f"/credentials/{entry.id}", data={"received_on": "2025-10-07"}).status_code == 303
    )


def test_nothing_secret_is_kept(
    college: College, curator: FlaskClient, deputy: FlaskClient, content_admin: FlaskClient, client: FlaskClient,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)
    assert enter(client, login, "неверный пароль") == 422

    kept = repr(snapshot(college.session))
    said = "".join(capfd.readouterr())
    for secret in (code, code.replace("-", ""), PASSWORD, "неверный пароль"):
        assert secret not in kept
        assert secret not in said


@pytest.mark.parametrize("role", [Role.STUDENT, Role.GUARDIAN, Role.TEACHER])
def test_the_register_is_not_the_familys(college: College, role: Role) -> None:
    person = college.desk(college.scene.person(role))
    group_id = college.group_id
    assert person.get(f"/consents/students/{college.student_id}").status_code == 403
    assert person.post(f"/consents/students/{college.student_id}", data=MOTHER).status_code == 403
    assert person.post(f"/consents/groups/{group_id}/forms").status_code == 403


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": []}, "E_CONSENT_PURPOSE"),
        ({"purpose": ["access"]}, "E_CONSENT_PURPOSE"),
        ({"purpose": ["everything"]}, "E_CONSENT_PURPOSE"),
        ({"given_on": "2025-10-08"}, "E_FUTURE"),
        ({"given_on": "вчера"}, "E_CONSENT_DATE"),
        ({"expires_on": "2025-10-02"}, "E_CONSENT_DATE"),
        ({"giver": "  "}, "E_CONSENT_GIVER"),
        ({"relation": ""}, "E_CONSENT_GIVER"),
    ],
)
def test_a_consent_that_does_not_hold_is_refused_and_keeps_what_was_typed(
    college: College, curator: FlaskClient, changes: dict[str, object], code: str
) -> None:
    before = snapshot(college.session)
    college.session.rollback()
    answer = curator.post(f"/consents/students/{college.students[1]}", data=MOTHER | changes)
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert str((MOTHER | changes)["giver"]) in answer.text
    assert snapshot(college.session)["consent"] == before["consent"]
    college.session.rollback()


def test_the_same_person_does_not_consent_twice(college: College, curator: FlaskClient) -> None:
    collect(college, curator)
    again = curator.post(
        f"/consents/students/{college.students[1]}",
        data=MOTHER | {"giver": "абрамова  ирина олеговна"},
    )
    assert 'data-code="E_CONSENT_TWICE"' in again.text


def test_access_rests_on_a_consent_handed_on(
    college: College, curator: FlaskClient, content_admin: FlaskClient
) -> None:
    number = collect(college, curator)
    refused = content_admin.post("/credentials/waiting", data={"consent": number})
    assert refused.status_code == 422
    assert 'data-code="E_CONSENT"' in refused.text and "(п. 3.8.2)" in refused.text
    assert college.rows(LocalAccount) == [] and college.slips == []


def test_access_agreed_to_is_needed(
    college: College, curator: FlaskClient, deputy: FlaskClient, content_admin: FlaskClient
) -> None:
    number = collect(college, curator, purpose=["journal", "notices"])
    deputy.post("/consents/transfer", data={"consent": number})
    assert content_admin.post("/credentials/waiting", data={"consent": number}).status_code == 422
    assert college.rows(LocalAccount) == []


def test_a_consent_is_not_handed_on_twice(
    college: College, curator: FlaskClient, deputy: FlaskClient
) -> None:
    number = collect(college, curator)
    assert deputy.post("/consents/transfer", data={"consent": number}).status_code == 303
    assert deputy.post("/consents/transfer", data={"consent": number}).status_code == 422
    assert deputy.post("/consents/transfer", data={}).status_code == 422


def test_a_withdrawal_ends_the_session_at_once(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
) -> None:
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)
    number = college.rows(Consent)[-1].id
    assert curator.post(f"/consents/{number}/withdraw", data={"why": "заявление"}).status_code == 303

    page = client.get(f"/gradebook/{college.students[1]}")
    assert page.status_code == 401 and 'data-code="CONSENT"' in page.text
    assert enter(college.app.test_client(), login, PASSWORD) == 422
    assert enter(college.app.test_client(), login, code) == 422
    assert college.rows(LocalAccount)[0].state is AccountState.OFF
    assert college.rows(Credential)[-1].revoked_at is not None


def test_a_parent_withdraws_on_the_own_page(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
) -> None:
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)
    student_id = college.students[1]
    college.session.rollback()
    assert (
        client.post(f"/consents/mine/{student_id}/withdraw", data={"purpose": "notices"}).status_code == 303
    )
    assert client.get(f"/gradebook/{student_id}").status_code == 200
    assert client.post(f"/consents/mine/{student_id}/withdraw").status_code == 303
    assert client.get(f"/gradebook/{student_id}").status_code == 401


def test_a_parent_never_gets_at_another_child(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
) -> None:
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)
    other = college.students[2]
    college.session.rollback()
    before = snapshot(college.session)
    college.session.rollback()
    assert client.get(f"/gradebook/{other}").status_code == 403
    assert client.post(f"/consents/mine/{other}", data=MOTHER).status_code == 404
    assert client.post(f"/consents/mine/{other}/withdraw").status_code == 404
    assert snapshot(college.session)["consent"] == before["consent"]
    college.session.rollback()


def test_on_the_eighteenth_birthday_the_parent_waits_for_the_student(
    college: College, curator: FlaskClient, deputy: FlaskClient, content_admin: FlaskClient, client: FlaskClient,
    clock: SetClock,
) -> None:  # fmt: skip
    student = college.session.get_one(Student, college.students[1])
    student.birth_date = date(2007, 10, 8)
    account = make.account(college.session, student, registration=college.scene.registration)
    student_id, account_id = student.id, account.id
    college.session.commit()
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)
    assert client.get(f"/gradebook/{student_id}").status_code == 200

    clock.set("2025-10-08 00:00:01")
    assert enter(client, login, PASSWORD) == 303
    assert client.get(f"/gradebook/{student_id}").status_code == 403
    assert "исполнилось 18 лет" in client.get("/gradebook/children").text

    phone = college.desk(college.session.get_one(User, account_id))
    agreed = phone.post(f"/consents/mine/{student_id}", data={"purpose": ["journal", "access"]})
    assert agreed.status_code == 303
    assert client.get(f"/gradebook/{student_id}").status_code == 200
    assert phone.post(f"/consents/mine/{student_id}/withdraw", data={"purpose": "access"}).status_code == 303
    assert client.get(f"/gradebook/{student_id}").status_code == 403


def test_a_consent_past_its_date_opens_nothing(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
    clock: SetClock,
) -> None:
    number = collect(college, curator, expires_on="2025-10-07")
    deputy.post("/consents/transfer", data={"consent": number})
    content_admin.post("/credentials/waiting", data={"consent": number})
    first_entry(client, *college.slips[-2:])
    assert client.get(f"/gradebook/{college.students[1]}").status_code == 200

    clock.set("2025-10-08 00:00:01")
    assert enter(client, college.slips[-2], PASSWORD) == 303
    assert client.get(f"/gradebook/{college.students[1]}").status_code == 403
    with college.app.app_context():
        keep_house()
    assert college.rows(Consent)[-1].state is ConsentState.EXPIRED
    assert college.rows(LocalAccount)[0].state is AccountState.OFF


def test_a_minor_consents_to_nothing(college: College) -> None:
    student = college.session.get_one(Student, college.students[1])
    student.birth_date = date(2008, 1, 1)
    account = make.account(college.session, student, registration=college.scene.registration)
    phone = college.desk(account)
    answer = phone.post(f"/consents/mine/{college.students[1]}", data={"purpose": ["journal"]})
    assert answer.status_code == 404


def test_a_parent_the_lms_links_goes_on_without_any_of_this(college: College) -> None:
    parent = college.desk(college.scene.person(Role.GUARDIAN))
    assert parent.get(f"/gradebook/{college.student_id}").status_code == 200
    given = parent.post(
        f"/consents/mine/{college.student_id}", data={"relation": "mother", "purpose": ["journal", "access"]}
    )
    assert given.status_code == 303
    assert parent.post(f"/consents/mine/{college.student_id}/withdraw").status_code == 303
    assert parent.get(f"/gradebook/{college.student_id}").status_code == 403, "withdrawn"
    again = parent.post(
        f"/consents/mine/{college.student_id}", data={"relation": "mother", "purpose": ["journal", "access"]}
    )
    assert again.status_code == 303
    assert parent.get(f"/gradebook/{college.student_id}").status_code == 200


def test_a_new_code_ends_the_old_password_and_sessions(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
) -> None:
    login, code = issue(college, curator, deputy, content_admin)
    first_entry(client, login, code)
    entry = college.rows(Credential)[-1].id
    assert content_admin.post(f"/credentials/{entry}/again").mimetype == "application/pdf"
    fresh = college.slips[-1]

    assert client.get("/gradebook/children").status_code == 401
    assert enter(college.app.test_client(), login, PASSWORD) == 422
    assert enter(college.app.test_client(), login, code) == 422, "the first slip is worth nothing"
    first_entry(college.app.test_client(), login, fresh)
    assert college.rows(Credential)[-1].is_again


def test_the_group_s_forms_are_noted_once(college: College, curator: FlaskClient) -> None:
    group_id = college.group_id
    for _ in range(2):
        assert curator.post(f"/consents/groups/{group_id}/forms").status_code == 303
    waiting = [one for one in college.rows(Consent) if one.state is ConsentState.REQUESTED]
    assert len(waiting) == 2, "the third student's consent is handed on already"


def test_every_step_is_audited(
    college: College,
    curator: FlaskClient,
    deputy: FlaskClient,
    content_admin: FlaskClient,
    client: FlaskClient,
) -> None:
    login, code = issue(college, curator, deputy, content_admin)
    enter(client, login, "совсем не тот пароль")
    first_entry(client, login, code)
    entries = college.rows(AuditEntry)
    found = {(one.action, one.entity) for one in entries}
    assert {
        ("created", "consent"), ("changed", "consent"), ("created", "credential"), ("created", "local_account"),
        ("slips_made", "credential"), ("sign_in_failed", "local_account"), ("signed_in", "local_account"),
        ("created", "guardian"),
    } <= found  # fmt: skip
    assert all(
        "hash" not in key for one in entries for key in (one.new or {}) if one.entity == "local_account"
    )


def test_lists_take_a_constant_number_of_queries(college: College, deputy: FlaskClient) -> None:
    for number in range(40):
        student = make.student(college.session, f"Числов{number}")
        make.membership(college.session, college.session.get_one(StudyGroup, college.group_id), student)
    college.session.commit()
    with college.app.app_context():
        from lti_tool.database import db

        engine = db.engine
    for address in ("/consents", "/consents/transfer", "/credentials"):
        with queries(engine) as sent:
            assert deputy.get(address).status_code == 200
        assert len(sent) <= 15, address


def test_a_tie_of_the_lms_is_no_account(college: College) -> None:
    assert all(one.consent_id is None for one in college.rows(Guardian))


def test_curators_are_entered_in_september_s_register_once(
    college: College, curator: FlaskClient, content_admin: FlaskClient
) -> None:
    assert "Кураторов без записи" in content_admin.get("/credentials").text
    for _ in range(2):
        assert content_admin.post("/credentials/curators").status_code == 303
    entries = [one for one in college.rows(Credential) if one.role == "куратор группы"]
    assert len(entries) == 1 and entries[0].method.value == "lms"
    assert "Кураторов без записи" not in content_admin.get("/credentials").text
    assert curator.post("/credentials/curators").status_code == 403
