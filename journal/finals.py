"""Final marks: set by a person, «н/а» with its terms, its resolution; by the last day of the period (4.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.final_cells import (
    Given,
    check_entry,
    current_final,
    empty_final,
    final_text,
    require_changeable,
    require_version,
    save_final,
    scope_title,
)
from journal.standing import IN_MEAN
from journal.writing import TAKES_PLACE, begin_writing
from models import FinalMark, FinalScope, Journal, Lesson, Mark, Work
from regulation.finals import ReferralForm, check_not_assessed, check_resolution
from regulation.refusal import N_, Refusal
from regulation.scale import parse_result
from regulation.topics import check_remark

__all__ = [
    "Given",
    "accept_suggestions",
    "final_text",
    "put_final",
    "put_not_assessed",
    "resolve_not_assessed",
    "scope_title",
]


def put_final(
    acting: Acting,
    journal: Journal,
    student_id: int,
    text: str,
    version: int,
    scope: FinalScope = FinalScope.TERM,
) -> Given:
    """Set, change or clear («») a final; `version` is the row's as the person saw it, 0 for none.

    What already stands changes nothing. «н/а» is given by `put_not_assessed` and made good by
    `resolve_not_assessed`; clearing an «н/а» not yet made good takes it back.
    Raises E_MARK, E_DEADLINE, E_CLOSED, E_NOT_MEMBER, E_REASON, Conflict.
    """
    begin_writing(acting, journal)
    final = current_final(acting.session, journal.id, student_id, scope)
    wanted = text.strip().casefold()
    if final is not None and wanted == final_text(final):
        return Given(final)
    value = parse_result(text, acting.rules) if wanted else None
    if wanted and value is None:
        check_not_assessed(
            reason="", deadline=None, form=None, today=acting.today, rules=acting.rules, has_marks=False
        )
    cautions = check_entry(acting, journal, student_id, scope)
    require_version(final, version, text.strip())
    if final is None:
        if value is None:
            return Given(empty_final(journal, student_id, scope))
        final = empty_final(journal, student_id, scope)
    else:
        require_changeable(acting, final, value)
    if value is None:
        _clear(final)
    final.value = value
    return save_final(acting, journal, final, cautions)


def put_not_assessed(
    acting: Acting,
    journal: Journal,
    student_id: int,
    *,
    reason: str,
    deadline: date | None,
    form: ReferralForm | None,
    version: int,
    scope: FinalScope = FinalScope.TERM,
) -> Given:
    """Give «н/а» with its reason, deadline and form, or change the terms of one not yet made good (4.2.3).

    With current marks present the entry stands with W_NA_WITH_MARKS.
    Raises E_DEADLINE, E_TOPIC_*, E_CLOSED, E_NOT_MEMBER, E_REASON, Conflict.
    """
    begin_writing(acting, journal)
    final = current_final(acting.session, journal.id, student_id, scope)
    cautions = check_not_assessed(
        reason=reason,
        deadline=deadline,
        form=form,
        today=acting.today,
        rules=acting.rules,
        has_marks=bool(_current_marks(acting.session, journal.id, student_id)),
    )
    checked_reason = check_remark(reason, acting.rules.latin_terms)
    cautions += check_entry(acting, journal, student_id, scope)
    require_version(final, version, "н/а")
    assert form is not None
    if final is None:
        final = empty_final(journal, student_id, scope)
    elif not (final.not_assessed and final.value is None):
        require_changeable(acting, final, None)
    final.value = None
    final.not_assessed = True
    final.na_reason, final.na_deadline, final.na_form = checked_reason, deadline, form.value
    return save_final(acting, journal, final, cautions)


def resolve_not_assessed(
    acting: Acting,
    journal: Journal,
    student_id: int,
    *,
    text: str,
    resolved_on: date | None,
    basis: str,
    version: int,
    attempt: int = 1,
    scope: FinalScope = FinalScope.TERM,
) -> Given:
    """Make an «н/а» good: the mark, the day and the referral («Направление № 5 от 12.01.2027») (4.2.3).

    The «н/а» with its terms stays in the row, every value before in the audit. A 2 at the first attempt
    leaves the second, by commission. Not bound to the study period: the deadline is usually after it.
    Raises E_MARK, E_FUTURE, E_DEADLINE, E_ORDER, E_TOPIC_*, Conflict.
    """
    begin_writing(acting, journal)
    final = current_final(acting.session, journal.id, student_id, scope)
    value = parse_result(text, acting.rules)
    if final is None or not final.not_assessed or final.na_deadline is None:
        raise Refusal("E_DEADLINE", "4.2.3", N_("«н/а» у обучающегося не стоит: закрывать нечего."))
    if resolved_on is None:
        raise Refusal("E_DEADLINE", "4.2.3", N_("Укажите дату, когда материал сдан."))
    check_resolution(value or 0, resolved_on, final.na_deadline, acting.today, attempt)
    checked_basis = _check_basis(acting, basis)
    require_version(final, version, text.strip())
    _require_unresolved(final, attempt)
    final.value = value
    final.attempt = attempt
    final.resolved_on, final.resolution_basis = resolved_on, checked_basis
    return save_final(acting, journal, final, [], is_late=final.is_late)


def accept_suggestions(
    acting: Acting, journal: Journal, confirmed: dict[int, int], scope: FinalScope = FinalScope.TERM
) -> list[Given]:
    """Write the suggested finals a person looked through and confirmed: student id → mark, blanks only.

    Who has got a final meanwhile is left as he is. Raises what `put_final` raises; then nothing is written.
    """
    begin_writing(acting, journal)
    given: list[Given] = []
    for student_id, value in confirmed.items():
        final = current_final(acting.session, journal.id, student_id, scope)
        if not final_text(final):
            version = final.version if final else 0
            given.append(put_final(acting, journal, student_id, str(value), version, scope))
    return given


def _require_unresolved(final: FinalMark, attempt: int) -> None:
    is_failed = final.value == 2 and final.attempt == 1
    if final.value is not None and not (is_failed and attempt == 2):
        raise Refusal(
            "E_DEADLINE",
            "4.2.3",
            N_("«н/а» уже закрыто отметкой %(value)s от %(day)s."),
            value=final.value,
            day=final.resolved_on.strftime("%d.%m.%Y") if final.resolved_on else "",
        )


def _check_basis(acting: Acting, basis: str) -> str:
    if not basis.strip():
        raise Refusal(
            "E_ORDER",
            "4.2.3",
            N_("Укажите направление, по которому сдан материал: «Направление № 5 от 12.01.2027»."),
        )
    return check_remark(basis, acting.rules.latin_terms, what="направление")


def _current_marks(session: Session, journal_id: int, student_id: int) -> list[int]:
    rows = session.scalars(
        select(Mark.value)
        .join(Work, Mark.work_id == Work.id)
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(
            Mark.journal_id == journal_id,
            Mark.student_id == student_id,
            Mark.work_kind.in_(IN_MEAN),
            Lesson.state.in_(TAKES_PLACE),
        )
    )
    return [value for value in rows if value is not None]


def _clear(final: FinalMark) -> None:
    final.not_assessed = False
    final.na_reason, final.na_form, final.na_deadline, final.attempt = "", "", None, 0
