"""The demo LMS as a Flask application."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException

from demo.college import FICTION
from demo.lms.pages import activities, administration, courses, gradebook, people
from demo.lms.pages.session import current_person
from demo.lms.protocol import deep_linking, login, registration, roster, token
from demo.lms.protocol import gradebook as gradebook_service
from demo.lms.settings import LmsSettings, host_of, is_loopback, require_demo_allowed
from demo.lms.site import Site, open_site

PAGES = (people, courses, activities, gradebook, administration)
SERVICES = (login, token, roster, gradebook_service, registration, deep_linking)
BODY_LIMIT = 2 * 1024 * 1024
ERRORS = {
    400: "Запрос составлен неверно",
    403: "Эта страница не для вас",
    404: "Такой страницы нет",
    405: "Так эту страницу не открывают",
    409: "Сейчас это сделать нельзя",
}


def create_lms(settings: LmsSettings) -> Flask:
    """The demo LMS of these settings.

    Raises DemoForbiddenError in production and for an address that is not this machine. State is read from
    (and made in) `settings.data_dir`, or kept in memory.
    """
    require_demo_allowed(host_of(settings.base_url))
    app = Flask("demo.lms")
    app.extensions["lms"] = lms = open_site(settings)
    app.config.update(
        SECRET_KEY=lms.secret(),
        SESSION_COOKIE_NAME="demo_lms",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=BODY_LIMIT,
    )
    for module in (*PAGES, *SERVICES):
        app.register_blueprint(module.bp)
    app.before_request(_only_this_machine)
    app.register_error_handler(HTTPException, _error_page)
    app.context_processor(lambda: _shared(lms))
    app.jinja_env.filters["moment"] = lambda when: when.astimezone(settings.zone).strftime("%d.%m.%Y %H:%M")
    app.jinja_env.filters["number"] = lambda value: f"{value:g}".replace(".", ",")
    return app


def _only_this_machine() -> None:
    if not is_loopback(request.remote_addr or ""):
        abort(403)


def _error_page(error: HTTPException) -> tuple[str, int] | Response:
    code = error.code or 500
    is_standard = error.description == type(error).description
    reason = "" if is_standard else error.description
    return render_template("error.html", code=code, title=ERRORS.get(code, "Ошибка"), reason=reason), code


def _shared(lms: Site) -> dict[str, Any]:
    person = current_person()
    return {
        "college": lms.college,
        "person": person,
        "is_administrator": person is not None and person.site_role == "admin",
        "fiction": FICTION,
        "outage": lms.flag("outage"),
    }
