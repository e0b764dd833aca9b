"""«Доска объявлений»: the board by section, one notice with its read marks, publishing (5.3)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from journal.notices import (
    archive_notice,
    mark_read,
    not_read_by,
    notice_of,
    pin_notice,
    publish_notice,
    readers_of,
    seen_by,
    sees_staff_section,
    unread_notices,
)
from journal.rights import Act, Thing, allows
from journal.roles import active_grants, general_roles
from lti_tool.access import acting, office_page, visitor
from lti_tool.database import db
from lti_tool.group_access import group_for
from lti_tool.listing import has_words
from lti_tool.routing import Needs, Open, Route, add_routes
from models import Notice, NoticeSection, Office, StudyGroup
from regulation.refusal import N_, Refusal

blueprint = Blueprint("notices", __name__)
SHOWN = 100
SECTIONS = {
    NoticeSection.STAFF: N_("Преподавательская"),
    NoticeSection.EVERYBODY: N_("Для всех"),
    NoticeSection.GROUP: N_("Для группы"),
}


def board() -> str:
    """The notices the visitor may read: `?section=`, `?q=` words, `?archive=1` those taken off."""
    visitor()
    offices = active_grants(acting())
    is_archive = request.args.get("archive") == "1"
    words = request.args.get("q", "").strip()[:100]
    query = (
        select(Notice)
        .where(
            seen_by(acting()), Notice.archived_at.is_not(None) if is_archive else Notice.archived_at.is_(None)
        )
        .options(joinedload(Notice.author), joinedload(Notice.group), joinedload(Notice.order))
        .order_by(Notice.is_pinned.desc(), Notice.id.desc())
        .limit(SHOWN)
    )
    given = request.args.get("section", "")
    section = NoticeSection(given) if given in set(NoticeSection) else None
    if section:
        query = query.where(Notice.section == section)
    if words:
        query = query.where(has_words(Notice.key, words))
    sections = dict(SECTIONS)
    if not sees_staff_section(acting(), offices):
        del sections[NoticeSection.STAFF]
    curated = [one.group_id for one in offices if one.office is Office.CURATOR and one.group_id is not None]
    return render_template(
        "notices/board.html", found=db.session.scalars(query).all(), section=section, sections=sections, words=words,
        titles=SECTIONS, is_archive=is_archive, unread=set(db.session.scalars(unread_notices(acting()))),
        may_publish=allows(general_roles(acting()), Thing.STAFF_NOTICE, Act.EDIT),
        groups=db.session.scalars(select(StudyGroup).where(StudyGroup.id.in_(curated)).order_by(StudyGroup.name)).all(),
    )  # fmt: skip


def show(notice_id: int) -> str:
    """One notice; for who published such, who has read it."""
    visitor()
    return _notice_page(_visible(notice_id))


def read(notice_id: int) -> Response:
    """«Прочитал(а)»."""
    visitor()
    mark_read(acting(), _visible(notice_id))
    return redirect(url_for("notices.board"), 303)


def new() -> str:
    """The form of a notice for the staff or for everybody."""
    office_page(Thing.STAFF_NOTICE, Act.EDIT)
    return _form_page(None)


def publish() -> Response | tuple[str, int]:
    """Publish it."""
    office_page(Thing.STAFF_NOTICE, Act.EDIT)
    return _publish(None)


def new_for_group(group_id: int) -> str:
    """The form of a notice for one group and its parents."""
    return _form_page(group_for(Thing.GROUP_NOTICE, Act.EDIT, group_id))


def publish_for_group(group_id: int) -> Response | tuple[str, int]:
    """Publish it for the group."""
    return _publish(group_for(Thing.GROUP_NOTICE, Act.EDIT, group_id))


def change(notice_id: int) -> Response | tuple[str, int]:
    """Pin it, let it go, or take it off the board."""
    notice = _own(notice_id)
    act = request.form.get("act", "")
    try:
        if act == "archive":
            archive_notice(acting(), notice)
        else:
            pin_notice(acting(), notice, act == "pin")
    except Refusal as refusal:
        db.session.rollback()
        return _notice_page(_own(notice_id), refusal), 422
    flash(_("Готово."), "success")
    return redirect(url_for("notices.show", notice_id=notice_id), 303)


def _visible(notice_id: int) -> Notice:
    found = notice_of(acting(), notice_id)
    if found is None:
        raise NotFound
    return found


def _own(notice_id: int) -> Notice:
    """A notice the visitor's office keeps: the group's curator that of the group, wide offices all."""
    visitor()
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise NotFound
    if found.group_id is not None:
        group_for(Thing.GROUP_NOTICE, Act.EDIT, found.group_id)
    else:
        office_page(Thing.GROUP_NOTICE, Act.EDIT)
    return found


def _notice_page(notice: Notice, refusal: Refusal | None = None) -> str:
    roles = general_roles(acting())
    is_curator = any(
        one.office is Office.CURATOR and one.group_id == notice.group_id and notice.group_id is not None
        for one in active_grants(acting())
    )
    may_change = is_curator or allows(roles, Thing.GROUP_NOTICE, Act.EDIT)
    readers = readers_of(db.session, notice) if may_change else []
    mine = visitor().user.id
    is_unread = notice.id in set(db.session.scalars(unread_notices(acting()).where(Notice.id == notice.id)))
    return render_template(
        "notices/show.html", one=notice, refusal=refusal, may_change=may_change, readers=readers, titles=SECTIONS, mine=mine,
        left=not_read_by(db.session, notice) if may_change else [], is_unread=is_unread, kinds=NoticeSection,
    )  # fmt: skip


def _form_page(group: StudyGroup | None, refusal: Refusal | None = None) -> str:
    sections = {key: title for key, title in SECTIONS.items() if key is not NoticeSection.GROUP}
    return render_template("notices/new.html", group=group, refusal=refusal, sections=sections)


def _publish(group: StudyGroup | None) -> Response | tuple[str, int]:
    form = request.form
    group_id = group.id if group else None
    section = NoticeSection.GROUP
    if group is None:
        section = NoticeSection.EVERYBODY if form.get("section") == "everybody" else NoticeSection.STAFF
    try:
        notice = publish_notice(
            acting(), section, form.get("title", ""), form.get("text", ""), group_id=group_id,
            is_check_result=group is None and form.get("is_check_result") == "1",
            order_number=form.get("order_number", ""), order_date=_date(form.get("order_date", "")),
            is_pinned=form.get("is_pinned") == "1",
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(db.session.get(StudyGroup, group_id) if group_id else None, refusal), 422
    flash(_("Опубликовано."), "success")
    return redirect(url_for("notices.show", notice_id=notice.id), 303)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


OWN = Open("what is published for the visitor; other notices are not found", visitor=True)
STAFF, GROUP = Needs(Thing.STAFF_NOTICE, Act.EDIT), Needs(Thing.GROUP_NOTICE, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/notices", board, OWN),
        Route("GET", "/notices/new", new, STAFF),
        Route("POST", "/notices/new", publish, STAFF),
        Route("GET", "/groups/<int:group_id>/notices/new", new_for_group, GROUP),
        Route("POST", "/groups/<int:group_id>/notices/new", publish_for_group, GROUP),
        Route("GET", "/notices/<int:notice_id>", show, OWN),
        Route("POST", "/notices/<int:notice_id>/read", read, OWN),
        Route("POST", "/notices/<int:notice_id>", change, GROUP),
    ],
)
