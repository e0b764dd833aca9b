"""Two people wrote at one place: the second is told both values, nothing is written over (1.5)."""

from __future__ import annotations

from typing import Any

from journal.acting import Acting
from models import Absence, Mark, User
from regulation.names import short_name
from regulation.refusal import N_, Refusal


class Conflict(Refusal):
    """E_CONFLICT. `current`: what is written there now, with its version; `wanted`: what the person meant to write.

    `recorded`: who wrote what stands and when, as `recorded_by` tells it.
    """

    def __init__(self, current: dict[str, Any], wanted: Any, recorded: dict[str, str] | None = None) -> None:
        super().__init__(
            "E_CONFLICT",
            "1.5",
            N_("Пока вы работали, здесь изменили запись: сейчас «%(current)s», у вас «%(wanted)s». "
               "Ничего не записано: сравните и выберите, что оставить."),
            current=shown(current.get("value")),
            wanted=shown(wanted),
        )  # fmt: skip
        self.current = current
        self.wanted = wanted
        self.recorded = recorded or {}


def recorded_by(acting: Acting, row: Mark | Absence | None) -> dict[str, str]:
    """Who wrote what stands in the cell and when, for the second person: {"who", "at"}; empty for an empty cell."""
    if row is None or row.set_by_id is None:
        return {}
    user = acting.session.get(User, row.set_by_id)
    at = row.set_at.astimezone(acting.zone)
    when = f"{at:%H:%M}" if at.date() == acting.today else f"{at:%d.%m %H:%M}"
    who = short_name(user.family_name, user.given_name, user.patronymic) if user else ""
    return {"who": who, "at": when}


def shown(value: Any) -> str:
    """A value as the sentence shows it: texts as they are, an emptied cell as «пусто»."""
    if isinstance(value, dict):
        return "; ".join(str(part) for part in value.values() if part) or "пусто"
    return str(value) if value else "пусто"
