"""Examination and credit sheets: drafted, opened with a number and a list, closed, annulled (4.2.5, F-14, F-15)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.conflicts import Conflict
from journal.memberships import members_of
from journal.sheet_results import write_results
from journal.sheet_retakes import RetakeKind, check_retake, numbered_suffix, root_of, those_who_need
from journal.writing import begin_writing
from models import ExamSheet, FinalScope, Journal, SheetCounter, SheetEntry, SheetForm, SheetKind, Student
from regulation.names import full_name
from regulation.refusal import N_, Refusal
from regulation.sheets import (
    SHEET_STATE_TITLES,
    SheetState,
    check_annulment,
    check_closing,
    check_transition,
    sheet_number,
)
from regulation.topics import check_remark

CLAUSE = "4.2.5"
ROOM_LENGTH = 40
EXAMINERS_LENGTH = 500
SCOPES = (FinalScope.TERM, FinalScope.EXAM, FinalScope.STUDY)
_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class SheetTerms:
    """What a person fixes in a draft. `held_at` is «09:00» or empty; `scope`: the final that closing writes."""

    kind: SheetKind
    form: SheetForm
    held_on: date
    held_at: str
    room: str
    examiners: str
    scope: FinalScope


def draft_sheet(acting: Acting, journal: Journal, terms: SheetTerms) -> ExamSheet:
    """Begin a sheet: no number and no list yet. Raises E_SHEET_TERMS, E_CLOSED."""
    assert acting.user_id is not None
    begin_writing(acting, journal)
    sheet = ExamSheet(
        journal_id=journal.id,
        academic_year=journal.term.academic_year,
        created_at=acting.now,
        created_by_id=acting.user_id,
        version=0,
    )
    _write_terms(sheet, journal, terms)
    acting.session.add(sheet)
    acting.session.flush()
    return sheet


def change_draft(acting: Acting, sheet: ExamSheet, terms: SheetTerms, version: int) -> ExamSheet:
    """Change a draft; an opened sheet's terms are fixed. Raises E_CLOSED, E_SHEET_TERMS, Conflict."""
    begin_writing(acting, sheet.journal, sheet)
    check_transition(sheet.state, SheetState.OPENED)
    require_sheet_version(sheet, version, N_("изменить"))
    _write_terms(sheet, sheet.journal, terms)
    acting.session.flush()
    return sheet


def draft_retake(acting: Acting, base: ExamSheet, kind: RetakeKind, terms: SheetTerms) -> ExamSheet:
    """Begin a retake of a closed sheet, a sheet of its own: «-П1», «-К», «-И».

    Raises E_SHEET_RETAKE when nobody needs it, E_SHEET_TERMS, E_CLOSED.
    """
    begin_writing(acting, base.journal, base)
    root = root_of(acting.session, base)
    check_retake(acting.session, root, kind)
    own = replace(terms, kind=root.kind, scope=FinalScope(root.writes_scope))
    sheet = draft_sheet(acting, base.journal, own)
    sheet.retake_of_id = root.id
    sheet.suffix = kind.suffix
    acting.session.flush()
    return sheet


def open_sheet(acting: Acting, sheet: ExamSheet, version: int, chosen: set[int] | None = None) -> ExamSheet:
    """Give the sheet its number and the list of that day (F-14).

    Serials have no gaps within an academic year: the counter row stays locked until the transaction ends. A retake
    keeps its root's serial and lists those who need it, `chosen` of them when given (student ids).
    Raises E_CLOSED, E_SHEET_LIST when nobody is to be listed, Conflict.
    """
    session = acting.session
    begin_writing(acting, sheet.journal, sheet)
    check_transition(sheet.state, SheetState.OPENED)
    require_sheet_version(sheet, version, N_("открыть"))
    students = to_be_listed(acting, sheet, chosen)
    if not students and sheet.retake_of_id is None and _listed_already(session, sheet):
        raise Refusal(
            "E_SHEET_LIST",
            CLAUSE,
            N_("Все, кто сегодня в группе, уже внесены в ведомость этого столбца. Пересдача открывается от неё, "
               "а закрытая ведомость исправляется приказом."),
        )  # fmt: skip
    if not students:
        raise Refusal(
            "E_SHEET_LIST",
            CLAUSE,
            N_("В список некого внести: проверьте состав группы на сегодня и повторите."),
        )
    for position, student in enumerate(students, start=1):
        session.add(
            SheetEntry(
                sheet=sheet,
                student_id=student.id,
                position=position,
                full_name=full_name(student.family_name, student.given_name, student.patronymic),
                record_book=student.record_book,
            )
        )
    _give_number(session, sheet)
    sheet.state = SheetState.OPENED
    sheet.opened_at = acting.now
    session.flush()
    return sheet


def close_sheet(acting: Acting, sheet: ExamSheet, version: int) -> ExamSheet:
    """Close a sheet in which everybody has a result, and write the finals (4.2.5).

    Raises E_SHEET_BLANKS naming the people without a result, E_CLOSED, Conflict.
    """
    begin_writing(acting, sheet.journal, sheet)
    require_sheet_version(sheet, version, N_("закрыть"))
    if sheet.state is SheetState.OPENED:
        check_closing([item.full_name for item in sheet.entries if item.outcome is None], len(sheet.entries))
        sheet.state = SheetState.FILLED
    check_transition(sheet.state, SheetState.CLOSED)
    check_closing([item.full_name for item in sheet.entries if item.outcome is None], len(sheet.entries))
    sheet.state = SheetState.CLOSED
    sheet.closed_at = acting.now
    acting.session.flush()
    write_results(acting, sheet, sheet.entries)
    return sheet


def annul_sheet(acting: Acting, sheet: ExamSheet, reason: str, version: int) -> ExamSheet:
    """Annul a sheet with its reason: an opened one keeps its number, a draft has none. Raises E_REASON, E_CLOSED, Conflict."""
    begin_writing(acting, sheet.journal, sheet)
    check_transition(sheet.state, SheetState.ANNULLED)
    check_annulment(reason)
    require_sheet_version(sheet, version, N_("аннулировать"))
    sheet.annul_reason = check_remark(reason, acting.rules.latin_terms)
    sheet.state = SheetState.ANNULLED
    acting.session.flush()
    return sheet


def next_serial(session: Session, academic_year: str) -> int:
    """The next serial of the year. Whoever asks second waits until the first commits or rolls back."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(SheetCounter).values(academic_year=academic_year, last_serial=0).on_conflict_do_nothing()
    )
    return session.execute(
        update(SheetCounter)
        .where(SheetCounter.academic_year == academic_year)
        .values(last_serial=SheetCounter.last_serial + 1)
        .returning(SheetCounter.last_serial)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def require_sheet_version(sheet: ExamSheet, version: int, wanted: str) -> None:
    """Raise Conflict unless the sheet is still as the person saw it; `wanted`: what they meant to do with it."""
    if sheet.version != version:
        raise Conflict({"value": SHEET_STATE_TITLES[sheet.state], "version": sheet.version}, wanted)


def sheets_of(session: Session, journal: Journal) -> list[ExamSheet]:
    """The journal's sheets, drafts last, by number."""
    found = session.scalars(select(ExamSheet).where(ExamSheet.journal_id == journal.id)).all()
    return sorted(
        found,
        key=lambda sheet: (sheet.number is None, sheet.serial or 0, sheet.opened_at or sheet.created_at),
    )


def _give_number(session: Session, sheet: ExamSheet) -> None:
    root = session.get(ExamSheet, sheet.retake_of_id) if sheet.retake_of_id else None
    if root is not None:
        sheet.suffix = numbered_suffix(session, root, sheet.suffix)
    serial = root.serial if root else next_serial(session, sheet.academic_year)
    assert serial is not None
    sheet.serial = serial
    sheet.number = sheet_number(sheet.academic_year, sheet.journal.term.number, serial, sheet.suffix)


def to_be_listed(acting: Acting, sheet: ExamSheet, chosen: set[int] | None = None) -> list[Student]:
    """Whom the sheet would list if it were opened today: a first sheet, those no other first sheet examines."""
    listed = [
        member.student for member in members_of(acting.session, sheet.journal) if member.is_in(acting.today)
    ]
    if sheet.retake_of_id is None:
        elsewhere = _listed_already(acting.session, sheet)
        return [student for student in listed if student.id not in elsewhere]
    root = acting.session.get_one(ExamSheet, sheet.retake_of_id)
    needed = those_who_need(acting.session, root)
    if chosen is not None:
        needed &= chosen
    return [student for student in listed if student.id in needed]


def _listed_already(session: Session, sheet: ExamSheet) -> set[int]:
    """Students in another first sheet for the same final: a second one would write its results over the first's."""
    return set(
        session.scalars(
            select(SheetEntry.student_id)
            .join(ExamSheet, SheetEntry.sheet_id == ExamSheet.id)
            .where(
                ExamSheet.journal_id == sheet.journal_id,
                ExamSheet.writes_scope == sheet.writes_scope,
                ExamSheet.retake_of_id.is_(None),
                ExamSheet.state != SheetState.ANNULLED,
                ExamSheet.id != sheet.id,
            )
        )
    )


def _write_terms(sheet: ExamSheet, journal: Journal, terms: SheetTerms) -> None:
    if not terms.examiners.strip():
        raise _bad(N_("Укажите экзаменатора или состав комиссии."))
    if terms.held_at and not _TIME.fullmatch(terms.held_at):
        raise _bad(N_("Время пишется как «09:00». Исправьте его или оставьте пустым."))
    if len(terms.room) > ROOM_LENGTH or len(terms.examiners) > EXAMINERS_LENGTH:
        raise _bad(N_("Запись слишком длинна: аудитория до 40 знаков, экзаменаторы до 500."))
    if terms.held_on < journal.term.starts_on:
        raise _bad(N_("Дата проведения раньше начала учебного периода. Исправьте её."))
    if terms.scope is FinalScope.STUDY and not journal.has_study_final:
        raise _bad(N_("Итоговой за весь период обучения в этом журнале нет. Выберите другой столбец."))
    sheet.kind, sheet.form = terms.kind, terms.form
    sheet.held_on, sheet.held_at = terms.held_on, terms.held_at.zfill(5) if terms.held_at else ""
    sheet.room, sheet.examiners = " ".join(terms.room.split()), " ".join(terms.examiners.split())
    sheet.writes_scope = terms.scope.value


def _bad(template: str) -> Refusal:
    return Refusal("E_SHEET_TERMS", CLAUSE, template)
