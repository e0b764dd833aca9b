"""Physical education and the medical group: theory is marked, «осв.» never is (4.2.4)."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from regulation.kinds import WorkKind
from regulation.refusal import N_, Refusal

_CLAUSE = "4.2.4"
_NUMBER = re.compile(r"[0-9A-Za-zА-Яа-яЁё№/.\- ]{1,30}")
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]{4,}")


class HealthGroup(StrEnum):
    """The medical group a certificate names."""

    MAIN = "main"
    PREPARATORY = "preparatory"
    SPECIAL = "special"
    NO_PRACTICE = "no_practice"

    @property
    def title(self) -> str:  # type: ignore[override]
        """As a certificate says it."""
        return _TITLES[self]

    @property
    def is_theory_only(self) -> bool:
        """Whether marks are given for theory («ТЗ») only."""
        return self in (HealthGroup.SPECIAL, HealthGroup.NO_PRACTICE)


_TITLES = {
    HealthGroup.MAIN: "основная",
    HealthGroup.PREPARATORY: "подготовительная",
    HealthGroup.SPECIAL: "специальная",
    HealthGroup.NO_PRACTICE: "без практических занятий",
}


def is_physical_education(name: str) -> bool:
    """Whether a discipline is physical education by its name («Физическая культура», «Физкультура»)."""
    folded = name.casefold().replace("ё", "е")
    return "физкульт" in folded or ("физическ" in folded and ("культур" in folded or "воспитан" in folded))


def check_certificate(number: str) -> str:
    """The certificate's number in one spelling. Raises E_CERTIFICATE: no number, or words in it (a diagnosis)."""
    text = " ".join(number.split())
    if not text or not any(sign.isascii() and sign.isdigit() for sign in text):
        raise Refusal("E_CERTIFICATE", _CLAUSE, N_("Укажите номер справки, например «123/25»."))
    if not _NUMBER.fullmatch(text) or _WORD.search(text):
        raise Refusal(
            "E_CERTIFICATE",
            _CLAUSE,
            N_(
                "Впишите только номер справки, не длиннее 30 знаков. Диагноз и его название не хранятся нигде."
            ),
        )
    return text


def check_period(issued_on: date, starts_on: date, ends_on: date, today: date) -> None:
    """A certificate is not from the future, ends after it begins and lasts two years at most. Raises E_PERIOD."""
    if issued_on > today or ends_on < starts_on or (ends_on - starts_on).days > 731:
        raise Refusal(
            "E_PERIOD",
            _CLAUSE,
            N_("Проверьте даты справки: выдана не позже сегодняшнего дня, действует не дольше двух лет."),
        )


def check_kind_of_work(kind: WorkKind, name: str) -> None:
    """Who has a special group is marked in «ТЗ» and МИУД, not for exercises. Raises E_MEDICAL."""
    if kind in (WorkKind.THEORY, WorkKind.CHECKPOINT):
        return
    raise Refusal(
        "E_MEDICAL",
        _CLAUSE,
        N_(
            "%(name)s занимается по медицинской группе: оцениваются теоретические знания. "
            "Поставьте отметку в столбец «ТЗ» этого занятия; запись «осв.» не допускается."
        ),
        name=name,
    )
