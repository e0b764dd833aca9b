"""The semester's timetable read from a file: every row checked with the others and with what stands (3.10.1, 1.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.bells import bell_table
from journal.calendar import work_calendar
from journal.calendar_days import read_day
from journal.imports import FileRow, ImportColumn, ImportKind, Trace, Verdict
from journal.planning import plan_lessons
from journal.rights import Thing
from journal.timetable import Line, entry_of, line_problem, term_of, withdraw_entries
from journal.timetable_slots import clash_sentence, find_clashes, slot_of
from models import Discipline, StudyGroup, Subgroup, Term, TimetableEntry, User
from regulation.kinds import lesson_kind_from_text
from regulation.names import search_key
from regulation.refusal import N_
from regulation.timetable import days_of, week_from_text

# Numbers are typed in both alphabets: «Т-104» and «T-104» are one.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_WEEKDAYS = {
    "1": 0, "пн": 0, "понедельник": 0, "2": 1, "вт": 1, "вторник": 1, "3": 2, "ср": 2, "среда": 2, "4": 3, "чт": 3,
    "четверг": 3, "5": 4, "пт": 4, "пятница": 4, "6": 5, "сб": 5, "суббота": 5, "7": 6, "вс": 6, "воскресенье": 6,
}  # fmt: skip
_YES = {"да", "yes", "1", "+", "true", "поток"}

COLUMNS = (
    ImportColumn("group", ("группа",), True, "БУ-23-1", N_("название группы, как в журнале")),
    ImportColumn("subgroup", ("подгруппа",), False, "", N_("пусто — вся группа; новой подгруппы состав "
                                                                      "определят преподаватели")),
    ImportColumn("weekday", ("день недели", "день"), True, "2", N_("1–7 или пн, вт, …")),
    ImportColumn("pair", ("пара",), True, "2", N_("номер пары по звонкам")),
    ImportColumn("week", ("неделя",), False, "all", N_("all — каждая, числ — числитель, знам — знаменатель")),
    ImportColumn("from", ("с", "дата с"), True, "2025-09-01", N_("первый день, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ")),
    ImportColumn("to", ("по", "дата по"), True, "2025-12-27", N_("последний день")),
    ImportColumn("discipline", ("дисциплина",), True, "МДК.01.01", N_("индекс или название дисциплины")),
    ImportColumn("kind", ("вид", "вид занятия"), True, "лекция", N_("лекция, практика, лабораторная …")),
    ImportColumn("teacher_id", ("преподаватель", "табельный номер"), True, "T-104",
                 N_("номер сотрудника в колледже или фамилия с инициалами")),
    ImportColumn("room", ("аудитория", "ауд"), False, "312", N_("номер или название")),
    ImportColumn("joint", ("поток",), False, "", N_("да — несколько групп сидят вместе на одной лекции")),
)  # fmt: skip


@dataclass(frozen=True)
class _Directories:
    """What the rows name, read once."""

    terms: Sequence[Term]
    groups: Mapping[str, StudyGroup]
    subgroups: Mapping[tuple[int, str], Subgroup]
    disciplines: Mapping[str, Sequence[Discipline]]
    teachers: Mapping[str, Sequence[User]]


@dataclass(frozen=True)
class _Read:
    """A row as understood: its line, or what is wrong with it. `new_subgroup`: a subgroup to be made."""

    row: FileRow
    line: Line | None
    problems: tuple[str, ...]
    new_subgroup: str = ""


def check(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Verdict]:
    """A verdict per row. The number of queries does not grow with the rows."""
    read = _read(acting, rows)
    bells = bell_table(acting.session)
    good = [one for one in read if one.line is not None]
    problems: dict[int, list[str]] = defaultdict(list)
    for one in good:
        assert one.line is not None
        problem = line_problem(one.line, bells)
        if problem is not None:
            problems[one.row.number].append(problem.message)
    fit = [one for one in good if not problems[one.row.number]]
    with acting.session.no_autoflush:
        _add_clashes(acting, fit, problems)
    return [_verdict(one, problems.get(one.row.number, [])) for one in read]


def _add_clashes(acting: Acting, read: Sequence[_Read], problems: dict[int, list[str]]) -> None:
    """Rows that clash name each other and what stands; rows without a single working day say so."""
    slots, numbers = [], {}
    for one in read:
        assert one.line is not None
        entry = entry_of(acting, one.line)
        slot = replace(slot_of(entry), key=("row", one.row.number), subgroup_id=_subgroup_key(one))
        slots.append(slot)
        numbers[slot.key] = one.row.number
    if not slots:
        return
    first, last = min(slot.first for slot in slots), max(slot.last for slot in slots)
    calendar = work_calendar(acting.session, first, last, acting.rules.week_days)
    for slot in slots:
        if not days_of(slot, calendar, acting.rules.week_count):
            problems[numbers[slot.key]].append(
                "в эти даты нет ни одного рабочего дня с такой неделей (п. 3.10.1)"
            )
    for clash in find_clashes(acting, slots):
        other = numbers.get(clash.other.key)
        where = f", строка {other}" if other else ""
        problems[numbers[clash.one.key]].append(f"{clash_sentence(clash)}{where} (п. 3.10.1)")


def _subgroup_key(one: _Read) -> int | None:
    """The subgroup's id; one still to be made gets a number of its own below zero."""
    assert one.line is not None
    if one.line.subgroup is not None:
        return one.line.subgroup.id
    return (
        -1 - sum(ord(letter) << (7 * place) for place, letter in enumerate(one.new_subgroup))
        if one.new_subgroup
        else None
    )


def _verdict(one: _Read, problems: Sequence[str]) -> Verdict:
    found = (*one.problems, *problems)
    if found or one.line is None:
        return Verdict(one.row, problems=found)
    cautions = (
        (f"подгруппа «{one.new_subgroup}» будет заведена, её состав определяют преподаватели (п. 4.1.4)",)
        if one.new_subgroup
        else ()
    )
    return Verdict(one.row, does="строка расписания и её занятия в журнале", cautions=cautions)


def apply(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Trace]:
    """Put the lines in and plan their lessons where a journal is kept already."""
    entries: list[TimetableEntry] = []
    made: dict[tuple[int, str], Subgroup] = {}
    for one in _read(acting, rows):
        assert one.line is not None
        entry = entry_of(acting, one.line)
        if one.new_subgroup:
            key = (one.line.group.id, one.new_subgroup)
            if key not in made:
                made[key] = Subgroup(group=one.line.group, name=one.new_subgroup)
                acting.session.add(made[key])
            entry.subgroup = made[key]
        entries.append(entry)
    acting.session.add_all(entries)
    acting.session.flush()
    plan_lessons(acting, entries)
    return [{"entry": entry.id} for entry in entries]


def undo(acting: Acting, traces: Sequence[Trace]) -> None:
    """Withdraw the lines. Raises E_CLOSED with the list when a lesson was conducted or has entries."""
    ids = [int(trace["entry"]) for trace in traces]
    entries = acting.session.scalars(
        select(TimetableEntry).where(TimetableEntry.id.in_(ids), TimetableEntry.withdrawn_at.is_(None))
    ).all()
    withdraw_entries(acting, entries, "загрузка расписания отменена")


def _read(acting: Acting, rows: Sequence[FileRow]) -> list[_Read]:
    directories = _directories(acting.session, rows)
    return [_read_row(row, directories) for row in rows]


def _directories(session: Session, rows: Sequence[FileRow]) -> _Directories:
    names = {row["group"].strip() for row in rows}
    groups = {
        group.name: group for group in session.scalars(select(StudyGroup).where(StudyGroup.name.in_(names)))
    }
    ids = [group.id for group in groups.values()]
    subgroups = {
        (one.group_id, one.name): one
        for one in session.scalars(select(Subgroup).where(Subgroup.group_id.in_(ids)))
    }
    disciplines: dict[str, list[Discipline]] = defaultdict(list)
    for discipline in session.scalars(select(Discipline).order_by(Discipline.id.desc())):
        for name in {_fold(discipline.index), _fold(discipline.name), _fold(discipline.title)} - {""}:
            disciplines[name].append(discipline)
    teachers: dict[str, list[User]] = defaultdict(list)
    for user in session.scalars(select(User).where(User.is_staff).order_by(User.id)):
        for name in {_number(user.college_number), _fold(_short(user))} - {""}:
            teachers[name].append(user)
    return _Directories(list(session.scalars(select(Term))), groups, subgroups, disciplines, teachers)


def _short(user: User) -> str:
    return f"{user.family_name} {user.given_name[:1]}.{user.patronymic[:1]}." if user.family_name else ""


def _read_row(row: FileRow, known: _Directories) -> _Read:
    problems: list[str] = []

    def need(found: object, sentence: str) -> None:
        if found is None:
            problems.append(sentence)

    group = known.groups.get(row["group"].strip())
    need(group, f"группы «{row['group']}» нет: исправьте название или заведите группу (п. 3.9.1)")
    weekday = _WEEKDAYS.get(row["weekday"].strip().casefold().rstrip("."))
    need(weekday, f"день недели «{row['weekday']}»: пишите 1–7 или пн, вт, ср … (п. 3.10.1)")
    pair = _small_number(row["pair"])
    need(pair, f"пара «{row['pair']}»: пишите номер от 1 до 12 (п. 3.8.6)")
    week = week_from_text(row["week"])
    need(week, f"неделя «{row['week']}»: пишите all, числ или знам (п. 3.10.1)")
    first, last = read_day(row["from"]), read_day(row["to"])
    need(first, f"дата «{row['from']}»: пишите 2025-09-01 или 01.09.2025 (п. 3.10.1)")
    need(last, f"дата «{row['to']}»: пишите 2025-12-27 или 27.12.2025 (п. 3.10.1)")
    kind = lesson_kind_from_text(row["kind"]) if row["kind"].strip() else None
    need(kind, f"вид занятия «{row['kind']}»: пишите лекция, практика, лабораторная … (п. 4.1.6)")
    discipline = _one(
        known.disciplines.get(_fold(row["discipline"]), ()), problems, "дисциплин", row["discipline"]
    )
    teacher = _teacher(known, row["teacher_id"], problems)
    term = None
    if first and last:
        term = term_of(known.terms, first, last)
        need(
            term,
            "даты не входят в один семестр: расписание составляется на семестр, проверьте даты семестров (п. 3.10.1)",
        )
    if len(row["room"].strip()) > 60 or len(row["subgroup"].strip()) > 60:
        problems.append("аудитория и подгруппа — не длиннее 60 знаков (п. 3.10.1)")
    if problems or not (
        group and term and first and last and discipline and teacher and kind and week and pair
    ):
        return _Read(row, None, tuple(problems))
    assert weekday is not None
    name = row["subgroup"].strip()
    subgroup = known.subgroups.get((group.id, name)) if name else None
    line = Line(
        term, group, subgroup, weekday, pair, week, first, last, discipline, kind, teacher, row["room"].strip(),
        row["joint"].strip().casefold() in _YES,
    )  # fmt: skip
    return _Read(row, line, (), name if name and subgroup is None else "")


def _one(found: Sequence[Discipline], problems: list[str], what: str, text: str) -> Discipline | None:
    if not found:
        problems.append(f"дисциплины «{text}» нет в справочнике: исправьте или заведите её (п. 3.8.6)")
    elif len(found) > 1:
        titles = "; ".join(one.title for one in found[:4])
        problems.append(f"«{text}» — это несколько {what}: {titles}. Напишите полностью (п. 3.8.6)")
    return found[0] if len(found) == 1 else None


def _teacher(known: _Directories, text: str, problems: list[str]) -> User | None:
    """The person of staff; the one who came last when the college's number has accounts in several LMS."""
    by_number = known.teachers.get(_number(text), ())
    found = by_number or known.teachers.get(_fold(text), ())
    if not found:
        problems.append(
            f"сотрудника «{text}» нет: он появляется после первого входа из LMS или загрузки списка людей (п. 3.8.1)"
        )
        return None
    if not by_number and len(found) > 1:
        problems.append(f"«{text}» — несколько сотрудников: укажите номер в колледже (п. 3.8.1)")
        return None
    return max(found, key=lambda user: (user.last_visit_at or user.created_at, user.id))


def _fold(text: str) -> str:
    return search_key(" ".join(text.replace(".", " ").split()))


def _number(text: str) -> str:
    return " ".join(text.split()).upper().translate(_LOOK_ALIKE)


def _small_number(text: str) -> int | None:
    cleaned = text.strip()
    return int(cleaned) if cleaned.isascii() and cleaned.isdigit() and 1 <= int(cleaned[:3]) <= 12 else None


TIMETABLE = ImportKind(
    key="timetable",
    title=N_("Расписание на семестр"),
    clause="3.10.1",
    thing=Thing.TIMETABLE,
    columns=COLUMNS,
    check=check,
    apply=apply,
    undo=undo,
    explanation=N_("Строки расписания: группа, день, пара, дисциплина, преподаватель, аудитория. Накладки показываются до "
                   "загрузки; занятия сами появляются в журналах."),
    done_endpoint="timetable.week",
)  # fmt: skip
