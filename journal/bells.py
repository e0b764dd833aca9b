"""The bells: which pairs a day has and when they begin and end; a new version never touches old days (3.8.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import Bell
from regulation.refusal import N_, Refusal

MOST_PAIRS = 12


@dataclass(frozen=True)
class BellTable:
    """Every version of the bells, the newest first: first day → pair → bell."""

    versions: Sequence[tuple[date, Mapping[int, Bell]]]

    def on(self, day: date) -> Mapping[int, Bell]:
        """The pairs of the day; empty when no bells are kept for it."""
        return next((pairs for first, pairs in self.versions if first <= day), {})

    def title(self, day: date, pair: int) -> str:
        """«08:30–10:00», empty when the bells don't have the pair."""
        bell = self.on(day).get(pair)
        return bell.title if bell else ""

    def has_pair(self, day: date, pair: int) -> bool:
        """Whether the day has the pair; with no bells kept, any of 1–12."""
        pairs = self.on(day)
        return pair in pairs if pairs else 1 <= pair <= MOST_PAIRS


def bell_table(session: Session) -> BellTable:
    """All the bells. One query."""
    found: dict[date, dict[int, Bell]] = {}
    for bell in session.scalars(select(Bell).order_by(Bell.valid_from.desc(), Bell.pair)):
        found.setdefault(bell.valid_from, {})[bell.pair] = bell
    return BellTable(list(found.items()))


def put_bells(acting: Acting, valid_from: date, times: Sequence[tuple[int, time, time]]) -> None:
    """Keep a version of the bells from the day on, whole: pair, beginning, end; an equal first day is replaced.

    Raises E_BELLS for no pairs, a pair named twice, an end not after its beginning or pairs that overlap; E_CLOSED
    for a version that has been in force already.
    """
    _require_ahead(acting, valid_from)
    _check(times)
    standing = {
        bell.pair: bell for bell in acting.session.scalars(select(Bell).where(Bell.valid_from == valid_from))
    }
    for pair, starts, ends in times:
        bell = standing.pop(pair, None)
        if bell is None:
            acting.session.add(Bell(pair=pair, starts=starts, ends=ends, valid_from=valid_from))
        else:
            bell.starts, bell.ends = starts, ends
    for gone in standing.values():
        acting.session.delete(gone)
    acting.session.flush()


def drop_bells(acting: Acting, valid_from: date) -> None:
    """Give up a version that is still ahead. Raises E_CLOSED for one that was in force."""
    _require_ahead(acting, valid_from)
    for bell in acting.session.scalars(select(Bell).where(Bell.valid_from == valid_from)):
        acting.session.delete(bell)
    acting.session.flush()


def _require_ahead(acting: Acting, valid_from: date) -> None:
    """Days that have been keep their bells; the very first version may begin in the past."""
    is_first = acting.session.scalar(select(Bell.id).where(Bell.valid_from != valid_from).limit(1)) is None
    if valid_from < acting.today and not is_first:
        raise Refusal(
            "E_CLOSED",
            "3.8.6",
            N_(
                "Звонки прошедших дней не меняются: старые документы хранят своё время. Укажите день с %(today)s."
            ),
            today=f"{acting.today:%d.%m.%Y}",
        )


def _check(times: Sequence[tuple[int, time, time]]) -> None:
    pairs = [pair for pair, _starts, _ends in times]
    if not pairs or len(set(pairs)) != len(pairs) or not all(1 <= pair <= MOST_PAIRS for pair in pairs):
        raise Refusal(
            "E_BELLS", "3.8.6", N_("Укажите хотя бы одну пару; номера пар — от 1 до 12, каждый один раз.")
        )
    before: tuple[int, time] | None = None
    for pair, starts, ends in sorted(times):
        if ends <= starts:
            raise Refusal(
                "E_BELLS", "3.8.6", N_("%(pair)s-я пара кончается раньше, чем начинается."), pair=pair
            )
        if before is not None and starts < before[1]:
            raise Refusal(
                "E_BELLS",
                "3.8.6",
                N_("%(pair)s-я пара начинается раньше, чем кончается %(before)s-я. Исправьте время."),
                pair=pair,
                before=before[0],
            )
        before = (pair, ends)
