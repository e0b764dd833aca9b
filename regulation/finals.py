"""Final marks: suggestion, objectivity, «н/а» with its terms and its resolution, the last day (4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from regulation.refusal import N_, Caution, Refusal
from regulation.rules import Rules, Scheme
from regulation.statistics import mean, rounded_mean

__all__ = [
    "Objectivity",
    "ReferralForm",
    "check_final_period",
    "check_no_finals_set",
    "check_not_assessed",
    "check_resolution",
    "countdown",
    "default_deadline",
    "mean",
    "objectivity",
    "rounded_mean",
    "suggest_final",
]

_MARKS = (2, 3, 4, 5)
_ATTEMPTS = 2
_TOLERANCE = Decimal("0.50")
_ROUNDED_UP_FROM: dict[Scheme, int] = {"half": 50, "0.60": 60, "0.65": 65}  # hundredths of a mark


class Objectivity(StrEnum):
    """How a final mark stands to the mean of current marks (5.2)."""

    OBJECTIVE = "objective"
    OVERRATED = "overrated"
    UNDERRATED = "underrated"
    NO_GROUNDS = "no_grounds"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The verdict in words."""
        return _VERDICTS[self]


_VERDICTS = {
    Objectivity.OBJECTIVE: "объективная",
    Objectivity.OVERRATED: "завышена",
    Objectivity.UNDERRATED: "занижена",
    Objectivity.NO_GROUNDS: "нет оснований",
}


class ReferralForm(StrEnum):
    """The form in which an «н/а» is made good (4.2.3)."""

    CREDIT = "credit"
    EXAM = "exam"
    OTHER = "other"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The form in words."""
        return {"credit": "зачёт", "exam": "экзамен", "other": "иная"}[self.value]


def suggest_final(marks: Sequence[int], scheme: Scheme) -> int | None:
    """The final suggested by the unrounded mean of current marks; None is «н/а». The teacher decides.

    `half` rounds up from .50, the others from .60 and .65 of a mark.
    """
    if not marks:
        return None
    whole, rest = divmod(sum(marks), len(marks))
    return whole + 1 if rest * 100 >= _ROUNDED_UP_FROM[scheme] * len(marks) else whole


def objectivity(mean_mark: Decimal | None, final: int | None) -> Objectivity:
    """The verdict on a final: within half a mark of the unrounded mean it is objective (5.2).

    `mean_mark` None: no current marks; `final` None: «н/а»; beside current marks it has no grounds.
    """
    if mean_mark is None:
        return Objectivity.OBJECTIVE if final is None else Objectivity.NO_GROUNDS
    if final is None:
        return Objectivity.NO_GROUNDS
    difference = final - mean_mark
    if difference > _TOLERANCE:
        return Objectivity.OVERRATED
    return Objectivity.UNDERRATED if difference < -_TOLERANCE else Objectivity.OBJECTIVE


def default_deadline(today: date, rules: Rules) -> date:
    """The deadline offered for an «н/а» given today (4.2.3)."""
    return today + timedelta(days=rules.na_default_days)


def check_not_assessed(
    *,
    reason: str,
    deadline: date | None,
    form: ReferralForm | None,
    today: date,
    rules: Rules,
    has_marks: bool,
) -> list[Caution]:
    """«н/а» is given only with a reason, a deadline and a form (4.2.3). Raises E_DEADLINE.

    `has_marks`: current marks exist, so the entry stands with W_NA_WITH_MARKS.
    """
    if not reason.strip():
        raise _no_deadline(
            N_("Для «н/а» укажите причину: почему нет текущих отметок, например «болезнь, справка № 12».")
        )
    if form is None:
        raise _no_deadline(N_("Для «н/а» выберите форму сдачи материала: зачёт, экзамен или иная."))
    if deadline is None:
        raise _no_deadline(N_("Для «н/а» укажите срок сдачи материала."))
    _check_deadline(deadline, today, rules)
    if not has_marks:
        return []
    return [
        Caution(
            "W_NA_WITH_MARKS",
            "4.2.3",
            N_(
                "У обучающегося есть текущие отметки, а «н/а» ставится при их отсутствии. "
                "Запись выделена для проверки."
            ),
        )
    ]


def _check_deadline(deadline: date, today: date, rules: Rules) -> None:
    if deadline < today:
        raise _no_deadline(
            N_("Срок сдачи %(deadline)s уже прошёл. Укажите день не раньше %(today)s."),
            deadline=_written(deadline),
            today=_written(today),
        )
    latest = today + timedelta(days=rules.na_max_days)
    if deadline > latest:
        raise _no_deadline(
            N_("Срок сдачи %(deadline)s слишком далёкий. Укажите день не позже %(latest)s."),
            deadline=_written(deadline),
            latest=_written(latest),
        )


def check_resolution(value: int, resolved_on: date, deadline: date, today: date, attempt: int) -> None:
    """An «н/а» made good: a mark 5–2 on a day that has come, by the deadline at the first attempt (4.2.3).

    The second attempt, by a commission, may come after the deadline; there is no third.
    Raises E_MARK, E_FUTURE, E_DEADLINE.
    """
    if value not in _MARKS:
        raise Refusal("E_MARK", "4.1.8", N_("Итог пересдачи — отметка 5, 4, 3 или 2. Выберите одну из них."))
    if attempt < 1:
        raise ValueError("attempts are numbered from 1")
    if attempt > _ATTEMPTS:
        raise _no_deadline(
            N_(
                "Обе попытки уже использованы: это академическая задолженность. "
                "Обратитесь к заместителю директора."
            )
        )
    if resolved_on > today:
        raise Refusal(
            "E_FUTURE",
            "4.2.3",
            N_("Дата сдачи %(day)s ещё не наступила. Укажите день, когда материал сдан, не позже %(today)s."),
            day=_written(resolved_on),
            today=_written(today),
        )
    if attempt == 1 and resolved_on > deadline:
        raise _no_deadline(
            N_("Срок сдачи истёк %(deadline)s. Теперь возможна вторая попытка — с комиссией: выберите её."),
            deadline=_written(deadline),
        )


def countdown(period_end: date, today: date) -> int:
    """Days left to set finals: 0 on the last day, negative after it (4.2.1)."""
    return (period_end - today).days


def check_final_period(period_end: date, today: date, unlocked_until: date | None) -> list[Caution]:
    """Finals are set by the last day of the study period; later only unlocked, with W_LATE_FINAL (4.2.1).

    `unlocked_until`: the last day of an unlock, included. Raises E_CLOSED.
    """
    if today <= period_end:
        return []
    if unlocked_until is not None and today <= unlocked_until:
        late = -countdown(period_end, today)
        text = N_(
            "Итоговая отметка внесена с опозданием: после окончания учебного периода %(end)s "
            "прошло дней: %(late)s."
        )
        return [Caution("W_LATE_FINAL", "4.2.1", text, {"end": _written(period_end), "late": late})]
    raise Refusal(
        "E_CLOSED",
        "4.2.1",
        N_(
            "Учебный период окончен %(end)s, итоговые отметки закрыты. "
            "Открыть их может администратор контента или заместитель директора: отправьте запрос с причиной."
        ),
        end=_written(period_end),
    )


def check_no_finals_set(finals_set: int) -> None:
    """No lesson is added behind a final that is set, until it is reopened (4.2.2). Raises E_CLOSED.

    `finals_set`: how many finals of the period stand.
    """
    if finals_set:
        raise Refusal(
            "E_CLOSED",
            "4.2.2",
            N_(
                "Итоговые отметки уже выставлены (%(number)s), а их столбец следует сразу "
                "за последним занятием. Сначала снимите итоговые отметки, затем добавьте занятие."
            ),
            number=finals_set,
        )


def _no_deadline(template: str, **params: str) -> Refusal:
    return Refusal("E_DEADLINE", "4.2.3", template, **params)


def _written(day: date) -> str:
    return day.strftime("%d.%m.%Y")
