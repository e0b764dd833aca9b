"""The readings of the regulation as settings, each with its default; they change only by order (7.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, cast

from regulation.terms import LATIN_TERMS

Scheme = Literal["half", "0.60", "0.65"]


@dataclass(frozen=True)
class Rules:
    """The rules in force. Days are calendar days; `movement_days` are working days."""

    timezone: str = "Asia/Tomsk"  # 4.1.1: the day of a lesson ends at this zone's midnight
    lock_days: int = 7  # 4.1.1: after that only by unlock
    written_days: int = 7  # 4.1.1: marks of written works may come within, without the flag
    final_scheme: Scheme = "half"  # 4.2: rounding of the suggested final
    sou_na: int = 7  # weight of «н/а» in СОУ
    na_max_days: int = 365  # 4.2.3
    na_default_days: int = 30  # 4.2.3
    min_marks: int = 3  # marks for attestation
    pass_fail_in_sheet: bool = False  # 4.2.5: «зачтено/не зачтено» in a credit sheet
    sheet_percent_base: Literal["listed", "present"] = "listed"  # 4.2.5
    week_days: int = 6  # working week of the institution
    week_count: Literal["term", "year", "iso"] = (
        "term"  # 3.10.1: from where числитель and знаменатель are counted
    )
    movement_days: int = 3  # 3.9.2
    teachers_from_lms: bool = True  # 3.3
    latin_terms: frozenset[str] = field(default=LATIN_TERMS)  # 4.1.2

    ALLOW_ONE: ClassVar[bool] = False  # 4.1.8: «1» is not given; the database allows 2–5 only

    def with_overrides(self, values: Mapping[str, str]) -> Rules:
        """These rules with settings given as text. Raises ValueError naming the setting that is unknown or bad."""
        known = {item.name: getattr(self, item.name) for item in fields(self)}
        changes: dict[str, Any] = {}
        for name, text in values.items():
            if name not in known:
                raise ValueError(f"{name}: такой настройки правил нет")
            changes[name] = _parse(name, text, known[name])
        return replace(self, **changes)


CHOICES: dict[str, tuple[str, ...]] = {
    "final_scheme": ("half", "0.60", "0.65"),
    "sheet_percent_base": ("listed", "present"),
    "week_days": ("5", "6"),
    "week_count": ("term", "year", "iso"),
}


def _parse(name: str, text: str, current: object) -> object:
    allowed = CHOICES.get(name)
    if allowed and text not in allowed:
        raise ValueError(f"{name}={text}: возможны значения {', '.join(allowed)}")
    if isinstance(current, bool):
        if text not in ("true", "false"):
            raise ValueError(f"{name}={text}: возможны значения true, false")
        return text == "true"
    if isinstance(current, int):
        if not (text.isascii() and text.isdigit()) or int(text) > 3650:
            raise ValueError(f"{name}={text}: ожидается целое число от 0 до 3650")
        return int(text)
    if isinstance(current, frozenset):
        return cast("frozenset[str]", current) | set(re.findall(r"[^\W_]+", text.lower()))
    return text
