"""Housekeeping drops what has served its time and nothing else."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.jobs.housekeeping import keep_house
from lti_tool.jobs.queue import claim_slot
from models import ChangeRequest, Job, JobState, Mark
from tests import factories as make
from tests.conftest import SetClock


def job(clock: SetClock, name: str, state: JobState, age: timedelta) -> Job:
    at = clock() - age
    ended = at if state is not JobState.RUNNING else None
    return Job(
        public_id=name, kind="print", params={}, state=state, created_at=at, run_after=at, finished_at=ended
    )


def test_old_jobs_and_answers_go_and_everything_recent_stays(
    app: Flask, session: Session, clock: SetClock
) -> None:
    session.add_all([
        job(clock, "old", JobState.DONE, timedelta(days=8)),
        job(clock, "recent", JobState.DONE, timedelta(days=6)),
        job(clock, "running", JobState.RUNNING, timedelta(days=30)),
        ChangeRequest(client_id="old", user_id=1, at=clock() - timedelta(days=61), answer={}),
        ChangeRequest(client_id="recent", user_id=1, at=clock() - timedelta(days=59), answer={}),
    ])  # fmt: skip
    journal = make.journal(session, students=1)
    lesson = make.lesson(session, journal, topic="Учёт кассовых операций")
    make.mark(session, lesson.works[0], make.students_of(session, journal)[0])
    session.commit()
    with app.app_context():
        keep_house()
    assert set(session.scalars(select(Job.public_id))) == {"recent", "running"}
    assert set(session.scalars(select(ChangeRequest.client_id))) == {"recent"}
    assert session.scalar(select(func.count()).select_from(Mark)) == 1


def test_a_periodic_job_has_one_worker_a_slot(app: Flask, clock: SetClock) -> None:
    with app.app_context():
        assert claim_slot("sweep", "2025-10-07T12:00")
        assert not claim_slot("sweep", "2025-10-07T12:00")
        assert claim_slot("sweep", "2025-10-07T12:01")
