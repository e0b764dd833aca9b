"""The list of study groups."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload

from journal.acting import Acting
from journal.groups import FORMS, curators, member_count
from journal.specialties import family_of, specialty_on
from lti_tool.listing import Column, Filter, Listing, has_words
from lti_tool.numbers import whole_number
from models import Specialty, StudyGroup
from regulation.calendar import academic_year_of, first_year_of
from regulation.courses import MOST_COURSES


def group_listing(acting: Acting, allowed: list[int] | None) -> Listing:
    """The groups the visitor may see (all for None), with the course of this academic year. Six queries."""
    session, today = acting.session, acting.today
    year = academic_year_of(today)
    specialties = {
        one.id: one for one in session.scalars(select(Specialty).order_by(Specialty.code, Specialty.key))
    }
    curated = curators(acting, allowed)
    query: Any = (
        select(StudyGroup, member_count(today))
        .options(joinedload(StudyGroup.specialty))
        .order_by(StudyGroup.key)
    )
    if allowed is not None:
        query = query.where(StudyGroup.id.in_(allowed))

    def specialty(row: Any) -> str:
        found = specialty_on(session, row[0].specialty, today)
        return found.title if found else ""

    return Listing(
        title=_("Группы"),
        query=query,
        columns=[
            Column(
                _("Группа"), lambda row: row[0].name, lambda row: url_for("groups.page", group_id=row[0].id)
            ),
            Column(_("Курс"), lambda row: row[0].course_in(year), is_number=True),
            Column(_("Специальность"), specialty),
            Column(_("Форма"), lambda row: row[0].study_form),
            Column(_("Обучающихся"), lambda row: row[1], is_number=True),
            Column(_("Куратор"), lambda row: curated.get(row[0].id, "")),
        ],
        file_name=_("группы"),
        filters=_filters(acting, specialties, curated),
        words=lambda text: or_(
            has_words(StudyGroup.key, text),
            StudyGroup.specialty_id.in_(select(Specialty.id).where(has_words(Specialty.key, text))),
        ),
        words_hint=_("группа, специальность"),
        nothing=_("Таких групп нет."),
    )


def _filters(acting: Acting, specialties: dict[int, Specialty], curated: dict[int, str]) -> list[Filter]:
    first = first_year_of(academic_year_of(acting.today))
    by_specialty = [(str(one.id), one.title) for one in specialties.values() if one.replaced_by_id is None]

    def of_specialty(value: str) -> ColumnElement[bool]:
        return StudyGroup.specialty_id.in_(family_of(acting.session, whole_number(value)))

    def of_course(value: str) -> ColumnElement[bool]:
        return StudyGroup.admission_year == first - whole_number(value) + 1

    def of_state(value: str) -> ColumnElement[bool]:
        if value == "uncurated":
            return ~StudyGroup.is_archived & StudyGroup.id.not_in(list(curated))
        if value == "incomplete":
            return ~StudyGroup.is_archived & (
                StudyGroup.specialty_id.is_(None) | StudyGroup.admission_year.is_(None)
            )
        return StudyGroup.is_archived.is_(value == "archived")

    return [
        Filter(
            "state", _("Состояние"),
            [("active", _("действующие")), ("archived", _("в архиве")), ("uncurated", _("без куратора")),
             ("incomplete", _("без специальности или года"))],
            of_state, default="active",
        ),
        Filter("course", _("Курс"), [("", _("все")), *((str(n), str(n)) for n in range(1, MOST_COURSES + 1))], of_course),
        Filter("specialty", _("Специальность"), [("", _("все")), *by_specialty], of_specialty),
        Filter(
            "form", _("Форма"), [("", _("все")), *((one, one) for one in FORMS)],
            lambda value: StudyGroup.study_form == value if value in FORMS else false(),
        ),
    ]  # fmt: skip
