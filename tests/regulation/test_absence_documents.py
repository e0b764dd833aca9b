"""ISO weeks, and what a document excusing absences must be (3.12.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from regulation.absence_documents import check_document
from regulation.attendance import AbsenceReason
from regulation.refusal import Refusal
from regulation.weeks import IsoWeek, weeks_between

TODAY = date(2025, 10, 7)
ILL, EXCUSED = AbsenceReason.ILL, AbsenceReason.EXCUSED


def test_a_week_is_named_and_found_again_by_its_name() -> None:
    week = IsoWeek.of(TODAY)
    assert (week.name, week.title) == ("2025-W41", "06.10–12.10.2025")
    assert IsoWeek.parse("2025-W41") == week
    assert week.shifted(-1).sunday == date(2025, 10, 5)


def test_the_first_days_of_a_year_may_belong_to_the_week_of_the_year_before() -> None:
    assert IsoWeek.of(date(2027, 1, 3)) == IsoWeek(2026, 53)
    assert IsoWeek(2026, 53).shifted(1) == IsoWeek(2027, 1)
    assert [one.name for one in weeks_between(date(2026, 12, 30), date(2027, 1, 5))] == [
        "2026-W53",
        "2027-W01",
    ]


@pytest.mark.parametrize(
    "text", ["", "2025-W00", "2025-W53", "2025-W60", "2025-41", "٢٠٢٥-W41", "2025-W41'--", "1999-W10"]
)
def test_what_is_no_week_is_none(text: str) -> None:
    assert IsoWeek.parse(text) is None


def test_a_document_is_kept_as_it_is_written_but_for_spaces() -> None:
    assert check_document(ILL, " 14/25  К ", TODAY, TODAY, "", TODAY) == ("14/25 К", "")
    assert (
        check_document(EXCUSED, "", TODAY, TODAY, "участие в соревнованиях", TODAY)[1]
        == "участие в соревнованиях"
    )


@pytest.mark.parametrize(
    ("note", "number"),
    [
        ("диагноз: острый гастрит", ""),
        ("справка, J06.9", ""),
        ("", "J06.9"),
        ("Ребёнок болел гриппом", ""),
        ("ОРВИ", ""),
    ],
)
def test_a_diagnosis_is_never_kept(note: str, number: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_document(ILL, number, TODAY, TODAY, note, TODAY)
    assert refused.value.code == "E_DIAGNOSIS"


@pytest.mark.parametrize(
    ("reason", "starts", "ends", "number", "code"),
    [
        (AbsenceReason.UNEXCUSED, TODAY, TODAY, "", "E_REASON"),
        (ILL, TODAY, TODAY - timedelta(days=1), "", "E_PERIOD"),
        (ILL, TODAY, TODAY + timedelta(days=186), "", "E_PERIOD"),
        (ILL, date(2015, 10, 7), date(2015, 10, 8), "", "E_PERIOD"),
        (ILL, TODAY, TODAY, "<script>", "E_NUMBER"),
        (ILL, TODAY, TODAY, "9" * 61, "E_NUMBER"),
    ],
)
def test_a_senseless_document_is_refused(
    reason: AbsenceReason, starts: date, ends: date, number: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_document(reason, number, starts, ends, "", TODAY)
    assert refused.value.code == code and "%(" not in refused.value.message
