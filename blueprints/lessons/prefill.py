"""What the form of a new lesson begins with."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from journal.acting import Acting
from journal.plans import offered_items
from journal.writing import TAKES_PLACE
from models import Journal, Lesson
from regulation.kinds import LessonKind


def new_lesson_prefill(acting: Acting, journal: Journal) -> dict[str, str]:
    """Today (or the nearest day of the term), the pair usual on that weekday, kind and hours of the next КТП line."""
    term = journal.term
    day = min(max(acting.today, term.starts_on), term.ends_on)
    held = acting.session.execute(
        select(Lesson.date, Lesson.pair).where(Lesson.journal_id == journal.id, Lesson.state.in_(TAKES_PLACE))
    ).all()
    taken = {pair for date, pair in held if date == day}
    usual = Counter(pair for date, pair in held if date.weekday() == day.weekday())
    usual.update(pair for _date, pair in held)
    by_habit = [pair for pair, _times in usual.most_common()]
    pair = next((pair for pair in [*by_habit, *range(1, 13)] if pair not in taken), 1)
    line = next(iter(offered_items(acting, journal, limit=1)), None)
    kind = line.kind if line and line.kind else LessonKind.LECTURE
    hours = min(line.hours, 2) if line and line.hours else 2
    return {"day": day.isoformat(), "pair": str(pair), "kind": kind.value, "hours": str(hours)}
