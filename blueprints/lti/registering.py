"""Dynamic Registration: the LMS opens this page in a frame after its administrator pasted the invitation's
address.
"""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import gettext as _

from journal.acting import Acting
from lti_tool.access import settings
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.limits import launch_rate, limiter
from lti_tool.logs import log
from lti_tool.protocol.addresses import host_of, is_platform_address, origin_of
from lti_tool.protocol.connector import outgoing
from lti_tool.protocol.faults import PlatformFault
from lti_tool.protocol.invitations import claim_invitation
from lti_tool.protocol.registering import introduce, read_configuration, remember
from lti_tool.security import allow_framing_by
from models import Invitation


@limiter.limit(launch_rate)
def register() -> str | tuple[str, int]:
    """Use the invitation up, introduce ourselves, show what is left to do. No transaction is open
    meanwhile.
    """
    address = request.args.get("openid_configuration", "")
    allow_framing_by(origin_of(address))
    invited = _claim(request.args.get("invite", ""), address)
    if invited is None:
        return _refused(_("Приглашение недействительно: его нет, им уже воспользовались или прошло больше семи дней. "
                          "Создайте новое на странице «LMS» журнала."), "R_INVITATION", 403)  # fmt: skip
    invitation_id, note = invited
    session = outgoing().session
    try:
        configuration = read_configuration(session, address)
        token = request.args.get("registration_token", "")
        made = introduce(session, configuration, token, settings().public_url)
    except PlatformFault as fault:
        log.warning("registration failed", code=fault.code, status=fault.status)
        again = _("Приглашение использовано: для новой попытки создайте ещё одно.")
        return _refused(f"{_(fault.template) % fault.params} {again}", fault.code, 502)
    with unit_of_work() as database:
        acting = Acting(
            database, None, now(), address=request.remote_addr or "", request_id=g.get("request_id", "")
        )
        registration = remember(acting, configuration, made, note or host_of(configuration.issuer))
        _note_registration(acting, invitation_id, registration.id)
    allow_framing_by(origin_of(configuration.issuer))
    return render_template("lti/registered.html", configuration=configuration, made=made)


def _claim(code: str, address: str) -> tuple[int, str] | None:
    if not code or not is_platform_address(address):
        return None
    with unit_of_work() as database:
        invitation = claim_invitation(database, code, now())
        return (invitation.id, invitation.note) if invitation else None


def _note_registration(acting: Acting, invitation_id: int, registration_id: int) -> None:
    acting.session.get_one(Invitation, invitation_id).registration_id = registration_id


def _refused(message: str, code: str, status: int) -> tuple[str, int]:
    return render_template("lti/unregistered.html", message=message, code=code), status
