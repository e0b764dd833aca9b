"""«Ведомость МИУД»: the journal's month and the group's, who sees what, and how many queries it takes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from journal.acting import Acting
from journal.checkpoints import place_checkpoints
from journal.group_journals import group_members, visible_journals
from journal.memberships import members_of
from journal.rights import Act, Thing, allows
from journal.roles import roles_in_journal
from models import AuditEntry, CourseRole, Journal, JournalState, Office, Work
from regulation.kinds import WorkKind
from tests import factories as make
from tests.unchanged import queries

OCTOBER = date(2025, 10, 30)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def teacher(session, journal, clock):
    clock.set("2025-10-30 12:00")
    return make.teacher(session, journal)


@pytest.fixture
def open_page(session, client, sign_in_as):
    def see(person, path):
        sign_in_as(client, person)
        return client.get(path)

    return see


def held(session, journal, day=OCTOBER, *marks):
    lesson = make.lesson(session, journal, day, topic="Учёт денежных средств")
    for pupil, value in zip(make.students_of(session, journal), marks, strict=False):
        make.mark(session, lesson.works[0], pupil, value)
    return lesson


def checkpoints(session):
    session.rollback()
    return session.scalars(select(Work).where(Work.kind == WorkKind.CHECKPOINT)).all()


def test_the_month_with_what_is_missing_and_what_is_suggested(session, open_page, journal, teacher):
    held(session, journal, OCTOBER, 5, 4)
    page = open_page(teacher, f"/journals/{journal.id}/checkpoints").text
    assert "не выставлено: 3" in page
    assert page.count("data-accept=") == 2
    assert page.count(" due") >= 3
    assert 'data-suggest="5"' in page


def test_opening_the_page_makes_the_column_and_gives_nobody_a_mark(session, open_page, journal, teacher):
    held(session, journal, OCTOBER, 5)
    open_page(teacher, f"/journals/{journal.id}/checkpoints")
    (work,) = checkpoints(session)
    assert work.month == date(2025, 10, 1)
    marks = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "mark", AuditEntry.user_id == teacher.id)
    )
    assert marks.all() == []


def test_a_click_on_the_suggestion_writes_it_as_the_persons_act(session, client, open_page, journal, teacher):
    held(session, journal, OCTOBER, 5)
    open_page(teacher, f"/journals/{journal.id}/checkpoints")
    (work,) = checkpoints(session)
    pupil = make.students_of(session, journal)[0].id
    change = {"id": "a" * 12, "kind": "mark", "work": work.id, "student": pupil, "value": "5", "version": 0}
    path = f"/journals/{journal.id}"
    session.rollback()
    answer = client.post(f"{path}/changes", json={"changes": [change]})
    assert answer.json["results"][0]["ok"]
    assert "не выставлено: 2" in client.get(f"{path}/checkpoints").text
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "mark").order_by(AuditEntry.id.desc())
    ).first()
    assert (entry.user_id, entry.office) == (teacher.id, "teacher")


def test_before_any_lesson_the_page_says_when_it_will_come(open_page, journal, teacher):
    page = open_page(teacher, f"/journals/{journal.id}/checkpoints").text
    assert "3.13.2" in page
    assert "data-key" not in page


def test_a_month_is_chosen_and_nonsense_falls_back(session, open_page, journal, teacher):
    held(session, journal, date(2025, 9, 25))
    held(session, journal, OCTOBER)
    for asked, day in (("2025-09", "25.09"), ("2025-10", "30.10"), ("2025-13", "25.09"), ("x", "25.09")):
        page = open_page(teacher, f"/journals/{journal.id}/checkpoints?month={asked}").text
        assert f"<b>{day}</b>" in page


def test_a_locked_month_is_read_only_and_says_who_opens_it(session, open_page, journal, teacher, clock):
    held(session, journal, OCTOBER)
    clock.set("2025-11-10 12:00")
    page = open_page(teacher, f"/journals/{journal.id}/checkpoints?month=2025-10").text
    assert 'data-code="E_CLOSED"' in page
    assert "data-key" not in page


def test_a_closed_journal_is_only_read(session, open_page, journal, teacher):
    held(session, journal, OCTOBER)
    journal.state = JournalState.CLOSED
    page = open_page(teacher, f"/journals/{journal.id}/checkpoints")
    assert page.status_code == 200
    assert "data-key" not in page.text
    assert checkpoints(session) == []


def test_who_only_reads_makes_no_column(session, open_page, journal, teacher):
    held(session, journal, OCTOBER)
    deputy = make.teacher(session)
    make.office(session, deputy, Office.DEPUTY)
    assert open_page(deputy, f"/journals/{journal.id}/checkpoints").status_code == 200
    assert checkpoints(session) == []


@pytest.mark.parametrize("path", ["checkpoints", "checkpoints/group"])
def test_students_and_strangers_are_refused(session, open_page, journal, teacher, path):
    pupil = make.account(session, make.students_of(session, journal)[0])
    for person in (pupil, make.teacher(session)):
        assert open_page(person, f"/journals/{journal.id}/{path}").status_code == 403


def test_the_group_page_shows_the_journals_one_may_see(session, open_page, journal, teacher):
    held(session, journal, OCTOBER)
    other = make.journal(
        session, group=journal.group, discipline=make.discipline(session, name="Физкультура")
    )
    held(session, other, OCTOBER)
    path = f"/journals/{journal.id}/checkpoints/group?month=2025-10"
    assert "Физкультура" not in open_page(teacher, path).text
    deputy = make.teacher(session)
    make.office(session, deputy, Office.DEPUTY)
    page = open_page(deputy, path).text
    assert "Физкультура" in page
    assert page.count('class="due"') == 6


def test_subgroups_of_a_discipline_stand_in_one_column(session, open_page, journal, teacher):
    pupils = make.students_of(session, journal)
    halves = [
        make.subgroup(session, journal.group, name, part)
        for name, part in (("1", pupils[:1]), ("2", pupils[1:]))
    ]
    language = make.discipline(session, name="Иностранный язык")
    for half in halves:
        made = make.journal(session, group=journal.group, discipline=language, subgroup=half)
        held(session, made, OCTOBER)
    deputy = make.teacher(session)
    make.office(session, deputy, Office.DEPUTY)
    page = open_page(deputy, f"/journals/{journal.id}/checkpoints/group?month=2025-10").text
    assert page.count("Иностранный язык</span>") == 1
    assert 'class="x"' not in page


def test_the_number_of_queries_does_not_grow(session, client, sign_in_as, engine):
    counts = []
    for students, journals in ((2, 1), (9, 4)):
        journal = make.journal(session, students=students)
        others = [journal] + [make.journal(session, group=journal.group) for _ in range(journals - 1)]
        for each in others:
            held(session, each, date(2025, 9, 25), 5, 4)
            held(session, each, OCTOBER, 5, 4)
            place_checkpoints(Acting(session, None, make.EARLY.replace(month=11)), each)
        deputy = make.teacher(session)
        make.office(session, deputy, Office.DEPUTY)
        sign_in_as(client, deputy)
        numbers = []
        for path in ("checkpoints", "checkpoints/group"):
            with queries(engine) as counted:
                assert client.get(f"/journals/{journal.id}/{path}").status_code == 200
            numbers.append(len(counted))
        counts.append(numbers)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 22


@pytest.mark.parametrize(
    "who", ["named", "roster", "launch", "nobody", "deputy", "curator", "other curator", "student"]
)
def test_the_group_finds_the_same_rights_as_a_journal_does(session, act, who):
    course = make.course(session, roster_url="https://lms.example/roster")
    journal = make.journal(session, course=course)
    make.journal(session, group=journal.group)
    person = make.user(session, is_staff=who != "student")
    if who == "named":
        person = make.teacher(session, journal)
    elif who == "roster":
        make.course_member(session, course, person, CourseRole.INSTRUCTOR)
    elif who == "launch":
        make.course_member(session, course, person, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE)
    elif who == "deputy":
        make.office(session, person, Office.DEPUTY)
    elif who == "curator":
        make.office(session, person, Office.CURATOR, group_id=journal.group_id)
    elif who == "other curator":
        make.office(session, person, Office.CURATOR, group_id=make.group(session).id)
    elif who == "student":
        person = make.account(session, make.students_of(session, journal)[0])
    acting = act(person)
    every = session.scalars(select(Journal).where(Journal.group_id == journal.group_id)).all()
    for thing in (Thing.RECORD, Thing.FINAL, Thing.PRINT):
        seen = {one.id for one in visible_journals(acting, journal.group_id, thing)}
        assert seen == {one.id for one in every if allows(roles_in_journal(acting, one), thing, Act.VIEW)}


def test_the_groups_lists_are_those_of_its_journals(session, journal):
    pupils = make.students_of(session, journal)
    half = make.subgroup(session, journal.group, "1", pupils[:2])
    part = make.journal(session, group=journal.group, subgroup=half)
    make.membership(
        session, journal.group, make.student(session, "Прежний"), date(2024, 9, 1), date(2025, 6, 30)
    )
    lists = group_members(session, journal.group_id, [journal, part])
    for each in (journal, part):
        assert lists[each.id] == members_of(session, each)
