"""Links and LMS activities at a lesson's topic or homework (2.1). The journal never fetches them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.texts import clean_text
from journal.writing import begin_writing, require_open_or_ahead
from models import Attachment, AttachmentPlace, Course, Deployment, Journal, Lesson, Registration
from regulation.links import check_link, host_of_link
from regulation.refusal import N_, Refusal

MOST = 20
Attached = dict[int, list[Attachment]]


def add_attachment(
    acting: Acting, lesson: Lesson, place: AttachmentPlace, url: str, title: str = ""
) -> Attachment:
    """Attach a link; without a title it is called by its host. A link into the LMS of the journal's course is marked so.

    Raises E_LINK for no address of the web, for one that is there already and for more than twenty; E_TEXT for a title
    too long; E_CLOSED and E_NOT_ASSIGNED as for the lesson's texts.
    """
    begin_writing(acting, lesson.journal, lesson)
    address, title = check_link(url), clean_text(title)
    if len(title) > 200:
        raise Refusal("E_TEXT", "2.1", N_("Название ссылки не длиннее 200 знаков."))
    require_open_or_ahead(acting, lesson)
    here = select(func.count()).where(Attachment.lesson_id == lesson.id, Attachment.removed_at.is_(None))
    if acting.session.scalar(here.where(Attachment.place == place, Attachment.url == address)):
        raise Refusal("E_LINK", "2.1", N_("Эта ссылка уже прикреплена."))
    if (acting.session.scalar(here) or 0) >= MOST:
        raise Refusal("E_LINK", "2.1", N_("К занятию прикреплено 20 ссылок, больше нельзя. Уберите лишние."))
    assert acting.user_id is not None
    made = Attachment(
        journal_id=lesson.journal_id, lesson_id=lesson.id, place=place, url=address, added_at=acting.now,
        title=title or host_of_link(address)[:200], is_activity=is_of_lms(acting.session, lesson.journal, address),
        added_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(made)
    acting.session.flush()
    return made


def remove_attachment(acting: Acting, lesson: Lesson, attachment: Attachment) -> None:
    """Take it off the lesson; the history keeps it. Raises E_CLOSED as for the lesson's texts, or when it is off."""
    begin_writing(acting, lesson.journal, lesson)
    if attachment.removed_at is not None:
        raise Refusal("E_CLOSED", "2.1", N_("Эта ссылка уже убрана."))
    require_open_or_ahead(acting, lesson)
    attachment.removed_at = acting.now
    acting.session.flush()


def is_of_lms(session: Session, journal: Journal, address: str) -> bool:
    """Whether the address leads into the LMS of the journal's course."""
    if journal.course_id is None:
        return False
    known = session.execute(
        select(Registration.issuer, Registration.auth_login_url)
        .join(Deployment, Deployment.registration_id == Registration.id)
        .join(Course, Course.deployment_id == Deployment.id)
        .where(Course.id == journal.course_id)
    ).one()
    return host_of_link(address) in {host_of_link(one) for one in known}


def attachments_of_lesson(session: Session, lesson_id: int) -> list[Attachment]:
    """What is attached to the lesson, in the order it came."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.lesson_id == lesson_id, Attachment.removed_at.is_(None))
            .order_by(Attachment.id)
        )
    )


def attachments_of(session: Session, journals: Iterable[int]) -> Attached:
    """Lesson id → what is attached, of every lesson of these journals. One query."""
    found: Attached = {}
    for one in session.scalars(
        select(Attachment)
        .where(Attachment.journal_id.in_(list(journals)), Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ):
        found.setdefault(one.lesson_id, []).append(one)
    return found
