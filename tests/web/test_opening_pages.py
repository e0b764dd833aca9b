"""Opening a journal, lists of journals, the roster beside the list, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import BrowserSession, Course, CourseRole, Job, Journal, JournalTeacher, Membership, Office, User
from tests import factories as make

FORM = {
    "index": "МДК.01.01", "name": "Учёт активов", "kind": "module_course", "group": "БУ-23-1", "subgroup": "",
    "academic_year": "2025/26", "term_number": "1", "planned_hours": "72",
}  # fmt: skip


@dataclass
class Desk:
    """A course with a teacher and three learners, before the teacher's browser."""

    session: Session
    browser: FlaskClient
    course: Course
    teacher: User
    learners: list[User]
    enter: Callable[[FlaskClient, User], BrowserSession]

    def __post_init__(self) -> None:
        self.path = f"/courses/{self.course.id}/open"
        self.ids = [one.id for one in self.learners]

    def get(self, path: str = "") -> TestResponse:
        self.session.commit()
        return self.browser.get(path or self.path)

    def post(self, path: str = "", **form: Any) -> TestResponse:
        self.session.commit()
        return self.browser.post(path or self.path, data=form)

    def become(self, person: User) -> None:
        self.enter(self.browser, person)

    def journals(self) -> list[Journal]:
        self.session.expire_all()
        return list(self.session.scalars(select(Journal).order_by(Journal.id)))


@pytest.fixture
def desk(
    session: Session, client: FlaskClient, sign_in_as: Callable[[FlaskClient, User], BrowserSession]
) -> Desk:
    course = make.course(session)
    teacher = make.teacher(session)
    make.course_member(session, course, teacher, CourseRole.INSTRUCTOR)
    learners = [make.user(session, family, "Иван", "Львович") for family in ("Жуков", "Ёжиков", "Егоров")]
    for one in learners:
        make.course_member(session, course, one)
    found = Desk(session, client, course, teacher, learners, sign_in_as)
    found.become(teacher)
    return found


class TestOpening:
    def test_it_opens_with_the_people_ticked(self, desk: Desk, session: Session) -> None:
        answer = desk.post(**FORM, people=desk.ids[:2])
        journal = desk.journals()[0]
        assert (answer.status_code, answer.location) == (303, f"/journals/{journal.id}")
        assert (journal.discipline.title, journal.group.name, journal.planned_hours) == (
            "МДК.01.01 Учёт активов",
            "БУ-23-1",
            72,
        )
        assert len(session.scalars(select(Membership.id)).all()) == 2
        assert session.scalars(select(JournalTeacher.user_id)).all() == [desk.teacher.id]

    def test_the_page_is_prefilled_and_sorted(self, desk: Desk) -> None:
        page = desk.get().text
        assert 'value="Учёт активов"' in page
        assert page.index("Егоров") < page.index("Ёжиков") < page.index("Жуков")

    def test_a_course_without_roster_orders_no_job(self, desk: Desk, session: Session) -> None:
        assert "LMS не даёт этому курсу список" in desk.get().text
        assert session.scalars(select(Job.id)).all() == []

    def test_the_roster_is_read_meanwhile(self, desk: Desk, session: Session) -> None:
        desk.course.roster_url = "https://lms.example/roster"
        assert "Читаем список участников" in desk.get().text
        assert "Читаем список участников" in desk.get().text
        assert [job.kind for job in session.scalars(select(Job))] == ["roster"]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"name": ""}, "E_DISCIPLINE"),
            ({"kind": "танцы"}, "E_DISCIPLINE"),
            ({"group": " "}, "E_GROUP"),
            ({"planned_hours": "много"}, "E_HOURS"),
            ({"planned_hours": "3000"}, "E_HOURS"),
            ({"academic_year": "2025"}, "E_PERIOD"),
            ({"term_number": "3"}, "E_PERIOD"),
        ],
    )
    def test_a_bad_field_is_refused_and_nothing_is_made(
        self, desk: Desk, change: dict[str, str], code: str
    ) -> None:
        answer = desk.post(**{**FORM, **change}, people=desk.ids[:1])
        assert answer.status_code == 422
        assert f'data-code="{code}"' in answer.text
        assert desk.journals() == []

    def test_a_stranger_cannot_be_taken_in(self, desk: Desk, session: Session) -> None:
        stranger = make.user(session, "Чужаков")
        answer = desk.post(**FORM, people=[stranger.id])
        assert (answer.status_code, 'data-code="E_PEOPLE"' in answer.text) == (422, True)
        assert desk.journals() == []

    def test_a_second_journal_is_refused_and_the_first_is_offered(self, desk: Desk) -> None:
        desk.post(**FORM, people=desk.ids)
        first = desk.journals()[0].id
        answer = desk.post(**FORM, people=desk.ids)
        assert (answer.status_code, 'data-code="E_JOURNAL_EXISTS"' in answer.text) == (422, True)
        assert f'href="/journals/{first}"' in answer.text
        assert len(desk.journals()) == 1

    def test_learners_and_front_pages_open_nothing(self, desk: Desk, session: Session) -> None:
        desk.become(desk.learners[0])
        assert (desk.get().status_code, desk.post(**FORM).status_code) == (403, 403)
        desk.become(desk.teacher)
        desk.course.is_front_page = True
        assert (desk.get().status_code, desk.post(**FORM).status_code) == (404, 404)
        assert desk.journals() == []

    def test_an_instructor_by_launch_waits_for_the_roster(self, desk: Desk, session: Session) -> None:
        course = make.course(session, roster_url="https://lms.example/roster")
        make.course_member(session, course, desk.teacher, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE)
        path = f"/courses/{course.id}/open"
        assert (desk.get(path).status_code, desk.post(path, **FORM).status_code) == (200, 403)
        course.roster_error = "LMS не ответила."
        session.commit()
        assert desk.post(path, **FORM).status_code == 303

    def test_an_instructor_the_roster_does_not_name_is_refused(self, desk: Desk, session: Session) -> None:
        course = make.course(session, roster_url="https://lms.example/roster", roster_read_at=make.EARLY)
        make.course_member(session, course, desk.teacher, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE)
        path = f"/courses/{course.id}/open"
        assert (desk.get(path).status_code, desk.post(path, **FORM).status_code) == (403, 403)
        assert desk.journals() == []

    def test_a_copied_course_continues_its_journal(self, desk: Desk, session: Session) -> None:
        old = make.course(session, desk.course.deployment, context_id="old-7")
        journal = make.journal(session, course=old)
        make.put(
            session,
            JournalTeacher(journal=journal, user=desk.teacher, source="named", starts_on=make.FIRST_DAY),
        )
        desk.course.history = "old-7"
        assert "Этот курс скопирован" in desk.get().text
        assert desk.post(f"/courses/{desk.course.id}/attach", journal_id=journal.id).status_code == 303
        assert desk.journals()[0].course_id == desk.course.id

    def test_nobody_takes_over_anothers_journal(self, desk: Desk, session: Session) -> None:
        journal = make.journal(session, course=make.course(session))
        course_id = journal.course_id
        assert desk.post(f"/courses/{desk.course.id}/attach", journal_id=journal.id).status_code == 403
        assert desk.journals()[0].course_id == course_id


class TestLists:
    def test_a_course_lists_its_groups_and_subgroups(self, desk: Desk, session: Session) -> None:
        desk.post(**FORM, people=desk.ids)
        desk.post(**{**FORM, "subgroup": "2"}, people=desk.ids[:1])
        page = desk.get(f"/courses/{desk.course.id}/journals").text
        assert page.count("МДК.01.01 Учёт активов") >= 2
        assert "подгруппа 2" in page
        assert "Открыть ещё один журнал" in page

    def test_mine_shows_my_journals_only(self, desk: Desk, session: Session) -> None:
        desk.post(**FORM)
        make.journal(session, discipline=make.discipline(session, "ОП.01", "Экономика"))
        page = desk.get("/journals").text
        assert "Учёт активов" in page
        assert "Экономика" not in page

    def test_an_office_sees_all_and_searches(self, desk: Desk, session: Session) -> None:
        make.journal(session, discipline=make.discipline(session, "ОП.01", "Экономика"))
        make.journal(session, discipline=make.discipline(session, "ОП.02", "Статистика"))
        deputy = make.user(session, "Зотова", is_staff=True)
        make.office(session, deputy, Office.DEPUTY)
        desk.become(deputy)
        assert all(name in desk.get("/journals").text for name in ("Экономика", "Статистика"))
        found = desk.get("/journals?q=эконом").text
        assert ("Экономика" in found, "Статистика" in found) == (True, False)

    def test_a_learner_has_no_list_of_the_course(self, desk: Desk) -> None:
        desk.become(desk.learners[0])
        assert desk.get(f"/courses/{desk.course.id}/journals").status_code == 403


class TestRoster:
    @pytest.fixture
    def journal(self, desk: Desk) -> Journal:
        desk.post(**FORM, people=desk.ids[:2])
        return desk.journals()[0]

    def test_who_is_new_and_who_is_gone_is_shown(
        self, desk: Desk, journal: Journal, session: Session
    ) -> None:
        desk.course.roster_read_at = make.EARLY
        make.course_member(session, desk.course, make.user(session, "Егоров", "Олег", "Ильич"))
        gone = next(one for one in desk.course.members if one.user_id == desk.ids[0])
        gone.roster_role = CourseRole.NONE
        page = desk.get(f"/journals/{journal.id}/roster").text
        assert "Новые в курсе" in page
        assert (
            page.index("Новые в курсе")
            < page.index("Егоров")
            < page.index("Нет в курсе LMS")
            < page.index("Жуков")
        )

    def test_who_was_left_out_at_opening_is_no_news(self, desk: Desk, journal: Journal) -> None:
        desk.course.roster_read_at = make.EARLY
        page = desk.get(f"/journals/{journal.id}/roster").text
        assert "Новые в курсе" not in page
        assert "Не включены при открытии журнала: 1" in page

    def test_a_person_is_taken_in_from_a_day(self, desk: Desk, journal: Journal, session: Session) -> None:
        path = f"/journals/{journal.id}/roster/join"
        refused = desk.post(path, user_id=desk.ids[2], day="", basis="приказ № 84-с")
        assert (refused.status_code, 'data-code="E_DATE"' in refused.text) == (422, True)
        assert (
            desk.post(path, user_id=desk.ids[2], day="2025-10-06", basis="приказ № 84-с").status_code == 303
        )
        rows = session.scalars(select(Membership).order_by(Membership.id)).all()
        assert (len(rows), rows[-1].starts_on, rows[-1].basis) == (3, date(2025, 10, 6), "приказ № 84-с")

    def test_a_person_leaves_and_nothing_is_deleted(
        self, desk: Desk, journal: Journal, session: Session
    ) -> None:
        student_id = session.scalars(select(Membership.student_id).order_by(Membership.id)).first()
        path = f"/journals/{journal.id}/roster/leave"
        assert (
            desk.post(path, student_id=student_id, day="2025-10-06", basis="приказ № 85-с").status_code == 303
        )
        rows = session.scalars(select(Membership).order_by(Membership.id)).all()
        assert (len(rows), rows[0].ends_on) == (2, date(2025, 10, 5))

    def test_a_deputy_looks_and_changes_nothing(self, desk: Desk, journal: Journal, session: Session) -> None:
        deputy = make.user(session, "Зотова", is_staff=True)
        make.office(session, deputy, Office.DEPUTY)
        desk.become(deputy)
        path = f"/journals/{journal.id}/roster"
        assert desk.get(path).status_code == 200
        for name in ("join", "leave", "refresh"):
            assert desk.post(f"{path}/{name}", day="2025-10-06", basis="приказ № 1").status_code == 403
        assert len(session.scalars(select(Membership.id)).all()) == 2
