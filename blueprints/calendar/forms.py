"""What the forms of calendar, terms and bells send."""

from __future__ import annotations

from datetime import date, time

from flask import request

from journal.bells import MOST_PAIRS
from regulation.refusal import N_, Refusal


def read_date(name: str) -> date:
    """The day of a field. Raises E_PERIOD."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("E_PERIOD", "3.8.6", N_("Укажите дату в виде ДД.ММ.ГГГГ.")) from None


def read_days() -> tuple[date, date]:
    """First and last day; without a last one it is one day."""
    first = read_date("first")
    return first, read_date("last") if request.form.get("last", "").strip() else first


def read_times() -> list[tuple[int, time, time]]:
    """The pairs of the bells that have both times. Raises E_BELLS for half a pair or what is no time."""
    found: list[tuple[int, time, time]] = []
    for pair in range(1, MOST_PAIRS + 1):
        starts, ends = (request.form.get(f"{name}-{pair}", "").strip() for name in ("starts", "ends"))
        if not starts and not ends:
            continue
        try:
            found.append((pair, time.fromisoformat(starts), time.fromisoformat(ends)))
        except ValueError:
            raise Refusal(
                "E_BELLS",
                "3.8.6",
                N_("%(pair)s-я пара: укажите начало и конец в виде 08:30 или оставьте оба поля пустыми."),
                pair=pair,
            ) from None
    return found
