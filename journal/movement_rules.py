"""Whether an order's movement is possible for a student standing where they stand (3.9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from journal.places import Place
from models import Membership, MovementKind, Order, StudyGroup
from regulation.refusal import N_, Refusal

CLAUSE = "3.9.2"
FARTHEST = timedelta(days=366)  # an order takes effect within a year of its date

TITLES: dict[MovementKind, str] = {
    MovementKind.ADMISSION: N_("зачисление"),
    MovementKind.TRANSFER: N_("перевод в другую группу"),
    MovementKind.PROMOTION: N_("перевод на следующий курс"),
    MovementKind.LEAVE: N_("академический отпуск"),
    MovementKind.EXPULSION: N_("отчисление"),
    MovementKind.REINSTATEMENT: N_("восстановление"),
    MovementKind.GRADUATION: N_("выпуск"),
}
INTO_GROUP = {MovementKind.ADMISSION, MovementKind.TRANSFER, MovementKind.REINSTATEMENT}
OUT_OF_GROUP = {MovementKind.LEAVE, MovementKind.EXPULSION, MovementKind.GRADUATION}


@dataclass(frozen=True)
class Draft:
    """A movement to be entered for students: from `effective_on` on they are in `to_group`, or in none."""

    kind: MovementKind
    effective_on: date
    order: Order
    to_group: StudyGroup | None = None
    note: str = ""


def check_draft(draft: Draft) -> None:
    """What is wrong whoever the student is. Raises E_PERIOD, E_GROUP."""
    if abs(draft.effective_on - draft.order.dated) > FARTHEST:
        raise Refusal(
            "E_PERIOD", CLAUSE,
            N_("%(day)s дальше года от даты приказа %(order)s. Проверьте, с какого дня действует движение."),
            day=written(draft.effective_on), order=draft.order.name,
        )  # fmt: skip
    if draft.kind in (MovementKind.TRANSFER, MovementKind.REINSTATEMENT) and draft.to_group is None:
        raise Refusal(
            "E_GROUP", CLAUSE, N_("Укажите группу, в которую переводится или восстанавливается обучающийся.")
        )
    if draft.to_group is not None and draft.to_group.is_archived:
        raise Refusal(
            "E_GROUP",
            CLAUSE,
            N_("Группа %(group)s в архиве. Выберите действующую группу."),
            group=draft.to_group.name,
        )


def check_place(draft: Draft, place: Place) -> list[Membership]:
    """The memberships this movement ends. Raises the refusal for a student who cannot be moved so."""
    day = draft.effective_on
    _check_order_of_time(draft, place)
    inside = place.on(day)
    if draft.kind in (MovementKind.ADMISSION, MovementKind.REINSTATEMENT):
        return _check_entering(draft, place, inside)
    if not inside:
        if draft.kind is MovementKind.EXPULSION and place.last is not None and _is_at_college(place):
            return []
        raise Refusal(
            "E_NOT_MEMBER", CLAUSE,
            N_("%(name)s на %(day)s не числится в группе. Проверьте дату и выбор обучающегося."),
            name=place.name, day=written(day),
        )  # fmt: skip
    if draft.kind is MovementKind.PROMOTION:
        return inside
    _check_leaving(draft, place, inside)
    return inside


def _check_order_of_time(draft: Draft, place: Place) -> None:
    last, later = place.last, place.after(draft.effective_on)
    if last is not None and last.effective_on > draft.effective_on:
        raise Refusal(
            "E_LATER", CLAUSE,
            N_("У обучающегося %(name)s уже внесено движение с %(day)s: %(kind)s. "
               "Движение вносится по порядку: аннулируйте более позднее или исправьте дату."),
            name=place.name, day=written(last.effective_on), kind=TITLES[last.kind],
        )  # fmt: skip
    if later:
        raise Refusal(
            "E_LATER", CLAUSE,
            N_("%(name)s: с %(day)s уже записана группа. Укажите более поздний день или исправьте ту запись."),
            name=place.name, day=written(later[0].starts_on),
        )  # fmt: skip


def _check_entering(draft: Draft, place: Place, inside: list[Membership]) -> list[Membership]:
    if inside or (draft.kind is MovementKind.ADMISSION and place.is_newcomer):
        where = f"группа {inside[0].group.name}" if inside else "без группы"
        raise Refusal(
            "E_ENROLLED", CLAUSE,
            N_("%(name)s уже числится в колледже (%(where)s). Если обучающийся меняет группу, внесите перевод."),
            name=place.name, where=where,
        )  # fmt: skip
    if draft.kind is MovementKind.REINSTATEMENT and place.last is None and not place.memberships:
        raise Refusal(
            "E_MOVEMENT", CLAUSE,
            N_("%(name)s раньше в колледже не числился: восстанавливать некого. Внесите зачисление."), name=place.name,
        )  # fmt: skip
    return []


def _check_leaving(draft: Draft, place: Place, inside: list[Membership]) -> None:
    fresh = next((one for one in inside if one.starts_on >= draft.effective_on), None)
    if fresh is not None:
        raise Refusal(
            "E_PERIOD", CLAUSE,
            N_("%(name)s в группе %(group)s только с %(day)s. Укажите более поздний день или аннулируйте ту запись."),
            name=place.name, group=fresh.group.name, day=written(fresh.starts_on),
        )  # fmt: skip
    is_there = draft.to_group is not None and any(one.group_id == draft.to_group.id for one in inside)
    if draft.to_group is not None and is_there:
        raise Refusal(
            "E_GROUP", CLAUSE, N_("%(name)s уже в группе %(group)s: переводить некуда."),
            name=place.name, group=draft.to_group.name,
        )  # fmt: skip


def _is_at_college(place: Place) -> bool:
    """Whether somebody in no group still belongs to the college: a newcomer, or on leave."""
    return place.last is not None and (place.is_newcomer or place.last.kind is MovementKind.LEAVE)


def written(day: date) -> str:
    """ДД.ММ.ГГГГ."""
    return f"{day:%d.%m.%Y}"
