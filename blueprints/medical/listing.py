"""The list of certificates: whose, which group, number and days."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from journal.acting import Acting
from journal.medical_groups import ending, members_today
from lti_tool.access import may
from lti_tool.listing import Column, Filter, Listing, has_words
from models import MedicalGroup, Membership, Student, StudyGroup
from regulation.names import full_name
from regulation.physical import HealthGroup


def medical_list(acting: Acting, groups: Sequence[int] | None) -> Listing:
    """Certificates of the students of these groups, of all when None."""
    today = acting.today
    group = (
        select(func.max(StudyGroup.name))
        .join(Membership, Membership.group_id == StudyGroup.id)
        .where(
            Membership.student_id == MedicalGroup.student_id,
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
        .correlate(MedicalGroup)
        .scalar_subquery()
    )
    query = (
        select(MedicalGroup, Student, group)
        .join(Student, Student.id == MedicalGroup.student_id)
        .order_by(Student.sort_key, Student.id, MedicalGroup.starts_on.desc())
    )
    if groups is not None:
        query = query.where(MedicalGroup.student_id.in_(members_today(acting, groups)))
    may_edit = may("medical", "C")  # type: ignore[arg-type]

    def chosen(value: str) -> ColumnElement[bool]:
        in_force = and_(
            MedicalGroup.annulled_at.is_(None), MedicalGroup.starts_on <= today, MedicalGroup.ends_on >= today
        )
        if value == "ending":
            return or_(false(), MedicalGroup.id.in_(ending(acting, groups)))
        return in_force if value == "now" else ~in_force

    def state(row: tuple[MedicalGroup, Student, str]) -> str:
        one = row[0]
        if one.annulled_at is not None:
            return "аннулирована"
        if one.ends_on < today:
            return "закончилась"
        return "ещё не действует" if one.starts_on > today else "действует"

    return Listing(
        title=_("Медицинские группы"),
        query=query,
        columns=(
            Column(
                _("Обучающийся"),
                lambda row: full_name(row[1].family_name, row[1].given_name, row[1].patronymic),
                link=(lambda row: url_for("medical.one", medical_id=row[0].id)) if may_edit else None,
            ),
            Column(_("Группа"), lambda row: row[2]),
            Column(_("Медицинская группа"), lambda row: row[0].health_group.title),
            Column(_("Справка №"), lambda row: row[0].certificate),
            Column(_("С"), lambda row: row[0].starts_on),
            Column(_("По"), lambda row: row[0].ends_on),
            Column(_("Состояние"), state, badge=lambda row: "badge-green" if state(row) == "действует" else "badge"),
        ),
        file_name="medical-groups",
        filters=(
            Filter(
                "state", _("Справки"),
                (("", _("все")), ("now", _("действуют")), ("ending", _("кончаются за две недели")), ("past", _("не действуют"))),
                chosen, default="now",
            ),
            Filter(
                "group", _("Медицинская группа"), [("", _("любая")), *((one.value, one.title) for one in HealthGroup)],
                lambda value: MedicalGroup.health_group == HealthGroup(value),
            ),
        ),
        words=lambda text: has_words(Student.sort_key, text),
        words_hint=_("фамилия"),
        nothing=_("Справок нет. Их вносит секретарь учебной части (п. 4.2.4)."),
        context={"may_edit": may_edit},
    )  # fmt: skip
