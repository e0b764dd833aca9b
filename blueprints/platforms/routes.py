"""The system administrator's pages about LMSs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.platforms.forms import RegistrationForm
from journal.rights import Act, Thing, allows
from lti_tool.access import acting, office_page, settings, visitor
from lti_tool.clock import now
from lti_tool.database import db
from lti_tool.jobs import order
from lti_tool.protocol.invitations import GOOD_FOR, create_invitation
from lti_tool.protocol.registering import accept_deployment
from lti_tool.protocol.tool import CUSTOM, NAME, addresses
from lti_tool.routing import Needs, Route, add_routes
from models import Deployment, DeploymentState, Registration
from regulation.refusal import N_, Refusal

blueprint = Blueprint("platforms", __name__)
OWN_LMS = N_(
    "Вы вошли из этой LMS: выключив её, вы сразу потеряете доступ. Войдите из другой LMS или выключите её командой "
    "«flask lti switch» на сервере."
)


def index() -> str:
    """Every LMS, what waits for a decision, the tool's own addresses."""
    can_edit = _may_edit(Act.VIEW)
    waiting = func.count(Deployment.id).filter(Deployment.state == DeploymentState.PENDING)
    rows = db.session.execute(
        select(Registration, waiting)
        .outerjoin(Deployment, Deployment.registration_id == Registration.id)
        .group_by(Registration.id)
        .order_by(Registration.id)
    ).all()
    return render_template("platforms/index.html", rows=rows, can_edit=can_edit, **_own_addresses())


def invite() -> str:
    """A one-time address to paste into the LMS, shown once."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    code = create_invitation(db.session, request.form.get("note", "").strip(), now())
    address = f"{settings().public_url.rstrip('/')}{url_for('lti.register', invite=code)}"
    return render_template("platforms/invitation.html", address=address, until=now() + GOOD_FOR)


def new() -> str:
    """The form of a registration made by hand."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    return render_template("platforms/new.html", form=RegistrationForm({}), **_own_addresses())


def create() -> AnyResponse | tuple[str, int]:
    """Keep a registration made by hand."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    form = RegistrationForm.read(request.form, is_new=True)
    values = dict(form.values)
    deployment_id = values.pop("deployment_id")
    same = {name: values[name] for name in ("issuer", "client_id")}
    if not form.errors and db.session.query(Registration).filter_by(**same).first():
        form.errors["client_id"] = _("Эта LMS с таким клиентом уже записана.")
    if form.errors:
        return render_template("platforms/new.html", form=form, **_own_addresses()), 422
    values |= {"name": values["name"] or values["issuer"][:200]}
    audience = values.pop("auth_audience") or None
    registration = Registration(**values, auth_audience=audience, created_at=now())
    db.session.add(registration)
    accept_deployment(acting(), registration, deployment_id)
    flash(_("Регистрация записана. Проверьте её кнопкой «Проверить»."), "success")
    return redirect(url_for("platforms.show", registration_id=registration.id), 303)


def show(registration_id: int) -> str:
    """One registration: self-check, deployments, addresses."""
    can_edit = _may_edit(Act.VIEW)
    registration = _registration(registration_id)
    return _page(registration, _filled(registration), can_edit)


def update(registration_id: int) -> AnyResponse | tuple[str, int]:
    """Change name and addresses, switch on or off."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    registration = _registration(registration_id)
    form = RegistrationForm.read(request.form, is_new=False)
    if form.errors:
        return _page(registration, form, can_edit=True), 422
    is_active = request.form.get("is_active") == "1"
    if not is_active and visitor().registration is registration:
        raise Refusal("E_OWN_LMS", "3.7.1", OWN_LMS)
    if registration.key_set_url != form.values["key_set_url"]:
        registration.key_set = registration.key_set_fetched_at = None
    for name, value in form.values.items():
        setattr(registration, name, value or None if name == "auth_audience" else value)
    registration.is_active = is_active
    flash(_("Изменения записаны."), "success")
    return redirect(url_for("platforms.show", registration_id=registration_id), 303)


def check(registration_id: int) -> AnyResponse:
    """Order the self-check: a worker asks the LMS everything, the page shows how far it is."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    _registration(registration_id)
    job = order(acting(), "selfcheck", {"registration_id": registration_id}, is_shared=True)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def decide(registration_id: int) -> AnyResponse:
    """Accept or refuse a deployment, or add one by hand."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    registration = _registration(registration_id)
    named = request.form.get("deployment_id", "").strip()[:200]
    if not named:
        flash(_("Впишите номер подключения (deployment ID)."), "error")
    elif request.form.get("decision") == "refuse":
        known = [one for one in registration.deployments if one.deployment_id == named]
        for one in known:
            one.state, one.accepted_at = DeploymentState.REFUSED, None
        flash(_("Подключение %(name)s отклонено.", name=named), "success")
    else:
        accept_deployment(acting(), registration, named)
        flash(_("Подключение %(name)s принято.", name=named), "success")
    return redirect(url_for("platforms.show", registration_id=registration_id), 303)


def _page(registration: Registration, form: RegistrationForm, can_edit: bool) -> str:
    return render_template("platforms/show.html", registration=registration, form=form, can_edit=can_edit)


def _registration(registration_id: int) -> Registration:
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise NotFound
    return registration


def _filled(registration: Registration) -> RegistrationForm:
    names = ("name", "auth_login_url", "auth_token_url", "key_set_url", "auth_audience")
    return RegistrationForm({name: getattr(registration, name) or "" for name in names})


def _may_edit(act: Act) -> bool:
    return allows(office_page(Thing.REGISTRATION, act), Thing.REGISTRATION, Act.EDIT)


def _own_addresses() -> dict[str, object]:
    custom = "\n".join(f"{name}={value}" for name, value in CUSTOM.items())
    return {"own": addresses(settings().public_url), "tool_name": NAME, "custom": custom}


VIEW, EDIT = Needs(Thing.REGISTRATION, Act.VIEW), Needs(Thing.REGISTRATION, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/platforms", index, VIEW),
        Route("POST", "/platforms/invitations", invite, EDIT),
        Route("GET", "/platforms/new", new, EDIT),
        Route("POST", "/platforms/new", create, EDIT),
        Route("GET", "/platforms/<int:registration_id>", show, VIEW),
        Route("POST", "/platforms/<int:registration_id>", update, EDIT),
        Route("POST", "/platforms/<int:registration_id>/check", check, EDIT),
        Route("POST", "/platforms/<int:registration_id>/deployments", decide, EDIT),
    ],
)
