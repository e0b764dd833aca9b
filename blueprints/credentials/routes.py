"""Access for parents: who waits, the slips (made once, kept nowhere), the register F-24."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from journal.access_issuing import Slip, issue_access, note_receipt, prepare_slips, seal, waiting_for_access
from journal.acting import Acting
from journal.auditing import record
from journal.consent_lists import group_names_on
from journal.consents import student_name
from journal.curator_access import register_curators, unregistered_curators
from journal.local_accounts import CODE_GOOD_FOR
from journal.papers.consents import METHODS, slips_of
from journal.rights import Act, Thing
from lti_tool.access import acting, may, office_page, settings
from lti_tool.database import db
from lti_tool.group_access import groups_for
from lti_tool.jobs.registry import JobFailed
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.printing.consent_forms import slips as lay_out
from lti_tool.printing.office_papers import order_paper
from lti_tool.printing.pango import check
from lti_tool.printing.rendering import Limits, render
from lti_tool.routing import Needs, Route, add_routes
from models import Consent, ConsentState, Credential, Membership, Student
from regulation.days import local_date
from regulation.refusal import N_, Refusal

blueprint = Blueprint("credentials", __name__)


def index() -> Response | str:
    """F-24 on the screen; a curator sees the parents of their own groups."""
    groups = groups_for(Thing.CREDENTIALS, Act.VIEW)
    query: Any = (
        select(Credential, Student)
        .outerjoin(Student, Student.id == Credential.student_id)
        .order_by(Credential.id.desc())
    )
    if groups is not None:
        members = select(Membership.student_id).where(Membership.group_id.in_(groups))
        query = query.where(Credential.student_id.in_(members))
    conditions = {
        "unsigned": Credential.received_on.is_(None) & Credential.revoked_at.is_(None),
        "closed": Credential.revoked_at.is_not(None),
    }
    listing = Listing(
        _("Выданные реквизиты доступа"),
        query,
        (
            Column(_("Кому"), lambda row: row[0].person_name, link=_entry_link),
            Column(_("Роль"), lambda row: row[0].role),
            Column(_("Обучающийся"), lambda row: student_name(row[1]) if row[1] else ""),
            Column(_("Логин"), lambda row: row[0].login, is_short=True),
            Column(_("Выдано"), lambda row: row[0].issued_on),
            Column(_("Способ"), lambda row: METHODS[row[0].method.value]),
            Column(_("Расписка"), lambda row: row[0].received_on),
            Column(_("Состояние"), _state, badge=lambda row: "" if row[0].revoked_at else "badge-green"),
        ),
        "credentials",
        filters=(
            Filter("state", _("Состояние"), (("", _("все")), ("unsigned", _("нет расписки")), ("closed", _("доступ закрыт"))),
                   lambda chosen: conditions[chosen]),
        ),
        words=lambda text: has_words(Credential.person_key, text) | has_words(Student.sort_key, text),
        words_hint=_("Фамилия родителя или обучающегося"),
        nothing=_("Реквизиты доступа ещё не выдавались."),
    )  # fmt: skip
    today = acting().today
    new = len(unregistered_curators(acting())) if may(Thing.CREDENTIALS, "C") else 0
    return show_list(
        listing, "credentials/index.html", may_issue=may(Thing.CREDENTIALS, "C"), new_curators=new, may_print=may(Thing.CREDENTIALS, "P"),
        first=date(today.year if today.month >= 9 else today.year - 1, 9, 1), today=today,
    )  # fmt: skip


def waiting() -> str:
    """Who has a consent handed on and no access yet."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    return _waiting_page()


def issue() -> Response | tuple[str, int]:
    """Access for the ticked ones: the slips come back as one PDF, once."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    chosen = [
        int(text)
        for text in request.form.getlist("consent")
        if text.isascii() and text.isdigit() and len(text) < 18
    ]
    try:
        return _issue(chosen)
    except Refusal as refusal:
        db.session.rollback()
        g.pop("acting", None)
        office_page(Thing.CREDENTIALS, Act.EDIT)
        return _waiting_page(refusal), 422


def entry(credential_id: int) -> str:
    """One line of the register: receipt, another code."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    return _entry_page(_credential(credential_id))


def receive(credential_id: int) -> Response | tuple[str, int]:
    """The person signed for the slip."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    found = _credential(credential_id)
    try:
        note_receipt(acting(), found, _day("received_on"))
    except Refusal as refusal:
        return _entry_page(found, refusal), 422
    flash(_("Расписка записана."), "success")
    return redirect(url_for("credentials.index"), 303)


def again(credential_id: int) -> Response | tuple[str, int]:
    """Another code: the old password and every session of that account end."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    found = _credential(credential_id)
    try:
        if found.consent_id is None or not found.login or found.revoked_at is not None:
            raise Refusal("E_CONSENT", "3.8.2", N_("Новый код выдаётся только по действующему согласию и к своему логину. "
                                                   "Проверьте согласие обучающегося."))  # fmt: skip
        return _issue([found.consent_id])
    except Refusal as refusal:
        db.session.rollback()
        g.pop("acting", None)
        office_page(Thing.CREDENTIALS, Act.EDIT)
        return _entry_page(_credential(credential_id), refusal), 422


def curators() -> Response:
    """September's access of the curators goes into the register (3.8.3)."""
    office_page(Thing.CREDENTIALS, Act.EDIT)
    count = register_curators(acting())
    flash(_("Записано кураторов: %(count)s. Они входят через LMS.", count=count), "success")
    return redirect(url_for("credentials.index"), 303)


def print_register() -> Response:
    """F-24 on paper for the days."""
    office_page(Thing.CREDENTIALS, Act.PRINT)
    first, last = _day("first"), _day("last")
    if last < first:
        raise Refusal("E_PERIOD", "3.8.2", N_("Конец периода раньше начала. Поменяйте даты местами."))
    job = order_paper(
        acting(), "credentials", {"first": first.isoformat(), "last": last.isoformat()}, "credential"
    )
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def _issue(chosen: Sequence[int]) -> Response:
    """Make the codes and the paper first, record last: a paper that fails leaves nothing, a record has its paper.

    No transaction is held while hashes and the PDF are made; everything is asked again when it is recorded.
    """
    complaint = check()
    if complaint:
        raise Refusal("E_PRINT", "3.8.2", N_("Листок не напечатать: %(why)s Доступ не выдан."), why=complaint)
    here = acting()
    consents = _chosen(chosen)
    slips = prepare_slips(here, consents)
    form = lay_out(here, slips_of(here, slips, _address(), local_date(here.now + CODE_GOOD_FOR, here.zone)))
    html = form.html(current_app.jinja_env)
    db.session.rollback()
    slips = seal(slips)
    made = _rendered(html, form.cells) if slips else b""
    g.pop("acting", None)
    office_page(Thing.CREDENTIALS, Act.EDIT)
    now_acting = acting()
    issue_access(now_acting, _chosen(chosen), slips)
    _note(now_acting, slips)
    if not slips:
        flash(
            _("Доступ записан: эти родители входят через LMS или уже имеют логин, листки не нужны."),
            "success",
        )
        return redirect(url_for("credentials.index"), 303)
    return send_file(
        io.BytesIO(made), mimetype="application/pdf", as_attachment=True, download_name=f"{form.title}.pdf"
    )


def _rendered(html: str, cells: int) -> bytes:
    """The PDF, in memory: the file it passes through is gone before it is sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "slips.pdf"
        try:
            render(html, path, lambda _page: None, Limits.for_cells(cells))
        except JobFailed as error:
            raise Refusal(
                "E_PRINT", "3.8.2", N_("Листок не напечатать: %(why)s Доступ не выдан."), why=str(error)
            ) from None
        return path.read_bytes()


def _note(here: Acting, slips: Sequence[Slip]) -> None:
    record(
        here, "slips_made", "credential", None, count=len(slips), consents=[slip.consent_id for slip in slips]
    )


def _chosen(numbers: Sequence[int]) -> list[Consent]:
    found = list(
        db.session.scalars(
            select(Consent).where(Consent.id.in_(numbers)).order_by(Consent.id).with_for_update()
        )
    )
    if not found:
        raise Refusal("E_CONSENT", "3.8.2", N_("Никто не отмечен. Отметьте тех, кому выдаёте доступ."))
    return found


def _waiting_page(refusal: Refusal | None = None) -> str:
    found = waiting_for_access(acting())
    return render_template(
        "credentials/waiting.html", consents=found, name=student_name, refusal=refusal, good_for=CODE_GOOD_FOR.days,
        groups=group_names_on(db.session, [one.student_id for one in found], acting().today),
    )  # fmt: skip


def _entry_page(found: Credential, refusal: Refusal | None = None) -> str:
    consent = db.session.get(Consent, found.consent_id) if found.consent_id else None
    may_again = bool(
        found.login and not found.revoked_at and consent and consent.state is ConsentState.ISSUED
    )
    return render_template(
        "credentials/entry.html", entry=found, name=student_name, methods=METHODS, refusal=refusal, may_again=may_again,
        today=acting().today,
    )  # fmt: skip


def _entry_link(row: Any) -> str | None:
    may_open = may(Thing.CREDENTIALS, "C")
    return url_for("credentials.entry", credential_id=row[0].id) if may_open else None


def _state(row: Any) -> str:
    text: str = (
        _("доступ закрыт") if row[0].revoked_at else _("выдано повторно") if row[0].is_again else _("выдано")
    )
    return text


def _address() -> str:
    return settings().public_url.rstrip("/") + url_for("parents.enter")


def _credential(credential_id: int) -> Credential:
    found = db.session.get(Credential, credential_id)
    if found is None:
        raise NotFound
    return found


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise BadRequest from None


VIEW, EDIT = Needs(Thing.CREDENTIALS, Act.VIEW), Needs(Thing.CREDENTIALS, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/credentials", index, VIEW),
        Route("POST", "/credentials/print", print_register, Needs(Thing.CREDENTIALS, Act.PRINT)),
        Route("POST", "/credentials/curators", curators, EDIT),
        Route("GET", "/credentials/waiting", waiting, EDIT),
        Route("POST", "/credentials/waiting", issue, EDIT),
        Route("GET", "/credentials/<int:credential_id>", entry, EDIT),
        Route("POST", "/credentials/<int:credential_id>", receive, EDIT),
        Route("POST", "/credentials/<int:credential_id>/again", again, EDIT),
    ],
)
