"""The test platform launches as a Moodle does, and can launch wrongly in every way on purpose."""

from __future__ import annotations

import jwt
import pytest
from flask import Flask, redirect, request

from demo.lms.protocol.roles import INSTRUCTOR, LEARNER, LIS, MENTOR
from tests.platform import BAD_LAUNCHES, Change, LaunchForm, TestPlatform
from tests.platform.change import CLAIM
from tests.platform.platform import (
    ADMINISTRATOR,
    ASSISTANT,
    CHILD,
    METHODIST,
    PARENT,
    SECOND_TEACHER,
    STUDENT,
    TEACHER,
)
from tests.platform.tool import PlainTool

MOODLE_CLAIMS = {
    *("nonce", "iat", "exp", "iss", "aud", "sub", "given_name", "family_name", "name", "email"),
    *(
        CLAIM + name
        for name in ("deployment_id", "target_link_uri", "lis", "roles", "context", "message_type")
    ),
    *(
        CLAIM + name
        for name in ("resource_link", "ext", "launch_presentation", "tool_platform", "version", "custom")
    ),
    "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
    "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
}


def test_a_launch_has_exactly_the_claims_of_a_moodle_launch(platform: TestPlatform, tool: PlainTool) -> None:
    claims = tool.open(platform.launch(STUDENT))

    assert set(claims) == MOODLE_CLAIMS
    assert claims["exp"] - claims["iat"] == 60
    assert claims["name"] == "Абдуллаев Магомед-Расул Гаджимурадович"
    assert claims[CLAIM + "lis"] == {"person_sourcedid": "25-001", "course_section_sourcedid": "MDK0101"}
    assert claims[CLAIM + "context"]["type"] == ["CourseSection"]


def test_login_initiation_has_the_fields_of_moodle(platform: TestPlatform) -> None:
    started = platform.launch(TEACHER)

    assert started.login_url == "http://localhost:8000/lti/login"
    assert set(started.params) == {
        *("iss", "target_link_uri", "login_hint", "lti_message_hint", "client_id", "lti_deployment_id")
    }
    assert started.params["login_hint"] == TEACHER


def test_custom_parameters_are_replaced_and_unknown_variables_stay(
    platform: TestPlatform, tool: PlainTool
) -> None:
    platform.add_client(
        "second",
        custom={
            "middlename": "$Person.name.middle",
            "image": "$User.image",
            "Static-Key": "да",
            "ключ": "нет",
        },
    )
    tool.addresses = type(tool.addresses)(**{**vars(tool.addresses), "client_id": "second"})

    custom = tool.open(platform.launch(TEACHER, client_id="second"))[CLAIM + "custom"]

    assert custom["middlename"] == "Ивановна"
    assert custom["image"] == "$User.image"
    assert custom["static_key"] == custom["Static-Key"] == "да"
    assert "нет" not in custom.values()


@pytest.mark.parametrize(
    ("person", "activity", "roles"),
    [
        (TEACHER, "1", [INSTRUCTOR]),
        (ASSISTANT, "1", [INSTRUCTOR]),
        (METHODIST, "1", [INSTRUCTOR]),
        (STUDENT, "1", [LEARNER]),
        (PARENT, "9", [MENTOR]),
        (PARENT, "16", [MENTOR]),
        (SECOND_TEACHER, "16", [LEARNER]),
        (
            ADMINISTRATOR,
            "1",
            [f"{LIS}/institution/person#Administrator", INSTRUCTOR, f"{LIS}/system/person#Administrator"],
        ),
    ],
)
def test_roles_are_those_of_moodle_and_a_parent_is_a_mentor(
    platform: TestPlatform, tool: PlainTool, person: str, activity: str, roles: list[str]
) -> None:
    claims = tool.open(platform.launch(person, activity))

    assert claims[CLAIM + "roles"] == roles
    assert claims.get(CLAIM + "role_scope_mentor") == ([CHILD] if roles == [MENTOR] else None)


def test_the_front_page_is_a_group_without_section_number(platform: TestPlatform, tool: PlainTool) -> None:
    claims = tool.open(platform.launch(PARENT, "16"))

    assert claims[CLAIM + "context"]["type"] == ["Group"]
    assert claims[CLAIM + "lis"] == {"person_sourcedid": ""}


def test_privacy_hides_names_and_mail(platform: TestPlatform, tool: PlainTool) -> None:
    platform.site.set_flag("privacy", True)

    claims = tool.open(platform.launch(STUDENT))

    assert not {"name", "given_name", "family_name", "email"} & set(claims)
    assert claims[CLAIM + "ext"] == {"lms": "moodle-2"}
    assert claims[CLAIM + "lis"]["person_sourcedid"] == "25-001"


def test_claims_of_one_launch_can_be_replaced(platform: TestPlatform, tool: PlainTool) -> None:
    changed = tool.open(platform.launch(change=Change(claims={"roles": [LEARNER]}, without=("ext",))))
    ordinary = tool.open(platform.launch())

    assert changed[CLAIM + "roles"] == [LEARNER]
    assert CLAIM + "ext" not in changed
    assert ordinary[CLAIM + "roles"] == [INSTRUCTOR]


@pytest.mark.parametrize(
    "name",
    ["alg none", "HS256 with the public key", "other key", "unknown kid", "expired", "from the future"],
)
def test_a_bad_launch_is_refused_by_anybody_who_checks(
    platform: TestPlatform, tool: PlainTool, name: str
) -> None:
    with pytest.raises((jwt.PyJWTError, StopIteration)):
        tool.open(platform.launch(change=BAD_LAUNCHES[name]))


@pytest.mark.parametrize("name", BAD_LAUNCHES)
def test_every_bad_launch_differs_from_a_good_one(platform: TestPlatform, tool: PlainTool, name: str) -> None:
    good, bad = platform.launch(STUDENT), platform.launch(STUDENT, change=BAD_LAUNCHES[name])
    answers = [one.answer(tool.auth_url(one.params, nonce="same")).fields["id_token"] for one in (good, bad)]

    (head, body, _), (bad_head, bad_body, signature) = (token.split(".") for token in answers)

    is_forged = name == "other key" and len(signature) > 300
    assert is_forged or head != bad_head or body != bad_body


def test_a_huge_token_is_huge(platform: TestPlatform, tool: PlainTool) -> None:
    started = platform.launch(change=BAD_LAUNCHES["huge token"])

    form = started.answer(tool.auth_url(started.params))

    assert len(form.fields["id_token"]) > 1_000_000


def test_a_launch_goes_through_a_tools_test_client(platform: TestPlatform, tool: PlainTool) -> None:
    journal = Flask("tool")
    journal.add_url_rule(
        "/lti/login", "login", lambda: redirect(tool.auth_url(request.form.to_dict())), methods=["POST"]
    )
    journal.add_url_rule("/lti/launch", "launch", lambda: request.form["id_token"], methods=["POST"])

    answer = platform.launch(STUDENT).through(journal.test_client())

    assert tool.read(LaunchForm("", {"id_token": answer.get_data(as_text=True)}))["sub"] == STUDENT


@pytest.mark.parametrize("keep_old", [True, False])
def test_the_key_can_be_rotated(platform: TestPlatform, tool: PlainTool, keep_old: bool) -> None:
    old = platform.launch()
    form = old.answer(tool.auth_url(old.params))

    platform.rotate_key(keep_old=keep_old)

    assert tool.open(platform.launch())["sub"] == TEACHER
    if keep_old:
        assert tool.read(form)["sub"] == TEACHER
    else:
        with pytest.raises(StopIteration):
            tool.read(form)


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://localhost:8000/elsewhere"},
        {"client_id": "nobody"},
        {"login_hint": STUDENT},
        {"lti_message_hint": "{}"},
        {"scope": "profile"},
        {"nonce": ""},
    ],
)
def test_a_wrong_authorization_request_is_refused(
    platform: TestPlatform, tool: PlainTool, changes: dict[str, str]
) -> None:
    started = platform.launch(TEACHER)

    with pytest.raises(AssertionError, match="Запуск не состоялся"):
        started.answer(tool.auth_url(started.params, **changes))


def test_a_launch_is_given_out_once(platform: TestPlatform, tool: PlainTool) -> None:
    started = platform.launch(TEACHER)
    started.answer(tool.auth_url(started.params))

    with pytest.raises(AssertionError, match="уже использован"):
        started.answer(tool.auth_url(started.params))
