"""Results a page sends by itself, finals and lines of sheets: each recorded once, each standing or falling alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from journal.acting import Acting
from journal.change_reading import is_storable
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
    known = _recorded(acting, [change["id"] for change in changes])
    results = [_apply(acting, change, known, write) for change in changes]
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
    if not isinstance(value, str) or len(value) > TEXT_LENGTH or not is_storable(value):
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
        if len(change["id"]) not in ID_LENGTHS or not is_storable(change["id"]):
            raise malformed()
    return listed


def _recorded(acting: Acting, ids: list[str]) -> dict[str, ChangeRequest]:
    found = acting.session.scalars(select(ChangeRequest).where(ChangeRequest.client_id.in_(ids)))
    return {request.client_id: request for request in found}


def _apply(
    acting: Acting, change: Mapping[str, Any], known: dict[str, ChangeRequest], write: Write
) -> Answer:
    name = change["id"]
    if name in known:
        return _again(acting, known[name])
    try:
        with acting.session.begin_nested():
            answer = write(acting.because(text_in(change, "reason") or acting.reason), change)
            request = ChangeRequest(client_id=name, user_id=acting.user_id or 0, at=acting.now, answer=answer)
            acting.session.add(request)
            acting.session.flush()
    except Refusal as refusal:
        return {"id": name, "ok": False, **_refused(refusal)}
    except IntegrityError:  # the same id was recorded meanwhile, by another request
        known |= _recorded(acting, [name])
        if name not in known:
            raise
        return _again(acting, known[name])
    known[name] = request
    return {"id": name, "ok": True, **answer}


def _again(acting: Acting, known: ChangeRequest) -> Answer:
    if known.user_id != (acting.user_id or 0):
        return {"id": known.client_id, "ok": False, **_refused(malformed())}
    return {"id": known.client_id, "ok": True, **known.answer}


def _refused(refusal: Refusal) -> Answer:
    answer: Answer = {"code": refusal.code, "message": refusal.message, "clause": refusal.clause}
    if isinstance(refusal, Conflict):
        answer |= {"current": refusal.current, "wanted": refusal.wanted}
    return answer
