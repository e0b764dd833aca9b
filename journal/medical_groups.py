"""Medical groups for physical education: certificates entered by the secretary, theory marked in «ТЗ» (4.2.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.memberships import Interval, covers, members_of
from journal.writing import TAKES_PLACE
from models import Journal, Lesson, MedicalGroup, Membership, Student, Work
from regulation.kinds import WorkKind
from regulation.names import short_name
from regulation.physical import (
    HealthGroup,
    check_certificate,
    check_kind_of_work,
    check_period,
    is_physical_education,
)
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

THEORY_ONLY = tuple(group for group in HealthGroup if group.is_theory_only)
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Certificate:
    """What the paper says: no illness, only the group, the number and the days, both included."""

    health_group: HealthGroup
    number: str
    issued_on: date
    starts_on: date
    ends_on: date


def enter_certificate(acting: Acting, student: Student, given: Certificate) -> MedicalGroup:
    """Record a certificate; lessons of physical education get their «ТЗ» column.

    Raises E_CERTIFICATE for anything but a number, E_PERIOD, also when another certificate covers some of the days.
    """
    number = check_certificate(given.number)
    check_period(given.issued_on, given.starts_on, given.ends_on, acting.today)
    clash = acting.session.scalar(
        select(MedicalGroup).where(
            MedicalGroup.student_id == student.id,
            MedicalGroup.annulled_at.is_(None),
            MedicalGroup.starts_on <= given.ends_on,
            MedicalGroup.ends_on >= given.starts_on,
        )
    )
    if clash is not None:
        raise Refusal(
            "E_PERIOD",
            "4.2.4",
            N_(
                "На эти дни уже есть справка № %(number)s (по %(day)s). Аннулируйте её или укажите дни после неё."
            ),
            number=clash.certificate.lstrip("№ "),
            day=clash.ends_on.strftime("%d.%m.%Y"),
        )
    made = MedicalGroup(
        student_id=student.id, health_group=given.health_group, certificate=number, issued_on=given.issued_on,
        starts_on=given.starts_on, ends_on=given.ends_on, entered_at=acting.now, entered_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(made)
    acting.session.flush()
    if given.health_group.is_theory_only:
        _add_theory_columns(acting, student, given)
    return made


def annul_certificate(acting: Acting, found: MedicalGroup, reason: str) -> MedicalGroup:
    """Take a mistaken certificate back with a reason; marks that were given stay. Raises E_STATE, E_TOPIC_*."""
    if found.annulled_at is not None:
        raise Refusal("E_STATE", "4.2.4", N_("Справка уже аннулирована. Обновите страницу."))
    found.annulled_reason = check_remark(reason, acting.rules.latin_terms)
    found.annulled_at = acting.now
    acting.session.flush()
    return found


def theory_intervals(session: Session, journal: Journal) -> dict[int, list[Interval]]:
    """Student id → days of theory only, in a journal of physical education; nothing elsewhere. One query at most."""
    if not is_physical_education(journal.discipline.name):
        return {}
    members = select(Membership.student_id).where(Membership.group_id == journal.group_id)
    found: dict[int, list[Interval]] = {}
    for student_id, starts, ends in session.execute(
        select(MedicalGroup.student_id, MedicalGroup.starts_on, MedicalGroup.ends_on).where(
            MedicalGroup.student_id.in_(members),
            MedicalGroup.health_group.in_(THEORY_ONLY),
            MedicalGroup.annulled_at.is_(None),
            MedicalGroup.starts_on <= journal.term.ends_on,
            MedicalGroup.ends_on >= journal.term.starts_on,
        )
    ):
        found.setdefault(student_id, []).append((starts, ends))
    return found


def theory_by_journal(session: Session, journals: Iterable[Journal]) -> dict[int, list[Interval]]:
    """Journal id → days on which somebody of its group is marked for theory only: one query for any number of them."""
    sport = [one for one in journals if is_physical_education(one.discipline.name)]
    if not sport:
        return {}
    by_group: dict[int, list[Interval]] = {}
    for group_id, starts, ends in session.execute(
        select(Membership.group_id, MedicalGroup.starts_on, MedicalGroup.ends_on)
        .join(Membership, Membership.student_id == MedicalGroup.student_id)
        .where(
            Membership.group_id.in_({one.group_id for one in sport}),
            MedicalGroup.health_group.in_(THEORY_ONLY),
            MedicalGroup.annulled_at.is_(None),
        )
        .distinct()
    ):
        by_group.setdefault(group_id, []).append((starts, ends))
    return {one.id: by_group.get(one.group_id, []) for one in sport}


def require_allowed_work(session: Session, work: Work, student_id: int) -> None:
    """In physical education a special group is marked for theory. Raises E_MEDICAL. One query, in such a journal only."""
    journal = work.lesson.journal
    if work.kind in (WorkKind.THEORY, WorkKind.CHECKPOINT):
        return
    if covers(theory_intervals(session, journal).get(student_id, []), work.lesson.date):
        student = session.get_one(Student, student_id)
        check_kind_of_work(work.kind, short_name(student.family_name, student.given_name, student.patronymic))


def ensure_theory_column(session: Session, lesson: Lesson, journal: Journal) -> Work | None:
    """Give the lesson its «ТЗ» column when somebody of the list needs one that day; the made one, else None."""
    days = theory_intervals(session, journal)
    if not days or not lesson.kind.facts.in_attendance:
        return None
    if any(work.kind is WorkKind.THEORY for work in lesson.works):
        return None
    if not any(
        covers(days.get(member.student.id, []), lesson.date) and member.is_in(lesson.date)
        for member in members_of(session, journal)
    ):
        return None
    ordinary = [work.position for work in lesson.works if work.kind is not WorkKind.CHECKPOINT]
    made = Work(journal_id=lesson.journal_id, kind=WorkKind.THEORY, position=max(ordinary, default=-1) + 1)
    lesson.works.append(made)
    session.flush()
    return made


def ending_count(acting: Acting, groups: Sequence[int] | None = None) -> int:
    """How many certificates end within two weeks and have none after them."""
    return len(ending(acting, groups))


def ending(acting: Acting, groups: Collection[int] | None = None) -> list[int]:
    """Ids of the certificates that end within two weeks, of the students of these groups (of all when None)."""
    later = select(MedicalGroup.student_id).where(
        MedicalGroup.annulled_at.is_(None), MedicalGroup.ends_on > acting.today + SOON
    )
    wanted = select(MedicalGroup.id).where(
        MedicalGroup.annulled_at.is_(None),
        MedicalGroup.ends_on >= acting.today,
        MedicalGroup.ends_on <= acting.today + SOON,
        MedicalGroup.student_id.not_in(later),
    )
    if groups is not None:
        wanted = wanted.where(MedicalGroup.student_id.in_(members_today(acting, groups)))
    return list(acting.session.scalars(wanted))


def members_today(acting: Acting, groups: Collection[int] | None) -> Select[int]:
    """A subquery of the students in these groups today, in any group when None."""
    wanted = select(Membership.student_id).where(
        Membership.starts_on <= acting.today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= acting.today),
    )
    return wanted if groups is None else wanted.where(Membership.group_id.in_(groups))


def _add_theory_columns(acting: Acting, student: Student, given: Certificate) -> None:
    """Lessons of physical education that can still be written get the column; a locked past is not touched (4.1.1)."""
    first = max(given.starts_on, acting.today - timedelta(days=acting.rules.lock_days))
    for lesson in acting.session.scalars(
        select(Lesson)
        .join(Journal, Journal.id == Lesson.journal_id)
        .where(
            Journal.group_id.in_(select(Membership.group_id).where(Membership.student_id == student.id)),
            Lesson.state.in_(TAKES_PLACE),
            Lesson.date >= first,
            Lesson.date <= given.ends_on,
        )
    ):
        if is_physical_education(lesson.journal.discipline.name):
            ensure_theory_column(acting.session, lesson, lesson.journal)
