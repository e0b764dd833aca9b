"""What is typed into the consent form."""

from __future__ import annotations

from datetime import date

from flask import request

from journal.consents import Given
from models import ConsentHow, User
from regulation.consents import CLAUSE, Purpose, Relation
from regulation.refusal import N_, Refusal


def read_given(today: date, people: dict[int, User]) -> Given:
    """A consent on paper as the curator typed it. `people`: parents of the student the journal knows already."""
    user_id = request.form.get("user", "")
    return Given(
        giver_name=request.form.get("giver", ""),
        relation=_relation(),
        purposes=read_purposes(),
        given_on=_day("given_on") or today,
        how=ConsentHow.PAPER,
        expires_on=_day("expires_on"),
        user=people.get(int(user_id)) if user_id.isascii() and user_id.isdigit() else None,
    )


def read_purposes() -> list[Purpose]:
    """The purposes that were ticked; unknown ones count as none."""
    known = {purpose.value for purpose in Purpose}
    return [Purpose(text) for text in request.form.getlist("purpose") if text in known]


def _relation() -> Relation:
    text = request.form.get("relation", "")
    if text not in {one.value for one in Relation}:
        raise Refusal(
            "E_CONSENT_GIVER", CLAUSE, N_("Выберите, кем приходится обучающемуся тот, кто дал согласие.")
        )
    return Relation(text)


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "E_CONSENT_DATE", CLAUSE, N_("Дата не читается. Впишите её в виде ДД.ММ.ГГГГ.")
        ) from None
