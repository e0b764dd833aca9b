"""Where a launch ends. The page's address says what is shown; rights are looked up there again."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from sqlalchemy import select

from journal.people import find_person
from journal.rights import Role
from journal.roles import active_grants, course_teaching_role, roles_in_journals
from lti_tool.protocol import vocabulary
from lti_tool.protocol.recording import Recorded
from models import (
    CourseRole,
    Guardian,
    Journal,
    JournalTeacher,
    LineItem,
    LinkPurpose,
    Subgroup,
    Term,
)  # fmt: skip


def landing(recorded: Recorded) -> str:
    """The path of the page this launch opens."""
    match recorded.claims.message_type:
        case vocabulary.DEEP_LINKING_REQUEST:
            return url_for("lti.choose", public_id=recorded.launch.public_id)
        case vocabulary.DATA_PRIVACY_REQUEST:
            return url_for("lti.privacy")
        case vocabulary.SUBMISSION_REVIEW_REQUEST if recorded.role is CourseRole.INSTRUCTOR:
            return _review(recorded) or _by_role(recorded)
    return _by_role(recorded)


def _by_role(recorded: Recorded) -> str:
    user, role = recorded.user, recorded.role
    is_front_page = recorded.course is None or recorded.course.is_front_page
    if not is_front_page and (role is CourseRole.INSTRUCTOR or _is_named(recorded)):
        return _teaching(recorded)
    if not is_front_page and _substitutes_here(recorded):
        return _page("today.mine")
    if active_grants(recorded.acting):
        return _page("desk.mine")
    if recorded.roles.is_lms_admin:
        return url_for("lti.administrator")
    if user.is_staff and (is_front_page or role is not CourseRole.LEARNER):
        return _page("today.mine")
    if user.is_staff:
        return url_for("lti.switched")
    if role is CourseRole.MENTOR or (role is CourseRole.LEARNER and _has_children_only(recorded)):
        return _page("gradebook.children")
    if role is CourseRole.LEARNER:
        return _page("gradebook.mine")
    return url_for("lti.waiting")


def _teaching(recorded: Recorded) -> str:
    """The journal of this course, the list of its journals, or the opening of the first one."""
    assert recorded.course is not None
    journals = _journals_here(recorded)
    purpose = recorded.link.purpose if recorded.link else LinkPurpose.JOURNAL
    if not journals:
        return _opening(recorded)
    wanted = _subgroup(recorded)
    if wanted:
        journals = _journals_of_subgroup(recorded, wanted)
        if not journals and purpose is LinkPurpose.JOURNAL:
            return _opening(recorded)
    if len(journals) != 1:
        return _page("journals.course", course_id=recorded.course.id)
    if purpose is LinkPurpose.SHEET:
        return _page("sheets.list_sheets", journal_id=journals[0])
    return _page("marks.grid", journal_id=journals[0])


def _opening(recorded: Recorded) -> str:
    """Whoever only reads cannot open a journal: an office has its desk, others are told who can. Before the roster was
    read nobody knows.
    """
    course, circumstances = recorded.course, recorded.acting
    assert course is not None
    is_known = course.roster_read_at is not None or not circumstances.rules.teachers_from_lms
    if is_known and course_teaching_role(circumstances, course.id) is not Role.TEACHER:
        has_office = bool(active_grants(circumstances))
        return _page("desk.mine") if has_office else url_for("lti.waiting", why="unopened")
    link = recorded.link.id if recorded.link else None
    return _page("opening.start", course_id=course.id, link=link, subgroup=_subgroup(recorded) or None)


def _review(recorded: Recorded) -> str | None:
    """The card of the student whose result is looked at from the LMS's grade book."""
    session, claims = recorded.acting.session, recorded.claims
    journal_id = session.scalar(
        select(LineItem.journal_id).where(LineItem.url == claims.line_item_url).limit(1)
    )
    here = _journals_here(recorded)
    if journal_id is None and len(here) == 1:
        journal_id = here[0]
    student = find_person(session, recorded.launch.registration_id, claims.for_user)
    if journal_id is None:
        return None
    if student is None or student.student_id is None or not _has("gradebook.student_card"):
        return _page("marks.grid", journal_id=journal_id)
    return url_for("gradebook.student_card", journal_id=journal_id, student_id=student.student_id)


def _journals_here(recorded: Recorded) -> list[int]:
    assert recorded.course is not None
    query = select(Journal.id).where(Journal.course_id == recorded.course.id).order_by(Journal.id).limit(2)
    return list(recorded.acting.session.scalars(query))


def _subgroup(recorded: Recorded) -> str:
    """The subgroup an activity is for: its custom parameter `subgroup`, as the LMS filled it in."""
    named = " ".join(recorded.claims.custom.get("subgroup", "").split())
    return "" if named.startswith("$") else named[:60]


def _journals_of_subgroup(recorded: Recorded, name: str) -> list[int]:
    """The newest journals of the course kept for the subgroup: of one term, one for each group and discipline."""
    assert recorded.course is not None
    rows = recorded.acting.session.execute(
        select(Journal.id, Journal.term_id)
        .join(Subgroup, Subgroup.id == Journal.subgroup_id)
        .join(Term, Term.id == Journal.term_id)
        .where(Journal.course_id == recorded.course.id, Subgroup.name == name)
        .order_by(Term.starts_on.desc(), Journal.id)
    ).all()
    return [row.id for row in rows if row.term_id == rows[0].term_id]


def _is_named(recorded: Recorded) -> bool:
    """Whether the person is named as a teacher of a journal of this course, whatever the launch says."""
    assert recorded.course is not None
    today = recorded.acting.today
    named = select(JournalTeacher).join(Journal, Journal.id == JournalTeacher.journal_id)
    found = recorded.acting.session.scalars(
        named.where(
            Journal.course_id == recorded.course.id,
            JournalTeacher.user_id == recorded.user.id,
            JournalTeacher.starts_on <= today,
        )
    )
    return any(one.ends_on is None or one.ends_on >= today for one in found)


def _substitutes_here(recorded: Recorded) -> bool:
    """Whether a direction lets the person fill lessons of a journal of this course: they find them on their day."""
    assert recorded.course is not None
    journals = recorded.acting.session.scalars(
        select(Journal).where(Journal.course_id == recorded.course.id)
    ).all()
    return any(Role.SUBSTITUTE in roles for roles in roles_in_journals(recorded.acting, journals).values())


def _has_children_only(recorded: Recorded) -> bool:
    if recorded.user.student_id is not None:
        return False
    query = select(Guardian.id).where(Guardian.user_id == recorded.user.id, Guardian.until.is_(None)).limit(1)
    return recorded.acting.session.scalar(query) is not None


def _has(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _page(endpoint: str, **values: Any) -> str:
    """The page, or the one that says whom to ask when this installation has no such page."""
    return url_for(endpoint, **values) if _has(endpoint) else url_for("lti.waiting")
