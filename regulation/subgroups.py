"""Dividing a group into subgroups: everybody in one part of a division at most, the past never changes (4.1.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from regulation.refusal import N_, Refusal

_CLAUSE = "4.1.4"


@dataclass(frozen=True)
class Move:
    """A student's part before and after; None is in no part."""

    student_id: int
    before: int | None
    after: int | None


def check_composition(
    parts: Mapping[int, Sequence[int]], members: Collection[int], names: Mapping[int, str]
) -> dict[int, int]:
    """Student → part. Raises E_SUBGROUP for somebody in two parts, not of the group, or a division of nobody."""
    placed: dict[int, int] = {}
    for part, students in parts.items():
        for student in students:
            if student in placed and placed[student] != part:
                raise Refusal(
                    "E_SUBGROUP",
                    _CLAUSE,
                    N_("%(name)s в двух подгруппах сразу. Оставьте одну."),
                    name=names.get(student, "Обучающийся"),
                )
            if student not in members:
                raise Refusal(
                    "E_SUBGROUP",
                    _CLAUSE,
                    N_("%(name)s не в группе. Обновите страницу: список группы изменился."),
                    name=names.get(student, "Обучающийся"),
                )
            placed[student] = part
    if not placed:
        raise Refusal("E_SUBGROUP", _CLAUSE, N_("Состав пуст: распределите обучающихся по подгруппам."))
    return placed


def moves(before: Mapping[int, int], after: Mapping[int, int]) -> list[Move]:
    """Who changes the part, in the order of student ids."""
    return [
        Move(student, before.get(student), after.get(student))
        for student in sorted({*before, *after})
        if before.get(student) != after.get(student)
    ]


def check_effective(day: date, today: date, since: date | None) -> None:
    """A composition holds from today on at the earliest; the first one (`since` None) from any day. Raises E_PERIOD."""
    if since is not None and day < today:
        raise Refusal(
            "E_PERIOD",
            _CLAUSE,
            N_("Состав меняется с сегодняшнего дня или позже: прошедшие дни остаются как были."),
        )
    if abs((day - today).days) > 366:
        raise Refusal("E_PERIOD", _CLAUSE, N_("Дата отстоит больше чем на год. Проверьте её."))


def first_day(wished: date, today: date, since: date | None) -> date:
    """The day an approved composition holds from: as wished, never a day already past once there was another."""
    return wished if since is None else max(wished, today)
