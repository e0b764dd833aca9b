"""What is typed to give an office or to take it away, kept when it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from journal.acting import Acting
from journal.appointments import GRANTING, Appointment
from journal.orders import require_order
from models import Grant, Journal, Office, Order, OrderKind, StudyGroup, User
from regulation.refusal import N_, Refusal


@dataclass(frozen=True)
class OrderChoice:
    """An order of the register, or a number and a date to register."""

    order_id: str = ""
    number: str = ""
    dated: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> OrderChoice:
        """Read without judging."""
        names = {"order_id": "order_id", "number": "order_number", "dated": "order_date"}
        return cls(**{name: form.get(field, "").strip() for name, field in names.items()})

    def found(self, acting: Acting, kind: OrderKind, title: str) -> Order:
        """The chosen order, or the registered one with this number and date. Raises E_ORDER."""
        if self.order_id:
            number = as_number(self.order_id)
            order = acting.session.get(Order, number) if number else None
            if order is None or order.kind not in GRANTING:
                raise Refusal("E_ORDER", "3.3", N_("Выберите приказ из списка или впишите его номер и дату."))
            return order
        return require_order(acting, self.number, as_day(self.dated), "3.3", kind, title)


@dataclass(frozen=True)
class GrantForm:
    """An office to be given."""

    office: str = ""
    group_id: str = ""
    journal_id: str = ""
    starts_on: str = ""
    ends_on: str = ""
    order: OrderChoice = OrderChoice()

    @classmethod
    def read(cls, form: Mapping[str, str]) -> GrantForm:
        """Read without judging."""
        names = ("office", "group_id", "journal_id", "starts_on", "ends_on")
        return cls(**{name: form.get(name, "").strip() for name in names}, order=OrderChoice.read(form))

    def appointment(self, acting: Acting, user: User) -> Appointment:
        """What it says. Raises E_SCOPE for an unknown office, group or journal, E_PERIOD for days that are none."""
        starts_on, ends_on = as_day(self.starts_on), as_day(self.ends_on)
        if starts_on is None or (self.ends_on and ends_on is None):
            raise Refusal(
                "E_PERIOD", "3.3", N_("Укажите первый день полномочия; последний — если он назван в приказе.")
            )
        if self.office not in {one.value for one in Office}:
            raise Refusal("E_SCOPE", "3.3", N_("Выберите должность."))
        journal_id, group_id = as_number(self.journal_id), as_number(self.group_id)
        journal = acting.session.get(Journal, journal_id) if journal_id else None
        group = acting.session.get(StudyGroup, group_id) if group_id and journal is None else None
        return Appointment(user, Office(self.office), starts_on, ends_on, group, journal)


@dataclass(frozen=True)
class EndForm:
    """An office to be taken away: at once, or after `last_day`."""

    last_day: str = ""
    reason: str = ""
    order: OrderChoice = OrderChoice()

    @classmethod
    def read(cls, form: Mapping[str, str]) -> EndForm:
        """Read without judging."""
        return cls(form.get("last_day", "").strip(), form.get("reason", "").strip(), OrderChoice.read(form))


def scope_text(grant: Grant) -> str:
    """«БУ-23-1», «МДК.01.01 Учёт активов, БУ-23-1», nothing for the whole institution."""
    if grant.journal is not None:
        return f"{grant.journal.discipline.title}, {grant.journal.group.name}"
    return grant.group.name if grant.group is not None else ""


def as_day(text: str) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_number(text: str) -> int | None:
    """A row's number; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
