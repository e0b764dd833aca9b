"""Contacts of a student and of the representatives: kept by the curator, every opening is logged (3.8.1, 1.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.auditing import record
from models import PersonalCard, Representative, Student
from regulation.refusal import N_, Refusal

_CLAUSE = "3.8.1"
OPENED = "opened"  # the audit's action: somebody looked at a personal card
_PHONE = re.compile(r"[+0-9][0-9 ()\-,;+доб.]{4,58}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
KINSHIPS = ("мать", "отец", "опекун", "попечитель", "бабушка", "дедушка", "иной законный представитель")


@dataclass(frozen=True)
class ContactFields:
    """How to reach a student."""

    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class RepresentativeFields:
    """Who represents a student, and how to reach them."""

    kinship: str
    family_name: str
    given_name: str = ""
    patronymic: str = ""
    phone: str = ""
    email: str = ""


def open_card(acting: Acting, student: Student) -> tuple[PersonalCard | None, list[Representative]]:
    """The contacts and the representatives; the log says who looked and when (1.8)."""
    record(acting, OPENED, PersonalCard.__tablename__, student.id, student_id=student.id)
    return card_of(acting.session, student.id), representatives_of(acting.session, student.id)


def card_of(session: Session, student_id: int) -> PersonalCard | None:
    """The contacts, when somebody wrote them."""
    return session.scalar(select(PersonalCard).where(PersonalCard.student_id == student_id))


def representatives_of(session: Session, student_id: int) -> list[Representative]:
    """Those in charge now."""
    return list(
        session.scalars(
            select(Representative)
            .where(Representative.student_id == student_id, ~Representative.is_archived)
            .order_by(Representative.id)
        )
    )


def save_contacts(acting: Acting, student: Student, fields: ContactFields) -> PersonalCard:
    """Write how to reach a student. Raises E_CONTACT."""
    phone, email, address = _clean(fields.phone), _clean(fields.email), _clean(fields.address)
    _check(phone, email)
    if len(address) > 500:
        raise Refusal("E_CONTACT", _CLAUSE, N_("Адрес — не длиннее 500 знаков."))
    card = card_of(acting.session, student.id) or PersonalCard(student_id=student.id)
    card.phone, card.email, card.address, card.changed_at = phone, email, address, acting.now
    acting.session.add(card)
    acting.session.flush()
    return card


def save_representative(
    acting: Acting, student: Student, one: Representative | None, fields: RepresentativeFields
) -> Representative:
    """Add a representative or correct one. Raises E_CONTACT."""
    kinship, family = _clean(fields.kinship), _clean(fields.family_name)
    given, father = _clean(fields.given_name), _clean(fields.patronymic)
    phone, email = _clean(fields.phone), _clean(fields.email)
    if not kinship or len(kinship) > 60:
        raise Refusal("E_CONTACT", _CLAUSE, N_("Укажите, кем приходится представитель: мать, отец, опекун."))
    if not family or max(map(len, (family, given, father))) > 100:
        raise Refusal("E_CONTACT", _CLAUSE, N_("Укажите фамилию представителя; части имени — до 100 знаков."))
    _check(phone, email)
    one = one or Representative(student_id=student.id, created_at=acting.now)
    one.kinship, one.family_name, one.given_name, one.patronymic = kinship, family, given, father
    one.phone, one.email = phone, email
    acting.session.add(one)
    acting.session.flush()
    return one


def archive_representative(acting: Acting, one: Representative) -> None:
    """Somebody represents the student no more."""
    one.is_archived = True
    acting.session.flush()


def _check(phone: str, email: str) -> None:
    if phone and not _PHONE.fullmatch(phone):
        raise Refusal("E_CONTACT", _CLAUSE, N_("Телефон пишут цифрами, например «+7 900 000-00-00»."))
    if email and (len(email) > 200 or not _EMAIL.fullmatch(email)):
        raise Refusal(
            "E_CONTACT", _CLAUSE, N_("Проверьте адрес электронной почты, например «имя@example.ru».")
        )


def _clean(text: str) -> str:
    return " ".join(text.split())
