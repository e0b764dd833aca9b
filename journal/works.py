"""Works: the columns of a lesson in which marks stand (4.1.6)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.writing import TAKES_PLACE, begin_writing, require_open_or_ahead
from models import Absence, Attendance, Lesson, Mark, Work
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

MOST_WORKS = 6  # columns of one lesson, МИУД aside
TITLE_LENGTH = 300


def add_work(acting: Acting, lesson: Lesson, kind: WorkKind, title: str = "") -> Work:
    """Add a column to the lesson: a second mark, a laboratory work, «ТЗ» (4.1.6). МИУД appears by itself.

    Raises E_WORK for МИУД and beyond `MOST_WORKS`, E_CLOSED for a locked lesson, E_TOPIC_* for the title.
    """
    begin_writing(acting, lesson.journal, lesson)
    require_open_or_ahead(acting, lesson, kind.facts.written)
    _refuse_checkpoint(kind)
    _refuse_consultation(lesson, kind)
    ordinary = [work for work in lesson.works if work.kind is not WorkKind.CHECKPOINT]
    if len(ordinary) >= MOST_WORKS:
        raise Refusal(
            "E_WORK",
            "4.1.6",
            N_("У занятия уже %(count)s столбцов. Используйте один из них."),
            count=MOST_WORKS,
        )
    work = Work(
        journal_id=lesson.journal_id,
        kind=kind,
        title=_checked_title(acting, title),
        position=max((work.position for work in ordinary), default=-1) + 1,
        number=next_number(acting.session, lesson.journal_id, kind),
    )
    lesson.works.append(work)
    acting.session.flush()
    return work


def _checked_title(acting: Acting, title: str) -> str:
    if not title.strip():
        return ""
    return check_remark(title, acting.rules.latin_terms, what="название")[:TITLE_LENGTH]


def change_work(acting: Acting, work: Work, kind: WorkKind) -> Work:
    """Switch the kind of one column (4.1.6); its marks stay with it. Raises E_WORK for МИУД, E_CLOSED."""
    begin_writing(acting, work.lesson.journal, work)
    require_open_or_ahead(acting, work.lesson, kind.facts.written)
    _refuse_checkpoint(kind, work.kind)
    _refuse_consultation(work.lesson, kind)
    if kind is not work.kind:
        switch_work(acting.session, work, kind)
    return work


def switch_work(session: Session, work: Work, kind: WorkKind) -> None:
    """Give the column another kind and its next number; its marks follow by the foreign key."""
    work.number = next_number(session, work.journal_id, kind)
    work.kind = kind
    session.flush()
    session.scalars(
        select(Mark).where(Mark.work_id == work.id).execution_options(populate_existing=True)
    ).all()


def next_number(session: Session, journal_id: int, kind: WorkKind) -> int | None:
    """The number of the next obligatory work of the kind («ЛР № 3»); None for works without numbers."""
    if not kind.facts.obligatory:
        return None
    taken = session.scalar(
        select(func.max(Work.number))
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(Work.journal_id == journal_id, Work.kind == kind, Lesson.state.in_(TAKES_PLACE))
    )
    return (taken or 0) + 1


def has_marks(session: Session, works: list[int]) -> bool:
    """Whether any of the works holds a result."""
    found = session.scalar(
        select(Mark.id).where(Mark.work_id.in_(works), Mark.value.is_not(None) | Mark.not_assessed).limit(1)
    )
    return found is not None


def has_absences(session: Session, lesson: Lesson) -> bool:
    """Whether anybody is marked absent or late at the lesson."""
    found = session.scalar(
        select(Absence.id)
        .where(Absence.lesson_id == lesson.id, Absence.attendance != Attendance.PRESENT)
        .limit(1)
    )
    return found is not None


def _refuse_checkpoint(*kinds: WorkKind) -> None:
    if WorkKind.CHECKPOINT in kinds:
        raise Refusal(
            "E_WORK",
            "3.13.2",
            N_("Столбец МИУД журнал ставит сам — на последнее проведённое занятие месяца."),
        )


def _refuse_consultation(lesson: Lesson, kind: WorkKind) -> None:
    """What counts in the mean is done at lessons; the column of a consultation stays with consultations (4.1.5)."""
    is_consultation = lesson.kind is LessonKind.CONSULTATION
    if is_consultation is not (kind is WorkKind.CONSULTATION):
        raise Refusal(
            "E_WORK",
            "4.1.5",
            N_("Отметки консультации не входят в средний балл: у неё один столбец «конс», у занятия его нет.")
            if is_consultation
            else N_("Столбец «конс» бывает только у консультации. Выберите другой вид работы."),
        )
