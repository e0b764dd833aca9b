"""What the page's scripts are told of the rules, so that they say no at the cell in the server's own words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from lti_tool.i18n import sentence
from regulation.days import check_not_future, lock_verdict
from regulation.refusal import N_, Refusal
from regulation.rules import Rules
from regulation.scale import parse_mark, parse_result

# What people type instead of a mark; anything else is explained as any other text.
_SIGNS = ("0", "1", "6", "7", "8", "9", "+", "-", "−", "–", ".", ",", "*", "_", "…", "✓", "б", "у", "h")
_TAILS = ("-", "+", "−", "–")
_WORDS = (
    "н/а", "на", "н/б", "нб", "н", "оп", "осв", "осв.", "зач", "зач.", "зачёт", "зачет", "зачтено", "незач", "н/з", "10",
    "отл", "хор", "удовл", "неуд", "3,5",
)  # fmt: skip
_ANY = "ъъ"
_OUT = N_(
    "%(day)s %(name)s не числится в группе, поэтому запись за этот день не вносится. "
    "Если это ошибка, обратитесь к секретарю: движение вносится по приказу."
)
_LATE = N_("Внесено с опозданием, дней: %(days)s.")


@lru_cache(maxsize=8)
def rule_texts(rules: Rules) -> dict[str, Any]:
    """Sentences by what they are about; {name} marks a place the script fills, {v} the typed text.

    `marks`: `lines` are the sentences, `current` and `result` (МИУД) map typed texts to them, `other` is for the
    rest; «3,5» stands for every fraction.
    """
    return {
        "marks": _mark_texts(rules),
        "future": _open_text(lambda: check_not_future(date(2001, 1, 2), date(2001, 1, 1))),
        "locked": _open_text(lambda: _raise(lock_verdict(date(2001, 1, 1), date(2031, 1, 1), rules).refusal)),
        "out": _with_places(Refusal("E_NOT_MEMBER", "3.9.2", _OUT, day="", name="")),
        "late": _with_places(Refusal("W_LATE", "4.1.1", _LATE, days="")),
    }


def script_json(data: dict[str, Any]) -> Markup:
    """Data for a script element: JSON in which nothing can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _mark_texts(rules: Rules) -> dict[str, Any]:
    lines: list[str] = []

    def line(parse: Callable[[str, Rules], Any], typed: str) -> int | None:
        try:
            parse(typed, rules)
        except Refusal as refusal:
            shown = {name: "{v}" if name == "value" else value for name, value in refusal.params.items()}
            text = sentence(Refusal(refusal.code, refusal.clause, refusal.template, **shown))
            if text not in lines:
                lines.append(text)
            return lines.index(text)
        return None

    typed = [*_SIGNS, *(digit + tail for digit in "2345" for tail in _TAILS), *_WORDS]
    other = line(parse_mark, _ANY)
    current = {text: at for text in typed if (at := line(parse_mark, text)) not in (None, other)}
    result = {
        text: at
        for text in typed
        if (at := line(parse_result, text)) is not None and at != current.get(text, other)
    }
    return {"lines": lines, "current": current, "result": result, "other": other}


def _open_text(check: Callable[[], None]) -> str:
    try:
        check()
    except Refusal as refusal:
        return _with_places(refusal)
    raise AssertionError("the rule did not refuse")


def _with_places(refusal: Refusal) -> str:
    places = {name: f"{{{name}}}" for name in refusal.params}
    return sentence(Refusal(refusal.code, refusal.clause, refusal.template, **places))


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal
