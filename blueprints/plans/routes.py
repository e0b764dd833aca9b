"""КТП of a journal: the plan itself, its file coming in and going out, its lines, its approval."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as BaseResponse

from blueprints.plans.forms import ApproveForm, ItemForm, ShiftForm, UploadForm
from journal.plan_rows import PlanRow, check_rows
from journal.plans import (
    approve_plan,
    import_plan,
    plan_lines,
    plan_of,
    put_item,
    remove_item,
    reopen_plan,
    require_draft,
    shift_dates,
)  # fmt: skip
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for
from lti_tool.i18n import sentence
from lti_tool.routing import Needs, Open, Route, add_routes
from lti_tool.tables.plan_file import read_plan
from lti_tool.tables.workbook import workbook
from models import Journal, PlanItem, PlanState, ThematicPlan
from regulation.refusal import Refusal

blueprint = Blueprint("plans", __name__)
HEADER = ("№ занятия", "Наименование разделов и тем", "Кол-во часов", "Вид занятия", "Календарные сроки", "Средства обучения",
          "Задание для самостоятельной работы", "Литература", "Формы контроля", "Примечание")  # fmt: skip
WIDTHS = (9, 60, 8, 16, 13, 18, 34, 22, 16, 16)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(journal_id: int) -> str:
    """The plan with what was held by it."""
    return _page(journal_for(Thing.PLAN, Act.VIEW, journal_id))


def _page(journal: Journal, upload: UploadForm | None = None, shift: ShiftForm | None = None) -> str:
    plan = plan_of(acting(), journal)
    lines = plan_lines(acting(), plan)
    totals = {
        "plan": sum(line.item.hours for line in lines),
        "held": sum(line.held_hours for line in lines),
        "lessons": sum(1 for line in lines if line.number),
    }
    return render_template(
        "plans/page.html", journal=journal, plan=plan, lines=lines, totals=totals, is_draft=plan.state is PlanState.DRAFT,
        upload=upload or UploadForm(), shift=shift or ShiftForm(), approve=ApproveForm(),
    )  # fmt: skip


def upload(journal_id: int) -> str:
    """Read a file and show what it would bring, with an error per row; nothing is kept yet."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(journal, upload=form)
    try:
        require_draft(plan_of(acting(), journal))
        rows = read_plan(form.file.data.filename or "", form.file.data.read())
    except Refusal as refusal:
        form.file.errors = [*form.file.errors, sentence(refusal)]
        return _page(journal, upload=form)
    return _preview(journal, rows, form.file.data.filename or "")


def _preview(journal: Journal, rows: list[PlanRow], name: str) -> str:
    checked = check_rows(rows, journal.term, acting().rules.latin_terms)
    bad = sum(1 for row in checked if row.errors)
    packed = json.dumps([asdict(row) for row in rows], ensure_ascii=False)
    return render_template(
        "plans/preview.html", journal=journal, checked=checked, bad=bad, packed=packed, name=name
    )


def confirm(journal_id: int) -> str | BaseResponse:
    """Keep the previewed rows: all of them or none."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    rows = _unpack(request.form.get("rows", ""))
    name = request.form.get("name", "")
    checked = import_plan(acting(), journal, rows, name)
    if not checked or any(row.errors for row in checked):
        return _preview(journal, rows, name)
    flash(_("План загружен: строк — %(n)d.", n=len(checked)), "success")
    return redirect(url_for("plans.page", journal_id=journal_id), 303)


def _unpack(packed: str) -> list[PlanRow]:
    try:
        kinds = {field.name: field.type for field in fields(PlanRow)}
        rows = [PlanRow(**row) for row in json.loads(packed)]
        for row in rows:
            for name, kind in kinds.items():
                if type(getattr(row, name)).__name__ != kind:
                    raise TypeError
    except (ValueError, TypeError):
        raise BadRequest from None
    return rows


def template() -> Response:
    """An empty КТП with its columns and two example rows."""
    rows = [
        ("", "Раздел 1. Название раздела"),
        (1, "Тема первого занятия", 2, "лекция", "02.09.2026", "", "§ 1, вопросы 1–5", "", "", ""),
    ]
    padded = [tuple(row) + ("",) * (len(HEADER) - len(row)) for row in rows]
    return _workbook(padded, "Шаблон КТП.xlsx")


def export(journal_id: int) -> Response:
    """The plan as XLSX."""
    journal = journal_for(Thing.PLAN, Act.VIEW, journal_id)
    rows = [
        ("", item.topic) + ("",) * (len(HEADER) - 2)
        if item.is_section
        else (
            line.number, item.topic, item.hours, item.kind.facts.title if item.kind else "",
            item.planned_on.strftime("%d.%m.%Y") if item.planned_on else "", item.means, item.homework, item.literature,
            item.control_form, item.note,
        )
        for line in plan_lines(acting(), plan_of(acting(), journal))
        for item in [line.item]
    ]  # fmt: skip
    return _workbook(rows, f"КТП {journal.discipline.title} {journal.group.name}.xlsx")


def _workbook(rows: Sequence[tuple[str | int, ...]], name: str) -> Response:
    return send_file(
        io.BytesIO(workbook("КТП", HEADER, rows, WIDTHS)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=name,
    )


def item(journal_id: int, item_id: int) -> str | BaseResponse:
    """Change a line."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    plan = plan_of(acting(), journal)
    found = _item(plan, item_id)
    form = ItemForm() if request.method == "POST" else ItemForm.of(found)
    return _edit(journal, plan, form, found, found.position)


def add(journal_id: int, after: int) -> str | BaseResponse:
    """Add a line after position `after`."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    plan = plan_of(acting(), journal)
    return _edit(journal, plan, ItemForm(), None, min(after, len(plan.items)))


def _edit(
    journal: Journal, plan: ThematicPlan, form: ItemForm, found: PlanItem | None, position: int
) -> str | BaseResponse:
    refusal = None
    if form.validate_on_submit():
        try:
            put_item(acting(), plan, form.row(), item=found, after=position)
            return redirect(url_for("plans.page", journal_id=journal.id, _anchor=f"line-{position}"), 303)
        except Refusal as error:
            refusal = error
    return render_template(
        "plans/item.html", journal=journal, form=form, item=found, refusal=refusal, position=position
    )


def remove(journal_id: int, item_id: int) -> BaseResponse:
    """Take a line out."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    plan = plan_of(acting(), journal)
    remove_item(acting(), plan, _item(plan, item_id))
    return redirect(url_for("plans.page", journal_id=journal_id), 303)


def shift(journal_id: int) -> str | BaseResponse:
    """Move the dates from a line on."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    plan = plan_of(acting(), journal)
    form = ShiftForm()
    if form.validate_on_submit():
        try:
            moved = shift_dates(acting(), plan, _item(plan, form.first.data), form.days.data)
            flash(_("Сдвинуто сроков: %(n)d.", n=moved), "success")
            return redirect(url_for("plans.page", journal_id=journal_id), 303)
        except Refusal as refusal:
            form.days.errors = [*form.days.errors, sentence(refusal)]
    return _page(journal, shift=form)


def approve(journal_id: int) -> BaseResponse:
    """«УТВЕРЖДАЮ»."""
    journal = journal_for(Thing.PLAN, Act.APPROVE, journal_id)
    form = ApproveForm()
    approve_plan(acting(), plan_of(acting(), journal), form.considered.data or "")
    flash(_("План утверждён."), "success")
    return redirect(url_for("plans.page", journal_id=journal_id), 303)


def reopen(journal_id: int) -> BaseResponse:
    """Return the plan to the teacher."""
    journal = journal_for(Thing.PLAN, Act.APPROVE, journal_id)
    reopen_plan(acting(), plan_of(acting(), journal))
    flash(_("План возвращён на доработку."), "success")
    return redirect(url_for("plans.page", journal_id=journal_id), 303)


def _item(plan: ThematicPlan, item_id: int) -> PlanItem:
    found = next((line for line in plan.items if line.id == item_id), None)
    if found is None:
        raise NotFound
    return found


VIEW, EDIT, APPROVE = (Needs(Thing.PLAN, act) for act in (Act.VIEW, Act.EDIT, Act.APPROVE))
add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/plan", page, VIEW, writes=True),
        Route("GET", "/journals/<int:journal_id>/plan.xlsx", export, VIEW, writes=True),
        Route("GET", "/plans/template.xlsx", template, Open("an empty form", visitor=True)),
        Route("POST", "/journals/<int:journal_id>/plan/upload", upload, EDIT),
        Route("POST", "/journals/<int:journal_id>/plan/confirm", confirm, EDIT),
        Route("GET POST", "/journals/<int:journal_id>/plan/items/<int:item_id>", item, EDIT),
        Route("GET POST", "/journals/<int:journal_id>/plan/add/<int:after>", add, EDIT),
        Route("POST", "/journals/<int:journal_id>/plan/items/<int:item_id>/remove", remove, EDIT),
        Route("POST", "/journals/<int:journal_id>/plan/shift", shift, EDIT),
        Route("POST", "/journals/<int:journal_id>/plan/approve", approve, APPROVE),
        Route("POST", "/journals/<int:journal_id>/plan/reopen", reopen, APPROVE),
    ],
)
