"""Why a login or launch is not accepted: one sentence for each case, saying what to do."""

from __future__ import annotations

from datetime import datetime

from lti_tool.protocol.faults import BadLaunch, Clocks
from regulation.refusal import N_


def incomplete(what: str) -> BadLaunch:
    """A part of the message is missing."""
    template = N_("LMS прислала неполный запрос: нет «%(what)s». Откройте журнал из курса ещё раз.")
    return BadLaunch("L_INCOMPLETE", template, what=what)


def unknown_lms(issuer: str, client_id: str) -> BadLaunch:
    """Nobody registered this LMS."""
    template = N_(
        "Эта LMS не зарегистрирована в журнале. Передайте системному администратору журнала адрес и номер клиента."
    )
    return _with_facts(BadLaunch("L_UNKNOWN_LMS", template, status=403), issuer, client_id)


def several_clients(issuer: str) -> BadLaunch:
    """The LMS has several registrations and does not say which one it means."""
    template = N_(
        "У этой LMS в журнале несколько регистраций, а запрос не говорит, о какой идёт речь. Сообщите об этом "
        "системному администратору."
    )
    return _with_facts(BadLaunch("L_CLIENT", template), issuer, "")


def switched_off(issuer: str, client_id: str) -> BadLaunch:
    """The registration is switched off."""
    template = N_("Вход из этой LMS выключен системным администратором журнала.")
    return _with_facts(BadLaunch("L_OFF", template, status=403), issuer, client_id)


def platform_said(what: str) -> BadLaunch:
    """The LMS answered the login with an error."""
    template = N_("LMS не подтвердила вход (%(what)s). Войдите в LMS и откройте журнал из курса ещё раз.")
    return BadLaunch("L_PLATFORM", template, status=403, what=what[:200])


def unknown_state() -> BadLaunch:
    """The state was never given out, or long ago."""
    return BadLaunch("L_STATE", N_("Этот вход устарел или начат не здесь. Откройте журнал из курса ещё раз."))


def late_answer(started: datetime, until: datetime, ours: datetime) -> BadLaunch:
    """The login was begun too long ago."""
    template = N_(
        "Между открытием журнала и ответом LMS прошло слишком много времени. Откройте журнал ещё раз."
    )
    fault = BadLaunch("L_STATE_EXPIRED", template)
    fault.clocks = Clocks(started, until, ours)
    return fault


def other_browser() -> BadLaunch:
    """The login was begun in another browser."""
    template = N_(
        "Этот вход начат в другом браузере. Откройте журнал из курса в том браузере, где работаете."
    )
    return BadLaunch("L_BROWSER", template, status=403)


def replay() -> BadLaunch:
    """The same launch came before."""
    template = N_(
        "Этим входом уже воспользовались: каждый вход действует один раз. Откройте журнал из курса снова."
    )
    return BadLaunch("L_REPLAY", template, status=403)


def too_large() -> BadLaunch:
    """More than a launch can be."""
    return BadLaunch(
        "L_LARGE", N_("LMS прислала слишком большой запрос. Откройте журнал из курса ещё раз."), status=413
    )


def bad_token(code: str) -> BadLaunch:
    """The id_token is not what its LMS signs: `code` says what exactly."""
    template = N_(
        "Подпись LMS не подтвердилась, поэтому вход не выполнен. Откройте журнал из курса ещё раз; если не поможет, "
        "сообщите системному администратору код %(number)s."
    )
    return BadLaunch(code, template, status=403, number=code)


def keys_unavailable(reason: str) -> BadLaunch:
    """The LMS's keys cannot be had."""
    template = N_("Не удалось получить ключи LMS, чтобы проверить вход. %(reason)s Попробуйте через минуту.")
    return BadLaunch("L_KEYS", template, status=502, reason=reason)


def expired(issued: datetime | None, until: datetime, ours: datetime) -> BadLaunch:
    """The token's time is over."""
    template = N_("Вход просрочен: он действует около минуты. Откройте журнал из курса ещё раз.")
    fault = BadLaunch("L_EXPIRED", template, status=403)
    fault.clocks = Clocks(issued, until, ours)
    return fault


def from_future(issued: datetime, until: datetime | None, ours: datetime) -> BadLaunch:
    """The token is issued later than now."""
    template = N_(
        "Часы LMS и журнала расходятся, поэтому вход не выполнен. Сообщите системному администратору: время на "
        "серверах нужно сверить."
    )
    fault = BadLaunch("L_CLOCK", template, status=403)
    fault.clocks = Clocks(issued, until, ours)
    return fault


def unknown_deployment(issuer: str, client_id: str, deployment_id: str) -> BadLaunch:
    """A deployment nobody has accepted yet."""
    template = N_(
        "Это подключение журнала к LMS ещё не принято. Передайте системному администратору журнала три строки ниже: "
        "он найдёт подключение на странице «LMS» и примет его."
    )
    return _with_facts(BadLaunch("L_DEPLOYMENT", template, status=403), issuer, client_id, deployment_id)


def refused_deployment(issuer: str, client_id: str, deployment_id: str) -> BadLaunch:
    """A deployment an administrator refused."""
    template = N_("Это подключение журнала к LMS отклонено системным администратором журнала.")
    return _with_facts(BadLaunch("L_DEPLOYMENT_OFF", template, status=403), issuer, client_id, deployment_id)


def no_person() -> BadLaunch:
    """An anonymous launch."""
    template = N_(
        "LMS не сообщила, кто открывает журнал. Войдите в LMS под своим именем и откройте журнал из курса."
    )
    return BadLaunch("L_NO_SUB", template)


def no_course() -> BadLaunch:
    """A launch from nowhere."""
    template = N_("LMS не сообщила, из какого курса открыт журнал. Откройте его ссылкой внутри курса.")
    return BadLaunch("L_NO_CONTEXT", template)


def bad_message(what: str) -> BadLaunch:
    """The message is not one this tool understands, or breaks the specification."""
    template = N_(
        "LMS прислала запрос, которого журнал не понимает (%(what)s). Сообщите системному администратору."
    )
    return BadLaunch("L_MESSAGE", template, what=what[:200])


def _with_facts(fault: BadLaunch, issuer: str, client_id: str, deployment_id: str = "") -> BadLaunch:
    pairs = (
        (N_("Адрес LMS (issuer)"), issuer),
        (N_("Клиент (client ID)"), client_id),
        (N_("Подключение (deployment ID)"), deployment_id),
    )
    fault.facts = [(label, value[:300]) for label, value in pairs if value]
    return fault


def not_for_learners() -> BadLaunch:
    """Only staff puts content into a course."""
    template = N_("Добавлять журнал в курс может только преподаватель этого курса.")
    return BadLaunch("L_NOT_STAFF", template, status=403)
