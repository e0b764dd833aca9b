"""The system administrator keeps the tool running and has no right to touch, or even see, a mark (3.7)."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.rights import MATRIX, Role, Thing
from models import Mark
from tests.rights.scene import build
from tests.rights.test_every_route import SignIn

OF_THE_JOURNAL = {
    Thing.RECORD, Thing.FINAL, Thing.SHEET, Thing.SHEET_OPENING, Thing.SHEET_CORRECTION, Thing.UNLOCK, Thing.PLAN,
    Thing.GRADEBOOK, Thing.PRINT, Thing.DELIVERY, Thing.ABSENCE_REASON, Thing.JOURNAL_OPENING, Thing.CONTACT,
}  # fmt: skip


def test_no_row_of_the_matrix_gives_the_system_administrator_a_mark() -> None:
    assert {thing for thing in OF_THE_JOURNAL if MATRIX[thing].get(Role.SYSTEM_ADMIN)} == set()


def test_no_change_of_the_system_administrator_reaches_a_mark(
    session: Session, client: FlaskClient, sign_in_as: SignIn
) -> None:
    scene = build(session)
    journal_id, lesson_id = scene.values["journal_id"], scene.values["lesson_id"]
    before = [(mark.id, mark.value, mark.version) for mark in session.scalars(select(Mark))]
    assert before
    sign_in_as(client, scene.person(Role.SYSTEM_ADMIN))
    change = {"id": "1", "kind": "mark", "work": 1, "student": 1, "value": "5", "version": 0}
    asked = (
        client.post(f"/journals/{journal_id}/changes", json={"changes": [change]}),
        client.post(f"/lessons/{lesson_id}", data={"put": "m:1:1:5"}),
        client.get(f"/journals/{journal_id}"),
        client.get(f"/journals/{journal_id}/finals"),
    )
    assert [one.status_code for one in asked] == [403] * 4
    session.rollback()
    assert [(mark.id, mark.value, mark.version) for mark in session.scalars(select(Mark))] == before
