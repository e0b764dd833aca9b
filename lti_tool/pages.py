"""What every template knows: who is here, what they may do, how dates, numbers and names are written."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from lti_tool.access import may, settings
from lti_tool.i18n import sentence
from regulation.calendar import MONTHS

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def init_pages(app: Flask) -> None:
    """Register filters and the context of all templates."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day, daymonth=daymonth, moment=moment, clock_time=clock_time, month_name=month_name, decimal=decimal, sentence=sentence,
        written=written,
    )  # fmt: skip
    # Macros imported without context know these too.
    app.jinja_env.globals.update(has_endpoint=has_endpoint, may=may)
    app.context_processor(_context)


def day(value: date | None) -> str:
    """ДД.ММ.ГГГГ, «—» for none."""
    return value.strftime("%d.%m.%Y") if value else "—"


def daymonth(value: date | None) -> str:
    """ДД.ММ."""
    return value.strftime("%d.%m") if value else "—"


def moment(value: datetime | None) -> str:
    """ДД.ММ.ГГГГ чч:мм in the institution's zone."""
    return value.astimezone(settings().zone).strftime("%d.%m.%Y %H:%M") if value else "—"


def clock_time(value: datetime | None) -> str:
    """чч:мм in the institution's zone."""
    return value.astimezone(settings().zone).strftime("%H:%M") if value else "—"


def month_name(value: date) -> str:
    """«ноябрь»."""
    return MONTHS[value.month - 1]


def written(value: object) -> str:
    """A value of a list: dates and moments as Russians write them, «—» for nothing."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return "—" if value in (None, "") else str(value)


def decimal(value: Decimal | float | int | None, places: int = 2) -> str:
    """A number with a comma; «—» for none (a zero denominator)."""
    return "—" if value is None else f"{value:.{places}f}".replace(".", ",")


def _context() -> dict[str, Any]:
    return {
        "visitor": g.get("visitor"),
        "may": may,
        "asset": asset,
        "_": _,
        "in_frame": request.args.get("window") != "1",
    }


def asset(name: str) -> str:
    """The address of a static file with its modification time, so that browsers may keep it."""
    from flask import current_app

    path = current_app.extensions["project_root"] / "static" / name
    version = int(path.stat().st_mtime) if path.exists() else 0
    return url_for("static", filename=name, v=version)


def has_endpoint(name: str) -> bool:
    """Whether the feature behind this endpoint is registered."""
    from flask import current_app

    return name in current_app.view_functions
