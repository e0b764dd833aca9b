"""Rule settings: what is in force, history, change by order, the director's approval (7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from journal.holders import is_held
from journal.orders import require_order
from journal.rights import Act, Thing
from journal.rule_settings import (
    approve_rule,
    coming_settings,
    enter_rule,
    history_of,
    refuse_rule,
    waiting_rules,
)
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.directory_access import directory_page
from lti_tool.routing import Needs, Route, add_routes
from models import Office, OrderKind, RuleProposal
from regulation.refusal import Refusal
from regulation.rule_book import BOOK, ENTRIES, FIXED, RuleEntry, value_title, written_value
from regulation.rules import Rules

blueprint = Blueprint("rules", __name__)


@dataclass(frozen=True)
class RuleForm:
    """What was typed, kept when it is refused."""

    value: str = ""
    valid_from: str = ""
    order_number: str = ""
    order_date: str = ""

    @classmethod
    def read(cls) -> RuleForm:
        """Read the request without judging."""
        names = ("value", "valid_from", "order_number", "order_date")
        return cls(**{name: request.form.get(name, "").strip() for name in names})


def index() -> str:
    """Every rule with its value, its default, and what is coming."""
    directory_page()
    return _index_page()


def show(rule_name: str) -> str:
    """One rule: what it means, its history, the form of a change."""
    directory_page()
    entry = _entry(rule_name)
    return _rule_page(entry, RuleForm(_value(entry), acting().today.isoformat()))


def change(rule_name: str) -> AnyResponse | tuple[str, int]:
    """Set the rule by an order, or propose it to the director."""
    office_page(Thing.RULES, Act.EDIT)
    entry, form = _entry(rule_name), RuleForm.read()
    try:
        title = _("О правиле журнала: %(title)s", title=_(entry.title))
        order = require_order(
            acting(), form.order_number, _day(form.order_date), "7.2", OrderKind.RULES, title
        )
        made = enter_rule(acting(), entry.name, form.value, _day(form.valid_from), order)
    except Refusal as refusal:
        db.session.rollback()
        return _rule_page(entry, form, refusal), 422
    if isinstance(made, RuleProposal):
        flash(_("Внесено. Правило изменится, когда его утвердит директор."), "success")
    else:
        flash(_("Правило действует с %(day)s.", day=f"{made.valid_from:%d.%m.%Y}"), "success")
    return redirect(url_for("rules.show", rule_name=entry.name), 303)


def decide(rule_proposal_id: int) -> AnyResponse | tuple[str, int]:
    """The director approves or refuses a change."""
    office_page(Thing.RULES, Act.APPROVE)
    proposal = _proposal(rule_proposal_id)
    reason = request.form.get("reason", "")
    try:
        if request.form.get("decision") == "refuse":
            refuse_rule(acting().because(reason), proposal, reason)
        else:
            approve_rule(acting(), proposal)
    except Refusal as refusal:
        db.session.rollback()
        return _index_page(refusal, reason), 422
    flash(_("Решение записано."), "success")
    return redirect(url_for("rules.index"), 303)


def withdraw(rule_proposal_id: int) -> AnyResponse | tuple[str, int]:
    """Whoever enters changes takes back one that still waits."""
    office_page(Thing.RULES, Act.EDIT)
    try:
        refuse_rule(acting(), _proposal(rule_proposal_id), _("снято до утверждения"))
    except Refusal as refusal:
        db.session.rollback()
        return _index_page(refusal), 422
    flash(_("Изменение снято, не вступив в силу."), "success")
    return redirect(url_for("rules.index"), 303)


def _index_page(refusal: Refusal | None = None, reason: str = "") -> str:
    defaults = Rules()
    lines = [
        (
            entry,
            value_title(entry.name, _value(entry)),
            value_title(entry.name, written_value(defaults, entry.name)),
        )
        for entry in ENTRIES
    ]
    return render_template(
        "rules/index.html", lines=lines, coming=coming_settings(acting()), waiting=waiting_rules(acting()), book=BOOK,
        value_title=value_title, refusal=refusal, reason=reason, fixed=[(name, getattr(acting().rules, name)) for name in FIXED],
    )  # fmt: skip


def _rule_page(entry: RuleEntry, form: RuleForm, refusal: Refusal | None = None) -> str:
    waiting = next((one for one in waiting_rules(acting()) if one.name == entry.name), None)
    return render_template(
        "rules/show.html", entry=entry, form=form, refusal=refusal, history=history_of(acting(), entry.name), waiting=waiting,
        now=value_title(entry.name, _value(entry)), default=value_title(entry.name, written_value(Rules(), entry.name)),
        value_title=value_title, has_director=is_held(acting(), Office.DIRECTOR), today=acting().today,
    )  # fmt: skip


def _value(entry: RuleEntry) -> str:
    """The value in force as text; of the directory of terms only what was added to it."""
    if entry.is_words:
        history = [one for one in history_of(acting(), entry.name) if one.valid_from <= acting().today]
        return history[0].value if history else ""
    return written_value(acting().rules, entry.name)


def _entry(rule_name: str) -> RuleEntry:
    if rule_name not in BOOK:
        raise NotFound
    return BOOK[rule_name]


def _proposal(proposal_id: int) -> RuleProposal:
    found = db.session.get(RuleProposal, proposal_id)
    if found is None:
        raise NotFound
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


VIEW, EDIT = Needs(Thing.RULES, Act.VIEW), Needs(Thing.RULES, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/rules", index, VIEW),
        Route("GET", "/rules/<rule_name>", show, VIEW),
        Route("POST", "/rules/<rule_name>", change, EDIT),
        Route(
            "POST",
            "/rules/proposals/<int:rule_proposal_id>/decision",
            decide,
            Needs(Thing.RULES, Act.APPROVE),
        ),
        Route("POST", "/rules/proposals/<int:rule_proposal_id>/withdraw", withdraw, EDIT),
    ],
)
