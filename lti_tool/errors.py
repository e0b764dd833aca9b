"""Errors as people see them: a Russian sentence, what to do, the clause; an incident number when it is our fault."""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from journal.auditing import record
from journal.rights import NoRight, Role
from lti_tool.access import NotSignedIn, WrongPerson, acting, settings
from lti_tool.database import begin_anew, db
from lti_tool.framing import allow_registered_platforms
from lti_tool.i18n import sentence
from regulation.refusal import N_, Refusal

log = structlog.get_logger()

ROLE_TITLES = {
    Role.SYSTEM_ADMIN: N_("системный администратор"),
    Role.CONTENT_ADMIN: N_("администратор контента"),
    Role.SECRETARY: N_("секретарь учебной части"),
    Role.DISPATCHER: N_("диспетчер по расписанию"),
    Role.DEPUTY: N_("заместитель директора"),
    Role.DIRECTOR: N_("директор"),
    Role.CURATOR: N_("куратор группы"),
    Role.TEACHER: N_("преподаватель этого журнала"),
    Role.SUBSTITUTE: N_("замещающий преподаватель этого занятия"),
    Role.READER: N_("преподаватель курса"),
    Role.STUDENT: N_("обучающийся"),
    Role.GUARDIAN: N_("родитель (законный представитель)"),
}


def role_title(role: Role | str) -> str:
    """The office as people call it, translated."""
    title: str = _(ROLE_TITLES[Role(role)])
    return title


def wants_json() -> bool:
    """Whether the request came from our scripts."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.jinja_env.globals["role_title"] = role_title
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(NoRight, _no_right)
    app.register_error_handler(NotSignedIn, _not_signed_in)
    app.register_error_handler(WrongPerson, _wrong_person)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OverflowError, _out_of_range)
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def answer(status: int, title: str, message: str, **more: Any) -> tuple[Response | str, int]:
    """The error as JSON for scripts or as a page for people; the session is rolled back already."""
    g.view_failed = True
    if g.get("visitor") is None:
        allow_registered_platforms()
    if wants_json():
        return jsonify({"error": {"title": title, "message": message, **more}}), status
    return render_template("errors/error.html", status=status, title=title, message=message, **more), status


def _refused(error: Refusal) -> tuple[Response | str, int]:
    db.session.rollback()
    return answer(422, _("Не записано"), sentence(error), code=error.code, clause=error.clause)


def _no_right(error: NoRight) -> tuple[Response | str, int]:
    begin_anew()
    record(
        acting(), "refused", error.thing.value, journal_id=error.journal_id, act=error.act.value, path=request.path,
    )  # fmt: skip
    who = ", ".join(role_title(role) for role in error.holders)
    message = _("У вас нет права на это действие. Оно есть у следующих лиц: %(who)s (п. 3.3).", who=who)
    if error.sentence:
        message = _(error.sentence)
    return answer(403, _("Нет права"), message, code="NO_RIGHT", clause="3.3")


def _not_signed_in(_error: NotSignedIn) -> tuple[Response | str, int]:
    over = g.get("over")
    code, message = _why_over(over)
    is_window = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return answer(
        401, _("Войдите из курса") if over is None or not over.is_local else _("Войдите снова"), message, code=code,
        clause="4.1.7" if code == "REPLACED" else None, parents=is_window,
    )  # fmt: skip


def _why_over(over: Any) -> tuple[str, str]:
    """Why the session this browser held counts no more, or that there was none."""
    if over is not None and over.is_registration_off:
        return "REGISTRATION_OFF", _(
            "Вход из этой LMS выключен. Всё сохранённое на месте; когда вход включат, скажет системный администратор."
        )
    if over is not None and over.reason is not None:
        facts = {
            "at": over.at.astimezone(settings().zone).strftime("%d.%m.%Y %H:%M"),
            "address": over.address or "—",
        }
        sentences = {
            "replaced": _("Под вашим именем вошли в другом браузере: %(at)s, адрес %(address)s. Здесь сеанс завершён. "
                          "Если это были не вы, смените пароль в LMS и сообщите администратору контента.", **facts),
            "ended": _("Этот сеанс завершён %(at)s со страницы «Сеансы» (адрес %(address)s). Войдите снова.", **facts),
            "ended_by_office": _("Администратор контента завершил этот сеанс %(at)s. Войдите снова.", **facts),
            "password": _("Пароль сменён %(at)s, прежние сеансы завершены. Войдите с новым паролем.", **facts),
            "consent": _("Доступ закрыт %(at)s: согласие на обработку персональных данных отозвано (п. 3.12.1). "
                         "Чтобы вернуть доступ, обратитесь к куратору группы.", **facts),
        }  # fmt: skip
        if over.reason.value in sentences:
            return over.reason.name, sentences[over.reason.value]
    if over is not None and over.is_local:
        return "NOT_SIGNED_IN", _("Время сеанса истекло. Войдите снова: сохранённое на месте.")
    return "NOT_SIGNED_IN", _(
        "Откройте журнал из курса: вход выполняется через LMS. Если вы работали здесь раньше, время сеанса истекло; "
        "всё, что было сохранено, на месте.")  # fmt: skip


def _wrong_person(_error: WrongPerson) -> tuple[Response | str, int]:
    message = _(
        "В этом браузере теперь открыт журнал другого человека. Запись не сделана: откройте журнал из курса снова (п. 4.1.7)."
    )
    return answer(409, _("Открыт другой сеанс"), message, code="WRONG_PERSON", clause="4.1.7")


def _csrf(_error: CSRFError) -> tuple[Response | str, int]:
    declared = request.headers.get("X-Journal-User")
    if declared is not None and "person" in session and declared != str(session["person"]):
        return _wrong_person(WrongPerson())
    message = _("Страница устарела и запись не сделана. Обновите её и повторите.")
    return answer(400, _("Страница устарела"), message, code="CSRF")


def _stale(_error: StaleDataError) -> tuple[Response | str, int]:
    db.session.rollback()
    message = _(
        "Пока вы работали, эту запись изменил другой человек. Ваше изменение не записано: обновите страницу и сравните (п. 1.5)."
    )
    return answer(409, _("Запись изменена другим"), message, code="E_CONFLICT", clause="1.5")


def _out_of_range(error: Exception) -> tuple[Response | str, int]:
    """A number or a date that nothing can hold: typed by hand into an address or a form."""
    db.session.rollback()
    log.warning("out of range", endpoint=request.endpoint, error=type(error).__name__)
    return answer(400, _("Запрос не принят"), _("Проверьте введённое и повторите."))


def _http(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        return _broken(error.original_exception)  # raised after the view: the commit, the check of its right
    db.session.rollback()
    if error.code is not None and error.code < 400:
        return error
    texts = {
        404: (
            _("Не найдено"),
            _("Такой страницы нет или она вам не открыта. Вернитесь в курс и откройте журнал оттуда."),
        ),
        405: (_("Так нельзя"), _("Этот адрес не принимает такой запрос. Вернитесь назад.")),
        413: (_("Слишком большой файл"), _("Файл больше 8 МБ. Уменьшите его и повторите.")),
        429: (_("Слишком часто"), _("Слишком много запросов подряд. Подождите минуту и повторите.")),
    }
    title, message = texts.get(
        error.code or 500, (_("Запрос не принят"), _("Проверьте введённое и повторите."))
    )
    return answer(error.code or 500, title, message)


def _broken(error: Exception) -> tuple[Response | str, int]:
    incident = secrets.token_hex(4).upper()
    log.error(
        "incident", incident=incident, endpoint=request.endpoint, error=type(error).__name__, exc_info=error
    )
    try:
        db.session.rollback()
    except Exception:
        log.error("rollback failed", incident=incident)
    busy = isinstance(error, OperationalError) and "locked" in str(error.orig)
    message = _("Журнал не смог выполнить запрос. Сохранённое раньше на месте. Сообщите системному администратору номер %(number)s.",
                number=incident)  # fmt: skip
    return answer(503 if busy else 500, _("Ошибка журнала"), message, incident=incident)
