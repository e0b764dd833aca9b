"""The lists of acts and disciplines."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload

from lti_tool.listing import Column, Filter, Listing, has_words
from models import ActStatus, Discipline, Journal, NormativeAct
from regulation.kinds import DisciplineKind
from regulation.refusal import N_

STATUSES = {ActStatus.IN_FORCE: N_("в силе"), ActStatus.REPEALED: N_("утратил силу")}


def acts_listing() -> Listing:
    """Every act, the newest first."""
    return Listing(
        title=_("Нормативные акты"),
        query=select(NormativeAct)
        .options(joinedload(NormativeAct.replaced_by))
        .order_by(NormativeAct.dated.desc(), NormativeAct.id),
        columns=(
            Column(_("Акт"), lambda row: row.name, lambda row: url_for("directories.act", act_id=row.id)),
            Column(_("Название"), lambda row: row.title),
            Column(
                _("Состояние"),
                lambda row: _(STATUSES[row.status]),
                badge=lambda row: "badge-green" if row.status is ActStatus.IN_FORCE else "badge-amber",
            ),
            Column(_("Вместо него"), lambda row: row.replaced_by.name if row.replaced_by else ""),
            Column(_("В п. 1.2"), lambda row: _("да") if row.in_regulation else ""),
            Column(_("Примечание"), lambda row: row.note),
        ),
        file_name="akty",
        filters=(
            Filter(
                "status", _("Состояние"), (("", _("все")), *((one.value, _(name)) for one, name in STATUSES.items())),
                lambda value: NormativeAct.status == ActStatus(value),
            ),
        ),
        words=lambda text: has_words(NormativeAct.search_key, text),
        words_hint=_("Номер или слова названия"),
        nothing=_("Справочник пуст."),
    )  # fmt: skip


def disciplines_listing() -> Listing:
    """Disciplines with how many journals each has; the archive is behind the filter."""
    replaced = aliased(Discipline)
    count = (
        select(func.count())
        .where(Journal.discipline_id == Discipline.id)
        .correlate(Discipline)
        .scalar_subquery()
    )
    return Listing(
        title=_("Дисциплины"),
        query=select(Discipline, count, replaced)
        .outerjoin(replaced, replaced.id == Discipline.replaced_by_id)
        .order_by(Discipline.index, Discipline.name, Discipline.id),
        columns=(
            Column(_("Индекс"), lambda row: row[0].index),
            Column(_("Название"), lambda row: row[0].name, _discipline_page),
            Column(_("Вид"), lambda row: _(row[0].kind.title)),
            Column(_("Журналов"), lambda row: row[1], is_number=True),
            Column(_("Состояние"), _state, badge=lambda row: "" if row[0].archived_at is None else "badge-amber"),
        ),
        file_name="discipliny",
        filters=(
            Filter(
                "kind", _("Вид"), (("", _("все")), *((kind.value, _(kind.title)) for kind in DisciplineKind)),
                lambda value: Discipline.kind == DisciplineKind(value),
            ),
            Filter(
                "state", _("Состояние"), (("all", _("все")), ("here", _("действуют")), ("archive", _("в архиве"))),
                _by_state, "here",
            ),
        ),
        words=lambda text: has_words(Discipline.search_key, text),
        words_hint=_("Индекс или название"),
        nothing=_("Дисциплин нет. Они появляются, когда преподаватель открывает журнал, или из файла."),
    )  # fmt: skip


def _by_state(value: str) -> ColumnElement[bool]:
    if value == "all":
        return Discipline.id.is_not(None)
    return Discipline.archived_at.is_(None) if value == "here" else Discipline.archived_at.is_not(None)


def _discipline_page(row: Any) -> str:
    return url_for("directories.discipline", discipline_id=row[0].id)


def _state(row: Any) -> str:
    if row[0].archived_at is None:
        return ""
    text: str = _("вместо неё: %(title)s", title=row[2].title) if row[2] else _("в архиве")
    return text
