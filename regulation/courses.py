"""The course (year of study) of a group (3.9.1)."""

from __future__ import annotations

from regulation.calendar import first_year_of

MOST_COURSES = 6


def course_number(admission_year: int | None, academic_year: str, courses: int | None = None) -> int | None:
    """The course of a group admitted in September of `admission_year` in the academic year «2026/27».

    None when the year of admission is unknown, before the admission and after the last of `courses`.
    """
    if admission_year is None:
        return None
    number = first_year_of(academic_year) - admission_year + 1
    return number if 1 <= number <= (courses or MOST_COURSES) else None
