"""That a refusal changes nothing, that pages ask no more of the database as they grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from models import Base
from regulation.refusal import Refusal


def snapshot(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as the session sees it, what waits to be written included."""
    session.flush()
    return {
        table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


class Caught:
    """The refusal, once it came."""

    refusal: Refusal


@contextmanager
def refuses(session: Session, code: str, clause: str | None = None) -> Iterator[Caught]:
    """The block is refused with this code, the sentence cites its clause, and no table differs afterwards."""
    before = snapshot(session)
    caught = Caught()
    with pytest.raises(Refusal) as raised:
        yield caught
    caught.refusal = raised.value
    assert raised.value.code == code, raised.value.message
    if clause is not None:
        assert raised.value.clause == clause
        assert raised.value.message.endswith(f"(п. {clause})")
    assert "%(" not in raised.value.message
    assert snapshot(session) == before


@contextmanager
def queries(engine: Engine) -> Iterator[list[str]]:
    """The statements sent inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
