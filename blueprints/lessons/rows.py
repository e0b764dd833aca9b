"""The students of a lesson as HTML: a row each with its buttons, which are the form's own without scripts."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup, escape

from blueprints.lessons.page import LessonView, Row
from regulation.scale import MARKS, NOT_ASSESSED


def rows_html(view: LessonView, is_open: bool) -> Markup:
    """All rows; buttons are there for whoever may write, otherwise the signs alone."""
    if view.work is None:
        return Markup("")
    return Markup("\n").join(_row(view, row, is_open) for row in view.rows)


def _row(view: LessonView, row: Row, is_open: bool) -> Markup:
    name = Markup(
        '<span class="n" title="{}"><i>{}</i><b>{}</b> <small>{}</small><em aria-hidden="true">{}</em></span>'
    ).format(row.name, row.number, row.family, row.rest, row.initials)
    if row.is_out:
        note = Markup('<span class="out">{}</span>').format(_("не в группе"))
        return Markup(
            '<div class="row out" data-student="{}" role="group" aria-label="{}">{}{}</div>'
        ).format(row.id, row.name, name, note)
    signs = _buttons(view, row) if is_open else _signs(view, row)
    state = " abs" if row.absence == "н" else ""
    return Markup('<div class="row{}" data-student="{}" role="group" aria-label="{}">{}{}</div>').format(
        state, row.id, row.name, name, signs
    )


def _buttons(view: LessonView, row: Row) -> Markup:
    assert view.work is not None
    is_checkpoint = bool(view.work.month)
    has_checkpoint = any(work.month for work in view.works)
    parts: list[Markup] = []
    if view.lesson.kind.facts.in_attendance:
        is_absent = row.absence == "н"
        parts.append(
            _button(
                f"a:{view.lesson.id}:{row.id}:н",
                "н",
                "н",
                is_absent,
                "h",
                _("отсутствует"),
                hidden=is_checkpoint,
            )
        )
    mark = row.marks.get(view.work.id, "")
    for sign in [str(value) for value in MARKS] + ([NOT_ASSESSED] if has_checkpoint else []):
        is_na = sign == NOT_ASSESSED
        kind = "na" if is_na else f"v{sign}"
        hidden = is_na and not is_checkpoint
        parts.append(
            _button(f"m:{view.work.id}:{row.id}:{sign}", sign, sign, mark == sign, kind, "", hidden=hidden)
        )
    return Markup("").join(parts)


def _button(value: str, sign: str, shown: str, is_on: bool, kind: str, label: str, *, hidden: bool) -> Markup:
    return Markup(
        '<button name="put" value="{}" data-sign="{}" class="k {}" aria-pressed="{}"{}{}>{}</button>'
    ).format(
        value, sign, kind, "true" if is_on else "false",
        Markup(' aria-label="{}"').format(label) if label else "", Markup(" hidden") if hidden else "", shown,
    )  # fmt: skip


def _signs(view: LessonView, row: Row) -> Markup:
    assert view.work is not None
    shown = " ".join(part for part in (row.absence, row.marks.get(view.work.id, "")) if part)
    return Markup('<span class="sign{}">{}</span>').format(" two" if shown == "2" else "", escape(shown))
