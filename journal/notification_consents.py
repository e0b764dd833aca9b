"""Who agreed to be told of a student: on the parent's page, by letter (2.5, 3.12.1). No consent, no word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from journal.guardianship import in_force, stands
from models import Consent, ConsentPurpose, Guardian, Notification, NotificationState, Representative, Student
from regulation.consents import Purpose, Relation, is_adult
from regulation.names import full_name, search_key


@dataclass
class Channels:
    """How a student's family may be told: on the page, by letter to these addresses."""

    page: bool = False
    addresses: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is any way."""
        return self.page or bool(self.addresses)


def channels_of(session: Session, students: Collection[int], today: date) -> dict[int, Channels]:
    """Student → the ways agreed to and standing today; a student of age has to agree to parents looking in. Three queries."""
    found: dict[int, Channels] = {student: Channels() for student in students}
    agreed: dict[int, set[tuple[Purpose, str]]] = {}
    consenting: set[int] = set()
    adults = {
        student
        for student, born in session.execute(
            select(Student.id, Student.birth_date).where(Student.id.in_(students))
        )
        if is_adult(born, today)
    }
    for student, purpose, relation, giver in session.execute(
        select(Consent.student_id, ConsentPurpose.purpose, Consent.relation, Consent.giver_key)
        .join(ConsentPurpose)
        .where(Consent.student_id.in_(students), stands(today), ConsentPurpose.withdrawn_at.is_(None))
    ):
        if relation is Relation.SELF:
            consenting |= {student} if purpose is Purpose.ACCESS else set()
        else:
            agreed.setdefault(student, set()).add((purpose, giver))
    silent = {student for student in adults if student not in consenting}
    by_mail = [
        student for student, what in agreed.items() if any(one is Purpose.EMAIL for one, _giver in what)
    ]
    letters = _letters(session, by_mail, agreed)
    for student, what in agreed.items():
        if student not in silent:
            found[student] = Channels(
                any(one is Purpose.NOTICES for one, _giver in what), letters.get(student, ())
            )
    return found


def _letters(
    session: Session, students: Collection[int], agreed: dict[int, set[tuple[Purpose, str]]]
) -> dict[int, tuple[str, ...]]:
    """The addresses of the representatives who agreed to letters, by their name as in the consent."""
    found: dict[int, tuple[str, ...]] = {}
    for one in session.scalars(
        select(Representative)
        .where(
            Representative.student_id.in_(students),
            Representative.is_archived.is_(False),
            Representative.email != "",
        )
        .order_by(Representative.id)
    ):
        name = search_key(full_name(one.family_name, one.given_name, one.patronymic))
        if (Purpose.EMAIL, name) in agreed[one.student_id] and one.email not in found.get(one.student_id, ()):
            found[one.student_id] = (*found.get(one.student_id, ()), one.email)
    return found


def shown_to(user_id: int, today: date) -> ColumnElement[bool]:
    """The condition on `Notification`: told, of a child of this parent, who agreed to be told on the page."""
    children: Any = select(Guardian.student_id).where(Guardian.user_id == user_id, in_force(today))
    agrees = exists().where(
        Consent.student_id == Notification.student_id,
        Consent.user_id == user_id,
        stands(today),
        ConsentPurpose.consent_id == Consent.id,
        ConsentPurpose.purpose == Purpose.NOTICES,
        ConsentPurpose.withdrawn_at.is_(None),
    )
    return Notification.student_id.in_(children) & (Notification.state != NotificationState.WITHHELD) & agrees
