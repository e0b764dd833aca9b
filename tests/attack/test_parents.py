"""Attacks on the login of parents: guessing, finding out logins, worn codes, planted sessions, frames, forms of others."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.local_accounts import code_again, keep_password, local_person, open_account
from journal.passwords import hash_secret, new_code, read_code
from journal.sign_in_limits import PER_LOGIN
from models import AuditEntry, BrowserSession, KnownBrowser, LocalAccount, SignInAttempt
from tests import factories as make
from tests.conftest import SetClock

PASSWORD = "три синих кита плывут"
BASE = "https://journal.example"
Try = Callable[..., int]


@pytest.fixture(scope="module")
def kept() -> str:
    return hash_secret(PASSWORD)


@pytest.fixture
def account(session: Session, clock: SetClock, kept: str) -> int:
    """The account «r123456» with its password; its owner is a parent of one student."""
    acting = Acting(session, None, clock())
    user = local_person(acting, "Белова Анна Ильинична")
    make.guardian(session, make.student(session, "Белов"), user)
    made = open_account(acting, user, "r123456", "x")
    keep_password(acting, made, kept)
    session.commit()
    number = made.id
    session.rollback()
    return number


@pytest.fixture
def knock(app: Flask, account: int) -> Try:
    """`knock(login, password, address=…, client=…)`: the status of one try."""

    def once(
        login: str = "r123456", password: str = "не тот пароль", *, address: str = "198.51.100.7",
        client: FlaskClient | None = None,
    ) -> int:  # fmt: skip
        browser = client or app.test_client()
        return browser.post(
            "/parents", data={"login": login, "password": password}, base_url=BASE,
            environ_overrides={"REMOTE_ADDR": address},
        ).status_code  # fmt: skip

    return once


def test_the_owner_gets_in(knock: Try, app: Flask) -> None:
    client = app.test_client()
    assert knock(password=PASSWORD, client=client) == 303
    assert client.get("/gradebook/children", base_url=BASE).status_code == 303


def test_guessing_waits_longer_each_time(knock: Try, clock: SetClock) -> None:
    assert [knock() for _ in range(6)] == [422] * 5 + [429]
    assert knock(password=PASSWORD) == 429, "the right one waits as well: nobody learns that it is right"
    clock.advance(seconds=31)
    assert [knock(), knock()] == [422, 429]
    clock.advance(seconds=31)
    assert knock() == 429, "sixty seconds now"
    clock.advance(seconds=31)
    assert knock(password=PASSWORD) == 303


def test_waiting_is_not_made_longer_by_trying(knock: Try, clock: SetClock) -> None:
    for _ in range(5):
        knock()
    for _ in range(20):
        assert knock() == 429
    clock.advance(seconds=31)
    assert knock(password=PASSWORD) == 303


def test_a_stranger_locks_out_nobody(knock: Try, app: Flask) -> None:
    """The owner, elsewhere, is not held up by what a stranger tries from his address."""
    for _ in range(10):
        knock(address="203.0.113.9")
    assert knock(password=PASSWORD, address="198.51.100.7") == 303


def test_an_army_of_strangers_does_not_lock_out_the_owner_s_browser(
    knock: Try, app: Flask, session: Session, clock: SetClock
) -> None:
    home = app.test_client()
    assert knock(password=PASSWORD, client=home) == 303
    home.post("/sign-out", base_url=BASE)
    for number in range(PER_LOGIN):
        assert knock(address=f"203.0.{number}.9") == 422
    assert knock(address="192.0.2.200") == 429, "no more guesses from anywhere new"
    assert knock(password=PASSWORD, address="192.0.2.201") == 429
    assert knock(password=PASSWORD, client=home) == 303, "the browser the owner came with before"
    code = new_code()
    owner = session.scalars(select(LocalAccount)).one()
    code_again(Acting(session, None, clock()), owner, hash_secret(read_code(code) or ""))
    session.commit()
    assert knock(password=code, address="192.0.2.202") == 303, "a new code opens from anywhere"


def test_an_address_that_tries_many_logins_waits(knock: Try) -> None:
    answers = [knock(f"r{200000 + number}") for number in range(32)]
    assert answers == [422] * 30 + [429] * 2
    assert knock("r299999", address="198.51.100.8") == 422


def test_a_network_counts_as_one_place(knock: Try) -> None:
    answers = [knock(address=f"2001:db8:1:1::{number}") for number in range(1, 8)]
    assert answers == [422] * 5 + [429] * 2


def test_whether_a_login_exists_shows_nowhere(app: Flask, account: int) -> None:
    def page(login: str) -> str:
        client = app.test_client()
        answer = client.post(
            "/parents", data={"login": login, "password": "не тот пароль"}, base_url=BASE,
            environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
        )  # fmt: skip
        text = re.sub(r'content="[^"]{30,}"|name="csrf_token" value="[^"]+"', "", answer.text)
        return f"{answer.status_code} {text.replace(login, 'LOGIN')}"

    assert page("r123456") == page("r654321")
    assert [page("r123456")[:3] for _ in range(6)] == [page("r654321")[:3] for _ in range(6)]


def test_an_unknown_login_takes_as_long(app: Flask, knock: Try) -> None:
    def took(login: str, place: int) -> float:
        times = []
        for number in range(5):
            begun = perf_counter()
            knock(login, address=f"10.{place}.{number}.1")
            times.append(perf_counter() - begun)
        return median(times)

    knock("r999999", address="10.9.9.9")  # the first one makes the hash nobody knows
    known, unknown = took("r123456", 1), took("r654321", 2)
    assert 0.4 < known / unknown < 2.5


def test_a_code_opens_once(session: Session, app: Flask, knock: Try, clock: SetClock) -> None:
    code = new_code()
    owner = session.scalars(select(LocalAccount)).one()
    code_again(Acting(session, None, clock()), owner, hash_secret(read_code(code) or ""))
    session.commit()
    first, second = app.test_client(), app.test_client()
    assert knock(password=code, client=first) == 303
    assert knock(password=code, client=second) == 303, "not used up before a password is chosen"
    chosen = {"new": PASSWORD, "again": PASSWORD}
    assert first.post("/parents/password", data=chosen, base_url=BASE).location == "/gradebook/children"
    late = second.post(
        "/parents/password",
        data={"new": "совсем другой пароль", "again": "совсем другой пароль"},
        base_url=BASE,
    )
    assert late.location == "/parents", "the other browser's proof is worth nothing now"
    assert knock(password=code) == 422
    assert knock(password="совсем другой пароль") == 422
    assert knock(password=PASSWORD) == 303


def test_a_code_runs_out(session: Session, app: Flask, knock: Try, clock: SetClock) -> None:
    code = new_code()
    owner = session.scalars(select(LocalAccount)).one()
    code_again(Acting(session, None, clock()), owner, hash_secret(read_code(code) or ""))
    session.commit()
    client = app.test_client()
    assert knock(password=code, client=client) == 303
    clock.advance(minutes=31)
    late = client.post("/parents/password", data={"new": PASSWORD, "again": PASSWORD}, base_url=BASE)
    assert late.location == "/parents", "half an hour to choose"
    clock.advance(days=31)
    assert knock(password=code) == 422


def test_nobody_chooses_a_password_without_a_code(app: Flask, account: int, session: Session) -> None:
    client = app.test_client()
    answer = client.post("/parents/password", data={"new": PASSWORD, "again": PASSWORD}, base_url=BASE)
    assert answer.location == "/parents"
    assert client.get("/parents/password", base_url=BASE).location == "/parents"
    assert client.get("/parents/password/change", base_url=BASE).status_code == 401


def test_a_planted_session_is_not_taken_over(app: Flask, knock: Try, session: Session) -> None:
    """Whatever the browser held before the sign-in, the session after it is another."""
    client = app.test_client()
    with client.session_transaction(base_url=BASE) as cookie:
        cookie["_user_id"] = "planted-code"
    assert knock(password=PASSWORD, client=client) == 303
    with client.session_transaction(base_url=BASE) as cookie:
        assert cookie["_user_id"] != "planted-code"
    planted = app.test_client()
    with planted.session_transaction(base_url=BASE) as cookie:
        cookie["_user_id"] = "planted-code"
    assert planted.get("/gradebook/children", base_url=BASE).status_code == 401


def test_another_site_s_form_signs_nobody_in(app: Flask, account: int, session: Session) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    answer = client.post("/parents", data={"login": "r123456", "password": PASSWORD}, base_url=BASE)
    assert answer.status_code == 400
    assert session.scalars(select(BrowserSession)).all() == []


def test_no_frame_shows_the_login_or_what_a_local_person_sees(app: Flask, knock: Try) -> None:
    client = app.test_client()
    before = client.get("/parents", base_url=BASE)
    knock(password=PASSWORD, client=client)
    inside = client.get("/sessions", base_url=BASE)
    for answer in (before, inside):
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_changed_password_ends_the_other_sessions(app: Flask, knock: Try) -> None:
    home, thief = app.test_client(), app.test_client()
    assert knock(password=PASSWORD, client=home) == 303
    assert knock(password=PASSWORD, client=thief) == 303
    fresh = "четыре рыжих кота спят"
    wrong = {"old": "не тот пароль", "new": fresh, "again": fresh}
    assert home.post("/parents/password/change", data=wrong, base_url=BASE).status_code == 422
    weak = {"old": PASSWORD, "new": "1234567890", "again": "1234567890"}
    assert home.post("/parents/password/change", data=weak, base_url=BASE).status_code == 422
    right = {"old": PASSWORD, "new": fresh, "again": fresh}
    assert home.post("/parents/password/change", data=right, base_url=BASE).status_code == 303
    assert home.get("/sessions", base_url=BASE).status_code == 200
    page = thief.get("/sessions", base_url=BASE)
    assert page.status_code == 401 and 'data-code="PASSWORD"' in page.text
    assert knock(password=PASSWORD) == 422


def test_attempts_leave_no_secret_behind(
    knock: Try, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    knock(password="моя тайна 12345")
    knock(login="моя-почта@пример.рф", password="другая тайна 54321")
    rows = [vars(one) for one in session.scalars(select(AuditEntry))]
    rows += [vars(one) for one in session.scalars(select(SignInAttempt))]
    text = repr(rows) + "".join(capfd.readouterr())
    for secret in ("моя тайна", "другая тайна", "моя-почта"):
        assert secret not in text
    failed = session.scalars(select(AuditEntry).where(AuditEntry.action == "sign_in_failed")).all()
    assert len(failed) == 2 and failed[0].address == "198.51.100.7"


def test_the_device_cookie_reaches_the_login_only(app: Flask, knock: Try, session: Session) -> None:
    client = app.test_client()
    answer = client.post("/parents", data={"login": "r123456", "password": PASSWORD}, base_url=BASE)
    (device,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("journal_device")]
    for flag in ("Path=/parents", "HttpOnly", "Secure", "SameSite=Lax"):
        assert flag in device
    value = device.split(";")[0].split("=", 1)[1]
    known = session.scalars(select(KnownBrowser)).one()
    assert known.code_hash != value and value not in repr(vars(known))


@pytest.mark.parametrize("login", ["", "'; DROP TABLE user; --", "r" * 500, "\x00", "٣٤٥"])
def test_odd_logins_are_wrong_like_any_other(knock: Try, login: str) -> None:
    assert knock(login) == 422
    assert knock(login, password="\x00" * 300) == 422
