"""The journal page over HTTP: its size and queries, saving, history, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lti_tool.database import db
from models import (
    Absence,
    AuditEntry,
    BrowserSession,
    CourseRole,
    Journal,
    JournalState,
    Mark,
    Office,
    User,
    Work,
)
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make
from tests.conftest import SetClock

MOST_QUERIES = 15
MOST_BYTES = 350 * 1024


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@dataclass
class Desk:
    """A journal, its teacher's browser, a lesson of today."""

    session: Session
    browser: FlaskClient
    journal: Journal
    journal_id: int
    work_id: int
    lesson_id: int
    students: list[int]
    teacher: User
    enter: Callable[[FlaskClient, User], BrowserSession]

    @property
    def client(self) -> FlaskClient:
        """The browser, once the test's own transaction is over: SQLite has one writer."""
        self.session.commit()
        return self.browser

    @property
    def path(self) -> str:
        """The journal's page."""
        return f"/journals/{self.journal_id}"

    def become(self, person: User) -> None:
        """The browser is this person's from now on."""
        self.enter(self.browser, person)

    def put(self, *changes: dict[str, Any]) -> Any:
        """Send changes; ids and versions are filled in."""
        whole = [{"id": f"change-{number:03}", "version": 0, **one} for number, one in enumerate(changes)]
        return self.client.post(f"{self.path}/changes", json={"changes": whole})

    def mark(self, value: str, student: int = 0, **more: Any) -> dict[str, Any]:
        """A change of a mark."""
        return {
            "kind": "mark",
            "work": self.work_id,
            "student": self.students[student],
            "value": value,
            **more,
        }

    def stored(self) -> list[int | None]:
        """Values in the table of marks."""
        self.session.rollback()
        self.session.expire_all()
        values = list(self.session.scalars(select(Mark.value).order_by(Mark.student_id)))
        self.session.rollback()
        return values


@pytest.fixture
def desk(
    session: Session, client: FlaskClient, sign_in_as: Callable[[FlaskClient, User], BrowserSession]
) -> Desk:
    journal = make.journal(session, students=4)
    lesson = make.lesson(session, journal)
    students = [one.id for one in make.students_of(session, journal)]
    teacher = make.teacher(session, journal)
    found = Desk(
        session, client, journal, journal.id, lesson.works[0].id, lesson.id, students, teacher, sign_in_as
    )
    found.become(teacher)
    return found


def fill(session: Session, journal: Journal, lessons: int) -> None:
    """So many lessons with a mark or an absence in every second cell."""
    students = make.students_of(session, journal)
    day = date(2025, 9, 1)
    for number in range(lessons):
        made = make.lesson(
            session,
            journal,
            day + timedelta(days=number // 4),
            number % 4 + 2,
            topic="Учёт кассовых операций",
        )
        work = made.works[0]
        for at, student in enumerate(students):
            if (at + number) % 10 == 0:
                session.add(_absence(made, student.id))
            elif (at + number) % 2:
                session.add(_mark(work, student.id, 2 + (at + number) % 4))
    session.commit()


def _mark(work: Work, student_id: int, value: int) -> Mark:
    return Mark(
        journal_id=work.journal_id, work_id=work.id, work_kind=work.kind.value, student_id=student_id, value=value,
        set_at=make.EARLY, late_days=2,
    )  # fmt: skip


def _absence(lesson: Any, student_id: int) -> Absence:
    return Absence(
        journal_id=lesson.journal_id, lesson_id=lesson.id, student_id=student_id, attendance="absent", reason="unexcused",
        set_at=make.EARLY, late_days=0,
    )  # fmt: skip


class TestPage:
    def test_it_shows_students_lessons_and_marks(self, desk: Desk) -> None:
        desk.put(
            desk.mark("4"),
            {"kind": "absence", "lesson": desk.lesson_id, "student": desk.students[1], "value": "н"},
        )
        page = desk.client.get(desk.path)
        assert page.status_code == 200
        assert "Абрамова Алина С." in page.text
        assert re.search(r'<th scope=col class="t u"><a href=/lessons/\d+>7</a>', page.text)
        assert "<td>4<td class=f>" in page.text
        assert "<td class=a>н<td class=f>" in page.text

    def test_its_size_and_queries_do_not_grow(self, desk: Desk, app: Flask, session: Session) -> None:
        desk.client.get(desk.path)
        with counted(app) as few:
            desk.browser.get(desk.path)
        large = make.journal(session, students=30)
        fill(session, large, 149)
        make.lesson(session, large)
        desk.become(make.teacher(session, large))
        path = f"/journals/{large.id}"
        desk.client.get(path)
        with counted(app) as many:
            page = desk.browser.get(path)
        assert page.text.count("<td") == 30 * (150 + 3)
        assert len(page.data) <= MOST_BYTES
        assert len(many) <= MOST_QUERIES, "\n".join(many)
        assert len(few) == len(many)

    def test_other_terms_and_subgroups_are_a_click_away_at_no_more_queries(
        self, desk: Desk, app: Flask, session: Session
    ) -> None:
        course = make.course(session, roster_url="https://lms.example/roster", roster_read_at=make.EARLY)
        desk.journal.course = course
        colleague = make.teacher(session, family="Сидорова")
        make.course_member(session, course, colleague, CourseRole.INSTRUCTOR)
        discipline, group = desk.journal.discipline, desk.journal.group
        for name in ("1", "2"):
            make.journal(
                session,
                discipline=discipline,
                group=group,
                course=course,
                subgroup=make.subgroup(session, group, name),
            )
        desk.become(colleague)
        desk.client.get(desk.path)
        with counted(app) as sent:
            page = desk.browser.get(desk.path).text
        assert page.count("<li><a href=") == 3
        assert "подгруппа 2" in page
        assert len(sent) <= MOST_QUERIES, "\n".join(sent)

    def test_a_journal_of_somebody_elses_course_is_not_offered(self, desk: Desk, session: Session) -> None:
        group = desk.journal.group
        make.journal(
            session,
            discipline=desk.journal.discipline,
            group=group,
            subgroup=make.subgroup(session, group, "2"),
        )
        assert "подгруппа 2" not in desk.client.get(desk.path).text

    def test_somebody_new_in_the_course_is_shown(self, desk: Desk, session: Session) -> None:
        course = make.course(session, roster_url="https://lms.example/roster", roster_read_at=make.EARLY)
        desk.journal.course = course
        for student in make.students_of(session, desk.journal):
            make.course_member(session, course, make.account(session, student))
        assert "Новые в курсе" not in desk.client.get(desk.path).text
        make.course_member(session, course, make.user(session, "Новиков"))
        assert 'Новые в курсе <span class="badge badge-red">1</span>' in desk.client.get(desk.path).text

    def test_whoever_is_not_of_the_journal_is_told_so(self, desk: Desk, session: Session) -> None:
        stranger = make.user(session, "Чужаков")
        student = make.account(session, make.students_of(session, desk.journal)[0])
        for person in (stranger, student):
            desk.become(person)
            assert desk.client.get(desk.path).status_code == 403

    def test_a_deputy_reads_and_cannot_write(self, desk: Desk, session: Session) -> None:
        deputy = make.user(session, "Зотова", is_staff=True)
        make.office(session, deputy, Office.DEPUTY)
        desk.become(deputy)
        page = desk.client.get(desk.path)
        assert "Только просмотр" in page.text
        assert "Все присутствуют" not in page.text
        assert desk.put(desk.mark("5")).status_code == 403
        assert desk.stored() == []

    def test_an_instructor_outside_the_roster_only_reads(self, desk: Desk, session: Session) -> None:
        course = make.course(session, roster_url="https://lms.example/roster")
        desk.journal.course = course
        reader = make.user(session, "Орлов", is_staff=True)
        make.course_member(session, course, reader, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE)
        desk.become(reader)
        assert desk.client.get(desk.path).status_code == 200
        assert desk.put(desk.mark("5")).status_code == 403
        assert desk.stored() == []

    def test_a_name_cannot_break_out_of_the_page(self, desk: Desk, session: Session) -> None:
        student = make.students_of(session, desk.journal)[0]
        student.family_name = '"><script>alert(1)</script>'
        make.lesson(session, desk.journal, pair=5, topic="</script><script>alert(2)</script>")
        session.commit()
        page = desk.client.get(desk.path).text
        assert "<script>alert" not in page
        assert "\\u003c/script\\u003e" in page

    def test_a_closed_journal_is_shown_without_editing(self, desk: Desk, session: Session) -> None:
        desk.journal.state = JournalState.CLOSED
        session.commit()
        assert "Журнал закрыт" in desk.client.get(desk.path).text
        refused = desk.put(desk.mark("5"))
        assert (refused.status_code, refused.json["error"]["code"]) == (422, "E_CLOSED")
        assert desk.stored() == []


class TestChanges:
    def test_they_are_saved_and_answered(self, desk: Desk) -> None:
        answer = desk.put(desk.mark("4"), desk.mark("5", 1)).json
        assert answer["saved_at"] == "12:00"
        assert [one["ok"] for one in answer["results"]] == [True, True]
        assert answer["results"][0]["cell"]["version"] == 1
        assert answer["results"][0]["student"]["mean"] == "4,00"
        assert desk.stored() == [4, 5]

    def test_a_resend_is_one_record(self, desk: Desk, session: Session) -> None:
        desk.put(desk.mark("4"))
        again = desk.put(desk.mark("4")).json
        assert again["results"][0]["ok"]
        assert len(session.scalars(select(AuditEntry.id).where(AuditEntry.entity == "mark")).all()) == 1

    @pytest.mark.parametrize("value", ["1", "6", "0", "4-", "3,5", "зач", "+", "осв.", ".", "н/а"])
    def test_a_forbidden_value_is_refused_and_the_rest_stands(self, desk: Desk, value: str) -> None:
        answer = desk.put(desk.mark(value), desk.mark("5", 1)).json
        assert [one["ok"] for one in answer["results"]] == [False, True]
        assert (answer["results"][0]["code"], answer["results"][0]["clause"]) == ("E_MARK", "4.1.8")
        assert desk.stored() == [5]

    def test_another_persons_page_is_told(self, desk: Desk) -> None:
        refused = desk.client.post(
            f"{desk.path}/changes", json={"changes": []}, headers={"X-Journal-User": "999999"}
        )
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "WRONG_PERSON")

    def test_nonsense_is_refused(self, desk: Desk) -> None:
        for body in ({}, {"changes": 5}, {"changes": [{"kind": "mark"}]}, []):
            refused = desk.client.post(f"{desk.path}/changes", json=body)
            assert (refused.status_code, refused.json["error"]["code"]) == (422, "E_CHANGE")
        assert desk.stored() == []


class TestHistory:
    def test_it_tells_who_when_and_why(self, desk: Desk, clock: SetClock) -> None:
        desk.put(desk.mark("3"))
        clock.advance(days=1)
        desk.become(desk.teacher)
        desk.put({**desk.mark("4"), "id": "change-900", "version": 1, "reason": "Ошибка при вводе"})
        query = {"work": desk.work_id, "student": desk.students[0]}
        found = desk.client.get(f"{desk.path}/history", query_string=query).json
        assert [(one["was"], one["became"]) for one in found["entries"]] == [("", "3"), ("3", "4")]
        assert found["entries"][1]["why"] == "Ошибка при вводе"
        assert found["entries"][1]["at"] == "08.10.2025 12:00"
        assert found["entries"][1]["late"] == "с опозданием 1 дн."

    def test_a_work_of_another_journal_is_not_found(self, desk: Desk, session: Session) -> None:
        other = make.lesson(session, make.journal(session), kind=LessonKind.LECTURE, works=[WorkKind.CURRENT])
        session.commit()
        query = {"work": other.works[0].id, "student": desk.students[0]}
        assert desk.client.get(f"{desk.path}/history", query_string=query).status_code == 404
