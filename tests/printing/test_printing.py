"""Ordering a form: who may, what is recorded, how the job goes, what is left of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lti_tool.database import db
from lti_tool.jobs.running import claim, run, run_due
from lti_tool.printing import jobs as printing_jobs
from lti_tool.printing import rendering
from lti_tool.printing.files import files_dir, sweep_files
from lti_tool.settings import Settings
from models import AuditEntry, ExamSheet, Job, JobState, Journal, Office, Student, User
from tests import factories
from tests.conftest import SetClock
from tests.printing import people, reading

SignIn = Callable[[FlaskClient, User], object]


@dataclass
class Desk:
    """A filled journal of thirty on the tenth of January, its teacher signed in, a worker at hand."""

    session: Session
    app: Flask
    client: FlaskClient
    settings: Settings
    journal: Journal
    students: list[Student]
    teacher: User
    sheet: ExamSheet
    sign_in: SignIn

    def __post_init__(self) -> None:
        self.page = f"/journals/{self.journal.id}/print"
        self.sheet_page = f"/sheets/{self.sheet.id}/print"

    def get(self, address: str) -> TestResponse:
        self.session.commit()
        return self.client.get(address)

    def post(self, address: str, **form: str) -> TestResponse:
        self.session.commit()
        return self.client.post(address, data=form)

    def order(self, **form: str) -> TestResponse:
        return self.post(self.page, **form)

    def work(self) -> Job:
        self.session.commit()
        with self.app.app_context():
            run_due()
        return self.session.scalars(select(Job).order_by(Job.id.desc())).first() or pytest.fail("no job")

    def text(self) -> str:
        """What the last printed document says on its first page."""
        result = self.work().result
        assert result is not None
        return reading.pages(files_dir(self.settings.instance_dir) / result["path"])[0].text

    def jobs(self) -> int:
        self.session.commit()
        return self.session.scalar(select(func.count(Job.id))) or 0

    def audited(self, action: str) -> list[AuditEntry]:
        self.session.commit()
        return list(self.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))

    def files(self) -> list[Path]:
        return list(files_dir(self.settings.instance_dir).iterdir())


@pytest.fixture
def desk(
    session: Session, app: Flask, client: FlaskClient, settings: Settings, clock: SetClock, sign_in_as: SignIn
) -> Desk:
    clock.set("2026-01-10 12:00:00")
    journal, students, teacher = people.journal_of_thirty(session)
    people.fill(session, journal, students, teacher, lessons=8)
    sheet = people.sheet(session, journal, students, teacher)
    made = Desk(session, app, client, settings, journal, students, teacher, sheet, sign_in_as)
    sign_in_as(client, teacher)
    return made


def test_a_teacher_orders_the_spread_and_opens_the_pdf(desk: Desk) -> None:
    answer = desk.order(kind="spread")
    assert answer.status_code == 303
    job = desk.work()
    assert job.state is JobState.DONE and job.result is not None
    assert answer.location == f"/jobs/{job.public_id}"
    opened = desk.get(f"/jobs/{job.public_id}/result")
    assert opened.status_code == 200 and opened.data.startswith(b"%PDF-")
    opened.close()
    assert (
        job.result["pages"] == 2 and job.result["media_type"] == "application/pdf" and job.result["is_draft"]
    )
    assert job.result["name"].startswith("Журнал МДК.01.01") and job.result["name"].endswith(".pdf")
    path = files_dir(desk.settings.instance_dir) / job.result["path"]
    assert people.LONGEST in reading.pages(path)[0].text
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"kind": "finals"}, "ИТОГОВЫЕ ОТМЕТКИ"),
        ({"kind": "finals", "group": "1"}, "ИТОГОВЫЕ ОТМЕТКИ"),
        ({"kind": "checkpoints", "month": "2025-09"}, "за сентябрь 2025 г."),
        ({"kind": "checkpoints", "month": "2025-09", "group": "1"}, "за сентябрь 2025 г."),
    ],
)
def test_every_form_of_the_journal_can_be_ordered(desk: Desk, form: dict[str, str], expected: str) -> None:
    assert desk.order(**form).status_code == 303
    assert expected in desk.text()


def test_a_sheet_is_ordered_by_its_own_right(desk: Desk) -> None:
    assert desk.post(desk.sheet_page).status_code == 303
    job = desk.work()
    assert job.state is JobState.DONE and job.result is not None
    assert job.result["name"] == "Экзаменационная ведомость 2025-26-1-0007.pdf" and not job.result["is_draft"]


def test_printing_is_recorded_when_ordered_and_when_made(desk: Desk) -> None:
    desk.order(kind="finals")
    job = desk.work()
    assert job.result is not None
    [ordered], [done] = desk.audited("printed"), desk.audited("print_made")
    assert (ordered.entity, ordered.entity_id, ordered.user_id) == (
        "journal",
        desk.journal.id,
        desk.teacher.id,
    )
    assert ordered.new is not None and ordered.new["what"] == "finals"
    assert done.user_id == desk.teacher.id and done.office == "teacher" and done.journal_id == desk.journal.id
    assert done.new is not None and done.new["sha256"] == job.result["sha256"]
    assert done.new["checksum"] == job.result["checksum"]


def test_ordering_twice_at_once_makes_one_document(desk: Desk) -> None:
    first, second = desk.order(kind="finals"), desk.order(kind="finals")
    assert first.location == second.location and desk.jobs() == 1


def test_the_page_shows_what_is_missing_and_what_was_printed(desk: Desk) -> None:
    desk.order(kind="finals")
    desk.work()
    text = desk.get(desk.page).text
    for expected in ("не выставлены итоговые отметки", "Ведомость МИУД, сентябрь 2025", "№ 2025/26-1-0007",
                     "Напечатано вами за неделю", "Итоговые отметки МДК.01.01", "п. 3.8.5"):  # fmt: skip
        assert expected in text


def test_a_month_without_lessons_is_refused(desk: Desk) -> None:
    answer = desk.order(kind="checkpoints", month="2025-12")
    assert (
        answer.status_code == 422 and "Выберите месяц с занятиями" in answer.text and "3.13.2" in answer.text
    )
    assert desk.jobs() == 0


@pytest.mark.parametrize(
    "form",
    [{}, {"kind": "sheet"}, {"kind": "spread", "group": "1"}, {"kind": "checkpoints", "month": "осень"}],
)
def test_an_unknown_form_is_no_order(desk: Desk, form: dict[str, str]) -> None:
    assert desk.order(**form).status_code == 400
    assert desk.jobs() == 0


@pytest.mark.parametrize("office", [Office.SYSTEM_ADMIN, Office.SECRETARY, Office.DISPATCHER])
def test_offices_without_the_right_print_nothing(desk: Desk, office: Office) -> None:
    person = factories.user(desk.session, "Орлова", is_staff=True)
    factories.office(desk.session, person, office)
    desk.sign_in(desk.client, person)
    assert desk.get(desk.page).status_code == 403
    assert desk.order(kind="spread").status_code == 403
    assert desk.post(desk.sheet_page).status_code == 403
    assert desk.jobs() == 0 and len(desk.audited("refused")) == 3


def test_students_parents_and_strangers_print_nothing(desk: Desk) -> None:
    student = factories.account(desk.session, desk.students[0])
    parent = factories.user(desk.session, "Ёжикова")
    factories.guardian(desk.session, desk.students[9], parent)
    stranger = factories.teacher(desk.session, factories.journal(desk.session), "Чужова")
    for person in (student, parent, stranger):
        desk.sign_in(desk.client, person)
        assert desk.order(kind="spread").status_code == 403
        assert desk.post(desk.sheet_page).status_code == 403
    assert desk.jobs() == 0


def test_a_curator_prints_the_journal_but_not_its_sheets(desk: Desk) -> None:
    curator = factories.user(desk.session, "Орлова", is_staff=True)
    factories.office(desk.session, curator, Office.CURATOR, group_id=desk.journal.group_id)
    desk.sign_in(desk.client, curator)
    assert "Напечатать ведомость" not in desk.get(desk.page).text
    assert desk.post(desk.sheet_page).status_code == 403
    assert desk.order(kind="spread").status_code == 303


def test_a_form_of_the_group_holds_only_what_the_person_may_print(desk: Desk) -> None:
    other = factories.journal(desk.session, group=desk.journal.group,
                              discipline=factories.discipline(desk.session, "СГ.02", "Иностранный язык"))  # fmt: skip
    people.finals(desk.session, other, desk.students)
    desk.order(kind="finals", group="1")
    assert "Иностранный" not in desk.text()
    deputy = factories.user(desk.session, "Примерова", is_staff=True)
    factories.office(desk.session, deputy, Office.DEPUTY)
    desk.sign_in(desk.client, deputy)
    desk.order(kind="finals", group="1")
    assert "Иностранный" in desk.text()


def test_another_persons_document_cannot_be_opened(desk: Desk) -> None:
    desk.order(kind="finals")
    job = desk.work()
    desk.sign_in(desk.client, factories.teacher(desk.session, desk.journal, "Соседова"))
    assert desk.get(f"/jobs/{job.public_id}/result").status_code == 404


def test_a_crash_is_told_to_whoever_ordered_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "MODULE", "tests.printing.crash")
    answer = desk.order(kind="finals")
    job = desk.work()
    assert job.state is JobState.FAILED and job.result is None
    assert "печать прервалась" in desk.get(answer.location).text
    assert desk.files() == [] and desk.audited("print_made") == []


def test_without_pango_the_job_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing_jobs, "check", lambda: "Печать недоступна: установите libpango-1.0-0.")
    desk.order(kind="finals")
    job = desk.work()
    assert job.state is JobState.FAILED and "libpango-1.0-0" in job.message


def test_a_cancelled_job_leaves_no_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "TICK", 0.0)
    answer = desk.order(kind="finals")
    read = printing_jobs.form_of

    def cancelled_meanwhile(*arguments: object) -> object:
        form = read(*arguments)  # type: ignore[arg-type]
        desk.client.post(f"{answer.location}/cancel")
        return form

    monkeypatch.setattr(printing_jobs, "form_of", cancelled_meanwhile)
    with desk.app.app_context():
        job_id = claim()
        assert job_id is not None
        run(job_id)
    desk.session.commit()
    assert desk.session.get_one(Job, job_id).state is JobState.CANCELLED
    assert desk.files() == [] and desk.audited("print_made") == []


def test_files_are_swept_after_seven_days(settings: Settings, clock: SetClock) -> None:
    folder = files_dir(settings.instance_dir)
    for name, days in (("old.pdf", 8), ("new.pdf", 6)):
        (folder / name).write_bytes(b"%PDF-")
        made = (clock() - timedelta(days=days)).timestamp()
        os.utime(folder / name, (made, made))
    assert sweep_files(settings.instance_dir, clock()) == 1
    assert [path.name for path in folder.iterdir()] == ["new.pdf"]


def test_the_page_asks_as_much_for_many_lessons_as_for_few(desk: Desk) -> None:
    few = _queries(desk)
    group = desk.journal.group
    for number in range(3):
        discipline = factories.discipline(desk.session, f"ОП.0{number}", "Экономика")
        factories.journal(desk.session, group=group, discipline=discipline)
    people.sheet(desk.session, desk.journal, desk.students, desk.teacher, serial=8)
    for day in range(1, 20):
        factories.lesson(
            desk.session, desk.journal, desk.journal.term.starts_on + timedelta(days=day), 5, topic="Учёт"
        )
    assert _queries(desk) <= few + 1


def _queries(desk: Desk) -> int:
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    with desk.app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        assert desk.get(desk.page).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)
