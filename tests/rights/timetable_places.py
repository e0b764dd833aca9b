"""What the addresses of timetable, calendar and substitutions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import ChangeKind, Substitution, SubstitutionBasis, TimetableChange, TimetableEntry
from regulation.kinds import LessonKind
from regulation.timetable import Week
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def timetable_places(scene: Scene) -> dict[str, object]:
    """A line of the timetable with a change of a day, and a substitution that waits."""
    session, journal = scene.session, scene.journal
    teacher = scene.staff("Расписаниева")
    entry = make.put(
        session,
        TimetableEntry(
            term=journal.term, group=journal.group, weekday=3, pair=4, week=Week.ALL, starts_on=journal.term.starts_on,
            ends_on=journal.term.ends_on, discipline=journal.discipline, kind=LessonKind.LECTURE, teacher=teacher,
            room="312", created_at=make.EARLY,
        ),
    )  # fmt: skip
    change = make.put(
        session,
        TimetableChange(
            kind=ChangeKind.CANCEL, entry=entry, group=journal.group, day=make.TODAY, pair=4, discipline=journal.discipline,
            teacher=teacher, room="312", reason="болезнь преподавателя", basis_number="15-р", basis_dated=make.FIRST_DAY,
            created_at=make.EARLY,
        ),
    )  # fmt: skip
    substitution = make.put(
        session,
        Substitution(
            journal=journal, user=teacher, starts_on=make.TODAY, ends_on=make.TODAY, basis=SubstitutionBasis.DIRECTION,
            number="16-р", dated=make.FIRST_DAY, reason="болезнь преподавателя", created_at=make.EARLY,
        ),
    )  # fmt: skip
    return {
        "timetable_entry_id": entry.id, "change_id": change.id, "substitution_id": substitution.id,
        "term_id": journal.term.id,
    }  # fmt: skip
