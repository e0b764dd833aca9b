"""The grade book: everything of one student across all journals and years, by a constant number of queries (2.3, 2.4).

Only this student's data is read; whose it is to see, the caller decides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from journal.absences import sign_of
from journal.gradebook_parts import Book, Checkpoint, Day, Final, GivenMark, Gradebook, Sheet, TermBooks
from journal.memberships import Interval, common, covers
from journal.standing import IN_ATTENDANCE, IN_MEAN, Standing
from models import (
    Absence,
    Attendance,
    ExamSheet,
    FinalMark,
    Journal,
    JournalTeacher,
    Lesson,
    LessonState,
    Mark,
    Membership,
    SheetEntry,
    SheetKind,
    Student,
    SubgroupMembership,
    Term,
    User,
    Work,
)  # fmt: skip
from regulation.finals import ReferralForm
from regulation.kinds import WorkKind
from regulation.names import short_name
from regulation.scale import format_result
from regulation.sheets import Outcome, SheetState, outcome_digit, outcome_in_words

__all__ = [
    "Book", "Checkpoint", "Day", "Final", "GivenMark", "Gradebook", "Sheet", "TermBooks", "gradebook", "student_terms",
]  # fmt: skip

SHEET_TITLES = {SheetKind.EXAM: "экзамен", SheetKind.CREDIT: "зачёт"}
_OUTCOME_KNOWN = (SheetState.CLOSED, SheetState.CORRECTED)
_VISIBLE = (SheetState.OPENED, SheetState.FILLED, *_OUTCOME_KNOWN)


def gradebook(
    session: Session,
    student_id: int,
    term_id: int | None = None,
    *,
    journal_id: int | None = None,
    today: date | None = None,
) -> Gradebook:
    """The student's grade book: of all terms, of one, or of one journal; with lessons ahead when `today` is given."""
    student = session.get_one(Student, student_id)
    is_in, concerned = _belonging(session, student_id)
    books = _books(session, concerned, term_id, journal_id)
    if books:
        _read_teachers(session, books)
        _read_days(session, books, student_id, is_in, today)
        _read_finals(session, books, student_id)
        _read_sheets(session, books, student_id)
    terms: dict[int, TermBooks] = {}
    for book in books.values():
        terms.setdefault(book.journal.term_id, TermBooks(book.journal.term, [])).books.append(book)
    return Gradebook(student, list(terms.values()))


def student_terms(session: Session, student_id: int) -> list[Term]:
    """The semesters the grade book has something of, the newest first."""
    _is_in, concerned = _belonging(session, student_id)
    found = select(Journal.term_id).join(Journal.term).where(concerned)
    return list(session.scalars(select(Term).where(Term.id.in_(found)).order_by(Term.starts_on.desc())))


IsIn = Callable[[Journal, date], bool]


def _belonging(session: Session, student_id: int) -> tuple[IsIn, ColumnElement[bool]]:
    """Whether the student belongs to a journal's list on a day; and the condition on journals that concern them."""
    groups: dict[int, list[Interval]] = {}
    for group_id, starts, ends in session.execute(
        select(Membership.group_id, Membership.starts_on, Membership.ends_on).where(
            Membership.student_id == student_id
        )
    ):
        groups.setdefault(group_id, []).append((starts, ends))
    parts: dict[int, list[Interval]] = {}
    for subgroup_id, starts, ends in session.execute(
        select(
            SubgroupMembership.subgroup_id, SubgroupMembership.starts_on, SubgroupMembership.ends_on
        ).where(SubgroupMembership.student_id == student_id)
    ):
        parts.setdefault(subgroup_id, []).append((starts, ends))

    def is_in(journal: Journal, day: date) -> bool:
        intervals = groups.get(journal.group_id, [])
        if journal.subgroup_id is not None:
            intervals = common(intervals, parts.get(journal.subgroup_id, []))
        return covers(intervals, day)

    overlaps = [
        and_(
            Journal.group_id == group_id,
            Term.ends_on >= starts,
            or_(Journal.subgroup_id.is_(None), Journal.subgroup_id.in_(parts)),
            *([Term.starts_on <= ends] if ends else []),
        )
        for group_id, intervals in groups.items()
        for starts, ends in intervals
    ]
    marked = select(Mark.journal_id).where(Mark.student_id == student_id)
    finished = select(FinalMark.journal_id).where(FinalMark.student_id == student_id)
    return is_in, or_(*overlaps, Journal.id.in_(marked), Journal.id.in_(finished))


def _books(
    session: Session, concerned: ColumnElement[bool], term_id: int | None, journal_id: int | None
) -> dict[int, Book]:
    wanted = select(Journal).join(Journal.term).join(Journal.discipline).where(concerned)
    if journal_id is not None:
        wanted = wanted.where(Journal.id == journal_id)
    if term_id is not None:
        wanted = wanted.where(Journal.term_id == term_id)
    related = (Journal.term, Journal.discipline, Journal.group, Journal.subgroup)
    found = session.scalars(wanted.options(*(joinedload(one) for one in related)))
    ordered = sorted(
        found,
        key=lambda one: (-one.term.starts_on.toordinal(), one.discipline.index, one.discipline.name, one.id),
    )
    return {journal.id: Book(journal) for journal in ordered}


def _read_teachers(session: Session, books: dict[int, Book]) -> None:
    for journal_id, family, given, patronymic in session.execute(
        select(JournalTeacher.journal_id, User.family_name, User.given_name, User.patronymic)
        .join(User, JournalTeacher.user_id == User.id)
        .where(JournalTeacher.journal_id.in_(books))
        .order_by(JournalTeacher.id)
    ):
        books[journal_id].teachers.append(short_name(family, given, patronymic))


def _read_days(
    session: Session, books: dict[int, Book], student_id: int, is_in: IsIn, today: date | None
) -> None:
    """Conducted lessons of the student's days in the group, and any lesson with a mark or an absence of theirs."""
    days: dict[int, Day] = {}
    lessons: dict[int, Any] = {}
    for row in session.execute(
        select(
            Lesson.id, Lesson.journal_id, Lesson.date, Lesson.pair, Lesson.kind, Lesson.hours, Lesson.state, Lesson.topic,
            Lesson.homework,
        )
        .where(Lesson.journal_id.in_(books), Lesson.state.in_([LessonState.PLANNED, LessonState.CONDUCTED]))
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    ):  # fmt: skip
        lessons[row.id] = row
        if not is_in(books[row.journal_id].journal, row.date):
            continue
        if row.state is LessonState.CONDUCTED:
            days[row.id] = _day(row)
        elif today is not None and row.date >= today:
            books[row.journal_id].ahead.append(_day(row))

    def day_of(lesson_id: int) -> Day | None:
        if lesson_id not in days and lesson_id in lessons:
            days[lesson_id] = _day(lessons[lesson_id])
        return days.get(lesson_id)

    standing = {journal_id: [0, 0, 0] for journal_id in books}
    _read_marks(session, books, student_id, day_of, standing)
    _read_absences(session, student_id, day_of, standing, lessons)
    for day in sorted(days.values(), key=lambda day: (day.date, day.pair, day.lesson_id)):
        books[lessons[day.lesson_id].journal_id].days.append(day)
    for journal_id, (total, number, missed) in standing.items():
        books[journal_id].mean, books[journal_id].missed = Standing(total, number).mean, missed


def _day(row: Any) -> Day:
    return Day(row.id, row.date, row.pair, row.kind, row.topic, row.homework)


DayOf = Callable[[int], Day | None]


def _read_marks(
    session: Session, books: dict[int, Book], student_id: int, day_of: DayOf, standing: dict[int, list[int]]
) -> None:
    for row in session.execute(
        select(
            Mark.journal_id, Mark.value, Mark.not_assessed, Mark.made_up_on, Mark.work_kind, Work.lesson_id, Work.title,
            Work.month,
        )
        .join(Work, Mark.work_id == Work.id)
        .where(
            Mark.student_id == student_id,
            Mark.journal_id.in_(books),
            or_(Mark.value.is_not(None), Mark.not_assessed),
        )
        .order_by(Work.month, Work.position, Work.id)
    ):  # fmt: skip
        text = format_result(row.value, row.not_assessed)
        if row.month is not None:
            books[row.journal_id].checkpoints.append(Checkpoint(row.month, text))
            continue
        if row.work_kind in IN_MEAN:
            standing[row.journal_id][0] += row.value
            standing[row.journal_id][1] += 1
        day = day_of(row.lesson_id)
        if day is not None:
            day.marks.append(GivenMark(WorkKind(row.work_kind), row.title, text, row.made_up_on))


def _read_absences(
    session: Session, student_id: int, day_of: DayOf, standing: dict[int, list[int]], lessons: dict[int, Any]
) -> None:
    for lesson_id, attendance, reason in session.execute(
        select(Absence.lesson_id, Absence.attendance, Absence.reason).where(
            Absence.student_id == student_id,
            Absence.journal_id.in_(standing),
            Absence.attendance != Attendance.PRESENT,
        )
    ):
        day = day_of(lesson_id)
        if day is None:
            continue
        day.absence = sign_of(attendance)
        if attendance is Attendance.ABSENT:
            day.reason = reason.letter
            lesson = lessons[lesson_id]
            standing[lesson.journal_id][2] += lesson.hours if lesson.kind in IN_ATTENDANCE else 0


def _read_finals(session: Session, books: dict[int, Book], student_id: int) -> None:
    for final in session.scalars(
        select(FinalMark).where(FinalMark.student_id == student_id, FinalMark.journal_id.in_(books))
    ):
        text = format_result(final.value, final.not_assessed and final.value is None)
        form = ReferralForm(final.na_form).title if final.na_form in set(ReferralForm) else final.na_form
        if text:
            books[final.journal_id].finals[final.scope] = Final(
                final.scope,
                text,
                final.not_assessed,
                final.na_reason,
                final.na_deadline,
                form,
                final.resolved_on,
                final.resolution_basis,
            )


def _read_sheets(session: Session, books: dict[int, Book], student_id: int) -> None:
    for row in session.execute(
        select(
            ExamSheet.journal_id,
            ExamSheet.number,
            ExamSheet.kind,
            ExamSheet.held_on,
            ExamSheet.state,
            SheetEntry.outcome,
        )
        .join(SheetEntry, SheetEntry.sheet_id == ExamSheet.id)
        .where(
            SheetEntry.student_id == student_id,
            ExamSheet.journal_id.in_(books),
            ExamSheet.state.in_(_VISIBLE),
        )
        .order_by(ExamSheet.held_on, ExamSheet.id)
    ):
        outcome = row.outcome if row.state in _OUTCOME_KNOWN else None
        text = _outcome(outcome) if outcome else ""
        books[row.journal_id].sheets.append(Sheet(row.number, SHEET_TITLES[row.kind], row.held_on, text))


def _outcome(outcome: Outcome) -> str:
    digit = outcome_digit(outcome)
    return outcome_in_words(outcome) if digit is None else str(digit)
