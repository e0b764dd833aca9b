"""Results a page sends by itself, finals and lines of sheets: each recorded once, each standing or falling alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from journal.acting import Acting
from journal.conflicts import Conflict
from models import ChangeRequest
from regulation.refusal import N_, Caution, Refusal

MOST = 200  # changes in one request
ID_LENGTHS = range(8, 65)
TEXT_LENGTH = 500

Answer = dict[str, Any]
Write = Callable[[Acting, Mapping[str, Any]], Answer]


def apply_result_changes(acting: Acting, data: Any, write: Write) -> list[Answer]:
    """Record the changes of a request body {"changes": […]} in order; a refused one leaves the others standing.

    `write` does one change and gives what the page is told. The same id again from the same person gets the stored
    answer and nothing is written. Raises E_CHANGE for a malformed body.
    """
    changes = _read(data)
    ids = [change["id"] for change in changes]
    known = {
        request.client_id: request
        for request in acting.session.scalars(select(ChangeRequest).where(ChangeRequest.client_id.in_(ids)))
    }
    results = [_apply(acting, change, known.get(change["id"]), write) for change in changes]
    acting.session.info["acting"] = acting
    return results


def number_in(change: Mapping[str, Any], name: str) -> int:
    """A whole number the change must name. Raises E_CHANGE."""
    value = change.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise malformed()
    return value


def text_in(change: Mapping[str, Any], name: str) -> str:
    """A text of the change, «» when it is not there. Raises E_CHANGE."""
    value = change.get(name) or ""
    if not isinstance(value, str) or len(value) > TEXT_LENGTH or "\x00" in value:
        raise malformed()
    return value


def cautions_of(cautions: Sequence[Caution]) -> list[Answer]:
    """What the page shows of flagged entries."""
    return [{"code": item.code, "message": item.message, "clause": item.clause} for item in cautions]


def malformed() -> Refusal:
    """The page sent what no page of ours sends."""
    return Refusal(
        "E_CHANGE", "1.5", N_("Страница прислала непонятную запись. Обновите страницу и повторите.")
    )


def _read(data: Any) -> list[Mapping[str, Any]]:
    listed = data.get("changes") if isinstance(data, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST:
        raise malformed()
    for change in listed:
        if not isinstance(change, dict) or not isinstance(change.get("id"), str):
            raise malformed()
        if len(change["id"]) not in ID_LENGTHS:
            raise malformed()
    return listed


def _apply(acting: Acting, change: Mapping[str, Any], known: ChangeRequest | None, write: Write) -> Answer:
    if known is not None:
        if known.user_id != (acting.user_id or 0):
            return {"id": change["id"], "ok": False, **_refused(malformed())}
        return {"id": change["id"], "ok": True, **known.answer}
    try:
        with acting.session.begin_nested():
            answer = write(acting.because(text_in(change, "reason") or acting.reason), change)
            acting.session.add(
                ChangeRequest(
                    client_id=change["id"], user_id=acting.user_id or 0, at=acting.now, answer=answer
                )
            )
            acting.session.flush()
    except Refusal as refusal:
        return {"id": change["id"], "ok": False, **_refused(refusal)}
    return {"id": change["id"], "ok": True, **answer}


def _refused(refusal: Refusal) -> Answer:
    answer: Answer = {"code": refusal.code, "message": refusal.message, "clause": refusal.clause}
    if isinstance(refusal, Conflict):
        answer |= {"current": refusal.current, "wanted": refusal.wanted}
    return answer
