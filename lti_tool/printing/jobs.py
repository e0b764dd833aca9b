"""The job «print»: a form made as PDF/A into the directory of made files, with progress, audited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from journal.acting import Acting, rules_on
from journal.auditing import record
from lti_tool.clock import now
from lti_tool.database import db, reading, unit_of_work
from lti_tool.jobs.registry import JobFailed, Progress, job
from lti_tool.printing.files import new_file, sha256_of, sweep_files
from lti_tool.printing.forms import Form
from lti_tool.printing.office_papers import KINDS
from lti_tool.printing.orders import PrintOrder, form_of
from lti_tool.printing.pango import check
from lti_tool.printing.rendering import Limits, render
from lti_tool.settings import Settings
from models import Job, User
from regulation.days import local_date
from regulation.rules import Rules

MEDIA_TYPE = "application/pdf"


@job("print")
def print_form(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Make the form; returns name, path, media type, SHA-256, pages, checksum of the result."""
    complaint = check()
    if complaint:
        raise JobFailed(complaint)
    settings: Settings = current_app.extensions["settings"]
    sweep_files(settings.instance_dir, now())
    progress.report(0, 1, _("Читается журнал…"))
    with reading(), db.sessionmaker() as session:
        _see_one_moment(session)
        form = _form(_acting(session, progress, params["office"]), params)
    path = new_file(settings.instance_dir, ".pdf")
    try:
        pages = _render(form, path, progress)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.chmod(0o600)
    return _result(form, path, pages, progress, params)


def _form(acting: Acting, params: dict[str, Any]) -> Form:
    """A document of an office, or a form of a journal."""
    if "paper" in params:
        return KINDS[params["paper"]].make(acting, params["values"])
    return form_of(acting, PrintOrder(**params))


def _see_one_moment(session: Session) -> None:
    """Read everything as of one moment, so that no total disagrees with its lines; SQLite's readers always do."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _render(form: Form, path: Path, progress: Progress) -> int:
    """Render and report each page; cancelling the job ends the process."""
    furthest = 0

    def follow(page: int | None) -> None:
        nonlocal furthest
        furthest = max(furthest, page or 0)
        last = max(furthest, form.pages)
        text = _("Документ готовится…")
        if furthest:
            text = _("Лист %(page)s из %(last)s…", page=furthest, last=last)
        progress.report(min(furthest, form.pages), form.pages + 1, text)

    return render(form.html(current_app.jinja_env), path, follow, Limits.for_cells(form.cells))


def _result(form: Form, path: Path, pages: int, progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    result = {
        "path": path.name,
        "name": form.file_name,
        "media_type": MEDIA_TYPE,
        "sha256": sha256_of(path),
        "pages": pages,
        "checksum": form.checksum,
        "is_draft": bool(form.stamp),
    }
    facts = {key: result[key] for key in ("name", "sha256", "pages", "checksum", "is_draft")}
    with unit_of_work() as session:
        acting = _acting(session, progress, params["office"])
        record(
            acting,
            "print_made",
            "job",
            progress.job_id,
            journal_id=params.get("journal_id"),
            what=params.get("paper") or params["what"],
            **facts,
        )
    return result


def _acting(session: Session, progress: Progress, office: str) -> Acting:
    """The circumstances of whoever ordered the job, at the present moment."""
    settings: Settings = current_app.extensions["settings"]
    moment = now()
    ordered = session.get_one(Job, progress.job_id)
    user = session.get(User, ordered.requested_by_id) if ordered.requested_by_id else None
    rules = rules_on(session, local_date(moment, settings.zone), Rules(timezone=settings.timezone))
    return Acting(session, user, moment, rules, office=office)
