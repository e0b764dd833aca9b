"""People's names as Russians sort, search and shorten them. Names obey no language rule (4.1.2)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from regulation.titles import DisciplineGuess, guess_discipline, guess_group

__all__ = [
    "DisciplineGuess",
    "PersonName",
    "full_name",
    "grid_name",
    "guess_discipline",
    "guess_group",
    "search_key",
    "short_name",
    "sort_key",
    "split_name",
]

# «Сын», «дочь» and their kin stand after the father's name and are never shortened.
_KIN = frozenset(
    {
        "оглы",
        "оглу",
        "оғлу",
        "угли",
        "углы",
        "ўғли",
        "улы",
        "ұлы",
        "уулу",
        "кызы",
        "гызы",
        "кизи",
        "қызы",
        "қизи",
    }
)
_PATRONYMIC = re.compile(r"(?:вич|ьич|мич|тич|кич|вна|ична|инична)$")
_FAMILY = re.compile(r"(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|ский|ская|цкий|цкая|[иы]х|енко|чук|швили|дзе|ян)$")
# Given names that end as family names do: they decide which of two words is the family name.
_GIVEN = frozenset(
    {
        "алина",
        "ангелина",
        "антонина",
        "арина",
        "валентин",
        "валентина",
        "галина",
        "екатерина",
        "ирина",
        "карина",
    }
    | {
        "константин",
        "кристина",
        "лев",
        "марина",
        "нина",
        "полина",
        "регина",
        "сабина",
        "эвелина",
        "яна",
        "ян",
    }
)
_NOTHING = frozenset({".", "-", "_", "?", "*", "нет"})


@dataclass(frozen=True)
class PersonName:
    """A name in its parts. A single name is kept as the family name; all empty when the LMS hides names."""

    family: str
    given: str = ""
    patronymic: str = ""


def sort_key(family: str, given: str = "", patronymic: str = "") -> str:
    """A text that orders people as a Russian list does: ё as е, case aside, «Иванов» before «Иванов-Петров».

    At most 200 characters; namesakes get equal keys, so a stable sort or an id must follow.
    """
    return "  ".join(_plain(part) for part in (family, given, patronymic)).rstrip()[:200]


def search_key(text: str) -> str:
    """The text to look for and to look in: «ежиков» finds «Ёжиков», «тер ованесян» finds «Тер-Ованесян»."""
    return " ".join(_plain(text).replace("-", " ").split())


def full_name(family: str, given: str = "", patronymic: str = "") -> str:
    """«Алиев Рашад Эльчин оглы»."""
    return " ".join(_clean(" ".join((family, given, patronymic))).split())


def short_name(family: str, given: str = "", patronymic: str = "") -> str:
    """«Алиев Р. Э. оглы», «Абдуллаев М.-Р. Г.», «Ким О.»."""
    return full_name(family, _initials(given), _initials(patronymic))


def grid_name(family: str, given: str = "", patronymic: str = "") -> str:
    """The name for the journal's left column: «Абдуллаев Магомед-Расул Г.», «Алиев Рашад Э. оглы»."""
    return full_name(family, given, _initials(patronymic))


def split_name(
    display: str | None, given: str | None = "", family: str | None = "", middle: str | None = ""
) -> PersonName:
    """The parts of a name an LMS sends.

    `display` may hold the patronymic that `given` lacks, `given` may hold it itself («Имя Отчество»),
    `middle` is the LMS's own field; an unsupported one arrives literally («$Person.name.middle») and
    counts as empty. All parts are empty when the LMS hides names.
    """
    whole, first, last, father = (_sent(text) for text in (display, given, family, middle))
    if not (first and last):
        return _from_words((first or last or whole).split(), father)
    first = _without(first, father) or first
    if not father:
        first, father = _detach(first)
    return PersonName(last, first, father or _remainder(whole, first, last))


def _from_words(words: list[str], father: str) -> PersonName:
    """A name that came in one piece, «Фамилия Имя Отчество» or «Имя Отчество Фамилия» or a single name."""
    kin = next((at for at, word in enumerate(words) if _folded(word) in _KIN and at >= 2), None)
    if kin is not None:
        words[kin - 1 : kin + 1] = [f"{words[kin - 1]} {words[kin]}"]
    if not father and len(words) >= 3:
        at = next((at for at, word in enumerate(words) if at >= 1 and _is_patronymic(word)), None)
        if at == 1:  # «Алина Сергеевна Абрамова»
            return PersonName(" ".join(words[2:]), words[0], words[1])
        if at == len(words) - 1:
            return _two_parts(words[:at], words[at])
    return _two_parts(words, father)


def _two_parts(words: list[str], father: str) -> PersonName:
    """Family name first, as Russian lists write it, unless only the last word looks like one."""
    if not words:
        return PersonName("")
    is_given_first = _is_family(words[-1]) or _folded(words[0]) in _GIVEN
    if len(words) > 1 and is_given_first and not _is_family(words[0]):
        return PersonName(words[-1], " ".join(words[:-1]), father)
    size = 2 if len(words) > 2 and words[0][:1].islower() else 1  # «фон Клейст»
    return PersonName(" ".join(words[:size]), " ".join(words[size:]), father)


def _detach(given: str) -> tuple[str, str]:
    """«Арина Дмитриевна» → the given name and the patronymic; a given name of several words stays whole."""
    words = given.split()
    size = 2 if len(words) > 2 and _folded(words[-1]) in _KIN else 1
    if len(words) > size and _is_patronymic(" ".join(words[-size:])):
        return " ".join(words[:-size]), " ".join(words[-size:])
    return given, ""


def _remainder(display: str, given: str, family: str) -> str:
    """What the display name says beyond the two names, when it is a patronymic."""
    rest = _without(_without(display, family), given)
    if len((rest + " " + given + " " + family).split()) != len(display.split()) or len(rest.split()) > 3:
        return ""
    is_lone = _folded(display).startswith(_folded(family)) and rest.istitle() and rest.isalpha()
    return rest if rest and (is_lone or _is_patronymic(rest)) else ""


def _without(text: str, part: str) -> str:
    """The text less the words of `part`, which stand together in it; the text itself when they do not."""
    words, wanted = text.split(), _folded(part).split()
    for at in range(len(words) - len(wanted) + 1):
        if wanted and [_folded(word) for word in words[at : at + len(wanted)]] == wanted:
            return " ".join(words[:at] + words[at + len(wanted) :])
    return text


def _is_patronymic(text: str) -> bool:
    words = re.split(r"[\s-]+", _folded(text))
    return words[-1] in _KIN or (len(words[-1]) > 4 and _PATRONYMIC.search(words[-1]) is not None)


def _is_family(word: str) -> bool:
    folded = _folded(word)
    return folded not in _GIVEN and _FAMILY.search(folded) is not None


def _initials(text: str) -> str:
    """«Магомед-Расул» → «М.-Р.», «Эльчин оглы» → «Э. оглы»."""
    words = re.split(r"[\s.]+", _clean(text))
    return " ".join("-".join(_initial(part) for part in word.split("-") if part) for word in words if word)


def _initial(word: str) -> str:
    return word if _folded(word) in _KIN else word[0].upper() + "."


def _sent(text: str | None) -> str:
    cleaned = _clean(text or "")
    return "" if cleaned.startswith("$") or cleaned.casefold() in _NOTHING else cleaned


def _clean(text: str) -> str:
    """NFC, one kind of hyphen, single spaces, nothing invisible."""
    composed = re.sub(r"[‐‑‒–—−]", "-", unicodedata.normalize("NFC", text))
    visible = "".join(
        " " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(visible.split())


def _folded(text: str) -> str:
    """For comparing words: case and ё aside."""
    return text.lower().replace("ё", "е")


def _plain(text: str) -> str:
    """For keys: case, ё, accents of print and apostrophes aside."""
    return re.sub(r"['’‘ʼ`´]", "", _clean(text).casefold().replace("ё", "е"))
