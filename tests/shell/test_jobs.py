"""Jobs: ordered in the transaction of whoever asks, done once, seen by whoever ordered, never lost with a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.jobs import Cancelled, JobFailed, Progress, order
from lti_tool.jobs.registry import HANDLERS
from lti_tool.jobs.running import HEARTBEAT, claim, run_due
from lti_tool.settings import Settings
from models import Job, JobState, User
from tests import factories as make
from tests.conftest import Act, SetClock
from tests.shell.conftest import Place, SignIn

JSON = {"Accept": "application/json"}
KIND = "for-tests"
Order = Callable[..., str]
Handle = Callable[[Callable[[Progress, dict[str, Any]], dict[str, Any] | None]], None]


@pytest.fixture
def handle() -> Iterator[Handle]:
    """Says what a job of the tests' kind does."""

    def use(handler: Callable[[Progress, dict[str, Any]], dict[str, Any] | None]) -> None:
        HANDLERS[KIND] = handler

    yield use
    HANDLERS.pop(KIND, None)


@pytest.fixture
def ordered(session: Session, act: Act, place: Place) -> Order:
    """Orders a job for the teacher and commits; its public name."""

    def make(**params: Any) -> str:
        person = session.get_one(User, place.teacher_id)
        name = order(act(person), KIND, params).public_id
        session.commit()
        return name

    return make


@pytest.fixture
def run(app: Flask, session: Session) -> Callable[[], int]:
    """One look of a worker."""

    def look() -> int:
        session.rollback()
        with app.app_context():
            return run_due()

    return look


def stored(session: Session, name: str) -> Job:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Job).where(Job.public_id == name)).one()


def test_an_ordered_job_is_done_and_its_end_is_seen(
    handle: Handle, ordered: Order, run: Callable[[], int], teacher: FlaskClient, session: Session
) -> None:
    handle(lambda _progress, params: {"doubled": params["number"] * 2})
    name = ordered(number=21)

    assert run() == 1
    assert run() == 0, "done once"
    answer = teacher.get(f"/jobs/{name}", headers=JSON).json
    assert (answer["state"], answer["ended"], answer["percent"], answer["facts"]) == (
        "done",
        True,
        100,
        {"doubled": 42},
    )  # type: ignore[index]
    assert teacher.get(f"/jobs/{name}").status_code == 200


def test_progress_is_seen_while_it_runs(
    handle: Handle,
    ordered: Order,
    run: Callable[[], int],
    app: Flask,
    place: Place,
    sign_in_as: SignIn,
    session: Session,
) -> None:
    watcher = app.test_client()
    sign_in_as(watcher, session.get_one(User, place.teacher_id))
    seen: list[dict[str, Any]] = []

    def slowly(progress: Progress, params: dict[str, Any]) -> None:
        progress.report(30, 120, "Страница 30 из 120")
        seen.append(watcher.get(f"/jobs/{name}", headers=JSON).json)  # type: ignore[arg-type]

    handle(slowly)
    name = ordered()
    run()

    assert (seen[0]["percent"], seen[0]["message"], seen[0]["ended"]) == (25, "Страница 30 из 120", False)


@pytest.mark.parametrize(
    ("error", "state", "sentence"),
    [(JobFailed("В журнале нет занятий."), JobState.FAILED, "В журнале нет занятий."),
     (Cancelled(), JobState.CANCELLED, "Отменено."),
     (ValueError("Абрамова получила 2"), JobState.FAILED, "Сообщите системному администратору номер")],
)  # fmt: skip
def test_a_job_that_fails_says_so_without_a_trace(
    handle: Handle,
    ordered: Order,
    run: Callable[[], int],
    session: Session,
    error: Exception,
    state: JobState,
    sentence: str,
) -> None:
    def fail(_progress: Progress, _params: dict[str, Any]) -> None:
        raise error

    handle(fail)
    name = ordered()
    run()

    job = stored(session, name)
    assert job.state is state
    assert sentence in job.message
    assert "Абрамова" not in job.message


def test_one_failure_does_not_stop_the_next(
    handle: Handle, ordered: Order, run: Callable[[], int], session: Session
) -> None:
    def fail_first(_progress: Progress, params: dict[str, Any]) -> None:
        if params["number"] == 1:
            raise ValueError

    handle(fail_first)
    first, second = ordered(number=1), ordered(number=2)

    assert run() == 2
    assert (stored(session, first).state, stored(session, second).state) == (JobState.FAILED, JobState.DONE)


def test_a_job_cancelled_while_it_runs_stops_at_its_next_report(
    handle: Handle,
    ordered: Order,
    run: Callable[[], int],
    app: Flask,
    place: Place,
    sign_in_as: SignIn,
    session: Session,
) -> None:
    browser = app.test_client()
    sign_in_as(browser, session.get_one(User, place.teacher_id))
    reached: list[str] = []

    def long(progress: Progress, _params: dict[str, Any]) -> None:
        browser.post(f"/jobs/{name}/cancel")
        progress.report(1, 2)
        reached.append("the end")

    handle(long)
    name = ordered()
    run()

    assert reached == []
    assert stored(session, name).state is JobState.CANCELLED


def test_a_cancelled_job_is_not_begun(
    handle: Handle, ordered: Order, run: Callable[[], int], teacher: FlaskClient
) -> None:
    handle(lambda _progress, _params: pytest.fail("it ran"))
    name = ordered()

    assert teacher.post(f"/jobs/{name}/cancel").status_code == 303
    assert run() == 0


def test_an_ended_job_stays_as_it_ended(
    handle: Handle, ordered: Order, run: Callable[[], int], teacher: FlaskClient, session: Session
) -> None:
    handle(lambda _progress, _params: None)
    name = ordered()
    run()

    teacher.post(f"/jobs/{name}/cancel")

    assert stored(session, name).state is JobState.DONE


def test_two_workers_never_take_the_same_job(
    handle: Handle, ordered: Order, app: Flask, session: Session
) -> None:
    names = [ordered() for _ in range(3)]
    session.rollback()

    with app.app_context():
        taken = [claim() for _ in range(4)]

    assert taken[3] is None
    assert len({*taken[:3]}) == len(names)


def test_a_job_whose_worker_is_gone_is_done_by_the_next_one_and_given_up_after_three(
    handle: Handle, ordered: Order, app: Flask, run: Callable[[], int], session: Session, clock: SetClock
) -> None:
    handle(lambda _progress, _params: None)
    survivor, doomed = ordered(), ordered()
    session.rollback()
    with app.app_context():
        assert claim() is not None
    assert run() == 1, "the other one; the first may still be running elsewhere"
    assert stored(session, survivor).state is JobState.RUNNING

    clock.advance(seconds=HEARTBEAT.total_seconds() + 1)
    assert run() == 1
    assert stored(session, survivor).state is JobState.DONE

    lost = stored(session, doomed)
    lost.state, lost.attempts, lost.heartbeat_at = (
        JobState.RUNNING,
        3,
        clock() - HEARTBEAT - timedelta(seconds=1),
    )
    session.commit()
    assert run() == 0
    given_up = stored(session, doomed)
    assert (given_up.state, given_up.message) == (JobState.FAILED, "Не получилось за три попытки.")


def test_a_job_for_later_waits(
    handle: Handle, act: Act, session: Session, place: Place, run: Callable[[], int], clock: SetClock
) -> None:
    handle(lambda _progress, _params: None)
    order(act(session.get_one(User, place.teacher_id)), KIND, {}, run_after=clock() + timedelta(hours=1))
    session.commit()

    assert run() == 0
    clock.advance(hours=1)
    assert run() == 1


def test_the_same_job_asked_for_twice_is_joined_when_it_may_be_shared(
    act: Act, session: Session, place: Place
) -> None:
    acting = act(session.get_one(User, place.teacher_id))

    first = order(acting, KIND, {"course": 1}, is_shared=True)
    again = order(acting, KIND, {"course": 1}, is_shared=True)
    another = order(acting, KIND, {"course": 2}, is_shared=True)

    assert again is first
    assert another is not first


def test_only_whoever_ordered_it_sees_a_job(
    ordered: Order, app: Flask, session: Session, place: Place, sign_in_as: SignIn
) -> None:
    name = ordered()
    colleague = app.test_client()
    sign_in_as(colleague, make.user(session, "Соседова", is_staff=True))

    answers = [
        colleague.get(f"/jobs/{name}"),
        colleague.get(f"/jobs/{name}/result"),
        colleague.post(f"/jobs/{name}/cancel"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert stored(session, name).state is JobState.QUEUED


@pytest.mark.parametrize("path", ["../secret_key", "/etc/passwd", "../../etc/passwd", "none.pdf"])
def test_a_result_is_a_file_of_the_files_folder_and_no_other(
    handle: Handle,
    ordered: Order,
    run: Callable[[], int],
    teacher: FlaskClient,
    settings: Settings,
    path: str,
) -> None:
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    (settings.instance_dir / "secret_key").write_text("tell nobody")
    handle(lambda _progress, _params: {"path": path, "name": "a.pdf", "media_type": "application/pdf"})
    name = ordered()
    run()

    assert teacher.get(f"/jobs/{name}/result").status_code == 404


def test_a_result_is_handed_out_under_its_name(
    handle: Handle, ordered: Order, run: Callable[[], int], teacher: FlaskClient, settings: Settings
) -> None:
    files: Path = settings.instance_dir / "files"
    files.mkdir(parents=True)
    (files / "made.pdf").write_bytes(b"%PDF")
    handle(
        lambda _progress, _params: {
            "path": "made.pdf",
            "name": "Ведомость 1.pdf",
            "media_type": "application/pdf",
        }
    )
    name = ordered()
    assert teacher.get(f"/jobs/{name}/result").status_code == 404, "not yet"
    run()

    with teacher.get(f"/jobs/{name}/result") as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (200, b"%PDF", "application/pdf")
        assert "%D0%92%D0%B5%D0%B4" in answer.headers["Content-Disposition"]
