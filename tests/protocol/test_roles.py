"""What roles mean: three vocabularies, full and short, sub-roles, and words of nobody's vocabulary."""

from __future__ import annotations

import pytest

from lti_tool.protocol.roles import Roles, launch_role, read_roles
from models import CourseRole

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
INSTRUCTOR, LEARNER, MENTOR = CourseRole.INSTRUCTOR, CourseRole.LEARNER, CourseRole.MENTOR
ADMINISTRATOR, NONE = CourseRole.ADMINISTRATOR, CourseRole.NONE


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([f"{LIS}membership#Instructor"], Roles(INSTRUCTOR, True)),
        (["Instructor"], Roles(INSTRUCTOR, True)),
        ([f"{LIS}membership/Instructor#TeachingAssistant"], Roles(INSTRUCTOR, True)),
        (["Instructor#TeachingAssistant"], Roles(INSTRUCTOR, True)),
        ([f"{LIS}membership#Learner"], Roles(LEARNER)),
        ([f"{LIS}membership/Learner#GuestLearner"], Roles(LEARNER)),
        (["Learner"], Roles(LEARNER)),
        ([f"{LIS}membership#Mentor"], Roles(MENTOR)),
        (["Mentor"], Roles(MENTOR)),
        ([f"{LIS}membership#Learner", f"{LIS}membership#Instructor"], Roles(INSTRUCTOR, True)),
        ([f"{LIS}membership#Mentor", f"{LIS}membership#Learner"], Roles(MENTOR)),
        ([f"{LIS}membership#Administrator"], Roles(ADMINISTRATOR, True)),
        ([f"{LIS}institution/person#Student"], Roles(LEARNER)),
        ([f"{LIS}institution/person#Faculty"], Roles(NONE, True)),
        ([f"{LIS}institution/person#Student", f"{LIS}membership#Instructor"], Roles(INSTRUCTOR, True)),
        ([f"{LIS}system/person#Administrator"], Roles(NONE, True, True)),
        ([f"{LIS}institution/person#Administrator"], Roles(NONE, True, True)),
        ([f"{LIS}system/person#User", f"{LIS}membership#Learner"], Roles(LEARNER)),
        ([f"{LIS}system/person#None", f"{LIS}institution/person#None"], Roles(NONE)),
        ([f"{LIS}person#Administrator"], Roles(NONE)),
        (["Instructor", f"{LIS}person#Administrator"], Roles(INSTRUCTOR, True)),
        (["urn:lti:role:ims/lis/Instructor"], Roles(NONE)),
        (["http://evil.test/vocab/lis/v2/membership#Instructor"], Roles(NONE)),
        ([f"{LIS}membership#Instructor/x"], Roles(NONE)),
        (["", " ", None, 5, "Учитель"], Roles(NONE)),
        ([f"{LIS}membership#ContentDeveloper", f"{LIS}membership#Member", "Manager"], Roles(NONE)),
        ([], Roles(NONE)),
    ],
)  # fmt: skip
def test_roles_read_as_they_should(names: list[object], expected: Roles) -> None:
    assert read_roles(names) == expected


def test_an_administrator_of_the_lms_teaches_only_where_the_roster_says_so() -> None:
    everything = read_roles([f"{LIS}membership#Instructor", f"{LIS}system/person#Administrator"])
    assert launch_role(everything, NONE) is ADMINISTRATOR
    assert launch_role(everything, LEARNER) is ADMINISTRATOR
    assert launch_role(everything, INSTRUCTOR) is INSTRUCTOR
    assert launch_role(read_roles(["Instructor"]), NONE) is INSTRUCTOR
    assert launch_role(read_roles([f"{LIS}system/person#Administrator", "Learner"]), NONE) is LEARNER


def test_a_course_administrator_of_open_edx_is_a_teacher_there() -> None:
    named = [f"{LIS}system/person#None", f"{LIS}membership#Administrator", f"{LIS}membership#Instructor"]
    assert launch_role(read_roles(named), NONE) is INSTRUCTOR
