"""The desks of the system administrator and the content administrator's share of the directories (3.5–3.8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from journal import system_desk
from journal.acting import Acting
from journal.desk import chair_of, desk_of
from journal.incidents import record_incident
from journal.particulars import change_particulars
from journal.support import open_ticket
from journal.undertakings import record_undertaking
from models import Job, JobState, Office, PeriodicRun, User
from tests import factories as make
from tests.conftest import TUESDAY, Act


def titles(acting: Acting) -> dict[str, int]:
    return {line.title: line.count for line in desk_of(acting, chair_of(acting))}


@pytest.fixture
def administrator(session: Session) -> User:
    person = make.user(session, "Системный", is_staff=True)
    make.office(session, person, Office.SYSTEM_ADMIN)
    return person


def test_everything_that_ails_is_on_the_desk(
    session: Session, act: Act, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting = act(administrator, office="system_admin")
    registration = administrator.registration
    assert registration is not None
    registration.self_check = {"lines": [{"state": "bad"}, {"state": "good"}]}
    make.put(
        session,
        Job(
            public_id="1", kind="print", params={}, state=JobState.FAILED, created_at=TUESDAY, run_after=TUESDAY,
            finished_at=TUESDAY,
        ),
    )  # fmt: skip
    record_incident(acting, TUESDAY - timedelta(hours=1), None, "Нет связи")
    open_ticket(acting, "Печать", "Не печатается")
    monkeypatch.setattr(system_desk, "free_percent", lambda _session: 9)
    found = titles(acting)
    assert found["LMS не прошли самопроверку"] == 1
    for title in (
        "Задания не получились", "Происшествия без окончания", "Обращения в поддержку", "Обработчик заданий не отвечает",
        "Кончается место на диске: свободно %(free)s %%",
    ):  # fmt: skip
        assert found[title] == 1, title


def test_a_tool_in_order_leaves_the_desk_empty(
    session: Session, act: Act, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    registration = administrator.registration
    assert registration is not None
    registration.self_check = {"lines": [{"state": "good"}]}
    make.put(session, PeriodicRun(job="sweep", slot="1", at=TUESDAY - timedelta(minutes=1)))
    monkeypatch.setattr(system_desk, "free_percent", lambda _session: 50)
    acting = act(administrator)
    lines = system_desk.system_lines(acting, chair_of(acting))
    assert [line for line in lines if line.count] == []


def test_who_keeps_the_directories_is_told_who_has_signed_nothing(session: Session, act: Act) -> None:
    person = make.user(session, "Контентова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    acting = act(person, office="content_admin")
    lines = {line.title: line.count for line in system_desk.directory_lines(acting, chair_of(acting))}
    assert lines == {
        "Нет обязательства о неразглашении": 1, "Реквизиты и сведения о Положении не внесены по приказу": 1,
    }  # fmt: skip
    record_undertaking(acting, person, "1", date(2025, 9, 1))
    change_particulars(acting, {"full_name": "Колледж"}, date(2025, 9, 1), "1-к", date(2025, 8, 30))
    lines = {line.title: line.count for line in system_desk.directory_lines(acting, chair_of(acting))}
    assert set(lines.values()) == {0}


def test_other_offices_see_none_of_it(session: Session, act: Act) -> None:
    person = make.user(session, "Секретарева", is_staff=True)
    make.office(session, person, Office.SECRETARY)
    acting = act(person)
    for provide in (system_desk.system_lines, system_desk.results_lines, system_desk.directory_lines):
        assert provide(acting, chair_of(acting)) == []
