"""A file of study groups (3.8.6, 3.9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from journal.acting import Acting
from journal.groups import FORMS
from journal.imports import FileRow, ImportColumn, ImportKind, Trace, Verdict
from journal.places import in_parts
from journal.rights import Thing
from journal.specialties import specialties_in_force
from models import Journal, Membership, Specialty, StudyGroup
from regulation.refusal import N_, Refusal


def _known(acting: Acting, rows: Sequence[FileRow]) -> dict[str, StudyGroup]:
    found: dict[str, StudyGroup] = {}
    for part in in_parts(sorted({row["name"] for row in rows})):
        for group in acting.session.scalars(select(StudyGroup).where(StudyGroup.name.in_(part))):
            found[group.name] = group
    return found


def _specialty(row: FileRow, offered: Sequence[Specialty]) -> list[Specialty]:
    """Those of the directory with the row's code, and with its name when several have the code."""
    same = [one for one in offered if one.code == row["specialty"]]
    named = [one for one in same if one.name == row["specialty_name"]]
    return named or same


def check(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Verdict]:
    """A verdict per row. Two queries."""
    known, offered = _known(acting, rows), specialties_in_force(acting.session)
    seen: set[str] = set()
    verdicts = []
    for row in rows:
        problems = _problems(row, offered)
        if row["name"] in seen:
            problems.append("группа стоит в файле дважды")
        seen.add(row["name"])
        group = known.get(row["name"])
        does = (
            "новая группа"
            if group is None
            else "обновляется"
            if _changes(row, group, offered)
            else "без изменений"
        )
        verdicts.append(Verdict(row, "" if problems else does, tuple(problems)))
    return verdicts


def _problems(row: FileRow, offered: Sequence[Specialty]) -> list[str]:
    problems = []
    if not row["name"] or len(row["name"]) > 60:
        problems.append("нет названия группы, или оно длиннее 60 знаков")
    if row["specialty"] and len(_specialty(row, offered)) != 1:
        found = _specialty(row, offered)
        problems.append(
            f"специальностей с кодом {row['specialty'][:20]} несколько: укажите название"
            if found
            else f"специальности {row['specialty'][:20]} нет в справочнике: её вносит администратор контента"
        )
    if row["study_form"] and row["study_form"].lower() not in FORMS:
        problems.append(f"форма обучения — {', '.join(FORMS)}")
    if row["admission_year"] and _number(row["admission_year"], 1990, 2100) is None:
        problems.append("год поступления — четыре цифры")
    if row["courses"] and _number(row["courses"], 1, 6) is None:
        problems.append("курсов — от 1 до 6")
    return problems


def _changes(row: FileRow, group: StudyGroup, offered: Sequence[Specialty]) -> dict[str, object]:
    wanted: dict[str, object] = {
        "specialty_id": _specialty(row, offered)[0].id
        if row["specialty"] and _specialty(row, offered)
        else None,
        "study_form": row["study_form"].lower() or None,
        "admission_year": _number(row["admission_year"], 1990, 2100),
        "courses": _number(row["courses"], 1, 6),
    }
    return {key: value for key, value in wanted.items() if value is not None and getattr(group, key) != value}


def apply(acting: Acting, rows: Sequence[FileRow], _options: Mapping[str, str]) -> list[Trace]:
    """Make the groups and correct those there are."""
    known, offered = _known(acting, rows), specialties_in_force(acting.session)
    made: list[tuple[StudyGroup, Trace]] = []
    for row in rows:
        group, trace = known.get(row["name"]), Trace()
        if group is None:
            group = StudyGroup(name=row["name"], study_form=FORMS[0], created_at=acting.now)
            acting.session.add(group)
            trace["created"] = True
        changes = _changes(row, group, offered)
        trace["changed"] = {} if "created" in trace else {key: getattr(group, key) for key in changes}
        for key, value in changes.items():
            setattr(group, key, value)
        made.append((group, trace))
    acting.session.flush()
    return [trace | {"group": group.id} for group, trace in made]


def undo(acting: Acting, trace: Sequence[Trace]) -> None:
    """Put changed groups back, archive the made ones. Raises E_RESTS when people or journals are in one of them."""
    session = acting.session
    made = [one["group"] for one in trace if one.get("created")]
    for model in (Membership, Journal):
        for part in in_parts(made):
            used = session.scalars(select(model.group_id).where(model.group_id.in_(part)).limit(1)).first()
            if used is not None:
                raise Refusal(
                    "E_RESTS", "1.6",
                    N_("В группе %(group)s уже есть обучающиеся или журналы: загрузку нельзя отменить целиком."),
                    group=session.get_one(StudyGroup, used).name,
                )  # fmt: skip
    groups: dict[int, StudyGroup] = {}
    for part in in_parts([one["group"] for one in trace]):
        groups |= {one.id: one for one in session.scalars(select(StudyGroup).where(StudyGroup.id.in_(part)))}
    for one in trace:
        for key, old in one["changed"].items():
            setattr(groups[one["group"]], key, old)
        if one.get("created"):
            groups[one["group"]].is_archived = True
    session.flush()


def _number(text: str, least: int, most: int) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    return int(text) if is_number and least <= int(text) <= most else None


GROUPS = ImportKind(
    key="groups",
    title=N_("Учебные группы"),
    clause="3.9.1",
    thing=Thing.CONTINGENT,
    columns=(
        ImportColumn("name", ("Группа", "Название"), is_required=True, example="БУ-25-1"),
        ImportColumn(
            "specialty", ("Код специальности", "Специальность"), example="38.02.01", hint=N_("код из справочника")
        ),
        ImportColumn(
            "specialty_name", ("Название специальности",), example="", hint=N_("если специальностей с таким кодом несколько")
        ),
        ImportColumn("study_form", ("Форма обучения", "Форма"), example="очная"),
        ImportColumn("admission_year", ("Год поступления",), example="2025", hint=N_("по нему считается курс")),
        ImportColumn("courses", ("Курсов", "Срок, лет"), example="3", hint=N_("на последнем курсе — выпуск")),
    ),
    check=check,
    apply=apply,
    undo=undo,
    explanation=N_("Группы с тем же названием обновляются, остальные создаются."),
    done_endpoint="groups.index",
)  # fmt: skip
