"""What a rule says no with: a sentence, what to do, and the clause."""

from __future__ import annotations

import pytest

from regulation.refusal import Caution, Refusal, cite


@pytest.mark.parametrize(
    ("clause", "cited"),
    [("4.1.8", "п. 4.1.8"), ("4.2", "п. 4.2"), ("152-ФЗ", "152-ФЗ"), ("ПП № 1119", "ПП № 1119")],
)
def test_a_clause_is_cited_by_number_and_an_act_by_name(clause: str, cited: str) -> None:
    assert cite(clause) == cited


def test_a_refusal_is_a_sentence_with_its_clause() -> None:
    refusal = Refusal("E_MARK", "4.1.8", "«%(value)s» не отметка.", value="6")
    assert refusal.message == "«6» не отметка. (п. 4.1.8)"
    assert (refusal.code, refusal.clause, refusal.template) == ("E_MARK", "4.1.8", "«%(value)s» не отметка.")
    assert str(refusal) == "E_MARK"


def test_a_refusal_without_places_may_hold_a_per_cent_sign() -> None:
    assert Refusal("E_MARK", "4.1.8", "Не 100 %.").message == "Не 100 %. (п. 4.1.8)"
    assert Refusal("E_MARK", "4.1.8", "«%(value)s»", value="100 %(x)s").message == "«100 %(x)s» (п. 4.1.8)"


def test_a_sentence_without_a_clause_stands_alone() -> None:
    assert Refusal("E_DATE", "", "Даты нет.").message == "Даты нет."


def test_a_caution_allows_and_tells_the_same_way() -> None:
    caution = Caution("W_PLAN", "4.1.3", "Тема «%(topic)s» вне плана.", {"topic": "Учёт"})
    assert caution.message == "Тема «Учёт» вне плана. (п. 4.1.3)"
    assert not isinstance(caution, Exception)
