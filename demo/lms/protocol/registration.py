"""Dynamic Registration, the platform's side (the library has none): configuration, registration token,
registration."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from flask import Blueprint, Response, request
from lti1p3platform.registration import Registration

from demo.lms.protocol.http import json_answer
from demo.lms.site import Site, site
from demo.lms.tools import CLAIMS, SCOPES, Tool

bp = Blueprint("registration", __name__)
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOKEN_SECONDS = 3600
VARIABLES = (
    *(
        f"{scope}.{name}"
        for scope in ("Context", "CourseSection")
        for name in ("title", "label", "sourcedId")
    ),
    *("Context.id", "Context.id.history", "Context.longDescription", "Context.timeFrame.begin"),
    *("CourseSection.longDescription", "CourseSection.timeFrame.begin", "CourseSection.timeFrame.end"),
    *("ResourceLink.id", "ResourceLink.title", "ResourceLink.description", "User.id", "User.username"),
    *(
        "Person.name.full",
        "Person.name.given",
        "Person.name.family",
        "Person.name.middle",
        "Person.email.primary",
    ),
    *("Person.sourcedId", "Membership.role", "Moodle.Person.userGroupIds"),
)


class RegistrationRefusedError(Exception):
    """The tool's registration request is refused with this HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@bp.get("/mod/lti/openid-configuration.php")
def openid_configuration() -> Response:
    """What the platform can do and where."""
    lms = site()
    addresses = lms.settings.addresses
    return json_answer(
        {
            "issuer": addresses.issuer,
            "token_endpoint": addresses.auth_token_url,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "jwks_uri": addresses.key_set_url,
            "authorization_endpoint": addresses.auth_login_url,
            "registration_endpoint": f"{addresses.issuer}/mod/lti/openid-registration.php",
            "scopes_supported": [*SCOPES, "openid"],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": list(CLAIMS),
            PLATFORM_CONFIGURATION: {
                "product_family_code": lms.settings.product_family,
                "version": "4.5.6 (Build: 20250811)",
                "messages_supported": [
                    {"type": "LtiResourceLinkRequest"},
                    {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
                ],
                "variables": list(VARIABLES),
            },
        }
    )


def registration_address(lms: Site, pasted: str, client_id: str = "") -> str:
    """The address to open in the frame: what the administrator pasted, with our configuration and a
    one-time token.

    `client_id` of a known tool makes it an update of that tool.
    """
    token = Registration.encode_and_sign(
        {"sub": client_id or secrets.token_urlsafe(11).replace("-", "x").replace("_", "y"), "scope": "reg"},
        lms.key.private_pem,
        expiration=TOKEN_SECONDS,
    )
    query = urlencode(
        {
            "openid_configuration": f"{lms.settings.issuer}/mod/lti/openid-configuration.php",
            "registration_token": token,
        }
    )
    return f"{pasted}{'&' if urlsplit(pasted).query else '?'}{query}"


@bp.post("/mod/lti/openid-registration.php")
def register() -> Response:
    """Register the tool that holds the one-time token; it stays pending until the administrator switches
    it on."""
    lms = site()
    try:
        client_id = _client_of_token(lms)
        tool = lms.tools.save(_tool(lms, client_id, request.get_json(force=True)))
    except RegistrationRefusedError as refused:
        return json_answer({"error": "invalid_request", "error_description": str(refused)}, refused.status)
    return json_answer(_described(tool))


def _client_of_token(lms: Site) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        claims = Registration.decode_and_verify(token, lms.key.public_pem)
    except jwt.PyJWTError as error:
        raise RegistrationRefusedError(401, "The registration token is wrong or too old") from error
    if kind.lower() != "bearer" or claims.get("scope") != "reg" or token in lms.used_tokens:
        raise RegistrationRefusedError(401, "The registration token is wrong or was used before")
    lms.used_tokens.add(token)
    return str(claims["sub"])


def _tool(lms: Site, client_id: str, body: dict[str, Any]) -> Tool:
    configuration = body.get(TOOL_CONFIGURATION) or {}
    needed = ("initiate_login_uri", "redirect_uris", "jwks_uri", "client_name")
    missing = [name for name in needed if not body.get(name)]
    target = str(configuration.get("target_link_uri") or "")
    if missing or not target:
        raise RegistrationRefusedError(400, f"Missing: {', '.join(missing) or 'target_link_uri'}")
    if configuration.get("domain") not in {urlsplit(target).hostname, urlsplit(target).netloc}:
        raise RegistrationRefusedError(400, "domain_targetlinkuri_mismatch")
    messages = {one.get("type"): one for one in configuration.get("messages", [])}
    asked_scopes, asked_claims = str(body.get("scope", "")).split(), configuration.get("claims", [])
    known = lms.tools.by_client(client_id)
    return Tool(
        client_id=client_id,
        name=str(body.get("client_name#ru") or body["client_name"]),
        description=str(configuration.get("description") or ""),
        deployment_id=known.deployment_id if known else "",
        login_url=str(body["initiate_login_uri"]),
        launch_url=target,
        deep_link_url=str(messages.get("LtiDeepLinkingRequest", {}).get("target_link_uri") or ""),
        jwks_url=str(body["jwks_uri"]),
        logo_url=str(body.get("logo_uri") or ""),
        redirect_uris=tuple(body["redirect_uris"]),
        scopes=tuple(scope for scope in SCOPES if scope in asked_scopes),
        claims=tuple(claim for claim in CLAIMS if claim in asked_claims),
        custom={key: str(value) for key, value in (configuration.get("custom_parameters") or {}).items()},
        is_active=known.is_active if known else False,
    )


def _described(tool: Tool) -> dict[str, Any]:
    configuration: dict[str, Any] = {
        "version": "1.3.0",
        "deployment_id": tool.deployment_id,
        "target_link_uri": tool.launch_url,
        "domain": urlsplit(tool.launch_url).hostname,
        "description": tool.description,
        "custom_parameters": tool.custom,
        "claims": list(tool.claims),
    }
    if tool.deep_link_url:
        configuration["messages"] = [{"type": "LtiDeepLinkingRequest", "target_link_uri": tool.deep_link_url}]
    return {
        "client_id": tool.client_id,
        "response_types": ["id_token"],
        "jwks_uri": tool.jwks_url,
        "initiate_login_uri": tool.login_url,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": list(tool.redirect_uris),
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": tool.name,
        "logo_uri": tool.logo_url,
        "scope": " ".join(tool.scopes),
        TOOL_CONFIGURATION: configuration,
    }
