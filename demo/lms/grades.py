"""Grades in the LMS's grade book, with the rules seen in a running Moodle 4.5 (pure of HTTP)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from demo.lms.columns import Column, GradeRefusedError
from demo.lms.database import Database
from demo.lms.people import People

REQUIRED = ("userId", "timestamp", "activityProgress", "gradingProgress")


@dataclass(frozen=True)
class Grade:
    """One cell. `score` None: the number was erased. `graded_at` is UTC with whole seconds."""

    column_id: int
    person_id: str
    score: float | None
    comment: str
    graded_at: datetime
    is_overridden: bool


class Grades:
    """The cells of the grade book."""

    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    def get(self, column_id: int, person_id: str) -> Grade | None:
        row = self._database.row(
            "SELECT * FROM grade WHERE column_id = ? AND person_id = ?", column_id, person_id
        )
        return _grade(row) if row else None

    def of_column(self, column_id: int) -> list[Grade]:
        rows = self._database.rows(
            "SELECT * FROM grade WHERE column_id = ? ORDER BY CAST(person_id AS INTEGER)", column_id
        )
        return [_grade(row) for row in rows]

    def of_course(self, course_id: str) -> dict[tuple[int, str], Grade]:
        """All cells of a course by (column, person)."""
        rows = self._database.rows(
            "SELECT grade.* FROM grade JOIN grade_column ON grade_column.id = column_id WHERE course_id = ?",
            course_id,
        )
        return {(row["column_id"], row["person_id"]): _grade(row) for row in rows}

    def put_score(self, column: Column, body: dict[str, Any]) -> None:
        """Store an AGS score.

        400 for an incomplete score or a person who is not a student of the course; 409 unless the timestamp
        is at least one whole second newer than the stored grade; 500 for a locked column. Only FullyGraded
        with a number stores it (never above the maximum), anything else erases the number; a missing comment
        erases the comment.
        """
        graded_at = self._checked(column, body)
        person_id = str(body["userId"])
        known = self.get(column.id, person_id)
        if known and graded_at <= known.graded_at.timestamp():
            raise GradeRefusedError(
                409, f"Refusing score with an earlier timestamp for item {column.id} and user {person_id}"
            )
        if column.is_locked:
            raise GradeRefusedError(500, "Internal Server Error")
        if known and known.is_overridden:
            return
        score = _stored_score(column, body)
        self._write(column.id, person_id, score, str(body.get("comment") or ""), graded_at, False)

    def override(
        self, column: Column, person_id: str, score: float | None, comment: str, now: datetime
    ) -> None:
        """A teacher's own edit in the LMS: later scores of the tool are accepted with 200 and change
        nothing."""
        self._write(column.id, person_id, score, comment, int(now.timestamp()), True)

    def _checked(self, column: Column, body: dict[str, Any]) -> int:
        given, maximum = body.get("scoreGiven"), body.get("scoreMaximum")
        is_complete = all(body.get(name) for name in REQUIRED)
        is_numeric = all(value is None or isinstance(value, int | float) for value in (given, maximum))
        seconds = _seconds(body.get("timestamp"))
        is_right = (
            is_complete and is_numeric and not (given is not None and maximum is None) and seconds is not None
        )
        if not is_right or not self._people.is_gradable(str(body["userId"]), column.course_id):
            raise GradeRefusedError(400, "Incorrect score received")
        assert seconds is not None
        return seconds

    def _write(
        self, column_id: int, person_id: str, score: float | None, comment: str, at: int, is_overridden: bool
    ) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO grade VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (column_id, person_id) DO UPDATE SET score = excluded.score, "
                "comment = excluded.comment, graded_at = excluded.graded_at, "
                "is_overridden = excluded.is_overridden",
                (column_id, person_id, score, comment, at, is_overridden),
            )


def _stored_score(column: Column, body: dict[str, Any]) -> float | None:
    given = body.get("scoreGiven")
    if body["gradingProgress"] != "FullyGraded" or given is None:
        return None
    scaled = float(given) / float(body["scoreMaximum"] or 1) * column.score_maximum
    return min(max(scaled, 0.0), column.score_maximum)


def _seconds(timestamp: object) -> int | None:
    if not isinstance(timestamp, str):
        return None
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return int(moment.timestamp()) if moment.tzinfo else None


def _grade(row: sqlite3.Row) -> Grade:
    return Grade(
        column_id=row["column_id"],
        person_id=row["person_id"],
        score=row["score"],
        comment=row["comment"],
        graded_at=datetime.fromtimestamp(row["graded_at"], UTC),
        is_overridden=bool(row["is_overridden"]),
    )
