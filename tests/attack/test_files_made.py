"""Documents made by jobs: only for whoever ordered them, only while their right lasts, never left in a cache."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from journal.rights import Role
from models import AuditEntry, Grant, Job, JobState, User
from tests import factories as make
from tests.rights import scene as scenes

CONTENT = b"%PDF-1.7 a page with names"


@pytest.fixture
def scene(session):
    return scenes.build(session)


@pytest.fixture
def made(session, scene, settings, clock):
    """A document somebody ordered; its addresses."""

    def make_one(person_id, **values):
        folder = settings.instance_dir / "files"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "made.pdf").write_bytes(CONTENT)
        (settings.instance_dir / "secret_key").write_text("the key of the house")
        given = {
            "public_id": "a-name-nobody-guesses", "kind": "print", "state": JobState.DONE, "journal_id": scene.journal.id,
            "params": {"what": "spread", "journal_id": scene.journal.id, "month": "", "sheet_id": None, "office": ""},
            "result": {"path": "made.pdf", "name": "Журнал.pdf", "media_type": "application/pdf"},
            "requested_by_id": person_id, "created_at": clock(), "run_after": clock(), "finished_at": clock(),
        }  # fmt: skip
        job = make.put(session, Job(**{**given, **values}))
        session.commit()
        return f"/jobs/{job.public_id}"

    return make_one


@pytest.fixture
def enter(session, client, sign_in_as):
    class Reading:
        """A browser that reads whole what it is sent, so that no file stays open."""

        def get(self, path):
            with client.get(path) as answer:
                answer.get_data()
                return answer

        post = client.post

    def enter(person_id):
        sign_in_as(client, session.get_one(User, person_id))
        session.rollback()
        return Reading()

    return enter


def test_whoever_ordered_it_gets_it_and_no_cache_keeps_it(scene, made, enter):
    person = scene.person(Role.TEACHER).id
    answer = enter(person).get(made(person) + "/result")
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "role", [Role.CONTENT_ADMIN, Role.SYSTEM_ADMIN, Role.READER, Role.STUDENT, Role.GUARDIAN]
)
def test_nobody_else_gets_it_by_its_name(scene, made, enter, role):
    path = made(scene.person(Role.TEACHER).id)
    browser = enter(scene.person(role).id)
    for address in (path, f"{path}/result"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"{path}/cancel").status_code == 404


def test_who_lost_the_right_lost_the_document_too(session, scene, made, enter, clock):
    person = scene.person(Role.DEPUTY).id
    path = made(person)
    assert enter(person).get(f"{path}/result").status_code == 200
    session.scalars(select(Grant).where(Grant.user_id == person)).one().ends_on = date(2025, 10, 6)
    session.commit()
    answer = enter(person).get(f"{path}/result")
    assert answer.status_code == 403 and CONTENT not in answer.data
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "refused")).one().user_id == person


def test_a_sheet_is_asked_for_by_its_own_right(session, scene, made, enter):
    """A curator prints the journal but no sheets."""
    person = scene.person(Role.CURATOR).id
    order = {"journal_id": scene.journal.id, "month": "", "office": ""}
    sheet = made(person, params={**order, "what": "sheet", "sheet_id": scene.values["sheet_id"]})
    spread = made(person, public_id="another", params={**order, "what": "spread", "sheet_id": None})
    browser = enter(person)
    assert (browser.get(f"{sheet}/result").status_code, browser.get(f"{spread}/result").status_code) == (
        403,
        200,
    )


@pytest.mark.parametrize(
    "path", ["../secret_key", "/etc/passwd", "..", ".", "", "../files/../secret_key", "nothing.pdf"]
)
def test_a_path_never_leads_out_of_the_made_files(scene, made, enter, path):
    person = scene.person(Role.TEACHER).id
    address = made(person, result={"path": path, "name": "x.pdf", "media_type": "application/pdf"})
    answer = enter(person).get(f"{address}/result")
    assert answer.status_code == 404


def test_a_document_not_made_yet_is_not_there(scene, made, enter):
    person = scene.person(Role.TEACHER).id
    for number, state in enumerate([JobState.QUEUED, JobState.RUNNING, JobState.FAILED, JobState.CANCELLED]):
        address = made(person, state=state, public_id=f"job-{number}")
        assert enter(person).get(f"{address}/result").status_code == 404
