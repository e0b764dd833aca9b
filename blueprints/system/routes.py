"""The state of the tool on one page, failed jobs, incidents, maintenance. Nothing here touches a mark."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.system.lists import incidents_listing
from journal.incidents import (
    announce_maintenance,
    announced,
    cancel_maintenance,
    end_incident,
    month_uptime,
    record_incident,
)  # fmt: skip
from journal.particulars import requisites_on
from journal.rights import Act, Thing, allows
from lti_tool import system_state as state
from lti_tool.access import acting, office_page, settings
from lti_tool.announcements import forget_announcements
from lti_tool.database import db
from lti_tool.form_fields import NO_END, NO_START, optional_moment, read_moment
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Incident, Institution, Job, JobState, Maintenance, Registration
from regulation.refusal import N_, Refusal

blueprint = Blueprint("system", __name__)
JOB_KINDS = {
    "print": N_("Печатная форма"), "selfcheck": N_("Самопроверка LMS"), "roster": N_("Список участников курса"),
}  # fmt: skip


def overview() -> str:
    """Everything at a glance."""
    can_edit = _may_edit()
    session, moment = db.session, acting().now
    return render_template(
        "system/overview.html", can_edit=can_edit, states=JobState, kinds=JOB_KINDS,
        registrations=session.scalars(select(Registration).order_by(Registration.id)).all(),
        institution=session.get(Institution, 1), requisites=requisites_on(session, acting().today),
        queue=state.queue_state(session, moment), failed=state.failed_jobs(session), outbox=state.outbox_state(session),
        disk=state.disk_state(session, settings()), notices=announced(session, moment),
        versions=state.versions(session, current_app.extensions["project_root"]),
        uptime=month_uptime(acting(), acting().today), today=acting().today,
    )  # fmt: skip


def retry(job_id: int) -> AnyResponse:
    """Queue a failed job again."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFound
    if job.state is not JobState.FAILED:
        raise Refusal("E_CLOSED", "3.7", N_("Повторить можно только задание, которое не получилось."))
    job.state, job.attempts, job.run_after = JobState.QUEUED, 0, acting().now
    job.message, job.finished_at, job.heartbeat_at = "", None, None
    db.session.info["wake"] = True
    flash(_("Задание снова в очереди."), "success")
    return redirect(url_for("system.overview", _anchor="queue"), 303)


def contact() -> AnyResponse:
    """Whom people are told to turn to on error pages and in the help."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    text = " ".join(request.form.get("contact", "").split())[:500]
    row = db.session.get(Institution, 1)
    if row is None:
        row = Institution(
            id=1, founder="", full_name="", short_name="", city="", director="", deputy="", contact=""
        )
        db.session.add(row)
    row.contact = text
    flash(_("Контакт поддержки записан."), "success")
    return redirect(url_for("system.overview", _anchor="support"), 303)


def incidents() -> Response | str:
    """The register with the uptime of a month."""
    can_edit = _may_edit()
    month = _month(request.args.get("month", ""))
    return show_list(
        incidents_listing(), "system/incidents.html", can_edit=can_edit, month=month, today=acting().today,
        uptime=month_uptime(acting(), month), form={}, refusal=None,
    )  # fmt: skip


def add_incident() -> AnyResponse | tuple[Response | str, int]:
    """Enter an incident."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    form, zone = request.form, acting().zone
    try:
        record_incident(
            acting(), read_moment(form, "started_at", zone, "3.7", NO_START),
            optional_moment(form, "ended_at", zone, "3.7", NO_END), form.get("description", ""),
            is_external=form.get("is_external") == "1", measures=form.get("measures", ""),
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        page = show_list(
            incidents_listing(), "system/incidents.html", can_edit=True, month=acting().today, today=acting().today,
            uptime=month_uptime(acting(), acting().today), form=form, refusal=refusal,
        )  # fmt: skip
        return page, 422
    flash(_("Происшествие записано."), "success")
    return redirect(url_for("system.incidents"), 303)


def incident(incident_id: int) -> str:
    """One incident; while it lasts, the form of its end."""
    can_edit = _may_edit()
    found = _incident(incident_id)
    return render_template("system/incident.html", incident=found, can_edit=can_edit, form={}, refusal=None)


def finish_incident(incident_id: int) -> AnyResponse | tuple[str, int]:
    """Say when it was over."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    found = _incident(incident_id)
    try:
        ended_at = read_moment(request.form, "ended_at", acting().zone, "3.7", NO_END)
        end_incident(acting(), found, ended_at, request.form.get("measures", ""))
    except Refusal as refusal:
        db.session.rollback()
        page = render_template(
            "system/incident.html",
            incident=_incident(incident_id),
            can_edit=True,
            form=request.form,
            refusal=refusal,
        )
        return page, 422
    flash(_("Окончание записано."), "success")
    return redirect(url_for("system.incident", incident_id=incident_id), 303)


def maintenance() -> str:
    """What is announced and what was."""
    can_edit = _may_edit()
    return _maintenance_page(can_edit, {}, None)


def announce() -> AnyResponse | tuple[str, int]:
    """Announce maintenance on every page."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    form, zone = request.form, acting().zone
    try:
        announce_maintenance(
            acting(), read_moment(form, "starts_at", zone, "3.5", NO_START),
            read_moment(form, "ends_at", zone, "3.5", NO_END), form.get("text", ""),
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        return _maintenance_page(True, form, refusal), 422
    forget_announcements()
    flash(_("Объявление видно на всех страницах журнала."), "success")
    return redirect(url_for("system.maintenance"), 303)


def call_off(maintenance_id: int) -> AnyResponse:
    """Take an announcement off."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    notice = db.session.get(Maintenance, maintenance_id)
    if notice is None:
        raise NotFound
    cancel_maintenance(acting(), notice)
    forget_announcements()
    flash(_("Объявление снято."), "success")
    return redirect(url_for("system.maintenance"), 303)


def _maintenance_page(can_edit: bool, form: object, refusal: Refusal | None) -> str:
    rows = db.session.scalars(
        select(Maintenance).order_by(Maintenance.starts_at.desc(), Maintenance.id.desc()).limit(50)
    ).all()
    return render_template(
        "system/maintenance.html", rows=rows, can_edit=can_edit, form=form, refusal=refusal, now=acting().now
    )


def _incident(incident_id: int) -> Incident:
    found = db.session.get(Incident, incident_id)
    if found is None:
        raise NotFound
    return found


def _month(text: str) -> date:
    """«2025-10», else the running month."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return acting().today
    return found if 2000 <= found.year <= acting().today.year else acting().today


def _may_edit() -> bool:
    return allows(office_page(Thing.REGISTRATION, Act.VIEW), Thing.REGISTRATION, Act.EDIT)


VIEW, EDIT = Needs(Thing.REGISTRATION, Act.VIEW), Needs(Thing.REGISTRATION, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/system", overview, VIEW),
        Route("POST", "/system/contact", contact, EDIT),
        Route("POST", "/system/jobs/<int:job_id>/retry", retry, EDIT),
        Route("GET", "/system/incidents", incidents, VIEW),
        Route("POST", "/system/incidents", add_incident, EDIT),
        Route("GET", "/system/incidents/<int:incident_id>", incident, VIEW),
        Route("POST", "/system/incidents/<int:incident_id>/end", finish_incident, EDIT),
        Route("GET", "/system/maintenance", maintenance, VIEW),
        Route("POST", "/system/maintenance", announce, EDIT),
        Route("POST", "/system/maintenance/<int:maintenance_id>/cancel", call_off, EDIT),
    ],
)
