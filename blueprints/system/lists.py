"""The list of incidents."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from lti_tool.listing import Column, Filter, Listing
from models import Incident

PLACES = {"own": False, "external": True}


def incidents_listing() -> Listing:
    """Every incident, the newest first."""
    return Listing(
        title=_("Происшествия"),
        query=select(Incident).order_by(Incident.started_at.desc(), Incident.id.desc()),
        columns=(
            Column(_("Начало"), lambda row: row.started_at, lambda row: url_for("system.incident", incident_id=row.id)),
            Column(_("Окончание"), lambda row: row.ended_at or _("длится"), badge=_badge),
            Column(_("Причина"), lambda row: _("внешняя") if row.is_external else _("своя")),
            Column(_("Что случилось"), lambda row: row.description),
            Column(_("Что сделано"), lambda row: row.measures),
        ),
        file_name="proisshestviya",
        filters=(
            Filter(
                "cause", _("Причина"), (("", _("любая")), ("own", _("своя")), ("external", _("внешняя"))), _by_cause
            ),
            Filter("state", _("Состояние"), (("", _("все")), ("open", _("длится"))), lambda _v: Incident.ended_at.is_(None)),
        ),
        nothing=_("Происшествий не было."),
    )  # fmt: skip


def _by_cause(value: str) -> ColumnElement[bool]:
    return Incident.is_external.is_(PLACES[value])


def _badge(row: Incident) -> str:
    return "" if row.ended_at else "badge-red"
