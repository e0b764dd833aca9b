"""The forms of a card: the person, the contacts, a representative."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from journal.contacts import ContactFields, RepresentativeFields
from journal.students import StudentFields


def _short(most: int) -> Length:
    return Length(max=most, message=_l("Слишком длинно."))


class StudentForm(FlaskForm):  # type: ignore[misc]
    """What the secretary says of a person."""

    family_name = StringField(_l("Фамилия"), validators=[_short(100)])
    given_name = StringField(_l("Имя"), validators=[_short(100)])
    patronymic = StringField(_l("Отчество"), validators=[_short(100)])
    birth_date = DateField(_l("Дата рождения"), validators=[Optional()])
    record_book = StringField(_l("Зачётная книжка"), validators=[_short(60)])
    college_number = StringField(_l("Номер колледжа"), validators=[_short(100)])

    @property
    def fields(self) -> StudentFields:
        """What was typed."""
        return StudentFields(
            self.family_name.data or "", self.given_name.data or "", self.patronymic.data or "", self.birth_date.data,
            self.record_book.data or "", self.college_number.data or "",
        )  # fmt: skip


class ContactForm(FlaskForm):  # type: ignore[misc]
    """How to reach a student."""

    phone = StringField(_l("Телефон"), validators=[_short(60)])
    email = StringField(_l("Электронная почта"), validators=[_short(200)])
    address = StringField(_l("Адрес"), validators=[_short(500)])

    @property
    def fields(self) -> ContactFields:
        """What was typed."""
        return ContactFields(self.phone.data or "", self.email.data or "", self.address.data or "")


class RepresentativeForm(FlaskForm):  # type: ignore[misc]
    """Who represents a student."""

    kinship = StringField(_l("Кем приходится"), validators=[_short(60)])
    family_name = StringField(_l("Фамилия"), validators=[_short(100)])
    given_name = StringField(_l("Имя"), validators=[_short(100)])
    patronymic = StringField(_l("Отчество"), validators=[_short(100)])
    phone = StringField(_l("Телефон"), validators=[_short(60)])
    email = StringField(_l("Электронная почта"), validators=[_short(200)])

    @property
    def fields(self) -> RepresentativeFields:
        """What was typed."""
        return RepresentativeFields(
            self.kinship.data or "", self.family_name.data or "", self.given_name.data or "", self.patronymic.data or "",
            self.phone.data or "", self.email.data or "",
        )  # fmt: skip
