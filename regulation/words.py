"""The words of an entry: in which script, which say something, which are only keys pressed (4.1.2)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
_VOWELS = frozenset("аеёиоуыэюя")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+")
_ACCENTS = re.compile(r"[\u0300-\u036f\u0483-\u0487]")

# Words that name a place in the course and no topic: «Практическая работа № 4».
_SERVICE = re.compile(
    r"(?:(?:под)?тем|(?:под)?раздел|урок|заняти|лекци|практическ|лабораторн|контрольн|самостоятельн|семинар"
    r"|семинарск|теоретическ|работ|глав|модул|част|номер|параграф|пункт|блок)"
    r"(?:а|у|е|ы|и|о|я|ю|й|ь|ой|ей|ом|ем|ам|ям|ах|ях|ов|ая|ую|ое|ого|ому|ые|ых|ым|ие|их|им|ий|ый)?"
    r"|мдк|пм|уп|пп|оп|сг|ен|лр|пз|кр|кп|ср|лпз|лпр"
)
_SMALL_TEXT = """
    а без бы был была были было быть в во вы да для до его ее её если есть еще ещё же за и из или их к
    как ко которые который куда где когда либо ли между мы на над не нет ни но о об около он она они оно
    от перед по под после при про с само со так также там то тоже только тот у уже через чем что чтобы
    эта эти это этот более менее очень все всё
"""
SMALL_WORDS = frozenset(_SMALL_TEXT.split())

_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
# Four keys that stand together on the keyboard and in no word; «апро», «цуке», «итьб» are words' own.
_RUNS = re.compile(
    "йцук|нгшщ|гшщз|шщзх|щзхъ|фыва|ывап|олдж|лджэ|ячсм|чсми|тьбю|укцй|авыф|ждло|мсчя|"
    "qwer|asdf|sdfg|dfgh|fghj|ghjk|hjkl|zxcv|xcvb|cvbn|vbnm|rtyu|tyui|yuio|uiop|rewq|fdsa|lkjh|vcxz|mnbv|"
    + "|".join(row[at : at + 6] for row in _ROWS[:3] for at in range(len(row) - 5))
)
_REPEATED = re.compile(r"([а-яё])\1{3}")
_CONSONANTS = re.compile(r"[бвгджзйклмнпрстфхцчшщ]{7}")

# Letters that look alike, so that a word typed in two layouts can be put right.
_LATIN_TWINS = str.maketrans("ABCEHKMOPTXYaceopxykmthnub", "АВСЕНКМОРТХУасеорхукмтнпиь")
_RUSSIAN_TWINS = str.maketrans("АВСЕНКМОРТХУасеорху", "ABCEHKMOPTXYaceopxy")


def tokens(text: str) -> list[str]:
    """The alphanumeric runs of an entry, links left out; a hyphen splits, accents go."""
    return _TOKEN.findall(_ACCENTS.sub("", _URL.sub(" ", text)))


@lru_cache(maxsize=4096)
def script(letter: str) -> str:
    """«russian», «cyrillic» (outside the Russian alphabet), «latin», «greek» (and µ), «other», or «»."""
    if letter in _RUSSIAN:
        return "russian"
    if not letter.isalpha():
        return ""
    name = unicodedata.name(letter, "")
    for word, found in (("CYRILLIC", "cyrillic"), ("LATIN", "latin"), ("GREEK", "greek")):
        if name.startswith(word):
            return found
    return "greek" if name.startswith(("MICRO", "MATHEMATICAL", "MASCULINE", "FEMININE")) else "other"


def scripts(token: str) -> set[str]:
    """The scripts of a token's letters; empty for a number."""
    return {script(letter) for letter in token} - {""}


def foreign_letter(token: str) -> str:
    """The first Cyrillic letter outside the Russian alphabet, or «»."""
    return next((letter for letter in token if script(letter) == "cyrillic"), "")


def is_mixed(token: str) -> bool:
    """Russian and Latin letters in one word: «Tема» with a Latin T. Digits do not mix: «1С»."""
    return {"russian", "latin"} <= scripts(token)


def repaired(token: str, terms: frozenset[str]) -> str:
    """A mixed word in one script: «Тема», «Python»; or parted by a hyphen where letters have no twins."""
    bare = "".join(unicodedata.normalize("NFD", c)[0] if script(c) == "latin" else c for c in token)
    parted = _parted(bare)
    russian, latin = bare.translate(_LATIN_TWINS), bare.translate(_RUSSIAN_TWINS)
    if any(len(piece) > 1 and piece.lower() in terms for piece in parted.split("-")):
        return parted
    if not is_mixed(latin) and (latin.lower() in terms or is_mixed(russian)):
        return latin
    return parted if is_mixed(russian) else russian


def _parted(token: str) -> str:
    """«SQLзапрос» → «SQL-запрос»: a hyphen wherever the script changes."""
    parts, last = "", ""
    for letter in token:
        found = script(letter)
        parts += "-" + letter if last and found and found != last else letter
        last = found or last
    return parts


def is_gibberish(token: str) -> bool:
    """Keys pressed at random: «фывапр», «asdf», «ааааа», seven consonants running."""
    folded = token.lower()
    return any(pattern.search(folded) for pattern in (_RUNS, _REPEATED, _CONSONANTS))


def is_content(token: str) -> bool:
    """A Russian word that says something: three letters with a vowel, or an abbreviation (НДС)."""
    folded = token.lower()
    if "russian" not in scripts(token) or folded in SMALL_WORDS or _SERVICE.fullmatch(folded):
        return False
    letters = [letter for letter in token if letter in _RUSSIAN]
    is_abbreviation = len(letters) >= 2 and token.upper() == token
    return is_abbreviation or (len(letters) >= 3 and any(letter in _VOWELS for letter in folded))


def is_neutral(token: str, terms: frozenset[str]) -> bool:
    """A word of no language: a known term (HTML), up to six capitals (IP, XIX), a digit inside, Greek."""
    found = scripts(token)
    if "greek" in found:
        return True
    if found != {"latin"}:
        return False
    is_capitals = token.upper() == token and len(token) <= 6
    return is_capitals or token.lower() in terms or any(letter.isdigit() for letter in token)


def is_foreign(token: str, terms: frozenset[str]) -> bool:
    """A word of another language: letters, none of them Russian, and nothing neutral about it."""
    found = scripts(token)
    return bool(found) and "russian" not in found and not is_neutral(token, terms)


def letter_counts(found: list[str]) -> tuple[int, int]:
    """Russian letters, and all letters but Greek, in these tokens."""
    kinds = [script(letter) for token in found for letter in token]
    return kinds.count("russian"), len(kinds) - kinds.count("") - kinds.count("greek")
