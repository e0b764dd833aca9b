"""Dynamic Registration: read the LMS's configuration, introduce ourselves, remember the LMS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from journal.acting import Acting
from lti_tool.protocol import vocabulary as v
from lti_tool.protocol.addresses import host_of, is_platform_address, split
from lti_tool.protocol.faults import BadAnswer, answered, not_json
from lti_tool.protocol.http import GuardedSession
from lti_tool.protocol.tool import registration_request
from models import Deployment, DeploymentState, Registration
from regulation.refusal import N_


@dataclass(frozen=True)
class PlatformConfiguration:
    """An LMS as it describes itself. Every address has been checked to be one an LMS may have."""

    issuer: str
    auth_login_url: str
    auth_token_url: str
    key_set_url: str
    registration_url: str
    auth_audience: str | None
    product: str


@dataclass(frozen=True)
class Introduced:
    """What the LMS answered: the client it made for us, and its deployment when it named one."""

    client_id: str
    deployment_id: str


def read_configuration(session: GuardedSession, url: str) -> PlatformConfiguration:
    """The configuration behind `url`. Raises PlatformFault: not reachable, not JSON, of another host,
    incomplete.
    """
    response = session.get(url, headers={"Accept": "application/json"})
    found = _json(response, url)
    if split(str(found.get("issuer") or "")).hostname != split(url).hostname:
        template = N_(
            "Настройки LMS лежат не там, где сама LMS (%(host)s): такая регистрация не принимается."
        )
        raise BadAnswer("R_ISSUER", template, host=host_of(url))
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    for name in names:
        if not isinstance(found.get(name), str) or not is_platform_address(found[name]):
            template = N_("В настройках LMS нет пригодного адреса «%(name)s»: нужен https.")
            raise BadAnswer("R_CONFIGURATION", template, name=name)
    about = found.get(v.PLATFORM_CONFIGURATION)
    audience = found.get("authorization_server")
    return PlatformConfiguration(
        issuer=found["issuer"],
        auth_login_url=found["authorization_endpoint"],
        auth_token_url=found["token_endpoint"],
        key_set_url=found["jwks_uri"],
        registration_url=found["registration_endpoint"],
        auth_audience=audience[:1000] if isinstance(audience, str) and audience else None,
        product=str(about.get("product_family_code") or "")[:60].lower() if isinstance(about, dict) else "",
    )


def introduce(
    session: GuardedSession, configuration: PlatformConfiguration, token: str, public_url: str
) -> Introduced:
    """Ask the LMS to register us; `token` is what it gave for that ('' when it gave none). Raises
    PlatformFault.
    """
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    url = configuration.registration_url
    found = _json(session.post(url, json=registration_request(public_url), headers=headers), url)
    client_id = found.get("client_id")
    if not isinstance(client_id, str) or not 0 < len(client_id) <= 200:
        template = N_("LMS приняла запрос, но не назвала номер клиента. Повторите регистрацию.")
        raise BadAnswer("R_CLIENT", template)
    tool = found.get(v.TOOL_CONFIGURATION)
    deployment = tool.get("deployment_id") if isinstance(tool, dict) else None
    return Introduced(client_id, str(deployment)[:200] if isinstance(deployment, str | int) else "")


def remember(
    acting: Acting, configuration: PlatformConfiguration, made: Introduced, name: str
) -> Registration:
    """The registration, made or, when the LMS updates a client it gave us before, brought up to date."""
    registration = acting.session.scalar(
        select(Registration).where(
            Registration.issuer == configuration.issuer, Registration.client_id == made.client_id
        )
    )
    if registration is None:
        registration = Registration(
            issuer=configuration.issuer, client_id=made.client_id, created_at=acting.now, name=name[:200]
        )
        acting.session.add(registration)
    registration.auth_login_url = configuration.auth_login_url
    registration.auth_token_url = configuration.auth_token_url
    registration.key_set_url = configuration.key_set_url
    registration.auth_audience = configuration.auth_audience
    registration.product = configuration.product
    registration.is_active = True
    acting.session.flush()
    if made.deployment_id:
        accept_deployment(acting, registration, made.deployment_id)
    return registration


def accept_deployment(acting: Acting, registration: Registration, deployment_id: str) -> Deployment:
    """The deployment, accepted from now on."""
    deployment = acting.session.scalar(
        select(Deployment).where(
            Deployment.registration_id == registration.id, Deployment.deployment_id == deployment_id
        )
    )
    if deployment is None:
        deployment = Deployment(
            registration=registration, deployment_id=deployment_id, first_seen_at=acting.now
        )
        acting.session.add(deployment)
    deployment.state = DeploymentState.ACTIVE
    deployment.accepted_at = acting.now
    acting.session.flush()
    return deployment


def _json(response: Any, url: str) -> dict[str, Any]:
    if not response.ok:
        raise answered(response.status_code, host_of(url), response.text)
    try:
        found = response.json()
    except ValueError as error:
        raise not_json(host_of(url)) from error
    if not isinstance(found, dict):
        raise not_json(host_of(url))
    return found
