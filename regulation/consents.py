"""Consents and the age of majority: who gives one, and until when parents look in without the student's own (3.12.1).

152-ФЗ, article 9: a consent is specific, its purposes are agreed to one by one, it may be withdrawn at any time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from regulation.refusal import N_, Refusal

MAJORITY = 18
CLAUSE = "3.12.1"
# The regulation collects consents at the beginning of September; the task of the curators lasts this long.
COLLECTED_UNTIL = (9, 15)


class Purpose(StrEnum):
    """What a consent may be given for; each is agreed to apart from the others."""

    JOURNAL = "journal"
    ACCESS = "access"
    NOTICES = "notices"
    EMAIL = "email"

    @property
    def caption(self) -> str:
        """The purpose as it stands in the consent form."""
        return _TITLES[self]


_TITLES = {
    Purpose.JOURNAL: N_("ведение сведений об успеваемости и посещаемости в электронном журнале"),
    Purpose.ACCESS: N_("доступ родителя (законного представителя) к дневнику обучающегося: выдача логина и кода"),
    Purpose.NOTICES: N_("извещения о пропусках и отметках на странице родителя в электронном журнале"),
    Purpose.EMAIL: N_("извещения о пропусках и отметках по электронной почте"),
}  # fmt: skip


class Relation(StrEnum):
    """Who gives the consent for the student."""

    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"
    CUSTODIAN = "custodian"
    SELF = "self"

    @property
    def caption(self) -> str:
        """The word for it."""
        return _RELATIONS[self]


_RELATIONS = {
    Relation.MOTHER: N_("мать"),
    Relation.FATHER: N_("отец"),
    Relation.GUARDIAN: N_("опекун"),
    Relation.CUSTODIAN: N_("попечитель"),
    Relation.SELF: N_("обучающийся (18 лет)"),
}


def eighteenth_birthday(born: date) -> date:
    """The day of majority; for whoever was born on 29 February in a year without that day, 1 March."""
    try:
        return born.replace(year=born.year + MAJORITY)
    except ValueError:
        return date(born.year + MAJORITY, 3, 1)


def is_adult(born: date | None, on: date) -> bool:
    """Whether the student is of age on the day; nobody is taken for an adult while the birth date is unknown."""
    return born is not None and on >= eighteenth_birthday(born)


def born_by(on: date) -> date:
    """The latest birth date of those who are of age on the day: `is_adult(b, on)` exactly when `b <= born_by(on)`."""
    try:
        return on.replace(year=on.year - MAJORITY)
    except ValueError:  # 29 February, and none eighteen years before
        return date(on.year - MAJORITY, 2, 28)


def check_giver(relation: Relation, born: date | None, given_on: date) -> None:
    """An adult gives the consent in person, a minor's representative for the minor. Raises E_CONSENT_GIVER."""
    if relation is Relation.SELF and born is not None and not is_adult(born, given_on):
        raise Refusal(
            "E_CONSENT_GIVER", "152-ФЗ, ст. 9",
            N_("Обучающемуся на %(day)s нет 18 лет: согласие даёт родитель или законный представитель. Укажите его."),
            day=given_on.strftime("%d.%m.%Y"),
        )  # fmt: skip
    if relation is not Relation.SELF and is_adult(born, given_on):
        raise Refusal(
            "E_CONSENT_GIVER", "152-ФЗ, ст. 9",
            N_("Обучающемуся на %(day)s уже 18 лет: согласие он даёт сам. Выберите «обучающийся (18 лет)»."),
            day=given_on.strftime("%d.%m.%Y"),
        )  # fmt: skip


def check_given_on(given_on: date, today: date) -> None:
    """A consent is dated today or before, at most a year back. Raises E_FUTURE, E_CONSENT_DATE."""
    if given_on > today:
        raise Refusal(
            "E_FUTURE", CLAUSE,
            N_("Согласие не может быть дано завтрашним числом: %(day)s. Впишите дату, стоящую на бланке."),
            day=given_on.strftime("%d.%m.%Y"),
        )  # fmt: skip
    if given_on < today - timedelta(days=365):
        raise Refusal(
            "E_CONSENT_DATE", CLAUSE,
            N_("Согласию от %(day)s больше года. Проверьте дату или возьмите новое согласие."),
            day=given_on.strftime("%d.%m.%Y"),
        )  # fmt: skip


def check_purposes(purposes: Collection[Purpose]) -> None:
    """At least one purpose is ticked, and none of what rests on another alone. Raises E_CONSENT_PURPOSE."""
    if not purposes:
        raise Refusal(
            "E_CONSENT_PURPOSE", "152-ФЗ, ст. 9",
            N_("Не отмечена ни одна цель обработки данных. Отметьте те, с которыми человек согласился на бланке."),
        )  # fmt: skip
    if Purpose.ACCESS in purposes and Purpose.JOURNAL not in purposes:
        raise Refusal(
            "E_CONSENT_PURPOSE", CLAUSE,
            N_("Доступ к дневнику без согласия на ведение сведений в журнале не даётся. Отметьте первую цель "
               "или снимите доступ."),
        )  # fmt: skip


def task_days_left(on: date) -> int | None:
    """Days left of the early-September task of the curators; negative when it is overdue, None outside 1–30 September."""
    if on.month != COLLECTED_UNTIL[0]:
        return None
    return (date(on.year, *COLLECTED_UNTIL) - on).days
