"""What the demo LMS needs to know before it starts, and the two cases when it must not start at all."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from demo.lms.keys import KeyPair


class DemoForbiddenError(RuntimeError):
    """The demo LMS was asked to start where it must not; the message says why and what to do."""

    code = "E_DEMO_FORBIDDEN"


@dataclass(frozen=True)
class PlatformAddresses:
    """What an administrator of the tool types in to register this LMS by hand."""

    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    key_set_url: str
    deployment_id: str


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class LmsSettings:
    """Settings of one demo LMS.

    `base_url` is its own address and its issuer. The tool's addresses follow from `tool_url` unless given.
    `data_dir` keeps the state (key, grade book, participants) over a restart; None keeps everything in
    memory. `client_id` empty: no tool is registered beforehand. `tool_key_set` replaces fetching the tool's
    keys, `key` the kept one: both for tests.
    """

    base_url: str = "http://127.0.0.1:8001"
    tool_url: str = "http://localhost:8000"
    client_id: str = "demo-journal"
    deployment_id: str = "1"
    login_url: str = ""
    launch_url: str = ""
    jwks_url: str = ""
    data_dir: Path | None = None
    tool_key_set: dict[str, Any] | None = None
    key: KeyPair | None = None
    timezone: str = "Asia/Tomsk"
    product_family: str = "moodle"
    clock: Callable[[], datetime] = field(default=utc_now)

    @property
    def zone(self) -> ZoneInfo:
        """The college's time zone: its academic year begins at midnight there."""
        return ZoneInfo(self.timezone)

    @property
    def issuer(self) -> str:
        return self.base_url.rstrip("/")

    @property
    def tool_login_url(self) -> str:
        return self.login_url or f"{self.tool_url.rstrip('/')}/lti/login"

    @property
    def tool_launch_url(self) -> str:
        return self.launch_url or f"{self.tool_url.rstrip('/')}/lti/launch"

    @property
    def tool_jwks_url(self) -> str:
        return self.jwks_url or f"{self.tool_url.rstrip('/')}/lti/jwks.json"

    @property
    def addresses(self) -> PlatformAddresses:
        """The same paths as Moodle's, so that a tool meets the same URLs with queries in them."""
        base = f"{self.issuer}/mod/lti"
        return PlatformAddresses(
            issuer=self.issuer,
            client_id=self.client_id,
            auth_login_url=f"{base}/auth.php",
            auth_token_url=f"{base}/token.php",
            key_set_url=f"{base}/certs.php",
            deployment_id=self.deployment_id,
        )


def require_demo_allowed(host: str) -> None:
    """Raise DemoForbiddenError unless this is a demonstration on the machine itself.

    `host` is a bare host name or address. In production (JOURNAL_ENV=production) nothing is allowed: anybody
    could become anybody here.
    """
    if os.environ.get("JOURNAL_ENV", "").strip().lower() == "production":
        raise DemoForbiddenError(
            "Учебная LMS не запускается при JOURNAL_ENV=production: в ней можно стать кем угодно. "
            "Уберите команду demo serve из промышленного запуска."
        )
    if not is_loopback(host):
        raise DemoForbiddenError(
            f"Учебная LMS работает только на самой машине, а не на адресе {host}. "
            "Укажите 127.0.0.1 или localhost."
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine: localhost, 127.0.0.0/8 or ::1."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host of a URL without port; empty when there is none."""
    return urlsplit(url).hostname or ""
