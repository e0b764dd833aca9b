"""The matrix of the code beside the table of the requirements, cell by cell (1.7, 1.8, 3.3)."""

from __future__ import annotations

import pytest

from journal.rights import MATRIX, Act, Role, Thing

COLUMNS = (
    Role.SYSTEM_ADMIN, Role.CONTENT_ADMIN, Role.SECRETARY, Role.DISPATCHER, Role.DEPUTY, Role.DIRECTOR, Role.CURATOR,
    Role.TEACHER,
)  # fmt: skip
# The requirements' table as it stands there; scope (own, group, all) is looked up with the role.
#                          SysAdm ContAdm Secr Disp Deputy Director Curator Teacher
REQUIRED = {
    Thing.REGISTRATION:   ("C",   "V",    "–", "–", "V",   "V",     "–",    "–"),
    Thing.RULES:          ("V",   "C",    "V", "V", "V",   "A",     "V",    "V"),
    Thing.GRANT:          ("V",   "C",    "–", "–", "V",   "A",     "–",    "–"),
    Thing.CONTINGENT:     ("–",   "V",    "CP", "V", "V",  "V",     "V",    "V"),
    Thing.PLAN:           ("–",   "V",    "–", "V", "A",   "V",     "–",    "C"),
    Thing.RECORD:         ("–",   "V",    "–", "–", "V",   "V",     "V",    "C"),
    Thing.ABSENCE_REASON: ("–",   "V",    "–", "–", "V",   "V",     "C",    "V"),
    Thing.FINAL:          ("–",   "V",    "–", "–", "A",   "V",     "V",    "C"),
    Thing.SHEET:          ("–",   "P",    "–", "–", "A",   "V",     "V",    "C"),
    Thing.UNLOCK:         ("–",   "C",    "–", "–", "C",   "V",     "–",    "–"),
    Thing.PRINT:          ("–",   "CP",   "–", "–", "V",   "V",     "P",    "P"),
    Thing.AUDIT:          ("–",   "V",    "–", "–", "V",   "V",     "–",    "V"),
}  # fmt: skip
# Cells of the table that stand in lines of their own here.
SPLIT = {
    Thing.SHEET_OPENING: {Role.CONTENT_ADMIN: "C", Role.TEACHER: "C"},  # «CP open», «Co»
    Thing.SHEET_CORRECTION: {Role.DIRECTOR: "C"},  # «A corr.»
    Thing.UNLOCK_REQUEST: {Role.CONTENT_ADMIN: "V", Role.DEPUTY: "V", Role.DIRECTOR: "V", Role.TEACHER: "VC"},  # «request»
    Thing.JOURNAL_OPENING: {Role.TEACHER: "C"},  # a teacher opens the journal from the course
    # What has reached the LMS grade book: whoever sees the marks, but the curator.
    Thing.DELIVERY: {Role.CONTENT_ADMIN: "V", Role.DEPUTY: "V", Role.DIRECTOR: "V", Role.TEACHER: "VC", Role.READER: "V"},
    # «Vo», «Vo child» of every row: a student and a parent see their own through the grade book only.
    Thing.GRADEBOOK: dict.fromkeys(
        (Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR, Role.CURATOR, Role.TEACHER, Role.READER, Role.STUDENT, Role.GUARDIAN),
        "V",
    ),
}  # fmt: skip
# Where the code gives more than the table, and why.
MORE = {
    (Thing.CONTINGENT, Role.TEACHER): ("C", "the roster's changes are applied by the journal's teacher"),
    (Thing.SHEET, Role.TEACHER): ("P", "a teacher opens, closes and prints a sheet"),
    (Thing.SHEET, Role.DEPUTY): ("P", "who approves a sheet prints it"),
    (Thing.SHEET, Role.DIRECTOR): ("P", "who approves a correction prints it"),
    (Thing.PRINT, Role.DEPUTY): ("P", "who may see every journal may have it on paper"),
    (Thing.PRINT, Role.DIRECTOR): ("P", "who may see every journal may have it on paper"),
    (Thing.AUDIT, Role.CURATOR): ("V", "1.5: the history of a cell is for whoever sees the cell"),
}
# Where it gives less.
LESS = {(Thing.PRINT, Role.CONTENT_ADMIN): ("C", "the archive and its act are not built yet")}


def expected(thing: Thing, role: Role) -> set[str]:
    """The letters of a cell: whoever creates, approves or prints sees; a reader sees what the teacher sees."""
    if thing in SPLIT:
        return set(SPLIT[thing].get(role, ""))
    if role is Role.READER:
        seen = expected(thing, Role.TEACHER) & {"V", "P"} if thing is not Thing.RULES else set()
        return seen - ({"P"} if thing is Thing.SHEET else set())
    if role not in COLUMNS:
        return set()
    letters = REQUIRED[thing][COLUMNS.index(role)].replace("–", "")
    more, less = set(MORE.get((thing, role), "")[:1]), set(LESS.get((thing, role), "")[:1])
    return (set(letters) | ({"V"} if letters else set()) | more) - less


@pytest.mark.parametrize("thing", list(Thing), ids=lambda thing: thing.value)
def test_the_matrix_says_what_the_requirements_say(thing: Thing) -> None:
    found = {role: set(MATRIX[thing].get(role, "")) for role in Role}

    assert found == {role: expected(thing, role) for role in Role}


def test_the_table_of_this_test_names_every_thing() -> None:
    assert set(REQUIRED) | set(SPLIT) == set(Thing)
    assert not set(REQUIRED) & set(SPLIT)


def test_every_act_has_somebody_who_may_do_it() -> None:
    """A right nobody holds would be a page nobody can open."""
    used = {(thing, Act(letter)) for thing, row in MATRIX.items() for acts in row.values() for letter in acts}

    assert all(any(thing is one for one, _act in used) for thing in Thing)


def test_the_system_administrator_touches_no_mark() -> None:
    """3.7: the technical office has no right to marks, absences, finals or sheets, not even to see them."""
    marks = (
        Thing.RECORD,
        Thing.FINAL,
        Thing.SHEET,
        Thing.SHEET_OPENING,
        Thing.ABSENCE_REASON,
        Thing.GRADEBOOK,
        Thing.PLAN,
    )

    assert all(Role.SYSTEM_ADMIN not in MATRIX[thing] for thing in marks)


def test_students_and_parents_have_nothing_but_the_grade_book() -> None:
    for role in (Role.STUDENT, Role.GUARDIAN):
        assert {thing for thing in Thing if MATRIX[thing].get(role)} == {Thing.GRADEBOOK}


def test_only_the_teacher_writes_into_the_journal() -> None:
    """4.1.4: topic, homework, attendance, marks, МИУД and finals have one writer."""
    for thing in (Thing.RECORD, Thing.FINAL):
        assert [role for role in Role if "C" in MATRIX[thing].get(role, "")] == [Role.TEACHER]
