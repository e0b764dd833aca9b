"""Disciplines read from a file (1.6, 3.8.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from journal.acting import Acting
from journal.disciplines import checked_title, journals_by_discipline, kind_from_text
from journal.imports import FileRow, ImportColumn, ImportKind, Trace, Verdict
from journal.rights import Thing
from models import Discipline
from regulation.refusal import N_, Refusal

COLUMNS = (
    ImportColumn("index", ("индекс", "код"), False, "МДК.01.01", N_("индекс учебного плана, до 40 знаков")),
    ImportColumn(
        "name", ("название", "наименование", "дисциплина"), True, "Учёт активов", N_("до 300 знаков")
    ),
    ImportColumn("kind", ("вид",), False, "МДК", N_("дисциплина, МДК, УП, ПП, КП, ИП; пусто — дисциплина")),
)


def check(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Verdict]:
    """A verdict per row; one query."""
    known = {(one.index, one.name): one for one in acting.session.scalars(select(Discipline))}
    seen: dict[tuple[str, str], int] = {}
    return [_verdict(row, known, seen) for row in rows]


def _verdict(
    row: FileRow, known: Mapping[tuple[str, str], Discipline], seen: dict[tuple[str, str], int]
) -> Verdict:
    try:
        title = checked_title(row["index"], row["name"])
    except Refusal as refusal:
        return Verdict(row, problems=(refusal.template,))
    problems: list[str] = []
    if kind_from_text(row["kind"]) is None:
        problems.append(f"вид «{row['kind'][:40]}» неизвестен: дисциплина, МДК, УП, ПП, КП или ИП")
    if title in seen:
        problems.append(f"то же, что в строке {seen[title]}")
    seen.setdefault(title, row.number)
    found = known.get(title)
    if problems:
        return Verdict(row, problems=tuple(problems))
    if found is None:
        return Verdict(row, does="новая дисциплина")
    caution = "в архиве: файл её не возвращает" if found.archived_at else "уже есть, останется как была"
    return Verdict(row, does="без изменений", cautions=(caution,))


def apply(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Trace]:
    """Add what is new; returns the ids made."""
    known = set(acting.session.execute(select(Discipline.index, Discipline.name)).all())
    made: list[Discipline] = []
    for row in rows:
        index, name = checked_title(row["index"], row["name"])
        kind = kind_from_text(row["kind"])
        if (index, name) in known or kind is None:
            continue
        made.append(Discipline(index=index, name=name, kind=kind))
    acting.session.add_all(made)
    acting.session.flush()
    return [{"id": one.id} for one in made]


def undo(acting: Acting, trace: Sequence[Trace]) -> None:
    """Archive what the file brought. Raises E_CLOSED when a journal was opened for one of them."""
    ids = [int(one["id"]) for one in trace]
    if journals_by_discipline(acting, ids):
        raise Refusal(
            "E_CLOSED", "1.6",
            N_("По дисциплинам из этого файла уже открыты журналы. Лишние уберите в архив по одной в справочнике."),
        )  # fmt: skip
    for discipline in acting.session.scalars(select(Discipline).where(Discipline.id.in_(ids))):
        discipline.archived_at = discipline.archived_at or acting.now
    acting.session.flush()


DISCIPLINES = ImportKind(
    key="disciplines",
    title=N_("Дисциплины"),
    clause="3.8.6",
    thing=Thing.RULES,
    columns=COLUMNS,
    check=check,
    apply=apply,
    undo=undo,
    explanation=N_("Добавляет дисциплины в справочник. То, что в нём уже есть, не меняется; отмена убирает добавленное в архив."),
    done_endpoint="directories.disciplines",
)  # fmt: skip
