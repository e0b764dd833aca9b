"""Two cards of one person joined into one, audited row by row, and taken apart again (3.9.2, 1.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint, inspect, or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import (
    Absence,
    Base,
    FinalMark,
    Mark,
    Membership,
    NotSamePerson,
    SheetEntry,
    Student,
    StudentMerge,
    SubgroupMembership,
)  # fmt: skip
from regulation.names import sort_key
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

_CLAUSE = "3.9.2"
_FILLED = ("patronymic", "birth_date", "record_book", "college_number")
_INTERVALS = {Membership: "group_id", SubgroupMembership: "subgroup_id"}
# Two rows of these in one place contradict each other; of anything else the kept card's row counts.
_RECORDS = (Absence, FinalMark, Mark, SheetEntry)


def merge(acting: Acting, kept: Student, gone: Student, reason: str) -> StudentMerge:
    """Everything of `gone` becomes `kept`'s; `gone` is archived. What was moved is written down for the undoing.

    Raises E_MERGE for one card twice, an archived one, and when both have a record in the same place of a journal.
    """
    text = check_remark(reason, acting.rules.latin_terms)
    if kept.id == gone.id or kept.is_archived or gone.is_archived:
        raise Refusal("E_MERGE", _CLAUSE, N_("Выберите две разные действующие карточки."))
    _refuse_contradictions(acting.session, kept, gone)
    moved: dict[str, Any] = {"rows": {}, "removed": {}, "stretched": {}, "filled": _fill(kept, gone)}
    for model, scope in _INTERVALS.items():
        _join_intervals(acting.session, model, scope, kept, gone, moved)
    for model in _models():
        if model not in _INTERVALS:
            _move(acting.session, model, kept, gone, moved)
    gone.is_archived = True
    made = StudentMerge(
        kept=kept, gone=gone, moved=moved, reason=text, merged_at=acting.now, merged_by_id=acting.user_id
    )
    acting.session.add(made)
    acting.session.flush()
    return made


def undo_merge(acting: Acting, merge_: StudentMerge) -> None:
    """Give `gone` back what was moved. Raises E_CLOSED when it is undone, E_LATER when an interval was changed since."""
    if merge_.undone_at is not None:
        raise Refusal("E_CLOSED", _CLAUSE, N_("Это объединение уже отменено."))
    session, kept, gone = acting.session, merge_.kept, merge_.gone
    _refuse_later(session, merge_)
    gone.is_archived = False
    for model in _models():
        for row in _rows(session, model, merge_.moved["rows"].get(model.__tablename__, [])):
            if row.student_id == kept.id:
                row.student_id = gone.id
    session.flush()
    for model in _INTERVALS:
        _part_intervals(session, model, gone, merge_.moved)
    for key, old in merge_.moved["filled"].items():
        setattr(kept, key, _day(old) if key == "birth_date" else old)
    kept.sort_key = sort_key(kept.family_name, kept.given_name, kept.patronymic)
    merge_.undone_at, merge_.undone_by_id = acting.now, acting.user_id
    session.flush()


def _models() -> Iterator[type[Any]]:
    """Every model whose rows are a student's, whichever feature keeps it."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__):
        column = mapper.local_table.columns.get("student_id")
        is_own = column is not None and any(key.column.table.name == "student" for key in column.foreign_keys)
        if is_own and mapper.class_ is not NotSamePerson:
            yield mapper.class_


def _fill(kept: Student, gone: Student) -> dict[str, Any]:
    """What the kept card lacks comes from the other one; returns the old values."""
    old: dict[str, Any] = {}
    for key in _FILLED:
        if not getattr(kept, key) and getattr(gone, key):
            old[key] = getattr(kept, key)
            setattr(kept, key, getattr(gone, key))
    kept.sort_key = sort_key(kept.family_name, kept.given_name, kept.patronymic)
    return old


def _refuse_contradictions(session: Session, kept: Student, gone: Student) -> None:
    for model in _RECORDS:
        mine = {_place(row, model) for row in _of(session, model, kept) if _says_something(row)}
        theirs = {_place(row, model) for row in _of(session, model, gone) if _says_something(row)}
        if mine & theirs:
            raise Refusal(
                "E_MERGE", _CLAUSE,
                N_("В журналах есть записи обеих карточек в одних и тех же клетках (%(count)s). "
                   "Это либо разные люди, либо одну из записей сначала нужно снять в журнале."),
                count=len(mine & theirs),
            )  # fmt: skip


def _says_something(row: Any) -> bool:
    return not isinstance(row, Mark) or row.value is not None


def _of(session: Session, model: type[Any], student: Student) -> list[Any]:
    return list(session.scalars(select(model).where(model.student_id == student.id).order_by(model.id)))


def _place(row: Any, model: type[Any]) -> tuple[Any, ...]:
    """Where the row stands besides whose it is: the other columns of the unique constraint with the student."""
    for constraint in inspect(model).local_table.constraints:
        names = [column.name for column in getattr(constraint, "columns", ())]
        if isinstance(constraint, UniqueConstraint) and "student_id" in names:
            return tuple(getattr(row, name) for name in names if name != "student_id")
    return (row.id,)


def _move(session: Session, model: type[Any], kept: Student, gone: Student, moved: dict[str, Any]) -> None:
    taken = {_place(row, model) for row in _of(session, model, kept)}
    free = [row for row in _of(session, model, gone) if _place(row, model) not in taken]
    for row in free:
        row.student_id = kept.id
    if free:
        moved["rows"][model.__tablename__] = [row.id for row in free]
    session.flush()


def _join_intervals(
    session: Session, model: type[Any], scope: str, kept: Student, gone: Student, moved: dict[str, Any]
) -> None:
    """Overlapping days in one group become one interval of the kept card; others change their owner."""
    mine, name = _of(session, model, kept), model.__tablename__
    for row in _of(session, model, gone):
        same = next(
            (one for one in mine if getattr(one, scope) == getattr(row, scope) and _overlap(one, row)), None
        )
        if same is None:
            row.student_id = kept.id
            moved["rows"].setdefault(name, []).append(row.id)
            mine.append(row)
            continue
        moved["removed"].setdefault(name, []).append(_facts(row))
        session.delete(row)
        session.flush()
        before = [same.id, _iso(same.starts_on), _iso(same.ends_on)]
        same.starts_on = min(same.starts_on, row.starts_on)
        same.ends_on = None if None in (same.ends_on, row.ends_on) else max(same.ends_on, row.ends_on)
        moved["stretched"].setdefault(name, []).append([*before, _iso(same.starts_on), _iso(same.ends_on)])
    session.flush()


def _overlap(one: Any, other: Any) -> bool:
    begins_in_time = other.ends_on is None or one.starts_on <= other.ends_on
    return begins_in_time and (one.ends_on is None or other.starts_on <= one.ends_on)


def _facts(row: Any) -> dict[str, Any]:
    columns = [attr.key for attr in inspect(type(row)).column_attrs if attr.key not in ("id", "student_id")]
    return {key: _iso(value) if isinstance(value := getattr(row, key), date) else value for key in columns}


def _refuse_later(session: Session, merge_: StudentMerge) -> None:
    newer = session.scalar(
        select(StudentMerge.id).where(
            StudentMerge.id > merge_.id, StudentMerge.undone_at.is_(None),
            or_(StudentMerge.kept_id.in_((merge_.kept_id, merge_.gone_id)), StudentMerge.gone_id == merge_.kept_id),
        ).limit(1)
    )  # fmt: skip
    changed = newer is not None
    for model in _INTERVALS:
        for facts in merge_.moved["stretched"].get(model.__tablename__, [])[-1:]:
            row: Any = session.get(model, facts[0])
            changed = changed or row is None or [_iso(row.starts_on), _iso(row.ends_on)] != facts[3:]
    if changed:
        raise Refusal(
            "E_LATER", _CLAUSE,
            N_("После объединения группы этой карточки изменены. Сначала аннулируйте более позднее движение."),
        )  # fmt: skip


def _part_intervals(session: Session, model: type[Any], gone: Student, moved: dict[str, Any]) -> None:
    for number, starts_on, ends_on, *_after in reversed(moved["stretched"].get(model.__tablename__, [])):
        row = session.get_one(model, number)
        row.starts_on, row.ends_on = _day(starts_on), _day(ends_on)
    for facts in moved["removed"].get(model.__tablename__, []):
        days = {key: _day(facts[key]) for key in ("starts_on", "ends_on")}
        session.add(model(student_id=gone.id, **{**facts, **days}))
    session.flush()


def _rows(session: Session, model: type[Any], ids: list[int]) -> list[Any]:
    return list(session.scalars(select(model).where(model.id.in_(ids)))) if ids else []


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
