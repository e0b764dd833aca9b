"""The form of a study group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from journal.acting import Acting
from journal.groups import FORMS, GroupFields
from journal.specialties import specialties_in_force
from lti_tool.numbers import whole_number
from models import StudyGroup


class GroupForm(FlaskForm):  # type: ignore[misc]
    """What the secretary says of a group."""

    name = StringField(_l("Название"), validators=[Length(max=60, message=_l("Не длиннее 60 знаков."))])
    specialty_id = SelectField(_l("Специальность"))
    study_form = SelectField(_l("Форма обучения"), choices=[SelectChoice(one, one) for one in FORMS])
    admission_year = IntegerField(
        _l("Год поступления"),
        validators=[Optional(), NumberRange(1990, 2100, message=_l("Четыре цифры, например 2025."))],
    )
    courses = IntegerField(
        _l("Сколько курсов"), validators=[Optional(), NumberRange(1, 6, message=_l("От 1 до 6."))]
    )

    @classmethod
    def for_group(cls, acting: Acting, group: StudyGroup | None, **given: object) -> GroupForm:
        """The form with the directory's specialties; an archived one stays choosable for the group that has it."""
        form = cls(obj=group, **given)
        offered = specialties_in_force(acting.session)
        if group is not None and group.specialty is not None and group.specialty not in offered:
            offered.append(group.specialty)
        form.specialty_id.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(str(one.id), one.title) for one in offered),
        ]
        if group is not None and not form.is_submitted():
            form.specialty_id.data = str(group.specialty_id or "")
        return form

    @property
    def fields(self) -> GroupFields:
        """What was typed."""
        return GroupFields(
            name=self.name.data or "",
            specialty_id=whole_number(self.specialty_id.data) or None,
            study_form=self.study_form.data or "",
            admission_year=self.admission_year.data,
            courses=self.courses.data,
        )
