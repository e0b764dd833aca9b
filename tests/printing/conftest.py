"""Forms of a real-looking journal, each made once for all tests that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from journal import auditing
from journal.acting import Acting
from journal.papers.checkpoints import checkpoints_of
from journal.papers.finals import finals_of, journals_of_discipline
from journal.papers.sheets import sheet_of
from journal.papers.spread import spread_of
from lti_tool.app import create_app
from lti_tool.database import tune_engine
from lti_tool.printing.forms import Form, checkpoints_form, finals_form, sheet_form, spread_form
from lti_tool.printing.rendering import render
from lti_tool.settings import Settings
from models import Base, SheetKind
from regulation.sheets import SheetState
from tests.conftest import ZONE
from tests.printing import people

MADE_AT = datetime(2026, 1, 10, 12, 0, tzinfo=ZONE)


@dataclass(frozen=True)
class Made:
    """A form and its file."""

    form: Form
    path: Path
    pages: int


@pytest.fixture(scope="session")
def forms() -> Iterator[dict[str, Form]]:
    """Every form by name: of a journal not finished («…_draft») and of one finished."""
    engine = create_engine("sqlite://")
    tune_engine(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        auditing.install(session)
        yield _forms(session)
    engine.dispose()


@pytest.fixture(scope="session")
def made(forms: dict[str, Form], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """`made("spread")`: the form rendered, once a session."""
    folder = tmp_path_factory.mktemp("forms")
    done: dict[str, Made] = {}
    app: Flask = create_app(Settings(secret_key="only-for-tests" * 3, instance_dir=folder))

    def make(name: str) -> Made:
        if name not in done:
            path = folder / f"{name}.pdf"
            with app.app_context():
                html = forms[name].html(app.jinja_env)
            done[name] = Made(forms[name], path, render(html, path, lambda page: None))
        return done[name]

    return make


def _forms(session: Session) -> dict[str, Form]:
    journal, students, teacher = people.journal_of_thirty(session)
    people.fill(session, journal, students, teacher)
    acting = Acting(session, teacher, MADE_AT)
    exam = people.sheet(session, journal, students, teacher)
    credit = people.sheet(
        session, journal, students, teacher, kind=SheetKind.CREDIT, state=SheetState.OPENED, serial=8, blank=2
    )
    void = people.sheet(session, journal, students[:3], teacher, state=SheetState.ANNULLED, serial=9)
    month = date(2025, 11, 1)
    found = {
        "spread_draft": spread_form(spread_of(acting, journal), MADE_AT),
        "checkpoints": checkpoints_form(checkpoints_of(acting, journal, [journal], month), MADE_AT),
        "exam": sheet_form(sheet_of(acting, exam), MADE_AT),
        "credit_draft": sheet_form(sheet_of(acting, credit), MADE_AT),
        "annulled": sheet_form(sheet_of(acting, void), MADE_AT),
    }
    people.finals(session, journal, students)
    found["spread"] = spread_form(spread_of(acting, journal), MADE_AT)
    found["finals"] = finals_form(
        finals_of(acting, journal, journals_of_discipline(session, journal)), MADE_AT
    )
    return found
