"""A journal that looks like a real one: thirty people, lessons of a semester, МИУД, finals, an examination sheet."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy.orm import Session

from models import (
    ExamSheet,
    FinalScope,
    Institution,
    Journal,
    Lesson,
    SheetEntry,
    SheetForm,
    SheetKind,
    Student,
    User,
)  # fmt: skip
from regulation.kinds import LessonKind, WorkKind
from regulation.names import full_name
from regulation.sheets import Outcome, SheetState
from tests import factories

STUDENTS = Path(__file__).resolve().parent.parent / "data" / "students.csv"
LONGEST = "Кузнецова-Смирнова Екатерина Александровна"  # 42 characters
TOPICS = (
    "Сущность и значение бухгалтерского учёта. Нормативное регулирование",
    "Документация хозяйственных операций. Реквизиты первичных документов",
    "Практическое занятие № 1. Проверка и обработка первичных документов",
    "Документооборот и его организация. Номенклатура дел",
    "Учёт кассовых операций, денежных документов и переводов в пути",
    "Лабораторная работа № 2. 1С:Бухгалтерия 8.3. Заполнение справочников",
)
HOMEWORK = ("Составить ПКО и РКО по варианту", "стр. 45–50, задача 3", "Не задано", "§ 1, вопросы 1–5")
KINDS = (LessonKind.LECTURE, LessonKind.LECTURE, LessonKind.PRACTICAL, LessonKind.LECTURE, LessonKind.CONTROL)


def people(session: Session, journal: Journal) -> list[Student]:
    """Thirty students of the journal's group: long names, double names, namesakes, a single name."""
    with STUDENTS.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter=";"):
            student = factories.student(
                session,
                row["family_name"],
                row["given_name"],
                row["patronymic"],
                record_book=row["record_book"],
            )
            factories.membership(session, journal.group, student)
    return factories.students_of(session, journal)


def institution(session: Session) -> Institution:
    """The requisites of a made-up college."""
    return factories.put(
        session,
        Institution(
            id=1, founder="Департамент профессионального образования (учебный пример)",
            full_name="Частное профессиональное образовательное учреждение «Учебный колледж учёта и права»",
            short_name="ЧПОУ «Учебный колледж»", city="Томск", director="В. А. Образцов", deputy="О. П. Примерова",
        ),
    )  # fmt: skip


def journal_of_thirty(session: Session) -> tuple[Journal, list[Student], User]:
    """An empty journal of the thirty with its teacher."""
    institution(session)
    group = factories.group(session)
    group.specialty, group.admission_year = factories.specialty(session), 2024
    discipline = factories.discipline(
        session, "МДК.01.01", "Практические основы бухгалтерского учёта активов организации"
    )
    journal = factories.journal(session, group=group, discipline=discipline)
    teacher = factories.teacher(session, journal)
    return journal, people(session, journal), teacher


def fill(
    session: Session, journal: Journal, students: list[Student], teacher: User, lessons: int = 32
) -> list[Lesson]:
    """So many lessons from 2 September, twice a week or daily when they are many; marks, absences, МИУД at months' ends."""
    step = cycle((2, 5)) if lessons <= 32 else cycle((1,))
    day, made = date(2025, 9, 2), []
    pairs = max(1, -(-lessons // 100))
    while len(made) < lessons:
        for pair in range(1, pairs + 1):
            if len(made) < lessons:
                made.append(_lesson(session, journal, teacher, len(made), day, pair))
        day += timedelta(days=next(step))
    _checkpoints(session, made)
    for index, lesson in enumerate(made):
        _entries(session, lesson, students, index)
    session.flush()
    return made


def finals(session: Session, journal: Journal, students: list[Student], blank: int = 0) -> None:
    """Finals for all but the last `blank`; the third has «н/а» with its terms."""
    for index, student in enumerate(students[: len(students) - blank]):
        if index == 2:
            factories.final(
                session, journal, student, None, FinalScope.TERM, not_assessed=True, na_reason="болезнь, справка № 12",
                na_deadline=date(2026, 1, 26), na_form="credit",
            )  # fmt: skip
        else:
            factories.final(session, journal, student, (5, 4, 3, 4, 5, 2, 3)[index % 7])


def sheet(
    session: Session,
    journal: Journal,
    students: list[Student],
    teacher: User,
    *,
    kind: SheetKind = SheetKind.EXAM,
    state: SheetState = SheetState.CLOSED,
    serial: int = 7,
    blank: int = 0,
) -> ExamSheet:
    """A sheet of these students; the last `blank` lines have no result."""
    moment = datetime(2025, 12, 20, 3, 0, tzinfo=UTC)
    outcomes = cycle((Outcome.EXCELLENT, Outcome.GOOD, Outcome.SATISFACTORY, Outcome.ABSENT, Outcome.GOOD, Outcome.BARRED,
                      Outcome.UNSATISFACTORY))  # fmt: skip
    is_draft = state is SheetState.DRAFT
    made = factories.put(
        session,
        ExamSheet(
            journal=journal, kind=kind, form=SheetForm.ORAL, state=state, academic_year="2025/26",
            serial=None if is_draft else serial, number=None if is_draft else f"2025/26-1-{serial:04d}", held_on=date(2025, 12, 22),
            held_at="09:00", room="312", examiners="М. И. Петрова, В. П. Иванова", created_at=moment,
            created_by_id=teacher.id, opened_at=None if is_draft else moment,
            closed_at=moment + timedelta(days=2) if state is SheetState.CLOSED else None,
            annul_reason="ошибочный список" if state is SheetState.ANNULLED else "",
        ),
    )  # fmt: skip
    for index, student in enumerate(() if is_draft else students):
        factories.put(
            session,
            SheetEntry(
                sheet=made, student=student, position=index + 1, record_book=student.record_book,
                full_name=full_name(student.family_name, student.given_name, student.patronymic),
                ticket=str(index % 25 + 1) if kind is SheetKind.EXAM else "",
                outcome=next(outcomes) if index < len(students) - blank else None,
            ),
        )  # fmt: skip
    return made


def _lesson(session: Session, journal: Journal, teacher: User, index: int, day: date, pair: int) -> Lesson:
    late = 2 if index % 9 == 4 else 0
    filled = datetime(day.year, day.month, day.day, 5, 0, tzinfo=UTC) + timedelta(days=late)
    return factories.lesson(
        session, journal, day, pair, KINDS[index % len(KINDS)], topic=TOPICS[index % len(TOPICS)],
        homework=HOMEWORK[index % len(HOMEWORK)], teacher=teacher, absence_confirmed=True, filled_at=filled,
        late_days=late,
    )  # fmt: skip


def _checkpoints(session: Session, lessons: list[Lesson]) -> None:
    last = {lesson.date.replace(day=1): lesson for lesson in lessons}
    for lesson in last.values():
        factories.work(session, lesson, WorkKind.CHECKPOINT)


def _entries(session: Session, lesson: Lesson, students: list[Student], index: int) -> None:
    for number, student in enumerate(students):
        turn = (index * 7 + number * 3) % 11
        ordinary, *others = lesson.works
        if turn == 0:
            factories.absence(session, lesson, student)
        elif turn < 4:
            factories.mark(session, ordinary, student, (5, 4, 3)[turn - 1])
        for work in others:
            factories.mark(session, work, student, 3 + (number + index) % 3)
