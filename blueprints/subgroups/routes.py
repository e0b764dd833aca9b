"""Subgroups of a group: who is where on a day, proposing a composition, deciding on it (4.1.4)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.subgroups.forms import (
    Chosen,
    asked_links,
    from_lms,
    proposed,
    read_day,
    sent,
    shown_day,
)  # fmt: skip
from blueprints.subgroups.listing import proposal_list, subgroup_list
from journal.guardians import children_of
from journal.link_rosters import link_groups_of
from journal.rights import Act, Role, Thing
from journal.subgroup_proposals import approve as approve_proposal
from journal.subgroup_proposals import differences, propose
from journal.subgroup_proposals import refuse as refuse_proposal
from journal.subgroup_proposals import withdraw as withdraw_proposal
from journal.subgroup_teachers import course_teachers, courses_of, hand_over
from journal.subgroups import Division, create_subgroup, divisions_of, group_members, history_of
from lti_tool.access import acting, visitor
from lti_tool.database import db
from lti_tool.group_access import group_for, groups_for
from lti_tool.jobs.orders import order
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Journal, ProposalState, Student, StudyGroup, SubgroupProposal
from regulation.refusal import Refusal

blueprint = Blueprint("subgroups", __name__)
OWN_ONLY = (Role.STUDENT.value, Role.GUARDIAN.value)
VIEW, EDIT, APPROVE = (Needs(Thing.SUBGROUP, act) for act in (Act.VIEW, Act.EDIT, Act.APPROVE))


def every() -> Response | str:
    """Every subgroup of the groups the office sees."""
    return show_list(subgroup_list(acting(), groups_for(Thing.SUBGROUP, Act.VIEW)))


def proposals() -> Response | str:
    """The proposals of the groups the office sees, those that wait first."""
    return show_list(proposal_list(groups_for(Thing.SUBGROUP, Act.VIEW)))


def page(group_id: int) -> str:
    """The group's divisions on a day; a student and a parent see their own part only."""
    return _page(group_for(Thing.SUBGROUP, Act.VIEW, group_id))


def _page(group: StudyGroup, refusal: Refusal | None = None) -> str:
    here = acting()
    day = shown_day(here.today)
    if here.office not in OWN_ONLY:
        divisions = divisions_of(here, group, day)
        return render_template(
            "subgroups/page.html", group=group, day=day, today=here.today, divisions=divisions, refusal=refusal,
            history=history_of(here.session, group), states=ProposalState, form=request.form,
            teachers=course_teachers(here.session, divisions),
        )  # fmt: skip
    return render_template("subgroups/own.html", group=group, parts=_own_parts(group), today=here.today)


def _own_parts(group: StudyGroup) -> list[tuple[Student, Division, str]]:
    """The parts of the student, or of the parent's children, without anybody else."""
    here = acting()
    user = visitor().user
    mine = {user.student_id} | {one.id for one in children_of(here.session, user.id, here.today)}
    return [
        (student, division, part.subgroup.name)
        for division in divisions_of(here, group, here.today)
        for part in division.parts
        for student in part.students
        if student.id in mine
    ]


def add(group_id: int) -> Response | tuple[str, int]:
    """A further subgroup, empty until a composition is approved."""
    group = group_for(Thing.SUBGROUP, Act.EDIT, group_id)
    division = request.form.get("division", "").strip()
    try:
        create_subgroup(acting(), group, division, request.form.get("name", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _page(group, refusal), 422
    flash(_("Подгруппа добавлена. Предложите состав: он начнёт действовать после утверждения."), "success")
    return redirect(url_for("subgroups.compose", group_id=group.id, division=division), 303)


def compose(group_id: int) -> str:
    """The form of a composition: everybody of the group, a part for each."""
    group = group_for(Thing.SUBGROUP, Act.EDIT, group_id)
    division = _division(group, request.args.get("division", ""))
    chosen = proposed(division, acting().today)
    asked = asked_links()
    links = link_groups_of(db.session, group.id)
    return _compose(group, division, from_lms(chosen, links, asked) if asked else chosen, asked=asked)


def send(group_id: int) -> Response | tuple[str, int]:
    """Propose the composition to the deputy director."""
    group = group_for(Thing.SUBGROUP, Act.EDIT, group_id)
    division = _division(group, request.form.get("division", ""))
    chosen = sent()
    parts = chosen.by_part(part.subgroup.id for part in division.parts)
    try:
        made = propose(acting(), group, division.name, parts, read_day(chosen.effective_on), chosen.note)
    except Refusal as refusal:
        db.session.rollback()
        return _compose(group, _division(group, division.name), chosen, refusal), 422
    flash(_("Состав предложен. Он начнёт действовать, когда его утвердит заместитель директора."), "success")
    return redirect(url_for("subgroups.proposal", proposal_id=made.id), 303)


def read_links(group_id: int) -> Response:
    """Have the LMS say who may open which link of the group's courses."""
    group = group_for(Thing.SUBGROUP, Act.EDIT, group_id)
    jobs = [
        order(acting(), "roster", {"course_id": course.id, "links": True}, is_shared=True)
        for course in courses_of(db.session, group)
    ]
    if not jobs:
        flash(_("LMS не даёт курсам этой группы списка участников."), "warning")
        back = url_for("subgroups.compose", group_id=group.id, division=request.form.get("division", ""))
        return redirect(back, 303)
    return redirect(url_for("jobs.progress", public_id=jobs[0].public_id), 303)


def _compose(
    group: StudyGroup,
    division: Division,
    chosen: Chosen,
    refusal: Refusal | None = None,
    asked: dict[int, int] | None = None,
) -> str:
    here = acting()
    return render_template(
        "subgroups/compose.html", group=group, division=division, chosen=chosen, refusal=refusal, today=here.today,
        members=group_members(here.session, group.id, here.today), links=link_groups_of(here.session, group.id),
        asked=asked or {}, has_courses=bool(courses_of(here.session, group)),
    )  # fmt: skip


def _division(group: StudyGroup, name: str) -> Division:
    found = next((one for one in divisions_of(acting(), group, acting().today) if one.name == name), None)
    if found is None:
        raise NotFound
    return found


def proposal(proposal_id: int) -> str:
    """A proposal: who changes the part, what was decided."""
    return _proposal(_proposal_for(Act.VIEW, proposal_id))


def approve(proposal_id: int) -> Response | tuple[str, int]:
    """The deputy director approves."""
    found = _proposal_for(Act.APPROVE, proposal_id)
    return _decided(found, lambda: approve_proposal(acting(), found), _("Состав утверждён."))


def refuse(proposal_id: int) -> Response | tuple[str, int]:
    """The deputy director refuses with a reason."""
    found = _proposal_for(Act.APPROVE, proposal_id)
    reason = request.form.get("reason", "")
    return _decided(
        found, lambda: refuse_proposal(acting().because(reason), found, reason), _("Предложение отклонено.")
    )


def withdraw(proposal_id: int) -> Response | tuple[str, int]:
    """The teachers take it back."""
    found = _proposal_for(Act.EDIT, proposal_id)
    return _decided(found, lambda: withdraw_proposal(acting(), found), _("Предложение отозвано."))


def assign(group_id: int) -> Response:
    """The deputy director says who keeps a subgroup's journal from today on."""
    group = group_for(Thing.SUBGROUP, Act.APPROVE, group_id)
    journal = db.session.get(Journal, request.form.get("journal_id", default=0, type=int))
    if journal is None or journal.group_id != group.id or journal.subgroup_id is None:
        raise NotFound
    hand_over(acting(), journal, request.form.get("user_id", default=0, type=int))
    flash(_("Журнал подгруппы закреплён за преподавателем."), "success")
    return redirect(url_for("subgroups.page", group_id=group.id), 303)


def _proposal_for(act: Act, proposal_id: int) -> SubgroupProposal:
    visitor()
    found = db.session.get(SubgroupProposal, proposal_id)
    if found is None:
        raise NotFound
    group_for(Thing.SUBGROUP, act, found.group_id)
    if acting().office in OWN_ONLY:
        raise NotFound  # the names of others are not for students and parents
    return found


def _proposal(found: SubgroupProposal, refusal: Refusal | None = None) -> str:
    return render_template(
        "subgroups/proposal.html", proposal=found, group=found.group, changes=differences(acting(), found),
        refusal=refusal, states=ProposalState, today=acting().today, reason=request.form.get("reason", ""),
    )  # fmt: skip


def _decided(found: SubgroupProposal, decide: Callable[[], object], told: str) -> Response | tuple[str, int]:
    group_id, proposal_id = found.group_id, found.id
    try:
        decide()
    except Refusal as refusal:
        db.session.rollback()
        return _proposal(db.session.get_one(SubgroupProposal, proposal_id), refusal), 422
    flash(told, "success")
    return redirect(url_for("subgroups.page", group_id=group_id), 303)


add_routes(
    blueprint,
    [
        Route("GET", "/subgroups", every, VIEW),
        Route("GET", "/subgroup-proposals", proposals, VIEW),
        Route("GET", "/groups/<int:group_id>/subgroups", page, VIEW),
        Route("POST", "/groups/<int:group_id>/subgroups", add, EDIT),
        Route("GET", "/groups/<int:group_id>/subgroups/propose", compose, EDIT),
        Route("POST", "/groups/<int:group_id>/subgroups/propose", send, EDIT),
        Route("POST", "/groups/<int:group_id>/subgroups/read-lms", read_links, EDIT),
        Route("POST", "/groups/<int:group_id>/subgroups/teacher", assign, APPROVE),
        Route("GET", "/subgroup-proposals/<int:proposal_id>", proposal, VIEW),
        Route("POST", "/subgroup-proposals/<int:proposal_id>/approve", approve, APPROVE),
        Route("POST", "/subgroup-proposals/<int:proposal_id>/refuse", refuse, APPROVE),
        Route("POST", "/subgroup-proposals/<int:proposal_id>/withdraw", withdraw, EDIT),
    ],
)
