"""Sheets on their pages: drafted, opened, filled, closed, retaken, corrected, annulled; who may do what."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journal.sheet_entries import put_entry
from journal.sheet_retakes import RetakeKind
from journal.sheets import SheetTerms, close_sheet, draft_retake, draft_sheet, open_sheet
from models import ExamSheet, FinalMark, FinalScope, Journal, Office, SheetEntry, SheetForm, SheetKind
from regulation.sheets import Outcome, SheetState
from tests import factories as make
from tests.unchanged import queries

TERMS = {"kind": "exam", "form": "oral", "held_on": "2025-10-07", "held_at": "09:00", "room": "312",
         "examiners": "Громова Н. И.", "scope": "exam"}  # fmt: skip


class Desk:
    """A teacher at the sheets of a journal; the test's transaction is over before each request."""

    def __init__(self, session, client, sign_in_as, act, journal):
        self.session, self.client, self.sign_in_as, self.act = session, client, sign_in_as, act
        self.journal = journal.id
        self.teacher = make.teacher(session, journal).id
        self.enter(self.teacher)

    def enter(self, user_id):
        from models import User

        self.sign_in_as(self.client, self.session.get(User, user_id))
        self.session.rollback()

    def official(self, office):
        person = make.teacher(self.session)
        make.office(self.session, person, office)
        person_id = person.id
        self.session.commit()
        return person_id

    def get(self, path):
        self.session.commit()
        return self.client.get(path)

    def post(self, path, **fields):
        self.session.commit()
        return self.client.post(path, data=fields)

    def sheet(self, state=SheetState.OPENED, *outcomes, scope=FinalScope.EXAM):
        """A sheet in the state; its id."""
        from models import User

        person = self.act(self.session.get(User, self.teacher))
        journal = self.session.get(Journal, self.journal)
        today = person.today
        terms = SheetTerms(SheetKind.EXAM, SheetForm.ORAL, today, "09:00", "312", "Громова Н. И.", scope)
        sheet = draft_sheet(person, journal, terms)
        if state is not SheetState.DRAFT:
            open_sheet(person, sheet, sheet.version)
            for entry, outcome in zip(sheet.entries, outcomes, strict=False):
                put_entry(person, entry, outcome=Outcome(outcome), ticket="", version=entry.version)
        if state is SheetState.CLOSED:
            close_sheet(person, sheet, sheet.version)
        sheet_id = sheet.id
        self.session.commit()
        return sheet_id

    def facts(self, sheet_id):
        self.session.rollback()
        sheet = self.session.get(ExamSheet, sheet_id)
        self.session.refresh(sheet)
        found = (sheet.state, sheet.number, sheet.version)
        self.session.rollback()
        return found

    def entries(self, sheet_id):
        self.session.rollback()
        rows = self.session.execute(
            select(SheetEntry.id, SheetEntry.outcome, SheetEntry.version)
            .where(SheetEntry.sheet_id == sheet_id)
            .order_by(SheetEntry.position)
        ).all()
        self.session.rollback()
        return rows

    def version(self, sheet_id):
        return self.facts(sheet_id)[2]

    def put(self, sheet_id, *changes):
        self.session.commit()
        return self.client.post(f"/sheets/{sheet_id}/changes", json={"changes": list(changes)}).json


@pytest.fixture
def desk(session, client, sign_in_as, act):
    return Desk(session, client, sign_in_as, act, make.journal(session))


def line(number, entry, outcome, version=1, ticket=""):
    return {
        "id": f"change-{number:04d}",
        "kind": "entry",
        "entry": entry,
        "outcome": outcome,
        "ticket": ticket,
        "version": version,
    }


def test_the_whole_way_of_a_sheet(session, desk):
    assert "Новая ведомость" in desk.get(f"/journals/{desk.journal}/sheets").text
    assert (
        "Петрова" in desk.get(f"/journals/{desk.journal}/sheets/new").text
    )  # the teacher is offered as the examiner
    answer = desk.post(f"/journals/{desk.journal}/sheets", **TERMS)
    sheet_id = int(answer.location.rsplit("/", 1)[1])
    draft = desk.get(answer.location).text
    assert "В списке: 3" in draft
    assert desk.facts(sheet_id)[:2] == (SheetState.DRAFT, None)
    desk.post(f"/sheets/{sheet_id}/open", version=desk.version(sheet_id))
    assert desk.facts(sheet_id)[:2] == (SheetState.OPENED, "2025/26-1-0001")
    changes = [
        line(number, entry.id, outcome, ticket=str(number))
        for number, (entry, outcome) in enumerate(
            zip(desk.entries(sheet_id), ("5", "absent", "2"), strict=True)
        )
    ]
    results = desk.put(sheet_id, *changes)["results"]
    assert all(result["ok"] for result in results)
    assert results[-1]["sheet"]["state"] == "filled"
    assert "не явилось 1" in results[-1]["sheet"]["totals"]
    answer = desk.post(f"/sheets/{sheet_id}/close", version=results[-1]["sheet"]["version"])
    assert answer.status_code == 303
    assert desk.facts(sheet_id)[0] is SheetState.CLOSED
    page = desk.get(f"/sheets/{sheet_id}").text
    assert "Пересдача (2)" in page
    assert "data-key" not in page
    assert session.scalars(select(FinalMark.value).order_by(FinalMark.student_id)).all() == [5, None, 2]


@pytest.mark.parametrize(
    "wrong", [{"held_on": ""}, {"examiners": ""}, {"held_at": "25:99"}, {"kind": "x"}, {"scope": "study"}]
)
def test_a_bad_draft_is_shown_again(session, desk, wrong):
    answer = desk.post(f"/journals/{desk.journal}/sheets", **{**TERMS, **wrong})
    assert answer.status_code == 422
    assert session.scalars(select(ExamSheet)).all() == []


def test_a_draft_is_changed(session, desk):
    sheet_id = desk.sheet(SheetState.DRAFT)
    version = desk.version(sheet_id)
    desk.post(f"/sheets/{sheet_id}", **{**TERMS, "room": "205"}, version=version)
    assert session.get(ExamSheet, sheet_id).room == "205"
    session.rollback()
    assert desk.post(f"/sheets/{sheet_id}", **{**TERMS, "room": "1"}, version=version).status_code == 422


def test_closing_with_blanks_names_them_and_changes_nothing(desk):
    sheet_id = desk.sheet(SheetState.OPENED, "5")
    before = desk.facts(sheet_id)
    answer = desk.post(f"/sheets/{sheet_id}/close", version=before[2])
    assert answer.status_code == 422
    assert 'data-code="E_SHEET_BLANKS"' in answer.text
    assert "Алиев Рашад Эльчин оглы" in answer.text
    assert desk.facts(sheet_id) == before


def test_a_refused_line_says_why_and_others_stand(desk):
    sheet_id = desk.sheet()
    one, two, three = desk.entries(sheet_id)
    results = desk.put(
        sheet_id,
        line(1, one.id, "5", ticket="7"),
        line(2, two.id, "4", ticket="7"),
        line(3, three.id, "passed"),
    )["results"]
    assert [result.get("code") for result in results] == [None, "E_TICKET", "E_MARK"]
    assert [entry.outcome for entry in desk.entries(sheet_id)] == [Outcome.EXCELLENT, None, None]


def test_a_conflict_tells_what_stands(desk):
    sheet_id = desk.sheet(SheetState.OPENED, "4")
    entry = desk.entries(sheet_id)[0]
    (result,) = desk.put(sheet_id, line(1, entry.id, "5", version=1))["results"]
    assert (result["code"], result["current"]["outcome"]) == ("E_CONFLICT", "4")


def test_a_line_of_another_sheet_is_not_found_here(desk):
    first, second = desk.sheet(), desk.sheet(scope=FinalScope.TERM)
    entry = desk.entries(second)[0]
    for wrong in (line(1, entry.id, "5"), line(2, "1", "5"), line(3, desk.entries(first)[0].id, "6")):
        (result,) = desk.put(first, wrong)["results"]
        assert result["code"] == "E_CHANGE"


def test_annulment(desk):
    sheet_id = desk.sheet()
    version = desk.version(sheet_id)
    assert desk.post(f"/sheets/{sheet_id}/annul", version=version, reason="").status_code == 422
    desk.post(f"/sheets/{sheet_id}/annul", version=version, reason="Экзамен перенесён приказом")
    assert desk.facts(sheet_id)[:2] == (SheetState.ANNULLED, "2025/26-1-0001")
    assert "Экзамен перенесён приказом" in desk.get(f"/journals/{desk.journal}/sheets").text


def test_an_unneeded_draft_is_annulled(desk):
    sheet_id = desk.sheet(SheetState.DRAFT)
    assert "Аннулировать черновик" in desk.get(f"/sheets/{sheet_id}").text
    desk.post(f"/sheets/{sheet_id}/annul", version=desk.version(sheet_id), reason="Заведена по ошибке")
    assert desk.facts(sheet_id)[:2] == (SheetState.ANNULLED, None)
    page = desk.get(f"/sheets/{sheet_id}").text
    assert "Аннулирована: Заведена по ошибке" in page
    assert "None" not in page


def test_a_retake_of_the_chosen(session, desk):
    sheet_id = desk.sheet(SheetState.CLOSED, "2", "2", "5")
    assert "Пересдача по ведомости № 2025/26-1-0001" in desk.get(f"/sheets/{sheet_id}/retakes/new").text
    answer = desk.post(f"/sheets/{sheet_id}/retakes", **TERMS, retake="individual")
    retake_id = int(answer.location.rsplit("/", 1)[1])
    draft = desk.get(answer.location).text
    assert draft.count('name="student"') == 2
    chosen = desk.session.scalars(
        select(SheetEntry.student_id).where(SheetEntry.sheet_id == sheet_id)
    ).first()
    session.rollback()
    desk.post(f"/sheets/{retake_id}/open", version=desk.version(retake_id), student=chosen)
    assert desk.facts(retake_id)[:2] == (SheetState.OPENED, "2025/26-1-0001-И")
    assert len(desk.entries(retake_id)) == 1


def test_a_retake_of_an_open_sheet_is_refused(desk):
    sheet_id = desk.sheet()
    assert desk.post(f"/sheets/{sheet_id}/retakes", **TERMS, retake="repeat").status_code == 422


def test_the_director_corrects_by_order_and_the_old_result_stays_in_sight(desk):
    sheet_id = desk.sheet(SheetState.CLOSED, "5", "4", "3")
    entry = desk.entries(sheet_id)[1].id
    path = f"/sheets/{sheet_id}/entries/{entry}/correction"
    fields = {"outcome": "5", "order_number": "84-у", "order_date": "2025-10-07", "reason": "Ошибка при переносе",
              "version": desk.version(sheet_id)}  # fmt: skip
    assert desk.get(path).status_code == 403
    assert desk.post(path, **fields).status_code == 403
    desk.enter(desk.official(Office.DIRECTOR))
    assert "84-у" not in desk.get(path).text
    for wrong in ({"order_number": ""}, {"order_date": ""}, {"reason": ""}, {"outcome": "passed"}):
        assert desk.post(path, **{**fields, **wrong}).status_code == 422
    assert desk.facts(sheet_id)[0] is SheetState.CLOSED
    assert desk.post(path, **fields).status_code == 303
    page = desk.get(f"/sheets/{sheet_id}").text
    assert '<span class="was">4 (хорошо)</span>' in page
    assert "приказ № 84-у от 07.10.2025" in page
    assert "редакция 2" in page


def test_who_may_do_what(desk):
    sheet_id = desk.sheet(SheetState.OPENED, "5")
    entry = desk.entries(sheet_id)[1].id
    doings = {
        "view": lambda: desk.get(f"/sheets/{sheet_id}"),
        "list": lambda: desk.get(f"/journals/{desk.journal}/sheets"),
        "new": lambda: desk.get(f"/journals/{desk.journal}/sheets/new"),
        "fill": lambda: desk.client.post(f"/sheets/{sheet_id}/changes", json={"changes": []}),
        "correct": lambda: desk.get(f"/sheets/{sheet_id}/entries/{entry}/correction"),
    }
    may = {
        Office.CONTENT_ADMIN: {"view", "list", "new"},
        Office.DEPUTY: {"view", "list"},
        Office.DIRECTOR: {"view", "list", "correct"},
        Office.CURATOR: {"view", "list"},
        Office.SECRETARY: set(),
    }
    for office, allowed in may.items():
        desk.enter(desk.official(office))
        answers = {name: do().status_code for name, do in doings.items()}
        assert {name for name, code in answers.items() if code == 200} == allowed, office
        assert set(answers.values()) <= {200, 403}


def test_a_student_sees_no_sheet(session, desk):
    sheet_id = desk.sheet()
    pupil = make.account(session, make.students_of(session, session.get(Journal, desk.journal))[0]).id
    desk.enter(pupil)
    assert desk.get(f"/sheets/{sheet_id}").status_code == 403
    assert desk.get("/sheets/999999").status_code == 404


def test_the_number_of_queries_does_not_grow(session, client, sign_in_as, act, engine):
    counts = []
    for students, sheets in ((2, 1), (9, 5)):
        desk = Desk(session, client, sign_in_as, act, make.journal(session, students=students))
        scopes = (FinalScope.EXAM, FinalScope.TERM)[:sheets]
        made = [desk.sheet(SheetState.OPENED, *["4"] * students, scope=scope) for scope in scopes]
        made += [desk.sheet(SheetState.DRAFT) for _ in range(sheets - len(made))]
        numbers = []
        for path in (f"/sheets/{made[0]}", f"/journals/{desk.journal}/sheets"):
            session.commit()
            with queries(engine) as counted:
                assert client.get(path).status_code == 200
            numbers.append(len(counted))
        counts.append(numbers)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 24


def test_a_draft_retake_page_names_its_first_sheet(desk):
    from models import User

    sheet_id = desk.sheet(SheetState.CLOSED, "2", "5", "5")
    person = desk.act(desk.session.get(User, desk.teacher))
    terms = SheetTerms(SheetKind.CREDIT, SheetForm.WRITTEN, person.today, "", "", "Комиссия", FinalScope.TERM)
    made = draft_retake(person, desk.session.get(ExamSheet, sheet_id), RetakeKind.COMMISSION, terms).id
    page = desk.get(f"/sheets/{made}").text
    assert "пересдача по № 2025/26-1-0001" in page
    assert 'name="kind"' not in page  # what is examined is the first sheet's
