"""Opening what is locked: a lesson after `lock_days`, the finals after the end of the term (4.1.1, 4.2.1)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import Journal, Lesson, Unlock, UnlockKind, UnlockRequest
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

LONGEST = 30  # days an unlock may last
Locked = Lesson | Journal  # a lesson, or a journal for its finals


def unlocked_until(session: Session, journal: Journal | int, lesson: Lesson | None = None) -> date | None:
    """The last day on which the lesson (the finals when None) is unlocked; None when it never was."""
    journal_id = journal if isinstance(journal, int) else journal.id
    wanted = select(func.max(Unlock.until)).where(Unlock.journal_id == journal_id)
    if lesson is None:
        return session.scalar(wanted.where(Unlock.kind == UnlockKind.FINALS))
    return session.scalar(wanted.where(Unlock.lesson_id == lesson.id))


def grant_unlock(acting: Acting, locked: Locked, reason: str, until: date) -> Unlock:
    """Let the lesson, or the finals of the journal, be filled until the day inclusive, at most 30 days ahead.

    Raises E_TOPIC_* for an empty or senseless reason, E_DEADLINE for a bad day. Open requests for it are answered.
    """
    assert acting.user_id is not None
    text = check_remark(reason, acting.rules.latin_terms)
    if not acting.today <= until <= acting.today + timedelta(days=LONGEST):
        raise Refusal(
            "E_DEADLINE",
            "4.1.1",
            N_(
                "Открыть можно на срок с сегодняшнего дня не более чем на %(days)s дней: укажите день до %(last)s."
            ),
            days=LONGEST,
            last=(acting.today + timedelta(days=LONGEST)).strftime("%d.%m.%Y"),
        )
    kind, journal_id, lesson_id = _named(locked)
    unlock = Unlock(
        journal_id=journal_id, kind=kind, lesson_id=lesson_id, reason=text, until=until,
        granted_by_id=acting.user_id, granted_at=acting.now,
    )  # fmt: skip
    acting.session.add(unlock)
    acting.session.flush()
    for request in open_requests(acting.session, journal_id):
        if request.kind is kind and request.lesson_id == lesson_id:
            request.answered_at = acting.now
            request.unlock_id = unlock.id
    acting.session.flush()
    return unlock


def request_unlock(acting: Acting, locked: Locked, reason: str) -> UnlockRequest:
    """Ask for an unlock; asking again for the same while unanswered renews the reason of the open request."""
    assert acting.user_id is not None
    text = check_remark(reason, acting.rules.latin_terms)
    kind, journal_id, lesson_id = _named(locked)
    for request in open_requests(acting.session, journal_id):
        if (request.kind, request.lesson_id, request.asked_by_id) == (kind, lesson_id, acting.user_id):
            request.reason = text
            acting.session.flush()
            return request
    request = UnlockRequest(
        journal_id=journal_id, kind=kind, lesson_id=lesson_id, reason=text,
        asked_by_id=acting.user_id, asked_at=acting.now,
    )  # fmt: skip
    acting.session.add(request)
    acting.session.flush()
    return request


def grant_request(acting: Acting, request: UnlockRequest, until: date) -> Unlock:
    """Answer a request with an unlock for its reason."""
    _require_unanswered(request)
    lesson = acting.session.get_one(Lesson, request.lesson_id) if request.lesson_id else None
    locked: Locked = lesson or acting.session.get_one(Journal, request.journal_id)
    return grant_unlock(acting, locked, request.reason, until)


def refuse_request(acting: Acting, request: UnlockRequest, refusal: str) -> None:
    """Answer a request with a no and why."""
    _require_unanswered(request)
    request.refusal = check_remark(refusal, acting.rules.latin_terms)
    request.answered_at = acting.now
    acting.session.flush()


def open_requests(session: Session, journal_id: int) -> list[UnlockRequest]:
    """Unanswered requests of the journal, oldest first."""
    return list(
        session.scalars(
            select(UnlockRequest)
            .where(UnlockRequest.journal_id == journal_id, UnlockRequest.answered_at.is_(None))
            .order_by(UnlockRequest.asked_at, UnlockRequest.id)
        )
    )


def _require_unanswered(request: UnlockRequest) -> None:
    if request.answered_at is not None:
        raise Refusal(
            "E_CLOSED", "4.1.1", N_("На этот запрос уже ответили. Обновите страницу, чтобы увидеть ответ.")
        )


def _named(locked: Locked) -> tuple[UnlockKind, int, int | None]:
    if isinstance(locked, Lesson):
        return UnlockKind.LESSON, locked.journal_id, locked.id
    return UnlockKind.FINALS, locked.id, None
