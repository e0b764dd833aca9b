"""Who belongs to a journal's list on a day, and which semester a day is in (3.9.2, 4.1.4, 4.2.1)."""

from datetime import date

import pytest

from journal.memberships import common, members_of, require_member
from journal.terms import ensure_term, term_on
from models import SubgroupMembership, Term
from tests import factories as make
from tests.unchanged import refuses

FIRST, LAST = date(2025, 9, 1), date(2025, 12, 27)


def test_members_are_those_of_the_term(session):
    journal = make.journal(session, students=1)
    for family, starts, ends in (
        ("Бывший", date(2024, 9, 1), date(2025, 8, 31)),
        ("Прежний", date(2024, 9, 1), FIRST),
        ("Поздний", LAST, None),
        ("Будущий", date(2025, 12, 28), None),
    ):
        make.membership(session, journal.group, make.student(session, family), starts, ends)
    assert [member.student.family_name for member in members_of(session, journal)] == [
        "Абрамова",
        "Поздний",
        "Прежний",
    ]


def test_of_a_subgroup_only_the_common_days_count(session):
    journal = make.journal(session, students=2)
    first, second = make.students_of(session, journal)
    part = make.subgroup(session, journal.group)
    change = date(2025, 10, 15)
    make.put(session, SubgroupMembership(subgroup=part, student=first, starts_on=FIRST, ends_on=change))
    make.put(session, SubgroupMembership(subgroup=part, student=second, starts_on=date(2026, 1, 12)))
    own = make.journal(session, group=journal.group, subgroup=part)
    (member,) = members_of(session, own)
    assert (member.student, member.intervals) == (first, [(FIRST, change)])
    require_member(session, own, first.id, change)
    with refuses(session, "E_NOT_MEMBER", "3.9.2"):
        require_member(session, own, first.id, date(2025, 10, 16))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ((FIRST, None), [(FIRST, LAST)]),
        ((date(2025, 10, 1), date(2025, 10, 5)), [(date(2025, 10, 1), date(2025, 10, 5))]),
        ((LAST, None), [(LAST, LAST)]),
        ((date(2026, 1, 1), None), []),
        ((date(2025, 1, 1), date(2025, 8, 31)), []),
    ],
)
def test_common_days_of_two_intervals(other, expected):
    assert common([(FIRST, LAST)], [other]) == expected


def test_two_open_intervals_have_an_open_one_in_common():
    assert common([(FIRST, None)], [(LAST, None)]) == [(LAST, None)]


class TestTerms:
    def test_a_day_has_its_semester_by_the_usual_dates(self, session):
        term = term_on(session, date(2025, 10, 7))
        assert (term.academic_year, term.number, term.starts_on, term.ends_on) == ("2025/26", 1, FIRST, LAST)
        assert term_on(session, LAST) is term

    def test_in_the_holidays_it_is_the_one_that_ended(self, session):
        assert term_on(session, date(2026, 1, 3)) is term_on(session, LAST)
        assert term_on(session, date(2026, 8, 1)).number == 2

    def test_the_institutions_own_dates_go_first(self, session):
        own = Term(academic_year="2025/26", number=2, starts_on=date(2026, 1, 5), ends_on=date(2026, 7, 4))
        session.add(own)
        assert term_on(session, date(2026, 1, 6)) is own
        assert term_on(session, date(2026, 7, 4)) is own
        assert term_on(session, date(2026, 7, 20)) is own

    def test_a_semester_is_made_once(self, session):
        assert ensure_term(session, "2026/27", 1) is ensure_term(session, "2026/27", 1)
        assert session.query(Term).count() == 1

    @pytest.mark.parametrize(
        ("year", "number"), [("2026", 1), ("2026/28", 1), ("", 1), ("2026/27", 0), ("2026/27", 3)]
    )
    def test_no_other_semesters(self, session, year, number):
        with refuses(session, "E_PERIOD", "4.2.1"):
            ensure_term(session, year, number)
