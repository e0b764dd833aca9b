"""How the papers about consents and access are laid out: F-27, the list handed on, F-24, F-28."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from journal.acting import Acting
from journal.papers.consents import SlipsPaper, forms_of, register_of, transfer_of
from lti_tool.printing.forms import Form, office_form

Values = Mapping[str, Any]


def forms(acting: Acting, values: Values) -> Form:
    """F-27: a sheet for each student."""
    paper = forms_of(acting, values["students"])
    title = "Согласие на обработку персональных данных"
    if len(paper.forms) == 1:
        title += f" — {paper.forms[0].student}"
    return office_form(
        "consent", title, paper, _at(acting), pages=len(paper.forms), cells=120 * len(paper.forms)
    )


def transfer(acting: Acting, values: Values) -> Form:
    """The list of consents handed on (3.11.1)."""
    paper = transfer_of(acting, values["transfer_id"])
    title = f"Передача согласий № {paper.number} от {paper.dated:%d.%m.%Y}"
    return office_form("consent_transfer", title, paper, _at(acting), is_wide=True, cells=7 * len(paper.rows))


def register(acting: Acting, values: Values) -> Form:
    """F-24."""
    first, last = date.fromisoformat(values["first"]), date.fromisoformat(values["last"])
    paper = register_of(acting, first, last)
    title = f"Журнал выдачи реквизитов доступа {first:%d.%m.%Y}–{last:%d.%m.%Y}"
    return office_form("credentials", title, paper, _at(acting), is_wide=True, cells=10 * len(paper.rows))


def slips(acting: Acting, paper: SlipsPaper) -> Form:
    """F-28: eight to a sheet, cut apart. Never a job: a job's row would keep the codes."""
    sheets = [paper.slips[start : start + 8] for start in range(0, len(paper.slips), 8)]
    return office_form(
        "slips", "Реквизиты доступа", paper, _at(acting), layout={"sheets": sheets}, pages=len(sheets),
        cells=20 * len(paper.slips),
    )  # fmt: skip


def _at(acting: Acting) -> Any:
    return acting.now.astimezone(acting.zone)
