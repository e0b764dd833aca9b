"""The forms of finals: «н/а» with its terms, its resolution, the request for an unlock."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from lti_tool.i18n import sentence
from lti_tool.numbers import whole_number
from regulation.finals import ReferralForm
from regulation.refusal import Refusal


class CardForm(FlaskForm):  # type: ignore[misc]
    """What both forms of a final's card carry: the version the person saw; the refusal that came back."""

    version = HiddenField()
    refused: Refusal | None = None

    @property
    def seen_version(self) -> int:
        """The row's version as the page showed it."""
        return whole_number(self.version.data)

    def show(self, refusal: Refusal) -> None:
        """Put the refusal at the field it speaks of; over the form when it speaks of none."""
        self.refused = refusal
        field = self.field_of(refusal)
        if field is not None:
            field.errors = [sentence(refusal)]

    def field_of(self, refusal: Refusal) -> Field | None:
        """The field the refusal speaks of."""
        raise NotImplementedError

    @property
    def top_refusal(self) -> Refusal | None:
        """A refusal that belongs to no field."""
        return self.refused if self.refused and self.field_of(self.refused) is None else None


class NotAssessedForm(CardForm):
    """Reason, deadline and form of making good (4.2.3)."""

    reason = StringField(_l("Причина"))
    deadline = DateField(_l("Срок сдачи"), validators=[])
    form = SelectField(
        _l("Форма сдачи"),
        choices=[SelectChoice("", "—"), *(SelectChoice(one.value, one.title) for one in ReferralForm)],
    )

    @property
    def chosen_form(self) -> ReferralForm | None:
        """The form chosen, None for none."""
        return ReferralForm(self.form.data) if self.form.data in set(ReferralForm) else None

    def field_of(self, refusal: Refusal) -> Field | None:
        """E_DEADLINE speaks of the first of the three that is missing, else of the deadline."""
        if refusal.code.startswith("E_TOPIC"):
            return self.reason
        if refusal.code != "E_DEADLINE":
            return None
        if not (self.reason.data or "").strip():
            return self.reason
        return self.form if self.chosen_form is None else self.deadline


class ResolutionForm(CardForm):
    """The mark, the day, the referral and the attempt (4.2.3)."""

    mark = RadioField(
        _l("Отметка"),
        choices=[SelectChoice(mark, mark) for mark in ("5", "4", "3", "2")],
        validate_choice=False,
    )
    resolved_on = DateField(_l("Дата сдачи"), validators=[])
    basis = StringField(_l("Направление"))
    attempt = SelectField(
        _l("Попытка"),
        choices=[SelectChoice("1", _l("первая")), SelectChoice("2", _l("вторая, с комиссией"))],
        validate_choice=False,
    )

    @property
    def chosen_attempt(self) -> int:
        """The number of the attempt."""
        return whole_number(self.attempt.data) or 1

    def field_of(self, refusal: Refusal) -> Field | None:
        """The field a refused resolution is about."""
        if refusal.code.startswith("E_TOPIC") or refusal.code == "E_ORDER":
            return self.basis
        fields = {"E_MARK": self.mark, "E_FUTURE": self.resolved_on}
        if refusal.code == "E_DEADLINE":
            return self.attempt if self.resolved_on.data else self.resolved_on
        return fields.get(refusal.code)


class UnlockForm(CardForm):
    """Why finals are to be opened after the last day, and until when (4.2.1)."""

    reason = StringField(_l("Причина"))
    until = DateField(_l("Открыть до"), validators=[])

    @property
    def last_day(self) -> date | None:
        """The last day asked for."""
        found: date | None = self.until.data
        return found

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason, or the day."""
        return self.until if refusal.code == "E_DEADLINE" else self.reason
