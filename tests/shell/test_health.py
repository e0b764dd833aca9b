"""Alive, ready, and figures that strangers do not get (3.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.deliveries import want_result
from lti_tool.database import db
from lti_tool.jobs import order
from lti_tool.settings import Settings
from models import LineItemKind
from tests import factories as make
from tests.conftest import SetClock

MakeApp = Callable[[Settings], Flask]
STRANGER = {"X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    """Settings of an installation before its first migration."""
    return Settings(
        database_url=f"sqlite:///{tmp_path}/journal.sqlite", keys_dir=tmp_path / "keys", instance_dir=tmp_path / "instance",
        secret_key="x" * 32,
    )  # fmt: skip


@pytest.fixture
def opened(settings: Settings, app: Flask, make_app: MakeApp) -> Flask:
    """The application without a metrics token, behind one proxy."""
    return make_app(replace(settings, metrics_token="", proxies=1))


def test_the_process_says_it_is_alive_whatever_the_database_does(fresh: Settings, make_app: MakeApp) -> None:
    answer = make_app(fresh).test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readiness_names_what_is_missing_and_comes_with_the_migrations(
    fresh: Settings, make_app: MakeApp
) -> None:
    app = make_app(fresh)
    client = app.test_client()
    before = client.get("/readyz")
    made = app.test_cli_runner().invoke(args=["db", "upgrade"])
    after = client.get("/readyz")

    assert made.exit_code == 0, made.output
    assert (before.status_code, before.json["checks"]["database"]) == (503, False)  # type: ignore[index]
    assert after.status_code == 200
    assert after.json["checks"]["database"] and after.json["checks"]["keys"]  # type: ignore[index]


def test_a_key_directory_that_cannot_be_used_is_named(
    fresh: Settings, tmp_path: Path, make_app: MakeApp
) -> None:
    (tmp_path / "keys").write_text("not a directory")
    app = make_app(fresh)
    app.test_cli_runner().invoke(args=["db", "upgrade"])

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["checks"]["keys"]) == (503, False)  # type: ignore[index]


def test_metrics_count_jobs_and_results_by_state(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock
) -> None:
    course = make.course(session, line_items_url="https://lms.example/items")
    journal = make.journal(session, students=1, course=course)
    acting = Acting(session, None, clock())
    student = make.students_of(session, journal)[0]
    want_result(
        acting,
        journal,
        student.id,
        kind=LineItemKind.FINAL,
        resource_id="final",
        label="Итоговая",
        value=5,
        not_assessed=False,
    )
    order(acting, "roster", {})
    session.commit()

    answer = client.get("/metrics", headers={"Authorization": "Bearer only-for-tests"})

    assert answer.mimetype == "text/plain"
    assert 'journal_grade_deliveries{state="pending"} 1.0' in answer.text
    assert 'journal_jobs{state="queued"} 1.0' in answer.text


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer ", "only-for-tests-no", "Bearer \u00e9"])
def test_metrics_with_a_token_set_are_for_its_bearer_only(client: FlaskClient, given: str) -> None:
    assert (
        client.get("/metrics", headers={"Authorization": given.encode().decode("latin-1")}).status_code == 404
    )


def test_metrics_without_a_token_are_for_this_machine_only(opened: Flask) -> None:
    client = opened.test_client()

    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=STRANGER).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "198.51.100.2"}).status_code == 404


@pytest.mark.parametrize("lie", ["127.0.0.1, 203.0.113.7", "::1, 203.0.113.7", "127.0.0.1,203.0.113.7"])
def test_a_stranger_behind_the_proxy_cannot_pass_for_this_machine(opened: Flask, lie: str) -> None:
    assert opened.test_client().get("/metrics", headers={"X-Forwarded-For": lie}).status_code == 404


def test_a_proxy_nobody_told_of_does_not_open_the_metrics(
    settings: Settings, session: Session, make_app: MakeApp
) -> None:
    """`JOURNAL_PROXIES` was forgotten: everybody seems to come from this machine."""
    app = make_app(replace(settings, metrics_token=""))

    answers = [
        app.test_client().get("/metrics", headers=headers)
        for headers in (STRANGER, {"Forwarded": "for=203.0.113.7"})
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_database_that_went_away_is_not_ready(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("gone")

    with app.app_context():
        db.session.execute(text("SELECT 1"))
    monkeypatch.setattr("sqlalchemy.orm.Session.scalar", fail)

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
