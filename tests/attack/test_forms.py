"""Forms filled in by hand with what no page of ours sends."""

from __future__ import annotations

import pytest

from journal.rights import Role
from tests.rights import scene as scenes
from tests.unchanged import snapshot

NUMBERS = ["²", "Ⅸ", "-1", "1e9", "0", "9" * 5000, "NaN", "1\u200b", str(2**63)]


@pytest.fixture
def scene(session):
    return scenes.build(session)


@pytest.fixture
def send(session, scene, client, sign_in_as):
    """Send a form as somebody of the role."""

    def send(role, address, **fields):
        sign_in_as(client, scene.person(role))
        session.rollback()
        return client.post(address.format(**scene.values), data=fields)

    return send


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("role", "address", "name", "fields"),
    [
        (Role.TEACHER, "/journals/{journal_id}/finals/{student_id}/term/not-assessed", "version", {}),
        (Role.TEACHER, "/journals/{journal_id}/finals/{student_id}/term/resolution", "version", {"mark": "4"}),
        (Role.TEACHER, "/journals/{journal_id}/finals/{student_id}/term/resolution", "attempt", {"mark": "4"}),
        (Role.TEACHER, "/sheets/{sheet_id}/open", "student", {}),
        (Role.TEACHER, "/sheets/{sheet_id}/close", "version", {}),
        (Role.TEACHER, "/lessons/{lesson_id}", "version", {"topic": "Учёт расчётов"}),
        (Role.TEACHER, "/journals/{journal_id}/lessons", "pair", {"day": "2025-10-08", "kind": "lecture"}),
        (Role.TEACHER, "/journals/{journal_id}/roster/leave", "student_id", {"day": "2025-10-08", "basis": "приказ № 5"}),
        (Role.DIRECTOR, "/sheets/{sheet_id}/entries/{entry_id}/correction", "version", {"outcome": "4"}),
    ],
)  # fmt: skip
def test_a_strange_number_changes_nothing_and_breaks_nothing(
    session, scene, send, role, address, name, fields, number
):
    answer = send(role, address, **fields, **{name: number})
    assert 400 <= answer.status_code < 500


def test_suggestions_for_strange_students_are_left_out(session, scene, send):
    before = snapshot(session)["final_mark"]
    fields = {f"student-{number}": "5" for number in NUMBERS}
    assert send(Role.TEACHER, "/journals/{journal_id}/finals/suggestions", **fields).status_code in (303, 422)
    assert snapshot(session)["final_mark"] == before
