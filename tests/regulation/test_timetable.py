"""Weeks числитель and знаменатель, the days of a line, clashes (3.10.1)."""

from datetime import date, timedelta

import pytest

from regulation.calendar import WorkCalendar, parse_ranges
from regulation.timetable import Slot, Week, clashes, days_of, fold_room, week_from_text, week_of

FIRST, LAST = date(2025, 9, 1), date(2025, 12, 27)
CALENDAR = WorkCalendar(parse_ranges(["2025-11-04"]), frozenset(), 6)


def slot(number: int = 1, **values: object) -> Slot:
    given = {
        "key": ("entry", number), "title": f"строка {number}", "weekday": 1, "pair": 2, "week": Week.ALL, "first": FIRST,
        "last": LAST, "term_starts_on": FIRST, "group_id": number, "subgroup_id": None, "discipline_id": number,
        "teacher_id": number, "room": "",
    }  # fmt: skip
    return Slot(**{**given, **values})


class TestWeeks:
    def test_the_week_of_the_terms_first_day_is_the_numerator(self):
        assert [week_of(FIRST + timedelta(days=7 * number), FIRST) for number in range(3)] == [
            Week.ODD,
            Week.EVEN,
            Week.ODD,
        ]

    def test_a_term_that_begins_amid_a_week_counts_from_its_monday(self):
        wednesday = date(2025, 9, 3)
        assert week_of(wednesday, wednesday) is Week.ODD
        assert week_of(date(2025, 9, 7), wednesday) is Week.ODD
        assert week_of(date(2025, 9, 8), wednesday) is Week.EVEN

    def test_the_second_term_begins_anew_or_goes_on_counting(self):
        january = date(2026, 1, 12)  # the 20th week of the academic year
        assert week_of(january, january, "term") is Week.ODD
        assert week_of(january, january, "year") is Week.EVEN
        assert week_of(january, january, "iso") is Week.ODD  # ISO week 3

    @pytest.mark.parametrize(
        ("text", "week"),
        [("", Week.ALL), ("all", Week.ALL), ("числ", Week.ODD), ("Знам.", Week.EVEN), ("чётная", Week.EVEN)],
    )
    def test_the_words_of_timetables_are_understood(self, text, week):
        assert week_from_text(text) is week

    def test_an_unknown_word_is_not_guessed(self):
        assert week_from_text("иногда") is None


class TestDays:
    def test_a_holiday_only_drops_its_day(self):
        days = days_of(slot(), CALENDAR)
        assert (days[0], days[-1], len(days)) == (date(2025, 9, 2), date(2025, 12, 23), 16)
        assert date(2025, 11, 4) not in days and date(2025, 11, 11) in days

    def test_every_second_week(self):
        odd, even = days_of(slot(week=Week.ODD), CALENDAR), days_of(slot(week=Week.EVEN), CALENDAR)
        assert odd[:2] == [date(2025, 9, 2), date(2025, 9, 16)]
        assert even[:2] == [date(2025, 9, 9), date(2025, 9, 23)]

    def test_saturdays_of_a_five_day_week_are_free_but_a_working_one(self):
        five = WorkCalendar(frozenset(), frozenset({date(2025, 11, 1)}), 5)
        assert days_of(slot(weekday=5), five) == [date(2025, 11, 1)]


class TestClashes:
    def test_nothing_clashes_with_others_in_other_rooms(self):
        assert clashes([slot(1, room="312"), slot(2, room="313")], [slot(3, room="314")], CALENDAR) == []

    @pytest.mark.parametrize(
        ("values", "what"),
        [
            ({"teacher_id": 1}, "teacher"),
            ({"room": "312"}, "room"),
            ({"group_id": 1}, "group"),
            ({"group_id": 1, "subgroup_id": 5}, "group"),
        ],
    )
    def test_what_is_wanted_twice_is_named_with_its_first_day(self, values, what):
        (clash,) = clashes([slot(2, **values)], [slot(1, room="312")], CALENDAR)
        assert (clash.what, clash.other.key, clash.day) == (what, ("entry", 1), date(2025, 9, 2))

    def test_subgroups_clash_with_themselves_only(self):
        one, two = slot(1, group_id=7, subgroup_id=1), slot(2, group_id=7, subgroup_id=2)
        assert clashes([one], [two], CALENDAR) == []
        (clash,) = clashes([one], [slot(3, group_id=7, subgroup_id=1)], CALENDAR)
        assert clash.what == "subgroup"

    def test_weeks_that_never_meet_do_not_clash(self):
        odd, even = slot(1, week=Week.ODD), slot(2, teacher_id=1, week=Week.EVEN)
        assert clashes([odd], [even], CALENDAR) == []
        assert clashes([odd], [slot(3, teacher_id=1)], CALENDAR)

    def test_a_common_day_that_is_a_holiday_is_no_clash(self):
        holiday = date(2025, 11, 4)
        moved = slot(2, teacher_id=1, first=holiday, last=holiday)
        assert clashes([moved], [slot(1)], CALENDAR) == []

    def test_a_dropped_day_is_free(self):
        day = date(2025, 9, 9)
        moved = slot(2, teacher_id=1, first=day, last=day)
        assert clashes([moved], [slot(1)], CALENDAR)
        assert clashes([moved], [slot(1, dropped=frozenset({day}))], CALENDAR) == []

    def test_a_stream_sits_together(self):
        values = {"teacher_id": 1, "discipline_id": 1, "room": "актовый зал"}
        both = [slot(1, joint=True, **values), slot(2, joint=True, **values)]
        assert clashes(both[:1], both[1:], CALENDAR) == []
        assert clashes([slot(3, **values)], both[:1], CALENDAR)


def test_rooms_are_compared_folded():
    assert fold_room(" ауд. 312 ") == fold_room("312")
    assert fold_room("Спортзал") == "спортзал"
