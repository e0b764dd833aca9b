"""Links to the tool on the course pages: those of the demo college and those added by deep linking."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from demo.college import College
from demo.lms.database import Database

ADDED_SECTION = "Добавлено из журнала"
FIRST_ADDED_ID = 101


@dataclass(frozen=True)
class Link:
    """An activity on a course page. `tool_id` None: the default tool; `url` empty: the tool's launch
    address."""

    id: str
    course_id: str
    section: str
    name: str
    description: str
    group_id: str
    custom: dict[str, str]
    url: str
    tool_id: int | None

    @property
    def kind(self) -> str:
        """Which picture to draw: what the link opens (its `purpose`), else «tool»."""
        purpose = self.custom.get("purpose", "")
        return purpose if purpose in {"journal", "gradebook", "sheet"} else "tool"


class Activities:
    """The activities of all courses; those of the demo college are laid in anew at each start."""

    def __init__(self, database: Database, college: College) -> None:
        self._database = database
        self._fill(college)

    def get(self, activity_id: str) -> Link | None:
        row = self._database.row("SELECT * FROM activity WHERE id = ?", activity_id)
        return _link(row) if row else None

    def of_course(self, course_id: str) -> list[Link]:
        """The links of a course in page order."""
        return [
            _link(row)
            for row in self._database.rows(
                "SELECT * FROM activity WHERE course_id = ? ORDER BY id", course_id
            )
        ]

    def sections(self, course_id: str) -> dict[str, list[Link]]:
        """The same links by section title."""
        sections: dict[str, list[Link]] = {}
        for link in self.of_course(course_id):
            sections.setdefault(link.section, []).append(link)
        return sections

    def add(
        self, course_id: str, tool_id: int, name: str, description: str, custom: dict[str, str], url: str
    ) -> Link:
        """A new link chosen in the tool by deep linking."""
        with self._database.transaction() as connection:
            (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM activity").fetchone()
            link = Link(
                str(max(FIRST_ADDED_ID, last + 1)),
                course_id,
                ADDED_SECTION,
                name,
                description,
                "",
                custom,
                url,
                tool_id,
            )
            _insert(connection, link)
        return link

    def remove(self, activity_id: str) -> None:
        """Take a link off its course page; columns of the grade book stay, as in Moodle with the tool's
        own ones."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM activity WHERE id = ?", (activity_id,))

    def _fill(self, college: College) -> None:
        with self._database.transaction() as connection:
            for course in college.courses.values():
                for one in course.activities:
                    link = Link(
                        one.id,
                        course.id,
                        one.section,
                        one.name,
                        one.description,
                        one.group,
                        one.custom,
                        "",
                        None,
                    )
                    _insert(connection, link)


def _insert(connection: sqlite3.Connection, link: Link) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO activity (id, course_id, section, name, description, group_id, custom, url, tool_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            int(link.id),
            link.course_id,
            link.section,
            link.name,
            link.description,
            link.group_id,
            json.dumps(link.custom, ensure_ascii=False),
            link.url,
            link.tool_id,
        ),
    )


def _link(row: sqlite3.Row) -> Link:
    return Link(
        id=str(row["id"]),
        course_id=row["course_id"],
        section=row["section"],
        name=row["name"],
        description=row["description"],
        group_id=row["group_id"],
        custom=json.loads(row["custom"]),
        url=row["url"],
        tool_id=row["tool_id"],
    )
