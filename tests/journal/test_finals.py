"""Finals: set, refused, «н/а» with its terms, made good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from journal.conflicts import Conflict
from journal.finals import accept_suggestions, final_text, put_final, put_not_assessed, resolve_not_assessed
from models import (
    AuditEntry,
    DeliveryState,
    FinalMark,
    FinalScope,
    GradeDelivery,
    JournalState,
    LineItem,
    Membership,
    Unlock,
    UnlockKind,
)  # fmt: skip
from regulation.finals import ReferralForm
from regulation.refusal import Refusal
from tests import factories as make

TERMS = {"reason": "болезнь, справка № 12", "deadline": date(2025, 11, 6), "form": ReferralForm.CREDIT}


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def pupil(session, journal):
    return make.students_of(session, journal)[0]


@pytest.fixture
def person(session, act, journal):
    return act(make.teacher(session, journal))


def stored(session):
    """Everything the finals and their history hold."""
    rows = session.execute(select(FinalMark.student_id, FinalMark.scope, FinalMark.value, FinalMark.not_assessed,
                                  FinalMark.na_deadline, FinalMark.version).order_by(FinalMark.id)).all()  # fmt: skip
    return rows, session.scalar(select(func.count()).where(AuditEntry.entity == "final_mark"))


def refused(session, code, operation, *arguments, **named):
    """The operation refuses with the code, and nothing has changed."""
    before = stored(session)
    with pytest.raises(Refusal) as refusal:
        operation(*arguments, **named)
    assert refusal.value.code == code
    assert stored(session) == before
    return refusal.value


def test_a_teacher_sets_a_final(session, person, journal, pupil):
    given = put_final(person, journal, pupil.id, "4", 0)
    assert (given.final.value, given.final.version, given.final.is_late, given.cautions) == (4, 1, False, [])
    assert given.final.set_by_id == person.user_id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.entity == "final_mark")).one()
    assert (entry.new["value"], entry.student_id, entry.journal_id) == (4, pupil.id, journal.id)


def test_the_same_value_again_changes_nothing(session, person, journal, pupil):
    put_final(person, journal, pupil.id, "4", 0)
    before = stored(session)
    assert put_final(person, journal, pupil.id, " 4 ", 0).final.version == 1
    assert stored(session) == before


def test_a_final_is_changed_and_cleared_the_same_day(person, journal, pupil):
    put_final(person, journal, pupil.id, "4", 0)
    assert put_final(person, journal, pupil.id, "5", 1).text == "5"
    assert put_final(person, journal, pupil.id, "", 2).text == ""


def test_clearing_an_empty_cell_stores_nothing(session, person, journal, pupil):
    assert put_final(person, journal, pupil.id, "", 0).final.version == 0
    assert stored(session) == ([], 0)


@pytest.mark.parametrize("text", ["1", "0", "6", "4-", "5+", "3,5", "зач", "+", ".", "н"])
def test_only_the_five_point_scale(session, person, journal, pupil, text):
    refused(session, "E_MARK", put_final, person, journal, pupil.id, text, 0)


@pytest.mark.parametrize("text", ["осв.", "осв", "освобождён"])
def test_exempt_is_never_written_and_the_clause_is_named(session, person, journal, pupil, text):
    refusal = refused(session, "E_MARK", put_final, person, journal, pupil.id, text, 0)
    assert "4.2.4" in refusal.message


def test_not_assessed_typed_into_the_cell_asks_for_its_terms(session, person, journal, pupil):
    refused(session, "E_DEADLINE", put_final, person, journal, pupil.id, "н/а", 0)


def test_another_version_is_a_conflict_that_shows_both_values(session, person, journal, pupil):
    put_final(person, journal, pupil.id, "4", 0)
    before = stored(session)
    with pytest.raises(Conflict) as conflict:
        put_final(person, journal, pupil.id, "5", 0)
    assert (conflict.value.current, conflict.value.wanted) == ({"value": "4", "version": 1}, "5")
    assert stored(session) == before


def test_who_is_not_in_the_group_gets_none(session, person, journal, pupil):
    stranger = make.student(session, "Чужой")
    refused(session, "E_NOT_MEMBER", put_final, person, journal, stranger.id, "5", 0)
    session.scalars(select(Membership).where(Membership.student_id == pupil.id)).one().ends_on = date(
        2025, 10, 1
    )
    session.flush()
    refused(session, "E_NOT_MEMBER", put_final, person, journal, pupil.id, "5", 0)


def test_the_last_day_of_the_period_is_in_time(session, act, journal, pupil):
    teacher = make.teacher(session, journal)
    late = act(teacher, now="2025-12-28 00:00")
    refused(session, "E_CLOSED", put_final, late, journal, pupil.id, "5", 0)
    given = put_final(act(teacher, now="2025-12-27 23:59:59"), journal, pupil.id, "5", 0)
    assert not given.final.is_late


def test_after_the_period_only_unlocked_and_flagged(session, act, journal, pupil):
    teacher = make.teacher(session, journal)
    session.add(
        Unlock(
            journal_id=journal.id, kind=UnlockKind.FINALS, reason="болезнь педагога", until=date(2026, 1, 15),
            granted_by_id=teacher.id, granted_at=make.EARLY,
        )
    )  # fmt: skip
    session.flush()
    given = put_final(act(teacher, now="2026-01-15 12:00"), journal, pupil.id, "5", 0)
    assert [caution.code for caution in given.cautions] == ["W_LATE_FINAL"]
    assert given.final.is_late
    other = make.students_of(session, journal)[1]
    refused(session, "E_CLOSED", put_final, act(teacher, now="2026-01-16 12:00"), journal, other.id, "5", 0)


def test_a_final_of_an_earlier_day_changes_only_with_a_reason(session, act, journal, pupil):
    teacher = make.teacher(session, journal)
    put_final(act(teacher, now="2025-12-20 12:00"), journal, pupil.id, "4", 0)
    refused(session, "E_REASON", put_final, act(teacher, now="2025-12-21 12:00"), journal, pupil.id, "5", 1)
    reasoned = act(teacher, now="2025-12-21 12:00", reason="Пересчитан средний балл")
    assert put_final(reasoned, journal, pupil.id, "5", 1).text == "5"


def test_a_closed_journal_takes_none(session, person, journal, pupil):
    journal.state = JournalState.CLOSED
    session.flush()
    refused(session, "E_CLOSED", put_final, person, journal, pupil.id, "5", 0)


def test_the_study_final_only_where_the_study_ends(session, person, journal, pupil):
    refused(session, "E_CLOSED", put_final, person, journal, pupil.id, "5", 0, FinalScope.STUDY)
    journal.has_study_final = True
    assert put_final(person, journal, pupil.id, "5", 0, FinalScope.STUDY).text == "5"


def test_an_examination_mark_comes_only_through_its_sheet(session, person, journal, pupil):
    refused(session, "E_CLOSED", put_final, person, journal, pupil.id, "5", 0, FinalScope.EXAM)


def test_not_assessed_needs_reason_deadline_and_form(session, person, journal, pupil):
    given = put_not_assessed(person, journal, pupil.id, **TERMS, version=0)
    assert (given.text, given.cautions) == ("н/а", [])
    final = given.final
    assert (final.na_reason, final.na_deadline, final.na_form) == (
        TERMS["reason"],
        TERMS["deadline"],
        "credit",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"deadline": None},
        {"form": None},
        {"deadline": date(2025, 10, 6)},
        {"deadline": date(2025, 10, 7) + timedelta(days=366)},
    ],
)
def test_bad_terms_are_refused(session, person, journal, pupil, wrong):
    refused(
        session, "E_DEADLINE", put_not_assessed, person, journal, pupil.id, **{**TERMS, **wrong}, version=0
    )


def test_a_senseless_reason_is_refused(session, person, journal, pupil):
    refused(
        session, "E_TOPIC_GIBBERISH", put_not_assessed, person, journal, pupil.id,
        **{**TERMS, "reason": "фывафыва"}, version=0,
    )  # fmt: skip


def test_not_assessed_beside_current_marks_is_flagged(session, person, journal, pupil):
    lesson = make.lesson(session, journal, topic="Учёт денежных средств")
    make.mark(session, lesson.works[0], pupil, 4)
    given = put_not_assessed(person, journal, pupil.id, **TERMS, version=0)
    assert [caution.code for caution in given.cautions] == ["W_NA_WITH_MARKS"]


def test_not_assessed_given_by_mistake_is_taken_back(person, journal, pupil):
    put_not_assessed(person, journal, pupil.id, **TERMS, version=0)
    given = put_final(person, journal, pupil.id, "", 1)
    assert (given.text, given.final.na_deadline, given.final.na_reason) == ("", None, "")


def test_a_mark_is_not_written_over_an_open_not_assessed(session, person, journal, pupil):
    put_not_assessed(person, journal, pupil.id, **TERMS, version=0)
    refused(session, "E_DEADLINE", put_final, person, journal, pupil.id, "4", 1)


def test_the_terms_of_an_open_one_may_change(person, journal, pupil):
    put_not_assessed(person, journal, pupil.id, **TERMS, version=0)
    given = put_not_assessed(person, journal, pupil.id, **{**TERMS, "deadline": date(2025, 12, 1)}, version=1)
    assert given.final.na_deadline == date(2025, 12, 1)


def owed(session, act, journal, pupil):
    teacher = make.teacher(session, journal)
    put_not_assessed(act(teacher), journal, pupil.id, **TERMS, version=0)
    return teacher


def made_good(**changed):
    return {"text": "4", "resolved_on": date(2025, 11, 5), "basis": "Направление № 5 от 03.11.2025", "version": 1,
            **changed}  # fmt: skip


def test_made_good_it_shows_the_mark_and_keeps_its_terms(session, act, journal, pupil):
    teacher = owed(session, act, journal, pupil)
    given = resolve_not_assessed(act(teacher, now="2025-11-05 12:00"), journal, pupil.id, **made_good())
    final = given.final
    assert (given.text, final.not_assessed, final.na_deadline, final.attempt) == (
        "4",
        True,
        TERMS["deadline"],
        1,
    )
    assert (final.resolved_on, final.resolution_basis) == (date(2025, 11, 5), "Направление № 5 от 03.11.2025")
    values = session.scalars(
        select(AuditEntry.new).where(AuditEntry.entity == "final_mark").order_by(AuditEntry.id)
    )
    assert [("not_assessed" in new, new.get("value")) for new in values] == [(True, None), (False, 4)]


def test_it_may_be_made_good_after_the_period(session, act, journal, pupil):
    teacher = make.teacher(session, journal)
    put_not_assessed(
        act(teacher, now="2025-12-27 12:00"),
        journal,
        pupil.id,
        **{**TERMS, "deadline": date(2026, 1, 26)},
        version=0,
    )
    given = resolve_not_assessed(
        act(teacher, now="2026-01-20 12:00"), journal, pupil.id, **made_good(resolved_on=date(2026, 1, 20))
    )
    assert (given.text, given.final.is_late) == ("4", False)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": "н/а"}, "E_MARK"),
        ({"text": "зач"}, "E_MARK"),
        ({"resolved_on": None}, "E_DEADLINE"),
        ({"resolved_on": date(2025, 11, 6)}, "E_FUTURE"),
        ({"basis": " "}, "E_ORDER"),
        ({"attempt": 3}, "E_DEADLINE"),
        ({"version": 7}, "E_CONFLICT"),
    ],
)
def test_a_bad_resolution_is_refused(session, act, journal, pupil, wrong, code):
    teacher = owed(session, act, journal, pupil)
    person = act(teacher, now="2025-11-05 12:00")
    refused(session, code, resolve_not_assessed, person, journal, pupil.id, **made_good(**wrong))


def test_after_the_deadline_only_the_commission(session, act, journal, pupil):
    teacher = owed(session, act, journal, pupil)
    person = act(teacher, now="2025-11-07 12:00")
    late = made_good(resolved_on=date(2025, 11, 7))
    refused(session, "E_DEADLINE", resolve_not_assessed, person, journal, pupil.id, **late)
    given = resolve_not_assessed(person, journal, pupil.id, **late, attempt=2)
    assert (given.text, given.final.attempt) == ("4", 2)


def test_a_two_leaves_the_second_attempt_and_nothing_after_it(session, act, journal, pupil):
    teacher = owed(session, act, journal, pupil)
    person = act(teacher, now="2025-11-05 12:00")
    resolve_not_assessed(person, journal, pupil.id, **made_good(text="2"))
    refused(session, "E_DEADLINE", resolve_not_assessed, person, journal, pupil.id, **made_good(version=2))
    resolve_not_assessed(person, journal, pupil.id, **made_good(text="3", version=2), attempt=2)
    refused(
        session,
        "E_DEADLINE",
        resolve_not_assessed,
        person,
        journal,
        pupil.id,
        **made_good(version=3),
        attempt=2,
    )


def test_nothing_to_make_good(session, person, journal, pupil):
    refused(
        session, "E_DEADLINE", resolve_not_assessed, person, journal, pupil.id,
        **made_good(version=0, resolved_on=date(2025, 10, 7)),
    )  # fmt: skip
    put_final(person, journal, pupil.id, "4", 0)
    refused(
        session, "E_DEADLINE", resolve_not_assessed, person, journal, pupil.id,
        **made_good(resolved_on=date(2025, 10, 7)),
    )  # fmt: skip


def test_a_mark_made_good_is_corrected_but_not_emptied(session, act, journal, pupil):
    teacher = owed(session, act, journal, pupil)
    person = act(teacher, now="2025-11-05 12:00")
    resolve_not_assessed(person, journal, pupil.id, **made_good())
    refused(session, "E_CLOSED", put_final, person, journal, pupil.id, "", 2)
    assert put_final(person, journal, pupil.id, "5", 2).text == "5"


def test_confirmed_suggestions_fill_blanks_only(session, person, journal):
    first, second, third = make.students_of(session, journal)
    put_final(person, journal, first.id, "3", 0)
    given = accept_suggestions(person, journal, {first.id: 5, second.id: 4, third.id: 5})
    assert [(item.final.student_id, item.text) for item in given] == [(second.id, "4"), (third.id, "5")]
    assert final_text(session.scalars(select(FinalMark).where(FinalMark.student_id == first.id)).one()) == "3"


def test_confirmed_suggestions_are_all_or_nothing(session, person, journal, pupil):
    stranger = make.student(session, "Чужой")
    with pytest.raises(Refusal) as refusal, session.begin_nested():
        accept_suggestions(person, journal, {pupil.id: 5, stranger.id: 4})
    assert refusal.value.code == "E_NOT_MEMBER"
    assert stored(session) == ([], 0)


def test_the_lms_is_told_in_the_same_transaction(session, act):
    journal = make.journal(session, course=make.course(session))
    pupil = make.students_of(session, journal)[0]
    person = act(make.teacher(session, journal))
    put_not_assessed(person, journal, pupil.id, **TERMS, version=0)
    item = session.scalars(select(LineItem)).one()
    assert (item.resource_id, item.label) == ("final-term", "Итоговая, 1 семестр 2025/26")
    delivery = session.scalars(select(GradeDelivery)).one()
    assert (delivery.value, delivery.state) == (None, DeliveryState.PENDING)
    assert delivery.comment == "н/а: сдать до 06.11.2025, форма сдачи: зачёт"
    put_final(person, journal, pupil.id, "", 1)
    assert put_final(person, journal, pupil.id, "5", 2).text == "5"
    assert (delivery.value, delivery.comment) == (5, "")
