"""Pages of subgroups: the composition, proposing it, deciding, one's own page and another's (4.1.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from journal.link_rosters import apply_link_roster
from models import (
    BrowserSession,
    CourseRole,
    Journal,
    JournalTeacher,
    Mark,
    Office,
    ProposalState,
    ResourceLink,
    Subgroup,
    SubgroupMembership,
    SubgroupProposal,
    User,
)
from tests import factories as make
from tests.conftest import Act

SignIn = Callable[[FlaskClient, User], BrowserSession]


@dataclass
class College:
    """A group in two subgroups with a journal each in one course; each journal has its own teacher."""

    group_id: int
    group_name: str
    journals: list[Journal]
    ids: list[int]
    parts: list[int]
    teachers: list[User]
    teacher_ids: list[int]
    deputy: User
    people: list[int]


@pytest.fixture
def college(session: Session) -> College:
    course = make.course(session, roster_url="http://127.0.0.1:9/roster", roster_read_at=make.EARLY)
    whole = make.journal(session, students=4, course=course)
    students = make.students_of(session, whole)
    teachers = [
        make.teacher(session, family=name, registration=course.deployment.registration)
        for name in ("Громова", "Орлова")
    ]
    journals: list[Journal] = []
    for number, teacher in enumerate(teachers):
        make.course_member(session, course, teacher, CourseRole.INSTRUCTOR)
        part = make.subgroup(session, whole.group, str(number + 1), students[number * 2 : number * 2 + 2])
        journal = make.journal(
            session,
            course=course,
            group=whole.group,
            subgroup=part,
            discipline=whole.discipline,
            term=whole.term,
        )
        make.put(
            session, JournalTeacher(journal=journal, user=teacher, source="opened", starts_on=make.FIRST_DAY)
        )
        journals.append(journal)
    deputy = make.user(session, "Зотова", is_staff=True, registration=course.deployment.registration)
    make.office(session, deputy, Office.DEPUTY)
    return College(
        whole.group_id, whole.group.name, journals, [one.id for one in journals],
        [one.subgroup_id or 0 for one in journals], teachers, [one.id for one in teachers], deputy,
        [one.id for one in students],
    )  # fmt: skip


@pytest.fixture
def enter(client: FlaskClient, sign_in_as: SignIn) -> Callable[[User], FlaskClient]:
    def come(person: User) -> FlaskClient:
        """Signs the person in; the test's own session must not hold the database meanwhile."""
        sign_in_as(client, person)
        return client

    return come


Enter = Callable[[User], FlaskClient]


def composition(college: College, first: int, second: int) -> dict[str, str]:
    """The form with so many people in the first subgroup and so many in the second."""
    one, two = map(str, college.parts)
    parts = [one] * first + [two] * second + [""] * (len(college.people) - first - second)
    return {"effective_on": "2025-10-07", "division": ""} | {
        f"student-{key}": part for key, part in zip(college.people, parts, strict=True)
    }


def test_a_teacher_proposes_and_the_deputy_approves(college: College, enter: Enter, session: Session) -> None:
    path = f"/groups/{college.group_id}/subgroups"
    browser = enter(college.teachers[0])
    answer = browser.post(f"{path}/propose", data=composition(college, 3, 1))
    assert answer.status_code == 303
    proposal = session.scalars(select(SubgroupProposal)).one()
    assert proposal.state is ProposalState.PROPOSED
    address = f"/subgroup-proposals/{proposal.id}"
    session.rollback()
    assert browser.post(f"{address}/approve").status_code == 403
    browser = enter(college.deputy)
    page = browser.get(address).text
    assert "Утвердить" in page
    assert "Ждёт утверждения. Начнёт действовать с 07.10.2025" in page
    assert browser.post(f"{address}/approve").status_code == 303
    session.expire_all()
    assert proposal.state is ProposalState.APPROVED
    assert "утверждён, действует с 07.10.2025" in browser.get(path).text


def test_a_refused_form_keeps_what_was_chosen(college: College, enter: Enter, session: Session) -> None:
    browser = enter(college.teachers[0])
    data = composition(college, 3, 1) | {"effective_on": "2027-10-07", "note": "по уровню"}
    answer = browser.post(f"/groups/{college.group_id}/subgroups/propose", data=data)
    assert answer.status_code == 422
    assert 'data-code="E_PERIOD"' in answer.text
    assert 'value="по уровню"' in answer.text
    assert answer.text.count(f'value="{college.parts[0]}" aria-label') == 4
    assert session.scalars(select(SubgroupProposal)).all() == []


def test_the_deputy_refuses_with_a_reason(college: College, enter: Enter, session: Session) -> None:
    enter(college.teachers[0]).post(
        f"/groups/{college.group_id}/subgroups/propose", data=composition(college, 3, 1)
    )
    proposal = session.scalars(select(SubgroupProposal)).one()
    address = f"/subgroup-proposals/{proposal.id}"
    browser = enter(college.deputy)
    assert browser.post(f"{address}/refuse", data={"reason": ""}).status_code == 422
    answer = browser.post(f"{address}/refuse", data={"reason": "Разделите поровну"})
    assert answer.status_code == 303
    session.expire_all()
    assert proposal.refusal_reason == "Разделите поровну"
    assert len(session.scalars(select(SubgroupMembership)).all()) == 4


def test_each_teacher_writes_on_a_page_of_their_own_and_reads_the_other(
    college: College, enter: Enter, session: Session
) -> None:
    own, other = college.ids
    works = {
        journal.id: make.lesson(session, journal, topic="Перевод текста").works[0].id
        for journal in college.journals
    }
    browser = enter(college.teachers[0])

    def put(journal_id: int, student: int) -> int:
        change = {"id": str(uuid4()), "kind": "mark", "work": works[journal_id], "student": student,
                  "value": "5", "version": 0}  # fmt: skip
        return browser.post(f"/journals/{journal_id}/changes", json={"changes": [change]}).status_code

    assert browser.get(f"/journals/{other}").status_code == 200
    assert put(other, college.people[2]) == 403
    assert session.scalars(select(Mark)).all() == []
    session.rollback()
    assert put(own, college.people[0]) == 200
    assert len(session.scalars(select(Mark)).all()) == 1


def test_the_deputy_gives_a_journal_to_another_teacher(
    college: College, enter: Enter, session: Session
) -> None:
    second = college.ids[1]
    path = f"/groups/{college.group_id}/subgroups/teacher"
    browser = enter(college.deputy)
    stranger = make.teacher(session, family="Чужова").id
    session.commit()
    assert browser.post(path, data={"journal_id": second, "user_id": stranger}).status_code == 422
    answer = browser.post(path, data={"journal_id": second, "user_id": college.teacher_ids[0]})
    assert answer.status_code == 303
    rows = session.scalars(select(JournalTeacher).where(JournalTeacher.journal_id == second))
    named = {one.user_id: one.ends_on for one in rows}
    assert named[college.teacher_ids[0]] is None
    assert named[college.teacher_ids[1]] is not None


def test_a_student_sees_the_own_part_and_no_names(college: College, enter: Enter, session: Session) -> None:
    student = session.get_one(make.Student, college.people[0])
    account = make.account(session, student)
    page = enter(account).get(f"/groups/{college.group_id}/subgroups").text
    assert "подгруппа 1" in page
    others = [session.get_one(make.Student, key).family_name for key in college.people[1:]]
    assert not [name for name in others if name in page]


def test_the_groups_of_the_lms_fill_the_form(
    college: College, enter: Enter, session: Session, act: Act
) -> None:
    course = college.journals[0].course
    assert course is not None
    links = []
    accounts = [
        make.account(session, session.get_one(make.Student, key), registration=course.deployment.registration)
        for key in college.people
    ]
    for number, names in enumerate((accounts[3:], accounts[:3])):
        link = make.put(
            session,
            ResourceLink(course=course, resource_link_id=str(number), title=f"Журнал — подгруппа {number}"),
        )
        apply_link_roster(act(), link, [one.sub for one in names], [one.sub for one in accounts])
        links.append(link.id)
    one, two = college.parts
    path = f"/groups/{college.group_id}/subgroups/propose?division=&lms-{one}={links[0]}&lms-{two}={links[1]}"
    page = enter(college.teachers[0]).get(path).text
    for key, part in zip(college.people, (two, two, two, one), strict=True):
        row = page[page.index(f'name="student-{key}"') :]
        checked = row[: row.index("checked")]
        assert f'value="{part}"' in checked[checked.rindex("<input") :] if "<input" in checked else True
    assert session.scalars(select(SubgroupProposal)).all() == []


def test_another_subgroup_is_added_once(college: College, enter: Enter, session: Session) -> None:
    path = f"/groups/{college.group_id}/subgroups"
    browser = enter(college.teachers[0])
    assert browser.post(path, data={"name": "3"}).status_code == 303
    again = browser.post(path, data={"name": "3"})
    assert (again.status_code, 'data-code="E_SUBGROUP"' in again.text) == (422, True)
    assert len(session.scalars(select(Subgroup)).all()) == 3


def test_the_desk_of_the_deputy_names_what_waits(college: College, enter: Enter) -> None:
    enter(college.teachers[0]).post(
        f"/groups/{college.group_id}/subgroups/propose", data=composition(college, 3, 1)
    )
    browser = enter(college.deputy)
    page = browser.get("/desk").text
    assert "Составы подгрупп на утверждение" in page
    assert "по неутверждённому составу" in page
    assert college.group_name in browser.get("/subgroup-proposals").text


@pytest.mark.parametrize("path", ["/groups/{group}/subgroups", "/subgroups", "/subgroup-proposals?state="])
def test_no_number_of_queries_grows_with_groups(
    college: College, enter: Enter, session: Session, app: Flask, path: str
) -> None:
    from lti_tool.database import db

    address = path.format(group=college.group_id)
    for number in range(12):
        group = college.journals[0].group
        make.subgroup(session, group, f"x{number}", [make.student(session, f"Новиков{number}")])
    browser = enter(college.deputy)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, text, *_rest: asked.append(text))
    assert browser.get(address).status_code == 200
    assert len(asked) <= 18, "\n".join(asked)
