"""What may be wrong with a launch: changes to the claims, the header, the key or the algorithm of one
id_token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jwt
from lti1p3platform.registration import Registration

from demo.lms.keys import KeyPair, generate_key

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LIFETIME = 60


@dataclass(frozen=True)
class Change:
    """Changes to one id_token; the default changes nothing.

    `claims` are set or replaced (short LTI names such as «roles» or «context» stand for the full URIs),
    `without` are removed. `header` is laid over the JOSE header. `algorithm` RS256, HS256 (signed with the
    platform's *public* key) or none. `key` is another private key as PEM. `shift` moves iat and exp by
    seconds. `padding` adds that many bytes.
    """

    claims: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    header: Mapping[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: str = ""
    shift: int = 0
    padding: int = 0

    def sign(self, payload: dict[str, Any], pair: KeyPair, now: int) -> str:
        """The changed token; `pair` is the platform's key, `now` a Unix time."""
        claims = {**payload, "iat": now + self.shift, "exp": now + self.shift + LIFETIME}
        claims |= {claim_uri(name): value for name, value in self.claims.items()}
        for name in self.without:
            claims.pop(claim_uri(name), None)
        if self.padding:
            claims["https://college.example/padding"] = "x" * self.padding
        header = {"kid": Registration.get_jwk(pair.public_pem)["kid"], **self.header}
        if self.algorithm == "RS256":
            return jwt.encode(claims, self.key or pair.private_pem, "RS256", headers=header)
        return _weakly_signed(claims, header, self.algorithm, pair.public_pem)


def claim_uri(name: str) -> str:
    """The full name of an LTI claim; names of OpenID Connect and full URIs stay."""
    plain = {"iss", "aud", "azp", "sub", "exp", "iat", "nonce", "name", "given_name", "family_name", "email"}
    return name if name in plain or ":" in name else CLAIM + name


@lru_cache(maxsize=1)
def stranger_key() -> KeyPair:
    """A key that no platform publishes."""
    return generate_key()


def _weakly_signed(claims: dict[str, Any], header: dict[str, Any], algorithm: str, secret: str) -> str:
    # By hand: jwt refuses to make such a token, an attacker does not.
    head = _part({"typ": "JWT", **header, "alg": algorithm})
    text = f"{head}.{_part(claims)}"
    if algorithm == "none":
        return f"{text}."
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{_base64url(signature)}"


def _part(data: dict[str, Any]) -> str:
    return _base64url(json.dumps(data).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class _StrangerSigned(Change):
    """Signed with a key of nobody; made late, so that importing this module makes no key."""

    def sign(self, payload: dict[str, Any], pair: KeyPair, now: int) -> str:
        return Change(key=stranger_key().private_pem).sign(payload, pair, now)


BAD_LAUNCHES: dict[str, Change] = {
    "alg none": Change(algorithm="none"),
    "HS256 with the public key": Change(algorithm="HS256"),
    "other key": _StrangerSigned(),
    "unknown kid": Change(header={"kid": "nobody-knows-this-kid"}),
    "no kid": Change(header={"kid": ""}),
    "expired": Change(shift=-3600),
    "from the future": Change(shift=3600),
    "no exp": Change(without=("exp",)),
    "no iat": Change(without=("iat",)),
    "wrong issuer": Change(claims={"iss": "http://127.0.0.1:1"}),
    "wrong audience": Change(claims={"aud": "somebody-else"}),
    "several audiences without azp": Change(claims={"aud": ["somebody-else", "another"]}),
    "wrong azp": Change(claims={"azp": "somebody-else"}),
    "wrong nonce": Change(claims={"nonce": "never-given-out"}),
    "no nonce": Change(without=("nonce",)),
    "wrong deployment": Change(claims={"deployment_id": "999"}),
    "no deployment": Change(without=("deployment_id",)),
    "no sub": Change(without=("sub",)),
    "no roles": Change(without=("roles",)),
    "no context": Change(without=("context",)),
    "wrong version": Change(claims={"version": "1.1.0"}),
    "unknown message type": Change(claims={"message_type": "LtiDanceRequest"}),
    "no message type": Change(without=("message_type",)),
    "huge token": Change(padding=1_500_000),
}
