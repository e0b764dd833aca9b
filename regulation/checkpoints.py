"""МИУД, the month's checkpoint: a mark of each student at the month's last conducted lesson (3.13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum


class CheckpointStatus(StrEnum):
    """Where a month's МИУД stands."""

    NOT_DUE = "not_due"
    DUE = "due"
    PARTIAL = "partial"
    COMPLETE = "complete"
    OVERDUE = "overdue"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The status in words."""
        return _TITLES[self]


_TITLES = {
    CheckpointStatus.NOT_DUE: "срок не наступил",
    CheckpointStatus.DUE: "пора выставить",
    CheckpointStatus.PARTIAL: "выставлен не всем",
    CheckpointStatus.COMPLETE: "выставлен",
    CheckpointStatus.OVERDUE: "просрочен",
}


def month_of(day: date) -> date:
    """The first day of the day's month: how a month is named here."""
    return day.replace(day=1)


def checkpoint_lessons(conducted: Iterable[tuple[int, date, int]]) -> dict[date, int]:
    """Which lesson carries the МИУД of each month: the last conducted one (3.13.2).

    In: (lesson id, date, pair) of conducted lessons only, in any order. Out: month (its first day) → lesson
    id, months in order; a month without lessons has no МИУД.
    """
    last: dict[date, tuple[date, int, int]] = {}
    for lesson_id, day, pair in conducted:
        place = (day, pair, lesson_id)
        month = month_of(day)
        if month not in last or place > last[month]:
            last[month] = place
    return {month: last[month][2] for month in sorted(last)}


def checkpoint_status(
    lesson_date: date, today: date, given: int, members: int, *, later_lesson_planned: bool = False
) -> CheckpointStatus:
    """Where the МИУД stands: due on the lesson's day, overdue from the next day (3.13.2).

    `given`: members who have a result (5–2 or н/а); `members`: in the group on the lesson's day.
    `later_lesson_planned`: the month has a later lesson still to come, so its last lesson has not been yet.
    """
    if given >= members:
        return CheckpointStatus.COMPLETE
    if today < lesson_date or later_lesson_planned:
        return CheckpointStatus.PARTIAL if given else CheckpointStatus.NOT_DUE
    if today > lesson_date:
        return CheckpointStatus.OVERDUE
    return CheckpointStatus.PARTIAL if given else CheckpointStatus.DUE


def suggest_checkpoint(marks: Sequence[int]) -> int | None:
    """The mean of the month's marks, rounded half up; None without marks. The teacher decides."""
    if not marks:
        return None
    return (2 * sum(marks) + len(marks)) // (2 * len(marks))
