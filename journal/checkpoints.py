"""МИУД, the monthly control point: a work of its own on the month's last conducted lesson (3.13.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.memberships import Member, members_of
from journal.writing import begin_writing
from models import Journal, Lesson, LessonState, Mark, PlanItem, ThematicPlan, Work
from regulation.checkpoints import CheckpointStatus, checkpoint_lessons, checkpoint_status, month_of
from regulation.kinds import LessonKind, WorkKind

# Ordinary works of the lesson come before its МИУД.
CHECKPOINT_POSITION = 90
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


@dataclass(frozen=True)
class Schedule:
    """Days still to come with a planned lesson or an untaught line of the КТП; whether any plan exists."""

    ahead: set[date]
    is_known: bool

    def has_later(self, day: date) -> bool:
        """Whether the month of `day` has a known lesson still to come after it."""
        return any(other > day and month_of(other) == month_of(day) for other in self.ahead)


def place_checkpoints(acting: Acting, journal: Journal) -> bool:
    """Give each month its МИУД on the last conducted lesson; move it there when that lesson changed (3.13.2).

    A month gets its МИУД when no later lesson of it is known to be still ahead (planned, or in the КТП).
    A month left without conducted lessons keeps what it has: nothing with marks is ever taken away.
    Consultations do not count. Returns whether a column appeared or moved; every such change is audited.
    """
    session = acting.session
    session.flush()
    taught = lesson_days(session, journal.id, acting.today)
    wanted = checkpoint_lessons((item.id, item.day, item.pair) for item in taught if item.is_conducted)
    standing = _works(session, journal.id)
    if all(month in standing and standing[month].lesson_id == lesson for month, lesson in wanted.items()):
        return False
    begin_writing(acting, journal)
    standing = _works(session, journal.id)
    days = {item.id: item.day for item in taught}
    schedule = _schedule(session, journal.id, acting.today, taught)
    changed = False
    for month, lesson_id in wanted.items():
        work = standing.get(month)
        if work is None and not schedule.has_later(days[lesson_id]):
            session.add(_new_checkpoint(session.get_one(Lesson, lesson_id), month))
            changed = True
        elif work is not None and work.lesson_id != lesson_id:
            work.lesson = session.get_one(Lesson, lesson_id)
            changed = True
    session.flush()
    return changed


def months_of(
    session: Session, journal: Journal, today: date, members: Sequence[Member] | None = None
) -> list[CheckpointMonth]:
    """The months with conducted lessons, or with a МИУД already given, oldest first, with their status."""
    taught = lesson_days(session, journal.id, today)
    by_id = {item.id: item for item in taught}
    last = checkpoint_lessons((item.id, item.day, item.pair) for item in taught if item.is_conducted)
    given = _given(session, journal.id)
    listed = members_of(session, journal) if members is None else members
    schedule = Schedule(set(), True)
    if month_of(today) in last:
        schedule = _schedule(session, journal.id, today, taught)
    months: list[CheckpointMonth] = []
    for month in sorted({*last, *(month for month, (_work, results) in given.items() if results)}):
        work_id, results = given.get(month, (None, set()))
        found = CheckpointMonth(month, by_id[last[month]] if month in last else None, work_id, results)
        _judge(found, journal, today, listed, schedule)
        months.append(found)
    return months


def missing_count(
    session: Session, journal: Journal, today: date, members: Sequence[Member] | None = None
) -> int:
    """How many МИУД of the journal are due and not given: the number on the tab. At most six queries."""
    return sum(month.missing for month in months_of(session, journal, today, members))


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


def is_weekly_later(day: date, today: date, ends_on: date) -> bool:
    """Without a known plan: lessons repeat weekly, so another one is expected in the same month and term."""
    following = day + WEEK
    while month_of(following) == month_of(day) and following <= ends_on:
        if following >= today:
            return True
        following += WEEK
    return False


def _new_checkpoint(lesson: Lesson, month: date) -> Work:
    return Work(
        journal_id=lesson.journal_id,
        lesson=lesson,
        kind=WorkKind.CHECKPOINT,
        month=month,
        position=CHECKPOINT_POSITION,
    )


def _works(session: Session, journal_id: int) -> dict[date, Work]:
    found = session.scalars(
        select(Work).where(Work.journal_id == journal_id, Work.kind == WorkKind.CHECKPOINT)
    )
    return {work.month: work for work in found if work.month}


def _given(session: Session, journal_id: int) -> dict[date, tuple[int | None, set[int]]]:
    """Month → its column and who has a result there."""
    rows = session.execute(
        select(Work.id, Work.month, Mark.student_id)
        .outerjoin(Mark, and_(Mark.work_id == Work.id, or_(Mark.value.is_not(None), Mark.not_assessed)))
        .where(Work.journal_id == journal_id, Work.kind == WorkKind.CHECKPOINT)
    )
    found: dict[date, tuple[int | None, set[int]]] = {}
    for work_id, month, student_id in rows:
        if month is None:
            continue
        results = found.setdefault(month, (work_id, set()))[1]
        if student_id is not None:
            results.add(student_id)
    return found


def lesson_days(session: Session, journal_id: int, today: date) -> list[LessonDay]:
    """Conducted lessons, and planned ones from `today` on, in order."""
    rows = session.execute(
        select(Lesson.id, Lesson.date, Lesson.pair, Lesson.state)
        .where(
            Lesson.journal_id == journal_id,
            Lesson.kind.in_(_TAUGHT),
            or_(
                Lesson.state == LessonState.CONDUCTED,
                and_(Lesson.state == LessonState.PLANNED, Lesson.date >= today),
            ),
        )
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    )
    return [LessonDay(found, day, pair, state is LessonState.CONDUCTED) for found, day, pair, state in rows]


def _schedule(session: Session, journal_id: int, today: date, taught: list[LessonDay]) -> Schedule:
    rows = session.execute(
        select(PlanItem.planned_on, Lesson.id)
        .join(ThematicPlan, PlanItem.plan_id == ThematicPlan.id)
        .outerjoin(
            Lesson,
            and_(
                Lesson.plan_item_id == PlanItem.id,
                Lesson.journal_id == journal_id,
                Lesson.state == LessonState.CONDUCTED,
            ),
        )
        .where(
            ThematicPlan.journal_id == journal_id,
            PlanItem.planned_on.is_not(None),
            PlanItem.kind.in_(_TAUGHT),
        )
    ).all()
    lines: set[date] = set()
    for day, lesson_id in rows:
        if day is not None and day >= today and not lesson_id:  # no lesson: not taught yet
            lines.add(day)
    planned = {item.day for item in taught if not item.is_conducted}
    return Schedule(planned | lines, bool(rows or planned))
