"""The menu: desks and lists, each shown to whoever has the right. A feature adds its line to `ENTRIES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from flask import current_app, g, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from journal.rights import Act, Role, Thing, allows
from journal.roles import active_grants
from journal.unread import Unread, unread_of
from lti_tool.access import acting
from models import User


class Section(Enum):
    """Where a line of the menu stands; the first section has no title and stands open."""

    FIRST = _l("Главное")
    STUDY = _l("Учёба")
    PEOPLE = _l("Люди")
    TALK = _l("Общение")
    PAPERS = _l("Документы")
    SETTINGS = _l("Настройка")


class Audience(Enum):
    """Who sees a line besides the offices its right names."""

    OFFICES = "offices"
    STAFF = "staff"
    EVERYBODY = "everybody"
    PARENTS = "parents"


@dataclass(frozen=True)
class Entry:
    """A line: where it leads, its title, the right that shows it to an office (None: to every office).

    `is_wide`: the page is of the whole institution, an office over one group does not see it.
    """

    endpoint: str
    title: LazyString
    section: Section
    thing: Thing | None = None
    act: Act = Act.VIEW
    audience: Audience = Audience.OFFICES
    is_wide: bool = False
    count: Callable[[Unread], int] | None = None


@dataclass(frozen=True)
class Line:
    """A line as this visitor sees it."""

    title: str
    address: str
    is_here: bool
    count: int = 0


ENTRIES: tuple[Entry, ...] = (
    Entry("today.mine", _l("Сегодня"), Section.FIRST, audience=Audience.STAFF),
    Entry("desk.mine", _l("Мой стол"), Section.FIRST),
    Entry("journals.mine", _l("Журналы"), Section.FIRST, Thing.RECORD, audience=Audience.STAFF),
    Entry(
        "notifications.index", _l("Уведомления"), Section.FIRST, audience=Audience.PARENTS,
        count=lambda new: new.notifications,
    ),
    Entry("timetable.week", _l("Расписание"), Section.STUDY, Thing.TIMETABLE, audience=Audience.EVERYBODY),
    Entry("timetable.lines", _l("Строки расписания"), Section.STUDY, Thing.TIMETABLE, is_wide=True),
    Entry("timetable.changes", _l("Изменения расписания"), Section.STUDY, Thing.TIMETABLE, is_wide=True),
    Entry("substitutions.index", _l("Замещения"), Section.STUDY, Thing.TIMETABLE, is_wide=True),
    Entry("calendar.year", _l("Календарь и звонки"), Section.STUDY, Thing.TIMETABLE, is_wide=True),
    Entry("attendance.overview", _l("Посещаемость групп"), Section.STUDY, Thing.ABSENCE_REASON),
    Entry("subgroups.every", _l("Подгруппы"), Section.STUDY, Thing.SUBGROUP),
    Entry("unlocks.every", _l("Разблокировки"), Section.STUDY, Thing.UNLOCK_REQUEST, is_wide=True),
    Entry("students.index", _l("Обучающиеся"), Section.PEOPLE, Thing.CONTINGENT),
    Entry("groups.index", _l("Группы"), Section.PEOPLE, Thing.CONTINGENT),
    Entry("movements.index", _l("Движение контингента"), Section.PEOPLE, Thing.CONTINGENT),
    Entry("contingent.newcomers", _l("Новички"), Section.PEOPLE, Thing.CONTINGENT, Act.EDIT),
    Entry("contingent.year", _l("Перевод на следующий курс"), Section.PEOPLE, Thing.CONTINGENT, Act.EDIT),
    Entry("contingent.matching", _l("Сопоставление с LMS"), Section.PEOPLE, Thing.CONTINGENT, Act.EDIT),
    Entry("medical.every", _l("Медицинские группы"), Section.PEOPLE, Thing.MEDICAL),
    Entry("people.index", _l("Сотрудники и участники"), Section.PEOPLE, Thing.GRANT, is_wide=True),
    Entry(
        "messages.index", _l("Сообщения"), Section.TALK, audience=Audience.EVERYBODY,
        count=lambda new: new.messages,
    ),
    Entry("notices.board", _l("Объявления"), Section.TALK, audience=Audience.EVERYBODY),
    Entry("questions.index", _l("Вопросы администратору"), Section.TALK, audience=Audience.EVERYBODY),
    Entry("questions.everybody", _l("Ответы на вопросы"), Section.TALK, Thing.QUESTION, is_wide=True),
    Entry("notifications.log", _l("Журнал уведомлений"), Section.TALK, Thing.CREDENTIALS),
    Entry("support.mine", _l("Техподдержка"), Section.TALK, audience=Audience.EVERYBODY),
    Entry("orders.index", _l("Приказы"), Section.PAPERS, Thing.ORDER, is_wide=True),
    Entry("grants.index", _l("Полномочия"), Section.PAPERS, Thing.GRANT, is_wide=True),
    Entry("functions.mine", _l("Мои функции"), Section.PAPERS),
    Entry("functions.everybody", _l("Ознакомление с функциями"), Section.PAPERS, Thing.GRANT, is_wide=True),
    Entry("consents.index", _l("Согласия"), Section.PAPERS, Thing.CONSENT),
    Entry("credentials.index", _l("Реквизиты доступа"), Section.PAPERS, Thing.CREDENTIALS),
    Entry("people.undertakings", _l("Обязательства"), Section.PAPERS, Thing.GRANT, is_wide=True),
    Entry("students.opened", _l("Кто открывал карточку"), Section.PAPERS, Thing.AUDIT, is_wide=True),
    Entry("rules.index", _l("Правила журнала"), Section.SETTINGS, Thing.RULES),
    Entry("directories.index", _l("Справочники"), Section.SETTINGS, Thing.RULES),
    Entry("specialties.index", _l("Специальности"), Section.SETTINGS, Thing.RULES, is_wide=True),
    Entry("imports.recent", _l("Загрузка файлов"), Section.SETTINGS),
    Entry("system.overview", _l("Состояние системы"), Section.SETTINGS, Thing.REGISTRATION),
    Entry("support.every", _l("Обращения"), Section.SETTINGS, Thing.REGISTRATION, Act.EDIT),
    Entry("platforms.index", _l("Подключение LMS"), Section.SETTINGS, Thing.REGISTRATION),
    Entry("sessions.everybody", _l("Сеансы и оповещения"), Section.SETTINGS, Thing.AUDIT, is_wide=True),
    Entry("sessions.mine", _l("Мои сеансы"), Section.SETTINGS, audience=Audience.EVERYBODY),
)  # fmt: skip


def menu() -> list[tuple[Section, list[Line]]]:
    """The menu of the visitor, section by section; empty for whoever would see one line only."""
    here = g.get("visitor")
    if here is None:
        return []
    grants = active_grants(acting())
    offices = [frozenset({Role(grant.office.value)}) for grant in grants]
    wide = [frozenset({Role(g.office.value)}) for g in grants if g.group_id is None and g.journal_id is None]
    new = unread_of(acting())
    shown = [
        entry for entry in ENTRIES if _is_shown(entry, here.user, new, wide if entry.is_wide else offices)
    ]
    if len(shown) < 2:
        return []
    found: dict[Section, list[Line]] = {}
    for entry in shown:
        line = Line(
            str(entry.title), url_for(entry.endpoint), request.endpoint == entry.endpoint, _count(entry, new)
        )
        found.setdefault(entry.section, []).append(line)
    return [(section, found[section]) for section in Section if section in found]


def _count(entry: Entry, new: Unread) -> int:
    return entry.count(new) if entry.count else 0


def _is_shown(entry: Entry, user: User, new: Unread, offices: Iterable[frozenset[Role]]) -> bool:
    if entry.endpoint not in current_app.view_functions:
        return False
    held = list(offices)
    if entry.audience is Audience.EVERYBODY and entry.thing is not None and held:
        return any(allows(office, entry.thing, entry.act) for office in held)
    if entry.audience is Audience.EVERYBODY or (entry.audience is Audience.STAFF and user.is_staff):
        return True
    if entry.audience is Audience.PARENTS:
        return new.is_parent
    return any(entry.thing is None or allows(office, entry.thing, entry.act) for office in offices)
