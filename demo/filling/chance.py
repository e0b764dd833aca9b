"""Chance that falls the same way every time: marks and absences look alive and stay put from run to run."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from regulation.attendance import AbsenceReason

OFTEN_AWAY = {"7": 0.16, "23": 0.14, "29": 0.12}
USUALLY_AWAY = 0.05
FELL_ILL = "8"  # Ван Ли: ten days in bed in the fifth week of each semester
_ILL_FROM, _ILL_UNTIL = timedelta(days=30), timedelta(days=39)


def draw(*facts: object) -> Random:
    """A source of chance that depends on these facts alone."""
    return Random("|".join(str(fact) for fact in facts))


def mark_of(person: str, course: str, *facts: object) -> int:
    """The mark the person earns: around what they are capable of in this course, 2 to 5."""
    talent = draw("talent", person).uniform(2.8, 4.8) + draw("liking", person, course).uniform(-0.4, 0.4)
    return max(2, min(5, round(draw("mark", person, course, *facts).gauss(talent, 0.65))))


def absence_of(person: str, course: str, day: date, semester_starts: date) -> AbsenceReason | None:
    """Why the person is away on the day; None when they are there."""
    if person == FELL_ILL and _ILL_FROM <= day - semester_starts <= _ILL_UNTIL:
        return AbsenceReason.ILL
    chance = draw("away", person, course, day)
    if chance.random() >= OFTEN_AWAY.get(person, USUALLY_AWAY):
        return None
    kinds = [AbsenceReason.UNEXCUSED, AbsenceReason.EXCUSED, AbsenceReason.ILL]
    return chance.choices(kinds, weights=[5, 3, 2])[0]
