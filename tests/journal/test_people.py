"""People as the LMS tells of them: what a launch knows better than the roster reaches the card, nothing is overwritten."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.people import complete_card
from models import AuditEntry
from tests import factories as make
from tests.conftest import Act


def test_a_launch_fills_the_patronymic_the_roster_did_not_have(session: Session, act: Act) -> None:
    card = make.student(session, "Белова", "Анна-Мария", "")
    user = make.account(session, card)
    user.patronymic = "Сергеевна"
    act()
    complete_card(user)
    session.flush()
    assert card.patronymic == "Сергеевна"
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "student").order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert entry.new is not None and entry.new["patronymic"] == "Сергеевна"


@pytest.mark.parametrize(
    ("stands", "given", "brought"),
    [("Петровна", "Анна-Мария", "Сергеевна"), ("", "Анна", "Сергеевна"), ("", "Анна-Мария", "")],
)
def test_what_stands_on_the_card_or_belongs_to_another_name_is_left(
    session: Session, act: Act, stands: str, given: str, brought: str
) -> None:
    card = make.student(session, "Белова", "Анна-Мария", stands)
    user = make.account(session, card)
    user.given_name, user.patronymic = given, brought
    act()
    complete_card(user)
    session.flush()
    assert card.patronymic == stands
