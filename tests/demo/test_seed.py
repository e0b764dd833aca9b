"""The demonstration data: a whole story by the journal's own rules, on any day of the year, told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from demo.college import PARENT_LOGIN, PARENT_PASSWORD, load_college
from demo.lms.settings import LmsSettings
from demo.movement import LATECOMER, LEAVER, leaves_on
from demo.seed import seed_journal, tell_story
from journal import auditing
from journal.acting import Acting
from journal.checkpoints import missing_count, months_of
from journal.desk import chair_of, desk_of
from journal.function_lists import unread_count
from journal.gradebook import gradebook
from journal.grants import waiting_proposals
from journal.ledger import works_ledger
from journal.passwords import is_secret
from journal.register import topic_register
from journal.rights import Role
from journal.roles import general_roles, roles_in_journal
from journal.rule_settings import waiting_rules
from lti_tool.app import create_app
from lti_tool.database import tune_engine
from lti_tool.settings import Settings
from models import (
    Absence,
    AccountState,
    AuditEntry,
    Base,
    ChangeKind,
    Consent,
    ConsentState,
    Course,
    Deployment,
    DeploymentState,
    ExamSheet,
    FinalMark,
    Guardian,
    Journal,
    Lesson,
    LessonState,
    LocalAccount,
    Mark,
    Membership,
    PlanState,
    Registration,
    Substitution,
    ThematicPlan,
    TimetableChange,
    UnlockRequest,
    User,
)  # fmt: skip
from regulation.rules import Rules
from regulation.sheets import SheetState
from tests.conftest import SetClock
from tests.unchanged import queries

ZONE = ZoneInfo("Asia/Tomsk")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)  # a day with a lesson of МДК.01.01
ADDRESSES = LmsSettings().addresses


def told(moment: datetime) -> Session:
    """The story as of the moment, in a database of its own."""
    engine = create_engine("sqlite://")
    tune_engine(engine)
    Base.metadata.create_all(engine)
    session = Session(engine)
    auditing.install(session)
    tell_story(session, ADDRESSES, moment, Rules())
    return session


@pytest.fixture(scope="module")
def story() -> Iterator[Session]:
    session = told(TUESDAY)
    yield session
    session.close()
    bind = session.get_bind()
    assert isinstance(bind, Engine)
    bind.dispose()


@pytest.fixture
def now(story: Session) -> Acting:
    return Acting(story, None, TUESDAY)


def journal_of(session: Session, code: str, subgroup: str = "") -> Journal:
    found = session.scalars(select(Journal)).all()
    return next(
        one
        for one in found
        if one.discipline.index == code and (one.subgroup.name if one.subgroup else "") == subgroup
    )


def user(session: Session, sub: str) -> User:
    return session.scalars(select(User).where(User.sub == sub)).one()


def test_it_gives_the_lms_its_registration_courses_and_people(story: Session) -> None:
    registration = story.scalars(select(Registration)).one()
    deployment = story.scalars(select(Deployment)).one()
    assert (registration.issuer, registration.client_id) == (ADDRESSES.issuer, "demo-journal")
    assert (deployment.deployment_id, deployment.state) == ("1", DeploymentState.ACTIVE)
    people = load_college().people
    assert {one.sub: one.display_name for one in story.scalars(select(User).where(~User.is_local))} == {
        one.id: one.full_name for one in people.values()
    }
    contexts = set(story.scalars(select(Course.context_id)))
    assert set(load_college().courses) <= contexts


def test_every_student_has_one_card_and_the_staff_none(story: Session) -> None:
    students = {one.id: one for one in load_college().students}
    cards = dict(story.execute(select(User.sub, User.student_id)).all())
    assert len({cards[sub] for sub in students}) == len(students)
    assert all(cards[sub] is None for sub in set(cards) - set(students))


def test_offices_are_held_by_order_and_teachers_keep_their_journals(story: Session) -> None:
    roles = {
        sub: general_roles(Acting(story, user(story, sub), TUESDAY))
        for sub in ("2", "37", "33", "41", "42", "43", "44", "45", "46", "47")
    }
    assert roles == {
        "2": {Role.SYSTEM_ADMIN, Role.CONTENT_ADMIN}, "37": {Role.DEPUTY}, "33": frozenset(),
        "41": {Role.CONTENT_ADMIN}, "42": {Role.SECRETARY}, "43": {Role.DISPATCHER}, "44": {Role.DIRECTOR},
        "45": frozenset(), "46": frozenset(), "47": {Role.SYSTEM_ADMIN},
    }  # fmt: skip
    curator = Acting(story, user(story, "45"), TUESDAY)
    assert roles_in_journal(curator, journal_of(story, "МДК.01.01")) == {Role.CURATOR}
    for code, subgroup, sub in (
        ("МДК.01.01", "", "33"),
        ("СГ.04", "", "33"),
        ("СГ.02", "1", "34"),
        ("СГ.02", "2", "34"),
    ):
        acting = Acting(story, user(story, sub), TUESDAY)
        assert Role.TEACHER in roles_in_journal(acting, journal_of(story, code, subgroup))


def test_the_offices_have_something_to_decide(story: Session) -> None:
    director, clerk = (Acting(story, user(story, sub), TUESDAY) for sub in ("44", "41"))
    assert len(waiting_proposals(director)) == len(waiting_rules(director)) == 1
    assert story.scalar(select(func.count(UnlockRequest.id)).where(UnlockRequest.answered_at.is_(None))) == 1
    on_desk = {line.endpoint for line in desk_of(director, chair_of(director))}
    assert {"grants.index", "rules.index"} <= on_desk
    assert "unlocks.every" in {line.endpoint for line in desk_of(clerk, chair_of(clerk))}
    assert unread_count(clerk) > 0


def test_the_parent_is_tied_to_the_child(story: Session) -> None:
    tie = story.scalars(select(Guardian).where(Guardian.source == "lti")).one()
    assert (tie.user_id, tie.student_id) == (user(story, "38").id, user(story, "6").student_id)


def test_consents_are_in_every_state_and_one_parent_has_the_login_the_lms_shows(story: Session) -> None:
    states = set(story.scalars(select(Consent.state)))
    assert states == set(ConsentState) - {ConsentState.EXPIRED}
    accounts = {one.login: one for one in story.scalars(select(LocalAccount))}
    assert accounts[PARENT_LOGIN].state is AccountState.ACTIVE
    assert is_secret(accounts[PARENT_LOGIN].password_hash, PARENT_PASSWORD)


def test_plans_are_approved_and_their_lessons_dated(story: Session) -> None:
    plans = story.scalars(select(ThematicPlan)).all()
    assert len(plans) == 5 and all(plan.state is PlanState.APPROVED for plan in plans)
    first = plans[1].items[0]
    assert first.planned_on == date(2026, 9, 1)


def test_todays_lesson_is_left_to_the_visitor_and_one_before_it_was_forgotten(story: Session) -> None:
    empty = story.scalars(
        select(Lesson)
        .where(Lesson.state == LessonState.PLANNED, Lesson.date <= TUESDAY.date())
        .order_by(Lesson.date)
    ).all()
    assert [(one.date, one.journal.discipline.index) for one in empty] == [
        (date(2026, 11, 20), "СГ.04"), (date(2026, 11, 24), "МДК.01.01"),
    ]  # fmt: skip
    ahead = story.scalars(select(Lesson).where(Lesson.date > TUESDAY.date())).all()
    assert {one.state for one in ahead} == {LessonState.PLANNED, LessonState.MOVED}
    assert all(one.timetable_entry_id for one in ahead)


def test_the_dispatcher_has_substitutions_and_a_change_ahead(story: Session) -> None:
    given = story.scalars(select(Substitution)).all()
    assert sorted((one.number, one.approved_at is not None) for one in given) == [
        ("131-к", True),
        ("27-р", False),
    ]
    moved = story.scalars(select(TimetableChange).where(TimetableChange.kind == ChangeKind.MOVE)).all()
    assert len(moved) == 1


def test_some_lessons_were_late_and_one_left_the_plan(story: Session, now: Acting) -> None:
    rows = topic_register(now, journal_of(story, "МДК.01.01")).rows
    assert {row.number: row.late_days for row in rows if row.number and row.late_days} == {
        5: 1,
        15: 2,
    }  # consultations have numbers too
    language = topic_register(now, journal_of(story, "СГ.02", "1")).rows
    assert sum(bool(row.off_plan_reason) for row in language) == 1


def test_past_months_have_their_checkpoints_but_for_one_person(story: Session) -> None:
    lacking = {}
    for journal in story.scalars(select(Journal).where(Journal.course_id.is_not(None))):
        months = months_of(story, journal, TUESDAY.date())
        assert all(month.work_id for month in months if month.month < date(2026, 11, 1))
        lacking[journal.discipline.index] = missing_count(story, journal, TUESDAY.date())
    assert lacking == {"ОП.01": 0, "МДК.01.01": 1, "СГ.02": 0, "СГ.04": 0}


def test_works_were_done_made_up_and_owed(story: Session, now: Acting) -> None:
    total = works_ledger(now, journal_of(story, "МДК.01.01")).table.total
    assert total.done > 10 * total.debts > 0
    assert story.scalar(select(func.count()).where(Mark.made_up_on.is_not(None)))


def test_one_came_and_one_left_by_order(story: Session) -> None:
    came = story.scalars(
        select(Membership).where(Membership.student_id == user(story, LATECOMER).student_id)
    ).one()
    left = story.scalars(
        select(Membership).where(Membership.student_id == user(story, LEAVER).student_id)
    ).one()
    assert came.starts_on == date(2026, 9, 15) and "приказ № 31-с" in came.basis
    assert leaves_on(TUESDAY.date()) == date(2026, 11, 9)
    assert left.ends_on == date(2026, 11, 8) and "приказ № 58-с" in left.end_basis


def test_one_sheet_is_closed_and_one_waits_to_be_filled(story: Session) -> None:
    closed, opened = story.scalars(select(ExamSheet).order_by(ExamSheet.held_on)).all()
    assert (closed.state, opened.state) == (SheetState.CLOSED, SheetState.OPENED)
    assert all(entry.outcome for entry in closed.entries)
    blanks = [entry.outcome for entry in opened.entries].count(None)
    assert 0 < blanks < len(opened.entries)
    final = story.scalars(select(FinalMark).where(FinalMark.not_assessed)).one()
    assert (
        final.value == 4
        and final.resolved_on
        and final.na_deadline
        and final.resolved_on <= final.na_deadline
    )


def test_a_student_has_a_book_of_two_years(story: Session) -> None:
    student_id = user(story, "6").student_id
    assert student_id
    years = [term.term.academic_year for term in gradebook(story, student_id).terms]
    assert years == ["2026/27", "2025/26"]


def test_nothing_happened_in_the_future_or_without_somebody_doing_it(story: Session) -> None:
    for moment in (Mark.set_at, Absence.set_at, Lesson.filled_at, FinalMark.set_at, AuditEntry.at):
        assert story.scalar(select(func.max(moment))) <= TUESDAY
    assert not story.scalar(select(func.count()).where(Mark.set_by_id.is_(None)))


def test_the_story_is_the_same_every_time(story: Session) -> None:
    marks = select(Mark.work_id, Mark.student_id, Mark.value, Mark.set_at).order_by(Mark.id)
    again = told(TUESDAY)
    assert again.execute(marks).all() == story.execute(marks).all()
    again.close()


@pytest.mark.parametrize(
    ("moment", "journals"),
    [("2026-09-01T00:30", 5), ("2026-12-31T12:00", 5), ("2027-01-16T09:00", 9), ("2027-07-05T09:00", 9)],
)
def test_it_can_be_told_on_any_day_of_the_year(moment: str, journals: int) -> None:
    day = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    session = told(day)
    assert session.scalar(select(func.count(Journal.id)).where(Journal.course_id.is_not(None))) == journals
    held = select(func.max(Lesson.date)).where(Lesson.state == LessonState.CONDUCTED)
    assert (session.scalar(held) or date.min) <= day.date(), "only the timetable looks ahead"
    assert session.scalar(select(func.max(AuditEntry.at))) <= day
    session.close()


def test_a_second_run_changes_nothing(
    settings: Settings, clock: SetClock, engine: Engine, session: Session
) -> None:
    clock.set("2025-09-16 09:00:00")
    tool = create_app(replace(settings, env="demo"), clock)
    with tool.app_context():
        assert "готовы" in seed_journal("http://127.0.0.1:8001/")
        count = session.scalar(select(func.count(AuditEntry.id)))
        session.commit()
        from lti_tool.database import db

        with queries(db.engine) as sent:
            assert "уже есть" in seed_journal("http://127.0.0.1:8001")
        assert [line.split()[0] for line in sent] in (["SELECT"], ["BEGIN", "SELECT"])
        db.engine.dispose()
    assert session.scalar(select(func.count(AuditEntry.id))) == count
