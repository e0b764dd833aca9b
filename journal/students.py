"""Students' cards: made and corrected by the secretary; where each stands now (3.9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.groups import holds_on
from models import Membership, Movement, MovementKind, Student
from regulation.names import sort_key
from regulation.refusal import N_, Refusal

_CLAUSE = "3.9.2"


class Standing(StrEnum):
    """Where a student stands on a day."""

    STUDYING = "studying"
    NEWCOMER = "newcomer"
    ON_LEAVE = "on_leave"
    EXPELLED = "expelled"
    GRADUATED = "graduated"
    OUTSIDE = "outside"  # in no group, and no order says why


STANDING_TITLES: dict[Standing, str] = {
    Standing.STUDYING: N_("обучается"),
    Standing.NEWCOMER: N_("без группы"),
    Standing.ON_LEAVE: N_("в академическом отпуске"),
    Standing.EXPELLED: N_("отчислен(а)"),
    Standing.GRADUATED: N_("выпущен(а)"),
    Standing.OUTSIDE: N_("вне групп"),
}
_AFTER = {
    MovementKind.ADMISSION: Standing.NEWCOMER,
    MovementKind.LEAVE: Standing.ON_LEAVE,
    MovementKind.EXPULSION: Standing.EXPELLED,
    MovementKind.GRADUATION: Standing.GRADUATED,
}


@dataclass(frozen=True)
class StudentFields:
    """What a card says of the person."""

    family_name: str
    given_name: str
    patronymic: str
    birth_date: date | None
    record_book: str
    college_number: str


def save_student(acting: Acting, student: Student | None, fields: StudentFields) -> Student:
    """Make a card or correct one. Raises E_STUDENT, E_NUMBER when the number is another's.

    Sheets and prints made before keep the name they were made with.
    """
    family, given, father = (
        " ".join(part.split()) for part in (fields.family_name, fields.given_name, fields.patronymic)
    )
    book, number = fields.record_book.strip(), fields.college_number.strip()
    if not family or max(map(len, (family, given, father))) > 100 or len(book) > 60 or len(number) > 100:
        raise Refusal(
            "E_STUDENT", _CLAUSE, N_("Укажите фамилию; части имени — до 100 знаков, номера — до 60.")
        )
    if fields.birth_date is not None and not date(1930, 1, 1) <= fields.birth_date <= acting.today:
        raise Refusal("E_STUDENT", _CLAUSE, N_("Проверьте дату рождения."))
    _refuse_taken(acting.session, student, number, book)
    student = student or Student(created_at=acting.now)
    student.family_name, student.given_name, student.patronymic = family, given, father
    student.sort_key = sort_key(family, given, father)
    student.birth_date, student.record_book, student.college_number = fields.birth_date, book, number
    acting.session.add(student)
    acting.session.flush()
    return student


def _refuse_taken(session: Session, student: Student | None, number: str, book: str) -> None:
    taken = [
        (Student.college_number, number, N_("Номер колледжа «%(value)s» уже стоит в карточке: %(name)s.")),
        (Student.record_book, book, N_("Зачётная книжка «%(value)s» уже стоит в карточке: %(name)s.")),
    ]
    for column, value, sentence in taken:
        if not value:
            continue
        other = session.scalars(
            select(Student).where(
                column == value, ~Student.is_archived, Student.id != (student.id if student else 0)
            )
        ).first()
        if other is not None:
            name = " ".join(part for part in (other.family_name, other.given_name, other.patronymic) if part)
            raise Refusal("E_NUMBER", _CLAUSE, sentence, value=value, name=name)


def group_now(day: date) -> ScalarSelect[int]:
    """For a query over students: the id of the group the student is in on the day, NULL for none."""
    return (
        select(func.min(Membership.group_id))
        .where(Membership.student_id == Student.id, holds_on(day))
        .correlate(Student)
        .scalar_subquery()
    )


def last_kind(day: date) -> ScalarSelect[MovementKind]:
    """For a query over students: the kind of the last movement in force by the day, NULL for none."""
    return (
        select(Movement.kind)
        .where(
            Movement.student_id == Student.id, Movement.annulled_at.is_(None), Movement.effective_on <= day
        )
        .order_by(Movement.effective_on.desc(), Movement.id.desc())
        .limit(1)
        .correlate(Student)
        .scalar_subquery()
    )


def standing_of(group_id: int | None, kind: MovementKind | None) -> Standing:
    """Where somebody in this group (None for no group) whose last movement is of this kind stands."""
    if group_id is not None:
        return Standing.STUDYING
    return _AFTER.get(kind, Standing.OUTSIDE) if kind is not None else Standing.OUTSIDE


def movements_of(session: Session, student_id: int) -> list[Movement]:
    """Everything that was ordered about the student, the newest first, annulled ones too."""
    return list(
        session.scalars(
            select(Movement)
            .where(Movement.student_id == student_id)
            .options(
                joinedload(Movement.order), joinedload(Movement.from_group), joinedload(Movement.to_group)
            )
            .order_by(Movement.effective_on.desc(), Movement.id.desc())
        )
    )


def movements_of_group(session: Session, group_id: int, most: int = 200) -> list[Movement]:
    """Who came into the group and who left it, the newest first."""
    return list(
        session.scalars(
            select(Movement)
            .where(
                or_(Movement.from_group_id == group_id, Movement.to_group_id == group_id),
                Movement.kind != MovementKind.PROMOTION, Movement.annulled_at.is_(None),
            )
            .options(
                joinedload(Movement.student), joinedload(Movement.order), joinedload(Movement.from_group),
                joinedload(Movement.to_group),
            )
            .order_by(Movement.effective_on.desc(), Movement.id.desc())
            .limit(most)
        )
    )  # fmt: skip


def memberships_of_student(session: Session, student_id: int) -> list[Membership]:
    """The groups of the student, the newest first."""
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.student_id == student_id)
            .options(joinedload(Membership.group))
            .order_by(Membership.starts_on.desc())
        )
    )


def standing_now(memberships: list[Membership], movements: list[Movement], today: date) -> Standing:
    """Where a student with these groups and movements, the newest first, stands today."""
    inside = [
        one.group_id
        for one in memberships
        if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)
    ]
    kinds = [one.kind for one in movements if one.annulled_at is None and one.effective_on <= today]
    return standing_of(inside[0] if inside else None, kinds[0] if kinds else None)
