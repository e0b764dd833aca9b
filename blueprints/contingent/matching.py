"""Accounts of the LMS against cards: tie, make, tell apart, merge and part (3.9.2)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from journal.matching import candidates, decide_not_same, doubled_cards, is_waiting, make_card, tie, untie
from journal.merging import merge, undo_merge
from journal.rights import Act, Thing
from journal.roster_news import news_query
from journal.students import memberships_of_student, movements_of
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.listing import has_words
from lti_tool.numbers import whole_number
from models import Student, StudentMerge, User
from regulation.refusal import Refusal

AT_ONCE = 30


def matching() -> str:
    """Accounts that wait, each with the cards it may be; cards that look like one person's."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _matching_page()


def decide(account_id: int) -> Response | tuple[str, int]:
    """What a person decides about an account: tie, new, other (not this card), nobody (no student at all), untie."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    user = db.session.get(User, account_id)
    if user is None:
        raise NotFound
    student = db.session.get(Student, whole_number(request.form.get("student")))
    action = request.form.get("action", "")
    try:
        _decide(action, user, student)
    except Refusal as refusal:
        db.session.rollback()
        return _matching_page(refusal), 422
    flash(_("Решение записано."), "success")
    if action == "untie" and request.form.get("student"):
        return redirect(url_for("students.card", student_id=whole_number(request.form["student"])), 303)
    return redirect(url_for("contingent.matching"), 303)


def _decide(action: str, user: User, student: Student | None) -> None:
    here = acting()
    if action == "tie" and student is not None:
        tie(here, user, student)
    elif action == "new":
        make_card(here, user)
    elif action == "other" and student is not None:
        decide_not_same(here, user, student)
    elif action == "nobody":
        decide_not_same(here, user, None)
    elif action == "untie":
        untie(here, user)
    else:
        raise BadRequest


def news() -> str:
    """Where the rosters of courses and the groups of the contingent disagree."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return render_template(
        "contingent/news.html", rows=db.session.execute(news_query(acting()).limit(300)).all()
    )


def merge_form() -> str:
    """Two cards side by side before they are merged."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _merge_page()


def join() -> Response | tuple[str, int]:
    """Merge two cards."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    kept, gone = _card("kept"), _card("gone")
    reason = request.form.get("reason", "")
    if kept is None or gone is None:
        raise NotFound
    try:
        merge(acting().because(reason), kept, gone, reason)
    except Refusal as refusal:
        db.session.rollback()
        return _merge_page(refusal), 422
    flash(_("Карточки объединены. Отменить можно на странице «Объединения»."), "success")
    return redirect(url_for("students.card", student_id=kept.id), 303)


def merges() -> str:
    """What was merged, by whom and why; each may be undone."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _merges_page()


def part(merge_id: int) -> Response | tuple[str, int]:
    """Undo a merge."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    found = db.session.get(StudentMerge, merge_id)
    if found is None:
        raise NotFound
    try:
        undo_merge(acting(), found)
    except Refusal as refusal:
        db.session.rollback()
        return _merges_page(refusal), 422
    flash(_("Объединение отменено: карточки снова разные."), "success")
    return redirect(url_for("contingent.merges"), 303)


def _card(name: str) -> Student | None:
    return db.session.get(Student, whole_number(request.values.get(name)))


def _matching_page(refusal: Refusal | None = None) -> str:
    words = request.values.get("q", "").strip()[:100]
    wanted = select(User).where(is_waiting())
    if words:
        wanted = wanted.where(has_words(User.sort_key, words))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    users = list(db.session.scalars(wanted.order_by(User.sort_key, User.id).limit(AT_ONCE)))
    return render_template(
        "contingent/matching.html", users=users, candidates=candidates(db.session, users), total=total, words=words,
        doubles=doubled_cards(db.session), refusal=refusal,
    )  # fmt: skip


def _merge_page(refusal: Refusal | None = None) -> str:
    found = [_card("kept"), _card("gone")]
    cards = [one for one in found if one is not None]
    places = [
        (one, memberships_of_student(db.session, one.id), movements_of(db.session, one.id)) for one in cards
    ]
    return render_template(
        "contingent/merge.html", places=places, refusal=refusal, reason=request.form.get("reason", "")
    )


def _merges_page(refusal: Refusal | None = None) -> str:
    made = db.session.scalars(
        select(StudentMerge)
        .options(
            joinedload(StudentMerge.kept), joinedload(StudentMerge.gone), joinedload(StudentMerge.merged_by)
        )
        .order_by(StudentMerge.id.desc())
        .limit(200)
    )
    return render_template("contingent/merges.html", merges=list(made), refusal=refusal)
