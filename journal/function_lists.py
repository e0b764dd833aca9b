"""Function lists and «ознакомлен(а)»: who has read what (3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, Select, String, and_, cast, func, literal, or_, select, union

from journal.acting import Acting
from journal.holders import in_force
from models import CourseMember, CourseRole, FunctionMark, Grant, JournalTeacher, User
from regulation.functions import EDITION, FUNCTIONS, Function
from regulation.refusal import N_, Refusal

TEACHER = "teacher"


@dataclass(frozen=True)
class OwnList:
    """The list of an office the person holds; `marked_at` when it was acknowledged."""

    office: str
    lines: tuple[Function, ...]
    marked_at: datetime | None


def own_lists(acting: Acting) -> list[OwnList]:
    """The lists of the person's offices, and of a teacher when they teach. Two queries."""
    held = _held(acting).subquery()
    rows = acting.session.execute(
        select(held.c.office, FunctionMark.marked_at)
        .outerjoin(
            FunctionMark,
            and_(
                FunctionMark.user_id == held.c.user_id,
                FunctionMark.office == held.c.office,
                FunctionMark.edition == EDITION,
            ),
        )
        .where(held.c.user_id == acting.user_id)
    )
    found: dict[str, datetime | None] = dict(rows.all())
    return [OwnList(office, lines, found[office]) for office, lines in FUNCTIONS.items() if office in found]


def mark_functions(acting: Acting, office: str) -> FunctionMark:
    """«Ознакомлен(а)» with the list of one's office; said once, again gives the first mark. Raises E_PERSON otherwise."""
    own = next((one for one in own_lists(acting) if one.office == office), None)
    if own is None:
        raise Refusal("E_PERSON", "3.2", N_("Отметка ставится под перечнем функций своей должности."))
    if own.marked_at is not None:
        return acting.session.scalars(
            select(FunctionMark).where(
                FunctionMark.user_id == acting.user_id,
                FunctionMark.office == office,
                FunctionMark.edition == EDITION,
            )
        ).one()
    assert acting.user_id is not None
    made = FunctionMark(user_id=acting.user_id, office=office, edition=EDITION, marked_at=acting.now)
    acting.session.add(made)
    acting.session.flush()
    return made


def readers(acting: Acting) -> Select[tuple[User, str, datetime | None]]:
    """(person, office, when acknowledged) of everybody who has a list to read, by name; for a list page."""
    held = _held(acting).subquery()
    return (
        select(User, held.c.office.label("office"), FunctionMark.marked_at)
        .join(held, held.c.user_id == User.id)
        .outerjoin(
            FunctionMark,
            and_(
                FunctionMark.user_id == User.id,
                FunctionMark.office == held.c.office,
                FunctionMark.edition == EDITION,
            ),
        )
        .order_by(User.sort_key, User.id, held.c.office)
    )


def unread_count(acting: Acting) -> int:
    """How many lists their holders have not acknowledged."""
    rows = readers(acting).where(FunctionMark.id.is_(None)).order_by(None).subquery()
    return acting.session.scalar(select(func.count()).select_from(rows)) or 0


def _held(acting: Acting) -> CompoundSelect[tuple[int, str]]:
    """(user id, office) of every office in force, and of everybody who teaches."""
    today = acting.today
    return union(
        select(Grant.user_id.label("user_id"), cast(Grant.office, String).label("office")).where(
            *in_force(today)
        ),
        select(JournalTeacher.user_id, literal(TEACHER)).where(
            JournalTeacher.starts_on <= today,
            or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= today),
        ),
        select(CourseMember.user_id, literal(TEACHER)).where(
            CourseMember.launch_role == CourseRole.INSTRUCTOR,
            CourseMember.roster_role == CourseRole.INSTRUCTOR,
        ),
    )
