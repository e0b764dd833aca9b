"""People as the LMS knows them: made and brought up to date by launches and rosters, never deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.matching import match_numbers
from models import Guardian, User
from regulation.names import full_name, sort_key, split_name

EMPTY_AT_FIRST = (
    "family_name",
    "given_name",
    "patronymic",
    "display_name",
    "sort_key",
    "email",
    "college_number",
)


@dataclass(frozen=True)
class Person:
    """What an LMS says about somebody. Everything but `sub` may be empty; `is_staff` is what it says this
    time.
    """

    sub: str
    display: str = ""
    given: str = ""
    family: str = ""
    middle: str = ""
    email: str = ""
    college_number: str = ""
    is_staff: bool = False
    is_lms_admin: bool | None = None  # None: this source does not know


def find_person(session: Session, registration_id: int, sub: str) -> User | None:
    """The user of this sub."""
    return session.scalar(select(User).where(User.registration_id == registration_id, User.sub == sub))


def upsert_person(acting: Acting, registration_id: int, person: Person) -> User:
    """The user of (registration, sub), made or brought up to date."""
    user = find_person(acting.session, registration_id, person.sub) or new_person(
        acting, registration_id, person
    )
    update_person(user, person)
    return user


def new_person(acting: Acting, registration_id: int, person: Person) -> User:
    """A user nobody here knew before, without anything but the sub."""
    user = User(registration_id=registration_id, sub=person.sub, created_at=acting.now)
    for name in EMPTY_AT_FIRST:
        setattr(user, name, "")
    user.is_staff = user.is_lms_admin = False
    acting.session.add(user)
    return user


def update_person(user: User, person: Person) -> None:
    """Take over what the LMS says. Staff stays staff; what the LMS hides now is not forgotten."""
    _set_name(user, person)
    user.email = person.email[:200] or user.email
    user.college_number = person.college_number[:100] or user.college_number
    user.is_staff = user.is_staff or person.is_staff
    if person.is_lms_admin is not None:
        user.is_lms_admin = person.is_lms_admin


def link_students(acting: Acting, users: list[User]) -> None:
    """Tie users to the students of the same college number, where exactly one student has it and the name agrees.

    Staff is never tied, and a tie that exists is never changed; who is in doubt waits for the secretary (3.9.2).
    """
    for user, student in match_numbers(acting.session, users):
        user.student = student


def complete_card(user: User) -> None:
    """Fill the empty patronymic of the student's card with the one a launch brought; a roster never has it.

    Nothing that stands on the card is overwritten.
    """
    card = user.student
    if card is None or card.patronymic or not user.patronymic:
        return
    if (card.family_name, card.given_name) == (user.family_name, user.given_name):
        card.patronymic = user.patronymic
        card.sort_key = sort_key(card.family_name, card.given_name, card.patronymic)


def set_children(acting: Acting, user: User, subs: list[str]) -> None:
    """The guardian's children as the LMS names them now: new ties begin, ties the LMS made and no longer
    names end.

    A child nobody here knows yet, or who is no student yet, is tied at the guardian's next launch.
    """
    wanted = set(
        acting.session.scalars(
            select(User.student_id).where(
                User.registration_id == user.registration_id, User.sub.in_(subs), User.student_id.is_not(None)
            )
        )
    )
    ties = {
        tie.student_id: tie
        for tie in acting.session.scalars(select(Guardian).where(Guardian.user_id == user.id))
    }
    for student_id in sorted(number for number in wanted if number is not None):
        tie = ties.get(student_id)
        if tie is None:
            acting.session.add(
                Guardian(user_id=user.id, student_id=student_id, source="lti", since=acting.now)
            )
        elif tie.until is not None and tie.source == "lti":
            tie.until = None
    for student_id, tie in ties.items():
        if student_id not in wanted and tie.until is None and tie.source == "lti":
            tie.until = acting.now


def _set_name(user: User, person: Person) -> None:
    """A roster knows no patronymic and a «privacy: never» launch no name at all: neither wipes out what is
    known.
    """
    name = split_name(person.display, person.given, person.family, person.middle)
    if not name.family and not name.given:
        if not user.family_name and not user.given_name:
            user.display_name = _numbered(user, person)
            user.sort_key = sort_key(user.display_name)
        return
    same_person = (name.family, name.given) == (user.family_name, user.given_name)
    patronymic = name.patronymic or (user.patronymic if same_person else "")
    user.family_name, user.given_name, user.patronymic = name.family[:200], name.given[:200], patronymic[:200]
    user.display_name = full_name(user.family_name, user.given_name, user.patronymic)[:200]
    user.sort_key = sort_key(user.family_name, user.given_name, user.patronymic)


def _numbered(user: User, person: Person) -> str:
    """How a person without a name is called: by the college's number, else by the LMS's."""
    return f"№ {person.college_number or user.college_number or person.sub}"[:200]
