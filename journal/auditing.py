"""Every change of an audited object leaves an entry, written by the session itself in the same transaction (1.5).

Operations cannot forget it: the flush of a session writes who, when, old → new and why for each audited row it
inserts or updates, and refuses deletes and bulk changes of audited tables altogether.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import Insert, event, insert, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, object_session, sessionmaker

from journal.acting import Acting
from models import (
    Absence,
    AbsenceDocument,
    ArchivedKind,
    Attachment,
    AuditEntry,
    Bell,
    CalendarDay,
    Consent,
    ConsentPurpose,
    ConsultationLoad,
    ConsultationVisit,
    Credential,
    Deployment,
    Discipline,
    ExamSheet,
    FinalMark,
    FunctionMark,
    Grant,
    GrantProposal,
    Guardian,
    Incident,
    Institution,
    Journal,
    JournalTeacher,
    LeftOut,
    Lesson,
    LocalAccount,
    Maintenance,
    Mark,
    MedicalGroup,
    Membership,
    Movement,
    NormativeAct,
    Notice,
    NotSamePerson,
    Order,
    Particulars,
    PersonalCard,
    PlanItem,
    Practice,
    PracticeVisit,
    Question,
    Registration,
    Representative,
    RuleProposal,
    RuleSetting,
    SessionAlert,
    SheetEntry,
    Specialty,
    Student,
    StudentMerge,
    Subgroup,
    SubgroupMembership,
    SubgroupProposal,
    SubgroupProposalRow,
    Substitution,
    SubstitutionLesson,
    SupportLine,
    SupportTicket,
    ThematicPlan,
    TimetableChange,
    TimetableEntry,
    Undertaking,
    Unlock,
    UnlockRequest,
    VisitedStudent,
    WeekCheck,
    Work,
)  # fmt: skip

AUDITED: tuple[type[Any], ...] = (
    AbsenceDocument, Notice, Question, WeekCheck,
    Movement, NotSamePerson, PersonalCard, Representative, Specialty, StudentMerge,
    Absence, ArchivedKind, Attachment, Bell, CalendarDay, Deployment, Discipline, ExamSheet, FinalMark, Grant,
    Guardian, Incident, Institution, Journal, JournalTeacher, Lesson, Maintenance, Mark, Membership,
    NormativeAct, Order, Particulars, PlanItem, Registration, RuleSetting, SheetEntry, Student, Subgroup,
    SubgroupMembership, Substitution, SubstitutionLesson, SupportLine, SupportTicket, ThematicPlan, TimetableChange, TimetableEntry,
    Undertaking,
    Unlock, UnlockRequest, Work,
    ConsultationLoad, ConsultationVisit, LeftOut, MedicalGroup, Practice, PracticeVisit, SubgroupProposal,
    SubgroupProposalRow, VisitedStudent,
    Consent, ConsentPurpose, Credential, LocalAccount, SessionAlert,
    FunctionMark, GrantProposal, RuleProposal,
)  # fmt: skip
# An interval goes when the movement it came from is annulled, which keeps the facts (journal.movements).
# A draft plan's lines may be replaced whole by a new import; a day of the calendar or a bell may be put back to what it
# was, and the entry keeps what stood there; everything else is never deleted.
DELETABLE: tuple[type[Any], ...] = (Membership, SubgroupMembership, Bell, CalendarDay, PlanItem)
UNRECORDED = {
    "version",
    "set_at",
    "set_by_id",
    "key_set",
    "key_set_fetched_at",
    "self_check",
    "self_checked_at",
    "seen_at",
    "search_key",
    "trace",
    "password_hash",
    "code_hash",
    "last_sign_in_at",
}


class HistoryViolation(RuntimeError):
    """Somebody tried to delete or bulk-change what must keep its history (1.5). A defect, never a user's error."""


def install(factory: sessionmaker[Session] | type[Session] | Session) -> None:
    """Attach the audit to a session factory (or one session)."""
    event.listen(factory, "before_flush", _refuse_deletes)
    event.listen(factory, "after_flush", _write_entries)
    event.listen(factory, "do_orm_execute", _refuse_bulk)


def record(acting: Acting, action: str, entity: str, entity_id: int | None = None, **facts: Any) -> None:
    """Write an entry that is not a change of a row: a refusal, a download, a visit.

    `facts` may hold `journal_id`, `student_id`; everything else goes into the entry's `new`.
    """
    row: dict[str, Any] = _circumstances(acting) | {
        "action": action,
        "entity": entity,
        "entity_id": entity_id,
    }
    row["journal_id"] = facts.pop("journal_id", None)
    row["student_id"] = facts.pop("student_id", None)
    row["old"] = None
    row["new"] = {key: _plain(value) for key, value in facts.items()}
    acting.session.execute(insert(AuditEntry), [row])


def record_created(acting: Acting, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the entries of rows put in by one statement for many, as the session does for each. A row names its `id`."""
    entries = [
        _circumstances(acting)
        | {
            "action": "created",
            "entity": model.__tablename__,
            "entity_id": row["id"],
            "journal_id": row.get("journal_id"),
            "student_id": row.get("student_id"),
            "old": None,
            "new": {
                key: _plain(value)
                for key, value in row.items()
                if key != "id" and key not in UNRECORDED and value not in (None, "", False)
            },
        }
        for row in rows
    ]
    if entries:
        acting.session.execute(insert(AuditEntry.__table__), entries)  # type: ignore[arg-type]


def _refuse_deletes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    for thing in session.deleted:
        if isinstance(thing, AuditEntry) or (isinstance(thing, AUDITED) and not isinstance(thing, DELETABLE)):
            raise HistoryViolation(f"{type(thing).__name__} is never deleted")
    for thing in session.dirty:
        if isinstance(thing, AuditEntry) and session.is_modified(thing):
            raise HistoryViolation("AuditEntry is never changed")


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete):
        return
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, AUDITED) or mapper.class_ is AuditEntry:
            raise HistoryViolation(f"bulk change of {mapper.class_.__name__} would leave no history")


def _write_entries(session: Session, _context: UOWTransaction) -> None:
    rows = [_created(thing) for thing in session.new if isinstance(thing, AUDITED)]
    rows += [
        row for thing in session.dirty if isinstance(thing, AUDITED) and (row := _changed(thing)) is not None
    ]
    rows += [_removed(thing) for thing in session.deleted if isinstance(thing, AUDITED)]
    if not rows:
        return
    acting = session.info.get("acting")
    if not isinstance(acting, Acting):
        raise HistoryViolation(
            "a change of an audited object outside an operation: no Acting in session.info"
        )
    common = _circumstances(acting)
    statement: Insert = insert(AuditEntry.__table__)  # type: ignore[arg-type]
    session.connection().execute(statement, [common | row for row in rows])


def _circumstances(acting: Acting) -> dict[str, Any]:
    user = acting.user
    return {
        "at": acting.now.astimezone(UTC),
        "local_time": acting.now.astimezone(acting.zone).isoformat(timespec="seconds"),
        "user_id": user.id if user else None,
        "user_name": user.display_name if user else "",
        "office": acting.office,
        "reason": acting.reason[:500],
        "address": acting.address,
        "launch_id": acting.launch_id,
        "request_id": acting.request_id,
    }


def _created(thing: Any) -> dict[str, Any]:
    state = inspect(thing)
    new = {
        key: _plain(getattr(thing, key))
        for key in _columns(thing)
        if getattr(thing, key) not in (None, "", False)
    }
    return _entry(thing, state.identity or (thing.id,), "created", None, new)


def _changed(thing: Any) -> dict[str, Any] | None:
    state = inspect(thing)
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for key in _columns(thing):
        history = state.attrs[key].history
        if not history.has_changes():
            continue
        before = _plain(history.deleted[0]) if history.deleted else None
        after = _plain(history.added[0]) if history.added else None
        if before != after:
            old[key], new[key] = before, after
    return _entry(thing, state.identity, "changed", old, new) if new else None


def _removed(thing: Any) -> dict[str, Any]:
    old = {key: _plain(getattr(thing, key)) for key in _columns(thing)}
    return _entry(thing, inspect(thing).identity, "removed", old, None)


def _columns(thing: Any) -> list[str]:
    return [
        attr.key
        for attr in inspect(type(thing)).column_attrs
        if attr.key != "id" and attr.key not in UNRECORDED
    ]


def _entry(
    thing: Any, identity: tuple[Any, ...], action: str, old: dict[str, Any] | None, new: dict[str, Any] | None
) -> dict[str, Any]:
    journal_id = _journal_of(thing)
    student_id = thing.id if isinstance(thing, Student) else getattr(thing, "student_id", None)
    return {
        "action": action,
        "entity": thing.__tablename__,
        "entity_id": identity[0],
        "journal_id": journal_id,
        "student_id": student_id,
        "old": old,
        "new": new,
    }


def _journal_of(thing: Any) -> int | None:
    """The journal a row belongs to, by itself or by what it is a line of."""
    if isinstance(thing, Journal):
        return thing.id
    found: int | None = getattr(thing, "journal_id", None)
    session = object_session(thing)
    if isinstance(thing, SheetEntry) and session:
        found = session.get_one(ExamSheet, thing.sheet_id).journal_id
    elif isinstance(thing, PlanItem) and session:  # a removed line has lost its plan already, not its number
        found = session.get_one(ThematicPlan, thing.plan_id).journal_id
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value
