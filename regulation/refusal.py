"""What a rule says no with: a code, a sentence telling what to do, and the clause it follows from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Marks a sentence for the translators' catalogue; the edge translates it."""
    return text


def cite(clause: str) -> str:
    """«п. 4.1.8» for a clause of the regulation, the act itself for anything else."""
    return f"п. {clause}" if clause[:1].isdigit() and "ФЗ" not in clause else clause


class Refusal(Exception):
    """A rule refuses. `template` is a Russian sentence with %(name)s places filled from `params`."""

    def __init__(self, code: str, clause: str, template: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.clause = clause
        self.template = template
        self.params = params

    @property
    def message(self) -> str:
        """The whole sentence with its clause."""
        return _compose(self.template, self.params, self.clause)


@dataclass(frozen=True)
class Caution:
    """Allowed, flagged (W_*): the entry stands and shows up in oversight."""

    code: str
    clause: str
    template: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The whole sentence with its clause."""
        return _compose(self.template, self.params, self.clause)


def _compose(template: str, params: dict[str, Any], clause: str) -> str:
    text = template % params if params else template
    return f"{text} ({cite(clause)})" if clause else text
