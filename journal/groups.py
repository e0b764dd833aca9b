"""Study groups as the secretary keeps them: made, changed, archived; who is in them and who curates them (3.9, 3.12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from models import Grant, Membership, Office, Specialty, Student, StudyGroup, User
from regulation.names import short_name
from regulation.refusal import N_, Refusal

_CLAUSE = "3.8.6"
FORMS = ("очная", "заочная", "очно-заочная")


@dataclass(frozen=True)
class GroupFields:
    """What is known of a group. `courses`: how many years it is taught; None for what is not known yet."""

    name: str
    specialty_id: int | None
    study_form: str
    admission_year: int | None
    courses: int | None


def save_group(acting: Acting, group: StudyGroup | None, fields: GroupFields) -> StudyGroup:
    """Make a group or change one. Raises E_GROUP."""
    name = " ".join(fields.name.split())
    _check(acting.session, group, name, fields)
    group = group or StudyGroup(name=name, created_at=acting.now)
    group.name, group.study_form = name, fields.study_form
    group.specialty_id, group.admission_year, group.courses = (
        fields.specialty_id,
        fields.admission_year,
        fields.courses,
    )
    acting.session.add(group)
    acting.session.flush()
    return group


def _check(session: Session, group: StudyGroup | None, name: str, fields: GroupFields) -> None:
    if not name or len(name) > 60:
        raise Refusal(
            "E_GROUP", _CLAUSE, N_("Укажите название группы, например «БУ-23-1», не длиннее 60 знаков.")
        )
    same = session.scalar(select(StudyGroup).where(StudyGroup.name == name))
    if same is not None and same is not group:
        raise Refusal(
            "E_GROUP",
            _CLAUSE,
            N_("Группа «%(name)s» уже есть. Двух групп с одним названием не бывает."),
            name=name,
        )
    if fields.study_form not in FORMS:
        raise Refusal("E_GROUP", _CLAUSE, N_("Выберите форму обучения из списка."))
    if fields.admission_year is not None and not 1990 <= fields.admission_year <= 2100:
        raise Refusal("E_GROUP", _CLAUSE, N_("Год поступления — четыре цифры, например 2025."))
    if fields.courses is not None and not 1 <= fields.courses <= 6:
        raise Refusal("E_GROUP", _CLAUSE, N_("Курсов в группе — от 1 до 6."))
    if fields.specialty_id is not None:
        specialty = session.get(Specialty, fields.specialty_id)
        kept = group is not None and group.specialty_id == fields.specialty_id
        if specialty is None or (specialty.is_archived and not kept):
            raise Refusal("E_GROUP", _CLAUSE, N_("Выберите специальность из справочника."))


def archive_group(acting: Acting, group: StudyGroup) -> None:
    """Take a group out of the choices; its journals and prints stay. Raises E_GROUP while somebody is in it."""
    inside = acting.session.scalar(
        select(func.count(Membership.id)).where(Membership.group_id == group.id, holds_on(acting.today))
    )
    if inside:
        raise Refusal(
            "E_GROUP", _CLAUSE,
            N_("В группе %(name)s ещё числятся обучающиеся (%(count)s). Сначала внесите их выпуск, перевод или отчисление."),
            name=group.name, count=inside,
        )  # fmt: skip
    group.is_archived = True
    acting.session.flush()


def restore_group(acting: Acting, group: StudyGroup) -> None:
    """Put an archived group back into use."""
    group.is_archived = False
    acting.session.flush()


def holds_on(day: date) -> ColumnElement[bool]:
    """The memberships that hold on the day."""
    return and_(Membership.starts_on <= day, or_(Membership.ends_on.is_(None), Membership.ends_on >= day))


def member_count(day: date) -> ScalarSelect[int]:
    """For a query over groups: how many are in the group on the day."""
    return (
        select(func.count(Membership.id))
        .where(Membership.group_id == StudyGroup.id, holds_on(day))
        .correlate(StudyGroup)
        .scalar_subquery()
    )


def curators(acting: Acting, group_ids: Iterable[int] | None = None) -> dict[int, str]:
    """Group id → who curates it by an order in force today, «Петрова М. И., Иванова В. П.». One query."""
    wanted = (
        select(Grant.group_id, User)
        .join(User, Grant.user_id == User.id)
        .where(
            Grant.office == Office.CURATOR, Grant.group_id.is_not(None), Grant.revoked_at.is_(None),
            Grant.starts_on <= acting.today, or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
        )
        .order_by(User.sort_key, User.id)
    )  # fmt: skip
    if group_ids is not None:
        wanted = wanted.where(Grant.group_id.in_(list(group_ids)))
    found: dict[int, list[str]] = {}
    for group_id, user in acting.session.execute(wanted):
        name = short_name(user.family_name, user.given_name, user.patronymic) or user.display_name
        found.setdefault(group_id or 0, []).append(name)
    return {group_id: ", ".join(dict.fromkeys(names)) for group_id, names in found.items()}


def memberships_of_group(session: Session, group_id: int) -> list[Membership]:
    """Everybody who is, was or will be in the group, as Russians sort."""
    return list(
        session.scalars(
            select(Membership)
            .join(Membership.student)
            .where(Membership.group_id == group_id)
            .options(joinedload(Membership.student))
            .order_by(Student.sort_key, Student.id, Membership.starts_on)
        )
    )


def groups_in_use(session: Session) -> list[StudyGroup]:
    """The groups that are not archived, by name."""
    return list(session.scalars(select(StudyGroup).where(~StudyGroup.is_archived).order_by(StudyGroup.key)))
