"""Absence beside a mark: refused, unless the mark was made up later (4.1.8)."""

from __future__ import annotations

from datetime import date

import pytest

from regulation.attendance import AbsenceReason, check_absence_with_mark
from regulation.refusal import Refusal

LESSON = date(2025, 11, 11)


@pytest.mark.parametrize(("is_absent", "has_mark"), [(True, False), (False, True), (False, False)])
def test_an_absence_or_a_mark_alone_stands(is_absent: bool, has_mark: bool) -> None:
    check_absence_with_mark(is_absent=is_absent, has_mark=has_mark, made_up_on=None, lesson_date=LESSON)


def test_a_mark_made_up_on_a_later_day_stands_beside_the_absence() -> None:
    check_absence_with_mark(is_absent=True, has_mark=True, made_up_on=date(2025, 11, 12), lesson_date=LESSON)


@pytest.mark.parametrize("made_up_on", [None, LESSON, date(2025, 11, 10)])
def test_absence_and_mark_at_one_lesson_are_refused(made_up_on: date | None) -> None:
    with pytest.raises(Refusal) as refused:
        check_absence_with_mark(is_absent=True, has_mark=True, made_up_on=made_up_on, lesson_date=LESSON)
    assert (refused.value.code, refused.value.clause) == ("E_ABSENT", "4.1.8")
    assert refused.value.message.endswith("(п. 4.1.8)")


def test_the_reasons_have_the_letters_of_the_form() -> None:
    assert [(reason.letter, reason.title) for reason in AbsenceReason] == [
        ("Б", "болезнь"),
        ("У", "уважительная"),
        ("Н", "неуважительная"),
    ]
