"""Opening what is locked (4.1.1, 4.2.1)."""

from datetime import date

import pytest

from journal.unlocks import (
    grant_request,
    grant_unlock,
    open_requests,
    refuse_request,
    request_unlock,
    unlocked_until,
)
from models import AuditEntry, Office, UnlockKind
from tests import factories as make
from tests.unchanged import refuses

TODAY = date(2025, 10, 7)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def lesson(session, journal):
    return make.lesson(session, journal, date(2025, 9, 15))


@pytest.fixture
def deputy(session):
    person = make.user(session, "Орлова", is_staff=True)
    make.office(session, person, Office.DEPUTY)
    return person


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


def test_it_works(session, act, deputy, journal, lesson):
    unlock = grant_unlock(act(deputy, office="deputy"), lesson, "болезнь педагога", date(2025, 10, 10))
    assert (unlock.kind, unlock.lesson_id, unlock.granted_by_id) == (UnlockKind.LESSON, lesson.id, deputy.id)
    assert unlocked_until(session, journal, lesson) == date(2025, 10, 10)
    assert unlocked_until(session, journal) is None
    entry = session.query(AuditEntry).filter_by(entity="unlock").one()
    assert (entry.office, entry.new["reason"], entry.journal_id) == ("deputy", "болезнь педагога", journal.id)


def test_finals_are_unlocked_for_the_journal(session, act, deputy, journal, lesson):
    grant_unlock(act(deputy), journal, "поздняя сдача экзамена", date(2025, 11, 6))
    assert unlocked_until(session, journal.id) == date(2025, 11, 6)
    assert unlocked_until(session, journal, lesson) is None


def test_the_latest_day_counts(session, act, deputy, journal, lesson):
    for day in (date(2025, 10, 20), date(2025, 10, 9)):
        grant_unlock(act(deputy), lesson, "болезнь педагога", day)
    assert unlocked_until(session, journal, lesson) == date(2025, 10, 20)


@pytest.mark.parametrize("until", [date(2025, 10, 6), date(2025, 11, 7)])
def test_from_today_for_30_days_at_most(session, act, deputy, lesson, until):
    acting = act(deputy)
    with refuses(session, "E_DEADLINE", "4.1.1"):
        grant_unlock(acting, lesson, "болезнь педагога", until)


@pytest.mark.parametrize(("reason", "code"), [("", "E_TOPIC_EMPTY"), ("фыва", "E_TOPIC_GIBBERISH")])
def test_not_without_a_reason(session, act, deputy, lesson, reason, code):
    acting = act(deputy)
    with refuses(session, code):
        grant_unlock(acting, lesson, reason, TODAY)


class TestRequest:
    def test_it_works(self, session, act, teacher, journal, lesson):
        request = request_unlock(act(teacher), lesson, "не успела внести тему")
        assert open_requests(session, journal.id) == [request]
        assert (request.lesson_id, request.asked_by_id, request.answered_at) == (lesson.id, teacher.id, None)

    def test_asking_again_renews_the_reason(self, session, act, teacher, journal, lesson):
        request_unlock(act(teacher), lesson, "не успела внести тему")
        request_unlock(act(teacher), lesson, "была на больничном")
        request_unlock(act(teacher), journal, "поздняя сдача экзамена")
        assert [one.reason for one in open_requests(session, journal.id)] == [
            "была на больничном",
            "поздняя сдача экзамена",
        ]

    def test_granting_answers_it(self, session, act, teacher, deputy, journal, lesson):
        request = request_unlock(act(teacher), lesson, "была на больничном")
        unlock = grant_request(act(deputy), request, date(2025, 10, 12))
        assert (request.unlock_id, unlock.reason) == (unlock.id, "была на больничном")
        assert open_requests(session, journal.id) == []

    def test_an_unlock_given_without_it_answers_it_too(self, session, act, teacher, deputy, journal, lesson):
        request = request_unlock(act(teacher), lesson, "была на больничном")
        other = request_unlock(act(teacher), journal, "поздняя сдача экзамена")
        unlock = grant_unlock(act(deputy), lesson, "болезнь педагога", TODAY)
        assert request.unlock_id == unlock.id
        assert open_requests(session, journal.id) == [other]

    def test_finals_are_granted_by_request(self, session, act, teacher, deputy, journal):
        request = request_unlock(act(teacher), journal, "поздняя сдача экзамена")
        assert grant_request(act(deputy), request, TODAY).kind is UnlockKind.FINALS

    def test_refusing_says_why(self, session, act, teacher, deputy, journal, lesson):
        request = request_unlock(act(teacher), lesson, "была на больничном")
        refuse_request(act(deputy), request, "больничный лист не представлен")
        assert request.refusal == "больничный лист не представлен"
        assert unlocked_until(session, journal, lesson) is None

    def test_one_answer_only(self, session, act, teacher, deputy, lesson):
        request = request_unlock(act(teacher), lesson, "была на больничном")
        refuse_request(act(deputy), request, "больничный лист не представлен")
        acting = act(deputy)
        with refuses(session, "E_CLOSED", "4.1.1"):
            grant_request(acting, request, TODAY)
        with refuses(session, "E_CLOSED", "4.1.1"):
            refuse_request(acting, request, "больничный лист не представлен")

    def test_a_bad_day_leaves_it_open(self, session, act, teacher, deputy, lesson):
        request = request_unlock(act(teacher), lesson, "была на больничном")
        acting = act(deputy)
        with refuses(session, "E_DEADLINE", "4.1.1"):
            grant_request(acting, request, date(2025, 12, 1))
