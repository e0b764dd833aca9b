"""What each row of a contingent file means against the cards there are (3.9.1). Reads only, in lots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.imports import FileRow, Verdict
from journal.places import Place, in_parts, places_of
from models import Student, StudyGroup
from regulation.names import full_name, sort_key

FIELDS = ("family_name", "given_name", "patronymic", "birth_date", "record_book", "college_number")
_LENGTHS = {
    "family_name": 100,
    "given_name": 100,
    "patronymic": 100,
    "record_book": 60,
    "college_number": 100,
}


@dataclass
class Meaning:
    """A row understood: the values of the card, the card there is (None: a new one), the group to be admitted to."""

    row: FileRow
    values: dict[str, str | date | None]
    student: Student | None = None
    group: StudyGroup | None = None
    admits: bool = False
    problems: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The full name as the file has it."""
        return full_name(*(str(self.values[part]) for part in FIELDS[:3]))

    def changes(self) -> dict[str, tuple[object, object]]:
        """Column → (old, new) of what the file says otherwise than the card; an empty cell changes nothing."""
        card = self.student
        if card is None:
            return {}
        found = {key: (getattr(card, key), value) for key, value in self.values.items() if value}
        changed = {key: pair for key, pair in found.items() if pair[0] != pair[1]}
        return changed | ({"is_archived": (True, False)} if card.is_archived else {})

    def verdict(self) -> Verdict:
        """For the preview."""
        return Verdict(self.row, self._does(), tuple(self.problems), tuple(self.cautions))

    def _does(self) -> str:
        if self.problems:
            return ""
        where = f"группа {self.group.name}" if self.group else "без группы"
        if self.student is None:
            return f"новая карточка, зачисление: {where}"
        parts = ["обновляются данные"] if self.changes() else []
        if self.admits:
            parts.append(f"зачисление: {where}")
        return ", ".join(parts) or "без изменений"


def understand(acting: Acting, rows: Sequence[FileRow], starts_on: date | None) -> list[Meaning]:
    """The meaning of every row, in order. The number of queries grows with every 500 rows only."""
    meanings = [Meaning(row, _values(row)) for row in rows]
    cards = _Cards(acting.session, meanings)
    groups = _groups(acting.session, {meaning.row["group"] for meaning in meanings})
    for meaning in meanings:
        _check_values(meaning, acting.today)
        cards.find(meaning)
        _find_group(meaning, groups)
    _check_doubles(meanings)
    places = places_of(acting.session, [meaning.student.id for meaning in meanings if meaning.student])
    day = starts_on or acting.today
    for meaning in meanings:
        _check_place(meaning, places.get(meaning.student.id) if meaning.student else None, day)
    return meanings


class _Cards:
    """The cards of the numbers, record books and names of a file."""

    def __init__(self, session: Session, meanings: Sequence[Meaning]) -> None:
        self.by_number = self._load(session, "college_number", meanings)
        self.by_book = self._load(session, "record_book", meanings)
        self.by_name: dict[str, list[Student]] = {}
        keys = sorted({_key(meaning) for meaning in meanings})
        for part in in_parts(keys):
            for card in session.scalars(
                select(Student).where(Student.sort_key.in_(part), ~Student.is_archived)
            ):
                self.by_name.setdefault(card.sort_key, []).append(card)

    @staticmethod
    def _load(session: Session, name: str, meanings: Sequence[Meaning]) -> dict[str, list[Student]]:
        found: dict[str, list[Student]] = {}
        wanted = sorted({str(meaning.values[name]) for meaning in meanings} - {""})
        for part in in_parts(wanted):
            for card in session.scalars(select(Student).where(getattr(Student, name).in_(part))):
                found.setdefault(getattr(card, name), []).append(card)
        return found

    def find(self, meaning: Meaning) -> None:
        """The card of the row: by the college's number, else by the record book."""
        number, book = str(meaning.values["college_number"]), str(meaning.values["record_book"])
        by_number, by_book = _in_use(self.by_number.get(number, [])), _in_use(self.by_book.get(book, []))
        if len(by_number) > 1 or (not by_number and len(by_book) > 1):
            meaning.problems.append("номер стоит в двух карточках: объедините их на странице «Сопоставление»")
            return
        if by_number and by_book and by_number[0] is not by_book[0]:
            meaning.problems.append(
                f"номер колледжа и зачётная книжка — из разных карточек ({_name(by_book[0])})"
            )
            return
        meaning.student = next(iter([*by_number, *by_book]), None)
        if meaning.student is not None:
            _compare_names(meaning, meaning.student)
        elif others := self.by_name.get(_key(meaning), []):
            marks = ", ".join(one.record_book or one.college_number or "без номера" for one in others)
            meaning.cautions.append(f"есть однофамилец ({marks}): будет ещё одна карточка")


def _in_use(cards: list[Student]) -> list[Student]:
    """The cards in use; when there is none, the archived one that comes back."""
    return [card for card in cards if not card.is_archived] or cards[:1]


def _compare_names(meaning: Meaning, card: Student) -> None:
    before = sort_key(card.family_name, card.given_name).split("  ")
    after = sort_key(str(meaning.values["family_name"]), str(meaning.values["given_name"])).split("  ")
    if before[0] != after[0] and before[1:] != after[1:]:
        meaning.problems.append(f"этот номер — у другого человека: {_name(card)}")
    elif before != after:
        meaning.cautions.append(f"меняется имя: было {_name(card)}")


def _values(row: FileRow) -> dict[str, str | date | None]:
    values: dict[str, str | date | None] = {key: " ".join(row[key].split()) for key in FIELDS}
    values["birth_date"] = read_day(row["birth_date"])
    return values


def _check_values(meaning: Meaning, today: date) -> None:
    values, row = meaning.values, meaning.row
    if not values["family_name"]:
        meaning.problems.append("нет фамилии")
    if not values["record_book"] and not values["college_number"]:
        meaning.problems.append(
            "нет ни зачётной книжки, ни номера колледжа: человека не отличить от однофамильца"
        )
    meaning.problems += [
        f"слишком длинно: {row[key][:20]}…" for key, most in _LENGTHS.items() if len(row[key]) > most
    ]
    born = values["birth_date"]
    if row["birth_date"].strip() and born is None:
        meaning.problems.append(f"дата рождения «{row['birth_date'][:20]}» не читается: пишите 14.02.2007")
    elif isinstance(born, date) and not date(1930, 1, 1) <= born <= today:
        meaning.problems.append("дата рождения невозможна")


def _groups(session: Session, names: Iterable[str]) -> dict[str, StudyGroup]:
    found: dict[str, StudyGroup] = {}
    for part in in_parts(sorted(set(names) - {""})):
        for group in session.scalars(select(StudyGroup).where(StudyGroup.name.in_(part))):
            found[group.name] = group
    return found


def _find_group(meaning: Meaning, groups: Mapping[str, StudyGroup]) -> None:
    name = meaning.row["group"]
    if not name:
        return
    meaning.group = groups.get(name)
    if meaning.group is None:
        meaning.problems.append(f"группы «{name[:60]}» нет: сначала загрузите группы")
    elif meaning.group.is_archived:
        meaning.problems.append(f"группа «{name[:60]}» в архиве")


def _check_doubles(meanings: Sequence[Meaning]) -> None:
    for key, title in (("college_number", "номер колледжа"), ("record_book", "зачётная книжка")):
        seen: dict[str, Meaning] = {}
        for meaning in meanings:
            value = str(meaning.values[key])
            if value and value in seen:
                meaning.problems.append(f"{title} «{value}» уже стоит в строке {seen[value].row.number}")
            seen.setdefault(value, meaning)
    named: dict[str, Meaning] = {}
    for meaning in meanings:
        other = named.setdefault(_key(meaning), meaning)
        if other is not meaning:
            meaning.cautions.append(f"однофамилец в строке {other.row.number}")


def _check_place(meaning: Meaning, place: Place | None, day: date) -> None:
    """Whether the row admits anybody: somebody new, or a card that is in no group."""
    if place is None:
        meaning.admits = True
        return
    inside = place.on(day) or place.after(day)
    if inside:
        if meaning.group is not None and all(one.group_id != meaning.group.id for one in inside):
            meaning.problems.append(
                f"уже в группе {inside[0].group.name}: перевод вносится приказом, не файлом"
            )
        return
    if place.is_newcomer:
        if meaning.group is not None:
            meaning.problems.append("уже зачислен без группы: распределите на странице «Новички»")
        return
    if place.last is not None and place.last.effective_on > day:
        meaning.problems.append(f"есть движение с {place.last.effective_on:%d.%m.%Y}, позже дня зачисления")
        return
    meaning.admits = True


def read_day(text: str) -> date | None:
    """«14.02.2007» or «2007-02-14»; None for anything else."""
    for shape in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip()[:10], shape).date()  # noqa: DTZ007 (a day, no moment)
        except ValueError:
            continue
    return None


def _key(meaning: Meaning) -> str:
    return sort_key(*(str(meaning.values[part]) for part in FIELDS[:3]))


def _name(card: Student) -> str:
    return full_name(card.family_name, card.given_name, card.patronymic)
