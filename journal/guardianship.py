"""Who looks in as a parent today: a tie in force, a consent that stands, a child not of age or consenting (3.12.1).

Asked anew by every request: what is withdrawn or what a birthday ends is over at the next click.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from models import Consent, ConsentPurpose, Guardian, Student, User
from models.consent import STANDING
from regulation.consents import Purpose, Relation, born_by, eighteenth_birthday, is_adult


def in_force(today: date) -> ColumnElement[bool]:
    """The condition on `Guardian`: the tie shows the student's data to the parent on this day."""
    ward = aliased(Student)
    is_of_age = exists().where(ward.id == Guardian.student_id, ward.birth_date <= born_by(today))
    return and_(
        Guardian.until.is_(None),
        Guardian.stopped_at.is_(None),
        or_(
            Guardian.consent_id.is_(None),
            exists().where(Consent.id == Guardian.consent_id, stands(today)),
        ),
        or_(~is_of_age, own_consent(today)),
    )


def stands(today: date) -> ColumnElement[bool]:
    """The condition on `Consent`: given, neither withdrawn nor past its date."""
    return and_(Consent.state.in_(STANDING), or_(Consent.expires_on.is_(None), Consent.expires_on >= today))


def own_consent(today: date) -> ColumnElement[bool]:
    """The condition on `Guardian`: the student, of age, agreed that the parents go on looking in."""
    return exists().where(
        Consent.student_id == Guardian.student_id,
        Consent.relation == Relation.SELF,
        ConsentPurpose.consent_id == Consent.id,
        ConsentPurpose.purpose == Purpose.ACCESS,
        ConsentPurpose.withdrawn_at.is_(None),
        stands(today),
    )


def has_consent(session: Session, user: User, student_id: int, purpose: Purpose, today: date) -> bool:
    """Whether the parent (or the student of age) agreed to this purpose about this student, and it still stands.

    A parent linked by the LMS or by a login: their own consent; for a student of age the student's own besides.
    """
    own = user.student_id == student_id
    giver = Consent.relation == Relation.SELF if own else Consent.user_id == user.id
    agreed = session.scalar(
        select(Consent.id)
        .join(ConsentPurpose)
        .where(
            Consent.student_id == student_id, giver, stands(today), ConsentPurpose.purpose == purpose,
            ConsentPurpose.withdrawn_at.is_(None),
        )
        .limit(1)
    )  # fmt: skip
    if agreed is None or own:
        return agreed is not None
    tie = select(Guardian.id).where(
        Guardian.user_id == user.id, Guardian.student_id == student_id, in_force(today)
    )
    return session.scalar(tie.limit(1)) is not None


def suspended_children(session: Session, user_id: int, today: date) -> list[Student]:
    """Children of age whose parent may not look in until they consent; for the sentence that says so."""
    return list(
        session.scalars(
            select(Student)
            .join(Guardian, Guardian.student_id == Student.id)
            .where(
                Guardian.user_id == user_id, Guardian.until.is_(None), Guardian.stopped_at.is_(None),
                Student.birth_date <= born_by(today), ~own_consent(today),
            )
            .order_by(Student.sort_key, Student.id)
        )
    )  # fmt: skip


def is_stopped_parent(session: Session, user_id: int) -> bool:
    """Whether a tie of the parent is stopped by a withdrawn consent."""
    wanted = select(Guardian.id).where(
        Guardian.user_id == user_id, Guardian.until.is_(None), Guardian.stopped_at.is_not(None)
    )
    return session.scalar(wanted.limit(1)) is not None


def comes_of_age(student: Student, today: date) -> date | None:
    """The coming 18th birthday; None once it is over or while the birth date is unknown."""
    if student.birth_date is None or is_adult(student.birth_date, today):
        return None
    return eighteenth_birthday(student.birth_date)
