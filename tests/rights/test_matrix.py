"""The matrix of the code beside the table of the requirements, cell by cell (1.7, 1.8, 3.3)."""

from __future__ import annotations

import pytest

from journal.rights import MATRIX, Act, Role, Thing

COLUMNS = (
    Role.SYSTEM_ADMIN, Role.CONTENT_ADMIN, Role.SECRETARY, Role.DISPATCHER, Role.DEPUTY, Role.DIRECTOR, Role.CURATOR,
    Role.TEACHER, Role.SUBSTITUTE, Role.STUDENT, Role.GUARDIAN,
)  # fmt: skip
# The requirements' table as it stands there; scope (own, group, all) is looked up with the role.
#                          SysAdm ContAdm Secr Disp Deputy Director Curator Teacher Subst Student Parent
REQUIRED = {
    Thing.REGISTRATION:   ("C",   "V",    "–", "–", "V",   "V",     "–",    "–", "–", "–", "–"),
    Thing.RULES:          ("V",   "C",    "V", "V", "V",   "A",     "V",    "V", "V", "–", "–"),
    Thing.GRANT:          ("V",   "C",    "–", "–", "V",   "A",     "–",    "–", "–", "–", "–"),
    Thing.CREDENTIALS:    ("–",   "CP",   "–", "–", "V",   "V",     "V",    "–", "–", "–", "–"),
    Thing.CONTINGENT:     ("–",   "V",    "CP", "V", "V",  "V",     "V",    "V", "V", "–", "–"),
    Thing.CONTACT:        ("–",   "V",    "V", "–", "V",   "V",     "C",    "–", "–", "V", "V"),
    Thing.CONSENT:        ("–",   "V",    "V", "–", "CA",  "V",     "C",    "–", "–", "V", "C"),
    Thing.TIMETABLE:      ("–",   "V",    "–", "CP", "A",  "V",     "V",    "V", "V", "V", "V"),
    Thing.PLAN:           ("–",   "V",    "–", "V", "A",   "V",     "–",    "C", "V", "–", "–"),
    Thing.SUBGROUP:       ("–",   "V",    "–", "V", "A",   "V",     "V",    "C", "V", "V", "V"),
    Thing.RECORD:         ("–",   "V",    "–", "–", "V",   "V",     "V",    "C", "C", "–", "–"),
    Thing.ABSENCE_REASON: ("–",   "V",    "–", "–", "V",   "V",     "C",    "V", "V", "–", "–"),
    Thing.FINAL:          ("–",   "V",    "–", "–", "A",   "V",     "V",    "C", "–", "–", "–"),
    Thing.SHEET:          ("–",   "P",    "–", "–", "A",   "V",     "V",    "C", "–", "–", "–"),
    Thing.UNLOCK:         ("–",   "C",    "–", "–", "C",   "V",     "–",    "–", "–", "–", "–"),
    Thing.STAFF_NOTICE:   ("–",   "C",    "V", "V", "C",   "C",     "V",    "V", "V", "–", "–"),
    Thing.PRINT:          ("–",   "CP",   "–", "–", "V",   "V",     "P",    "P", "–", "–", "–"),
    Thing.AUDIT:          ("–",   "V",    "–", "–", "V",   "V",     "–",    "V", "V", "–", "–"),
}  # fmt: skip
# Cells of the table that stand in lines of their own here.
SPLIT = {
    Thing.SHEET_OPENING: {Role.CONTENT_ADMIN: "C", Role.TEACHER: "C"},  # «CP open», «Co»
    Thing.SHEET_CORRECTION: {Role.DIRECTOR: "C"},  # «A corr.»
    Thing.UNLOCK_REQUEST: {Role.CONTENT_ADMIN: "V", Role.DEPUTY: "V", Role.DIRECTOR: "V", Role.TEACHER: "VC",  # «request»
                           Role.SUBSTITUTE: "VC"},
    # The register of orders: the offices that enter what rests on an order, and who signs them.
    Thing.ORDER: dict.fromkeys(
        (Role.CONTENT_ADMIN, Role.SECRETARY, Role.DISPATCHER, Role.DEPUTY, Role.DIRECTOR), "VCP"
    ),
    # «C request» of a parent; who answers sees it.
    Thing.ABSENCE_REQUEST: {Role.CURATOR: "V", Role.DEPUTY: "V", Role.GUARDIAN: "VC"},
    # Where no secretary keeps the contingent yet, the journal's teacher applies the news of the LMS roster.
    Thing.ENROLMENT: {Role.TEACHER: "C"},
    Thing.JOURNAL_OPENING: {Role.TEACHER: "C"},  # a teacher opens the journal from the course
    # 4.2.4: the secretary keeps the certificates with the contingent; fewer see them than the contingent.
    Thing.MEDICAL: {Role.SECRETARY: "VC", Role.DEPUTY: "V", Role.DIRECTOR: "V", Role.CURATOR: "V"},
    # What has reached the LMS grade book: whoever sees the marks, but the curator.
    Thing.DELIVERY: {Role.CONTENT_ADMIN: "V", Role.DEPUTY: "V", Role.DIRECTOR: "V", Role.TEACHER: "VC", Role.READER: "V"},
    # The board of one group; questions of everybody, answered by the content administrator (3.4).
    Thing.GROUP_NOTICE: {Role.CONTENT_ADMIN: "VC", Role.DEPUTY: "VC", Role.DIRECTOR: "VC", Role.CURATOR: "VC"},
    Thing.QUESTION: {Role.CONTENT_ADMIN: "VC", Role.DEPUTY: "V", Role.DIRECTOR: "V"},
    # 2.2: teacher or curator with their students and parents; staff among themselves by journal.relations.
    Thing.MESSAGE: dict.fromkeys(
        (Role.CURATOR, Role.TEACHER, Role.SUBSTITUTE, Role.READER, Role.STUDENT, Role.GUARDIAN), "VC"
    ),
    # «Vo», «Vo child» of every row: a student and a parent see their own through the grade book only.
    Thing.GRADEBOOK: dict.fromkeys(
        (Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR, Role.CURATOR, Role.TEACHER, Role.SUBSTITUTE, Role.READER,
         Role.STUDENT, Role.GUARDIAN),
        "V",
    ),
}  # fmt: skip
# Where the code gives more than the table, and why.
MORE = {
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


def test_students_and_parents_touch_no_record() -> None:
    """They see their own; what they may do is agree, ask and write to their teachers (2.2, 3.12.1)."""
    for role in (Role.STUDENT, Role.GUARDIAN):
        assert {thing for thing in Thing if set(MATRIX[thing].get(role, "")) - {"V"}} <= {
            Thing.CONSENT,
            Thing.ABSENCE_REQUEST,
            Thing.MESSAGE,
        }
        assert not MATRIX[Thing.RECORD].get(role)


def test_only_the_teacher_and_the_substitute_write_into_the_journal() -> None:
    """4.1.1, 4.1.4: topic, homework, attendance, marks, МИУД have one writer at a lesson; finals the teacher alone."""
    assert [role for role in Role if "C" in MATRIX[Thing.RECORD].get(role, "")] == [
        Role.TEACHER,
        Role.SUBSTITUTE,
    ]
    assert [role for role in Role if "C" in MATRIX[Thing.FINAL].get(role, "")] == [Role.TEACHER]
