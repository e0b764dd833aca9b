"""Absence: a field of its own beside the mark (4.1.8), with its reason; and what it allows at the same lesson."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from regulation.refusal import N_, Refusal


class AbsenceReason(StrEnum):
    """Б болезнь, У уважительная, Н неуважительная (the default of «н»)."""

    ILL = "ill"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"

    @property
    def letter(self) -> str:
        """The letter of the attendance form."""
        return {"ill": "Б", "excused": "У", "unexcused": "Н"}[self.value]

    @property
    def title(self) -> str:  # type: ignore[override]
        """The reason in words."""
        return {"ill": "болезнь", "excused": "уважительная", "unexcused": "неуважительная"}[self.value]


def check_absence_with_mark(
    *, is_absent: bool, has_mark: bool, made_up_on: date | None, lesson_date: date
) -> None:
    """Refuse a mark and an absence at one lesson, unless the mark is an «отработка» of a later date.

    МИУД is exempt: the caller does not ask for it. Raises E_ABSENT.
    """
    if not (is_absent and has_mark):
        return
    if made_up_on is None:
        raise Refusal(
            "E_ABSENT",
            "4.1.8",
            N_(
                "Обучающийся отмечен отсутствующим на этом занятии. Снимите «н» или укажите дату отработки — она позже дня занятия."
            ),
        )
    if made_up_on <= lesson_date:
        raise Refusal(
            "E_ABSENT",
            "4.1.8",
            N_(
                "Дата отработки %(made_up)s не позже дня занятия %(lesson)s. Укажите день, когда работа сдана."
            ),
            made_up=made_up_on.strftime("%d.%m.%Y"),
            lesson=lesson_date.strftime("%d.%m.%Y"),
        )
