"""«Сеансы»: one's own, to look at and to end; everybody's, and the alerts, for the content administrator (4.1.7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from journal.browser_sessions import end_all_but, end_one, live_sessions, settle_alert
from journal.rights import Act, Thing, allows
from lti_tool.access import acting, office_page, settings, visitor
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Needs, Open, Route, add_routes
from lti_tool.sessions import idle_seconds
from models import BrowserSession, EndReason, SessionAlert, User
from regulation.names import search_key
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

blueprint = Blueprint("sessions", __name__)
REASONS = {
    EndReason.LEFT: N_("вышел(ла)"), EndReason.REPLACED: N_("вход в другом браузере"),
    EndReason.ENDED: N_("завершён со страницы «Сеансы»"), EndReason.ENDED_BY_OFFICE: N_("завершён администратором"),
    EndReason.PASSWORD: N_("смена пароля"), EndReason.CONSENT: N_("согласие отозвано"),
}  # fmt: skip


def mine() -> str:
    """The visitor's live sessions."""
    here = visitor()
    idle = timedelta(seconds=idle_seconds(here.user))
    found = live_sessions(db.session, here.user.id, acting().now, idle)
    return render_template("sessions/mine.html", sessions=found, current=here.browser, person=here.user)


def end_mine() -> Response:
    """End one of the visitor's sessions, or all but this one."""
    here = visitor()
    chosen = request.form.get("session", type=int)
    if chosen is None:
        count = end_all_but(acting(), here.user.id, EndReason.ENDED, here.browser.id)
        flash(_("Завершено сеансов: %(count)s.", count=count), "success")
    else:
        browser = db.session.get(BrowserSession, chosen)
        if browser is None or browser.user_id != here.user.id:
            raise NotFound
        end_one(acting(), browser, EndReason.ENDED)
        flash(_("Сеанс завершён."), "success")
    return redirect(url_for("sessions.mine"), 303)


def everybody() -> Response | str:
    """Who is or was signed in, from where."""
    roles = office_page(Thing.AUDIT, Act.VIEW)
    moment = acting().now
    live = (BrowserSession.ended_at.is_(None), BrowserSession.expires_at > moment)
    idle = BrowserSession.seen_at >= moment - timedelta(seconds=settings().session_idle_seconds)
    kinds = {"staff": User.is_staff.is_(True), "others": User.is_staff.is_(False)}

    def state(row: Any) -> str:
        browser = row[0]
        if browser.end_reason is not None:
            ended: str = _(REASONS[browser.end_reason])
            return ended
        is_here = browser.expires_at > moment and browser.seen_at >= moment - timedelta(
            seconds=idle_seconds(row[1])
        )
        open_or_not: str = _("открыт") if is_here else _("истёк")
        return open_or_not

    query: Any = select(BrowserSession, User)
    listing = Listing(
        _("Сеансы"),
        query.join(User, User.id == BrowserSession.user_id).order_by(
            BrowserSession.seen_at.desc(), BrowserSession.id.desc()
        ),
        (
            Column(_("Кто"), lambda row: row[1].display_name),
            Column(_("Роль"), lambda row: _("сотрудник") if row[1].is_staff else _("обучающийся или родитель")),
            Column(_("Вход"), lambda row: row[0].created_at),
            Column(_("Последнее действие"), lambda row: row[0].seen_at),
            Column(_("Адрес"), lambda row: row[0].address),
            Column(_("Браузер"), lambda row: row[0].device),
            Column(_("Состояние"), state, badge=lambda row: "badge-green" if state(row) == _("открыт") else ""),
        ),
        "sessions",
        filters=(
            Filter("who", _("Кто"), (("", _("все")), ("staff", _("сотрудники")), ("others", _("обучающиеся и родители"))),
                   lambda chosen: kinds[chosen]),
            Filter("state", _("Состояние"), (("all", _("все")), ("open", _("открытые"))),
                   lambda chosen: live[0] & live[1] & idle if chosen == "open" else BrowserSession.id > 0, "open"),
        ),
        words=lambda text: has_words(User.sort_key, text),
        words_hint=_("Фамилия"),
    )  # fmt: skip
    may_end = allows(roles, Thing.CREDENTIALS, Act.EDIT)
    return show_list(listing, "sessions/everybody.html", may_end=may_end, waiting=_waiting())


def end_theirs() -> Response:
    """End every session of a person."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    person = db.session.get(User, request.form.get("user", 0, type=int))
    if person is None:
        raise NotFound
    own = visitor().browser.id if person.id == visitor().user.id else None
    count = end_all_but(acting(), person.id, EndReason.ENDED_BY_OFFICE, own)
    flash(_("%(name)s: завершено сеансов — %(count)s.", name=person.display_name, count=count), "success")
    return redirect(url_for("sessions.everybody"), 303)


def alerts() -> Response | str:
    """A teacher's and a student's sign-in from one browser: what is to be looked into, and what was found."""
    roles = office_page(Thing.AUDIT, Act.VIEW)
    staff, learner = User.__table__.alias("staff"), User.__table__.alias("learner")
    open_ = {"open": SessionAlert.settled_at.is_(None), "settled": SessionAlert.settled_at.is_not(None)}
    listing = Listing(
        _("Оповещения о сеансах"),
        select(SessionAlert, staff.c.display_name, learner.c.display_name)
        .join(staff, staff.c.id == SessionAlert.staff_id)
        .join(learner, learner.c.id == SessionAlert.learner_id)
        .order_by(SessionAlert.at.desc(), SessionAlert.id.desc()),
        (
            Column(_("Когда"), lambda row: row[0].at, link=lambda row: url_for("sessions.alert", alert_id=row[0].id)),
            Column(_("Сотрудник"), lambda row: row[1]),
            Column(_("Обучающийся"), lambda row: row[2]),
            Column(_("Между входами, мин."), _minutes, is_number=True),
            Column(_("Адрес"), lambda row: row[0].address),
            Column(_("Что выяснено"), lambda row: row[0].finding),
        ),
        "session_alerts",
        filters=(
            Filter("state", _("Состояние"), (("all", _("все")), ("open", _("не разобраны")), ("settled", _("разобраны"))),
                   lambda chosen: open_.get(chosen, SessionAlert.id > 0), "open"),
        ),
        words=lambda text: or_(*(_named(table.c.sort_key, text) for table in (staff, learner))),
        words_hint=_("Фамилия"),
        nothing=_("Совпадений не было: под именем педагога и обучающегося в одном браузере не входили."),
    )  # fmt: skip
    return show_list(listing, "sessions/alerts.html", may_settle=allows(roles, Thing.CREDENTIALS, Act.EDIT))


def alert(alert_id: int) -> str:
    """One alert."""
    roles = office_page(Thing.AUDIT, Act.VIEW)
    may_settle = allows(roles, Thing.CREDENTIALS, Act.EDIT)
    return render_template("sessions/alert.html", alert=_alert(alert_id), may_settle=may_settle)


def settle(alert_id: int) -> Response | tuple[str, int]:
    """Write down what was found."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    found = _alert(alert_id)
    try:
        settle_alert(
            acting(),
            found,
            check_remark(request.form.get("finding", ""), acting().rules.latin_terms, what="вывод"),
        )
    except Refusal as refusal:
        return render_template("sessions/alert.html", alert=found, may_settle=True, refusal=refusal), 422
    flash(_("Записано."), "success")
    return redirect(url_for("sessions.alerts"), 303)


def _alert(alert_id: int) -> SessionAlert:
    found = db.session.get(SessionAlert, alert_id)
    if found is None:
        raise NotFound
    return found


def _minutes(row: Any) -> int:
    apart = abs(row[0].staff_seen_at - row[0].learner_seen_at)
    return int(apart.total_seconds() // 60)


def _named(key: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return and_(True, *(key.contains(word, autoescape=True) for word in search_key(text).split()))


def _waiting() -> int:
    return db.session.scalar(select(func.count()).where(SessionAlert.settled_at.is_(None))) or 0


OWN = Open("one's own sessions", visitor=True)
LOOK, END = Needs(Thing.AUDIT, Act.VIEW), Needs(Thing.CREDENTIALS, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/sessions", mine, OWN),
        Route("POST", "/sessions", end_mine, OWN),
        Route("GET", "/sessions/all", everybody, LOOK),
        Route("POST", "/sessions/all", end_theirs, END),
        Route("GET", "/sessions/alerts", alerts, LOOK),
        Route("GET", "/sessions/alerts/<int:alert_id>", alert, LOOK),
        Route("POST", "/sessions/alerts/<int:alert_id>", settle, END),
    ],
)
