"""The least tool that can be launched: it makes authorization requests, signs with a key and checks
id_tokens plainly.

It lets the platforms be tested without the journal.
"""

from __future__ import annotations

import json
import secrets
import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from lti1p3platform.registration import Registration

from demo.lms.keys import KeyPair, generate_key
from demo.lms.settings import PlatformAddresses
from demo.lms.tools import SCOPES
from tests.platform.platform import LaunchForm, StartedLaunch

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LAUNCH_URL = "http://localhost:8000/lti/launch"


@lru_cache(maxsize=1)
def tool_key() -> KeyPair:
    """One tool key for all tests of a process."""
    return generate_key()


class PlainTool:
    """A tool with one key, registered at one platform."""

    def __init__(self, addresses: PlatformAddresses, key: KeyPair | None = None) -> None:
        self.addresses = addresses
        self.key = key or tool_key()

    @property
    def key_set(self) -> dict[str, Any]:
        return {"keys": [Registration.get_jwk(self.key.public_pem)]}

    def auth_url(self, params: dict[str, str], **changes: str) -> str:
        """The authorization request that answers a login initiation."""
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": params["client_id"],
            "redirect_uri": LAUNCH_URL,
            "login_hint": params["login_hint"],
            "lti_message_hint": params["lti_message_hint"],
            "state": secrets.token_hex(8),
            "nonce": secrets.token_hex(8),
        }
        return f"{self.addresses.auth_login_url}?{urlencode({**asked, **changes})}"

    def open(self, launch: StartedLaunch) -> dict[str, Any]:
        """Go through a whole launch; the checked claims."""
        return self.read(launch.answer(self.auth_url(launch.params)))

    def read(self, form: LaunchForm) -> dict[str, Any]:
        """The claims of a posted id_token, its signature checked against the platform's key set."""
        token = form.fields["id_token"]
        keys = requests.get(self.addresses.key_set_url, timeout=5).json()["keys"]
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(jwt.PyJWK(one) for one in keys if one["kid"] == kid)
        claims: dict[str, Any] = jwt.decode(
            token, key, ["RS256"], audience=self.addresses.client_id, issuer=self.addresses.issuer
        )
        return claims

    def sign(self, claims: dict[str, Any]) -> str:
        """A token of this tool's, good for a minute."""
        now = int(time.time())
        kid = self.key_set["keys"][0]["kid"]
        body = {"iat": now, "exp": now + 60, "jti": secrets.token_hex(8), **claims}
        return jwt.encode(body, self.key.private_pem, "RS256", headers={"kid": kid})

    def token_form(self, scopes: tuple[str, ...] = SCOPES, **changes: Any) -> dict[str, str]:
        """The fields of a token request."""
        client = self.addresses.client_id
        claims = {"iss": client, "sub": client, "aud": self.addresses.auth_token_url, **changes}
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": self.sign(claims),
            "scope": " ".join(scopes),
        }

    def token(self, scopes: tuple[str, ...] = SCOPES) -> str:
        """An access token from the platform."""
        answer = requests.post(self.addresses.auth_token_url, data=self.token_form(scopes), timeout=5)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def call(
        self, method: str, url: str, body: object = None, media_type: str = "", token: str = ""
    ) -> requests.Response:
        """A service call with a token; the media type goes where the method needs it."""
        headers = {"Authorization": f"Bearer {token or self.token()}"}
        if media_type:
            headers["Accept" if method == "GET" else "Content-Type"] = media_type
        data = None if body is None else json.dumps(body).encode()
        return requests.request(method, url, data=data, headers=headers, timeout=5)
