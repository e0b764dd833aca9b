"""Columns of the LMS's grade book, which tools make and remove (AGS line items)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from demo.lms.database import Database

LABEL_LIMIT = 255


class GradeRefusedError(Exception):
    """The grade book refuses a request; `status` is the HTTP status Moodle answers with, `reason` its
    phrase."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Column:
    """A line item. A locked one refuses every score with 500, as Moodle does."""

    id: int
    course_id: str
    tool_id: int
    label: str
    score_maximum: float
    resource_id: str
    tag: str
    activity_id: str
    is_locked: bool


class Columns:
    """Reading and writing of grade book columns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_course(self, course_id: str) -> list[Column]:
        rows = self._database.rows("SELECT * FROM grade_column WHERE course_id = ? ORDER BY id", course_id)
        return [_column(row) for row in rows]

    def find(self, course_id: str, tool_id: int, filters: dict[str, str]) -> list[Column]:
        """The tool's own columns in a course; `filters` by resource_id, resource_link_id and tag."""
        fields = {"resource_id": "resource_id", "resource_link_id": "activity_id", "tag": "tag"}
        found = [one for one in self.of_course(course_id) if one.tool_id == tool_id]
        for name, attribute in fields.items():
            if name in filters:
                found = [one for one in found if getattr(one, attribute) == filters[name]]
        return found

    def get(self, column_id: int) -> Column | None:
        row = self._database.row("SELECT * FROM grade_column WHERE id = ?", column_id)
        return _column(row) if row else None

    def create(self, course_id: str, tool_id: int, data: dict[str, Any]) -> Column:
        """A new column from a line item; 400 without label or maximum, 502 for a label over 255
        characters."""
        values = _values(data)
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO grade_column (course_id, tool_id, label, score_maximum, resource_id, tag, "
                "activity_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (course_id, tool_id, *values),
            ).lastrowid
        return Column(int(number or 0), course_id, tool_id, *values, False)

    def update(self, column: Column, data: dict[str, Any]) -> Column:
        """Replace what a tool may change: label, maximum, resource id, tag and the linked activity."""
        values = _values(data)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE grade_column SET label = ?, score_maximum = ?, resource_id = ?, tag = ?, "
                "activity_id = ? WHERE id = ?",
                (*values, column.id),
            )
        return Column(column.id, column.course_id, column.tool_id, *values, column.is_locked)

    def delete(self, column_id: int) -> None:
        """Remove a column with all its grades."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM grade_column WHERE id = ?", (column_id,))

    def lock(self, column_id: int, is_locked: bool) -> None:
        with self._database.transaction() as connection:
            connection.execute("UPDATE grade_column SET is_locked = ? WHERE id = ?", (is_locked, column_id))


def _values(data: dict[str, Any]) -> tuple[str, float, str, str, str]:
    label, maximum = data.get("label"), data.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip() or not isinstance(maximum, int | float):
        raise GradeRefusedError(400, "Incorrect line item received")
    if len(label) > LABEL_LIMIT:
        raise GradeRefusedError(502, "Bad Gateway")
    texts = (str(data.get(name) or "") for name in ("resourceId", "tag", "resourceLinkId"))
    resource_id, tag, activity_id = texts
    return label, float(maximum), resource_id, tag, activity_id


def _column(row: sqlite3.Row) -> Column:
    return Column(**{**dict(row), "is_locked": bool(row["is_locked"])})
