"""The discipline's last journal carries the final for the whole period; it cannot be hidden once given."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from journal.study_finals import set_study_final
from models import FinalMark, FinalScope, JournalState
from regulation.refusal import Refusal
from tests import factories as make
from tests.conftest import Act


def test_the_column_comes_and_goes_while_it_is_empty(session: Session, act: Act) -> None:
    journal = make.journal(session, students=1)
    set_study_final(act(), journal, True)
    assert journal.has_study_final
    set_study_final(act(), journal, False)
    assert not journal.has_study_final


def test_the_column_stays_when_a_final_stands_in_it(session: Session, act: Act) -> None:
    journal = make.journal(session, students=1, has_study_final=True)
    student = make.students_of(session, journal)[0]
    final = FinalMark(
        journal_id=journal.id, student_id=student.id, scope=FinalScope.STUDY, value=5, set_at=make.EARLY
    )
    make.put(session, final)
    with pytest.raises(Refusal) as refused:
        set_study_final(act(), journal, False)
    assert (refused.value.code, refused.value.clause) == ("E_CLOSED", "4.2.2")
    assert journal.has_study_final


def test_a_closed_journal_gets_no_new_column(session: Session, act: Act) -> None:
    journal = make.journal(session, students=1, state=JournalState.CLOSED)
    with pytest.raises(Refusal):
        set_study_final(act(), journal, True)
    assert not journal.has_study_final
