"""What a document excusing absences must be (3.12.2): dates, a number perhaps, never a diagnosis."""

from __future__ import annotations

import re
from datetime import date, timedelta

from regulation.attendance import AbsenceReason
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

LONGEST = 186  # days one document may cover
FARTHEST = 366  # days back or ahead
MOST_NUMBER = 60
_NUMBER = re.compile(r"[\w№/.\- ]*")
# Codes of the international classification of diseases, and words that name an illness.
_DIAGNOSIS = re.compile(
    r"(?<![A-Za-zА-Яа-яЁё\d])[A-TV-Z]\d{2}(?:\.\d{1,2})?(?!\d)"
    r"|(?<![а-яё])(?:диагноз|мкб|орви|орз|грипп|ангин|бронхит|пневмони|ковид|covid|гастрит|тонзиллит|фаринг|отит|"
    r"мигрен|перелом|сотрясени|аппендиц|инфекци|депресси|беременн)",
    re.IGNORECASE,
)


def check_document(
    reason: AbsenceReason, number: str, starts_on: date, ends_on: date, note: str, today: date
) -> tuple[str, str]:
    """The number and note as they are to be kept. Raises E_REASON, E_PERIOD, E_NUMBER, E_DIAGNOSIS, E_TOPIC_*."""
    if reason is AbsenceReason.UNEXCUSED:
        raise Refusal(
            "E_REASON",
            "3.12.2",
            N_("Документ подтверждает болезнь или уважительную причину: выберите одну из них."),
        )
    if ends_on < starts_on:
        raise Refusal("E_PERIOD", "3.12.2", N_("Последний день раньше первого. Поменяйте даты местами."))
    if (ends_on - starts_on).days >= LONGEST:
        raise Refusal(
            "E_PERIOD",
            "3.12.2",
            N_("Один документ действует не дольше %(days)s дней. Внесите продолжение отдельным документом."),
            days=LONGEST,
        )
    far = timedelta(days=FARTHEST)
    if starts_on < today - far or ends_on > today + far:
        raise Refusal(
            "E_PERIOD", "3.12.2", N_("Проверьте годы в датах: они дальше года от сегодняшнего дня.")
        )
    number = " ".join(number.split())
    if len(number) > MOST_NUMBER or not _NUMBER.fullmatch(number):
        raise Refusal(
            "E_NUMBER",
            "3.12.2",
            N_("Номер документа — до 60 знаков: буквы, цифры, «/», «-», «.». Остальное уберите."),
        )
    for text in (number, note):
        check_no_diagnosis(text)
    return number, check_remark(note, what="пояснение") if note.strip() else ""


def check_no_diagnosis(text: str) -> None:
    """Raise E_DIAGNOSIS when the text seems to name an illness: no diagnosis is ever stored (152-ФЗ)."""
    found = _DIAGNOSIS.search(text)
    if found:
        raise Refusal(
            "E_DIAGNOSIS",
            "152-ФЗ, ст. 10",
            N_("Диагноз в журнале не хранится: уберите «%(found)s» и напишите просто «справка»."),
            found=found[0],
        )
