"""Two people wrote at one place: the second is told both values, nothing is written over (1.5)."""

from __future__ import annotations

from typing import Any

from regulation.refusal import N_, Refusal


class Conflict(Refusal):
    """E_CONFLICT. `current`: what is written there now, with its version; `wanted`: what the person meant to write."""

    def __init__(self, current: dict[str, Any], wanted: Any) -> None:
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


def shown(value: Any) -> str:
    """A value as the sentence shows it: texts as they are, an emptied cell as «пусто»."""
    if isinstance(value, dict):
        return "; ".join(str(part) for part in value.values() if part) or "пусто"
    return str(value) if value else "пусто"
