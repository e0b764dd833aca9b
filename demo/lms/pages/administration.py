"""The administrator's pages: external tools, and the switches that show an outage."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from demo.lms.pages.session import needs_administrator
from demo.lms.protocol.registration import registration_address
from demo.lms.settings import host_of
from demo.lms.site import site

bp = Blueprint("administration", __name__)
FLAGS = {"outage", "privacy"}


@bp.get("/admin/tools")
@needs_administrator
def tools() -> str:
    """«Внешние инструменты»: what is registered, and a field for a registration address."""
    lms = site()
    return render_template(
        "tools.html",
        tools=lms.tools.all(),
        default=lms.tools.default(),
        addresses=lms.settings.addresses,
        outage=lms.flag("outage"),
        privacy=lms.flag("privacy"),
    )


@bp.get("/admin/tools/register")
@needs_administrator
def register() -> str:
    """The tool's registration page in a frame; `update` names the client to register again."""
    pasted = request.args.get("address", "").strip()
    if not host_of(pasted):
        abort(400, "Вставьте адрес регистрации целиком: он начинается с http:// или https://.")
    return render_template(
        "register.html", frame=registration_address(site(), pasted, request.args.get("update", ""))
    )


@bp.post("/admin/tools/<int:tool_id>")
@needs_administrator
def change(tool_id: int) -> Response:
    """Switch a pending tool on, make it the one that activities open, or remove it."""
    lms = site()
    match request.form.get("action"):
        case "activate":
            lms.tools.activate(tool_id, is_default=False)
        case "default":
            lms.tools.activate(tool_id, is_default=True)
        case "remove":
            lms.tools.remove(tool_id)
        case _:
            abort(400)
    return redirect(url_for("administration.tools"))


@bp.post("/admin/flags/<name>")
@needs_administrator
def flag(name: str) -> Response:
    """«LMS недоступна» (services answer 503) and «Не передавать имена»."""
    if name not in FLAGS:
        abort(404)
    site().set_flag(name, request.form.get("value") == "on")
    return redirect(url_for("administration.tools"))
