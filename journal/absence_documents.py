"""Certificates and requests that excuse absences: entered once, they fill the reason of every lesson (3.12.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.writing import TAKES_ENTRIES, begin_writing
from models import Absence, AbsenceDocument, Attendance, DocumentState, Journal, Lesson, Membership, Student
from regulation.absence_documents import check_document, check_no_diagnosis
from regulation.attendance import AbsenceReason
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

WAITING_MOST = 10  # unanswered requests about one student at a time


def enter_document(
    acting: Acting,
    student: Student,
    reason: AbsenceReason,
    starts_on: date,
    ends_on: date,
    number: str = "",
    note: str = "",
) -> tuple[AbsenceDocument, int]:
    """The curator enters a document: it stands at once. Returns it and how many «н» got their reason.

    Raises E_REASON, E_PERIOD, E_NUMBER, E_DIAGNOSIS, E_TOPIC_*, E_TWICE.
    """
    document = _new(acting, student, reason, starts_on, ends_on, number, note)
    document.state = DocumentState.ACCEPTED
    document.answered_at, document.answered_by_id = acting.now, acting.user_id
    acting.session.add(document)
    acting.session.flush()
    return document, fill_reasons(acting, document)


def request_document(
    acting: Acting,
    student: Student,
    reason: AbsenceReason,
    starts_on: date,
    ends_on: date,
    number: str,
    note: str,
) -> AbsenceDocument:
    """A parent asks to count the days as excused; the curator answers. Raises as `enter_document`, and E_MANY."""
    waiting = acting.session.scalars(
        select(AbsenceDocument.id)
        .where(AbsenceDocument.student_id == student.id, AbsenceDocument.state == DocumentState.REQUESTED)
        .limit(WAITING_MOST)
    ).all()
    if len(waiting) >= WAITING_MOST:
        raise Refusal(
            "E_MANY",
            "3.12.2",
            N_("Десять просьб уже ждут ответа. Дождитесь куратора или напишите ему сообщение."),
        )
    document = _new(acting, student, reason, starts_on, ends_on, number, note)
    document.state = DocumentState.REQUESTED
    acting.session.add(document)
    acting.session.flush()
    return document


def accept_request(acting: Acting, document: AbsenceDocument) -> int:
    """The curator accepts a parent's request. Returns how many «н» got their reason. Raises E_CLOSED."""
    _require_state(document, DocumentState.REQUESTED)
    document.state = DocumentState.ACCEPTED
    document.answered_at, document.answered_by_id = acting.now, acting.user_id
    acting.session.flush()
    return fill_reasons(acting, document)


def refuse_request(acting: Acting, document: AbsenceDocument, answer: str) -> None:
    """The curator refuses it and says why. Raises E_CLOSED, E_TOPIC_*, E_DIAGNOSIS."""
    _require_state(document, DocumentState.REQUESTED)
    document.answer = _answer(acting, answer)
    document.state = DocumentState.REFUSED
    document.answered_at, document.answered_by_id = acting.now, acting.user_id
    acting.session.flush()


def annul_document(acting: Acting, document: AbsenceDocument, why: str) -> int:
    """Take a document entered by mistake out of force; reasons fall back. Returns how many. Raises as `refuse_request`."""
    _require_state(document, DocumentState.ACCEPTED)
    document.answer = _answer(acting, why)
    document.state = DocumentState.ANNULLED
    acting.session.flush()
    return fill_reasons(acting.because(document.answer), document)


def reason_on(session: Session, student_id: int, day: date) -> AbsenceReason | None:
    """The reason a document in force gives for the day; the newest counts. One query."""
    return session.scalar(
        select(AbsenceDocument.reason)
        .where(
            AbsenceDocument.student_id == student_id,
            AbsenceDocument.starts_on <= day,
            AbsenceDocument.ends_on >= day,
            AbsenceDocument.state == DocumentState.ACCEPTED,
        )
        .order_by(AbsenceDocument.id.desc())
        .limit(1)
    )


def fill_reasons(acting: Acting, document: AbsenceDocument) -> int:
    """Give every «н» of the document's days its reason, in all journals that take entries. Returns how many changed.

    A document in force gives its own, where no newer one speaks; one out of force leaves what others say.
    """
    session = acting.session
    session.info["acting"] = acting
    rows = _absences(session, document)
    others = _others(session, document)
    changed = 0
    for journal, found in _by_journal(rows):
        begin_writing(acting, journal, *found)
        for absence in found:
            reason = _reason(others, session.get_one(Lesson, absence.lesson_id).date)
            if absence.attendance is Attendance.ABSENT and absence.reason is not reason:
                absence.reason = reason
                changed += 1
    session.flush()
    return changed


def _absences(session: Session, document: AbsenceDocument) -> list[tuple[Absence, Lesson]]:
    rows = session.execute(
        select(Absence, Lesson)
        .join(Lesson, Absence.lesson_id == Lesson.id)
        .join(Journal, Lesson.journal_id == Journal.id)
        .where(
            Absence.student_id == document.student_id,
            Absence.attendance == Attendance.ABSENT,
            Lesson.date.between(document.starts_on, document.ends_on),
            Journal.state.in_(TAKES_ENTRIES),
        )
        .options(joinedload(Lesson.journal))
        .order_by(Lesson.journal_id, Lesson.id)
    )
    return [(absence, lesson) for absence, lesson in rows]


def _by_journal(rows: list[tuple[Absence, Lesson]]) -> list[tuple[Journal, list[Absence]]]:
    found: dict[int, tuple[Journal, list[Absence]]] = {}
    for absence, lesson in rows:
        found.setdefault(lesson.journal_id, (lesson.journal, []))[1].append(absence)
    return list(found.values())


def _others(session: Session, document: AbsenceDocument) -> list[AbsenceDocument]:
    """Every document in force that speaks of some of the days, this one included, the newest first."""
    return list(
        session.scalars(
            select(AbsenceDocument)
            .where(
                AbsenceDocument.student_id == document.student_id,
                AbsenceDocument.state == DocumentState.ACCEPTED,
                AbsenceDocument.starts_on <= document.ends_on,
                AbsenceDocument.ends_on >= document.starts_on,
            )
            .order_by(AbsenceDocument.id.desc())
        )
    )


def _reason(documents: list[AbsenceDocument], day: date) -> AbsenceReason:
    speaking = (one.reason for one in documents if one.starts_on <= day <= one.ends_on)
    return next(speaking, AbsenceReason.UNEXCUSED)


def _new(
    acting: Acting,
    student: Student,
    reason: AbsenceReason,
    starts_on: date,
    ends_on: date,
    number: str,
    note: str,
) -> AbsenceDocument:
    assert acting.user_id is not None
    number, note = check_document(reason, number, starts_on, ends_on, note, acting.today)
    _require_new(acting.session, student.id, reason, starts_on, ends_on)
    return AbsenceDocument(
        student_id=student.id, reason=reason, number=number, starts_on=starts_on, ends_on=ends_on, note=note,
        entered_at=acting.now, entered_by_id=acting.user_id,
    )  # fmt: skip


def _require_new(
    session: Session, student_id: int, reason: AbsenceReason, starts_on: date, ends_on: date
) -> None:
    found = session.scalar(
        select(AbsenceDocument.id)
        .where(
            AbsenceDocument.student_id == student_id,
            AbsenceDocument.reason == reason,
            AbsenceDocument.starts_on == starts_on,
            AbsenceDocument.ends_on == ends_on,
            AbsenceDocument.state.in_((DocumentState.REQUESTED, DocumentState.ACCEPTED)),
        )
        .limit(1)
    )
    if found is not None:
        raise Refusal(
            "E_TWICE",
            "3.12.2",
            N_("На эти дни с этой причиной документ уже есть. Второй раз вносить его не нужно."),
        )


def _answer(acting: Acting, text: str) -> str:
    answer = check_remark(text, acting.rules.latin_terms)
    check_no_diagnosis(answer)
    return answer


def _require_state(document: AbsenceDocument, state: DocumentState) -> None:
    if document.state is not state:
        raise Refusal(
            "E_CLOSED",
            "3.12.2",
            N_("По этому документу уже решено. Обновите страницу, чтобы увидеть решение."),
        )


def is_of_group(session: Session, group_id: int, student_id: int) -> bool:
    """Whether the student is or was in the group."""
    found = session.scalar(
        select(Membership.id)
        .where(Membership.group_id == group_id, Membership.student_id == student_id)
        .limit(1)
    )
    return found is not None
