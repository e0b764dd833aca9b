"""The table of the journal page as HTML, built as one string: some thousands of cells, no end tags, no ids.

A cell's place says which work and student it is. Attributes stand only where something was written: `data-v` the
version when it is not 1 for a mark (0 for none), `data-a` the same for the absence, `data-l` days late, `data-r` the
letter of the reason a document gave to an «н» (3.12.2).
Classes of a cell: m checkpoint, k «2», a absent, o late arrival, w mark of an absent student, q of a late one,
x not in the group that day, d due checkpoint, z no mark here but theory (medical group).
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from journal.grid import Cell, Grid, LessonColumn, Row, WorkColumn
from journal.grid_parts import EMPTY
from journal.memberships import covers
from lti_tool.pages import month_name
from regulation.kinds import WorkKind
from regulation.refusal import N_
from regulation.statistics import format_mean

REASONS = {"Б": N_("отсутствие: болезнь"), "У": N_("отсутствие: уважительная причина")}
LONGEST_NAME = 25  # letters of a name that fit the column
THEORY = N_("медицинская группа: оцениваются теоретические знания, столбец «ТЗ» (п. 4.2.4)")


def table(grid: Grid, namesakes: set[str], urls: dict[str, str], can_edit: bool) -> Markup:
    """The whole table. `namesakes`: names more than one student has; they are told apart.

    `urls`: `finals`, `people`, `card` (of student 0), empty where the person has no such page.
    """
    columns = [(lesson, work) for lesson in grid.lessons for work in lesson.works]
    read_only = "" if can_edit else " aria-readonly=true"
    parts = [
        f'<table class="grid" id="grid" role="grid" aria-label="{escape(_("Отметки и посещаемость"))}"'
        f"{read_only}>",
        "<colgroup><col>",
        *(f"<col{_class(_column_classes(lesson, work))}>" for lesson, work in columns),
        "<col><col><col></colgroup>",
        *_head(columns, urls),
        "<tbody>",
    ]
    leads = _lead_works(grid.lessons)
    kinds = [
        (bool(work.month), work.id in leads, bool(work.month) and not lesson.is_future)
        for lesson, work in columns
    ]
    for row in grid.rows:
        parts.append(_name(row, row.known_by if row.full_name in namesakes else "", urls["card"]))
        barred = _barred(row, columns) if row.theory else None
        parts.extend(
            ("<td class=z>" if barred and barred[place] else "<td>")
            if cell is EMPTY and not kind[2]
            else _cell(cell, *kind)
            for place, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True))
        )
        parts.append(_results(row, urls["finals"]))
    parts.append("</tbody></table>")
    return Markup("".join(parts))  # noqa: S704 — every text in it is escaped above


def column_facts(grid: Grid, locked: set[int]) -> list[dict[str, Any]]:
    """What the scripts are told of each column, in order; false and empty facts are left out."""
    return [
        {name: value for name, value in _facts(lesson, work, work.id in locked).items() if value}
        for lesson in grid.lessons
        for work in lesson.works
    ]


def _facts(lesson: LessonColumn, work: WorkColumn, is_locked: bool) -> dict[str, Any]:
    title = work.full + (f" № {work.number}" if work.number else "")
    return {
        "work": work.id,
        "lesson": lesson.id,
        "date": lesson.date.isoformat(),
        "pair": lesson.pair,
        "kind": work.title or (lesson.full if work.kind == "current" else title),
        "topic": lesson.topic,
        "checkpoint": bool(work.month),
        "due": bool(work.month) and not lesson.is_future,
        "isLocked": is_locked,
    }


def _head(columns: list[tuple[LessonColumn, WorkColumn]], urls: dict[str, str]) -> list[str]:
    people = _link(urls["people"], _("Обучающийся"), _("Список группы и список курса"))
    months = [
        _month_head(month, len(list(group)))
        for month, group in groupby(columns, key=lambda column: column[0].date.replace(day=1))
    ]
    return [
        f'<thead><tr><th class="nm" rowspan=3 scope=col><i>№</i>{people}',
        *months,
        f"<th rowspan=3 scope=col class=f>{_link(urls['finals'], _('Итог'), _('Итоговые отметки'))}",
        f"<th rowspan=3 scope=col class=s>{escape(_('Ср.'))}<br>{escape(_('балл'))}",
        f"<th rowspan=3 scope=col class=s>{escape(_('Проп.,'))}<br>{escape(_('ч'))}<tr>",
        *(
            f"<th scope=col{_class(_head_classes(lesson, work))}><a href=/lessons/{lesson.id}>{lesson.date.day}"
            f"{_substitute_sign(lesson, work)}</a>"
            for lesson, work in columns
        ),
        "<tr>",
        *(
            f"<th scope=col{_class(_column_classes(lesson, work))}>{escape(work.short)}"
            for lesson, work in columns
        ),
        "</thead>",
    ]


def _link(url: str, text: str, title: str) -> str:
    """A link to the page, the plain text for whoever has no such page."""
    return f'<a href="{escape(url)}" title="{escape(title)}">{escape(text)}</a>' if url else str(escape(text))


def _month_head(month: date, width: int) -> str:
    """The name of the month over its columns, short over one or two: it never makes a column wider."""
    name = _(month_name(month))
    shown = name if width > 2 or len(name) < 4 else f"{name[:3]}."
    return (
        f"<th colspan={width} scope=colgroup data-month={month:%Y-%m}"
        f' title="{escape(name)}"><span>{escape(shown)}</span>'
    )


def _column_classes(lesson: LessonColumn, work: WorkColumn) -> list[str]:
    if work.month:
        return ["m"]
    return ["t"] if lesson.is_today else ["z"] if lesson.is_locked else []


def _head_classes(lesson: LessonColumn, work: WorkColumn) -> list[str]:
    classes = _column_classes(lesson, work)
    if lesson.is_future:
        classes.append("w")
    elif not lesson.is_filled and not work.month:
        classes.append("u")
    return classes


def _substitute_sign(lesson: LessonColumn, work: WorkColumn) -> str:
    """«зам.» under the day of a lesson that a substitute holds (4.1.1)."""
    return f"<small>{escape(_('зам.'))}</small>" if lesson.is_substitute and not work.month else ""


def _class(names: list[str]) -> str:
    if not names:
        return ""
    return f" class={names[0]}" if len(names) == 1 else f' class="{" ".join(names)}"'


def _lead_works(lessons: list[LessonColumn]) -> set[int]:
    """The column of each lesson that carries the version of its absences: the first that is no МИУД."""
    leads = (next((work.id for work in lesson.works if not work.month), None) for lesson in lessons)
    return {work_id for work_id in leads if work_id}


def _barred(row: Row, columns: list[tuple[LessonColumn, WorkColumn]]) -> list[bool]:
    """Which columns hold no mark of the student, whose medical group leaves theory only (4.2.4)."""
    kept = (WorkKind.THEORY.value, WorkKind.CHECKPOINT.value)
    return [work.kind not in kept and covers(row.theory, lesson.date) for lesson, work in columns]


def _name(row: Row, mark: str, url: str) -> str:
    """The row's head; the name leads to the student's card, past the keyboard's way through the cells."""
    name = str(escape(row.short if mark or len(row.name) > LONGEST_NAME else row.name))
    if url:
        name = f'<a href="{escape(url.removesuffix("0") + str(row.student_id))}" tabindex=-1>{name}</a>'
    note = f" <small>{escape(mark)}</small>" if mark else ""
    if row.theory:
        note += f' <abbr class=tz title="{escape(_(THEORY))}">{escape(WorkKind.THEORY.facts.short)}</abbr>'
    gone = "" if row.is_in_now else " g"
    return (
        f'<tr><th scope=row class="nm{gone}" title="{escape(row.full_name)}" data-s="{escape(f"{row.short} {mark}".strip())}">'
        f"<i>{row.number}</i><span>{name}{note}</span>"
    )


def _cell(cell: Cell | None, is_checkpoint: bool, is_lead: bool, is_due: bool) -> str:
    if cell is None:
        return '<td class="x m">' if is_checkpoint else "<td class=x>"
    text, absence = cell.text, cell.absence
    classes = ["m"] if is_checkpoint else []
    if text == "2":
        classes.append("k")
    if absence:
        classes.append(("w" if absence == "н" else "q") if text else ("a" if absence == "н" else "o"))
    if is_due and not text:
        classes.append("d")
    attributes = _class(classes)
    if cell.version != (1 if text else 0):
        attributes += f" data-v={cell.version}"
    if is_lead and cell.absence_version != (1 if absence else 0):
        attributes += f" data-a={cell.absence_version}"
    if cell.late_days and text:
        attributes += f" data-l={cell.late_days}"
    if absence == "н" and cell.reason in REASONS:
        attributes += f' data-r={cell.reason} title="{escape(_(REASONS[cell.reason]))}"'
    return f"<td{attributes}>{text or absence}"


def _results(row: Row, finals_url: str) -> str:
    final = row.final.text
    shown = final or "&nbsp;"
    if finals_url:
        label = escape(_("Итоговая: %(name)s %(mark)s", name=row.full_name, mark=final).strip())
        shown = f'<a href="{escape(finals_url)}#s{row.student_id}" aria-label="{label}">{shown}</a>'
    return f"<td class=f>{shown}<td class=s>{format_mean(row.mean)}<td class=s>{row.missed or ''}"
