"""What the LMS says to a score, in words a teacher understands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """taken; stale: the LMS holds a newer grade, try with a newer time; refused: repeating will not help;
    no_column: the column was deleted in the LMS; failed: the LMS is there and breaks on this one result (a locked
    grade in Moodle), try later; unavailable: the LMS does not answer, try later."""

    TAKEN = "taken"
    STALE = "stale"
    REFUSED = "refused"
    NO_COLUMN = "no_column"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Answer:
    """The LMS's answer and its reason as a Russian sentence."""

    verdict: Verdict
    sentence: str = ""
