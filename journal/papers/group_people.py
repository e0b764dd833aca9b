"""F-10: what is known of the students of a group; printed separately, by its own right (3.9, 152-ФЗ)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.groups import curators
from journal.movement_rules import TITLES
from journal.papers.office import OfficePaper, office_heading
from journal.specialties import specialty_on
from models import Membership, Movement, MovementKind, PersonalCard, Representative, Student, StudyGroup
from regulation.calendar import academic_year_of, first_year_of
from regulation.names import full_name

_ENDS = timedelta(days=365)


@dataclass(frozen=True)
class PersonRow:
    """A student's line. Several movements and representatives are lines of one cell."""

    number: int
    name: str
    born: date | None
    record_book: str
    admission: str
    movement: tuple[str, ...]
    phone: str
    address: str
    representatives: tuple[str, ...]


@dataclass(frozen=True)
class GroupPeoplePaper(OfficePaper):
    """The list of everybody who was in the group in the academic year, as of `made_on`."""

    group: str
    specialty: str
    course: int | None
    study_form: str
    academic_year: str
    curator: str
    made_on: date
    rows: tuple[PersonRow, ...]


def group_people_of(acting: Acting, group: StudyGroup) -> GroupPeoplePaper:
    """The paper as of today. Ten queries at most."""
    session, today = acting.session, acting.today
    year = academic_year_of(today)
    specialty = specialty_on(session, group.specialty, today)
    memberships = _memberships(session, group.id, date(first_year_of(year), 9, 1))
    students = list(dict.fromkeys(one.student for one in memberships))
    ids = [student.id for student in students]
    movements = _by_student(_movements(session, ids))
    cards = {card.student_id: card for card in session.scalars(_of(PersonalCard, ids))}
    parents = _by_student(session.scalars(_of(Representative, ids).where(~Representative.is_archived)))
    return GroupPeoplePaper(
        heading=office_heading(session, today), group=group.name, specialty=specialty.title if specialty else "",
        course=group.course_in(year), study_form=group.study_form, academic_year=year,
        curator=curators(acting, [group.id]).get(group.id, ""), made_on=today,
        rows=tuple(
            _row(
                number, student, [one for one in memberships if one.student_id == student.id],
                movements.get(student.id, []), cards.get(student.id), parents.get(student.id, []),
            )
            for number, student in enumerate(students, 1)
        ),
    )  # fmt: skip


def _memberships(session: Session, group_id: int, first: date) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .join(Membership.student)
            .where(
                Membership.group_id == group_id, Membership.starts_on < first + _ENDS,
                or_(Membership.ends_on.is_(None), Membership.ends_on >= first),
            )
            .options(joinedload(Membership.student))
            .order_by(Student.sort_key, Student.id, Membership.starts_on)
        )
    )  # fmt: skip


def _of(model: Any, ids: Sequence[int]) -> Any:
    return select(model).where(model.student_id.in_(ids)).order_by(model.id)


def _movements(session: Session, ids: Sequence[int]) -> Iterable[Movement]:
    return session.scalars(
        select(Movement)
        .where(Movement.student_id.in_(ids), Movement.annulled_at.is_(None))
        .options(joinedload(Movement.order), joinedload(Movement.from_group), joinedload(Movement.to_group))
        .order_by(Movement.effective_on, Movement.id)
    )


def _by_student(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.student_id, []).append(row)
    return found


def _row(
    number: int, student: Student, memberships: Sequence[Membership], movements: Sequence[Movement],
    card: PersonalCard | None, parents: Sequence[Representative],
) -> PersonRow:  # fmt: skip
    admissions = [one for one in movements if one.kind is MovementKind.ADMISSION]
    is_moved = any(one.kind in (MovementKind.TRANSFER, MovementKind.REINSTATEMENT) for one in movements)
    return PersonRow(
        number=number,
        name=full_name(student.family_name, student.given_name, student.patronymic),
        born=student.birth_date,
        record_book=student.record_book,
        admission=admissions[-1].order.name if admissions else ("" if is_moved else memberships[0].basis),
        movement=tuple(_told(one) for one in movements if one.kind is not MovementKind.ADMISSION)
        or _ended(memberships),
        phone=card.phone if card else "",
        address=card.address if card else "",
        representatives=tuple(_represents(one) for one in parents),
    )


def _told(one: Movement) -> str:
    """«перевод в другую группу: БУ-23-2 → БУ-23-1 с 10.11.2025, приказ № 84-с от 07.11.2025»."""
    where = ""
    if one.kind in (MovementKind.TRANSFER, MovementKind.REINSTATEMENT) and one.to_group is not None:
        where = (
            f": {one.from_group.name} → {one.to_group.name}" if one.from_group else f": {one.to_group.name}"
        )
    return f"{TITLES[one.kind]}{where} с {one.effective_on:%d.%m.%Y}, приказ {one.order.name}"


def _ended(memberships: Sequence[Membership]) -> tuple[str, ...]:
    """For somebody whose leaving was written without an order in the register."""
    last = memberships[-1]
    return (f"в группе по {last.ends_on:%d.%m.%Y}: {last.end_basis}",) if last.ends_on else ()


def _represents(one: Representative) -> str:
    name = full_name(one.family_name, one.given_name, one.patronymic)
    return ", ".join(part for part in (f"{one.kinship}: {name}", one.phone, one.email) if part)
