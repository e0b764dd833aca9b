"""«Итоговые»: the page, its saving, the card of «н/а», suggestions, the group's summary."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from journal.finals import put_not_assessed
from models import (
    AuditEntry,
    FinalMark,
    FinalScope,
    GradeDelivery,
    LineItem,
    Office,
    Unlock,
    UnlockRequest,
    User,
)
from regulation.finals import ReferralForm
from tests import factories as make
from tests.unchanged import queries


class Desk:
    """A teacher at the finals of a journal; ids are plain numbers, so that no transaction of the test stays open."""

    def __init__(self, session, client, sign_in_as, journal, clock=None):
        self.session, self.client, self.sign_in_as, self.clock = session, client, sign_in_as, clock
        self.journal = journal.id
        self.pupils = [pupil.id for pupil in make.students_of(session, journal)]
        self.path = f"/journals/{self.journal}/finals"
        self.enter(make.teacher(session, journal))

    def at(self, moment):
        """The clock moves on and the same person comes again."""
        self.clock.set(moment)
        self.enter(self.session.get(User, self.person))

    def enter(self, person):
        self.person = person.id
        self.sign_in_as(self.client, person)
        self.session.rollback()

    def page(self, part=""):
        self.session.commit()
        return self.client.get(self.path + part)

    def post(self, part, **fields):
        self.session.commit()
        return self.client.post(self.path + part, data=fields)

    def put(self, *changes):
        self.session.commit()
        return self.client.post(f"{self.path}/changes", json={"changes": list(changes)}).json

    def finals(self):
        self.session.rollback()
        rows = self.session.execute(
            select(FinalMark.student_id, FinalMark.value, FinalMark.not_assessed).order_by(
                FinalMark.student_id
            )
        ).all()
        self.session.rollback()
        return [tuple(row) for row in rows]


@pytest.fixture
def journal(session):
    journal = make.journal(session)
    lesson = make.lesson(session, journal, topic="Учёт денежных средств")
    for pupil, value in zip(make.students_of(session, journal), (5, 4), strict=False):
        make.mark(session, lesson.works[0], pupil, value)
    return journal


@pytest.fixture
def desk(session, client, sign_in_as, journal, clock):
    return Desk(session, client, sign_in_as, journal, clock)


def change(number, student, value, version=0, **more):
    return {"id": f"change-{number:04d}", "kind": "final", "scope": "term", "student": student, "value": value,
            "version": version, **more}  # fmt: skip


def test_the_page_suggests_counts_down_and_offers_the_blanks(desk):
    page = desk.page().text
    assert "до последнего дня 81 дн." in page
    assert page.count("data-suggest=") == 2
    assert "(2)" in page  # two blanks with a suggestion
    assert "мало отметок: 1 из 3" in page


def test_a_final_is_saved_with_its_hint_and_the_totals(desk):
    answer = desk.put(change(1, desk.pupils[0], "4"))
    (result,) = answer["results"]
    assert (result["ok"], result["cell"]["value"], result["cell"]["version"]) == (True, "4", 1)
    assert result["hint"] == {"text": "занижена", "tone": "warn"}
    assert "выставлено 1 из 3" in result["totals"]
    assert desk.finals() == [(desk.pupils[0], 4, False)]


def test_a_resend_is_one_record(session, desk):
    first = desk.put(change(1, desk.pupils[0], "4"))["results"][0]
    again = desk.put(change(1, desk.pupils[0], "4"))["results"][0]
    assert again["cell"] == first["cell"]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.entity == "final_mark")).all()
    assert len(entries) == 1


def test_each_change_stands_or_falls_alone(desk):
    one, two, three = desk.pupils
    answer = desk.put(change(1, one, "осв."), change(2, two, "5"), change(3, three, "н/а"))
    assert [result.get("code") for result in answer["results"]] == ["E_MARK", None, "E_DEADLINE"]
    assert "4.2.4" in answer["results"][0]["message"]
    assert desk.finals() == [(two, 5, False)]


def test_a_conflict_shows_both_values(desk):
    desk.put(change(1, desk.pupils[0], "4"))
    (result,) = desk.put(change(2, desk.pupils[0], "5"))["results"]
    assert (result["code"], result["current"], result["wanted"]) == (
        "E_CONFLICT",
        {"value": "4", "version": 1},
        "5",
    )


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"changes": "x"},
        {"changes": [1]},
        {"changes": [{"id": "x"}]},
        {"changes": [{"id": "y" * 70}]},
        {"changes": [{}] * 201},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(session, client, desk, body):
    answer = client.post(f"{desk.path}/changes", json=body)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "E_CHANGE")


@pytest.mark.parametrize(
    "wrong",
    [
        {"student": "5"},
        {"student": True},
        {"scope": "year"},
        {"value": 5},
        {"version": -1},
        {"value": "5" * 501},
    ],
)
def test_a_malformed_change_is_refused_alone(desk, wrong):
    (result,) = desk.put({**change(1, desk.pupils[0], "5"), **wrong})["results"]
    assert (result["ok"], result["code"]) == (False, "E_CHANGE")
    assert desk.finals() == []


def test_another_persons_change_id_is_not_answered(session, desk, journal):
    desk.put(change(1, desk.pupils[0], "4"))
    desk.enter(make.teacher(session, session.merge(journal), "Другая"))
    (result,) = desk.put(change(1, desk.pupils[1], "5"))["results"]
    assert result["code"] == "E_CHANGE"


def terms(**changed):
    return {
        "reason": "болезнь, справка № 12",
        "deadline": "2025-11-06",
        "form": "credit",
        "version": "0",
        **changed,
    }


def test_not_assessed_by_its_card(desk):
    card = desk.page(f"/{desk.pupils[2]}/term").text
    assert 'value="2025-11-06"' in card  # thirty days from today
    answer = desk.post(f"/{desk.pupils[2]}/term/not-assessed", **terms())
    assert answer.status_code == 303
    assert desk.finals() == [(desk.pupils[2], None, True)]
    assert "сдать до 06.11.2025, зачёт" in desk.page().text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"form": ""}, "form"),
        ({"deadline": ""}, "deadline"),
        ({"deadline": "2025-10-01"}, "deadline"),
        ({"deadline": "2027-01-01"}, "deadline"),
        ({"reason": "фывафыва"}, "reason"),
    ],
)
def test_bad_terms_come_back_at_their_field(desk, wrong, field):
    answer = desk.post(f"/{desk.pupils[2]}/term/not-assessed", **terms(**wrong))
    assert answer.status_code == 422
    note = answer.text.split(f'id="{field}-note"')[1].split("</div>")[0]
    assert "field-error" in note
    assert desk.finals() == []


def test_current_marks_make_a_caution(desk):
    desk.post(f"/{desk.pupils[0]}/term/not-assessed", **terms())
    page = desk.page().text
    assert "note-warning" in page
    assert "есть текущие отметки" in page


def test_the_resolution_by_its_card_keeps_the_history(session, act, journal, desk):
    owed(session, act, desk)
    desk.at("2025-11-05 12:00")
    fields = {
        "mark": "4",
        "resolved_on": "2025-11-05",
        "basis": "Направление № 5 от 03.11.2025",
        "attempt": "1",
        "version": "1",
    }
    assert desk.post(f"/{desk.pupils[2]}/term/resolution", **fields).status_code == 303
    assert desk.finals() == [(desk.pupils[2], 4, True)]
    card = desk.page(f"/{desk.pupils[2]}/term").text
    assert "Направление № 5" in card
    assert "болезнь, справка № 12" in card


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"basis": ""}, "basis"),
        ({"resolved_on": "2025-11-06"}, "resolved_on"),
        ({"resolved_on": ""}, "resolved_on"),
    ],
)
def test_a_bad_resolution_comes_back_at_its_field(session, act, desk, wrong, field):
    owed(session, act, desk)
    desk.at("2025-11-05 12:00")
    fields = {
        "mark": "4",
        "resolved_on": "2025-11-05",
        "basis": "Направление № 5",
        "attempt": "1",
        "version": "1",
        **wrong,
    }
    answer = desk.post(f"/{desk.pupils[2]}/term/resolution", **fields)
    assert answer.status_code == 422
    assert "field-error" in answer.text.split(f'id="{field}-note"')[1].split("</div>")[0]
    assert desk.finals() == [(desk.pupils[2], None, True)]


def owed(session, act, desk):
    from models import Journal

    journal = session.get(Journal, desk.journal)
    put_not_assessed(
        act(make.teacher(session, journal)), journal, desk.pupils[2], reason="болезнь, справка № 12",
        deadline=date(2025, 11, 6), form=ReferralForm.CREDIT, version=0,
    )  # fmt: skip


def test_a_stranger_has_no_card_here(session, desk):
    stranger = make.student(session, "Чужой").id
    assert desk.page(f"/{stranger}/term").status_code == 404
    assert desk.page(f"/{desk.pupils[0]}/year").status_code == 404


def test_suggestions_are_listed_and_written_only_when_confirmed(desk):
    listing = desk.page("/suggestions?scope=term").text
    assert listing.count("checkbox") == 2
    assert desk.finals() == []
    one, two, _three = desk.pupils
    answer = desk.post("/suggestions?scope=term", **{f"student-{one}": "5", f"student-{two}": "4"})
    assert answer.status_code == 303
    assert desk.finals() == [(one, 5, False), (two, 4, False)]


def test_an_examination_is_neither_suggested_nor_accepted(desk):
    assert desk.page("/suggestions?scope=exam").status_code == 404
    assert desk.page("/suggestions?scope=study").status_code == 404
    assert desk.post("/suggestions?scope=exam", **{f"student-{desk.pupils[0]}": "5"}).status_code == 404
    assert desk.finals() == []


def test_after_the_last_day_the_page_is_read_and_asks_for_an_unlock(session, desk):
    desk.at("2025-12-28 00:00")
    page = desk.page().text
    assert 'data-code="E_CLOSED"' in page
    assert "data-key" not in page
    (result,) = desk.put(change(1, desk.pupils[0], "5"))["results"]
    assert result["code"] == "E_CLOSED"
    assert desk.post("/unlock-request", reason="болезнь преподавателя").status_code == 303
    assert session.scalars(select(UnlockRequest.reason)).all() == ["болезнь преподавателя"]
    session.rollback()
    assert desk.post("/unlock", reason="болезнь преподавателя", until="2025-12-30").status_code == 403


def test_the_deputy_unlocks_and_the_final_is_flagged(session, desk, journal):
    desk.at("2025-12-28 00:00")
    teacher, deputy = make.teacher(session, session.merge(journal)), make.teacher(session)
    make.office(session, deputy, Office.DEPUTY)
    desk.enter(deputy)
    assert desk.post("/unlock", reason="болезнь преподавателя", until="").status_code == 303
    assert session.scalars(select(Unlock)).all() == []
    session.rollback()
    assert desk.post("/unlock", reason="болезнь преподавателя", until="2025-12-30").status_code == 303
    desk.enter(session.merge(teacher))
    (result,) = desk.put(change(1, desk.pupils[0], "5"))["results"]
    assert result["ok"]
    assert [caution["code"] for caution in result["cautions"]] == ["W_LATE_FINAL"]
    assert result["hint"]["text"] == "внесена после срока"


def test_who_may_see_and_who_may_set(session, client, desk, journal):
    journal = session.merge(journal)
    pupil = make.account(session, make.students_of(session, journal)[0])
    deputy, stranger = make.teacher(session), make.teacher(session)
    make.office(session, deputy, Office.DEPUTY)
    for person, status in ((pupil, 403), (stranger, 403), (deputy, 200)):
        desk.enter(session.merge(person))
        assert desk.page().status_code == status
        assert desk.page("/group").status_code == status
        assert client.post(f"{desk.path}/changes", json={"changes": []}).status_code == 403
        assert desk.page("/suggestions").status_code == 403


def test_the_group_page_puts_every_discipline_and_period_side_by_side(session, desk, journal):
    journal = session.merge(journal)
    pupils = make.students_of(session, journal)
    spring = make.journal(
        session,
        group=journal.group,
        discipline=journal.discipline,
        term=make.term(session, "2025/26", 2),
        has_study_final=True,
    )
    other = make.journal(
        session, group=journal.group, discipline=make.discipline(session, "ОП.01", "Экономика")
    )
    make.final(session, journal, pupils[0], 5)
    make.final(session, spring, pupils[0], 4, FinalScope.STUDY)
    make.final(session, other, pupils[0], 3, FinalScope.EXAM)
    deputy = make.teacher(session)
    make.office(session, deputy, Office.DEPUTY)
    desk.enter(deputy)
    page = desk.page("/group").text
    for heading in ("1 сем.", "2 сем.", "итог", "экз.", "ОП.01"):
        assert heading in page
    assert "4,00" in page  # the mean of 5, 4, 3


def test_the_lms_is_told_what_the_page_saved(session, client, sign_in_as):
    journal = make.journal(session, course=make.course(session))
    desk = Desk(session, client, sign_in_as, journal)
    desk.put(change(1, desk.pupils[0], "5"))
    assert session.scalars(select(LineItem.resource_id)).all() == ["final-term"]
    assert session.scalars(select(GradeDelivery.value)).all() == [5]


def test_the_number_of_queries_does_not_grow(session, client, sign_in_as, engine):
    counts = []
    for students, journals in ((2, 1), (9, 4)):
        journal = make.journal(session, students=students)
        for each in [journal] + [make.journal(session, group=journal.group) for _ in range(journals - 1)]:
            lesson = make.lesson(session, each, topic="Учёт денежных средств")
            for pupil in make.students_of(session, each):
                make.mark(session, lesson.works[0], pupil, 4)
                make.final(session, each, pupil, 4)
        deputy = make.teacher(session)
        make.office(session, deputy, Office.DEPUTY)
        desk = Desk(session, client, sign_in_as, journal)
        desk.enter(deputy)
        numbers = []
        for part in ("", "/group"):
            with queries(engine) as counted:
                assert desk.page(part).status_code == 200
            numbers.append(len(counted))
        counts.append(numbers)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 22
