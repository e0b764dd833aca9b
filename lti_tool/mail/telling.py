"""The worker's round: news looked for, digests made, letters sent (2.5)."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from journal.acting import Acting, rules_on
from journal.digests import make_digests
from journal.notifications import look_for_news
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.mail.outbox import send_letters
from lti_tool.mail.server import MailServer
from lti_tool.settings import Settings
from regulation.days import local_date
from regulation.rules import Rules


def tell_parents() -> None:
    """Once a minute, by one worker. Each step is a transaction of its own; what fails is done at the next round."""
    settings: Settings = current_app.extensions["settings"]
    by_mail = bool(settings.smtp_host)
    delay = timedelta(minutes=settings.notify_delay_minutes)
    with unit_of_work() as session:
        look_for_news(_tool(session, settings), delay, by_mail=by_mail)
    with unit_of_work() as session:
        make_digests(_tool(session, settings), by_mail=by_mail)
    if by_mail:
        send_letters(MailServer(settings), settings.public_url, settings.timezone)


def _tool(session: Session, settings: Settings) -> Acting:
    moment = now()
    rules = rules_on(session, local_date(moment, settings.zone), Rules(timezone=settings.timezone))
    return Acting(session, None, moment, rules, office="worker")
