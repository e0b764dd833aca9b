"""«Доска объявлений»: published, read, pinned, archived, never deleted (5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, false, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.guardianship import in_force
from journal.orders import require_order
from journal.rights import Act, Role, Thing, allows
from journal.roles import active_grants
from models import (
    CourseMember,
    CourseRole,
    Grant,
    Guardian,
    Journal,
    JournalTeacher,
    Membership,
    Notice,
    NoticeRead,
    NoticeSection,
    OrderKind,
    StudyGroup,
    Substitution,
    User,
)  # fmt: skip
from regulation.messages import check_text
from regulation.names import search_key
from regulation.refusal import N_, Refusal

MOST_TITLE, MOST_TEXT = 200, 5000


def publish_notice(
    acting: Acting,
    section: NoticeSection,
    title: str,
    text: str,
    *,
    group_id: int | None = None,
    is_check_result: bool = False,
    order_number: str = "",
    order_date: date | None = None,
    is_pinned: bool = False,
) -> Notice:
    """Publish a notice. The result of a check goes to «Преподавательская» and rests on the director's order (5.3).

    Raises E_TEXT, E_SECTION, E_ORDER for a missing or unknown order.
    """
    assert acting.user_id is not None
    title = " ".join(check_text(title, "5.3", MOST_TITLE).split())
    kept = check_text(text, "5.3", MOST_TEXT)
    if is_check_result and section is not NoticeSection.STAFF:
        raise Refusal(
            "E_SECTION",
            "5.3",
            N_("Результаты проверки публикуют в разделе «Преподавательская»: выберите его."),
        )
    order = None
    if is_check_result or order_number.strip():
        order = require_order(acting, order_number, order_date, "5.3", OrderKind.INSPECTION)
    notice = Notice(
        section=section, group_id=group_id if section is NoticeSection.GROUP else None, title=title, text=kept,
        key=search_key(f"{title} {kept}")[:5400], is_check_result=is_check_result, order_id=order.id if order else None,
        published_at=acting.now, author_id=acting.user_id, is_pinned=is_pinned,
    )  # fmt: skip
    acting.session.add(notice)
    acting.session.flush()
    mark_read(acting, notice)
    return notice


def mark_read(acting: Acting, notice: Notice) -> None:
    """The acting person has read it; a second time changes nothing."""
    assert acting.user_id is not None
    known = select(NoticeRead.id).where(
        NoticeRead.notice_id == notice.id, NoticeRead.user_id == acting.user_id
    )
    if acting.session.scalar(known) is not None:
        return
    try:
        with acting.session.begin_nested():
            acting.session.add(NoticeRead(notice_id=notice.id, user_id=acting.user_id, read_at=acting.now))
    except IntegrityError:  # pressed twice at once
        return


def pin_notice(acting: Acting, notice: Notice, is_pinned: bool) -> None:
    """Keep it at the top of the board, or let it go down with time. Raises E_CLOSED for an archived one."""
    _require_on_board(notice)
    notice.is_pinned = is_pinned
    acting.session.flush()


def archive_notice(acting: Acting, notice: Notice) -> None:
    """Take it off the board; it stays in the archive with its read marks. Raises E_CLOSED when it is there already."""
    _require_on_board(notice)
    notice.archived_at, notice.is_pinned = acting.now, False
    acting.session.flush()


def sees_staff_section(acting: Acting, offices: Sequence[Grant]) -> bool:
    """Whether «Преподавательская» is open to the person: an office with the right, or a part in teaching (5.3)."""
    user = acting.user
    if user is None:
        return False
    roles = frozenset(Role(grant.office.value) for grant in offices)
    if allows(roles, Thing.STAFF_NOTICE, Act.VIEW):
        return True
    if not user.is_staff:
        return False
    teaches = (
        exists().where(JournalTeacher.user_id == user.id),
        exists().where(Substitution.user_id == user.id, Substitution.revoked_at.is_(None)),
        exists().where(CourseMember.user_id == user.id, CourseMember.launch_role == CourseRole.INSTRUCTOR),
    )
    return bool(acting.session.scalar(select(or_(*teaches))))


def seen_by(acting: Acting) -> ColumnElement[bool]:
    """The condition of the notices the acting person may read. At most two queries to say it."""
    user = acting.user
    assert user is not None
    offices = active_grants(acting)
    parts: list[ColumnElement[bool]] = [
        Notice.section == NoticeSection.EVERYBODY,
        Notice.author_id == user.id,
    ]
    if sees_staff_section(acting, offices):
        parts.append(Notice.section == NoticeSection.STAFF)
    wide = frozenset(
        Role(one.office.value) for one in offices if one.group_id is None and one.journal_id is None
    )
    if allows(wide, Thing.GROUP_NOTICE, Act.VIEW):
        parts.append(Notice.section == NoticeSection.GROUP)
    else:
        parts.append(Notice.group_id.in_(_groups(acting, user, [one.group_id for one in offices])))
    return or_(*parts)


def unread_notices(acting: Acting) -> Select[Any]:
    """The ids of the notices on the board that the acting person has not read."""
    read = exists().where(NoticeRead.notice_id == Notice.id, NoticeRead.user_id == acting.user_id)
    return select(Notice.id).where(seen_by(acting), Notice.archived_at.is_(None), ~read)


def notice_of(acting: Acting, notice_id: int) -> Notice | None:
    """The notice, when the acting person may read it."""
    return acting.session.scalar(select(Notice).where(Notice.id == notice_id, seen_by(acting)))


def readers_of(session: Session, notice: Notice) -> list[NoticeRead]:
    """Who has read it and when, by name."""
    return list(
        session.scalars(
            select(NoticeRead)
            .join(User, User.id == NoticeRead.user_id)
            .where(NoticeRead.notice_id == notice.id)
            .options(contains_eager(NoticeRead.user))
            .order_by(User.sort_key, User.id)
        )
    )


def not_read_by(session: Session, notice: Notice) -> list[User]:
    """Staff who have not read a notice of «Преподавательская» yet, by name."""
    if notice.section is not NoticeSection.STAFF:
        return []
    read = exists().where(NoticeRead.notice_id == notice.id, NoticeRead.user_id == User.id)
    return list(session.scalars(select(User).where(User.is_staff, ~read).order_by(User.sort_key, User.id)))


def notice_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Notices an office holder has not read. Two queries."""
    if not chair.grants or acting.user is None:
        return []
    count = len(acting.session.scalars(unread_notices(acting)).all())
    return [
        DeskLine(
            Urgency.NEW, count, N_("Непрочитанные объявления"), "notices.board", N_("Прочитайте и отметьте")
        ),
    ]


def _groups(acting: Acting, user: User, looked_after: list[int | None]) -> CompoundSelect[Any]:
    """The groups whose board the person reads: studied in, a child's, taught, looked after."""
    children = select(Guardian.student_id).where(Guardian.user_id == user.id, in_force(acting.today))
    own = user.student_id if user.student_id is not None and not user.is_staff else 0
    studied = select(Membership.group_id).where(
        or_(Membership.student_id.in_(children), Membership.student_id == own),
        Membership.starts_on <= acting.today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= acting.today),
    )
    named = select(JournalTeacher.journal_id).where(
        JournalTeacher.user_id == user.id,
        or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= acting.today),
    )
    courses = select(CourseMember.course_id).where(
        CourseMember.user_id == user.id, CourseMember.launch_role == CourseRole.INSTRUCTOR
    )
    taught = select(Journal.group_id).where(
        or_(Journal.id.in_(named), Journal.course_id.in_(courses)) if user.is_staff else false()
    )
    curated = select(StudyGroup.id).where(StudyGroup.id.in_([one for one in looked_after if one is not None]))
    return studied.union(taught, curated)


def _require_on_board(notice: Notice) -> None:
    if notice.archived_at is not None:
        raise Refusal(
            "E_CLOSED", "5.3", N_("Объявление уже в архиве. Опубликуйте новое, если оно снова нужно.")
        )
