"""A page that orders a job: the worker is woken after the commit, and only when there was one."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.access import acting
from lti_tool.jobs import order
from lti_tool.routing import Open, Route, add_routes
from lti_tool.settings import Settings
from models import Job, JobState

KIND = "for-tests"


@pytest.fixture(autouse=True)
def pages(app: Flask) -> None:
    """One page orders and answers, one orders and breaks."""

    def ordering() -> str:
        return order(acting(), KIND, {}).public_id

    def breaking() -> str:
        order(acting(), KIND, {})
        raise ValueError

    blueprint = Blueprint("ordering", __name__)
    views = (ordering, breaking)
    add_routes(
        blueprint,
        [Route("POST", f"/{view.__name__}", view, Open("for tests"), csrf=False) for view in views],
    )
    app.register_blueprint(blueprint)
    app.config["TESTING"] = False


def test_the_worker_is_woken_after_the_commit(app: Flask, client: FlaskClient, session: Session) -> None:
    woken: list[int] = []
    app.extensions["wake"] = lambda: woken.append(len(session.scalars(select(Job)).all()))

    assert client.post("/ordering").status_code == 200

    assert woken == [1], "the row is there when the worker looks"


def test_an_order_that_was_rolled_back_never_was(app: Flask, client: FlaskClient, session: Session) -> None:
    assert client.post("/breaking").status_code == 500

    assert session.scalars(select(Job)).all() == []


def test_a_queue_out_of_order_loses_nothing_and_disturbs_nobody(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    (settings.instance_dir / "queue.sqlite").write_text("this is no database")

    answer = client.post("/ordering")

    assert answer.status_code == 200
    assert session.scalars(select(Job.state).where(Job.public_id == answer.text)).one() is JobState.QUEUED
