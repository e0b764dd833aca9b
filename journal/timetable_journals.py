"""Which journal a line of the timetable belongs to, and whether it takes lessons (3.10.1, 4.2.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from journal.writing import TAKES_ENTRIES
from models import FinalMark, FinalScope, Journal, TimetableEntry


def journals_for(session: Session, entries: Sequence[TimetableEntry]) -> dict[int, Journal]:
    """Entry id → its journal: the same group, subgroup and term, and the same discipline or index. One query."""
    groups = {entry.group_id for entry in entries}
    terms = {entry.term_id for entry in entries}
    found = session.scalars(
        select(Journal)
        .where(Journal.group_id.in_(groups), Journal.term_id.in_(terms))
        .options(joinedload(Journal.discipline), joinedload(Journal.term))
        .order_by(Journal.id.desc())
    )
    by_place: dict[tuple[object, ...], Journal] = {}
    for journal in found:
        where = (journal.group_id, journal.subgroup_id, journal.term_id)
        by_place[(*where, journal.discipline_id)] = journal
        if journal.discipline.index:
            by_place.setdefault((*where, journal.discipline.index.casefold()), journal)
    kept: dict[int, Journal] = {}
    for entry in entries:
        where = (entry.group_id, entry.subgroup_id, entry.term_id)
        index = entry.discipline.index.casefold()
        journal_ = by_place.get((*where, entry.discipline_id)) or (
            by_place.get((*where, index)) if index else None
        )
        if journal_ is not None:
            kept[entry.id] = journal_
    return kept


def taking(session: Session, journals: Collection[Journal]) -> dict[int, Journal]:
    """The journals that take entries and have no final of the term set, by id."""
    open_ones = {journal.id: journal for journal in journals if journal.state in TAKES_ENTRIES}
    ended = session.scalars(
        select(FinalMark.journal_id)
        .where(
            FinalMark.journal_id.in_(open_ones),
            FinalMark.scope == FinalScope.TERM,
            FinalMark.value.is_not(None) | FinalMark.not_assessed,
        )
        .distinct()
    )
    for journal_id in ended:
        del open_ones[journal_id]
    return open_ones
