"""What a course's label and title say of its group and discipline: guesses that prefill a form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from regulation.kinds import DisciplineKind

_DASH = re.compile(r"\s+[-–—−]+\s+")
# «БУ-23-1», «ИСП21», «2ИСП-19», «Юр-21к» or «21-БУХ»: capitals first, so «1-й» and «тема-2» are no codes.
_CODE = re.compile(
    r"(?<![\w./-])(?:\d{0,2}-?[А-ЯЁ]{1,7}[а-яё]{0,3}-?\d{1,4}(?:[-/]\d{1,4})*[А-ЯЁа-яё]{0,3}"
    r"|\d{1,4}-[А-ЯЁ]{1,7}[а-яё]{0,3}(?:-\d{1,4})*)(?![\w./-]*\w)"
)
# What stands alone after the dash may be looser: «101», «IT-21», «ЭБ 21-1».
_LOOSE_CODE = re.compile(
    r"\d{2,3}[а-яё]?|[A-Z]{1,6}-?\d{2,4}(?:-\d{1,4})*|[А-ЯЁ]{1,7} \d{2,4}(?:[-/]\d{1,2})*[а-яё]?"
)
_NO_CODE = re.compile(
    r"(?:1С|Тема|Урок|Блок|Курс|Часть|Сем|Раздел|Модуль|ФСБУ|ПБУ|МСФО)-?\d.*", re.IGNORECASE
)
_GROUP_WORD = re.compile(r"(?:учебная\s+)?(?:группы?|гр\.?)\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\(?\s*(?:\d\s*-?я?\s*)?(?:подгруппа|п/г|подгр\.?)\s*(?:№\s*)?\d?\s*\)?", re.IGNORECASE)
_TERM = re.compile(r"\(?\d\s*-?[йя]?\s*(?:семестр|сем\.|курс).*|\(?20\d\d.*", re.IGNORECASE)
_INDEX = re.compile(
    r"\s*(МДК|УПВ?|ПДП|ПП|ПМ|ОП[БЦ]?|СГЦ?|ОГСЭ|ЕН|ООД|О?УД[БП]?|ОУП|БУП|ПУП|ДУП|БД|ПД|ДУД|СОО|ФТД)"
    r"([.\s]?)(\d+(?:\.\d+)*[а-я]?)(?![\w-])[.:]?\s*"
)

_KIND_OF_INDEX = {
    "МДК": DisciplineKind.MODULE_COURSE,
    "УП": DisciplineKind.TRAINING_PRACTICE,
    "ПП": DisciplineKind.PROFESSIONAL_PRACTICE,
    "ПДП": DisciplineKind.PROFESSIONAL_PRACTICE,
}
# Words of a title, the most telling first: a course work of a МДК is a course work.
_KIND_WORDS = (
    (
        re.compile(r"курсов\w+\s+(?:работ|проект)|^\s*(?:КР|КП)\b", re.IGNORECASE),
        DisciplineKind.COURSE_PROJECT,
    ),
    (re.compile(r"индивидуальн\w+\s+проект", re.IGNORECASE), DisciplineKind.INDIVIDUAL_PROJECT),
    (re.compile(r"^\s*учебная\s+практика", re.IGNORECASE), DisciplineKind.TRAINING_PRACTICE),
    (
        re.compile(
            r"^\s*(?:производственная|преддипломная)\s+практика|практика\s+по\s+профилю", re.IGNORECASE
        ),
        DisciplineKind.PROFESSIONAL_PRACTICE,
    ),
)


@dataclass(frozen=True)
class DisciplineGuess:
    """The index of the study plan («МДК.01.01», may be empty), the name, and the kind it implies."""

    index: str
    name: str
    kind: DisciplineKind = DisciplineKind.DISCIPLINE


def guess_group(label: str, title: str) -> str:
    """The group's code: after the title's dash, else in the label, else anywhere in the title, else «»."""
    parts = _DASH.split(title)
    for part in reversed(parts[1:]):
        bare = _GROUP_WORD.sub("", _ASIDE.sub(" ", part)).strip(' «»"()')
        found = _code_in(bare) or (bare if _LOOSE_CODE.fullmatch(bare) else "")
        if found:
            return found
    return _code_in(_without_index(label)) or _code_in(_without_index(title))


def guess_discipline(label: str, title: str) -> DisciplineGuess:
    """The discipline a course is for, its title stripped of the group, the term and the index."""
    group = guess_group(label, title)
    names = [_bare(part, group) for part in _DASH.split(title)]
    name = " — ".join(text for text in names if text) or _bare(label, group)
    found = _INDEX.match(name) or _INDEX.match(label)
    index = f"{found[1]}{'.' if found[2].isspace() else found[2]}{found[3]}" if found else ""
    kind = next((kind for pattern, kind in _KIND_WORDS if pattern.search(name)), None)
    if kind is None:
        kind = _KIND_OF_INDEX.get(found[1] if found else "", DisciplineKind.DISCIPLINE)
    return DisciplineGuess(index, _without_index(name).strip(), kind)


def _code_in(text: str) -> str:
    codes = [code for code in _CODE.findall(text) if not _NO_CODE.fullmatch(code)]
    return codes[0] if codes else ""


def _without_index(text: str) -> str:
    return _INDEX.sub("", text, count=1) if _INDEX.match(text) else text


def _bare(part: str, group: str) -> str:
    """A part of the title without the group's code, the subgroup and the term."""
    text = _ASIDE.sub(" ", part)
    if group:
        text = re.sub(
            rf"(?:{_GROUP_WORD.pattern})?[«\"(]*{re.escape(group)}[»\")]*(?![\w-])", " ", text, flags=re.I
        )
    text = " ".join(text.split()).strip(" ,;:")
    return "" if _TERM.fullmatch(text) else text
