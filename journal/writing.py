"""The beginning of every operation that writes into a journal: its turn, and what may be written today (4.1.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.coverage import require_assigned
from journal.unlocks import unlocked_until
from models import Journal, JournalState, Lesson, LessonState
from regulation.days import LockVerdict, lock_verdict
from regulation.refusal import N_, Refusal

TAKES_ENTRIES = frozenset({JournalState.OPEN, JournalState.ON_CHECK, JournalState.REMARKS})
# The lock that lets writers of a journal go one after another; SQLite knows none and needs none.
TURN: dict[str, Any] = {"key_share": True, "of": Journal}
TAKES_ORDERS = frozenset(JournalState) - {JournalState.ARCHIVED}  # a correction by the director's order
TAKES_PLACE = (LessonState.PLANNED, LessonState.CONDUCTED)


def begin_writing(acting: Acting, journal: Journal, *read_before: Any, by_order: bool = False) -> None:
    """Wait for this journal's turn and check that it takes entries. Raises E_CLOSED for a checked or closed one (5.2).

    Writers of one journal go one after another, so what an operation reads after this line stays true until its
    transaction ends: versions are compared, slots and numbers taken without a race. `read_before`: objects read
    before the turn came, read anew. SQLite has one writer anyway, from the start of its transaction. A substitute is
    refused at a lesson that no direction gives them: E_NOT_ASSIGNED (4.1.1).
    """
    session = acting.session
    if session.get_bind().dialect.name == "postgresql" and session.info.get("turn") != _turn(
        session, journal
    ):
        session.refresh(journal, attribute_names=["state"], with_for_update={"key_share": True})
        for thing in read_before:
            session.refresh(thing)
        if not session.in_nested_transaction():  # a lock taken inside a savepoint may be given back with it
            session.info["turn"] = _turn(session, journal)
    for thing in read_before:
        if isinstance(thing, Lesson):
            require_assigned(acting, thing)
    if journal.state not in (TAKES_ORDERS if by_order else TAKES_ENTRIES):
        raise Refusal(
            "E_CLOSED",
            "5.2",
            N_(
                "Журнал проверен и закрыт: записей он не принимает. Открыть его снова можно приказом директора."
            ),
        )


def take_turn(session: Session, journal: Journal) -> None:
    """Note that the journal's row was read with its lock (`TURN`), before anything else of it: the turn has come."""
    session.info["turn"] = _turn(session, journal)


def _turn(session: Session, journal: Journal) -> tuple[object, int]:
    return session.get_transaction(), journal.id


def writing_verdict(
    acting: Acting, lesson: Lesson, written: bool = False, *, on: date | None = None
) -> LockVerdict:
    """Whether the lesson may be written today, its unlocks taken into account (4.1.1).

    `written`: for marks of a written work, which may come within `written_days` without the flag. `on`: the day from
    which lateness counts when it is not the lesson's own (an «отработка»).
    """
    day = on or lesson.date
    verdict = lock_verdict(day, acting.today, acting.rules, is_written=written)
    if verdict.is_open or day > acting.today:
        return verdict
    until = unlocked_until(acting.session, lesson.journal_id, lesson)
    return lock_verdict(day, acting.today, acting.rules, unlocked_until=until, is_written=written)


def require_open(
    acting: Acting, lesson: Lesson, written: bool = False, *, on: date | None = None
) -> LockVerdict:
    """The verdict on a lesson that may be written now. Raises E_FUTURE, E_CLOSED, E_NOT_ASSIGNED."""
    require_assigned(acting, lesson)
    require_takes_place(lesson)
    verdict = writing_verdict(acting, lesson, written, on=on)
    if verdict.refusal:
        raise verdict.refusal
    return verdict


def require_open_or_ahead(acting: Acting, lesson: Lesson, written: bool = False) -> None:
    """A lesson still ahead may be prepared; one that has been follows the rule of days. Raises E_CLOSED."""
    require_assigned(acting, lesson)
    if lesson.date > acting.today:
        require_takes_place(lesson)
    else:
        require_open(acting, lesson, written)


def require_takes_place(lesson: Lesson) -> None:
    """Raise E_CLOSED for a cancelled or moved lesson: nothing is entered there (3.10.1)."""
    if lesson.state in TAKES_PLACE:
        return
    raise Refusal(
        "E_CLOSED",
        "3.10.1",
        N_(
            "Занятие %(date)s отменено или перенесено, записей оно не принимает. Откройте занятие, которое состоялось."
        ),
        date=lesson.date.strftime("%d.%m.%Y"),
    )
