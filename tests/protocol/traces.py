"""What a launch leaves behind, counted, and how a refusal must look."""

from __future__ import annotations

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import (
    AuditEntry,
    BrowserSession,
    Course,
    CourseMember,
    Guardian,
    Launch,
    ResourceLink,
    Ticket,
    UsedNonce,
    User,
)
from tests.protocol.conftest import Opener

TRACES = (
    AuditEntry,
    BrowserSession,
    Course,
    CourseMember,
    Guardian,
    Launch,
    ResourceLink,
    Ticket,
    UsedNonce,
    User,
)


def traces(database: Opener) -> dict[str, int]:
    with database() as session:
        return {kind.__tablename__: session.scalar(select(func.count(kind.id))) or 0 for kind in TRACES}


def assert_refused(answer: TestResponse, code: str) -> str:
    page = answer.get_data(as_text=True)
    assert 400 <= answer.status_code < 500, page
    assert f'data-code="{code}"' in page
    assert "Открыть снова из курса" in page
    assert "Traceback" not in page
    return page
