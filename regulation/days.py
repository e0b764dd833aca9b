"""The day of a lesson: on time until the institution's midnight, then late, then locked (4.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from regulation.refusal import N_, Refusal
from regulation.rules import Rules


def local_date(moment: datetime, zone: tzinfo) -> date:
    """The institution's calendar day at an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("an aware moment is needed")
    return moment.astimezone(zone).date()


def days_late(lesson_date: date, saved_at: datetime, zone: tzinfo) -> int:
    """Whole calendar days after the lesson's day; 0 on the day itself (23:59:59 on time, 00:00:00 late)."""
    return max(0, (local_date(saved_at, zone) - lesson_date).days)


def check_not_future(lesson_date: date, today: date) -> None:
    """A lesson after today takes nothing. Raises E_FUTURE."""
    if lesson_date > today:
        raise Refusal(
            "E_FUTURE",
            "4.1.1",
            N_(
                "Занятие %(date)s ещё не наступило. Журнал заполняется в день занятия: откройте его %(date)s."
            ),
            date=lesson_date.strftime("%d.%m.%Y"),
        )


@dataclass(frozen=True)
class LockVerdict:
    """Whether a lesson may be written today. `late_days`: how late; `is_flagged`: shown in oversight."""

    is_open: bool
    late_days: int
    is_flagged: bool
    refusal: Refusal | None = None


def lock_verdict(
    lesson_date: date,
    today: date,
    rules: Rules,
    *,
    unlocked_until: date | None = None,
    is_written: bool = False,
) -> LockVerdict:
    """May the lesson be filled today: on its day; later flagged; after `lock_days` only unlocked (4.1.1).

    `is_written`: a written work's marks may come within `written_days` without the flag, and until then the
    lesson is open for them. `unlocked_until`: the last day of an unlock, included.
    """
    try:
        check_not_future(lesson_date, today)
    except Refusal as not_yet:
        return LockVerdict(False, 0, False, not_yet)
    late = (today - lesson_date).days
    is_flagged = late > 0 and not (is_written and late <= rules.written_days)
    open_days = max(rules.lock_days, rules.written_days) if is_written else rules.lock_days
    if late <= open_days or (unlocked_until is not None and today <= unlocked_until):
        return LockVerdict(True, late, is_flagged)
    return LockVerdict(False, late, True, _locked(lesson_date, lesson_date + timedelta(days=open_days + 1)))


def _locked(lesson_date: date, since: date) -> Refusal:
    return Refusal(
        "E_CLOSED",
        "4.1.1",
        N_(
            "Занятие %(date)s закрыто для записи с %(since)s. Открыть его может администратор контента "
            "или заместитель директора: отправьте запрос с причиной."
        ),
        date=lesson_date.strftime("%d.%m.%Y"),
        since=since.strftime("%d.%m.%Y"),
    )
