"""The demo LMS as a test's LMS: launches step by step, a roster and a grade book in memory, and ways to
misbehave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from demo.college import Person
from demo.lms import LmsSettings, create_lms
from demo.lms.columns import Column
from demo.lms.grades import Grade
from demo.lms.keys import KeyPair, generate_key
from demo.lms.protocol.login import login_fields
from demo.lms.settings import PlatformAddresses
from demo.lms.site import DEEP_LINKING, RESOURCE_LINK, SUBMISSION_REVIEW, Launch, Site
from demo.lms.tools import Tool
from tests.platform.change import Change
from tests.platform.server import FaultyServer

TEACHER, SECOND_TEACHER, ASSISTANT, METHODIST, ADMINISTRATOR, PARENT = "33", "34", "36", "37", "2", "38"
CONTENT_ADMIN, SECRETARY, DISPATCHER, DIRECTOR, CURATOR = "41", "42", "43", "44", "45"
SUBSTITUTE, SYSTEM_ADMIN = "46", "47"
STUDENT, CHILD = "3", "6"
COURSE, LANGUAGES, SPORT, FRONT_PAGE = "2", "3", "4", "1"
STAFF_ENTRANCE = "17"  # the activity by which the offices come in


@dataclass(frozen=True)
class LaunchForm:
    """What the LMS makes the browser post to the tool."""

    url: str
    fields: dict[str, str]

    @property
    def path(self) -> str:
        """The address without its host, for a test client."""
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Answering(Protocol):
    """Something that turns the tool's authorization request into the launch form."""

    def authorize(self, auth_url: str) -> LaunchForm: ...


@dataclass(frozen=True)
class StartedLaunch:
    """A launch that waits for the tool: `login_url` and `params` of the login initiation."""

    login_url: str
    params: dict[str, str]
    platform: Answering

    def answer(self, auth_url: str) -> LaunchForm:
        """Given the address the tool redirected to, the form that the browser posts back."""
        return self.platform.authorize(auth_url)

    def through(self, client: FlaskClient) -> TestResponse:
        """Go through the whole launch with a test client of the tool; the tool's answer to the last step."""
        login = client.post(urlsplit(self.login_url).path, data=self.params)
        assert login.location, login.get_data(as_text=True)
        form = self.answer(login.location)
        return client.post(form.path, data=form.fields)


class TestPlatform(FaultyServer):
    """A Moodle-like LMS on a free loopback port. Use as a context manager, or `come_up` and `go_down`."""

    __test__ = False

    def __init__(
        self,
        tool_url: str = "http://localhost:8000",
        tool_key_set: dict[str, Any] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__()
        chosen = {"client_id": "test-client", "key": shared_key(), **settings}
        self.settings = LmsSettings(base_url=self.url, tool_url=tool_url, tool_key_set=tool_key_set, **chosen)
        self.flask = create_lms(self.settings)
        self.app = self.flask.wsgi_app
        self.site: Site = self.flask.extensions["lms"]
        self.site.sign = self._sign
        self._changes: dict[str, Change] = {}

    def __enter__(self) -> TestPlatform:
        self.come_up()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_down()
        self.site.database.close()

    @property
    def issuer(self) -> str:
        return self.settings.issuer

    @property
    def addresses(self) -> PlatformAddresses:
        """What the tool has to know to be registered here by hand."""
        return self.settings.addresses

    def launch(
        self, person: str = TEACHER, activity: str = "1", change: Change | None = None, client_id: str = ""
    ) -> StartedLaunch:
        """Begin a resource link launch of an activity (1 journal, 2 diary, 3 sheets of the first course;
        16 front page)."""
        link = self.site.activities.get(activity)
        assert link is not None
        facts = {"course_id": link.course_id, "message_type": RESOURCE_LINK, "link": link}
        return self._begin(person, change, client_id, facts)

    def launch_choice(
        self, person: str = TEACHER, course: str = COURSE, change: Change | None = None
    ) -> StartedLaunch:
        """Begin a deep linking launch: choosing content for a course."""
        return self._begin(person, change, "", {"course_id": course, "message_type": DEEP_LINKING})

    def launch_review(
        self, column_id: int, student: str = STUDENT, person: str = TEACHER, change: Change | None = None
    ) -> StartedLaunch:
        """Begin a submission review launch from a cell of the grade book."""
        column = self.site.columns.get(column_id)
        assert column is not None
        facts = {
            "course_id": column.course_id,
            "message_type": SUBMISSION_REVIEW,
            "link": self.site.activities.get(column.activity_id)
            or self.site.activities.of_course(column.course_id)[0],
            "for_user": student,
            "column_id": column_id,
        }
        return self._begin(person, change, "", facts)

    def authorize(self, auth_url: str) -> LaunchForm:
        """The answer to the tool's authorization request; AssertionError with the page when the LMS
        refuses it."""
        parts = urlsplit(auth_url)
        answer = self.flask.test_client().get(f"{parts.path}?{parts.query}", base_url=self.url)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return read_form(answer.get_data(as_text=True))

    def answer_deep_linking(self, return_url: str, token: str) -> tuple[int, str]:
        """Post the tool's deep linking response where it belongs: status and page."""
        parts = urlsplit(return_url)
        answer = self.flask.test_client().post(
            f"{parts.path}?{parts.query}", data={"JWT": token}, base_url=self.url
        )
        return answer.status_code, answer.get_data(as_text=True)

    def add_client(self, client_id: str, deployment_id: str = "", tool_url: str = "", **facts: Any) -> Tool:
        """A second registration of a tool on this issuer, switched on."""
        known = self.site.tools.get(1)
        assert known is not None
        changed = replace(
            known, id=0, client_id=client_id, deployment_id=deployment_id, is_active=True, **facts
        )
        if tool_url:
            launch = f"{tool_url}/lti/launch"
            changed = replace(
                changed,
                login_url=f"{tool_url}/lti/login",
                launch_url=launch,
                deep_link_url=launch,
                jwks_url=f"{tool_url}/lti/jwks.json",
                redirect_uris=(launch,),
            )
        return self.site.tools.save(changed)

    def trust(self, key_set: dict[str, Any]) -> None:
        """Check the tool's tokens with this key set instead of fetching the tool's address."""
        self.site.settings = replace(self.site.settings, tool_key_set=key_set)

    def rotate_key(self, keep_old: bool = True) -> None:
        """Sign with a new key from now on; the old one stays in the key set or vanishes."""
        self.site.retired_keys = [self.site.key, *self.site.retired_keys] if keep_old else []
        self.site.key = generate_key()

    def add_student(
        self, family_name: str, given_name: str, patronymic: str = "", course: str = COURSE
    ) -> Person:
        """Somebody new in a course: «новый в курсе»."""
        return self.site.people.add(course, family_name, given_name, patronymic, "")

    def suspend(self, person: str, course: str = COURSE) -> None:
        """Suspend an enrolment: the person vanishes from the roster."""
        self.site.people.set_state(course, person, "suspended")

    def remove(self, person: str, course: str = COURSE) -> None:
        """Take a person out of a course: «нет в курсе LMS»."""
        self.site.people.set_state(course, person, "absent")

    def columns(self, course: str = COURSE) -> list[Column]:
        """The grade book's columns in a course."""
        return self.site.columns.of_course(course)

    def grade(self, column_id: int, person: str = STUDENT) -> Grade | None:
        """A cell of the grade book."""
        return self.site.grades.get(column_id, person)

    def _begin(
        self, person: str, change: Change | None, client_id: str, facts: dict[str, Any]
    ) -> StartedLaunch:
        tool = self.site.tools.by_client(client_id) if client_id else self.site.tools.default()
        assert tool is not None
        launch = self.site.begin_launch(person_id=person, tool_id=tool.id, **facts)
        if change:
            self._changes[launch.id] = change
        address, params = login_fields(self.site, launch, tool)
        return StartedLaunch(address, params, self)

    def _sign(self, payload: dict[str, Any], launch: Launch) -> str:
        change = self._changes.pop(launch.id, Change())
        return change.sign(payload, self.site.key, int(self.site.now().timestamp()))


@lru_cache(maxsize=1)
def shared_key() -> KeyPair:
    """One platform key for all tests of a process: making one costs a tenth of a second."""
    return generate_key()


def read_form(html: str) -> LaunchForm:
    """The first form of a page: its address and hidden fields."""
    reader = _FormReader()
    reader.feed(html)
    return LaunchForm(reader.action, reader.fields)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = found.get("action", "")
        if tag == "input" and "name" in found:
            self.fields[found["name"]] = found.get("value", "")
