"""Pages for people whose launch was good but who have no page of their own: who they are here and whom to
ask.
"""

from __future__ import annotations

from datetime import date
from shlex import quote

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as AnyResponse

from journal.first_admin import MOST_FAILURES, claim_office, is_offered
from lti_tool.access import acting, visitor
from lti_tool.database import db
from lti_tool.limits import limiter
from lti_tool.protocol.claims import Claims
from lti_tool.protocol.vocabulary import DATA_PRIVACY_REQUEST
from models import Grant, Institution, Office, User
from regulation.refusal import Refusal


def waiting() -> str:
    """No place here yet: says why and names the people to ask."""
    here = visitor()
    why = "unopened" if request.args.get("why") == "unopened" else "unknown"
    offices = (Office.CONTENT_ADMIN, Office.SYSTEM_ADMIN)
    return render_template("lti/waiting.html", why=why, person=here.user, **_contacts(offices))


def administrator() -> str:
    """An administrator of the LMS without an office here: how the first one is appointed."""
    visitor()
    return _administrator_page()


@limiter.limit("20/hour")
def become_administrator() -> AnyResponse | tuple[str, int]:
    """The first system administrator, by a one-time code and an order. A wrong code is counted, not rolled back."""
    visitor()
    dated = request.form.get("order_date", "")
    try:
        day = date.fromisoformat(dated)
    except ValueError:
        day = None
    try:
        grant = claim_office(
            acting(), request.form.get("code", "")[:100], request.form.get("order_number", ""), day
        )
    except Refusal as refusal:
        db.session.rollback()
        return _administrator_page(refusal), 422
    if grant is None:
        return _administrator_page(is_wrong=True), 422
    flash(_("Вы системный администратор журнала. Теперь назначьте администратора контента."), "success")
    return redirect(url_for("desk.mine"), 303)


def _administrator_page(refusal: Refusal | None = None, is_wrong: bool = False) -> str:
    here = visitor()
    return render_template(
        "lti/administrator.html", person=here.user, sub=quote(here.user.sub), today=acting().today.isoformat(),
        is_offered=is_offered(acting()), refusal=refusal, is_wrong=is_wrong, most=MOST_FAILURES,
        typed=request.form, **_contacts((Office.SYSTEM_ADMIN,)),
    )  # fmt: skip


def switched() -> str:
    """A member of staff who came as a student, by switching the role in the LMS: never a student here."""
    mine = url_for("journals.mine") if "journals.mine" in current_app.view_functions else ""
    return render_template("lti/switched.html", person=visitor().user, mine=mine)


def privacy() -> str:
    """The LMS asks about somebody's personal data: what is kept and who answers for it."""
    here = visitor()
    launch = here.launch
    if launch is None or launch.message_type != DATA_PRIVACY_REQUEST:
        abort(404)
    claims = Claims(launch.claims or {})
    subject = None
    if here.user.is_lms_admin or claims.for_user == here.user.sub:
        subject = db.session.scalar(
            select(User).where(User.registration_id == here.user.registration_id, User.sub == claims.for_user)
        )
    return render_template("lti/privacy.html", subject=subject, **_contacts((Office.CONTENT_ADMIN,)))


def _contacts(offices: tuple[Office, ...]) -> dict[str, object]:
    """The institution's contact line and the names of those who hold the offices today."""
    today = acting().today
    names = db.session.scalars(
        select(User.display_name)
        .join(Grant, Grant.user_id == User.id)
        .where(
            Grant.office.in_(offices),
            Grant.revoked_at.is_(None),
            Grant.starts_on <= today,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
        )
        .distinct()
        .order_by(User.display_name)
        .limit(5)
    ).all()
    institution = db.session.get(Institution, 1)
    return {"contact": institution.contact if institution else "", "officers": names}
