"""What each setting of the rules means, what it may be, and which clause it reads (7.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from regulation.refusal import N_, Refusal
from regulation.rules import Rules


@dataclass(frozen=True)
class RuleEntry:
    """A setting as people read it: `least` and `most` for numbers, `choices` value → words, neither for a word list."""

    name: str
    clause: str
    title: str
    explanation: str
    least: int = 0
    most: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number."""
        return self.most > 0

    @property
    def is_words(self) -> bool:
        """Whether it is a list of words added to the directory."""
        return not self.is_number and not self.choices


_YES_NO = {"true": N_("да"), "false": N_("нет")}
ENTRIES: tuple[RuleEntry, ...] = (
    RuleEntry(
        "lock_days", "4.1.1", N_("Через сколько дней занятие закрывается"),
        N_("Столько дней после занятия преподаватель вносит и правит записи сам (опоздание отмечается). Потом — только по разблокировке."),
        1, 60,
    ),
    RuleEntry(
        "written_days", "4.1.1", N_("Дней на проверку письменных работ"),
        N_("Отметки за письменную работу, внесённые в этот срок, опозданием не считаются."), 0, 60,
    ),
    RuleEntry(
        "min_marks", "4.2.3", N_("Сколько отметок нужно для аттестации"),
        N_("Если текущих отметок меньше, журнал предупреждает при выставлении итоговой."), 0, 20,
    ),
    RuleEntry(
        "final_scheme", "4.2", N_("Как подсказывается итоговая отметка"),
        N_("Из среднего балла текущих отметок. Решает преподаватель: подсказка ни к чему не обязывает."),
        choices={
            "half": N_("по обычному округлению: 3,5 → 4"), "0.60": N_("вверх от 0,60: 3,60 → 4"),
            "0.65": N_("вверх от 0,65: 3,65 → 4"),
        },
    ),
    RuleEntry(
        "na_default_days", "4.2.3", N_("Обычный срок сдачи после «н/а», дней"),
        N_("Предлагается при выставлении «н/а»; его можно изменить в пределах наибольшего срока."), 1, 365,
    ),
    RuleEntry(
        "na_max_days", "4.2.3", N_("Наибольший срок сдачи после «н/а», дней"),
        N_("Больше этого срока назначить нельзя; по закону — не больше года."), 1, 365,
    ),
    RuleEntry(
        "sou_na", "5.1.2", N_("Вес «н/а» в степени обученности"),
        N_("Во сколько сотых оценивается неаттестованный при расчёте СОУ."), 0, 100,
    ),
    RuleEntry(
        "pass_fail_in_sheet", "4.2.5", N_("«Зачтено / не зачтено» в зачётной ведомости"),
        N_("В журнале зачёт всё равно записывается отметкой по пятибалльной шкале (п. 4.1.8)."), choices=_YES_NO,
    ),
    RuleEntry(
        "sheet_percent_base", "4.2.5", N_("От кого считаются проценты в ведомости"),
        N_("Успеваемость и качество — от всех в списке или только от явившихся."),
        choices={"listed": N_("от всех в списке"), "present": N_("от явившихся")},
    ),
    RuleEntry(
        "week_days", "3.9.2", N_("Рабочая неделя"),
        N_("По ней считаются рабочие дни для сроков движения контингента."),
        choices={"5": N_("пятидневная"), "6": N_("шестидневная")},
    ),
    RuleEntry(
        "week_count", "3.10.1", N_("Откуда считать числитель и знаменатель"),
        N_("Первая неделя выбранного отсчёта — числитель."),
        choices={
            "term": N_("с начала семестра"), "year": N_("с начала учебного года"), "iso": N_("по номеру недели календаря"),
        },
    ),
    RuleEntry(
        "movement_days", "3.9.2", N_("Рабочих дней на внесение движения контингента"),
        N_("Считаются со следующего рабочего дня после даты приказа. Внесённое позже отмечается как опоздание."), 1, 30,
    ),
    RuleEntry(
        "teachers_from_lms", "3.3", N_("Преподаватели — из курса LMS"),
        N_("«Да»: журнал ведёт тот, кто преподаёт в курсе LMS. «Нет»: только тот, кто назначен приказом."), choices=_YES_NO,
    ),
    RuleEntry(
        "latin_terms", "4.1.2", N_("Термины латиницей"),
        N_("Слова, которые можно писать латиницей в темах и заданиях, через пробел или запятую. Они добавляются к словарю журнала."),
    ),
)  # fmt: skip
BOOK: dict[str, RuleEntry] = {entry.name: entry for entry in ENTRIES}
FIXED = ("timezone",)  # set where the journal is installed: days already recorded hang on it
_LONGEST = 500
_SEPARATORS = re.compile(r"[\s,;]+")


def written_value(rules: Rules, name: str) -> str:
    """The value of a setting in the rules as the text that sets it; '' for the directory of terms itself."""
    value = getattr(rules, name)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if isinstance(value, frozenset) else str(value)


def check_value(name: str, text: str, rules: Rules) -> str:
    """The value to keep for a setting. Raises E_RULE for an unknown one, a bad value, or one that makes no sense with
    the others in force (`rules`).
    """
    entry = BOOK.get(name)
    if entry is None:
        raise Refusal("E_RULE", "7.2", N_("Такого правила, которое меняется приказом, нет."))
    value = " ".join(_SEPARATORS.split(text.strip())).strip() if entry.is_words else text.strip()
    if entry.is_number and not _is_within(value, entry):
        raise Refusal(
            "E_RULE", "7.2", N_("«%(title)s»: нужно целое число от %(least)s до %(most)s."),
            title=entry.title, least=entry.least, most=entry.most,
        )  # fmt: skip
    if entry.choices and value not in entry.choices:
        raise Refusal("E_RULE", "7.2", N_("«%(title)s»: выберите одно из значений."), title=entry.title)
    if entry.is_words and (
        not value or len(value) > _LONGEST or not re.fullmatch(r"[A-Za-z0-9 +#./_-]+", value)
    ):
        raise Refusal(
            "E_RULE",
            "7.2",
            N_("Впишите термины латинскими буквами и цифрами, не больше %(most)s знаков."),
            most=_LONGEST,
        )
    changed = rules.with_overrides({name: value})
    if changed.na_default_days > changed.na_max_days:
        raise Refusal(
            "E_RULE", "4.2.3", N_("Обычный срок сдачи после «н/а» не может быть больше наибольшего: %(days)s дней."),
            days=changed.na_max_days,
        )  # fmt: skip
    return str(int(value)) if entry.is_number else value


def value_title(name: str, value: str) -> str:
    """The value as people read it; a sentence for gettext where it is a choice."""
    entry = BOOK.get(name)
    return entry.choices.get(value, value) if entry else value


def is_complete() -> bool:
    """Whether every setting of the rules has its entry (or is fixed): a test asks."""
    return {item.name for item in fields(Rules)} == set(BOOK) | set(FIXED)


def _is_within(text: str, entry: RuleEntry) -> bool:
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    return is_number and entry.least <= int(text) <= entry.most
