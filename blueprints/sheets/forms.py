"""The forms of sheets: their terms, a retake's kind, a correction by order."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from journal.sheet_retakes import RetakeKind
from journal.sheets import SheetTerms
from lti_tool.numbers import whole_number
from models import ExamSheet, FinalScope, Journal, SheetForm, SheetKind
from regulation.rules import Rules
from regulation.sheets import Outcome, allowed_outcomes, outcome_in_words

KINDS = [
    SelectChoice(SheetKind.EXAM.value, _l("экзаменационная")),
    SelectChoice(SheetKind.CREDIT.value, _l("зачётная")),
]
FORMS = [
    SelectChoice(SheetForm.ORAL.value, _l("устно")),
    SelectChoice(SheetForm.WRITTEN.value, _l("письменно")),
]
SCOPES = {
    FinalScope.EXAM: _l("«Экзамен»"),
    FinalScope.TERM: _l("«Итоговая» за семестр"),
    FinalScope.STUDY: _l("«Итоговая» за весь период"),
}


class SheetTermsForm(FlaskForm):  # type: ignore[misc]
    """What is fixed in a draft."""

    kind = SelectField(_l("Ведомость"), choices=KINDS)
    form = SelectField(_l("Форма"), choices=FORMS)
    held_on = DateField(_l("Дата"), validators=[InputRequired(_l("Укажите дату экзамена или зачёта."))])
    held_at = StringField(_l("Время"))
    room = StringField(_l("Аудитория"))
    examiners = StringField(_l("Экзаменатор, комиссия"))
    scope = SelectField(_l("Результат — в столбец"))
    version = HiddenField()

    @classmethod
    def for_journal(cls, journal: Journal, **given: object) -> SheetTermsForm:
        """The form with the columns this journal has."""
        form = cls(**given)
        scopes = [FinalScope.EXAM, FinalScope.TERM, *([FinalScope.STUDY] if journal.has_study_final else [])]
        form.scope.choices = [SelectChoice(scope.value, SCOPES[scope]) for scope in scopes]
        return form

    def show(self, sheet: ExamSheet) -> None:
        """Fill the fields from a draft."""
        self.kind.data, self.form.data, self.scope.data = (
            sheet.kind.value,
            sheet.form.value,
            sheet.writes_scope,
        )
        self.held_on.data, self.held_at.data = sheet.held_on, sheet.held_at
        self.room.data, self.examiners.data = sheet.room, sheet.examiners

    @property
    def terms(self) -> SheetTerms:
        """The terms as the operation takes them."""
        held_on: date = self.held_on.data
        return SheetTerms(
            kind=SheetKind(self.kind.data),
            form=SheetForm(self.form.data),
            held_on=held_on,
            held_at=(self.held_at.data or "").strip(),
            room=(self.room.data or "").strip(),
            examiners=self.examiners.data or "",
            scope=FinalScope(self.scope.data),
        )


class RetakeForm(SheetTermsForm):
    """A retake: its kind and terms; what it examines is the first sheet's."""

    retake = SelectField(
        _l("Пересдача"), choices=[SelectChoice(kind.value, kind.title) for kind in RetakeKind]
    )


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    """A correction: the result and the order."""

    outcome = SelectField(_l("Верный результат"))
    order_number = StringField(_l("Приказ №"))
    order_date = DateField(_l("Дата приказа"), validators=[])
    reason = StringField(_l("Причина"))
    version = HiddenField()

    @classmethod
    def for_sheet(cls, sheet: ExamSheet, rules: Rules, **given: object) -> CorrectionForm:
        """The form with the results this sheet may say."""
        form = cls(**given)
        form.outcome.choices = [
            SelectChoice(outcome.value, outcome_title(outcome))
            for outcome in allowed_outcomes(sheet.kind.value, rules)
        ]
        return form


def outcome_title(outcome: Outcome) -> str:
    """«5 (отлично)», «не явился»."""
    words = outcome_in_words(outcome)
    return f"{outcome.value} ({words})" if outcome.value.isdigit() else words


def version_in(form: FlaskForm) -> int:
    """The version the person saw."""
    return whole_number(form.version.data)
