"""What this tool says about itself to an LMS: its addresses, and the request of Dynamic Registration."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lti_tool.protocol import vocabulary as v
from regulation.refusal import N_

NAME = N_("Электронный журнал")
DESCRIPTION = N_("Журнал группы: темы, посещаемость, отметки, итоги, ведомости. Дневник обучающегося.")
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "middle_name", "email", "locale")
# What an LMS does not support arrives literally («$User.image») and is ignored.
CUSTOM = {
    "middlename": "$Person.name.middle",
    "idnumber": "$Person.sourcedId",
    "username": "$User.username",
    "groups": "$Moodle.Person.userGroupIds",
    "context_history": "$Context.id.history",
    "period_from": "$CourseSection.timeFrame.begin",
    "period_to": "$CourseSection.timeFrame.end",
}


def addresses(public_url: str) -> dict[str, str]:
    """The addresses an administrator types in by hand, by what they are for."""
    base = public_url.rstrip("/")
    return {
        "launch": f"{base}/lti/launch",
        "login": f"{base}/lti/login",
        "key_set": f"{base}/lti/jwks.json",
        "deep_linking": f"{base}/lti/launch",
        "logo": f"{base}/static/img/logo.svg",
    }


def registration_request(public_url: str) -> dict[str, Any]:
    """The body of the registration request (OpenID Connect client metadata with LTI's tool configuration)."""
    own = addresses(public_url)
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": own["login"],
        "redirect_uris": [own["launch"]],
        "client_name": NAME,
        "client_name#ru": NAME,
        "client_uri": public_url.rstrip("/"),
        "jwks_uri": own["key_set"],
        "logo_uri": own["logo"],
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(v.SCOPES),
        v.TOOL_CONFIGURATION: {
            "domain": urlsplit(public_url).netloc,
            "description": DESCRIPTION,
            "target_link_uri": own["launch"],
            "custom_parameters": dict(CUSTOM),
            "claims": list(CLAIMS),
            "messages": [
                {
                    "type": v.DEEP_LINKING_REQUEST,
                    "target_link_uri": own["deep_linking"],
                    "label": NAME,
                    "label#ru": NAME,
                    "placements": ["ContentArea"],
                },
                {
                    "type": v.RESOURCE_LINK_REQUEST,
                    "target_link_uri": own["launch"],
                    "label": NAME,
                    "label#ru": NAME,
                },
            ],
        },
    }
