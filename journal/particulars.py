"""The institution's requisites and the regulation's particulars, as of a day (7.1, 7.2).

A document is printed with what was in force on its day: a new director stands under new documents, not under old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.orders import require_order
from journal.texts import clean_text
from models import Institution, OrderKind, Particulars
from regulation.refusal import N_, Refusal

LENGTHS = {
    "founder": 500, "full_name": 500, "short_name": 200, "city": 200, "director": 200, "deputy": 200,
    "regulation_title": 500, "council_protocol": 200, "regulation_order": 200,
}  # fmt: skip
MIRRORED = ("founder", "full_name", "short_name", "city", "director", "deputy")


@dataclass(frozen=True)
class Requisites:
    """What forms print. Empty texts where nothing was ever written."""

    founder: str = ""
    full_name: str = ""
    short_name: str = ""
    city: str = ""
    director: str = ""
    deputy: str = ""
    regulation_title: str = ""
    council_protocol: str = ""
    regulation_order: str = ""


def version_on(session: Session, day: date) -> Particulars | None:
    """The version in force on the day."""
    return session.scalar(
        select(Particulars)
        .where(Particulars.valid_from <= day)
        .order_by(Particulars.valid_from.desc())
        .limit(1)
    )


def requisites_on(session: Session, day: date) -> Requisites:
    """What was in force on the day; before the first version what the institution said first. Two queries at most."""
    found = version_on(session, day) or session.scalar(
        select(Particulars).order_by(Particulars.valid_from).limit(1)
    )
    if found is not None:
        return Requisites(**{name: getattr(found, name) for name in LENGTHS})
    row = session.get(Institution, 1)
    return Requisites(**{name: getattr(row, name) for name in MIRRORED}) if row else Requisites()


def change_particulars(
    acting: Acting, values: Mapping[str, str], valid_from: date, order_number: str, order_date: date | None
) -> Particulars:
    """A new version from `valid_from` on, by order.

    Raises E_ORDER without a number or date of an order; E_TEXT for a missing name or a text too long; E_DATE when
    another version begins that day or a later one is there already; E_SAME when nothing differs.
    """
    session = acting.session
    wanted = {name: clean_text(values.get(name, "")) for name in LENGTHS}
    if not wanted["full_name"]:
        raise Refusal("E_TEXT", "7.1", N_("Укажите полное название учреждения."))
    for name, longest in LENGTHS.items():
        if len(wanted[name]) > longest:
            raise Refusal(
                "E_TEXT", "7.1", N_("Текст длиннее %(longest)s знаков: сократите его."), longest=longest
            )
    last = session.scalar(select(Particulars).order_by(Particulars.valid_from.desc()).limit(1))
    if last is not None and valid_from <= last.valid_from:
        raise Refusal(
            "E_DATE", "7.2",
            N_("Последняя запись действует с %(day)s. Новая должна начинаться позже: прежние документы не меняются."),
            day=f"{last.valid_from:%d.%m.%Y}",
        )  # fmt: skip
    if last is not None and wanted == {name: getattr(last, name) for name in LENGTHS}:
        raise Refusal("E_SAME", "7.1", N_("Ничего не изменено: реквизиты такие же, как действующие."))
    order = require_order(
        acting,
        order_number,
        order_date,
        "7.2",
        OrderKind.RULES,
        "Об изменении реквизитов и сведений о Положении",
    )
    made = Particulars(
        **wanted, valid_from=valid_from, order_number=order.number, order_date=order.dated, order_id=order.id,
        recorded_at=acting.now, recorded_by_id=acting.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if valid_from <= acting.today:
        _mirror(session, made)
    return made


def _mirror(session: Session, made: Particulars) -> None:
    """Keep the one row of the institution equal to what is in force."""
    row = session.get(Institution, 1)
    values = {name: getattr(made, name) for name in MIRRORED}
    if row is None:
        session.add(Institution(id=1, contact="", **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()


def as_form(requisites: Requisites) -> dict[str, str]:
    """The requisites as a form shows them."""
    return asdict(requisites)
