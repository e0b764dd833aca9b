"""Subgroups read from group-restricted links of the LMS (4.1.4)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.link_rosters import (
    apply_link_roster,
    link_group,
    link_groups_of,
    note_link_error,
    subgroup_named,
)
from models import LinkRoster, ResourceLink, SubgroupMembership, User
from tests import factories as make
from tests.conftest import Act


@pytest.fixture
def link(session: Session) -> ResourceLink:
    course = make.course(session)
    return make.put(session, ResourceLink(course=course, resource_link_id="4", title="Журнал — подгруппа 1"))


@pytest.fixture
def people(session: Session, link: ResourceLink) -> list[User]:
    registration = link.course.deployment.registration
    return [make.user(session, name, registration=registration) for name in ("Абрамова", "Белов", "Ван")]


def subs(people: list[User]) -> list[str]:
    return [one.sub for one in people]


def test_the_people_of_a_restricted_link_are_kept(
    session: Session, act: Act, link: ResourceLink, people: Any
) -> None:
    apply_link_roster(act(), link, subs(people[:2]), subs(people))
    found = link_group(session, link.id)
    assert found is not None
    assert found.users == {people[0].id, people[1].id}


def test_another_reading_takes_the_place_of_the_first(
    session: Session, act: Act, link: ResourceLink, people: Any
) -> None:
    apply_link_roster(act(), link, subs(people[:2]), subs(people))
    apply_link_roster(act(), link, subs(people[2:]), subs(people))
    found = link_group(session, link.id)
    assert found is not None
    assert found.users == {people[2].id}


def test_a_link_open_to_everybody_is_no_subgroup(
    session: Session, act: Act, link: ResourceLink, people: Any
) -> None:
    apply_link_roster(act(), link, subs(people), subs(people))
    assert link_group(session, link.id) is None


def test_an_error_is_kept_and_says_nothing_of_people(session: Session, act: Act, link: ResourceLink) -> None:
    note_link_error(act(), link, "LMS ответила: 502")
    assert session.scalars(select(LinkRoster.error)).all() == ["LMS ответила: 502"]
    assert link_group(session, link.id) is None


def test_a_group_knows_the_links_of_its_courses_and_no_membership_changes(
    session: Session, act: Act, link: ResourceLink, people: Any
) -> None:
    journal = make.journal(session, course=link.course)
    student = make.students_of(session, journal)[0]
    people[0].student = student
    apply_link_roster(act(), link, subs(people[:1]), subs(people))
    [found] = link_groups_of(session, journal.group_id)
    assert found.students == {student.id}
    assert session.scalars(select(SubgroupMembership)).all() == []
    assert link_groups_of(session, make.journal(session).group_id) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [("Журнал — подгруппа 1", "1"), ("Подгруппа № 2, журнал", "2"), ("подгр. А", "А"), ("Журнал", "")],
)
def test_a_title_may_name_the_subgroup(title: str, name: str) -> None:
    assert subgroup_named(title) == name
