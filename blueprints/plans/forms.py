"""Forms of the КТП pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from journal.plan_rows import PlanRow
from models import PlanItem
from regulation.kinds import LessonKind


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A КТП file."""

    file = FileField(_l("Файл КТП (XLSX, CSV или DOCX)"), validators=[FileRequired(_l("Выберите файл."))])


class ItemForm(FlaskForm):  # type: ignore[misc]
    """One line of the plan; the rules of its values are the operation's."""

    is_section = BooleanField(_l("Это заголовок раздела"))
    topic = TextAreaField(
        _l("Наименование раздела или темы"),
        validators=[DataRequired(_l("Впишите тему (п. 4.1.2).")), Length(max=500)],
    )
    hours = StringField(_l("Часы"), default="2", validators=[Optional(), Length(max=5)])
    kind = SelectField(
        _l("Вид занятия"), choices=[SelectChoice(kind.value, kind.facts.title) for kind in LessonKind]
    )
    planned_on = StringField(_l("Срок (ДД.ММ.ГГГГ)"), validators=[Optional(), Length(max=10)])
    homework = StringField(_l("Самостоятельная работа (домашнее задание)"), validators=[Length(max=500)])
    means = StringField(_l("Средства обучения"), validators=[Length(max=500)])
    literature = StringField(_l("Литература"), validators=[Length(max=500)])
    control_form = StringField(_l("Формы контроля"), validators=[Length(max=500)])
    note = StringField(_l("Примечание"), validators=[Length(max=500)])

    def row(self) -> PlanRow:
        """What was typed, as a row of a plan."""
        return PlanRow(
            0, self.topic.data or "", self.hours.data or "", self.kind.data or "", self.planned_on.data or "",
            self.homework.data or "", bool(self.is_section.data), self.means.data or "", self.literature.data or "",
            self.control_form.data or "", self.note.data or "",
        )  # fmt: skip

    @classmethod
    def of(cls, item: PlanItem) -> ItemForm:
        """The form filled from a line."""
        return cls(
            is_section=item.is_section, topic=item.topic, hours=str(item.hours or ""),
            kind=item.kind.value if item.kind else LessonKind.LECTURE.value,
            planned_on=item.planned_on.strftime("%d.%m.%Y") if item.planned_on else "", homework=item.homework,
            means=item.means, literature=item.literature, control_form=item.control_form, note=item.note,
        )  # fmt: skip


class ShiftForm(FlaskForm):  # type: ignore[misc]
    """Moving the dates of a line and all after it."""

    first = IntegerField(_l("Начиная со строки"), validators=[InputRequired()])
    days = IntegerField(
        _l("На сколько дней"),
        default=7,
        validators=[
            InputRequired(_l("Введите число дней.")),
            NumberRange(-120, 120, _l("От −120 до 120 дней.")),
        ],
    )


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Approval by the deputy director."""

    considered = StringField(_l("Рассмотрено (комиссия, протокол)"), validators=[Length(max=300)])
