"""What the pages save by themselves, sent by hand: wrong types, wrong letters, somebody else's ids, the same twice."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from journal.rights import Role
from models import AuditEntry, ChangeRequest, FinalMark, Lesson, Mark
from tests import factories as make
from tests.rights import scene as scenes
from tests.unchanged import snapshot

ODD = [
    None, [], {}, [1], {"a": 1}, "x", "a\x00b", "\ud800", -1, 2**63, 10**30, 1.5, True, "9" * 5000, "я" * 3000,
    float("nan"), float("inf"),
]  # fmt: skip


@pytest.fixture
def scene(session):
    return scenes.build(session)


@pytest.fixture
def send(session, scene, client, sign_in_as):
    """Send changes as the teacher to one of the three pages: «marks», «finals», «sheet»."""
    sign_in_as(client, scene.person(Role.TEACHER))
    journal, sheet = scene.values["journal_id"], scene.values["sheet_id"]
    addresses = {
        "marks": f"/journals/{journal}/changes",
        "finals": f"/journals/{journal}/finals/changes",
        "sheet": f"/sheets/{sheet}/changes",
    }

    def send(page, *changes, body=None):
        content = json.dumps({"changes": changes} if body is None else body)
        session.rollback()  # nothing of the test stands in the way of the one writer
        return client.post(addresses[page], data=content, content_type="application/json")

    return send


@pytest.fixture
def good(session, scene):
    """A change of each kind that would be recorded."""
    values = scene.values
    lesson = session.get_one(Lesson, values["lesson_id"])
    pupil = scene.students[1].id
    return {
        "mark": ("marks", {"kind": "mark", "work": lesson.works[0].id, "student": pupil, "value": "4", "version": 0}),
        "absence": ("marks", {"kind": "absence", "lesson": lesson.id, "student": pupil, "value": "н", "version": 0}),
        "lesson": ("marks", {"kind": "lesson", "lesson": lesson.id, "topic": "Учёт расчётов", "homework": "§ 1", "version": 1}),
        "present": ("marks", {"kind": "present", "lesson": lesson.id}),
        "final": ("finals", {"student": pupil, "scope": "term", "value": "4", "version": 0}),
        "entry": ("sheet", {"entry": values["entry_id"], "outcome": "4", "ticket": "", "version": 1}),
    }  # fmt: skip


KINDS = ["mark", "absence", "lesson", "present", "final", "entry"]
EXTRA = {"id": "odd-change-0", "reason": "", "made_up_on": None, "plan_item": None, "off_plan_reason": ""}


def test_a_good_change_of_each_kind_is_recorded(send, good):
    for number, kind in enumerate(["mark", "lesson", "present", "final", "entry"]):
        page, change = good[kind]
        (result,) = send(page, {"id": f"good-change-{number}", **change}).json["results"]
        assert result["ok"], result


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_of_a_wrong_type_breaks_the_page(send, good, kind):
    page, change = good[kind]
    for name in {**EXTRA, **change}:
        for number, value in enumerate(ODD):
            answer = send(page, {**EXTRA, **change, "id": f"odd-{name}-{number}", name: value})
            assert answer.status_code in (200, 422), (name, value)


@pytest.mark.parametrize("letter", ["\x00", "\ud800"])
@pytest.mark.parametrize(
    ("kind", "name"),
    [("mark", "id"), ("mark", "reason"), ("lesson", "topic"), ("lesson", "homework"), ("lesson", "off_plan_reason"),
     ("final", "id"), ("final", "reason"), ("entry", "id"), ("entry", "reason"), ("entry", "ticket")],
)  # fmt: skip
def test_a_letter_no_database_keeps_is_refused(send, good, kind, name, letter):
    page, change = good[kind]
    answer = send(page, {"id": "odd-letters", **change, name: f"Учёт кассы{letter}"})
    assert answer.status_code == 422 or not answer.json["results"][0]["ok"]


@pytest.mark.parametrize("page", ["marks", "finals", "sheet"])
def test_no_body_breaks_the_page(session, send, page):
    before = snapshot(session)
    for body in [*ODD[1:], *({"changes": odd} for odd in ODD), *({"changes": [odd]} for odd in ODD if odd)]:
        assert send(page, body=body).status_code in (200, 422), body
    assert snapshot(session) == before


@pytest.mark.parametrize(
    "text", ["４", "٤", "4\u200b", "4\u00a0\u0301", "Ⅳ", "4️⃣", "५", "²", "4.", "4-", "04", "4\n5"]
)
def test_no_letter_that_looks_like_a_mark_is_one(session, send, good, text):
    for number, kind in enumerate(["mark", "final"]):
        page, change = good[kind]
        (result,) = send(page, {**change, "id": f"looks-like-{number}", "value": text}).json["results"]
        assert (result["ok"], result["code"]) == (False, "E_MARK")
    assert session.scalars(select(FinalMark)).all() == []


@pytest.mark.parametrize("kind", ["mark", "final", "entry"])
def test_the_same_change_twice_in_one_request_is_one_record(session, send, good, kind):
    page, change = good[kind]
    twice = {"id": "sent-twice", **change}
    results = send(page, twice, twice).json["results"]
    assert [result["ok"] for result in results] == [True, True]
    assert len(session.scalars(select(ChangeRequest)).all()) == 1


@pytest.mark.parametrize("kind", ["mark", "final", "entry"])
def test_nobody_reads_the_answer_to_another_persons_change(
    session, scene, send, good, kind, client, sign_in_as
):
    page, change = good[kind]
    assert send(page, {"id": "somebodys-own", **change}).json["results"][0]["ok"]
    sign_in_as(client, make.teacher(session, scene.journal, "Соседова"))
    (result,) = send(page, {"id": "somebodys-own", **change}).json["results"]
    assert (result["ok"], result["code"]) == (False, "E_CHANGE")
    assert "cell" not in result


def test_columns_students_and_lines_of_elsewhere_are_not_touched(session, scene, send, good):
    lesson = make.lesson(session, scene.other, topic="Учёт материалов")
    plan = make.plan(session, scene.other, ["Учёт товаров"])
    stranger = make.students_of(session, scene.other)[0]
    session.commit()
    before = snapshot(session)
    mark, absence, fill, final = (good[kind][1] for kind in ("mark", "absence", "lesson", "final"))
    changes = [
        ("marks", {**mark, "work": lesson.works[0].id}),
        ("marks", {**mark, "student": stranger.id}),
        ("marks", {**absence, "lesson": lesson.id}),
        ("marks", {**absence, "student": stranger.id}),
        ("marks", {**fill, "lesson": lesson.id}),
        ("marks", {**fill, "plan_item": plan.items[0].id}),
        ("marks", {"kind": "present", "lesson": lesson.id}),
        ("finals", {**final, "student": stranger.id}),
        ("sheet", {"entry": 10**6, "outcome": "5", "ticket": "", "version": 1}),
    ]
    for number, (page, change) in enumerate(changes):
        answer = send(page, {"id": f"elsewhere-{number}", **change})
        (result,) = answer.json["results"]
        assert not result["ok"], change
        assert stranger.family_name not in answer.text.replace(scene.students[0].family_name, "") or (
            stranger.family_name == scene.students[0].family_name
        )
    assert snapshot(session) == before


def test_a_refusal_never_names_a_student_of_elsewhere(session, scene, send, good):
    stranger = make.student(session, "Незнакомцева")
    session.commit()
    page, change = good["mark"]
    answer = send(page, {**change, "id": "who-is-this", "student": stranger.id})
    assert answer.json["results"][0]["code"] == "E_NOT_MEMBER"
    assert "Незнакомцева" not in answer.text


def test_the_history_of_a_cell_never_names_a_student_of_elsewhere(session, scene, send, good, client):
    stranger = make.student(session, "Незнакомцева")
    page, change = good["mark"]
    send(page, {"id": "somebodys-mark", **change})
    own, other = change["student"], stranger.id
    address = f"/journals/{scene.values['journal_id']}/history?work={change['work']}&student="
    session.rollback()
    assert client.get(f"{address}{own}").json["title"].startswith("Алиев")
    assert client.get(f"{address}{other}").status_code == 404


def test_every_record_of_the_page_leaves_its_trace(session, send, good):
    for number, kind in enumerate(["mark", "lesson", "present", "final", "entry"]):
        page, change = good[kind]
        assert send(page, {"id": f"trace-of-{number}", **change}).json["results"][0]["ok"]
    traces = session.scalars(select(AuditEntry).where(AuditEntry.office == "teacher")).all()
    assert {"mark", "lesson", "final_mark", "sheet_entry"} <= {trace.entity for trace in traces}
    mark = session.scalars(select(Mark).where(Mark.value == 4)).one()
    (trace,) = [trace for trace in traces if trace.entity == "mark"]
    assert (trace.entity_id, trace.new["value"], trace.user_name) == (mark.id, 4, "Учителева Мария Ивановна")
