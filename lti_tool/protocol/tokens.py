"""Access tokens to the services of an LMS, kept in the process until shortly before they expire."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from lti_tool.clock import Clock, system_clock

MARGIN = timedelta(seconds=60)
# Client id, token address, scopes: two clients never share a token.
TokenName = tuple[str, str, tuple[str, ...]]


class TokenCache:
    """Tokens by (client id, token address, scopes)."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._tokens: dict[TokenName, tuple[str, datetime]] = {}

    def get(self, name: TokenName) -> str | None:
        """The token, unless it expires within the margin."""
        with self._lock:
            token, expires = self._tokens.get(name, ("", None))
            if expires is not None and expires - MARGIN > self._clock():
                return token
            self._tokens.pop(name, None)
            return None

    def put(self, name: TokenName, token: str, seconds: float) -> None:
        """Keep a token that lives for `seconds`."""
        with self._lock:
            self._tokens[name] = (token, self._clock() + timedelta(seconds=seconds))

    def forget(self, name: TokenName) -> None:
        """Drop a token the LMS did not accept."""
        with self._lock:
            self._tokens.pop(name, None)
