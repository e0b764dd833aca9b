"""Percentages, means and densities.

Decimal, half up: percentages to 0.1, means to 0.01. A zero denominator gives None, shown as «—», never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from regulation.rules import Rules

_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")
_SOU_WEIGHTS = {5: 100, 4: 64, 3: 36, 2: 16}
_NOTHING = "—"


@dataclass(frozen=True)
class Results:
    """Успеваемость, качество, СОУ in percent to 0.1; средний балл to 0.01. None: nobody to count."""

    success: Decimal | None
    quality: Decimal | None
    sou: Decimal | None
    mean: Decimal | None


@dataclass(frozen=True)
class Accumulation:
    """Накопляемость: marks per student to 0.01; density in percent to 0.1."""

    per_student: Decimal | None
    density: Decimal | None


def mean(marks: Sequence[int]) -> Decimal | None:
    """The unrounded mean of numeric marks; None without marks."""
    return Decimal(sum(marks)) / len(marks) if marks else None


def rounded_mean(marks: Sequence[int]) -> Decimal | None:
    """The mean to 0.01, half up; None without marks."""
    return _quotient(sum(marks), len(marks), _HUNDREDTH)


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent to 0.1; None when there is no whole."""
    return _quotient(part * 100, whole, _TENTH)


def results(n5: int, n4: int, n3: int, n2: int, na: int, rules: Rules) -> Results:
    """Results of a list by the numbers of 5, 4, 3, 2 and «н/а» (5.1.2).

    Who has no result at all is not counted: blanks are reported apart. «н/а» weighs `rules.sou_na` in СОУ and
    is left out of the mean.
    """
    listed = n5 + n4 + n3 + n2 + na
    by_mark = {5: n5, 4: n4, 3: n3, 2: n2}
    weighted = sum(_SOU_WEIGHTS[mark] * number for mark, number in by_mark.items()) + rules.sou_na * na
    return Results(
        success=percent(n5 + n4 + n3, listed),
        quality=percent(n5 + n4, listed),
        sou=_quotient(weighted, listed, _TENTH),
        mean=_quotient(sum(mark * number for mark, number in by_mark.items()), listed - na, _HUNDREDTH),
    )


def attendance(plan: int, ill: int, excused: int, unexcused: int) -> Decimal | None:
    """Посещаемость in percent to 0.1 (3.11.2, 3.12.2). All in hours; a late arrival is no miss.

    `plan`: sum of lesson hours × members that day. None when nothing was planned. More missed than planned
    (members left afterwards) counts as 0 %.
    """
    return percent(max(0, plan - ill - excused - unexcused), plan)


def accumulation(marks: int, students: int, lessons: int) -> Accumulation:
    """Накопляемость of current marks (5.2): per student, and per student and lesson in percent."""
    return Accumulation(
        per_student=_quotient(marks, students, _HUNDREDTH),
        density=percent(marks, students * lessons),
    )


def format_percent(value: Decimal | None) -> str:
    """«84,0» without the sign (headings carry it), «—» for None."""
    return _written(value, _TENTH)


def format_mean(value: Decimal | None) -> str:
    """«4,33», rounded here when it was not; «—» for None."""
    return _written(value, _HUNDREDTH)


def _quotient(dividend: int, divisor: int, step: Decimal) -> Decimal | None:
    if divisor == 0:
        return None
    return (Decimal(dividend) / divisor).quantize(step, ROUND_HALF_UP)


def _written(value: Decimal | None, step: Decimal) -> str:
    if value is None:
        return _NOTHING
    return str(value.quantize(step, ROUND_HALF_UP)).replace(".", ",")
