"""Once an hour: what has served its time is dropped. Nothing of the journal itself is ever touched."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.consents import expire_consents
from journal.sign_in_limits import forget_attempts
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.printing.files import sweep_files
from lti_tool.protocol.expiry import forget_expired
from models import (
    BrowserSession,
    ChangeRequest,
    DeliveryState,
    GradeDelivery,
    Job,
    JobState,
    Journal,
    LineItem,
)  # fmt: skip
from regulation.rules import Rules

# A browser may resend a change it made offline for as long as this.
KEEP_CHANGES = timedelta(days=60)
KEEP_SESSIONS = timedelta(days=30)
KEEP_JOBS = timedelta(days=7)
LOOK_AGAIN = timedelta(days=1)  # somebody may have changed a delivered result in the LMS by hand …
LOOK_UNTIL = timedelta(days=60)  # … and is looked for this long after it was delivered
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def retry_put_aside(session: Session, moment: datetime) -> None:
    """Results put aside for want of an account or of the grade services are looked at again: both may have come."""
    switched_on = (
        select(LineItem.id).join(Journal, Journal.id == LineItem.journal_id).where(Journal.grades_to_lms)
    )
    session.execute(
        update(GradeDelivery)
        .where(GradeDelivery.state == DeliveryState.OFF, GradeDelivery.line_item_id.in_(switched_on))
        .values(state=DeliveryState.PENDING, next_attempt_at=moment)
    )


def look_again(session: Session, moment: datetime) -> None:
    """Columns last read back a day ago are read anew: what was confirmed is to be checked again."""
    columns = select(LineItem.id).where(LineItem.read_back_at <= moment - LOOK_AGAIN)
    session.execute(
        update(GradeDelivery)
        .where(
            GradeDelivery.state.in_((DeliveryState.CONFIRMED, DeliveryState.DIFFERS)),
            GradeDelivery.delivered_at >= moment - LOOK_UNTIL,
            GradeDelivery.line_item_id.in_(columns),
        )
        .values(state=DeliveryState.SENT)
    )


def keep_house() -> None:
    """Drop spent logins and tickets, answers to old resends, ended browser sessions, old jobs and their files."""
    moment = now()
    with unit_of_work() as session:
        forget_expired(session, moment)
    with unit_of_work() as session:
        retry_put_aside(session, moment)
        look_again(session, moment)
    with unit_of_work() as session:
        session.execute(delete(ChangeRequest).where(ChangeRequest.at < moment - KEEP_CHANGES))
        session.execute(delete(BrowserSession).where(BrowserSession.expires_at < moment - KEEP_SESSIONS))
        session.execute(delete(Job).where(Job.state.in_(ENDED), Job.finished_at < moment - KEEP_JOBS))
    with unit_of_work() as session:
        forget_attempts(session, moment)
        zone = current_app.extensions["settings"].timezone
        expire_consents(Acting(session, None, moment, Rules(timezone=zone)))
    sweep_files(current_app.extensions["settings"].instance_dir, moment)
