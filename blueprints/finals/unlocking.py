"""Opening the finals after the last day of the period: the teacher asks, the office opens (4.2.1)."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.finals.forms import UnlockForm
from journal.rights import Act, Thing
from journal.unlocks import grant_unlock, request_unlock
from lti_tool.access import acting, journal_for
from lti_tool.database import db
from lti_tool.i18n import sentence
from regulation.refusal import N_, Refusal


def request_opening(journal_id: int) -> Response:
    """Ask for the finals to be opened."""
    journal = journal_for(Thing.UNLOCK_REQUEST, Act.EDIT, journal_id)
    form = UnlockForm()
    try:
        request_unlock(acting(), journal, form.reason.data or "")
        flash(_("Запрос отправлен. Ответят администратор контента или заместитель директора."), "success")
    except Refusal as refusal:
        db.session.rollback()
        flash(sentence(refusal), "error")
    return redirect(url_for("finals.page", journal_id=journal_id), 303)


def grant(journal_id: int) -> Response:
    """Open the finals until a day."""
    journal = journal_for(Thing.UNLOCK, Act.EDIT, journal_id)
    form = UnlockForm()
    reason = form.reason.data or ""
    try:
        until = form.last_day
        if until is None:
            raise Refusal("E_DEADLINE", "4.2.1", N_("Укажите день, до которого открыты итоговые отметки."))
        grant_unlock(acting().because(reason), journal, reason, until)
        flash(_("Итоговые отметки открыты до %(day)s.", day=until.strftime("%d.%m.%Y")), "success")
    except Refusal as refusal:
        db.session.rollback()
        flash(sentence(refusal), "error")
    return redirect(url_for("finals.page", journal_id=journal_id), 303)
