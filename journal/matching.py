"""LMS accounts and students' cards: tied by the college's number, else a person decides (3.9.2).

Doubtful is an account without a number, with a number nobody or two cards have, or with a number of somebody else's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.auditing import record
from journal.places import in_parts
from models import CourseMember, CourseRole, Guardian, NotSamePerson, Student, User
from regulation.names import search_key, sort_key
from regulation.refusal import N_, Refusal

_CLAUSE = "3.9.2"


@dataclass(frozen=True)
class Candidate:
    """A card that may be the account's person: for its number, for its name, or both."""

    student: Student
    has_number: bool
    has_name: bool


def match_numbers(session: Session, users: Iterable[User]) -> list[tuple[User, Student]]:
    """The users with the card of the same college number, where there is no doubt. Two queries for each 500."""
    loose = [user for user in users if user.college_number and user.student_id is None and not user.is_staff]
    found: dict[str, list[Student]] = {}
    for part in in_parts(sorted({user.college_number for user in loose})):
        query = select(Student).where(Student.college_number.in_(part), ~Student.is_archived)
        for student in session.scalars(query):
            found.setdefault(student.college_number, []).append(student)
    refused = _told_apart(session, [user.id for user in loose if user.id is not None])
    matched: list[tuple[User, Student]] = []
    for user in loose:
        cards = found.get(user.college_number, [])
        is_clear = (
            len(cards) == 1 and (user.id, cards[0].id) not in refused and (user.id, None) not in refused
        )
        if is_clear and has_kindred_name(user, cards[0]):
            matched.append((user, cards[0]))
    return matched


def has_kindred_name(user: User, card: Student) -> bool:
    """Whether the family or the given name is the same, letters folded; a nameless account contradicts nothing."""
    if not user.family_name and not user.given_name:
        return True
    pairs = ((user.family_name, card.family_name), (user.given_name, card.given_name))
    return any(search_key(one) == search_key(other) for one, other in pairs) or not card.given_name


def _told_apart(session: Session, user_ids: Sequence[int]) -> set[tuple[int, int | None]]:
    found: set[tuple[int, int | None]] = set()
    for part in in_parts(user_ids):
        rows = session.execute(
            select(NotSamePerson.user_id, NotSamePerson.student_id).where(NotSamePerson.user_id.in_(part))
        )
        found |= {(user_id, student_id) for user_id, student_id in rows}
    return found


def is_waiting() -> ColumnElement[bool]:
    """The accounts of learners that are tied to no card and about which nobody decided."""
    learners = select(CourseMember.user_id).where(
        or_(CourseMember.roster_role == CourseRole.LEARNER, CourseMember.launch_role == CourseRole.LEARNER)
    )
    parents = select(Guardian.user_id).where(Guardian.until.is_(None))
    decided = select(NotSamePerson.user_id).where(NotSamePerson.student_id.is_(None))
    return (
        User.student_id.is_(None)
        & ~User.is_staff
        & User.id.in_(learners)
        & User.id.not_in(parents)
        & User.id.not_in(decided)
    )


def candidates(session: Session, users: Sequence[User]) -> dict[int, list[Candidate]]:
    """User id → the cards it may be, those of the same number first. Three queries."""
    numbers = {user.college_number for user in users} - {""}
    keys = {_name_key(user) for user in users} - {""}
    cards = list(
        session.scalars(
            select(Student)
            .where(
                or_(
                    Student.college_number.in_(numbers),
                    *(Student.sort_key.startswith(key, autoescape=True) for key in sorted(keys)),
                ),
                ~Student.is_archived,
            )
            .order_by(Student.sort_key, Student.id)
        )
    )
    refused = _told_apart(session, [user.id for user in users])
    return {user.id: _of_user(user, cards, refused) for user in users}


def _of_user(user: User, cards: Sequence[Student], refused: set[tuple[int, int | None]]) -> list[Candidate]:
    key = _name_key(user)
    found = [
        Candidate(
            card,
            has_number=bool(user.college_number) and card.college_number == user.college_number,
            has_name=bool(key) and card.sort_key.startswith(key),
        )
        for card in cards
        if (user.id, card.id) not in refused
    ]
    return sorted(
        (one for one in found if one.has_number or one.has_name), key=lambda one: not one.has_number
    )


def _name_key(user: User) -> str:
    """Family and given name as a card's key begins with; empty when the LMS hides names."""
    return sort_key(user.family_name, user.given_name) if user.family_name and user.given_name else ""


def tie(acting: Acting, user: User, student: Student) -> None:
    """This account is this student. Raises E_PEOPLE for staff and tied accounts, E_STUDENT for an archived card."""
    _require_loose(user)
    if student.is_archived:
        raise Refusal("E_STUDENT", _CLAUSE, N_("Карточка в архиве. Выберите действующую."))
    user.student_id = student.id
    if not student.college_number and user.college_number:
        student.college_number = user.college_number
    record(acting, "tied", User.__tablename__, user.id, student_id=student.id, number=user.college_number)
    acting.session.flush()


def untie(acting: Acting, user: User) -> None:
    """The account was tied to the wrong card: it waits again, and is not tied to that card by its number any more."""
    student_id = user.student_id
    if student_id is None:
        raise Refusal("E_PEOPLE", _CLAUSE, N_("Учётная запись ни к какой карточке не привязана."))
    user.student_id = None
    record(acting, "untied", User.__tablename__, user.id, student_id=student_id)
    _tell_apart(acting, user, student_id)


def make_card(acting: Acting, user: User) -> Student:
    """A new card for the account. Raises E_PEOPLE; E_NUMBER when a card has the number already."""
    _require_loose(user)
    number = user.college_number
    if number and acting.session.scalar(
        select(Student.id).where(Student.college_number == number, ~Student.is_archived)
    ):
        raise Refusal(
            "E_NUMBER", _CLAUSE,
            N_("Карточка с номером «%(number)s» уже есть: привяжите к ней или исправьте номер в LMS."), number=number,
        )  # fmt: skip
    family = user.family_name or user.display_name
    student = Student(
        family_name=family, given_name=user.given_name, patronymic=user.patronymic, college_number=number,
        sort_key=sort_key(family, user.given_name, user.patronymic), created_at=acting.now,
    )  # fmt: skip
    acting.session.add(student)
    acting.session.flush()
    tie(acting, user, student)
    return student


def decide_not_same(acting: Acting, user: User, student: Student | None) -> None:
    """The account is not this student; without a student: it is no student at all and waits no longer."""
    _require_loose(user)
    _tell_apart(acting, user, student.id if student else None)


def _tell_apart(acting: Acting, user: User, student_id: int | None) -> None:
    same = select(NotSamePerson.id).where(
        NotSamePerson.user_id == user.id,
        NotSamePerson.student_id.is_(None) if student_id is None else NotSamePerson.student_id == student_id,
    )
    if acting.session.scalar(same) is None:
        acting.session.add(
            NotSamePerson(
                user_id=user.id, student_id=student_id, decided_at=acting.now, decided_by_id=acting.user_id
            )
        )
    acting.session.flush()


def _require_loose(user: User) -> None:
    if user.is_staff or user.student_id is not None:
        raise Refusal(
            "E_PEOPLE",
            _CLAUSE,
            N_("Эта учётная запись уже привязана или принадлежит сотруднику. Обновите страницу."),
        )


def doubled_cards(session: Session, most: int = 100) -> list[tuple[Student, Student]]:
    """Pairs of cards in use with one college number, one record book, or one full name and birth date. Four queries."""
    shared = _shared(session)
    if not shared:
        return []
    conditions = [
        tuple_(*(getattr(Student, name) for name in names)).in_(
            [values for key, values in shared if key == names]
        )
        for names in dict.fromkeys(key for key, _values in shared)
    ]
    cards = session.scalars(
        select(Student).where(or_(*conditions), ~Student.is_archived).order_by(Student.sort_key, Student.id)
    ).all()
    pairs: dict[tuple[int, int], tuple[Student, Student]] = {}
    for names, values in shared:
        same = [card for card in cards if tuple(getattr(card, name) for name in names) == values]
        for other in same[1:]:
            pairs.setdefault((same[0].id, other.id), (same[0], other))
    return list(pairs.values())[:most]


def _shared(session: Session) -> list[tuple[tuple[str, ...], tuple[Any, ...]]]:
    """What more than one card in use has: the columns and their values."""
    found: list[tuple[tuple[str, ...], tuple[Any, ...]]] = []
    for names in (("college_number",), ("record_book",), ("sort_key", "birth_date")):
        columns = [getattr(Student, name) for name in names]
        last = columns[-1].is_not(None) if names[-1] == "birth_date" else columns[0] != ""
        query = (
            select(*columns)
            .where(~Student.is_archived, last)
            .group_by(*columns)
            .having(func.count() > 1)
            .limit(100)
        )
        found += [(names, tuple(row)) for row in session.execute(query)]
    return found
