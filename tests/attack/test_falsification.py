"""Ways to change what is recorded without its reason, its order or its trace: every one is closed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journal.rights import Role
from models import AuditEntry, ExamSheet, FinalMark, Mark, Office, SheetCounter, User
from regulation.sheets import SheetState
from tests import factories as make
from tests.rights import scene as scenes
from tests.unchanged import snapshot

TERMS = {
    "kind": "exam",
    "form": "oral",
    "held_on": "2025-10-07",
    "examiners": "Петрова М. И.",
    "scope": "exam",
}


@pytest.fixture
def scene(session):
    made = scenes.build(session)
    make.put(session, SheetCounter(academic_year="2025/26", last_serial=1))
    return made


@pytest.fixture
def desk(session, scene, client, sign_in_as, clock):
    """The teacher's browser; `sheet(outcomes)` takes a sheet from its draft to its closing."""

    class Desk:
        journal = scene.journal.id
        pupils = [student.id for student in scene.students]
        teacher = scene.person(Role.TEACHER).id

        def enter(self, person_id):
            sign_in_as(client, session.get_one(User, person_id))

        def post(self, path, **fields):
            session.rollback()
            return client.post(path, data=fields)

        def send(self, path, **change):
            session.rollback()
            change = {
                "id": f"falsify-{len(session.scalars(select(AuditEntry)).all())}",
                "version": 0,
                **change,
            }
            session.rollback()
            return client.post(path, json={"changes": [change]}).json["results"][0]

        def draft(self, **terms):
            answer = self.post(f"/journals/{self.journal}/sheets", **{**TERMS, **terms})
            return int(answer.location.rsplit("/", 1)[1])

        def act(self, sheet_id, what, **fields):
            version = session.get_one(ExamSheet, sheet_id).version
            return self.post(f"/sheets/{sheet_id}/{what}", version=version, **fields)

        def fill(self, sheet_id, outcomes):
            entries = [(entry.id, entry.version) for entry in session.get_one(ExamSheet, sheet_id).entries]
            for (entry, version), outcome in zip(entries, outcomes, strict=True):
                assert self.send(
                    f"/sheets/{sheet_id}/changes", entry=entry, outcome=outcome, version=version
                )["ok"]

        def sheet(self, outcomes, **terms):
            made = self.draft(**terms)
            assert self.act(made, "open").status_code == 303
            self.fill(made, outcomes)
            assert self.act(made, "close").status_code == 303
            session.rollback()
            return made

        def finals(self):
            session.rollback()
            found = session.scalars(select(FinalMark).order_by(FinalMark.student_id, FinalMark.scope)).all()
            return [(one.scope.value, one.value, one.not_assessed) for one in found]

    made = Desk()
    made.enter(made.teacher)
    return made


@pytest.mark.parametrize("terms", [{}, {"kind": "credit"}, {"held_on": "2025-10-06", "form": "written"}])
def test_a_second_sheet_does_not_write_over_a_closed_one(session, desk, terms):
    desk.sheet(["2", "3", "5"])
    second = desk.draft(**terms)
    before = snapshot(session)
    answer = desk.act(second, "open")
    assert answer.status_code == 422 and 'data-code="E_SHEET_LIST"' in answer.text
    assert snapshot(session) == before
    assert desk.finals() == [("exam", 2, False), ("exam", 3, False), ("exam", 5, False)]


def test_two_drafts_of_one_examination_do_not_both_open(session, desk):
    first, second = desk.draft(), desk.draft()
    assert desk.act(first, "open").status_code == 303
    assert desk.act(second, "open").status_code == 422
    assert desk.act(first, "annul", reason="ошибка в списке группы").status_code == 303
    assert desk.act(second, "open").status_code == 303


def test_who_came_later_is_examined_by_a_sheet_of_their_own(session, scene, desk):
    desk.sheet(["2", "3", "5"])
    late = make.student(session, "Якин")
    make.membership(session, scene.journal.group, late)
    session.commit()
    made = desk.sheet(["4"])
    assert [entry.full_name for entry in session.get_one(ExamSheet, made).entries] == ["Якин Алина Сергеевна"]


def test_closing_annulling_and_opening_twice_do_it_once(session, desk):
    made = desk.sheet(["2", "3", "5"])
    before = snapshot(session)
    for what in ("open", "close", "annul"):
        assert desk.act(made, what, reason="ошибка в списке группы").status_code == 422
    assert desk.post(f"/sheets/{made}", **TERMS, version="0").status_code == 422
    assert snapshot(session) == before


def test_a_closed_sheet_and_its_finals_take_no_change_by_hand(session, scene, desk):
    made = scene.values["sheet_id"]  # its results go into the semester's column
    desk.fill(made, ["2", "3", "5"])
    assert desk.act(made, "close").status_code == 303
    entry = session.get_one(ExamSheet, made).entries[0]
    entry_id, version = entry.id, entry.version
    final = session.scalars(select(FinalMark).where(FinalMark.student_id == desk.pupils[0])).one().version
    before = snapshot(session)
    path = f"/journals/{desk.journal}/finals"
    results = [
        desk.send(f"/sheets/{made}/changes", entry=entry_id, outcome="5", version=version),
        desk.send(f"{path}/changes", student=desk.pupils[0], scope="term", value="5", version=final, reason="ошибка в записи"),
        desk.send(f"{path}/changes", student=desk.pupils[0], scope="term", value="", version=final, reason="ошибка в записи"),
        desk.send(f"{path}/changes", student=desk.pupils[0], scope="exam", value="5", reason="ошибка в записи"),
    ]  # fmt: skip
    assert [result["code"] for result in results] == ["E_CLOSED"] * 4
    assert snapshot(session) == before


def test_only_an_order_of_the_director_corrects_and_it_leaves_both_results(session, scene, desk):
    made = desk.sheet(["2", "3", "5"])
    entry = session.get_one(ExamSheet, made).entries[0].id
    version = session.get_one(ExamSheet, made).version
    fields = {
        "outcome": "5",
        "order_number": "12-у",
        "order_date": "2025-10-07",
        "reason": "ошибка экзаменатора",
        "version": version,
    }
    path = f"/sheets/{made}/entries/{entry}/correction"
    assert desk.post(path, **fields).status_code == 403
    for office in (Office.CONTENT_ADMIN, Office.DEPUTY, Office.SYSTEM_ADMIN):
        desk.enter(scene.in_office(office).id)
        assert desk.post(path, **fields).status_code == 403
    desk.enter(scene.in_office(Office.DIRECTOR).id)
    for wrong in (
        {"order_number": " "},
        {"order_date": ""},
        {"order_date": "2025-10-08"},
        {"reason": " "},
        {"version": "0"},
    ):
        assert desk.post(path, **{**fields, **wrong}).status_code == 422
    assert desk.post(path, **fields).status_code == 303
    session.rollback()
    sheet = session.get_one(ExamSheet, made)
    assert (sheet.state, sheet.edition, sheet.order_number) == (SheetState.CORRECTED, 2, "12-у")


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "а", "111", "ааааааа", "xxxxx", "."])
def test_a_mark_of_yesterday_is_neither_changed_nor_cleared_without_a_reason(
    session, scene, desk, clock, reason
):
    mark = session.scalars(select(Mark)).one()
    where = {"kind": "mark", "work": mark.work_id, "student": mark.student_id, "version": mark.version}
    clock.set("2025-10-08 09:00")
    desk.enter(desk.teacher)
    before = snapshot(session)
    for value in ("2", ""):
        result = desk.send(f"/journals/{desk.journal}/changes", **where, value=value, reason=reason)
        assert not result["ok"] and result["code"].startswith(("E_REASON", "E_TOPIC"))
    assert snapshot(session)["mark"] == before["mark"]
    assert snapshot(session)["audit_entry"] == before["audit_entry"]


def test_a_mark_changed_with_a_reason_keeps_what_was(session, desk, clock):
    mark = session.scalars(select(Mark)).one()
    where = {"kind": "mark", "work": mark.work_id, "student": mark.student_id, "version": mark.version}
    clock.set("2025-10-08 09:00")
    desk.enter(desk.teacher)
    assert desk.send(f"/journals/{desk.journal}/changes", **where, value="2", reason="ошибка при переносе")[
        "ok"
    ]
    session.rollback()
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "mark").order_by(AuditEntry.id.desc())
    ).first()
    assert (entry.old["value"], entry.new["value"], entry.reason) == (5, 2, "ошибка при переносе")
    assert (entry.user_id, entry.office) == (desk.teacher, "teacher")


def test_the_form_without_scripts_asks_for_the_reason_too(session, scene, desk, clock):
    mark = session.scalars(select(Mark)).one()
    lesson, button = mark.work.lesson_id, f"m:{mark.work_id}:{mark.student_id}:2"
    clock.set("2025-10-08 09:00")
    desk.enter(desk.teacher)
    before = snapshot(session)
    assert desk.post(f"/lessons/{lesson}", put=button).status_code == 422
    assert snapshot(session)["mark"] == before["mark"]
    assert desk.post(f"/lessons/{lesson}", put=button, reason="ошибка при переносе").status_code == 303


@pytest.mark.parametrize(
    ("moment", "ok", "late"),
    [("2025-10-07 23:59:59", True, 0), ("2025-10-08 00:00:00", True, 1), ("2025-10-14 23:59:59", True, 7),
     ("2025-10-15 00:00:00", False, 0)],
)  # fmt: skip
def test_the_day_ends_at_the_institutions_midnight(session, scene, desk, clock, moment, ok, late):
    mark = session.scalars(select(Mark)).one()
    where = {"kind": "mark", "work": mark.work_id, "student": scene.students[1].id}
    clock.set(moment)
    desk.enter(desk.teacher)
    result = desk.send(f"/journals/{desk.journal}/changes", **where, value="4")
    assert result["ok"] is ok
    assert result["cell"]["late_days"] == late if ok else result["code"] == "E_CLOSED"


def test_an_old_version_and_one_from_the_future_write_nothing(session, desk):
    mark = session.scalars(select(Mark)).one()
    where = {"kind": "mark", "work": mark.work_id, "student": mark.student_id}
    before = snapshot(session)
    for version in (0, mark.version + 1, 2**31, 2**63 - 1):
        result = desk.send(f"/journals/{desk.journal}/changes", **where, value="2", version=version)
        assert result["code"] == "E_CONFLICT"
    assert snapshot(session) == before
