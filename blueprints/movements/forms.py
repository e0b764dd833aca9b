"""The form of an order's movement: kind, order, day, group; who it is about is chosen beside it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from journal.movement_rules import TITLES, Draft
from lti_tool.numbers import whole_number
from models import MovementKind, Order, StudyGroup

# Promotion and graduation of whole groups have a page of their own; one student may still be graduated here.
OFFERED = [
    MovementKind.ADMISSION, MovementKind.TRANSFER, MovementKind.LEAVE, MovementKind.EXPULSION,
    MovementKind.REINSTATEMENT, MovementKind.GRADUATION, MovementKind.PROMOTION,
]  # fmt: skip


class MovementForm(FlaskForm):  # type: ignore[misc]
    """What the order says."""

    kind = SelectField(_l("Движение"), choices=[SelectChoice(one.value, _l(TITLES[one])) for one in OFFERED])
    number = StringField(_l("Приказ №"), validators=[Length(max=60, message=_l("Не длиннее 60 знаков."))])
    dated = DateField(_l("от"), validators=[InputRequired(_l("Укажите дату приказа."))])
    effective_on = DateField(_l("С какого дня"), validators=[InputRequired(_l("Укажите, с какого дня."))])
    to_group = SelectField(_l("В группу"), validate_choice=False)
    note = StringField(_l("Примечание"), validators=[Length(max=500, message=_l("Не длиннее 500 знаков."))])

    def offer(self, groups: Sequence[StudyGroup]) -> None:
        """The groups to choose from."""
        self.to_group.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(str(one.id), one.name) for one in groups),
        ]

    @property
    def to_group_id(self) -> int:
        """The group chosen, 0 for none."""
        return whole_number(self.to_group.data)

    def draft(self, order: Order, to_group: StudyGroup | None) -> Draft:
        """What is to be entered by this order."""
        return Draft(
            MovementKind(self.kind.data), self.effective_on.data, order, to_group, self.note.data or ""
        )
