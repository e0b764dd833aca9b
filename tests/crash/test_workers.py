"""Two workers drain one outbox: each score arrives once per version, none is lost, whoever is killed."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.deliveries import want_result
from lti_tool.app import create_app
from lti_tool.protocol.keys import KeyStore
from models import DeliveryState, GradeDelivery, Journal, LineItem, LineItemKind, Student
from tests import factories as make
from tests.crash.conftest import Installation
from tests.crash.processes import WorkerProcess, wait_until
from tests.platform import TestPlatform
from tests.platform.platform import COURSE

PEOPLE = 20
COLUMNS = ("checkpoint-2025-09", "checkpoint-2025-10", "final-term")
Start = Callable[..., WorkerProcess]


@dataclass
class Outbox:
    """Results of a course's students on their way to an LMS that is there."""

    installation: Installation
    platform: TestPlatform
    journal_id: int
    students: dict[int, str]  # student id → account in the LMS

    def want(self, value: int, columns: tuple[str, ...] = COLUMNS) -> None:
        """Say that every student should have the value in these columns."""
        with self.installation.session() as session:
            acting = Acting(session, None, datetime.now(UTC))
            journal = session.get_one(Journal, self.journal_id)
            for student in self.students:
                for column in columns:
                    want_result(
                        acting, journal, student, kind=LineItemKind.FINAL, resource_id=column, label=column, value=value,
                        not_assessed=False,
                    )  # fmt: skip
            session.commit()

    def wake(self) -> None:
        """Tell a worker to look, as the commit of a page does."""
        create_app(self.installation.settings).extensions["wake"]()

    def count(self, *conditions: Any) -> int:
        """How many deliveries fulfil the conditions."""
        with Session(self.installation.engine) as session:
            return session.scalar(select(func.count()).select_from(GradeDelivery).where(*conditions)) or 0

    def unfinished(self) -> int:
        """Deliveries the LMS has not said yes to."""
        return self.count(GradeDelivery.state.in_([DeliveryState.PENDING]))

    def is_resting(self) -> bool:
        """Whether the workers tried, failed and now wait."""
        is_due = GradeDelivery.next_attempt_at <= datetime.now(UTC)
        is_held = GradeDelivery.claimed_until.is_not(None)
        return self.count(GradeDelivery.attempts > 0) > 0 and self.count(is_due | is_held) == 0

    def scores(self) -> list[dict[str, Any]]:
        """The scores that were posted, in their order, with the column's address."""
        return [{**call.json, "column": call.path} for call in self.platform.calls("/scores", "POST")]

    def shown(self) -> dict[tuple[str, str], float | None]:
        """What the LMS's grade book shows: (column, account) → number."""
        return {
            (column.resource_id, grade.person_id): grade.score
            for column in self.platform.columns()
            for grade in self.platform.site.grades.of_column(column.id)
        }

    def wanted(self, value: int, columns: tuple[str, ...] = COLUMNS) -> dict[tuple[str, str], float]:
        """What it should show."""
        return {(column, account): float(value) for column in columns for account in self.students.values()}


@pytest.fixture
def outbox(installation: Installation) -> Iterator[Outbox]:
    keys = KeyStore(installation.settings.keys_dir)
    with TestPlatform(installation.settings.public_url, keys.key_set()) as platform:
        with installation.session() as session:
            journal_id, students = _course(session, platform)
        yield Outbox(installation, platform, journal_id, students)


def _course(session: Session, platform: TestPlatform) -> tuple[int, dict[int, str]]:
    facts = {name: value for name, value in vars(platform.addresses).items() if name != "deployment_id"}
    registration = make.registration(session, **facts)
    deployment = make.deployment(session, registration, deployment_id=platform.addresses.deployment_id)
    items = f"{platform.issuer}/mod/lti/services.php/{COURSE}/lineitems?type_id=1"
    course = make.course(session, deployment, context_id=COURSE, line_items_url=items)
    journal = make.journal(session, students=PEOPLE, course=course)
    listed: list[Student] = make.students_of(session, journal)
    enrolled = platform.site.people.participants(COURSE)
    accounts = [one.person.id for one in enrolled if one.role == "student"][:PEOPLE]
    for student, account in zip(listed, accounts, strict=True):
        make.account(session, student, registration=registration, sub=account)
    found = (journal.id, {student.id: account for student, account in zip(listed, accounts, strict=True)})
    session.commit()
    return found


def test_two_workers_send_each_score_once(outbox: Outbox, start: Start) -> None:
    outbox.want(4)

    workers = [start(WorkerProcess, name) for name in ("one", "two")]
    wait_until(lambda: outbox.unfinished() == 0, "the delivery")

    sent = Counter((score["column"], score["userId"]) for score in outbox.scores())
    assert len(sent) == PEOPLE * len(COLUMNS)
    assert set(sent.values()) == {1}
    assert outbox.shown() == outbox.wanted(4)
    assert len(outbox.platform.columns()) == len(COLUMNS), "no column is made twice"
    with Session(outbox.installation.engine) as session:
        claimants = {name for (name,) in session.execute(select(GradeDelivery.claimed_by))}
    assert len(claimants) > 1
    assert all(worker.process.poll() is None for worker in workers)


def test_values_changed_while_they_are_being_sent_arrive_once_per_version(
    outbox: Outbox, start: Start
) -> None:
    outbox.want(3)
    gate = outbox.platform.hold("/scores")
    workers = [start(WorkerProcess, name) for name in ("one", "two")]
    wait_until(lambda: len(outbox.platform.calls("/scores")) >= 2, "two workers sending")

    outbox.want(5)
    outbox.platform.mend()
    assert gate.is_set()
    outbox.wake()
    wait_until(lambda: outbox.unfinished() == 0, "the delivery")

    assert outbox.shown() == outbox.wanted(5)
    sent = Counter((score["column"], score["userId"], score.get("scoreGiven")) for score in outbox.scores())
    assert set(sent.values()) == {1}, "each version once"
    in_hand = [key for key in sent if key[2] == 3]
    assert 2 <= len(in_hand) <= 4, "what was in a worker's hand; the rest went as the newest value only"
    assert all(worker.process.poll() is None for worker in workers)
    _assert_times_grow(outbox)


def test_a_worker_killed_while_sending_loses_nothing(outbox: Outbox, start: Start) -> None:
    outbox.want(4)
    outbox.platform.hold("/scores")
    doomed = start(WorkerProcess, "doomed")
    wait_until(lambda: len(outbox.platform.calls("/scores")) >= 1, "a score under way")
    in_hand = {(score["column"], score["userId"]) for score in outbox.scores()}
    doomed.process.send_signal(signal.SIGKILL)
    doomed.process.wait(timeout=30)

    survivor = start(WorkerProcess, "survivor")
    wait_until(lambda: len(outbox.platform.calls("/scores")) > len(in_hand), "the survivor sending")
    outbox.platform.mend()
    claimed = GradeDelivery.claimed_until.is_not(None)
    wait_until(
        lambda: outbox.unfinished() == outbox.count(claimed) == len(in_hand),
        "everything but what the dead one held",
    )
    _let_leases_end(outbox)
    outbox.wake()
    wait_until(lambda: outbox.unfinished() == 0, "the rest")

    assert outbox.shown() == outbox.wanted(4)
    sent = Counter((score["column"], score["userId"]) for score in outbox.scores())
    assert {key for key, number in sent.items() if number > 1} == in_hand, (
        "only what nobody knew to have arrived goes again"
    )
    assert set(sent.values()) == {1, 2}
    assert survivor.process.poll() is None
    _assert_times_grow(outbox)


def test_an_lms_that_was_down_gets_everything_when_it_is_back(outbox: Outbox, start: Start) -> None:
    outbox.want(5, COLUMNS[:1])
    outbox.platform.go_down()
    workers = [start(WorkerProcess, name) for name in ("one", "two")]
    wait_until(outbox.is_resting, "an attempt, and the wait after it")
    assert outbox.shown() == {}

    outbox.platform.come_up()
    with Session(outbox.installation.engine) as session, session.begin():
        session.execute(update(GradeDelivery).values(next_attempt_at=datetime.now(UTC)))
    outbox.wake()
    wait_until(lambda: outbox.unfinished() == 0, "the delivery")

    assert outbox.shown() == outbox.wanted(5, COLUMNS[:1])
    assert all(worker.process.poll() is None for worker in workers)


def _let_leases_end(outbox: Outbox) -> None:
    """As if a minute had passed."""
    with Session(outbox.installation.engine) as session, session.begin():
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(
            update(GradeDelivery).where(GradeDelivery.claimed_until.is_not(None)).values(claimed_until=past)
        )
        session.execute(update(LineItem).where(LineItem.making_until.is_not(None)).values(making_until=past))


def _assert_times_grow(outbox: Outbox) -> None:
    """Whole seconds, each later than the one before, for each cell of the LMS's grade book."""
    times: dict[tuple[str, str], list[datetime]] = {}
    for score in outbox.scores():
        times.setdefault((score["column"], score["userId"]), []).append(
            datetime.fromisoformat(score["timestamp"])
        )
    for moments in times.values():
        assert all(moment.microsecond == 0 for moment in moments)
        assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(moments)), moments
