"""The curator's word to the parents of the group: behaviour, success, attendance; text only (3.12.3)."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from blueprints.messages.listing import TOPICS
from journal.messages import tell_parents
from journal.relations import parents_of_group
from journal.rights import Act, NoRight, Role, Thing
from lti_tool.access import acting
from lti_tool.database import db
from lti_tool.group_access import group_for
from models import Membership, MessageTopic, Student, StudyGroup
from regulation.names import full_name
from regulation.refusal import N_, Refusal


def parents(group_id: int) -> str:
    """The students of the group with their parents, to be ticked, and the text."""
    return _page(_group(group_id))


def tell(group_id: int) -> Response | tuple[str, int]:
    """Send the text to the parents of the ticked students, each about their own child."""
    group = _group(group_id)
    known = parents_of_group(acting(), group.id)
    ticked = [number for number in request.form.getlist("student", type=int) if number in known]
    topic = request.form.get("topic", "")
    try:
        if not ticked:
            raise Refusal("E_RECIPIENT", "3.12.3", N_("Отметьте, родителям каких обучающихся отправить."))
        sent = tell_parents(
            acting(), [(number, parent) for number in ticked for parent in known[number]], request.form.get("text", ""),
            MessageTopic(topic) if topic in set(MessageTopic) else MessageTopic.OTHER,
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        return _page(_group(group_id), refusal), 422
    flash(ngettext("Отправлено %(num)s сообщение.", "Отправлено сообщений: %(num)s.", len(sent)), "success")
    return redirect(url_for("messages.index"), 303)


def _group(group_id: int) -> StudyGroup:
    """The group, for its curator: teachers, students and parents of the group write one to one."""
    group = group_for(Thing.MESSAGE, Act.EDIT, group_id)
    if Role.CURATOR not in g.journal_roles:
        raise NoRight(Thing.MESSAGE, Act.EDIT, (Role.CURATOR,))
    return group


def _page(group: StudyGroup, refusal: Refusal | None = None) -> str:
    today = acting().today
    students = db.session.scalars(
        select(Student)
        .join(Membership, Membership.student_id == Student.id)
        .where(
            Membership.group_id == group.id,
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
        .order_by(Student.sort_key, Student.id)
    ).all()
    ticked = request.form.getlist("student", type=int) or request.args.getlist("student", type=int)
    return render_template(
        "messages/parents.html", group=group, students=students, known=parents_of_group(acting(), group.id), ticked=ticked,
        topics=TOPICS, refusal=refusal, name=full_name,
    )  # fmt: skip
