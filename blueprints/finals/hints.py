"""What stands beside a final: how objective it is, the terms of an «н/а», the sheet it came from (4.2.3, 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from journal.final_rows import FinalCell, FinalsPage, FinalTotals
from lti_tool.pages import day, decimal
from models import FinalScope
from regulation.finals import Objectivity, ReferralForm


class Hint(NamedTuple):
    """A few words and their tone: «», «warn» or «bad»."""

    text: str
    tone: str = ""


def hint_of(cell: FinalCell, min_marks: int) -> Hint:
    """The words beside the final."""
    final = cell.final
    if final is not None and cell.is_open_debt:
        return _debt(cell)
    words: list[str] = []
    tone = ""
    if final is not None and final.not_assessed:
        words.append(_("«н/а» закрыто %(day)s", day=day(final.resolved_on)))
    if cell.sheet:
        words.append(_("вед. № %(number)s", number=cell.sheet[1]))
    verdict = cell.verdict
    if verdict is not None and verdict is not Objectivity.OBJECTIVE:
        words.append(verdict.title)
        tone = "warn"
    if final is not None and cell.text and final.is_late:
        words.append(_("внесена после срока"))
        tone = tone or "warn"
    if cell.scope is FinalScope.TERM and not cell.text and 0 < len(cell.marks) < min_marks:
        words.append(_("мало отметок: %(count)s из %(need)s", count=len(cell.marks), need=min_marks))
        tone = "warn"
    return Hint(" · ".join(words), tone)


def _debt(cell: FinalCell) -> Hint:
    final = cell.final
    assert final is not None
    form = ReferralForm(final.na_form).title if final.na_form in set(ReferralForm) else final.na_form
    words = _("сдать до %(day)s, %(form)s", day=day(final.na_deadline), form=form)
    if cell.marks:
        words = f"{words} · " + _("есть текущие отметки")
    return Hint(words, "warn" if cell.marks else "")


def totals_text(totals: FinalTotals) -> str:
    """The bottom of a column in one line."""
    counts, shares = totals.counts, totals.results
    given = sum(number for text, number in counts.items() if text)
    line: str = _(
        "выставлено %(given)s из %(all)s · успеваемость %(success)s %% · качество %(quality)s %% · средний балл %(mean)s",
        given=given,
        all=given + counts[""],
        success=decimal(shares.success, 1),
        quality=decimal(shares.quality, 1),
        mean=decimal(shares.mean),
    )
    owed: str = _("н/а: %(count)s", count=counts["н/а"])
    return f"{line} · {owed}" if counts["н/а"] else line


def add_hints(page: FinalsPage, min_marks: int, results: Sequence[dict[str, Any]]) -> None:
    """Give each saved result the words beside it and the bottom of its column as they are now."""
    lines = {line.student.id: line for line in page.lines}
    for result in results:
        of = result.get("of")
        if not result["ok"] or not of or of["student"] not in lines:
            continue
        scope = FinalScope(of["scope"])
        result["hint"] = hint_of(lines[of["student"]].cells[scope], min_marks)._asdict()
        result["totals"] = totals_text(page.totals[scope])
