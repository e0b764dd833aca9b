"""The grade book's pages: one's own across years, a child's, a student's card; never anybody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import (
    AuditEntry,
    BrowserSession,
    CourseRole,
    ExamSheet,
    Journal,
    SheetEntry,
    SheetKind,
    Student,
    User,
)
from regulation.attendance import AbsenceReason
from regulation.kinds import WorkKind
from regulation.sheets import Outcome, SheetState
from tests import factories as make
from tests.conftest import SetClock
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]
Look = Callable[[User, str], str]


@pytest.fixture
def journal(session: Session) -> Journal:
    return make.journal(session)


@pytest.fixture
def pupils(session: Session, journal: Journal) -> list[Student]:
    return make.students_of(session, journal)


@pytest.fixture
def look(session: Session, client: FlaskClient, sign_in_as: SignIn) -> Look:
    """`look(user, "/gradebook")`: the page as this person sees it."""

    def see(person: User, path: str) -> str:
        sign_in_as(client, person)
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    return see


def status(client: FlaskClient, session: Session, path: str) -> int:
    session.commit()
    return client.get(path).status_code


def test_a_student_sees_marks_topics_homework_absences_and_results(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    own = pupils[0]
    make.teacher(session, journal)
    lesson = make.lesson(
        session, journal, date(2025, 10, 2), topic="Учёт расчётов", homework="§ 4, вопросы 1–3"
    )
    make.mark(session, lesson.works[0], own, 4)
    make.mark(session, make.work(session, lesson, WorkKind.CHECKPOINT), own, None, not_assessed=True)
    missed = make.lesson(session, journal, date(2025, 9, 30), topic="Учёт кассы")
    make.absence(session, missed, own, reason=AbsenceReason.ILL)
    page = look(make.account(session, own), "/gradebook")
    assert own.family_name in page and "Петрова М. И." in page
    for text in ("Учёт расчётов", "Учёт кассы", "болезнь", "октябрь — <b", "4,00", "задано 02.10"):
        assert text in page
    assert page.index("Домашнее задание") < page.index("§ 4, вопросы 1–3") < page.index("Последние отметки")


def test_nothing_of_anybody_else_is_on_the_page(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    own, other, third = pupils
    lesson = make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    make.mark(session, lesson.works[0], other, 2)
    make.absence(session, lesson, third)
    make.final(session, journal, other, 2)
    for path in ("/gradebook", "/gradebook?all=1", f"/gradebook/{own.id}"):
        page = look(make.account(session, own), path)
        assert other.family_name not in page and third.family_name not in page
        assert not re.search(r"<b>[2-5]</b>", page) and 'class="abs"' not in page


def test_todays_lesson_is_shown_before_it_is_held(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    make.lesson(session, journal, pair=3)
    page = look(make.account(session, pupils[0]), "/gradebook")
    today = page[page.index("Сегодня, вт 07.10") :]
    assert "3 пара" in today[:900] and journal.discipline.title in today[:900]


def test_homework_is_that_of_the_last_lesson_only(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    make.lesson(session, journal, date(2025, 9, 30), topic="Учёт кассы", homework="§ 1 прошлое")
    make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов", homework="Не задано")
    page = look(make.account(session, pupils[0]), "/gradebook")
    assert "Ничего не задано" in page
    assert "§ 1 прошлое" in page[page.index("Последние отметки") :]


def test_a_mark_of_an_earlier_year_is_two_clicks_away(
    session: Session, journal: Journal, pupils: list[Student], look: Look, clock: SetClock
) -> None:
    lesson = make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    make.mark(session, lesson.works[0], pupils[0], 3)
    later = make.journal(session, group=journal.group, term=make.term(session, "2027/28", 1))
    clock.set("2027-10-05 12:00:00")
    person = make.account(session, pupils[0])
    page = look(person, "/gradebook")
    assert later.discipline.title in page and journal.discipline.title not in page
    first_click = f"/gradebook?term={journal.term_id}"
    assert first_click in page
    past = look(person, first_click)
    opened = past[past.index(f'id="journal-{journal.id}"') :]  # the second click unfolds it
    assert "Учёт расчётов" in opened and "<b>3</b>" in opened


def test_the_whole_study_lists_finals_and_how_a_blank_was_made_good(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    make.final(
        session, journal, pupils[0], 4, not_assessed=True, na_reason="не явился", na_deadline=date(2025, 12, 20),
        na_form="exam", resolved_on=date(2025, 12, 15), resolution_basis="Направление № 7",
    )  # fmt: skip
    make.final(
        session, journal, pupils[1], None, not_assessed=True, na_reason="длительная болезнь",
        na_deadline=date(2025, 12, 20), na_form="credit",
    )  # fmt: skip
    page = look(make.account(session, pupils[0]), "/gradebook?all=1")
    assert "сдано 15.12.2025, Направление № 7" in page and "длительная болезнь" not in page
    page = look(make.account(session, pupils[1]), "/gradebook?all=1")
    assert "Сдать до 20.12.2025, форма: зачёт" in page


def test_a_sheets_result_appears_when_it_is_closed(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    sheet = ExamSheet(
        journal=journal, kind=SheetKind.EXAM, state=SheetState.FILLED, academic_year="2025/26", serial=1,
        number="2025/26-1-0001", held_on=date(2025, 10, 6), examiners="Петрова М. И.", created_at=make.EARLY,
        created_by_id=journal.opened_by_id,
    )  # fmt: skip
    make.put(session, sheet)
    line = SheetEntry(sheet=sheet, student=pupils[0], position=1, full_name="А", outcome=Outcome.EXCELLENT)
    make.put(session, line)
    person = make.account(session, pupils[0])
    assert "результат появится, когда ведомость закроют" in look(person, "/gradebook")
    sheet.state = SheetState.CLOSED
    page = look(person, "/gradebook")
    assert "№ 2025/26-1-0001" in page and "результат появится" not in page


def test_two_identities_of_one_student_see_one_book(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    lesson = make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    make.mark(session, lesson.works[0], pupils[0], 5)
    elsewhere = make.account(session, pupils[0], registration=make.registration(session))
    pages = [
        re.sub(r'content="[^"]*"|value="[^"]*"', "", look(person, "/gradebook"))
        for person in (make.account(session, pupils[0]), elsewhere)
    ]
    assert pages[0] == pages[1] and "Учёт расчётов" in pages[0]


def test_a_parent_sees_the_own_child_and_nobody_else(
    session: Session,
    client: FlaskClient,
    journal: Journal,
    pupils: list[Student],
    look: Look,
    sign_in_as: SignIn,
) -> None:
    child, other, _third = pupils
    lesson = make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    make.mark(session, lesson.works[0], child, 5)
    parent = make.user(session, "Родителева")
    make.guardian(session, child, parent)
    assert "Учёт расчётов" in look(parent, f"/gradebook/{child.id}")
    sign_in_as(client, parent)
    for path in ("/gradebook", "/gradebook/children"):
        assert client.get(path, follow_redirects=True).request.path == f"/gradebook/{child.id}"
    assert child.family_name in look(parent, f"/journals/{journal.id}/students/{child.id}")
    name, paths = (
        other.family_name, [f"/gradebook/{other.id}", f"/journals/{journal.id}/students/{other.id}"],
    )  # fmt: skip
    session.commit()
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 403 and name not in answer.text
    refused = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "refused")).all()
    assert len(refused) == 2


def test_two_children_are_offered_to_choose_from(
    session: Session, journal: Journal, pupils: list[Student], look: Look
) -> None:
    parent = make.user(session, "Родителева")
    for one in pupils[:2]:
        make.guardian(session, one, parent)
    page = look(parent, "/gradebook/children")
    assert all(f'href="/gradebook/{one.id}"' in page for one in pupils[:2])
    assert pupils[2].family_name not in page
    assert "Все дети" in look(parent, f"/gradebook/{pupils[1].id}")


def test_a_tie_that_ended_shows_nothing_any_more(
    session: Session, client: FlaskClient, pupils: list[Student], sign_in_as: SignIn
) -> None:
    parent = make.user(session, "Родителева")
    make.guardian(session, pupils[0], parent).until = datetime(2025, 10, 1, tzinfo=UTC)
    sign_in_as(client, parent)
    assert client.get(f"/gradebook/{pupils[0].id}").status_code == 403
    page = client.get("/gradebook/children")
    assert "Дневника пока нет" in page.text and pupils[0].family_name not in page.text


def test_a_student_cannot_look_at_another(
    session: Session, client: FlaskClient, journal: Journal, pupils: list[Student], sign_in_as: SignIn
) -> None:
    sign_in_as(client, make.account(session, pupils[0]))
    assert status(client, session, f"/gradebook/{pupils[1].id}") == 403
    assert status(client, session, f"/journals/{journal.id}/students/{pupils[1].id}") == 403
    assert status(client, session, f"/journals/{journal.id}/students/{pupils[0].id}") == 200
    assert status(client, session, "/gradebook/999999") == 403


def test_a_teacher_sees_the_card_of_a_student_of_the_journal_only(
    session: Session, client: FlaskClient, journal: Journal, pupils: list[Student], look: Look
) -> None:
    lesson = make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    make.mark(session, lesson.works[0], pupils[1], 5)
    foreign = make.journal(session)
    stranger = make.students_of(session, foreign)[0]
    other = make.journal(session, group=journal.group)
    make.lesson(session, other, date(2025, 10, 3), topic="Тема чужого журнала")
    teacher = make.teacher(session, journal)
    page = look(teacher, f"/journals/{journal.id}/students/{pupils[1].id}")
    assert "Учёт расчётов" in page and "с 01.09.2025" in page and "Тема чужого журнала" not in page
    assert f"/students/{pupils[0].id}" in page and f"/students/{pupils[2].id}" in page
    for path in (
        f"/journals/{journal.id}/students/{stranger.id}", f"/journals/{journal.id}/students/999999",
    ):  # fmt: skip
        assert status(client, session, path) == 404
    assert status(client, session, f"/journals/{foreign.id}/students/{stranger.id}") == 403
    assert status(client, session, f"/gradebook/{pupils[1].id}") == 403


def test_who_is_no_student_here_is_told_whom_to_ask(session: Session, journal: Journal, look: Look) -> None:
    course = make.course(session)
    make.course_member(session, course, make.teacher(session, family="Громова"), CourseRole.INSTRUCTOR)
    newcomer = make.user(session, "Новичков", college_number="21-077")
    make.course_member(session, course, newcomer)
    page = look(newcomer, "/gradebook")
    assert "Дневника пока нет" in page and "Громова" in page and "21-077" in page


def test_staff_is_never_shown_a_grade_book_of_its_own(
    session: Session, pupils: list[Student], look: Look
) -> None:
    person = make.account(session, pupils[0], is_staff=True)
    page = look(person, "/gradebook")
    assert "Дневник ведётся для обучающихся" in page


def test_a_student_who_left_keeps_the_book(session: Session, journal: Journal, look: Look) -> None:
    gone = make.student(session, "Якин")
    make.membership(session, journal.group, gone, ends_on=date(2025, 9, 30))
    lesson = make.lesson(session, journal, date(2025, 9, 25), topic="Учёт кассы")
    make.mark(session, lesson.works[0], gone, 4)
    make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    page = look(make.account(session, gone), "/gradebook")
    assert "Учёт кассы" in page and "Учёт расчётов" not in page


def test_nobody_signed_in_sees_nothing(client: FlaskClient, session: Session, pupils: list[Student]) -> None:
    for path in ("/gradebook", "/gradebook/children", f"/gradebook/{pupils[0].id}"):
        assert status(client, session, path) == 401


def test_more_lessons_and_disciplines_ask_no_more_of_the_database(
    session: Session,
    client: FlaskClient,
    journal: Journal,
    pupils: list[Student],
    engine: Engine,
    sign_in_as: SignIn,
) -> None:
    sign_in_as(client, make.account(session, pupils[0]))
    counts = []
    for more in (1, 5):
        for number in range(more):
            one = make.journal(session, group=journal.group)
            for week in range(more):
                day = date(2025, 9, 1) + timedelta(days=7 * week + number)
                lesson = make.lesson(session, one, day, topic="Учёт расчётов", homework="§ 1")
                make.mark(session, lesson.works[0], pupils[0])
        session.commit()
        client.get("/gradebook")
        with queries(engine) as sent:
            assert client.get("/gradebook").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 20
