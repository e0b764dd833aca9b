"""The five-point scale and nothing but it (4.1.8); «н/а» is a result of its own (4.2.3)."""

from __future__ import annotations

import re
import unicodedata

from regulation.refusal import N_, Refusal
from regulation.rules import Rules

MARKS: tuple[int, ...] = (5, 4, 3, 2)
NOT_ASSESSED = "н/а"

_EXACT = {str(mark): mark for mark in MARKS}
_WORDS = {5: "отлично", 4: "хорошо", 3: "удовлетворительно", 2: "неудовлетворительно"}
_SHORTS = {"отл": 5, "хор": 4, "удовл": 3, "уд": 3, "неуд": 2, "неудовл": 2}
_DEFAULTS = Rules()

_EMPTY = N_("Отметка не введена. Введите 5, 4, 3 или 2.")
_ONE = N_("Отметки «1» нет: ставятся 5, 4, 3 и 2. Неудовлетворительно — это 2.")
_ZERO = N_(
    "Отметки «0» нет: ставятся 5, 4, 3 и 2. Если работа не сдана, оставьте клетку пустой или поставьте 2."
)
_OUTSIDE = N_("«%(value)s» вне пятибалльной шкалы. Переведите результат в отметку 5, 4, 3 или 2.")
_SIGNED = N_("Плюсы и минусы к отметке не ставятся: вместо «%(value)s» введите целую отметку 5, 4, 3 или 2.")
_FRACTION = N_("Дробных отметок нет: вместо «%(value)s» введите 5, 4, 3 или 2. Среднее журнал считает сам.")
_SEVERAL = N_(
    "В клетке одна отметка, а введено «%(value)s». Для второй отметки добавьте к занятию ещё один вид работы."
)
_PASSED = N_("«%(value)s» в журнал не пишется: зачёт оценивается числом. Введите 5, 4, 3 или 2.")
_PASSED_SHEET = N_(
    "«%(value)s» пишется только в зачётной ведомости, а в журнале зачёт оценивается числом. "
    "Введите 5, 4, 3 или 2."
)
_PLUS = N_(
    "Знак «%(value)s» не отметка. Введите 5, 4, 3 или 2: выполненную работу журнал засчитает по отметке."
)
_EXEMPT = N_(
    "Запись «осв.» не допускается (п. 4.2.4): у обучающегося со справкой оцениваются теоретические знания. "
    "Поставьте 5, 4, 3 или 2 в столбец «ТЗ»."
)
_EXEMPT_RESULT = N_(
    "Запись «осв.» не допускается (п. 4.2.4): оцениваются теоретические знания по дисциплине. "
    "Поставьте 5, 4, 3 или 2, а если оценивать нечего — «н/а»."
)
_DOT = N_("Точки и прочерки в клетке не ставятся. Оставьте её пустой или введите 5, 4, 3 или 2.")
_NA_HERE = N_(
    "«н/а» за занятие не ставится: это итог, его место в столбце МИУД и в «Итоговых отметках» (п. 4.2.3). "
    "Здесь введите 5, 4, 3 или 2."
)
_NA_OTHERWISE = N_("Вместо «%(value)s» наберите «н/а» русскими буквами или введите 5, 4, 3 или 2.")
_ABSENT = N_(
    "«%(value)s» — это посещаемость, у неё своё поле: отметьте её клавишей «н». Отметка — 5, 4, 3 или 2."
)
_WORD = N_("Отметка пишется цифрой: вместо «%(value)s» введите %(mark)s.")
_OTHER = N_("«%(value)s» не отметка. Введите 5, 4, 3 или 2: других обозначений успеваемости в журнале нет.")
_ABSENT_RESULT = N_("«%(value)s» — это посещаемость, а не итог. Введите 5, 4, 3, 2 или «н/а».")

# The same mistakes made in МИУД or a final are explained in their own words.
_FOR_RESULTS = {_NA_HERE: _NA_OTHERWISE, _EXEMPT: _EXEMPT_RESULT, _ABSENT: _ABSENT_RESULT}

# What people type instead of a mark, the first match explains. Texts are case-folded, ё as е, without spaces.
_EXPLAINED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r""), _EMPTY),
    (re.compile(r"1"), _ONE),
    (re.compile(r"0+"), _ZERO),
    (re.compile(r"[0-9][+\-−–—]+|[+\-−–—]+[0-9]"), _SIGNED),
    (re.compile(r"[0-9]+[.,][0-9]+"), _FRACTION),
    (re.compile(r"[0-9]{3,}|[16789][0-9]|[6789]|[0-9]0"), _OUTSIDE),
    (re.compile(r"[2-5](?:[/,;\\]?[2-5])+"), _SEVERAL),
    (re.compile(r"(?:не)?за(?:ч|чет|чтено)\.?|н/?з"), _PASSED),
    (re.compile(r"[+✓✔√]+"), _PLUS),
    (re.compile(r"осв\.?|освобожден[ао]?"), _EXEMPT),
    (re.compile(r"[.,…·*\-−–—_]+"), _DOT),
    (re.compile(r"[нnh][/\\|.]?[аa]\.?|неаттестован[ао]?"), _NA_HERE),
    (re.compile(r"н|нб|н/?б|оп|опозд\w*|б|у|y|h"), _ABSENT),
)


def parse_mark(text: str, rules: Rules = _DEFAULTS) -> int:
    """The mark a person typed into a current cell: 5, 4, 3 or 2 (4.1.8).

    Spaces around are forgiven, nothing else is. Raises E_MARK with an explanation of what to do instead.
    """
    mark = _EXACT.get(text.strip())
    if mark is not None:
        return mark
    raise _refusal(text, rules)


def parse_result(text: str, rules: Rules = _DEFAULTS) -> int | None:
    """The result typed into МИУД or a final: 5, 4, 3, 2, or None for «н/а» (4.2.3). Raises E_MARK."""
    stripped = text.strip()
    if stripped.casefold() == NOT_ASSESSED:
        return None
    mark = _EXACT.get(stripped)
    if mark is not None:
        return mark
    refusal = _refusal(text, rules)
    raise _refuse(_FOR_RESULTS.get(refusal.template, refusal.template), **refusal.params)


def in_words(value: int) -> str:
    """The mark in words, as sheets write it. Raises ValueError outside the scale."""
    if value not in _WORDS:
        raise ValueError(f"{value} is outside the scale")
    return _WORDS[value]


def format_result(value: int | None, not_assessed: bool = False) -> str:
    """A result as it stands in the journal: «5», «н/а», or an empty text."""
    if not_assessed:
        return NOT_ASSESSED
    return "" if value is None else str(value)


def _refusal(text: str, rules: Rules) -> Refusal:
    shown = _shown(text)
    folded = re.sub(r"\s+", "", text.casefold().replace("ё", "е"))
    word = folded.rstrip(".")
    named = _SHORTS.get(word) or next((mark for mark, name in _WORDS.items() if name == word), None)
    if named is not None:
        return _refuse(_WORD, value=shown, mark=named)
    template = next((found for pattern, found in _EXPLAINED if pattern.fullmatch(folded)), _OTHER)
    if template == _PASSED and rules.pass_fail_in_sheet:
        template = _PASSED_SHEET
    return _refuse(template, value=shown)


def _refuse(template: str, **params: object) -> Refusal:
    return Refusal("E_MARK", "4.1.8", template, **params)


def _shown(text: str) -> str:
    """The typed text fit for a sentence: one line, no control characters, at most 20 characters."""
    line = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())
    return line if len(line) <= 20 else line[:19] + "…"
