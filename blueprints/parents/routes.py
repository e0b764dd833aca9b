"""Sign-in of people with a login of their own, the first password, the change of it."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from journal.local_accounts import account_of, choose_password, keep_password
from lti_tool.access import acting, visitor
from lti_tool.database import db
from lti_tool.limits import launch_rate, limiter
from lti_tool.local_sign_in import account_to_set, keep_device, let_in, may_set_password, prove
from lti_tool.routing import Open, Route, add_routes
from models import LocalAccount
from regulation.refusal import Refusal

blueprint = Blueprint("parents", __name__)
blueprint.after_request(keep_device)


@blueprint.before_request
def in_no_frame() -> None:
    """A page that takes a password is shown in no frame of anybody's."""
    g.is_unframed = True


@limiter.limit(launch_rate)
def enter() -> Response | str:
    """The form; who is signed in here already goes on."""
    here = g.get("visitor")
    if here is not None and here.user.is_local:
        return redirect(url_for("gradebook.children"), 303)
    return render_template("parents/enter.html")


@limiter.limit(launch_rate)
def sign_in() -> Response | tuple[str, int]:
    """Login and password, or login and one-time code."""
    address = request.remote_addr or ""
    try:
        proven = prove(request.form.get("login", ""), request.form.get("password", ""), address)
    except Refusal as refusal:
        db.session.rollback()
        return render_template("parents/enter.html", refusal=refusal), 429
    account = db.session.get(LocalAccount, proven.account_id) if proven else None
    if proven is None or account is None:
        return render_template("parents/enter.html", is_wrong=True), 422
    if proven.by_code:
        may_set_password(account)
        return redirect(url_for("parents.password"), 303)
    let_in(account, address, "password")
    return redirect(url_for("gradebook.children"), 303)


def password() -> Response | str:
    """The first password after a code."""
    account = account_to_set()
    if account is None:
        return redirect(url_for("parents.enter"), 303)
    return render_template("parents/password.html", login=account.login, is_first=True)


def set_password() -> Response | tuple[str, int]:
    """Keep the first password and go in."""
    account = account_to_set()
    if account is None:
        return redirect(url_for("parents.enter"), 303)
    login, account_id = account.login, account.id
    try:
        made = choose_password(acting(), account, request.form.get("new", ""), request.form.get("again", ""))
    except Refusal as refusal:
        return render_template("parents/password.html", login=login, is_first=True, refusal=refusal), 422
    db.session.rollback()
    account = account_to_set()
    if account is None or account.id != account_id:
        return redirect(url_for("parents.enter"), 303)
    keep_password(acting(), account, made)
    let_in(account, request.remote_addr or "", "code")
    flash(
        _("Пароль записан. В следующий раз входите с логином %(login)s и этим паролем.", login=login),
        "success",
    )
    return redirect(url_for("gradebook.children"), 303)


def change() -> str:
    """The form of a new password."""
    return render_template("parents/password.html", login=_own().login, is_first=False)


def keep_changed() -> Response | tuple[str, int]:
    """The new password counts; every other session of the account ends."""
    account = _own()
    login, account_id, address = account.login, account.id, request.remote_addr or ""
    try:
        proven = prove(login, request.form.get("old", ""), address)
        if proven is None or proven.by_code or proven.account_id != account_id:
            return render_template("parents/password.html", login=login, is_first=False, is_wrong=True), 422
        account = db.session.get_one(LocalAccount, account_id)
        made = choose_password(acting(), account, request.form.get("new", ""), request.form.get("again", ""))
    except Refusal as refusal:
        db.session.rollback()
        return render_template("parents/password.html", login=login, is_first=False, refusal=refusal), 422
    db.session.rollback()
    account = db.session.get_one(LocalAccount, account_id)
    keep_password(acting(), account, made)
    let_in(account, address, "changed")
    flash(_("Пароль сменён. Остальные сеансы завершены."), "success")
    return redirect(url_for("sessions.mine"), 303)


def _own() -> LocalAccount:
    account = account_of(db.session, visitor().user.id)
    if account is None:
        raise NotFound
    return account


WAY_IN = Open("where people without an LMS come in: guarded by their secret, counted in the database")
CODE = Open("guarded by the one-time code this browser proved")
OWN = Open("one's own password", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/parents", enter, WAY_IN),
        Route("POST", "/parents", sign_in, WAY_IN),
        Route("GET", "/parents/password", password, CODE),
        Route("POST", "/parents/password", set_password, CODE),
        Route("GET", "/parents/password/change", change, OWN),
        Route("POST", "/parents/password/change", keep_changed, OWN),
    ],
)
