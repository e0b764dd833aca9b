"""Requests to the technical support (3.7): anybody signed in asks, the system administrator answers."""

from __future__ import annotations

from journal.acting import Acting
from journal.texts import clean_text, required_text
from models import SupportLine, SupportState, SupportTicket
from regulation.names import search_key
from regulation.refusal import N_, Refusal

LONGEST = 4000
EMPTY = N_("Напишите, что случилось или что непонятно, не длиннее 4000 знаков.")


def open_ticket(
    acting: Acting, subject: str, text: str, page: str = "", incident_code: str = ""
) -> SupportTicket:
    """A new request. `page`: a path of the journal, kept without its query. Raises E_TEXT."""
    assert acting.user_id is not None
    subject = required_text(subject, 200, "3.7", N_("Укажите тему обращения, не длиннее 200 знаков."))
    text = required_text(text, LONGEST, "3.7", EMPTY, keeps_lines=True)
    path = clean_text(page).split("?")[0].split("#")[0]
    ticket = SupportTicket(
        subject=subject, search_key=search_key(subject)[:200], page=path[:200] if path.startswith("/") else "",
        incident_code=clean_text(incident_code)[:20], opened_by_id=acting.user_id, opened_at=acting.now,
    )  # fmt: skip
    ticket.lines.append(SupportLine(author_id=acting.user_id, text=text, written_at=acting.now))
    acting.session.add(ticket)
    acting.session.flush()
    return ticket


def write_to(acting: Acting, ticket: SupportTicket, text: str, *, is_answer: bool) -> SupportLine:
    """Write on in a request: an answer of the support, or more from who asked. Raises E_CLOSED, E_TEXT."""
    _require_open(ticket)
    assert acting.user_id is not None
    line = SupportLine(
        author_id=acting.user_id, is_answer=is_answer, written_at=acting.now,
        text=required_text(text, LONGEST, "3.7", EMPTY, keeps_lines=True),
    )  # fmt: skip
    ticket.lines.append(line)
    ticket.state = SupportState.ANSWERED if is_answer else SupportState.OPEN
    acting.session.flush()
    return line


def close_ticket(acting: Acting, ticket: SupportTicket) -> None:
    """The request is done. Raises E_CLOSED when it is already."""
    _require_open(ticket)
    ticket.state, ticket.closed_at = SupportState.CLOSED, acting.now
    acting.session.flush()


def _require_open(ticket: SupportTicket) -> None:
    if ticket.state is SupportState.CLOSED:
        raise Refusal("E_CLOSED", "3.7", N_("Обращение закрыто. Если вопрос остался, напишите новое."))
