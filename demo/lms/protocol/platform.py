"""The library's registration and platform classes, filled from a tool's row."""

from __future__ import annotations

from typing import Any

import jwt
from lti1p3platform.exceptions import LtiException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.registration import Registration

from demo.lms.site import Launch, Site
from demo.lms.tools import Tool


class ToolRegistration(Registration):
    """A registration that can hand the signing of one launch over to a test."""

    def __init__(self, site: Site, launch: Launch | None = None) -> None:
        self._site = site
        self._launch = launch

    def platform_encode_and_sign(self, payload: dict[str, Any], expiration: int | None = None) -> str:
        """The signed id_token of a launch, `expiration` seconds long."""
        if self._site.sign and self._launch:
            replaced = self._site.sign(payload, self._launch)
            if replaced is not None:
                return replaced
        return str(super().platform_encode_and_sign(payload, expiration))


class Platform(LTI1P3PlatformConfAbstract):
    """The platform as one tool knows it."""

    def init_platform_config(self, **kwargs: Any) -> None:
        self._site: Site = kwargs["site"]
        self._tool: Tool = kwargs["tool"]
        self.claims: dict[str, Any] = {}
        self._registration = self.get_registration_by_params(launch=kwargs.get("launch"))

    def get_registration_by_params(self, **kwargs: Any) -> Registration:
        tool, settings = self._tool, self._site.settings
        registration = ToolRegistration(self._site, kwargs.get("launch"))
        registration.set_iss(settings.issuer)
        registration.set_client_id(tool.client_id)
        registration.set_deployment_id(tool.deployment_id)
        registration.set_oidc_login_url(tool.login_url)
        registration.set_launch_url(tool.launch_url)
        registration.set_deeplink_launch_url(tool.deep_link_url or tool.launch_url)
        registration.set_platform_private_key(self._site.key.private_pem)
        registration.set_platform_public_key(self._site.key.public_pem)
        registration.set_tool_key_set_url(tool.jwks_url)
        if settings.tool_key_set is not None:
            registration.set_tool_key_set(settings.tool_key_set)
        return registration

    def tool_validate_and_decode(self, jwt_token_string: str) -> dict[str, Any]:
        """The library checks the signature only; this also wants the tool's own name, our address and a
        fresh exp.

        Raises LtiException. Stricter than Moodle, which accepts any `aud` and `iss`. The claims stay in
        `claims`.
        """
        try:
            claims: dict[str, Any] = super().tool_validate_and_decode(jwt_token_string)
        except jwt.PyJWTError as error:
            raise LtiException(str(error)) from error
        addresses = self._site.settings.addresses
        audience = claims.get("aud")
        named = {audience} if isinstance(audience, str) else set(audience or ())
        if claims.get("iss") != self._tool.client_id:
            raise LtiException("iss is not the client id")
        if not named & {addresses.issuer, addresses.auth_token_url}:
            raise LtiException("aud is neither the token address nor the issuer")
        if "exp" not in claims or "iat" not in claims:
            raise LtiException("exp or iat is missing")
        self._use_once(claims)
        self.claims = claims
        return claims

    def validate_token(
        self, token: str, allowed_scopes: list[str] | None = None, audience: str | None = None
    ) -> bool:
        """Whether an access token is ours, in time, of this tool and has one of the scopes. Never raises."""
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
            is_valid = super().validate_token(token, allowed_scopes, audience)
        except (LtiException, jwt.PyJWTError):
            return False
        return bool(is_valid) and claims.get("sub") == self._tool.client_id

    def _use_once(self, claims: dict[str, Any]) -> None:
        token_id = claims.get("jti") or claims.get("nonce")
        if not token_id:
            raise LtiException("jti is missing")
        if f"{self._tool.client_id}:{token_id}" in self._site.used_tokens:
            raise LtiException("this token was used before")
        self._site.used_tokens.add(f"{self._tool.client_id}:{token_id}")


def public_key_set(site: Site) -> dict[str, list[dict[str, Any]]]:
    """The LMS's public keys: the one that signs now, then the retired ones still published."""
    return {"keys": [Registration.get_jwk(pair.public_pem) for pair in (site.key, *site.retired_keys)]}
