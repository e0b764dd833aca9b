"""Examination and credit sheets: states and outcomes (4.2.5)."""

from __future__ import annotations

from enum import StrEnum


class SheetState(StrEnum):
    """draft → opened → filled → closed → corrected; opened | filled → annulled."""

    DRAFT = "draft"
    OPENED = "opened"
    FILLED = "filled"
    CLOSED = "closed"
    CORRECTED = "corrected"
    ANNULLED = "annulled"


class Outcome(StrEnum):
    """What a line of a sheet may say."""

    EXCELLENT = "5"
    GOOD = "4"
    SATISFACTORY = "3"
    UNSATISFACTORY = "2"
    ABSENT = "absent"
    BARRED = "barred"
    PASSED = "passed"
    NOT_PASSED = "not_passed"
