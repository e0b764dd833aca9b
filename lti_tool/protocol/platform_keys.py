"""The public keys of an LMS: kept with the registration, fetched again once when a token names one we do
not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from lti_tool.clock import Clock
from lti_tool.protocol.addresses import host_of
from lti_tool.protocol.faults import PlatformFault, answered, not_json
from lti_tool.protocol.http import GuardedSession

TRY_AGAIN_AFTER = timedelta(seconds=30)
FRESH_FOR = timedelta(hours=24)

log = structlog.get_logger()


@dataclass(frozen=True)
class KnownKeys:
    """A registration's key set as stored last."""

    registration_id: int
    url: str
    key_set: dict[str, Any] | None
    fetched_at: datetime | None


class PlatformKeys:
    """Finds the key of a token. Fetches at most once in half a minute for each registration, whoever asks."""

    def __init__(self, session: GuardedSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._lock = Lock()
        self._tried: dict[int, datetime] = {}

    def find(self, known: KnownKeys, kid: str) -> tuple[Any | None, dict[str, Any] | None]:
        """The public key for `kid` (None when the LMS has none) and the key set when it was fetched just now.

        Raises PlatformFault when there is no stored key and the LMS does not give its keys.
        """
        key = key_of(known.key_set, kid)
        fetched_at = known.fetched_at
        is_fresh = fetched_at is not None and self._clock() - fetched_at < FRESH_FOR
        if (key is not None and is_fresh) or not self._may_try(known):
            return key, None
        try:
            fetched = fetch_key_set(self._session, known.url)
        except PlatformFault as fault:
            if key is None:
                raise
            log.warning("platform keys not refreshed", registration=known.registration_id, code=fault.code)
            return key, None
        return key_of(fetched, kid), fetched

    def _may_try(self, known: KnownKeys) -> bool:
        moment = self._clock()
        with self._lock:
            tried = max(
                (one for one in (self._tried.get(known.registration_id), known.fetched_at) if one),
                default=None,
            )
            if tried is not None and moment - tried < TRY_AGAIN_AFTER:
                return False
            self._tried[known.registration_id] = moment
            return True


def fetch_key_set(session: GuardedSession, url: str) -> dict[str, Any]:
    """The key set behind `url`. Raises PlatformFault."""
    response = session.get(url, headers={"Accept": "application/json"})
    if not response.ok:
        raise answered(response.status_code, host_of(url), response.text)
    try:
        found = response.json()
    except ValueError as error:
        raise not_json(host_of(url)) from error
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise not_json(host_of(url))
    return {"keys": [key for key in found["keys"] if isinstance(key, dict)]}


def key_of(key_set: dict[str, Any] | None, kid: str) -> Any | None:
    """The RSA key of this id for checking RS256 signatures; None when the set has no usable one."""
    for jwk in (key_set or {}).get("keys", []):
        usable = (
            jwk.get("kty") == "RSA" and jwk.get("use", "sig") == "sig" and jwk.get("alg", "RS256") == "RS256"
        )
        if usable and jwk.get("kid") == kid:
            try:
                return PyJWK(jwk, "RS256").key
            except PyJWTError:
                return None
    return None
