"""One way in for every file: template, preview with a verdict per row, all rows or none, undo (1.6)."""

from __future__ import annotations

import hashlib
import io

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from journal.imports import ImportKind, Verdict, apply_batch, drop_batch, preview, rows_of, undo_batch
from journal.rights import Act, allows
from journal.roles import general_roles
from lti_tool.access import acting, office_page, visitor
from lti_tool.database import db
from lti_tool.import_kinds import KINDS, kind_of
from lti_tool.listing import XLSX
from lti_tool.routing import Open, Route, add_routes
from lti_tool.tables.import_file import read_table, template_of
from models import ImportBatch, ImportState
from regulation.refusal import N_, Refusal

blueprint = Blueprint("imports", __name__)
MOST_ROWS_SHOWN = 300


def recent() -> str:
    """The kinds of files the visitor may load, and the files loaded lately."""
    visitor()
    roles = general_roles(acting())
    kinds = [kind for kind in KINDS if allows(roles, kind.thing, Act.EDIT)]
    keys = [kind.key for kind in KINDS if allows(roles, kind.thing, Act.VIEW)]
    batches = db.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.kind.in_(keys), ImportBatch.state.in_((ImportState.APPLIED, ImportState.UNDONE)))
        .options(joinedload(ImportBatch.uploaded_by))
        .order_by(ImportBatch.id.desc())
        .limit(50)
    ).all()
    return render_template("imports/recent.html", kinds=kinds, batches=batches, kind_of=kind_of)


def start(kind: str) -> str:
    """The page where a file of this kind is chosen."""
    return _start_page(_kind(kind))


def template(kind: str) -> Response:
    """The table to fill in."""
    found = _kind(kind)
    content = template_of(_(found.title), found.columns)
    return send_file(
        io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"шаблон-{found.key}.xlsx"
    )


def upload(kind: str) -> AnyResponse | tuple[str, int]:
    """Read the file and show what it would do; nothing is changed yet."""
    found = _kind(kind)
    sent = request.files.get("file")
    options = {one.name: request.form.get(one.name, "").strip() for one in found.options}
    try:
        if sent is None or not sent.filename:
            raise Refusal("E_FILE", "1.6", N_("Выберите файл с таблицей."))
        content = sent.read()
        rows = read_table(sent.filename, content, found.columns)
        batch = preview(acting(), found, sent.filename, hashlib.sha256(content).hexdigest(), rows, options)
    except Refusal as refusal:
        db.session.rollback()
        return _start_page(found, refusal, options), 422
    return redirect(url_for("imports.show", public_id=batch.public_id), 303)


def show(public_id: str) -> str:
    """What the file would do, row by row; after applying, what it did."""
    batch, kind = _batch(public_id)
    verdicts = (
        kind.check(acting(), rows_of(batch), batch.options) if batch.state is ImportState.PREVIEWED else []
    )
    return _batch_page(batch, kind, verdicts)


def apply(public_id: str) -> AnyResponse | tuple[str, int]:
    """Load every row, or none."""
    batch, kind = _batch(public_id)
    try:
        verdicts = apply_batch(acting().because(_reason(batch)), kind, batch)
    except Refusal as refusal:
        db.session.rollback()
        return _batch_page(*_batch(public_id), [], refusal), 422
    if batch.state is not ImportState.APPLIED:
        return _batch_page(batch, kind, verdicts), 422
    flash(_("Файл загружен: строк — %(count)s.", count=len(verdicts)), "success")
    return redirect(url_for("imports.show", public_id=public_id), 303)


def undo(public_id: str) -> AnyResponse | tuple[str, int]:
    """Take the loaded file back."""
    batch, kind = _batch(public_id)
    try:
        undo_batch(acting().because(_reason(batch)), kind, batch)
    except Refusal as refusal:
        db.session.rollback()
        return _batch_page(*_batch(public_id), [], refusal), 422
    flash(_("Загрузка отменена."), "success")
    return redirect(url_for("imports.show", public_id=public_id), 303)


def drop(public_id: str) -> AnyResponse:
    """Give the previewed file up."""
    batch, kind = _batch(public_id)
    drop_batch(acting(), batch)
    return redirect(url_for("imports.start", kind=kind.key), 303)


def _kind(key: str) -> ImportKind:
    found = kind_of(key)
    if found is None:
        visitor()
        raise NotFound
    office_page(found.thing, Act.EDIT)
    return found


def _batch(public_id: str) -> tuple[ImportBatch, ImportKind]:
    here = visitor()
    batch = db.session.query(ImportBatch).filter_by(public_id=public_id).one_or_none()
    kind = kind_of(batch.kind) if batch else None
    if batch is None or kind is None:
        raise NotFound
    office_page(kind.thing, Act.EDIT)
    if batch.state is ImportState.PREVIEWED and batch.uploaded_by_id != here.user.id:
        raise NotFound
    return batch, kind


def _reason(batch: ImportBatch) -> str:
    text: str = _("файл «%(name)s»", name=batch.file_name)
    return text


def _start_page(
    kind: ImportKind, refusal: Refusal | None = None, chosen: dict[str, str] | None = None
) -> str:
    chosen = chosen or {one.name: one.default(acting()) for one in kind.options}
    choices = {one.name: one.choices(acting()) for one in kind.options if one.choices}
    return render_template("imports/start.html", kind=kind, refusal=refusal, chosen=chosen, choices=choices)


def _batch_page(
    batch: ImportBatch, kind: ImportKind, verdicts: list[Verdict], refusal: Refusal | None = None
) -> str:
    bad = [verdict for verdict in verdicts if not verdict.is_good]
    return render_template(
        "imports/batch.html", batch=batch, kind=kind, bad=bad, refusal=refusal, total=len(batch.rows),
        shown=(bad or verdicts)[:MOST_ROWS_SHOWN], cautions=sum(1 for one in verdicts if one.cautions), states=ImportState,
    )  # fmt: skip


OWN = Open("each kind of file asks for the right to edit what it loads", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/imports", recent, OWN),
        Route("GET", "/imports/new/<kind>", start, OWN),
        Route("POST", "/imports/new/<kind>", upload, OWN),
        Route("GET", "/imports/template/<kind>", template, OWN),
        Route("GET", "/imports/<public_id>", show, OWN),
        Route("POST", "/imports/<public_id>/apply", apply, OWN),
        Route("POST", "/imports/<public_id>/undo", undo, OWN),
        Route("POST", "/imports/<public_id>/drop", drop, OWN),
    ],
)
