"""Pages of the timetable, the calendar, substitutions and «Сегодня»; a substitute's attacks over the wire (3.10.1, 4.1.1)."""

from __future__ import annotations

import io
from datetime import date, time

import pytest
from sqlalchemy import func, select

from journal.acting import Acting
from journal.substitutions import Basis, assign_substitute
from journal.timetable import add_entry
from lti_tool.tables.workbook import workbook
from models import (
    Bell,
    CalendarDay,
    Lesson,
    LessonState,
    Office,
    Substitution,
    SubstitutionBasis,
    Term,
    TimetableChange,
    TimetableEntry,
)  # fmt: skip
from regulation.kinds import WorkKind
from tests import factories as make
from tests.journal.timetable import FILE, college
from tests.unchanged import queries

TODAY, NEXT = date(2025, 10, 7), date(2025, 10, 14)


class Browser:
    """A browser before which the test's own transaction ends: a test that looked must not hold the database."""

    def __init__(self, client, session):
        self.client, self.session = client, session

    def __getattr__(self, name):
        return getattr(self.client, name)

    def get(self, *args, **values):
        self.session.commit()
        return self.client.get(*args, **values)

    def post(self, *args, **values):
        self.session.commit()
        return self.client.post(*args, **values)


@pytest.fixture
def client(client, session):
    return Browser(client, session)


@pytest.fixture
def place(session):
    return college(session)


@pytest.fixture
def journal(session, place):
    return make.journal(
        session, group=place.group, discipline=place.disciplines["МДК.01.01"], term=place.term
    )


@pytest.fixture
def dispatcher(session, client, sign_in_as):
    person = make.user(session, "Диспетчерова", is_staff=True)
    make.office(session, person, Office.DISPATCHER)
    sign_in_as(client, person)
    return person


def entered(session, place, **values):
    made = add_entry(Acting(session, None, make.EARLY), place.line(**values))
    session.commit()
    return made


def lesson_on(session, journal, day):
    return session.scalar(select(Lesson).where(Lesson.journal_id == journal.id, Lesson.date == day))


class TestWeek:
    def test_it_shows_the_groups_week(self, session, client, dispatcher, place, journal):
        entered(session, place)
        page = client.get(f"/timetable?group={place.group.id}&week=2025-10-07").text
        assert "МДК.01.01" in page and "10:10–11:40" in page and "312" in page and "знаменатель" in page

    def test_by_teacher_and_by_room(self, session, client, dispatcher, place):
        entered(session, place)
        teacher = place.teachers["T-104"].id
        for query in (f"teacher={teacher}", "room=312"):
            assert "БУ-23-1" in client.get(f"/timetable?{query}&week=2025-10-07").text
        assert "МДК.01.01" not in client.get("/timetable?room=313&week=2025-10-07").text

    def test_a_student_sees_the_own_group_only(self, session, client, sign_in_as, place, journal):
        entered(session, place)
        student = make.account(session, make.students_of(session, journal)[0])
        other = make.group(session, "БУ-23-2")
        session.commit()
        sign_in_as(client, student)
        assert "МДК.01.01" in client.get("/timetable?week=2025-10-07").text
        assert client.get(f"/timetable?group={other.id}").status_code == 403

    def test_queries_do_not_grow(self, session, engine, client, dispatcher, place):
        entered(session, place)
        with queries(engine) as few:
            client.get(f"/timetable?group={place.group.id}&week=2025-10-07")
        for pair in (1, 3, 4):
            entered(session, place, pair=pair)
        with queries(engine) as many:
            client.get(f"/timetable?group={place.group.id}&week=2025-10-07")
        assert len(many) <= len(few) <= 25


class TestEditing:
    def form(self, place, **values):
        given = {
            "group_id": place.group.id, "subgroup": "", "discipline_id": place.disciplines["МДК.01.01"].id, "kind": "lecture",
            "teacher_id": place.teachers["T-104"].id, "room": "312", "weekday": "1", "pair": "2", "week": "all",
            "first": "2025-09-01", "last": "2025-12-27",
        }  # fmt: skip
        return {**given, **values}

    def test_a_line_is_put_in(self, session, client, dispatcher, place, journal):
        data = self.form(place)
        session.commit()
        assert client.post("/timetable/new", data=data).status_code == 303
        assert session.scalar(select(func.count(Lesson.id))) == 16

    def test_what_was_typed_stays_after_a_refusal(self, session, client, dispatcher, place):
        data = self.form(place, room="актовый зал", pair="9")
        session.commit()
        answer = client.post("/timetable/new", data=data)
        assert (answer.status_code, session.scalar(select(func.count(TimetableEntry.id)))) == (422, 0)
        assert "актовый зал" in answer.text and "9-й пары нет в звонках" in answer.text

    @pytest.mark.parametrize("changes", [{"pair": "²"}, {"group_id": "٣"}, {"week": "x"}, {"first": ""}])
    def test_nonsense_is_refused(self, session, client, dispatcher, place, changes):
        data = self.form(place, **changes)
        session.commit()
        assert client.post("/timetable/new", data=data).status_code == 422

    def test_a_day_is_moved_and_the_move_taken_back(self, session, client, dispatcher, place, journal):
        entry = entered(session, place)
        data = {
            "day": "2025-10-14", "change": "move", "reason": "аудитория занята", "basis_number": "15-р",
            "basis_dated": "2025-10-06", "new_day": "2025-10-16", "new_pair": "3",
        }  # fmt: skip
        assert client.post(f"/timetable/lines/{entry.id}/day", data=data).status_code == 303
        session.expire_all()
        assert lesson_on(session, journal, date(2025, 10, 16)).pair == 3
        change = session.scalar(select(TimetableChange))
        assert "перенос" in client.get("/timetable/changes").text
        assert client.post(f"/timetable/changes/{change.id}/annul").status_code == 303
        session.expire_all()
        assert lesson_on(session, journal, NEXT).state is LessonState.PLANNED

    def test_a_move_onto_a_holiday_names_it(self, session, client, dispatcher, place):
        entry = entered(session, place)
        data = {
            "day": "2025-10-14", "change": "move", "reason": "аудитория занята", "basis_number": "15-р",
            "basis_dated": "2025-10-06", "new_day": "2025-11-04", "new_pair": "3",
        }  # fmt: skip
        answer = client.post(f"/timetable/lines/{entry.id}/day", data=data)
        assert answer.status_code == 422 and "День народного единства" in answer.text

    def test_the_file_goes_through_preview_and_undo(self, session, client, dispatcher, place, journal):
        session.commit()
        for name, content in (("t.csv", FILE.read_bytes()), ("t.xlsx", _as_workbook())):
            sent = {"file": (io.BytesIO(content), name)}
            answer = client.post("/imports/new/timetable", data=sent, content_type="multipart/form-data")
            assert answer.status_code == 303, answer.text
            shown = client.get(answer.location).text
            assert "Ошибок нет" in shown
            assert client.post(f"{answer.location}/apply").status_code == 303
            assert session.scalar(select(func.count()).where(TimetableEntry.withdrawn_at.is_(None))) == 5
            assert client.post(f"{answer.location}/undo").status_code == 303
            assert session.scalar(select(func.count()).where(TimetableEntry.withdrawn_at.is_(None))) == 0


def _as_workbook():
    rows = [line.split(";") for line in FILE.read_text(encoding="utf-8").splitlines()]
    return workbook("Расписание", rows[0], rows[1:], [14] * len(rows[0]))


class TestCalendar:
    def test_a_free_day_calls_its_lessons_off_and_back(self, session, client, dispatcher, place, journal):
        entered(session, place)
        data = {"first": "2025-10-14", "last": "", "is": "free", "title": "День города"}
        assert client.post("/calendar", data=data).status_code == 303
        session.expire_all()
        lesson = lesson_on(session, journal, NEXT)
        assert (lesson.state, lesson.cancel_reason) == (LessonState.CANCELLED, "нерабочий день: День города")
        assert "День города" in client.get("/calendar").text
        client.post("/calendar", data={"first": "2025-10-14", "is": "usual"})
        session.expire_all()
        assert lesson_on(session, journal, NEXT).state is LessonState.PLANNED

    def test_public_holidays_are_put_in_once(self, session, client, dispatcher, place):
        session.commit()
        for _again in range(2):
            assert client.post("/calendar/holidays", data={"year": "2025/26"}).status_code == 303
        assert session.scalar(select(func.count(CalendarDay.id))) == 14

    def test_the_years_file_and_its_undo(self, session, client, dispatcher):
        text = "с;по;рабочий;название\n2025-11-02;2025-11-04;;праздники\n2025-11-01;;да;рабочая суббота\n"
        session.commit()
        sent = {"file": (io.BytesIO(text.encode()), "год.csv")}
        answer = client.post("/imports/new/calendar", data=sent, content_type="multipart/form-data")
        assert client.post(f"{answer.location}/apply").status_code == 303
        days = {row.day.day: row.is_working for row in session.scalars(select(CalendarDay))}
        assert days == {1: True, 2: False, 3: False, 4: False}
        client.post(f"{answer.location}/undo")
        assert session.scalar(select(func.count(CalendarDay.id))) == 0

    def test_a_term_is_not_shortened_past_its_lessons(self, session, client, dispatcher, place, journal):
        entered(session, place)
        term_id = place.term.id
        answer = client.post(f"/calendar/terms/{term_id}", data={"first": "2025-09-01", "last": "2025-12-20"})
        assert answer.status_code == 422 and "23.12.2025" in answer.text
        assert (
            client.post(
                f"/calendar/terms/{term_id}", data={"first": "2025-09-01", "last": "2025-12-30"}
            ).status_code
            == 303
        )
        session.expire_all()
        assert session.get_one(Term, term_id).ends_on == date(2025, 12, 30)

    def test_bells_change_from_a_day_on(self, session, client, dispatcher, place):
        session.commit()
        data = {"valid_from": "2025-11-01", "starts-1": "09:00", "ends-1": "10:30"}
        assert client.post("/calendar/bells", data=data).status_code == 303
        assert client.post("/calendar/bells", data={**data, "valid_from": "2025-09-15"}).status_code == 422
        assert client.post("/calendar/bells", data={**data, "ends-1": "08:00"}).status_code == 422
        first = session.scalar(select(Bell).where(Bell.pair == 1).order_by(Bell.valid_from))
        assert first.starts == time(8, 30)


class TestToday:
    def test_a_teacher_sees_todays_lessons_and_the_earlier_ones(
        self, session, client, sign_in_as, place, journal
    ):
        teacher = place.teachers["T-104"]
        entered(session, place)
        sign_in_as(client, teacher)
        page = client.get("/today").text
        lesson = lesson_on(session, journal, TODAY)
        assert f'href="/lessons/{lesson.id}"' in page and "10:10–11:40" in page and "ауд. 312" in page
        assert "Не заполнены" in page and "30.09" in page

    def test_a_free_day_shows_the_next_one(self, session, client, sign_in_as, clock, place, journal):
        entered(session, place)
        clock.set("2025-10-08 10:00")
        sign_in_as(client, place.teachers["T-104"])
        page = client.get("/today").text
        assert "Сегодня занятий нет" in page and "14.10.2025" in page

    def test_queries_do_not_grow(self, session, engine, client, sign_in_as, place, journal):
        entered(session, place)
        sign_in_as(client, place.teachers["T-104"])
        with queries(engine) as few:
            client.get("/today")
        for pair in (1, 3, 4):
            entered(session, place, pair=pair)
        with queries(engine) as many:
            client.get("/today")
        assert len(many) <= len(few)


class TestSubstitute:
    @pytest.fixture
    def given(self, session, place, journal):
        entered(session, place)
        acting = Acting(session, None, make.EARLY.replace(month=10, day=6))
        basis = Basis(SubstitutionBasis.ORDER, "40-к", date(2025, 10, 6), "болезнь преподавателя")
        (one,) = assign_substitute(
            acting,
            [lesson_on(session, journal, TODAY)],
            place.teachers["T-111"],
            basis,
            place.teachers["T-104"],
        )
        session.commit()
        return one

    def test_the_dispatcher_gives_lessons_and_the_deputy_approves(
        self, session, client, dispatcher, sign_in_as, place, journal
    ):
        entered(session, place)
        absent, other = place.teachers["T-104"].id, place.teachers["T-111"].id
        page = client.get(f"/substitutions/new?absent_id={absent}&first=2025-10-07&last=2025-10-14").text
        lesson_id = lesson_on(session, journal, TODAY).id
        assert f'value="{lesson_id}"' in page
        data = {
            "absent_id": absent, "first": "2025-10-07", "last": "2025-10-14", "lesson": [lesson_id], "substitute_id": other,
            "basis": "direction", "number": "27-р", "dated": "2025-10-06", "reason": "болезнь преподавателя",
        }  # fmt: skip
        session.commit()
        answer = client.post("/substitutions", data=data)
        assert answer.status_code == 303, answer.text
        found = session.scalar(select(Substitution))
        assert client.post(f"/substitutions/{found.id}/approve").status_code == 403
        assert "ждёт утверждения" in client.get("/substitutions").text
        deputy = make.user(session, "Заместитель", is_staff=True)
        make.office(session, deputy, Office.DEPUTY)
        sign_in_as(client, deputy)
        assert "Замещения ждут вашего утверждения" in client.get("/desk").text
        assert client.post(f"/substitutions/{found.id}/approve").status_code == 303
        session.expire_all()
        assert session.get_one(Lesson, lesson_id).substitution_id == found.id

    def test_the_lesson_given_is_filled_and_signed(self, session, client, sign_in_as, place, journal, given):
        lesson = lesson_on(session, journal, TODAY)
        journal_id, lesson_id, version = journal.id, lesson.id, lesson.version
        sign_in_as(client, place.teachers["T-111"])
        assert "зам." in client.get("/today").text
        change = {
            "id": "a1b2c3d4e5f6", "kind": "lesson", "lesson": lesson_id, "topic": "Учёт кассовых операций", "homework": "§ 12",
            "version": version,
        }  # fmt: skip
        answer = client.post(f"/journals/{journal_id}/changes", json={"changes": [change]})
        assert answer.get_json()["results"][0]["ok"], answer.get_json()
        for page in (f"/journals/{journal_id}", f"/journals/{journal_id}/register", f"/lessons/{lesson_id}"):
            assert "зам." in client.get(page).text

    def test_every_other_lesson_refuses(self, session, client, sign_in_as, clock, place, journal, given):
        clock.set("2025-10-09 12:00")
        other = lesson_on(session, journal, date(2025, 9, 30))
        student = make.students_of(session, journal)[0]
        month = make.work(session, lesson_on(session, journal, TODAY), WorkKind.CHECKPOINT)
        values = (journal.id, other.id, other.works[0].id, student.id, month.id)
        journal_id, lesson_id, work_id, student_id, month_id = values
        sign_in_as(client, place.teachers["T-111"])
        changes = [
            {"id": "attack-0000001", "kind": "mark", "work": work_id, "student": student_id, "value": "5", "version": 0},
            {"id": "attack-0000002", "kind": "absence", "lesson": lesson_id, "student": student_id, "value": "н", "version": 0},
            {"id": "attack-0000003", "kind": "lesson", "lesson": lesson_id, "topic": "Учёт", "homework": "", "version": 1},
            {"id": "attack-0000004", "kind": "present", "lesson": lesson_id},
            {"id": "attack-0000005", "kind": "mark", "work": month_id, "student": student_id, "value": "5", "version": 0},
        ]  # fmt: skip
        answer = client.post(f"/journals/{journal_id}/changes", json={"changes": changes}).get_json()
        assert {one["code"] for one in answer["results"]} == {"E_NOT_ASSIGNED"}
        assert all("(п. 4.1.1)" in one["message"] for one in answer["results"])
        for path in ("", "/kind", "/works", "/move", "/cancel"):
            assert client.post(f"/lessons/{lesson_id}{path}", data={"reason": "болезнь"}).status_code in (
                403,
                422,
            )
        assert (
            client.post(
                f"/journals/{journal_id}/lessons", data={"date": "2025-10-09", "pair": "4"}
            ).status_code
            == 422
        )
        assert client.get(f"/journals/{journal_id}/finals").status_code == 403
        session.expire_all()
        assert session.get_one(Lesson, lesson_id).topic == ""

    def test_revoked_the_journal_is_closed_to_them(self, session, client, sign_in_as, place, journal, given):
        lesson_id, journal_id = lesson_on(session, journal, TODAY).id, journal.id
        given.revoked_at = make.EARLY
        sign_in_as(client, place.teachers["T-111"])
        for path in (f"/lessons/{lesson_id}", f"/journals/{journal_id}"):
            assert client.get(path).status_code == 403
        assert client.post(f"/journals/{journal_id}/changes", json={"changes": []}).status_code == 403


def test_lists_of_the_timetable_take_few_queries(session, engine, client, dispatcher, place):
    for pair in (1, 2, 3, 4, 5):
        entered(session, place, pair=pair)
    for path in (
        "/timetable/lines",
        "/timetable/changes",
        "/substitutions",
        "/calendar",
        "/calendar/bells",
        "/desk",
    ):
        with queries(engine) as sent:
            assert client.get(path).status_code == 200
        assert len(sent) <= 40, path
