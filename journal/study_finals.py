"""Whether a journal is the discipline's last one: it then carries the final for the whole period of study (4.2.2)."""

from __future__ import annotations

from sqlalchemy import or_, select

from journal.acting import Acting
from journal.writing import begin_writing
from models import FinalMark, FinalScope, Journal
from regulation.refusal import N_, Refusal


def set_study_final(acting: Acting, journal: Journal, is_last: bool) -> None:
    """Give the journal the column «За весь период» or take it away.

    Raises E_CLOSED in a closed journal and when finals for the whole period stand already.
    """
    begin_writing(acting, journal)
    if not is_last and acting.session.scalar(
        select(FinalMark.id)
        .where(
            FinalMark.journal_id == journal.id,
            FinalMark.scope == FinalScope.STUDY,
            or_(FinalMark.value.is_not(None), FinalMark.not_assessed),
        )
        .limit(1)
    ):
        raise Refusal(
            "E_CLOSED",
            "4.2.2",
            N_("Итоговые за весь период уже выставлены: столбец остаётся. Сначала уберите их по одной."),
        )
    journal.has_study_final = is_last
    acting.session.flush()
