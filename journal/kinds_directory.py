"""Directories of kinds: the kinds belong to the program, for rules rest on them; optional ones may be hidden (3.8.6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import ArchivedKind, KindDirectory
from regulation.attendance import AbsenceReason
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import N_, Refusal

# Rules speak of these by name: they are always offered.
NEEDED: dict[KindDirectory, set[StrEnum]] = {
    KindDirectory.WORK: {WorkKind.CURRENT, WorkKind.THEORY, WorkKind.CHECKPOINT, WorkKind.CONSULTATION},
    KindDirectory.LESSON: {LessonKind.LECTURE, LessonKind.PRACTICAL, LessonKind.CONSULTATION},
}


@dataclass(frozen=True)
class KindLine:
    """A kind with the rules it carries, each a sentence with its clause."""

    key: str
    title: str
    short: str
    rules: tuple[str, ...]
    is_optional: bool
    is_archived: bool = False


def work_kinds(session: Session) -> list[KindLine]:
    """The kinds of works (4.1.6)."""
    hidden = hidden_kinds(session, KindDirectory.WORK)
    return [_work_line(kind, kind.value in hidden) for kind in WorkKind]


def lesson_kinds(session: Session) -> list[KindLine]:
    """The kinds of lessons (4.1.5, 4.1.6)."""
    hidden = hidden_kinds(session, KindDirectory.LESSON)
    return [_lesson_line(kind, kind.value in hidden) for kind in LessonKind]


def absence_reasons() -> list[KindLine]:
    """The reasons of an absence; all of them are needed."""
    rules = {
        AbsenceReason.ILL: (N_("пропуск считается уважительным; документ вносит куратор (п. 3.12.2)"),),
        AbsenceReason.EXCUSED: (N_("пропуск считается уважительным; документ вносит куратор (п. 3.12.2)"),),
        AbsenceReason.UNEXCUSED: (N_("ставится вместе с «н», пока причина не указана (п. 4.1.8)"),),
    }
    return [
        KindLine(one.value, one.title, one.letter, rules[one], is_optional=False) for one in AbsenceReason
    ]


def hidden_kinds(session: Session, directory: KindDirectory) -> set[str]:
    """The kinds not offered. One query."""
    return set(
        session.scalars(
            select(ArchivedKind.key).where(
                ArchivedKind.directory == directory, ArchivedKind.is_archived.is_(True)
            )
        )
    )


def archive_kind(acting: Acting, directory: KindDirectory, key: str, is_archived: bool) -> None:
    """Hide a kind from the choices, or offer it again; what was recorded with it stays. Raises E_KIND."""
    kinds: type[WorkKind] | type[LessonKind] = WorkKind if directory is KindDirectory.WORK else LessonKind
    if key not in {kind.value for kind in kinds}:
        raise Refusal("E_KIND", "3.8.6", N_("Такого вида в справочнике нет."))
    if is_archived and key in {kind.value for kind in NEEDED[directory]}:
        raise Refusal("E_KIND", "3.8.6", N_("На этом виде держатся правила журнала: убрать его нельзя."))
    row = acting.session.scalar(
        select(ArchivedKind).where(ArchivedKind.directory == directory, ArchivedKind.key == key)
    )
    if row is None:
        row = ArchivedKind(directory=directory, key=key)
        acting.session.add(row)
    row.is_archived, row.changed_at, row.changed_by_id = is_archived, acting.now, acting.user_id
    acting.session.flush()


def _work_line(kind: WorkKind, is_hidden: bool) -> KindLine:
    facts = kind.facts
    rules = [
        N_("обязательная: ведётся учёт сдачи и долгов (п. 4.1.6)") if facts.obligatory else "",
        N_("письменная: отметка в течение срока проверки без пометки об опоздании (п. 4.1.1)")
        if facts.written
        else "",
        N_("в средний балл текущих отметок не входит (п. 3.13.2)") if kind is WorkKind.CHECKPOINT else "",
        N_("ставится на консультации, в средний балл не входит (п. 4.1.5)")
        if kind is WorkKind.CONSULTATION
        else "",
        N_("только у специальной медицинской группы (п. 4.2.4)") if kind is WorkKind.THEORY else "",
    ]
    return _line(KindDirectory.WORK, kind, facts.title, facts.short, rules, is_hidden)


def _lesson_line(kind: LessonKind, is_hidden: bool) -> KindLine:
    facts = kind.facts
    rules = [
        N_("задание обязательно или «Не задано» (п. 3.13.1)") if facts.homework_required else "",
        "" if facts.in_attendance else N_("часы не входят в посещаемость (п. 4.1.5)"),
    ]
    return _line(KindDirectory.LESSON, kind, facts.title, facts.short, rules, is_hidden)


def _line(
    directory: KindDirectory,
    kind: WorkKind | LessonKind,
    title: str,
    short: str,
    rules: list[str],
    is_hidden: bool,
) -> KindLine:
    told = tuple(rule for rule in rules if rule)
    return KindLine(kind.value, title, short, told, kind not in NEEDED[directory], is_hidden)
