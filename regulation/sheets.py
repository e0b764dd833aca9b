"""Examination and credit sheets: states, numbers, outcomes, totals, closing (4.2.5, F-14, F-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from regulation.refusal import N_, Refusal
from regulation.rules import Rules
from regulation.statistics import percent, rounded_mean

_CLAUSE = "4.2.5"
_NAMES_SHOWN = 10

COMMISSION_SUFFIX = "-К"
INDIVIDUAL_SUFFIX = "-И"


class SheetState(StrEnum):
    """draft → opened → filled → closed → corrected; opened | filled → annulled."""

    DRAFT = "draft"
    OPENED = "opened"
    FILLED = "filled"
    CLOSED = "closed"
    CORRECTED = "corrected"
    ANNULLED = "annulled"


class Outcome(StrEnum):
    """What a line of a sheet may say."""

    EXCELLENT = "5"
    GOOD = "4"
    SATISFACTORY = "3"
    UNSATISFACTORY = "2"
    ABSENT = "absent"
    BARRED = "barred"
    PASSED = "passed"
    NOT_PASSED = "not_passed"


SHEET_STATE_TITLES: dict[SheetState, str] = {
    SheetState.DRAFT: "черновик",
    SheetState.OPENED: "открыта",
    SheetState.FILLED: "заполнена",
    SheetState.CLOSED: "закрыта",
    SheetState.CORRECTED: "исправлена",
    SheetState.ANNULLED: "аннулирована",
}

_WORDS: dict[Outcome, str] = {
    Outcome.EXCELLENT: "отлично",
    Outcome.GOOD: "хорошо",
    Outcome.SATISFACTORY: "удовлетворительно",
    Outcome.UNSATISFACTORY: "неудовлетворительно",
    Outcome.ABSENT: "не явился",
    Outcome.BARRED: "не допущен",
    Outcome.PASSED: "зачтено",
    Outcome.NOT_PASSED: "не зачтено",
}

_NUMERIC = (Outcome.EXCELLENT, Outcome.GOOD, Outcome.SATISFACTORY, Outcome.UNSATISFACTORY)
_PASS_FAIL = (Outcome.PASSED, Outcome.NOT_PASSED)

_NEXT: dict[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.OPENED, SheetState.ANNULLED}),
    SheetState.OPENED: frozenset({SheetState.FILLED, SheetState.ANNULLED}),
    SheetState.FILLED: frozenset({SheetState.CLOSED, SheetState.ANNULLED}),
    SheetState.CLOSED: frozenset({SheetState.CORRECTED}),
    SheetState.CORRECTED: frozenset({SheetState.CORRECTED}),
    SheetState.ANNULLED: frozenset(),
}

_WHAT_TO_DO: dict[SheetState, str] = {
    SheetState.DRAFT: N_("Ведомость — черновик. Сначала откройте её: тогда она получит номер и список."),
    SheetState.OPENED: N_("Ведомость открыта. Заполните её или аннулируйте с указанием причины."),
    SheetState.FILLED: N_("Ведомость заполнена. Закройте её или аннулируйте с указанием причины."),
    SheetState.CLOSED: N_(
        "Ведомость закрыта. Она исправляется только приказом: укажите его номер, дату и причину."
    ),
    SheetState.CORRECTED: N_(
        "Ведомость закрыта и исправлена. Следующее исправление — тоже приказом: "
        "укажите его номер, дату и причину."
    ),
    SheetState.ANNULLED: N_("Ведомость аннулирована, её номер сохранён. Откройте новую ведомость."),
}


def check_transition(old: SheetState, new: SheetState) -> None:
    """A sheet goes from state to state only as the regulation has it. Raises E_CLOSED."""
    if new not in _NEXT[old]:
        raise Refusal("E_CLOSED", _CLAUSE, _WHAT_TO_DO[old])


def check_writable(state: SheetState) -> None:
    """Outcomes are entered in an opened sheet until it is closed. Raises E_CLOSED."""
    if state not in (SheetState.OPENED, SheetState.FILLED):
        raise Refusal("E_CLOSED", _CLAUSE, _WHAT_TO_DO[state])


def sheet_number(academic_year: str, semester: int, serial: int, suffix: str = "") -> str:
    """«2026/27-1-0007»: serials have no gaps within an academic year; a retake adds its suffix (F-14)."""
    if serial < 1 or semester not in (1, 2):
        raise ValueError("a serial begins with 1, a semester is 1 or 2")
    return f"{academic_year}-{semester}-{serial:04d}{suffix}"


def retake_suffix(number: int) -> str:
    """«-П1» for the first retake."""
    if number < 1:
        raise ValueError("retakes are numbered from 1")
    return f"-П{number}"


def outcome_digit(outcome: Outcome) -> int | None:
    """The mark of a numeric outcome; None for a word («не явился», «зачтено»)."""
    return int(outcome.value) if outcome in _NUMERIC else None


def outcome_in_words(outcome: Outcome) -> str:
    """The outcome as the sheet writes it in words."""
    return _WORDS[outcome]


def allowed_outcomes(kind: Literal["exam", "credit"], rules: Rules) -> tuple[Outcome, ...]:
    """What a line may say: 5–2, не явился, не допущен; in a credit sheet зачтено, не зачтено.

    The last two only when `rules.pass_fail_in_sheet` is on.
    """
    outcomes = (*_NUMERIC, Outcome.ABSENT, Outcome.BARRED)
    return outcomes + _PASS_FAIL if kind == "credit" and rules.pass_fail_in_sheet else outcomes


def check_outcome(outcome: Outcome, kind: Literal["exam", "credit"], rules: Rules) -> None:
    """Refuse an outcome that a sheet of the kind does not have (4.1.8). Raises E_MARK."""
    if outcome not in allowed_outcomes(kind, rules):
        raise Refusal(
            "E_MARK",
            "4.1.8",
            N_("«%(words)s» в этой ведомости не пишется. Выберите 5, 4, 3, 2, «не явился» или «не допущен»."),
            words=outcome_in_words(outcome),
        )


@dataclass(frozen=True)
class SheetTotals:
    """The bottom of a sheet: numbers of people, percentages to 0.1, mean to 0.01 (None: nobody to count)."""

    listed: int
    n5: int
    n4: int
    n3: int
    n2: int
    absent: int
    barred: int
    passed: int
    not_passed: int
    blank: int
    success: Decimal | None
    quality: Decimal | None
    mean: Decimal | None

    @property
    def appeared(self) -> int:
        """Who appeared and was examined."""
        return self.listed - self.absent - self.barred - self.blank


def totals(outcomes: Sequence[Outcome | None], rules: Rules) -> SheetTotals:
    """Totals of a sheet's lines, None for a line without an outcome yet.

    Percentages are of the list (lines with an outcome) or of those who appeared: `rules.sheet_percent_base`.
    Quality is of numeric marks: a sheet of «зачтено» alone has none.
    """
    counts = Counter(outcomes)
    n5, n4, n3, n2 = (counts[outcome] for outcome in _NUMERIC)
    passed, not_passed = (counts[outcome] for outcome in _PASS_FAIL)
    absent, barred, blank = counts[Outcome.ABSENT], counts[Outcome.BARRED], counts[None]
    base = len(outcomes) - blank
    if rules.sheet_percent_base == "present":
        base -= absent + barred
    has_only_words = passed + not_passed > 0 and n5 + n4 + n3 + n2 == 0
    marks = [int(outcome.value) for outcome in outcomes if outcome in _NUMERIC]
    return SheetTotals(
        listed=len(outcomes),
        n5=n5,
        n4=n4,
        n3=n3,
        n2=n2,
        absent=absent,
        barred=barred,
        passed=passed,
        not_passed=not_passed,
        blank=blank,
        success=percent(n5 + n4 + n3 + passed, base),
        quality=None if has_only_words else percent(n5 + n4, base - passed - not_passed),
        mean=rounded_mean(marks),
    )


def check_closing(blank_names: Sequence[str], total: int) -> None:
    """A sheet closes when every line has an outcome. Raises E_SHEET_BLANKS naming the people without one.

    `total`: lines in the sheet.
    """
    if total == 0:
        raise Refusal(
            "E_SHEET_BLANKS",
            _CLAUSE,
            N_("В ведомости нет ни одного обучающегося. Аннулируйте её с указанием причины."),
        )
    if not blank_names:
        return
    names = ", ".join(blank_names[:_NAMES_SHOWN])
    if len(blank_names) <= _NAMES_SHOWN:
        text = N_(
            "Нет результата: %(names)s. Внесите отметку, «не явился» или «не допущен» — и закройте ведомость."
        )
        raise Refusal("E_SHEET_BLANKS", _CLAUSE, text, names=names)
    raise Refusal(
        "E_SHEET_BLANKS",
        _CLAUSE,
        N_(
            "Нет результата: %(names)s и ещё %(more)s. "
            "Внесите отметку, «не явился» или «не допущен» — и закройте ведомость."
        ),
        names=names,
        more=len(blank_names) - _NAMES_SHOWN,
    )


def check_correction(order_number: str, order_date: date | None, reason: str, today: date) -> None:
    """A closed sheet is corrected only by an order with number, date and reason. Raises E_ORDER."""
    if not order_number.strip():
        raise Refusal("E_ORDER", _CLAUSE, N_("Закрытая ведомость исправляется приказом. Укажите его номер."))
    if order_date is None:
        raise Refusal("E_ORDER", _CLAUSE, N_("Закрытая ведомость исправляется приказом. Укажите его дату."))
    if order_date > today:
        raise Refusal(
            "E_ORDER",
            _CLAUSE,
            N_("Дата приказа %(day)s ещё не наступила. Укажите дату не позже %(today)s."),
            day=order_date.strftime("%d.%m.%Y"),
            today=today.strftime("%d.%m.%Y"),
        )
    if not reason.strip():
        raise Refusal("E_ORDER", _CLAUSE, N_("Укажите причину исправления: что было внесено неверно."))


def check_annulment(reason: str) -> None:
    """An annulled sheet keeps its number and says why. Raises E_REASON."""
    if not reason.strip():
        raise Refusal(
            "E_REASON",
            _CLAUSE,
            N_("Укажите причину аннулирования: номер ведомости остаётся в учёте вместе с ней."),
        )
