"""What people see and may do on the pages of the demo LMS."""

from __future__ import annotations

import pytest

from demo.lms.site import Site
from tests.demo.conftest import Visitor
from tests.platform.platform import (
    ADMINISTRATOR,
    ASSISTANT,
    METHODIST,
    PARENT,
    SECOND_TEACHER,
    STUDENT,
    TEACHER,
)

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36"


def test_the_first_page_offers_everybody_and_says_that_they_are_invented(visitor: Visitor) -> None:
    page = visitor.see("/")

    assert page.count('name="person"') == 43
    assert "Учебные данные: люди вымышлены" in page
    assert page.index("Ёжиков") < page.index("Елисеева")


def test_without_a_chosen_person_pages_lead_to_the_first_one(visitor: Visitor) -> None:
    answer = visitor.client.get("/course/2")

    assert (answer.status_code, answer.location) == (302, "/")


def test_a_teacher_opens_the_journal_in_a_frame(visitor: Visitor) -> None:
    page = visitor.become(TEACHER).see("/activity/1")

    assert '<iframe class="tool" src="/launch/1"' in page
    form = visitor.see("/launch/1")
    assert 'action="http://localhost:8000/lti/login"' in form
    assert 'name="login_hint" value="33"' in form


def test_a_phone_goes_to_the_tool_on_the_whole_window(visitor: Visitor) -> None:
    visitor.become(TEACHER)

    answer = visitor.client.get("/activity/1", headers={"User-Agent": PHONE})

    assert answer.location == "/launch/1?target=frame"


@pytest.mark.parametrize(
    ("person", "courses"),
    [
        (TEACHER, ["МДК.01.01", "СГ.04"]),
        (SECOND_TEACHER, ["СГ.02"]),
        (ASSISTANT, ["МДК.01.01"]),
        (METHODIST, ["МДК.01.01", "СГ.02", "СГ.04"]),
        (STUDENT, ["МДК.01.01", "СГ.02", "СГ.04"]),
        (PARENT, ["СГ.04"]),
    ],
)
def test_everybody_sees_the_own_courses(visitor: Visitor, person: str, courses: list[str]) -> None:
    page = visitor.become(person).see("/my")

    assert [code for code in ("МДК.01.01", "СГ.02", "СГ.04") if f"<b>{code}</b>" in page] == courses


def test_the_administrator_adds_suspends_and_removes_participants(visitor: Visitor, site: Site) -> None:
    visitor.become(ADMINISTRATOR)

    visitor.status(
        "/course/2/participants", family_name="Новиков", given_name="Пётр", patronymic="", idnumber=""
    )
    visitor.status(f"/course/2/participants/{STUDENT}", state="suspended")
    visitor.status("/course/2/participants/4", state="absent")

    page = visitor.see("/course/2/participants")
    assert "Новиков Пётр" in page
    assert page.count("Приостановлен<") == 1
    assert "Алиев Рашад" not in page
    assert not site.people.is_gradable(STUDENT, "2")


def test_nobody_else_touches_participants_tools_or_switches(visitor: Visitor, site: Site) -> None:
    visitor.become(TEACHER)
    before = site.people.participants("2")

    statuses = [
        visitor.status("/course/2/participants", family_name="Новиков", given_name="Пётр"),
        visitor.status(f"/course/2/participants/{STUDENT}", state="absent"),
        visitor.status("/admin/tools"),
        visitor.status("/admin/flags/outage", value="on"),
        visitor.status("/admin/tools/1", action="remove"),
    ]

    assert statuses == [403] * 5
    assert site.people.participants("2") == before
    assert not site.flag("outage")
    assert site.tools.get(1) is not None


def test_the_grade_book_shows_numbers_comments_and_times(visitor: Visitor, site: Site) -> None:
    column = site.columns.create("2", 1, {"label": "МИУД октябрь", "scoreMaximum": 5})
    site.grades.put_score(
        column,
        {
            "userId": STUDENT,
            "timestamp": "2026-10-30T12:15:00+03:00",
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "scoreGiven": 4,
            "scoreMaximum": 5,
            "comment": "За октябрь",
        },
    )

    teacher = visitor.become(TEACHER).see("/course/2/grades")
    student = visitor.become(STUDENT).see("/course/2/grades")
    other = visitor.become("4").see("/course/2/grades")

    assert all(text in teacher for text in ("МИУД октябрь", "За октябрь", "30.10.2026 16:15"))
    assert f'href="/course/2/grades/{column.id}/{STUDENT}"' in teacher
    assert "За октябрь" in student
    assert "Алиев" not in student
    assert "За октябрь" not in other


def test_a_click_on_a_grade_opens_the_students_work_in_the_tool(visitor: Visitor, site: Site) -> None:
    column = site.columns.create("2", 1, {"label": "МИУД", "scoreMaximum": 5})
    path = f"/course/2/grades/{column.id}/{STUDENT}"

    page = visitor.become(TEACHER).see(path)
    form = visitor.see(f"/launch/review/2/{column.id}/{STUDENT}")

    assert f'src="/launch/review/2/{column.id}/{STUDENT}"' in page
    assert "lti_message_hint" in form
    (launch,) = site.launches.values()
    assert (launch.message_type, launch.for_user) == ("LtiSubmissionReviewRequest", STUDENT)
    assert visitor.become(STUDENT).status(path) == 403


def test_a_teacher_overrides_a_grade_and_locks_a_column(visitor: Visitor, site: Site) -> None:
    column = site.columns.create("2", 1, {"label": "МИУД", "scoreMaximum": 5})
    path = f"/course/2/grades/{column.id}"

    refused = visitor.become(STUDENT).status(f"{path}/{STUDENT}", score="5")
    visitor.become(TEACHER).status(f"{path}/{STUDENT}", score="4,5", comment="исправлено")
    visitor.status(f"{path}/lock", lock="1")

    grade = site.grades.get(column.id, STUDENT)
    assert refused == 403
    assert grade is not None
    assert (grade.score, grade.comment, grade.is_overridden) == (4.5, "исправлено", True)
    assert site.columns.of_course("2")[0].is_locked


@pytest.mark.parametrize("path", ["/course/99", "/activity/99", "/course/3", "/course/2/choose"])
def test_pages_of_others_and_unknown_pages_are_refused(visitor: Visitor, path: str) -> None:
    assert visitor.become(ASSISTANT).status(path) in {403, 404}


def test_an_outage_is_shown_to_everybody(visitor: Visitor) -> None:
    visitor.become(ADMINISTRATOR).status("/admin/flags/outage", value="on")

    assert "Включено «LMS недоступна»" in visitor.become(TEACHER).see("/my")


def test_the_tools_error_message_is_shown_on_the_way_back(visitor: Visitor) -> None:
    assert "Запуск устарел" in visitor.see("/mod/lti/return.php?course=2&lti_errormsg=Запуск устарел")
