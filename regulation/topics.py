"""«В русском языке» (4.1.2) as a rule a machine can check: topics, homework, remarks and reasons.

Names, group codes and rooms obey no such rule. Every function returns the text as it is to be kept.
"""

from __future__ import annotations

import re
import unicodedata

from regulation import words
from regulation.refusal import N_, Refusal
from regulation.terms import LATIN_TERMS

MAX_LENGTH = 500
MIN_LENGTH = 5
_MIN_SHARE = 25  # per cent of Russian letters beside foreign words

_DROPPED = dict.fromkeys((0xAD, 0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060))
_MARKUP = re.compile(
    r"<\s*/?\s*(?:script|style|iframe|frame|frameset|object|embed|applet|link|meta|base|svg|math|template)\b"
    r"|<[^<>]*\son[a-z]+\s*=|<[^<>]*\b(?:javascript|vbscript)\s*:",
    re.IGNORECASE,
)
# «§ 12», «упр. 5», «стр. 45–50», «с. 7», «№ 345»: homework by a place in the book.
_REFERENCE = re.compile(
    r"§+\s*\d|№\s*\d|(?<![^\W_])(?:с|стр|упр|гл|п|пп|пар|параграф|зад|задач[аи]|задани[ея]|вопр|вопросы?|рис|табл|т|ч|ст"
    r"|страниц[аы]|упражнени[ея]|глав[аы]|пункт|лекци[яи]|тем[аы]|тест|вариант)\.?\s*№?\s*\d",
    re.IGNORECASE,
)

_EMPTY = {
    "тема": N_("Тема не записана. Напишите, что изучали на занятии: «Учёт денежных средств в кассе»."),
    "задание": N_("Задание не записано. Напишите его или «Не задано»."),
}
_EMPTY_OTHER = N_("Поле «%(what)s» пусто. Напишите несколько слов по-русски.")
_CONTROL = N_(
    "В поле «%(what)s» попал невидимый служебный символ. Вставьте текст без форматирования или наберите."
)
_LONG = N_("Поле «%(what)s» длиннее %(limit)s знаков. Сократите запись, лишних знаков: %(over)s.")
_TAGS = N_(
    "Разметка «%(found)s» в поле «%(what)s» не допускается. Уберите угловые скобки или опишите её словами."
)
_OTHER_CYRILLIC = N_(
    "В слове «%(word)s» буква «%(letter)s» не из русского алфавита. Запишите слово по-русски."
)
_MIXED = N_("В слове «%(word)s» смешаны русские и латинские буквы. Замените его: «%(repaired)s».")
_GIBBERISH = N_("«%(word)s» похоже на случайные клавиши. Напишите по-русски обычными словами.")
_NOT_RUSSIAN = {
    "тема": N_(
        "Тема записывается по-русски, на иностранном языке тоже. Добавьте русские слова: "
        "«Present Perfect: образование и употребление»."
    ),
    "задание": N_("Задание записывается по-русски. Добавьте русские слова: «Выучить слова Unit 3, с. 18»."),
}
_NO_WORDS = N_("В записи «%(text)s» нет слов. Напишите их по-русски.")
_NOT_RUSSIAN_OTHER = N_("Поле «%(what)s» заполняется по-русски. Добавьте русские слова.")
_NO_TOPIC = {
    "тема": N_(
        "В записи «%(text)s» есть номер, но нет темы. Допишите, о чём занятие: «Тема 2. Учёт затрат»."
    ),
    "задание": N_("В записи «%(text)s» не видно, что сделать. Допишите: «§ 12, упр. 5» или «Не задано»."),
}
_NO_TOPIC_OTHER = N_("В поле «%(what)s» нет содержательных слов. Допишите, в чём дело.")
_SHORT = N_("Поле «%(what)s» слишком коротко. Допишите хотя бы до %(limit)s знаков.")


def check_topic(text: str, terms: frozenset[str] = LATIN_TERMS) -> str:
    """The topic of a lesson: mandatory and in Russian, in foreign languages too (4.1.2).

    `terms`: Latin words that are no foreign text, in lower case. Raises E_TOPIC_*; a mixed word comes with
    the `repaired` word and the whole `suggestion` among the refusal's params.
    """
    return _check(text, terms, "тема", is_reference=False)


def check_homework(text: str, terms: frozenset[str] = LATIN_TERMS) -> str:
    """Homework: the rule of topics, but «§ 12, упр. 5», «с. 7», «Не задано» pass. Raises E_TOPIC_*."""
    return _check(text, terms, "задание", is_reference=_is_reference(text))


def check_remark(text: str, terms: frozenset[str] = LATIN_TERMS, *, what: str = "причина") -> str:
    """A remark, a reason: the rule of homework (4.1.2). `what` names the field. Raises E_TOPIC_*."""
    return _check(text, terms, what, is_reference=_is_reference(text))


def _is_reference(text: str) -> bool:
    """Whether the entry names a place in the book. A longer text than may be kept is not searched: it is refused anyway."""
    return _REFERENCE.search(normalise(text[: 4 * MAX_LENGTH])[:MAX_LENGTH]) is not None


def normalise(text: str) -> str:
    """NFC, ordinary spaces, single and none at the ends; soft hyphens and other invisible marks dropped."""
    return " ".join(_composed(text).split())


def _check(text: str, terms: frozenset[str], what: str, *, is_reference: bool) -> str:
    hidden = next((letter for letter in _composed(text) if _is_control(letter)), None)
    if hidden is not None:
        raise _refuse("CONTROL", _CONTROL, what=what, letter=f"U+{ord(hidden):04X}")
    entry = normalise(text)
    _check_size(entry, what)
    found = _MARKUP.search(entry)
    if found:
        raise _refuse("MARKUP", _TAGS, what=what, found=found[0])
    tokens = words.tokens(entry)
    _check_spelling(entry, tokens, terms)
    _check_meaning(entry, tokens, terms, what, is_reference=is_reference)
    if len(entry) < MIN_LENGTH and not is_reference:
        raise _refuse("SHORT", _SHORT, what=what, limit=MIN_LENGTH)
    return entry


def _check_size(entry: str, what: str) -> None:
    if not entry:
        raise _refuse("EMPTY", _EMPTY.get(what, _EMPTY_OTHER), what=what)
    if len(entry) > MAX_LENGTH:
        raise _refuse("LONG", _LONG, what=what, limit=MAX_LENGTH, over=len(entry) - MAX_LENGTH)


def _check_spelling(entry: str, tokens: list[str], terms: frozenset[str]) -> None:
    """Each word by itself: its letters belong to one alphabet, and it is a word."""
    for token in tokens:
        letter = words.foreign_letter(token)
        if letter:
            raise _refuse("OTHER_CYRILLIC", _OTHER_CYRILLIC, word=token, letter=letter)
    mixed = [token for token in tokens if words.is_mixed(token)]
    if mixed:
        suggestion = entry
        for token in mixed:
            suggestion = suggestion.replace(token, words.repaired(token, terms))
        word, repaired = mixed[0], words.repaired(mixed[0], terms)
        raise _refuse("MIXED_WORD", _MIXED, word=word, repaired=repaired, suggestion=suggestion)
    nonsense = next((token for token in tokens if words.is_gibberish(token)), None)
    if nonsense is not None:
        raise _refuse("GIBBERISH", _GIBBERISH, word=_cut(nonsense))


def _check_meaning(
    entry: str, tokens: list[str], terms: frozenset[str], what: str, *, is_reference: bool
) -> None:
    """The entry as a whole: it says something, and says it in Russian."""
    content = [token.lower().replace("ё", "е") for token in tokens if words.is_content(token)]
    is_foreign = any(words.is_foreign(token, terms) for token in tokens)
    russian, letters = words.letter_counts(tokens)
    not_russian = _refuse("NOT_RUSSIAN", _NOT_RUSSIAN.get(what, _NOT_RUSSIAN_OTHER), what=what)
    if letters == 0 and not is_reference:
        raise _refuse("NOT_RUSSIAN", _NO_WORDS, text=_cut(entry))
    if russian == 0 and letters > 0:
        raise not_russian
    if not content and not is_reference:
        if is_foreign:
            raise not_russian
        if not any(words.is_neutral(token, terms) for token in tokens):
            raise _refuse("NO_TOPIC", _NO_TOPIC.get(what, _NO_TOPIC_OTHER), what=what, text=_cut(entry))
    if len(content) >= 3 and len(set(content)) == 1:
        raise _refuse("GIBBERISH", _GIBBERISH, word=_cut(entry))
    if is_foreign and russian * 100 < letters * _MIN_SHARE:
        raise not_russian


def _refuse(code: str, template: str, **params: object) -> Refusal:
    return Refusal(f"E_TOPIC_{code}", "4.1.2", template, **params)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_DROPPED))


def _is_control(letter: str) -> bool:
    """Controls, half characters and marks that turn the line around; tabs and line ends are only spaces."""
    return letter not in "\t\n\r" and unicodedata.category(letter) in ("Cc", "Cf", "Cs")


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
