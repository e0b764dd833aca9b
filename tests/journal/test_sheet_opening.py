"""A sheet drafted and opened: numbers without gaps, the list of the day."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import select

from journal.sheets import (
    annul_sheet,
    change_draft,
    close_sheet,
    draft_sheet,
    open_sheet,
)
from models import (
    ExamSheet,
    FinalScope,
    Membership,
    User,
)
from regulation.sheets import SheetState
from tests import factories as make
from tests.journal.sheet_cases import closed, finals, journal, opened, person, refused, terms

__all__ = ["journal", "person"]  # fixtures


def test_a_draft_becomes_an_opened_sheet_with_a_number_and_a_list(session, person, journal):
    sheet = draft_sheet(person, journal, terms())
    assert (sheet.state, sheet.number, sheet.entries) == (SheetState.DRAFT, None, [])
    open_sheet(person, sheet, sheet.version)
    assert (sheet.state, sheet.number, sheet.held_at) == (SheetState.OPENED, "2025/26-1-0001", "09:00")
    names = [pupil.family_name for pupil in make.students_of(session, journal)]
    assert [entry.full_name.split()[0] for entry in sheet.entries] == names
    assert sheet.opened_at == person.now


def test_numbers_follow_one_another_across_journals_of_the_year(session, person, journal):
    other = make.journal(session)
    wanted = ((journal, FinalScope.EXAM), (other, FinalScope.EXAM), (journal, FinalScope.TERM))
    numbers = [opened(person, each, scope=scope).number for each, scope in wanted]
    assert numbers == ["2025/26-1-0001", "2025/26-1-0002", "2025/26-1-0003"]


def test_another_year_begins_with_one(session, person, journal):
    opened(person, journal)
    later = make.journal(session, term=make.term(session, "2026/27"), group=journal.group)
    sheet = opened(person, later, held_on=date(2026, 9, 2))
    assert sheet.number == "2026/27-1-0001"


def test_an_opening_rolled_back_leaves_no_gap(session, person, journal):
    opened(person, journal)
    with session.begin_nested() as savepoint:
        assert opened(person, journal, scope=FinalScope.TERM).number == "2025/26-1-0002"
        savepoint.rollback()
    assert opened(person, journal, scope=FinalScope.TERM).number == "2025/26-1-0002"


@pytest.mark.parametrize(
    ("first_rolls_back", "second"), [(False, "2025/26-1-0002"), (True, "2025/26-1-0001")]
)
def test_two_openings_at_once_get_consecutive_numbers(session, make_session, act, first_rolls_back, second):
    """The second waits until the first is done; a number rolled back is given again."""
    journals = [make.journal(session), make.journal(session)]
    teacher = make.teacher(session)
    drafts = [draft_sheet(act(teacher), each, terms()).id for each in journals]
    teacher_id = teacher.id
    session.commit()
    numbers: dict[int, str | None] = {}

    def opening(draft_id):
        mine = make_session()
        sheet = mine.get_one(ExamSheet, draft_id)
        person = act(mine.get_one(User, teacher_id), session=mine)
        numbers[draft_id] = open_sheet(person, sheet, sheet.version).number
        return mine

    def open_and_commit(draft_id):
        with opening(draft_id) as mine:
            mine.commit()

    with opening(drafts[0]) as first:
        other = Thread(target=open_and_commit, args=(drafts[1],))
        other.start()
        other.join(0.2)
        assert drafts[1] not in numbers
        first.rollback() if first_rolls_back else first.commit()
    other.join(10)
    assert (numbers[drafts[0]], numbers[drafts[1]]) == ("2025/26-1-0001", second)


def test_the_list_is_that_of_the_day(session, act, journal):
    pupil = make.students_of(session, journal)[0]
    session.scalars(select(Membership).where(Membership.student_id == pupil.id)).one().ends_on = date(
        2025, 10, 6
    )
    session.flush()
    sheet = opened(act(make.teacher(session, journal)), journal)
    assert [entry.position for entry in sheet.entries] == [1, 2]
    assert pupil.id not in {entry.student_id for entry in sheet.entries}


def test_an_opened_sheet_keeps_the_names_of_that_day(session, person, journal):
    sheet = opened(person, journal)
    make.students_of(session, journal)[0].family_name = "Новая"
    session.flush()
    assert sheet.entries[0].full_name.startswith("Абрамова")


def test_nobody_is_listed_twice_for_one_final(session, person, journal):
    first = closed(person, journal, "2", "4", "3")
    refusal = refused(session, "E_SHEET_LIST", opened, person, journal)
    assert "уже внесены в ведомость" in refusal.message
    late = make.student(session, "Якин")
    make.membership(session, journal.group, late)
    assert [entry.student_id for entry in opened(person, journal).entries] == [late.id]
    assert [final.value for final in finals(session, journal)] == [2, 4, 3] and first.edition == 1


def test_an_annulled_sheet_gives_its_list_back(person, journal):
    annulled = opened(person, journal)
    annul_sheet(person, annulled, "Экзамен перенесён приказом", annulled.version)
    assert len(opened(person, journal).entries) == 3


def test_an_empty_list_takes_no_number(session, act):
    journal = make.journal(session, students=0)
    person = act(make.teacher(session, journal))
    sheet = draft_sheet(person, journal, terms())
    refused(session, "E_SHEET_LIST", open_sheet, person, sheet, sheet.version)


@pytest.mark.parametrize(
    "wrong",
    [
        {"examiners": " "},
        {"held_at": "25:00"},
        {"held_at": "утром"},
        {"room": "а" * 41},
        {"held_on": date(2025, 8, 30)},
        {"scope": FinalScope.STUDY},
    ],
)
def test_bad_terms_are_refused(session, person, journal, wrong):
    refused(session, "E_SHEET_TERMS", draft_sheet, person, journal, terms(**wrong))


def test_a_draft_may_be_changed_and_an_opened_sheet_not(session, person, journal):
    sheet = draft_sheet(person, journal, terms())
    change_draft(person, sheet, terms(room="205"), sheet.version)
    assert sheet.room == "205"
    open_sheet(person, sheet, sheet.version)
    refused(session, "E_CLOSED", change_draft, person, sheet, terms(room="1"), sheet.version)
    refused(session, "E_CLOSED", open_sheet, person, sheet, sheet.version)


def test_an_old_page_neither_opens_nor_closes_nor_annuls(session, person, journal):
    sheet = draft_sheet(person, journal, terms())
    refused(session, "E_CONFLICT", open_sheet, person, sheet, sheet.version + 1)
    open_sheet(person, sheet, sheet.version)
    refused(session, "E_CONFLICT", annul_sheet, person, sheet, "Экзамен перенесён", sheet.version - 1)
    refused(session, "E_CONFLICT", close_sheet, person, sheet, sheet.version - 1)
