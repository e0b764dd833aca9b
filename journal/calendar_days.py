"""The calendar edited: a span of days, a year's holidays, a year's file; planned lessons follow (3.8.6, 3.10.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from journal.acting import Acting
from journal.calendar import named_days, set_day, why_free
from journal.imports import FileRow, ImportColumn, ImportKind, Trace, Verdict
from journal.planned_lessons import WITH_JOURNAL, touched
from journal.planning import entries_between, plan_lessons
from journal.rights import Thing
from models import CalendarDay, Lesson, LessonState
from regulation.calendar import public_holidays
from regulation.refusal import N_, Refusal

LONGEST = 100  # days put at once
DAY_OFF = "нерабочий день: "


def put_days(
    acting: Acting, first: date, last: date, is_working: bool | None, title: str = ""
) -> list[Lesson]:
    """Make every day of the span free or working, or (None) leave it to the usual week again.

    Planned lessons of the timetable follow: on a free day they are cancelled, on a working one they stand again. Those
    that stay on a free day because somebody wrote in them are returned. Raises E_PERIOD for a span out of order or
    longer than 100 days, E_TITLE.
    """
    if last < first or (last - first).days >= LONGEST:
        raise Refusal(
            "E_PERIOD", "3.8.6", N_("Укажите первый и последний день, не больше 100 дней за один раз.")
        )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if is_working is None:
        for row in named_days(acting.session, first, last).values():
            acting.session.delete(row)
        acting.session.flush()
    else:
        for day in days:
            set_day(acting, day, is_working, title)
    return follow_calendar(acting, days)


def put_public_holidays(acting: Acting, academic_year: str) -> int:
    """Put the year's public holidays in where nothing stands yet; returns how many days that made free."""
    wanted = public_holidays(academic_year)
    known = named_days(acting.session, min(wanted), max(wanted))
    fresh = {day: title for day, title in wanted.items() if day not in known}
    for day, title in fresh.items():
        set_day(acting, day, False, title)
    follow_calendar(acting, list(fresh))
    return len(fresh)


def follow_calendar(acting: Acting, days: Sequence[date]) -> list[Lesson]:
    """Let the timetable's planned lessons of these days follow the calendar. Returns those that could not."""
    if not days:
        return []
    first, last = min(days), max(days)
    named = named_days(acting.session, first, last)
    free = {day: why for day in days if (why := why_free(day, named, acting.rules.week_days))}
    kept = _call_off(acting, free)
    working = [day for day in days if day not in free]
    if working:
        _restore(acting, working)
        plan_lessons(acting, entries_between(acting.session, first, last), since=first, horizon=last)
    return kept


def _call_off(acting: Acting, free: Mapping[date, str]) -> list[Lesson]:
    lessons = _by_timetable(acting, free, LessonState.PLANNED, LessonState.CONDUCTED)
    kept = touched(acting, lessons) if lessons else []
    for lesson in lessons:
        if lesson not in kept:
            lesson.state = LessonState.CANCELLED
            lesson.cancel_reason = f"{DAY_OFF}{free[lesson.date]}"[:500]
    acting.session.flush()
    return kept


def _restore(acting: Acting, days: Iterable[date]) -> None:
    """Lessons called off by the calendar alone stand again where their place is still free."""
    gone = [
        lesson
        for lesson in _by_timetable(acting, days, LessonState.CANCELLED)
        if lesson.cancel_reason.startswith(DAY_OFF)
    ]
    taken = {
        (journal_id, day, pair)
        for journal_id, day, pair in acting.session.execute(
            select(Lesson.journal_id, Lesson.date, Lesson.pair).where(
                Lesson.date.in_(list(days)), Lesson.state.in_([LessonState.PLANNED, LessonState.CONDUCTED])
            )
        )
    }
    for lesson in gone:
        if (lesson.journal_id, lesson.date, lesson.pair) not in taken:
            lesson.state, lesson.cancel_reason = LessonState.PLANNED, ""
            taken.add((lesson.journal_id, lesson.date, lesson.pair))
    acting.session.flush()


def _by_timetable(acting: Acting, days: Iterable[date], *states: LessonState) -> list[Lesson]:
    return list(
        acting.session.scalars(
            select(Lesson)
            .where(
                Lesson.timetable_entry_id.is_not(None), Lesson.date.in_(list(days)), Lesson.state.in_(states)
            )
            .options(*WITH_JOURNAL)
            .order_by(Lesson.date, Lesson.pair, Lesson.id)
        )
    )


COLUMNS = (
    ImportColumn("first", ("с", "дата", "день"), True, "2025-12-31", N_("первый день: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ")),
    ImportColumn("last", ("по",), False, "2026-01-11", N_("последний день; пусто — один день")),
    ImportColumn("working", ("рабочий",), False, "нет", N_("да — рабочий выходной, нет или пусто — нерабочий")),
    ImportColumn("title", ("название",), False, "Новогодние каникулы", N_("что за день")),
)  # fmt: skip
_ANSWERS = {"": False, "нет": False, "no": False, "0": False, "да": True, "yes": True, "1": True}


def check(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Verdict]:
    """A verdict per row; changes nothing, asks nothing of the database."""
    seen: dict[date, int] = {}
    return [_checked(row, seen) for row in rows]


def _checked(row: FileRow, seen: dict[date, int]) -> Verdict:
    first, last, is_working, problems = _read(row)
    if problems or first is None or last is None:
        return Verdict(row, problems=tuple(problems))
    days = _span(first, last)
    twice = next((day for day in days if day in seen), None)
    if twice is not None:
        return Verdict(row, problems=(f"{twice:%d.%m.%Y} уже есть в строке {seen[twice]} (п. 1.6)",))
    seen.update(dict.fromkeys(days, row.number))
    what = "рабочих дней" if is_working else "нерабочих дней"
    return Verdict(row, does=f"{what}: {len(days)}")


def _read(row: FileRow) -> tuple[date | None, date | None, bool, list[str]]:
    problems: list[str] = []
    first = read_day(row["first"])
    last = read_day(row["last"]) if row["last"].strip() else first
    if first is None:
        problems.append(f"дата «{row['first']}»: пишите 2025-11-04 или 04.11.2025 (п. 3.8.6)")
    if first is not None and last is None:
        problems.append(f"дата «{row['last']}»: пишите 2025-11-04 или 04.11.2025 (п. 3.8.6)")
    if first and last and (last < first or (last - first).days >= LONGEST):
        problems.append("последний день раньше первого или дней больше 100 (п. 3.8.6)")
    answer = row["working"].strip().casefold()
    if answer not in _ANSWERS:
        problems.append(f"рабочий «{row['working']}»: пишите да или нет (п. 3.8.6)")
    if len(row["title"].strip()) > 200:
        problems.append("название — не длиннее 200 знаков (п. 3.8.6)")
    return first, last, _ANSWERS.get(answer, False), problems


def apply(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Trace]:
    """Put the days in; the trace keeps what stood there before."""
    traces: list[Trace] = []
    everything: list[date] = []
    for row in rows:
        first, last, is_working, _problems = _read(row)
        assert first is not None and last is not None
        known = named_days(acting.session, first, last)
        for day in _span(first, last):
            before = known.get(day)
            traces.append(
                {"day": day.isoformat(), "before": [before.is_working, before.title] if before else None}
            )
            set_day(acting, day, is_working, row["title"])
            everything.append(day)
    follow_calendar(acting, everything)
    return traces


def undo(acting: Acting, traces: Sequence[Trace]) -> None:
    """Put every day back to what it was."""
    days = [date.fromisoformat(trace["day"]) for trace in traces]
    rows = {
        row.day: row for row in acting.session.scalars(select(CalendarDay).where(CalendarDay.day.in_(days)))
    }
    for trace, day in zip(traces, days, strict=True):
        if trace["before"] is None:
            if day in rows:
                acting.session.delete(rows[day])
        else:
            set_day(acting, day, *trace["before"])
    acting.session.flush()
    follow_calendar(acting, days)


def read_day(text: str) -> date | None:
    """An ISO date or ДД.ММ.ГГГГ; a table may add a time to it."""
    cleaned = text.strip()[:10]
    try:
        if cleaned.count(".") == 2:
            day, month, year = cleaned.split(".")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(cleaned)
    except ValueError:
        return None


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


CALENDAR = ImportKind(
    key="calendar",
    title=N_("Календарь учебного года"),
    clause="3.8.6",
    thing=Thing.TIMETABLE,
    columns=COLUMNS,
    check=check,
    apply=apply,
    undo=undo,
    explanation=N_("Праздники, каникулы и рабочие выходные на год — по производственному календарю для 5- или 6-дневной недели."),
    done_endpoint="calendar.year",
)  # fmt: skip
