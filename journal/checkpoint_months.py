"""Where the МИУД of each month stands: given, due, overdue, how many are missing (3.13.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from journal.memberships import Member, members_of
from models import Journal, Lesson, LessonState, Mark, PlanItem, ThematicPlan, Work
from regulation.checkpoints import CheckpointStatus, checkpoint_lessons, checkpoint_status, month_of
from regulation.kinds import LessonKind, WorkKind

WEEK = timedelta(days=7)
# Consultations are no lessons of the timetable (4.1.5): they carry no МИУД.
_TAUGHT = tuple(kind for kind in LessonKind if kind.facts.in_attendance)


@dataclass(frozen=True)
class LessonDay:
    """A lesson as far as the МИУД is concerned."""

    id: int
    day: date
    pair: int
    is_conducted: bool


@dataclass(frozen=True)
class Schedule:
    """Days still to come with a planned lesson or an untaught line of the КТП; whether any plan exists."""

    ahead: set[date]
    is_known: bool

    def has_later(self, day: date) -> bool:
        """Whether the month of `day` has a known lesson still to come after it."""
        return any(other > day and month_of(other) == month_of(day) for other in self.ahead)


@dataclass
class CheckpointMonth:
    """The МИУД of one month of a journal.

    `lesson`: the last conducted lesson, None when all were cancelled afterwards; `work_id`: the column, None
    until it is made; `results`: students that have 5–2 or «н/а»; `members`: the list on the lesson's day.
    """

    month: date
    lesson: LessonDay | None
    work_id: int | None
    results: set[int]
    members: list[int] = field(default_factory=list)
    status: CheckpointStatus = CheckpointStatus.NOT_DUE
    is_due: bool = False

    @property
    def missing(self) -> int:
        """How many members have no result though it is time; 0 before the time."""
        return len(set(self.members) - self.results) if self.is_due else 0


def months_of(
    session: Session, journal: Journal, today: date, members: Sequence[Member] | None = None
) -> list[CheckpointMonth]:
    """The months with conducted lessons, or with a МИУД already given, oldest first, with their status."""
    listed = members_of(session, journal) if members is None else members
    return months_by_journal(session, [journal], today, {journal.id: listed})[journal.id]


def missing_count(
    session: Session, journal: Journal, today: date, members: Sequence[Member] | None = None
) -> int:
    """How many МИУД of the journal are due and not given: the number on the tab. At most six queries."""
    return sum(month.missing for month in months_of(session, journal, today, members))


def months_by_journal(
    session: Session, journals: Sequence[Journal], today: date, members: Mapping[int, Sequence[Member]]
) -> dict[int, list[CheckpointMonth]]:
    """Journal id → what `months_of` says, for any number of journals in three queries."""
    taught = taught_lessons(session, [journal.id for journal in journals], today)
    given = _given(session, list(taught))
    plans = schedules(session, taught, today)
    found: dict[int, list[CheckpointMonth]] = {}
    for journal in journals:
        lessons = {item.id: item for item in taught[journal.id]}
        last = checkpoint_lessons(
            (item.id, item.day, item.pair) for item in lessons.values() if item.is_conducted
        )
        with_results = (month for month, (_work, results) in given[journal.id].items() if results)
        months: list[CheckpointMonth] = []
        for month in sorted({*last, *with_results}):
            work_id, results = given[journal.id].get(month, (None, set()))
            item = CheckpointMonth(month, lessons[last[month]] if month in last else None, work_id, results)
            _judge(item, journal, today, members[journal.id], plans[journal.id])
            months.append(item)
        found[journal.id] = months
    return found


def taught_lessons(session: Session, journal_ids: Collection[int], today: date) -> dict[int, list[LessonDay]]:
    """Journal id → its conducted lessons, and its planned ones from `today` on, in order."""
    rows = session.execute(
        select(Lesson.journal_id, Lesson.id, Lesson.date, Lesson.pair, Lesson.state)
        .where(
            Lesson.journal_id.in_(journal_ids),
            Lesson.kind.in_(_TAUGHT),
            or_(
                Lesson.state == LessonState.CONDUCTED,
                and_(Lesson.state == LessonState.PLANNED, Lesson.date >= today),
            ),
        )
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    )
    found: dict[int, list[LessonDay]] = {journal_id: [] for journal_id in journal_ids}
    for journal_id, lesson_id, day, pair, state in rows:
        found[journal_id].append(LessonDay(lesson_id, day, pair, state is LessonState.CONDUCTED))
    return found


def schedules(
    session: Session, taught: Mapping[int, Sequence[LessonDay]], today: date
) -> dict[int, Schedule]:
    """Journal id → what is still planned there."""
    rows = session.execute(
        select(ThematicPlan.journal_id, PlanItem.planned_on, Lesson.id)
        .join(ThematicPlan, PlanItem.plan_id == ThematicPlan.id)
        .outerjoin(
            Lesson,
            and_(
                Lesson.plan_item_id == PlanItem.id,
                Lesson.journal_id == ThematicPlan.journal_id,
                Lesson.state == LessonState.CONDUCTED,
            ),
        )
        .where(
            ThematicPlan.journal_id.in_(list(taught)),
            PlanItem.planned_on.is_not(None),
            PlanItem.kind.in_(_TAUGHT),
        )
    ).all()
    ahead = {key: {item.day for item in lessons if not item.is_conducted} for key, lessons in taught.items()}
    known = {key for key, days in ahead.items() if days} | {journal_id for journal_id, _day, _lesson in rows}
    for journal_id, day, lesson_id in rows:
        if day is not None and day >= today and not lesson_id:  # no lesson: not taught yet
            ahead[journal_id].add(day)
    return {key: Schedule(days, key in known) for key, days in ahead.items()}


def is_weekly_later(day: date, today: date, ends_on: date) -> bool:
    """Without a known plan: lessons repeat weekly, so another one is expected in the same month and term."""
    following = day + WEEK
    while month_of(following) == month_of(day) and following <= ends_on:
        if following >= today:
            return True
        following += WEEK
    return False


def _judge(
    month: CheckpointMonth, journal: Journal, today: date, members: Sequence[Member], schedule: Schedule
) -> None:
    if month.lesson is None:
        month.status = CheckpointStatus.COMPLETE
        return
    day = month.lesson.day
    month.members = [member.student.id for member in members if member.is_in(day)]
    later = schedule.has_later(day)
    if not schedule.is_known:
        later = is_weekly_later(day, today, journal.term.ends_on)
    given = len(month.results & set(month.members))
    month.is_due = not later and today >= day
    month.status = checkpoint_status(day, today, given, len(month.members), later_lesson_planned=later)


def _given(
    session: Session, journal_ids: Collection[int]
) -> dict[int, dict[date, tuple[int | None, set[int]]]]:
    """Journal id → month → its column and who has a result there."""
    rows = session.execute(
        select(Work.journal_id, Work.id, Work.month, Mark.student_id)
        .outerjoin(Mark, and_(Mark.work_id == Work.id, or_(Mark.value.is_not(None), Mark.not_assessed)))
        .where(Work.journal_id.in_(journal_ids), Work.kind == WorkKind.CHECKPOINT)
    )
    found: dict[int, dict[date, tuple[int | None, set[int]]]] = {key: {} for key in journal_ids}
    for journal_id, work_id, month, student_id in rows:
        if month is None:
            continue
        results = found[journal_id].setdefault(month, (work_id, set()))[1]
        if student_id is not None:
            results.add(student_id)
    return found
