"""The library's service connector, hardened: our session, our tokens, one retry on 401, readable faults."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from flask import current_app
from pylti1p3.exception import LtiServiceException
from pylti1p3.registration import Registration as LibraryRegistration
from pylti1p3.service_connector import ServiceConnector
from requests.utils import parse_header_links

from lti_tool.clock import Clock
from lti_tool.protocol.addresses import host_of, origin_of
from lti_tool.protocol.faults import BadAnswer, ForbiddenAddress, TokenRefused, answered, not_json
from lti_tool.protocol.http import GuardedSession, make_session
from lti_tool.protocol.keys import KeyStore
from lti_tool.protocol.platform_keys import PlatformKeys
from lti_tool.protocol.tokens import TokenCache, TokenName
from models import Registration
from regulation.refusal import N_

MAX_PAGES = 200


@dataclass(frozen=True)
class Outgoing:
    """What every request to an LMS needs: the way out, the tool's keys, the tokens."""

    session: GuardedSession
    keys: KeyStore
    tokens: TokenCache
    platform_keys: PlatformKeys
    clock: Clock


def outgoing() -> Outgoing:
    """The application's one `Outgoing`, made at first use."""
    found = current_app.extensions.get("lti_outgoing")
    if not isinstance(found, Outgoing):
        settings, clock = current_app.extensions["settings"], current_app.extensions["clock"]
        session = make_session(settings)
        keys, platform_keys = KeyStore(settings.keys_dir, clock), PlatformKeys(session, clock)
        found = Outgoing(session, keys, TokenCache(clock), platform_keys, clock)
        current_app.extensions["lti_outgoing"] = found
    return found


class KnownRegistration(LibraryRegistration):
    """A registration as the library wants it, with the key that signs now. Holds no database object."""

    def __init__(self, registration: Registration, keys: KeyStore) -> None:
        key = keys.current()
        self.set_issuer(registration.issuer)
        self.set_client_id(registration.client_id)
        self.set_auth_login_url(registration.auth_login_url)
        self.set_auth_token_url(registration.auth_token_url)
        self.set_key_set_url(registration.key_set_url)
        if registration.auth_audience:
            self.set_auth_audience(registration.auth_audience)
        self.set_tool_private_key(key.private_pem)
        self.set_tool_public_key(key.public_pem)
        self._kid = key.kid

    def get_kid(self) -> str:
        """The thumbprint under which the key is published."""
        return self._kid


class Connector(ServiceConnector):
    """Signed requests to one LMS's services. Raises PlatformFault."""

    def __init__(self, registration: Registration, ways: Outgoing) -> None:
        self._ways = ways
        super().__init__(KnownRegistration(registration, ways.keys), ways.session)

    def get_access_token(self, scopes: Sequence[str]) -> str:
        """A token for these scopes, from the cache or the LMS."""
        host = host_of(self._registration.get_auth_token_url() or "")
        try:
            token: str = super().get_access_token(scopes)
        except LtiServiceException as error:
            raise _token_refused(host, error.response) from error
        except (KeyError, TypeError, ValueError) as error:
            raise not_json(host) from error
        return token

    def forget_token(self, scopes: Sequence[str]) -> None:
        """Fetch the next token for these scopes from the LMS, whatever the cache holds."""
        self._ways.tokens.forget(self._name(scopes))

    def make_service_request(  # type: ignore[override]
        self, scopes: Sequence[str], url: str, **options: Any
    ) -> dict[str, Any]:
        """One request; a token the LMS does not accept any more is fetched anew, once."""
        try:
            return self._ask(scopes, url, **options)
        except LtiServiceException as error:
            if error.response.status_code != 401:
                raise answered(error.response.status_code, host_of(url), error.response.text) from error
        self.forget_token(scopes)
        try:
            return self._ask(scopes, url, **options)
        except LtiServiceException as error:
            raise answered(error.response.status_code, host_of(url), error.response.text) from error

    def get_paginated_data(  # type: ignore[override]
        self, scopes: Sequence[str], url: str | None, adjust: Callable[[str], str] = str, **options: Any
    ) -> Generator[dict[str, Any]]:
        """Page after page, on the same host only. The address of the next one is used exactly as the LMS
        wrote it, passed through `adjust`. A list that never ends is a fault: half of it must not be
        taken for the whole.
        """
        seen: set[str] = set()
        while url:
            if url in seen or len(seen) >= MAX_PAGES:
                template = N_("Список, который даёт LMS по адресу %(host)s, не кончается.")
                raise BadAnswer("P_PAGES", template, host=host_of(url))
            seen.add(url)
            page = self.make_service_request(scopes, url, **options)
            yield page
            following: str | None = page["next_page_url"]
            if following and origin_of(following) != origin_of(url):
                template = N_("LMS по адресу %(host)s продолжает список на другом узле, журнал туда не идёт.")
                raise ForbiddenAddress("P_REDIRECT", template, host=host_of(url))
            url = adjust(following) if following else None

    def _ask(self, scopes: Sequence[str], url: str, **options: Any) -> dict[str, Any]:
        try:
            answer: Any = super().make_service_request(scopes, url, **options, case_insensitive_headers=True)
        except requests.JSONDecodeError as error:
            raise not_json(host_of(url)) from error
        found: dict[str, Any] = answer
        links = parse_header_links(found["headers"].get("Link", "") or "")
        following = (link["url"] for link in links if link.get("rel", "").lower() == "next")
        return found | {"next_page_url": next(following, None)}

    def _name(self, scopes: Iterable[str]) -> TokenName:
        known = self._registration
        return str(known.get_client_id()), str(known.get_auth_token_url()), tuple(sorted(scopes))

    # The library asks for its cache key as one text; ours is a tuple, so the text is only passed through.
    def _scope_key(self, scopes: Iterable[str]) -> Any:
        return self._name(scopes)

    def _get_cached_access_token(self, scope_key: Any) -> str | None:
        return self._ways.tokens.get(scope_key)

    def _cache_access_token(self, scope_key: Any, access_token: str, expires_in: float) -> None:
        self._ways.tokens.put(scope_key, str(access_token), float(expires_in or 0))


def _token_refused(host: str, response: requests.Response) -> TokenRefused:
    template = N_(
        "LMS по адресу %(host)s не выдала ключ доступа (ответ %(status)s): проверьте, что инструмент в LMS "
        "включён, адрес открытых ключей журнала указан верно и службы оценок и списка участников разрешены."
    )
    return TokenRefused("P_TOKEN", template, status=response.status_code, detail=response.text, host=host)
