"""A lesson as its page shows it: its columns, its students, what is offered and what is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from journal.acting import Acting
from journal.bells import bell_table
from journal.grid import Cell, WorkColumn, one_lesson
from journal.memberships import members_of
from journal.plans import offered_items
from journal.writing import TAKES_ENTRIES, TAKES_PLACE, require_open, writing_verdict
from lti_tool.i18n import sentence
from lti_tool.page_rules import rule_texts
from lti_tool.pages import WEEKDAYS, has_endpoint
from models import Lesson, PlanItem, Student, ThematicPlan
from regulation.kinds import WorkKind
from regulation.names import full_name, short_name
from regulation.refusal import N_, Refusal


@dataclass(frozen=True)
class Row:
    """A student of the list, in the group on the lesson's day or (`is_out`) not; `marks` by work."""

    number: int
    id: int
    family: str
    rest: str
    initials: str
    is_out: bool
    absence: str
    marks: dict[int, str]

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.family} {self.rest}".strip()


@dataclass(frozen=True)
class LessonView:
    """Everything the page needs. `closed`: why nothing may be written today; `numbers`: plan line → its number."""

    lesson: Lesson
    rows: list[Row]
    works: tuple[WorkColumn, ...]
    work: WorkColumn | None
    can_edit: bool
    closed: Refusal | None
    offers: list[PlanItem]
    numbers: dict[int, int]
    data: dict[str, Any] = field(default_factory=dict)
    bell: str = ""

    @property
    def offered(self) -> PlanItem | None:
        """The line of the КТП to accept with one key; None when the topic stands."""
        if self.lesson.topic or not self.offers:
            return None
        return self.offers[0]

    @property
    def missing(self) -> dict[str, bool]:
        """What the lesson still lacks to be filled (3.13.1)."""
        facts = self.lesson.kind.facts
        return {
            "topic": not self.lesson.topic,
            "homework": facts.homework_required and not self.lesson.homework,
            "present": facts.in_attendance and not self.lesson.absence_confirmed,
        }

    @property
    def present(self) -> int:
        """How many are in the group on the day."""
        return sum(not row.is_out for row in self.rows)

    @property
    def absent(self) -> int:
        """How many of them are marked absent."""
        return sum(row.absence == "н" for row in self.rows if not row.is_out)


def view_of(acting: Acting, lesson: Lesson, can_edit: bool, work_id: int | None = None) -> LessonView:
    """The lesson's page for this person; `work_id` is the column its mark buttons write into."""
    page = one_lesson(acting, lesson)
    works = tuple(page.works)
    members = {member.student.id: member.student for member in members_of(acting.session, lesson.journal)}
    rows = [
        _row(row.number, members[row.student_id], list(zip(works, row.cells, strict=True)))
        for row in page.rows
    ]
    closed = _closed(acting, lesson)
    view = LessonView(
        lesson=lesson,
        rows=rows,
        works=works,
        work=next((work for work in works if work.id == work_id), works[0] if works else None),
        can_edit=can_edit,
        closed=closed,
        offers=offered_items(acting, lesson.journal) if can_edit and closed is None else [],
        numbers=_numbers(acting, lesson),
        bell=bell_table(acting.session).title(lesson.date, lesson.pair),
    )
    records = {
        key: record
        for row in page.rows
        for key, record in _records(lesson, row.student_id, zip(works, row.cells, strict=True))
    }
    view.data.update(_data(acting, view, records))
    return view


def day_title(day: date, today: date) -> str:
    """«Сегодня», else «вт, 06.10.2026»."""
    return _("Сегодня") if day == today else f"{WEEKDAYS[day.weekday()]}, {day:%d.%m.%Y}"


def _row(number: int, student: Student, cells: list[tuple[WorkColumn, Cell | None]]) -> Row:
    first = next((cell for _work, cell in cells if cell is not None), None)
    return Row(
        number=number,
        id=student.id,
        family=student.family_name,
        rest=full_name("", student.given_name, student.patronymic),
        initials=short_name("", student.given_name, student.patronymic),
        is_out=first is None,
        absence=first.absence if first else "",
        marks={work.id: cell.text for work, cell in cells if cell is not None},
    )


def _records(lesson: Lesson, student_id: int, cells: Any) -> list[tuple[str, list[Any]]]:
    """Versions and values of one student for the scripts, only where something was ever written."""
    found: list[tuple[str, list[Any]]] = []
    for work, cell in cells:
        if cell is None:
            continue
        if cell.version:
            found.append((f"m:{work.id}:{student_id}", [cell.text, cell.version, cell.late_days]))
        if cell.absence_version:
            found.append((f"a:{lesson.id}:{student_id}", [cell.absence, cell.absence_version, 0]))
    return found


def _closed(acting: Acting, lesson: Lesson) -> Refusal | None:
    if lesson.journal.state not in TAKES_ENTRIES:
        return Refusal("E_CLOSED", "5.2", N_("Журнал проверен и закрыт: записей он не принимает."))
    try:
        require_open(acting, lesson)
    except Refusal as refusal:
        return refusal
    return None


def _numbers(acting: Acting, lesson: Lesson) -> dict[int, int]:
    """Plan line id → its number among the lessons of the plan; 0 holds how many there are."""
    ids = acting.session.scalars(
        select(PlanItem.id)
        .join(ThematicPlan)
        .where(ThematicPlan.journal_id == lesson.journal_id, PlanItem.is_section.is_(False))
        .order_by(PlanItem.position)
    ).all()
    return {0: len(ids), **{item_id: number for number, item_id in enumerate(ids, start=1)}}


def _data(acting: Acting, view: LessonView, records: dict[str, list[Any]]) -> dict[str, Any]:
    """What the scripts are told."""
    lesson, closed = view.lesson, view.closed
    can_ask = closed and (closed.code, closed.clause) == ("E_CLOSED", "4.1.1") and has_endpoint("unlocks.ask")
    return {
        "user": acting.user_id,
        "journal": lesson.journal_id,
        "lesson": lesson.id,
        "date": lesson.date.isoformat(),
        "day": lesson.date.strftime("%d.%m.%Y"),
        "today": acting.today.isoformat(),
        "version": lesson.version,
        "topic": lesson.topic,
        "homework": lesson.homework,
        "homeworkRequired": lesson.kind.facts.homework_required,
        "editable": view.can_edit,
        "closed": {"code": closed.code, "message": sentence(closed)} if closed else None,
        "requestUrl": url_for("unlocks.ask", lesson_id=lesson.id) if can_ask else None,
        "works": [
            {"id": work.id, "checkpoint": bool(work.month), "open": _is_open(acting, lesson, work)}
            for work in view.works
        ],
        "students": [row.id for row in view.rows],
        "outside": [row.id for row in view.rows if row.is_out],
        "records": records,
        "urls": {"changes": url_for("marks.put", journal_id=lesson.journal_id)},
        "texts": rule_texts(acting.rules),
    }


def _is_open(acting: Acting, lesson: Lesson, work: WorkColumn) -> bool:
    """Marks of a written work may come when the lesson itself is closed already (4.1.1)."""
    if lesson.state not in TAKES_PLACE or lesson.journal.state not in TAKES_ENTRIES:
        return False
    return writing_verdict(acting, lesson, WorkKind(work.kind).facts.written).is_open
