"""Accounts of the LMS and cards: tied by number, doubtful ones by a person, cards merged and parted (3.9.2)."""

from datetime import date

import pytest

from journal.matching import (
    candidates,
    decide_not_same,
    doubled_cards,
    is_waiting,
    make_card,
    match_numbers,
    tie,
    untie,
)  # fmt: skip
from journal.merging import merge, undo_merge
from journal.people import link_students
from models import AuditEntry, Guardian, Mark, Membership, Movement, MovementKind, StudentMerge, User
from regulation.kinds import LessonKind
from tests import factories as make
from tests.unchanged import refuses, snapshot


@pytest.fixture
def secretary(session, act):
    return act(make.user(session, "Секретарёва", is_staff=True), office="secretary")


@pytest.fixture
def learner(session):
    """Makes the account of a learner of one course."""
    course = make.course(session)

    def one(family="Ёжиков", given="Семён", number="", **values):
        person = make.user(session, family, given, "", college_number=number, **values)
        make.course_member(session, course, person)
        return person

    return one


def waiting(session):
    return session.query(User).filter(is_waiting()).all()


def test_it_works(session, secretary, learner):
    card = make.student(session, "Ежиков", "Семён", "Львович", college_number="st010")
    account = learner(number="st010")
    link_students(secretary, [account])
    assert (account.student, waiting(session)) == (card, [])


@pytest.mark.parametrize(
    "case", ["two cards", "another name", "no number", "unknown number", "told apart", "archived"]
)
def test_whoever_is_in_doubt_waits(session, secretary, learner, case):
    card = make.student(session, "Ёжиков", "Семён", college_number="st010")
    account = learner(number={"no number": "", "unknown number": "st999"}.get(case, "st010"))
    if case == "two cards":
        make.student(session, "Ёжиков", "Семён", college_number="st010")
    if case == "another name":
        account.family_name, account.given_name = "Петров", "Пётр"
    if case == "told apart":
        decide_not_same(secretary, account, card)
    if case == "archived":
        card.is_archived = True
        session.flush()
    assert match_numbers(session, [account]) == []
    assert waiting(session) == [account]


def test_candidates_say_why(session, secretary, learner):
    number = make.student(session, "Петров", "Пётр", college_number="st010")
    name = make.student(session, "Ёжиков", "Семён", "Львович")
    make.student(session, "Ёжикова", "Семёна", "Львовна", college_number="st012")
    account = learner(number="st010")
    found = candidates(session, [account])[account.id]
    assert [(one.student, one.has_number, one.has_name) for one in found] == [
        (number, True, False),
        (name, False, True),
    ]


def test_a_person_ties_parts_and_makes_cards(session, secretary, learner):
    card = make.student(session, "Ёжиков", "Семён")
    account, other = learner(number="st010"), learner("Новая", "Анна", "st011")
    tie(secretary, account, card)
    assert (account.student_id, card.college_number) == (card.id, "st010")
    untie(secretary, account)
    link_students(secretary, [account])
    assert account.student_id is None, "parted by a person: the number ties no more"
    made = make_card(secretary, other)
    assert (made.family_name, made.college_number, other.student_id) == ("Новая", "st011", made.id)
    actions = [one.action for one in session.query(AuditEntry).filter_by(entity="user")]
    assert actions == ["tied", "untied", "tied"]


def test_who_is_no_student_waits_no_longer(session, secretary, learner):
    account = learner()
    decide_not_same(secretary, account, None)
    decide_not_same(secretary, account, None)
    assert waiting(session) == []


def test_what_is_decided_is_not_decided_again(session, secretary, learner):
    card = make.student(session, "Ёжиков", "Семён", college_number="st010")
    account, staff = learner(number="st010"), make.user(session, "Учителева", is_staff=True)
    with refuses(session, "E_NUMBER", "3.9.2"):
        make_card(secretary, account)
    tie(secretary, account, card)
    for person in (account, staff):
        with refuses(session, "E_PEOPLE", "3.9.2"):
            tie(secretary, person, card)
    with refuses(session, "E_PEOPLE", "3.9.2"):
        untie(secretary, staff)
    card.is_archived, account.student_id = True, None
    session.flush()
    with refuses(session, "E_STUDENT", "3.9.2"):
        tie(secretary, account, card)


@pytest.fixture
def two(session):
    """One person with two cards in one group: marks on both, an account and a parent on the second."""
    group = make.group(session, "БУ-23-1")
    journal = make.journal(session, group=group)
    kept = make.student(session, "Ёжиков", "Семён", "", record_book="25-010")
    gone = make.student(session, "Ёжиков", "Семён", "Львович", college_number="st010")
    make.membership(session, group, kept, date(2025, 9, 15))
    make.membership(session, group, gone, date(2025, 9, 1), date(2025, 12, 1))
    make.membership(session, make.group(session), gone, date(2024, 9, 1), date(2025, 6, 30))
    first = make.lesson(session, journal, topic="Учёт кассовых операций")
    second = make.lesson(
        session, journal, date(2025, 10, 8), topic="Учёт расчётов", kind=LessonKind.PRACTICAL
    )
    make.mark(session, first.works[0], kept, 4)
    make.mark(session, second.works[0], gone, 5)
    account = make.account(session, gone)
    make.guardian(session, gone)
    return kept, gone, account, first


def test_merging_moves_everything_and_undo_gives_it_back(session, secretary, two):
    kept, gone, account, _lesson = two
    before = facts(session)
    done = merge(secretary, kept, gone, "одна и та же обучающаяся")
    assert {mark.student_id for mark in session.query(Mark)} == {kept.id}
    assert account.student_id == kept.id
    assert session.query(Guardian).one().student_id == kept.id
    assert (kept.patronymic, kept.college_number, gone.is_archived) == ("Львович", "st010", True)
    spans = sorted(
        (one.starts_on, one.ends_on) for one in session.query(Membership).filter_by(student_id=kept.id)
    )
    assert spans == [(date(2024, 9, 1), date(2025, 6, 30)), (date(2025, 9, 1), None)]
    assert session.query(AuditEntry).filter_by(entity="mark", action="changed").count() == 1
    undo_merge(secretary, done)
    session.expire_all()
    assert facts(session) == before
    with refuses(session, "E_CLOSED", "3.9.2"):
        undo_merge(secretary, done)


def facts(session):
    """Whose everything is; ids of intervals aside."""
    tables = snapshot(session)
    spans = sorted(
        (one.group_id, one.student_id, one.starts_on, str(one.ends_on), one.basis)
        for one in session.query(Membership)
    )
    marks = sorted((one.work_id, one.student_id, one.value) for one in session.query(Mark))
    return spans, marks, [tables[name] for name in ("student", "user", "guardian")]


def test_two_marks_in_one_cell_are_not_merged(session, secretary, two):
    kept, gone, _account, lesson = two
    make.mark(session, lesson.works[0], gone, 3)
    with refuses(session, "E_MERGE", "3.9.2"):
        merge(secretary, kept, gone, "одна и та же обучающаяся")


def test_a_card_is_not_merged_with_itself_or_an_archived_one(session, secretary, two):
    kept, gone, _account, _lesson = two
    with refuses(session, "E_MERGE", "3.9.2"):
        merge(secretary, kept, kept, "одна и та же обучающаяся")
    gone.is_archived = True
    session.flush()
    with refuses(session, "E_MERGE", "3.9.2"):
        merge(secretary, kept, gone, "одна и та же обучающаяся")


def test_a_merge_followed_by_movement_is_not_undone(session, secretary, two):
    kept, gone, _account, _lesson = two
    done = merge(secretary, kept, gone, "одна и та же обучающаяся")
    membership = session.query(Membership).filter_by(student_id=kept.id, ends_on=None).one()
    membership.ends_on = date(2025, 12, 20)
    session.flush()
    with refuses(session, "E_LATER", "3.9.2"):
        undo_merge(secretary, done)
    assert session.query(StudentMerge).one().undone_at is None
    assert session.query(Movement).filter_by(kind=MovementKind.EXPULSION).count() == 0


def test_doubled_cards_are_found(session, secretary):
    first = make.student(session, "Ёжиков", "Семён", college_number="st010")
    second = make.student(session, "Ёжиков", "Сеня", college_number="st010")
    make.student(session, "Ёжиков", "Семён", college_number="st011")
    assert doubled_cards(session) == [(first, second)]
