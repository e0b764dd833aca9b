"""One running demo LMS: its settings, keys, people, courses, tools and grade book in one place."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app

from demo.college import College, Course, Subgroup, load_college
from demo.lms.activities import Activities, Link
from demo.lms.columns import Columns
from demo.lms.database import Database
from demo.lms.grades import Grades
from demo.lms.keys import KeyPair, load_or_make_key
from demo.lms.people import People
from demo.lms.settings import LmsSettings
from demo.lms.tools import Tool, Tools

LAUNCH_LIFETIME = timedelta(minutes=10)
RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


@dataclass(frozen=True)
class Launch:
    """A launch that has begun: who opens what. It waits for the tool to come to the authorization address,
    once."""

    id: str
    person_id: str
    course_id: str
    tool_id: int
    message_type: str
    started_at: datetime
    link: Link | None = None
    for_user: str = ""
    column_id: int | None = None
    target: str = "iframe"


@dataclass
class Site:
    """Everything the routes need. `sign` replaces the signing of launches; tests use it to misbehave."""

    settings: LmsSettings
    database: Database
    college: College
    key: KeyPair
    people: People
    tools: Tools
    activities: Activities
    columns: Columns
    grades: Grades
    launches: dict[str, Launch] = field(default_factory=dict)
    retired_keys: list[KeyPair] = field(default_factory=list)
    used_tokens: set[str] = field(default_factory=set)
    sign: Callable[[dict[str, Any], Launch], str | None] | None = None

    def now(self) -> datetime:
        return self.settings.clock()

    def course(self, course_id: str) -> Course | None:
        return self.college.courses.get(course_id)

    def groups_of(self, course: Course, person_id: str) -> list[Subgroup]:
        """The subgroups of a course that a person belongs to."""
        return [one for one in course.groups if person_id in one.members or person_id in one.staff]

    def tool_of(self, link: Link) -> Tool | None:
        """The tool an activity opens."""
        return (self.tools.get(link.tool_id) if link.tool_id else None) or self.tools.default()

    def begin_launch(self, **facts: Any) -> Launch:
        """Note a launch under a new random id and forget the expired ones."""
        now = self.now()
        for old in [one for one in self.launches.values() if now - one.started_at > LAUNCH_LIFETIME]:
            self.launches.pop(old.id, None)
        launch = Launch(id=f"ltilaunch_{secrets.token_hex(8)}", started_at=now, **facts)
        self.launches[launch.id] = launch
        return launch

    def take_launch(self, launch_id: str) -> Launch | None:
        """The launch noted under this id, used up; None when unknown, used or older than ten minutes."""
        launch = self.launches.pop(launch_id, None)
        return launch if launch and self.now() - launch.started_at <= LAUNCH_LIFETIME else None

    def secret(self) -> str:
        """The secret that signs the visitors' cookies, kept with the state so that a restart logs nobody
        out."""
        with self.database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO setting VALUES ('secret', ?)", (secrets.token_hex(32),))
        row = self.database.row("SELECT value FROM setting WHERE name = 'secret'")
        assert row is not None
        return str(row["value"])

    def flag(self, name: str) -> bool:
        """A switch of the administrator's: `outage` (services answer 503), `privacy` (names are not
        shared)."""
        row = self.database.row("SELECT value FROM setting WHERE name = ?", name)
        return row is not None and row["value"] == "on"

    def set_flag(self, name: str, is_on: bool) -> None:
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, "on" if is_on else "off"),
            )


def open_site(settings: LmsSettings) -> Site:
    """Open the state kept in the settings' directory, or a fresh one in memory."""
    college = load_college()
    database = Database(settings.data_dir)
    people = People(database, college)
    return Site(
        settings=settings,
        database=database,
        college=college,
        key=settings.key or load_or_make_key(settings.data_dir),
        people=people,
        tools=Tools(database, settings),
        activities=Activities(database, college),
        columns=Columns(database),
        grades=Grades(database, people),
    )


def site() -> Site:
    """The site of the application that answers the current request."""
    return cast(Site, current_app.extensions["lms"])
