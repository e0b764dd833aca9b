"""The demonstration college's people, courses and plans are whole."""

from __future__ import annotations

from demo.college import load_college, load_plan


def test_the_group_has_thirty_students_with_numbers_of_their_own() -> None:
    college = load_college()

    assert len(college.students) == 30
    assert len({person.idnumber for person in college.students}) == 30
    assert college.people["12"].full_name == "Ёжиков Семён Артёмович"
    assert college.people["25"].full_name == "Раджеш"


def test_every_member_activity_and_child_is_known() -> None:
    college = load_college()
    named = {one for course in college.courses.values() for ids in course.members.values() for one in ids}
    children = {child for ids in college.children_of.values() for child in ids}
    activities = [one.id for course in college.courses.values() for one in course.activities]

    assert (named | children | set(college.children_of)) <= set(college.people)
    assert len(activities) == len(set(activities))


def test_the_subgroups_of_the_language_course_share_the_group_without_overlap() -> None:
    first, second = load_college().courses["3"].groups

    assert len(first.members) == len(second.members) == 15
    assert not set(first.members) & set(second.members)


def test_plans_number_their_lessons_from_one_and_give_no_dates() -> None:
    for course in load_college().courses.values():
        if course.plan:
            lines = load_plan(course)
            assert [line.lesson for line in lines] == list(range(1, len(lines) + 1))
            assert all(line.topic and line.homework and line.hours == 2 for line in lines)
    assert len(load_plan(load_college().courses["2"])) == 30
