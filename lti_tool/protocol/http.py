"""Requests to an LMS: with time-outs, a size cap, no way into private networks, and patience where it is
safe.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import requests
from requests import Response, exceptions

from lti_tool.protocol.addresses import (
    host_of,
    is_allowed_ip,
    is_loopback_url,
    is_platform_address,
    origin_of,
)
from lti_tool.protocol.faults import BadAnswer, ForbiddenAddress, PlatformFault, forbidden, unreachable
from lti_tool.protocol.guarded import GuardedAdapter
from lti_tool.settings import Settings
from regulation.refusal import N_

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 30.0
MAX_BYTES = 8 * 1024 * 1024
PAUSES = (0.5, 1.5)  # seconds before the second and the third try of a GET
LONGEST_PAUSE = 5.0
BUSY = frozenset({429, 500, 502, 503, 504})
MAX_REDIRECTS = 3


class GuardedSession(requests.Session):
    """The only way out to an LMS. Raises PlatformFault instead of the exceptions of `requests`.

    GET is repeated on 429 and 5xx and follows redirects inside the same host; POST is neither repeated nor
    redirected. Answers with an error status are returned, not raised.
    """

    def __init__(
        self,
        *,
        private: bool,
        loopback: bool,
        sleep: Callable[[float], None] = time.sleep,
        read_seconds: float | None = None,
    ) -> None:
        super().__init__()
        self._sleep = sleep
        self._read_seconds = read_seconds
        self.trust_env = False
        self.verify = os.environ.get("SSL_CERT_FILE") or True
        self.headers["User-Agent"] = "eljournal-lti"
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = GuardedAdapter(lambda address: is_allowed_ip(address, private=private, loopback=loopback))
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> Response:
        """One exchange with an LMS."""
        verb = method.decode() if isinstance(method, bytes) else method
        address = url.decode() if isinstance(url, bytes) else url
        repeatable = verb.upper() == "GET"
        pauses = iter(PAUSES if repeatable else ())
        while True:
            response = self._follow(verb, address, *args, **options)
            pause = next(pauses, None)
            if response.status_code not in BUSY or pause is None:
                return response
            self._sleep(_asked_pause(response, pause))

    def _follow(self, verb: str, address: str, *args: Any, **options: Any) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            response = self._once(verb, address, *args, **options)
            target = response.headers.get("Location")
            if not response.is_redirect or target is None or verb.upper() != "GET":
                return response
            following = urljoin(address, target)
            if origin_of(following) != origin_of(address):
                raise _elsewhere(address)
            address = following
        raise _elsewhere(address)

    def _once(self, verb: str, address: str, *args: Any, **options: Any) -> Response:
        if not is_platform_address(address):
            raise forbidden(host_of(address))
        options |= {"allow_redirects": False, "stream": True}
        options.setdefault("timeout", (CONNECT_SECONDS, self._read_seconds or READ_SECONDS))
        try:
            response = super().request(verb, address, *args, **options)
            return _read(response)
        except PlatformFault:
            raise
        except exceptions.SSLError as error:
            raise unreachable(host_of(address), N_("сертификат не принят")) from error
        except exceptions.Timeout as error:
            raise unreachable(host_of(address), N_("истекло время ожидания")) from error
        except (exceptions.RequestException, OSError) as error:
            raise unreachable(host_of(address), N_("соединение не установлено")) from error


def make_session(settings: Settings, read_seconds: float | None = None) -> GuardedSession:
    """The session by the settings. This machine is reached when the tool itself lives on loopback or by the
    setting.
    """
    private = settings.allow_private_addresses
    loopback = private or is_loopback_url(settings.public_url)
    return GuardedSession(private=private, loopback=loopback, read_seconds=read_seconds)


def _read(response: Response) -> Response:
    """The answer with its body read whole, within the size cap and the time for the whole answer."""
    deadline = time.monotonic() + WHOLE_SECONDS
    chunks: list[bytes] = []
    size = 0
    try:
        for chunk in response.iter_content(65536):
            size += len(chunk)
            if size > MAX_BYTES:
                template = N_("Ответ LMS по адресу %(host)s слишком велик.")
                raise BadAnswer("P_LARGE", template, host=host_of(response.url))
            if time.monotonic() > deadline:
                raise unreachable(host_of(response.url), N_("истекло время ожидания"))
            chunks.append(chunk)
    finally:
        response.close()
    response._content = b"".join(chunks)
    response._content_consumed = True  # type: ignore[attr-defined]
    return response


def _asked_pause(response: Response, pause: float) -> float:
    asked = response.headers.get("Retry-After", "")
    is_seconds = asked.isascii() and asked.isdigit()
    return min(float(asked), LONGEST_PAUSE) if is_seconds else pause


def _elsewhere(address: str) -> ForbiddenAddress:
    template = N_(
        "LMS по адресу %(host)s перенаправляет на другой узел, журнал туда не идёт. Укажите конечный адрес."
    )
    return ForbiddenAddress("P_REDIRECT", template, host=host_of(address))
