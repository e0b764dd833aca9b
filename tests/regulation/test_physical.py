"""Physical education by medical group: theory is marked, a diagnosis is never taken (4.2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from regulation.kinds import WorkKind
from regulation.physical import (
    HealthGroup,
    check_certificate,
    check_kind_of_work,
    check_period,
    is_physical_education,
)
from regulation.refusal import Refusal

TODAY = date(2025, 10, 7)


def test_physical_education_is_known_by_its_name() -> None:
    assert is_physical_education("Физическая культура")
    assert is_physical_education("Адаптивная физическая культура")
    assert is_physical_education("Физкультура")
    assert not is_physical_education("Физика")
    assert not is_physical_education("Культура речи")


def test_no_title_of_a_group_holds_the_forbidden_word() -> None:
    assert not [group for group in HealthGroup if "осв" in group.title]
    assert [group for group in HealthGroup if group.is_theory_only] == [
        HealthGroup.SPECIAL, HealthGroup.NO_PRACTICE,
    ]  # fmt: skip


def test_a_certificate_is_a_number() -> None:
    assert check_certificate("  № 123/25 ") == "№ 123/25"
    assert check_certificate("ВК 14-б") == "ВК 14-б"


@pytest.mark.parametrize("text", ["", "справка", "123 сколиоз", "диагноз 5", "1" * 31, "12; астма", "٣"])
def test_words_and_anything_but_a_number_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_certificate(text)
    assert (refused.value.code, refused.value.clause) == ("E_CERTIFICATE", "4.2.4")


def test_theory_and_checkpoints_are_marked_exercises_are_not() -> None:
    check_kind_of_work(WorkKind.THEORY, "Белов П. И.")
    check_kind_of_work(WorkKind.CHECKPOINT, "Белов П. И.")
    with pytest.raises(Refusal) as refused:
        check_kind_of_work(WorkKind.CURRENT, "Белов П. И.")
    assert refused.value.code == "E_MEDICAL"
    assert "ТЗ" in refused.value.message


def test_the_dates_of_a_certificate_make_sense() -> None:
    check_period(date(2025, 9, 1), date(2025, 9, 1), date(2026, 6, 30), TODAY)
    for issued, starts, ends in (
        (date(2025, 10, 8), TODAY, TODAY), (TODAY, TODAY, date(2025, 10, 6)), (TODAY, TODAY, date(2028, 1, 1)),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            check_period(issued, starts, ends, TODAY)
