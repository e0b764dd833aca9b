"""Does a registration work? Five questions to the LMS, each green or with the reason in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.protocol.addresses import is_platform_address
from lti_tool.protocol.connector import Connector, Outgoing
from lti_tool.protocol.faults import PlatformFault, ProtocolFault
from lti_tool.protocol.grades import GradeService
from lti_tool.protocol.platform_keys import fetch_key_set, key_of
from lti_tool.protocol.roster import read_roster
from lti_tool.protocol.vocabulary import SCOPE_LINE_ITEM, SCOPE_ROSTER
from models import Course, Deployment, DeploymentState, Registration
from regulation.refusal import N_

Report = Callable[[int, int, str], None]


class CheckState(StrEnum):
    """good; bad: the reason says what to do; unknown: there was nothing yet to ask with."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CheckLine:
    """One question and its answer; `text` is a Russian sentence."""

    name: str
    title: str
    state: CheckState
    text: str


@dataclass(frozen=True)
class Subject:
    """What is checked, apart from the database: nothing is locked while the LMS is asked."""

    registration: Registration
    has_deployment: bool
    course_title: str
    roster_url: str
    line_items_url: str


def read_subject(session: Session, registration_id: int) -> Subject:
    """The registration and the course last launched from it (never the front page)."""
    registration = session.get_one(Registration, registration_id)
    accepted = (Deployment.registration_id == registration_id, Deployment.state == DeploymentState.ACTIVE)
    has_deployment = session.scalar(select(Deployment.id).where(*accepted).limit(1)) is not None
    course = session.scalar(
        select(Course)
        .join(Deployment, Deployment.id == Course.deployment_id)
        .where(
            Deployment.registration_id == registration_id,
            Course.is_front_page.is_(False),
            Course.roster_url != "",
        )
        .order_by(Course.id.desc())
        .limit(1)
    )
    session.expunge(registration)
    title, roster, items = (
        (course.title, course.roster_url, course.line_items_url) if course else ("", "", "")
    )
    return Subject(registration, has_deployment, title, roster, items)


def check(
    subject: Subject, ways: Outgoing, report: Report = lambda _done, _all, _title: None
) -> list[CheckLine]:
    """Ask everything, saying before each question how far it is. Never raises PlatformFault.

    Takes as long as the LMS does, at most a few time-outs.
    """
    questions: list[tuple[str, str, Callable[[], str]]] = [
        ("addresses", N_("Адреса и подключение"), lambda: _addresses(subject)),
        ("key_set", N_("Ключи LMS"), lambda: _key_set(subject, ways)),
        ("token", N_("Доступ к службам LMS"), lambda: _token(subject, ways)),
        ("roster", N_("Список участников"), lambda: _roster(subject, ways)),
        ("line_items", N_("Журнал оценок LMS"), lambda: _line_items(subject, ways)),
    ]
    lines: list[CheckLine] = []
    for number, (name, title, question) in enumerate(questions):
        report(number, len(questions), title)
        lines.append(_ask(name, title, question))
    return lines


def is_good(lines: list[CheckLine]) -> bool:
    """Whether nothing is bad."""
    return all(line.state is not CheckState.BAD for line in lines)


def stored(lines: list[CheckLine]) -> dict[str, Any]:
    """As kept with the registration."""
    return {"lines": [asdict(line) | {"state": line.state.value} for line in lines]}


def keep(session: Session, registration_id: int, lines: list[CheckLine], ways: Outgoing) -> None:
    """Keep the answers with the registration."""
    registration = session.get_one(Registration, registration_id)
    registration.self_check, registration.self_checked_at = stored(lines), ways.clock()


class _NotYet(ProtocolFault):
    """There is nothing to ask with yet."""


def _ask(name: str, title: str, question: Callable[[], str]) -> CheckLine:
    try:
        return CheckLine(name, title, CheckState.GOOD, question())
    except _NotYet as reason:
        return CheckLine(name, title, CheckState.UNKNOWN, reason.message)
    except ProtocolFault as fault:
        return CheckLine(name, title, CheckState.BAD, fault.message)


def _addresses(subject: Subject) -> str:
    one = subject.registration
    for address in (one.auth_login_url, one.auth_token_url, one.key_set_url):
        if not is_platform_address(address):
            template = N_("Адрес %(address)s не годится: нужен https. Исправьте его ниже.")
            raise PlatformFault("C_ADDRESS", template, address=address)
    if not subject.has_deployment:
        template = N_(
            "Нет ни одного принятого подключения (deployment ID): добавьте его ниже или примите ожидающее."
        )
        raise PlatformFault("C_DEPLOYMENT", template)
    return N_("Адреса пригодны, подключение принято.")


def _key_set(subject: Subject, ways: Outgoing) -> str:
    keys = fetch_key_set(ways.session, subject.registration.key_set_url)
    usable = [key for key in keys["keys"] if key_of(keys, str(key.get("kid", "")))]
    if not usable:
        template = N_(
            "LMS отвечает, но среди её ключей нет ни одного пригодного (RSA, RS256, с номером kid)."
        )
        raise PlatformFault("C_KEYS", template)
    return N_("Ключи получены: %(number)s.") % {"number": len(usable)}


def _token(subject: Subject, ways: Outgoing) -> str:
    connector = Connector(subject.registration, ways)
    for scope in (SCOPE_ROSTER, SCOPE_LINE_ITEM):
        connector.forget_token([scope])
        connector.get_access_token([scope])
    return N_("LMS приняла подпись журнала и выдала доступ к списку участников и журналу оценок.")


def _roster(subject: Subject, ways: Outgoing) -> str:
    if not subject.roster_url:
        template = N_("Список ещё не проверялся: откройте журнал из любого курса, затем повторите проверку.")
        raise _NotYet("C_NO_COURSE", template)
    people = read_roster(subject.registration, subject.roster_url, http=ways)
    return N_("Курс «%(course)s»: участников %(number)s.") % {
        "course": subject.course_title,
        "number": len(people),
    }


def _line_items(subject: Subject, ways: Outgoing) -> str:
    if not subject.roster_url:
        template = N_(
            "Журнал оценок ещё не проверялся: откройте журнал из любого курса, затем повторите проверку."
        )
        raise _NotYet("C_NO_COURSE", template)
    if not subject.line_items_url:
        template = N_(
            "LMS не дала курсу службу оценок: включите в настройках инструмента «Службы оценок (AGS)»."
        )
        raise PlatformFault("C_NO_GRADES", template)
    columns = GradeService(subject.registration, ways).list_line_items(subject.line_items_url)
    return N_("Курс «%(course)s»: столбцов журнала %(number)s.") % {
        "course": subject.course_title,
        "number": len(columns),
    }
