"""One LMS's grade book as the outbox needs it: find or make a column, send a score, see what is shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from flask_babel import gettext as _

from lti_tool.database import unit_of_work
from lti_tool.delivery.answers import Answer, Verdict
from lti_tool.protocol.connector import outgoing
from lti_tool.protocol.faults import BadAnswer, PlatformFault
from lti_tool.protocol.grades import GradeService, ScoreAnswer, ScoreOutcome
from models import Registration
from regulation.refusal import N_

SCORE_MAXIMUM = 5
NOT_ENROLLED = N_(
    "LMS не приняла результат: обучающийся не записан на курс или его запись там приостановлена. "
    "Запишите его на курс и нажмите «Передать снова»"
)
STALE = N_("в LMS эту оценку только что изменили вручную: отправим ещё раз с новым временем")
NO_COLUMN = N_("столбец удалён в LMS: будет создан заново")

# Moodle's answer to a score for a locked grade, as to any other trouble of its own.
BROKE = 500
LOCKED = N_(
    "LMS не записала эту оценку: ошибка %(status)s. Возможно, оценка закрыта (заблокирована) в журнале оценок LMS. "
    "Откройте её там: передача повторится сама"
)


class GradeBook(Protocol):
    """What the outbox asks of an LMS. Nothing here raises: every answer is a verdict."""

    def column(self, line_items_url: str, label: str, tag: str, resource_id: str) -> tuple[Answer, str]:
        """The column's address, found or made; '' with the reason when it cannot be had."""

    def send(self, url: str, account: str, value: int | None, comment: str, timestamp: datetime) -> Answer:
        """Put a number, or clear the cell and keep the comment."""

    def results(self, url: str) -> dict[str, str] | None:
        """What the LMS shows: account → number as text; None when it does not say."""


class LmsGradeBook:
    """The grade book behind a registration, by LTI Assignment and Grade Services."""

    def __init__(self, service: GradeService) -> None:
        self._service = service

    def column(self, line_items_url: str, label: str, tag: str, resource_id: str) -> tuple[Answer, str]:
        """Look for our column first: a crash after making it must not make a second one."""
        try:
            url = self._service.find_line_item(line_items_url, resource_id, tag)
            if not url:
                url = self._service.create_line_item(line_items_url, label, tag, resource_id, SCORE_MAXIMUM)
        except PlatformFault as fault:
            refused = isinstance(fault, BadAnswer) and fault.status in (400, 403, 404)
            return Answer(Verdict.REFUSED if refused else Verdict.UNAVAILABLE, fault.message), ""
        return Answer(Verdict.TAKEN), url

    def send(self, url: str, account: str, value: int | None, comment: str, timestamp: datetime) -> Answer:
        """One POST to the column's scores."""
        return verdict_of(self._service.post_score(url, account, value, comment, timestamp, SCORE_MAXIMUM))

    def results(self, url: str) -> dict[str, str] | None:
        """Every result of the column, on our scale of five."""
        try:
            rows = self._service.read_results(url)
        except PlatformFault:
            return None
        return {row.user_sub: as_mark(row.score, row.maximum) for row in rows}


def verdict_of(answer: ScoreAnswer) -> Answer:
    """The protocol's outcome as the outbox understands it."""
    match answer.outcome:
        case ScoreOutcome.OK:
            return Answer(Verdict.TAKEN)
        case ScoreOutcome.STALE:
            return Answer(Verdict.STALE, _(STALE))
        case ScoreOutcome.REFUSED:
            return Answer(Verdict.REFUSED, _(NOT_ENROLLED) if answer.status == 400 else answer.reason)
        case ScoreOutcome.MISSING | ScoreOutcome.GONE:
            return Answer(Verdict.NO_COLUMN, _(NO_COLUMN))
        case _ if answer.status == BROKE:
            return Answer(Verdict.FAILED, _(LOCKED, status=BROKE))
        case _:
            return Answer(Verdict.UNAVAILABLE, answer.reason)


def as_mark(score: float | None, maximum: float | None) -> str:
    """A result of the LMS as the mark it stands for, «4» or «4,5»; '' for an empty cell."""
    if score is None:
        return ""
    exact = Decimal(str(score))
    if maximum and maximum != SCORE_MAXIMUM:
        exact = exact * SCORE_MAXIMUM / Decimal(str(maximum))
    text = format(exact.quantize(Decimal("0.01")).normalize(), "f")
    return text.replace(".", ",")


def grade_book_of(registration_id: int) -> GradeBook:
    """The grade book of a registration."""
    with unit_of_work() as session:
        registration = session.get_one(Registration, registration_id)
        session.expunge(registration)
    return LmsGradeBook(GradeService(registration, outgoing()))
