"""The lists of people and of undertakings."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from journal.undertakings import lacks_undertaking
from lti_tool.errors import role_title
from lti_tool.listing import Column, Filter, Listing, has_words
from models import Grant, Guardian, Registration, Undertaking, User


def people_listing(registrations: list[tuple[str, str]], today: date) -> Listing:
    """Everybody the journal knows, with offices in force, the undertaking, the last visit."""
    offices = (
        select(func.aggregate_strings(cast(Grant.office, String), ","))
        .where(
            Grant.user_id == User.id, Grant.revoked_at.is_(None), Grant.starts_on <= today,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
        )
        .correlate(User)
        .scalar_subquery()
    )  # fmt: skip
    signed = (
        select(Undertaking.number)
        .where(Undertaking.user_id == User.id, Undertaking.annulled_at.is_(None))
        .correlate(User)
        .scalar_subquery()
    )
    return Listing(
        title=_("Люди"),
        query=select(User, offices, signed)
        .options(joinedload(User.registration).load_only(Registration.name))
        .order_by(User.sort_key, User.id),
        columns=(
            Column(_("Фамилия, имя, отчество"), lambda row: row[0].display_name, _person_page),
            Column(_("Кто"), lambda row: kind_of_person(row[0])),
            Column(_("Полномочия"), lambda row: offices_in_words(row[1])),
            Column(_("Номер в колледже"), lambda row: row[0].college_number),
            Column("LMS", lambda row: row[0].registration.name if row[0].registration else _("вход по паролю")),
            Column(_("Номер в LMS"), lambda row: row[0].sub if row[0].registration else ""),
            Column(_("Обязательство"), lambda row: f"№ {row[2]}" if row[2] else ""),
            Column(_("Последний вход"), lambda row: row[0].last_visit_at),
        ),
        file_name="lyudi",
        filters=(
            Filter("kind", _("Кто"), _kinds(), _by_kind, "staff"),
            Filter(
                "lms", "LMS", (("", _("любая")), *registrations), lambda value: User.registration_id == int(value)
            ),
            Filter(
                "visit", _("Вход"), (("", _("любой")), ("never", _("не входили")), ("been", _("входили"))),
                lambda value: User.last_visit_at.is_(None) if value == "never" else User.last_visit_at.is_not(None),
            ),
            Filter(
                "signed", _("Обязательство"), (("", _("любое")), ("lacks", _("не подписано, а нужно"))),
                lambda _value: lacks_undertaking(today),
            ),
        ),
        words=lambda text: or_(has_words(User.sort_key, text), User.college_number == text, User.sub == text),
        words_hint=_("Фамилия, имя или номер"),
    )  # fmt: skip


def undertakings_listing() -> Listing:
    """The register (6.1)."""
    return Listing(
        title=_("Обязательства о неразглашении"),
        query=select(Undertaking)
        .join(User, User.id == Undertaking.user_id)
        .options(joinedload(Undertaking.user))
        .order_by(Undertaking.signed_on.desc(), Undertaking.id.desc()),
        columns=(
            Column("№", lambda row: row.number),
            Column(_("Подписано"), lambda row: row.signed_on),
            Column(
                _("Сотрудник"), lambda row: row.user.display_name,
                lambda row: url_for("people.show", person_id=row.user_id),
            ),
            Column(_("Внесено"), lambda row: row.recorded_at),
            Column(
                _("Состояние"), lambda row: _("аннулировано: %(reason)s", reason=row.annulled_reason) if row.annulled_at else _("действует")
            ),
        ),
        file_name="obyazatelstva",
        filters=(
            Filter(
                "state", _("Состояние"), (("all", _("все")), ("here", _("действуют")), ("annulled", _("аннулированы"))),
                _by_state, "here",
            ),
        ),
        words=lambda text: or_(has_words(User.sort_key, text), Undertaking.number == text),
        words_hint=_("Фамилия или номер"),
        nothing=_("Записей нет."),
    )  # fmt: skip


def kind_of_person(user: User) -> str:
    """Whom the journal takes the person for."""
    learner = _("обучающийся") if user.student_id else _("родитель или гость")
    text: str = _("сотрудник") if user.is_staff else learner
    return text


def offices_in_words(text: str | None) -> str:
    """«директор, секретарь учебной части»."""
    return ", ".join(role_title(office) for office in dict.fromkeys((text or "").split(",")) if office)


def _kinds() -> tuple[tuple[str, str], ...]:
    return (
        ("all", _("все")), ("staff", _("сотрудники")), ("learner", _("обучающиеся")), ("guardian", _("родители")),
    )  # fmt: skip


def _by_kind(value: str) -> ColumnElement[bool]:
    guardian = User.id.in_(select(Guardian.user_id).where(Guardian.until.is_(None)))
    conditions: dict[str, ColumnElement[bool]] = {
        "all": User.id.is_not(None), "staff": User.is_staff.is_(True),
        "learner": User.student_id.is_not(None), "guardian": guardian,
    }  # fmt: skip
    return conditions[value]


def _by_state(value: str) -> ColumnElement[bool]:
    if value == "all":
        return Undertaking.id.is_not(None)
    return Undertaking.annulled_at.is_(None) if value == "here" else Undertaking.annulled_at.is_not(None)


def _person_page(row: Any) -> str:
    return url_for("people.show", person_id=row[0].id)
