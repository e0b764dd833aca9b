"""One final's cell: how it is read, what may forbid writing it, how it is saved and delivered (4.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.conflicts import Conflict
from journal.deliveries import want_result
from journal.memberships import require_member
from journal.reasons import require_reason
from journal.unlocks import unlocked_until
from models import ExamSheet, FinalMark, FinalScope, Journal, LineItemKind, SheetEntry
from regulation.finals import ReferralForm, check_final_period
from regulation.refusal import N_, Caution, Refusal
from regulation.scale import format_result


@dataclass(frozen=True)
class Given:
    """A final as it stands after the operation, and what oversight will see flagged."""

    final: FinalMark
    cautions: list[Caution] = field(default_factory=list)

    @property
    def text(self) -> str:
        """«5», «н/а» or nothing."""
        return final_text(self.final)


def final_text(final: FinalMark | None) -> str:
    """What the cell shows: the mark; «н/а» until it is made good; nothing."""
    if final is None:
        return ""
    return format_result(final.value, final.not_assessed and final.value is None)


def scope_title(journal: Journal, scope: FinalScope) -> str:
    """The name of the column, also in the LMS."""
    term = journal.term
    titles = {
        FinalScope.TERM: f"Итоговая, {term.number} семестр {term.academic_year}",
        FinalScope.STUDY: "Итоговая за весь период обучения",
        FinalScope.EXAM: f"Экзамен, {term.number} семестр {term.academic_year}",
    }
    return titles[scope]


def current_final(session: Session, journal_id: int, student_id: int, scope: FinalScope) -> FinalMark | None:
    """The stored final as it is now."""
    wanted = select(FinalMark).where(
        FinalMark.journal_id == journal_id, FinalMark.student_id == student_id, FinalMark.scope == scope
    )
    return session.scalar(wanted.execution_options(populate_existing=True))


def check_entry(acting: Acting, journal: Journal, student_id: int, scope: FinalScope) -> list[Caution]:
    """All that may forbid a final whatever its value; returns what is flagged."""
    if scope is FinalScope.EXAM:
        raise Refusal(
            "E_CLOSED",
            "4.2.5",
            N_("Отметка за экзамен вносится через ведомость: откройте её в разделе «Ведомости» и закройте."),
        )
    if scope is FinalScope.STUDY and not journal.has_study_final:
        raise Refusal(
            "E_CLOSED",
            "4.2.2",
            N_("Обучение по дисциплине не завершается в этом журнале: итоговой за весь период здесь нет."),
        )
    ends_on = journal.term.ends_on
    until = unlocked_until(acting.session, journal) if acting.today > ends_on else None
    cautions = check_final_period(ends_on, acting.today, until)
    require_member(acting.session, journal, student_id, min(acting.today, ends_on))
    return cautions


def require_version(final: FinalMark | None, version: int, wanted: str) -> None:
    """Raise Conflict unless the row is still the one the person saw."""
    stands = final.version if final else 0
    if version != stands:
        raise Conflict({"value": final_text(final), "version": stands}, wanted)


def require_changeable(acting: Acting, final: FinalMark, value: int | None) -> None:
    """A sheet's result is changed in the sheet, an open «н/а» is made good, a resolved one is not emptied."""
    if final.sheet_entry_id is not None:
        number = acting.session.scalar(
            select(ExamSheet.number)
            .join(SheetEntry, SheetEntry.sheet_id == ExamSheet.id)
            .where(SheetEntry.id == final.sheet_entry_id)
        )
        raise Refusal(
            "E_CLOSED",
            "4.2.5",
            N_("Отметка внесена ведомостью № %(number)s и исправляется в ней приказом."),
            number=number,
        )
    if final.not_assessed and final.value is None and value is not None:
        raise Refusal(
            "E_DEADLINE",
            "4.2.3",
            N_(
                "У обучающегося «н/а» со сроком до %(deadline)s. Внесите результат сдачи: отметку, "
                "дату и направление. Если «н/а» поставлено по ошибке, сначала снимите его."
            ),
            deadline=final.na_deadline.strftime("%d.%m.%Y") if final.na_deadline else "",
        )
    if final.not_assessed and final.value is not None and value is None:
        raise Refusal(
            "E_CLOSED", "4.2.3", N_("«н/а» закрыто результатом сдачи: отметку можно исправить, но не снять.")
        )
    if final_text(final):
        require_reason(acting, final.set_at)


def empty_final(journal: Journal, student_id: int, scope: FinalScope) -> FinalMark:
    """A final not stored yet."""
    return FinalMark(journal_id=journal.id, student_id=student_id, scope=scope, version=0, not_assessed=False)


def save_final(
    acting: Acting,
    journal: Journal,
    final: FinalMark,
    cautions: list[Caution],
    *,
    is_late: bool | None = None,
) -> Given:
    """Write the row with who and when, and tell the LMS; `is_late` None: by the cautions."""
    flagged = any(caution.code == "W_LATE_FINAL" for caution in cautions)
    final.is_late = flagged if is_late is None else is_late
    final.set_at, final.set_by_id = acting.now, acting.user_id
    acting.session.add(final)
    acting.session.flush()
    deliver_final(acting, journal, final)
    return Given(final, cautions)


def deliver_final(acting: Acting, journal: Journal, final: FinalMark) -> None:
    """Tell the LMS. An examination's result goes with its sheet."""
    if final.scope is FinalScope.EXAM:
        return
    is_open = final.not_assessed and final.value is None
    comment = ""
    if is_open and final.na_deadline:
        form = ReferralForm(final.na_form).title
        comment = f"н/а: сдать до {final.na_deadline:%d.%m.%Y}, форма сдачи: {form}"
    want_result(
        acting,
        journal,
        final.student_id,
        kind=LineItemKind.FINAL,
        resource_id=f"final-{final.scope.value}",
        label=scope_title(journal, final.scope),
        value=final.value,
        not_assessed=is_open,
        comment=comment,
    )
