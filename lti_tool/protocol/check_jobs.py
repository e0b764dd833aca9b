"""The job «selfcheck»: asks an LMS everything its registration promises, with progress, and keeps the answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from lti_tool.database import unit_of_work
from lti_tool.jobs.registry import JobFailed, Progress, job
from lti_tool.protocol.connector import outgoing
from lti_tool.protocol.selfcheck import check, is_good, keep, read_subject
from models import Registration
from regulation.refusal import N_

GOOD, BAD = N_("Проверка пройдена."), N_("Проверка нашла, что исправить.")


@job("selfcheck")
def check_registration(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Check the registration of `registration_id`; nothing in the database is held while the LMS is asked."""
    registration_id = int(params["registration_id"])
    with unit_of_work() as session:
        if session.get(Registration, registration_id) is None:
            raise JobFailed(_("Такой регистрации LMS больше нет."))
        subject = read_subject(session, registration_id)
    ways = outgoing()
    lines = check(subject, ways, lambda done, total, title: progress.report(done, total, f"{title}…"))
    with unit_of_work() as session:
        keep(session, registration_id, lines, ways)
    return {
        "name": _("Самопроверка: %(name)s", name=subject.registration.name),
        "page": f"/platforms/{registration_id}",
        "says": _(GOOD) if is_good(lines) else _(BAD),
    }
