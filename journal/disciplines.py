"""The directory of disciplines: one in use is archived, never rewritten; old prints keep old names (3.8.6)."""

from __future__ import annotations

from sqlalchemy import func, select

from journal.acting import Acting
from journal.texts import clean_text
from models import Discipline, Journal
from regulation.kinds import DisciplineKind
from regulation.refusal import N_, Refusal

LONGEST_INDEX, LONGEST_NAME = 40, 300


def add_discipline(acting: Acting, index: str, name: str, kind: DisciplineKind) -> Discipline:
    """A new discipline. Raises E_DISCIPLINE for a missing or too long name and for one that is there already."""
    index, name = checked_title(index, name)
    found = find_discipline(acting, index, name)
    if found is not None:
        raise _there_already(found)
    made = Discipline(index=index, name=name, kind=kind)
    acting.session.add(made)
    acting.session.flush()
    return made


def change_discipline(
    acting: Acting, discipline: Discipline, index: str, name: str, kind: DisciplineKind
) -> Discipline:
    """Change index, name or kind; returns the discipline that is to be used from now on.

    One in use stays as it was, is archived and a new one takes its place: journals and prints keep what they had.
    Raises E_DISCIPLINE as `add_discipline`, E_CLOSED for an archived one, E_SAME when nothing differs.
    """
    _require_not_archived(discipline)
    index, name = checked_title(index, name)
    if (index, name, kind) == (discipline.index, discipline.name, discipline.kind):
        raise Refusal("E_SAME", "3.8.6", N_("Ничего не изменено: дисциплина уже называется так."))
    same = find_discipline(acting, index, name)
    if same is not None and same.id != discipline.id:
        raise _there_already(same)
    if not is_used(acting, discipline):
        discipline.index, discipline.name, discipline.kind = index, name, kind
        acting.session.flush()
        return discipline
    if same is discipline:
        raise Refusal(
            "E_DISCIPLINE", "3.8.6",
            N_("По дисциплине ведутся журналы, её вид менять нельзя. Заведите новую с другим индексом или названием."),
        )  # fmt: skip
    made = Discipline(index=index, name=name, kind=kind)
    acting.session.add(made)
    acting.session.flush()
    discipline.archived_at, discipline.replaced_by_id = acting.now, made.id
    acting.session.flush()
    return made


def archive_discipline(acting: Acting, discipline: Discipline) -> None:
    """Offer it no more; its journals stay as they are. Raises E_CLOSED when it is archived already."""
    _require_not_archived(discipline)
    discipline.archived_at = acting.now
    acting.session.flush()


def restore_discipline(acting: Acting, discipline: Discipline) -> None:
    """Offer it again. Raises E_CLOSED for one that is not archived or was replaced by another."""
    if discipline.archived_at is None:
        raise Refusal("E_CLOSED", "3.8.6", N_("Дисциплина не в архиве."))
    if discipline.replaced_by_id is not None:
        raise Refusal(
            "E_CLOSED", "3.8.6", N_("Вместо этой дисциплины действует другая. Переименуйте её, если нужно прежнее название.")
        )  # fmt: skip
    discipline.archived_at = None
    acting.session.flush()


def is_used(acting: Acting, discipline: Discipline) -> bool:
    """Whether a journal was ever opened for it."""
    query = select(Journal.id).where(Journal.discipline_id == discipline.id).limit(1)
    return acting.session.scalar(query) is not None


def find_discipline(acting: Acting, index: str, name: str) -> Discipline | None:
    """The discipline of this index and name, archived or not."""
    return acting.session.scalar(select(Discipline).where(Discipline.index == index, Discipline.name == name))


def journals_by_discipline(acting: Acting, ids: list[int]) -> dict[int, int]:
    """Discipline id → how many journals were opened for it. One query."""
    rows = acting.session.execute(
        select(Journal.discipline_id, func.count())
        .where(Journal.discipline_id.in_(ids))
        .group_by(Journal.discipline_id)
    )
    return dict(rows.all())


def checked_title(index: str, name: str) -> tuple[str, str]:
    """Index and name, cleaned. Raises E_DISCIPLINE."""
    index, name = clean_text(index), clean_text(name)
    if not name or len(name) > LONGEST_NAME or len(index) > LONGEST_INDEX:
        raise Refusal(
            "E_DISCIPLINE", "3.8.6",
            N_("Укажите название дисциплины, не длиннее 300 знаков; индекс — не длиннее 40 знаков."),
        )  # fmt: skip
    return index, name


def kind_from_text(text: str) -> DisciplineKind | None:
    """The kind as people write it: its title, its beginning, «МДК», «УП», «ПП»; empty is a discipline."""
    folded = clean_text(text).casefold().replace("ё", "е")
    shorts = {
        "": DisciplineKind.DISCIPLINE, "мдк": DisciplineKind.MODULE_COURSE, "уп": DisciplineKind.TRAINING_PRACTICE,
        "пп": DisciplineKind.PROFESSIONAL_PRACTICE, "кп": DisciplineKind.COURSE_PROJECT,
        "ип": DisciplineKind.INDIVIDUAL_PROJECT,
    }  # fmt: skip
    if folded in shorts:
        return shorts[folded]
    titles = {kind: kind.title.casefold().replace("ё", "е") for kind in DisciplineKind}
    found = [
        kind
        for kind, title in titles.items()
        if folded == kind.value or (len(folded) > 3 and title.startswith(folded))
    ]
    return found[0] if len(found) == 1 else None


def _require_not_archived(discipline: Discipline) -> None:
    if discipline.archived_at is not None:
        raise Refusal("E_CLOSED", "3.8.6", N_("Дисциплина в архиве. Верните её из архива, чтобы изменить."))


def _there_already(found: Discipline) -> Refusal:
    template = (
        N_("«%(title)s» уже есть в справочнике.")
        if found.archived_at is None
        else N_("«%(title)s» уже есть в справочнике, в архиве: верните её оттуда.")
    )
    return Refusal("E_DISCIPLINE", "3.8.6", template, title=found.title)
