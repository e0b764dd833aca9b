"""Every technical setting in one typed table, read from the environment (`JOURNAL_*`).

An unknown `JOURNAL_*` variable or a bad value stops the start with a sentence that names it. Rule settings of the
regulation are not here: they change by order and live in the database (`models.office.RuleSetting`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "JOURNAL_"


class BadSetting(ValueError):
    """A setting that cannot be used; the message names the variable and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """The settings. Field `database_url` is the variable `JOURNAL_DATABASE_URL`, and so on."""

    # Where the data is: SQLite file by default, PostgreSQL as postgresql+psycopg://user:password@host/name
    database_url: str = "sqlite:///instance/journal.sqlite"
    # The address people and the LMS see; https everywhere but loopback
    public_url: str = "http://localhost:8000"
    # Signs cookies and tokens; empty: a random one is made in instance/ at the first start
    secret_key: str = ""
    # The tool's private keys
    keys_dir: Path = Path("keys")
    # Files made by jobs, the generated secret
    instance_dir: Path = Path("instance")
    # Wake-up queue: sqlite (a file in instance_dir), postgresql://… or redis://…; empty: sqlite
    queue_url: str = ""
    # The institution's time zone: the day of a lesson ends at its midnight (4.1.1)
    timezone: str = "Asia/Tomsk"
    # How many reverse proxies in front to believe (X-Forwarded-*)
    proxies: int = 0
    # production or demo: the demo LMS and its data are refused in production
    env: str = "production"
    # Outgoing requests to private addresses (an LMS inside the college's own network): no by default
    allow_private_addresses: bool = False
    # Seconds without a request after which a browser must come from the LMS again
    session_idle_seconds: int = 3600
    # The same for staff, shorter (4.1.7)
    staff_idle_seconds: int = 1800
    # The longest a browser session lives, seconds
    session_seconds: int = 43200
    # Who may read /metrics: a bearer token; empty: loopback only
    metrics_token: str = ""
    # debug, info, warning, error
    log_level: str = "info"
    # Requests a minute from one address to the launch and registration pages
    launch_rate: int = 600
    # Minutes from a record to the parents' notification: what is put right meanwhile alarms nobody (2.5)
    notify_delay_minutes: int = 10
    # The institution's own mail server for notifications; empty: they stay on the parent's page only (2.5)
    smtp_host: str = ""
    smtp_port: int = 587
    # starttls, tls, or none for a server on this machine
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    # The sender of the letters: журнал@колледж
    smtp_from: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The institution's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database address; a relative SQLite path counts from the working directory."""
        prefix = "sqlite:///"
        if self.database_url.startswith(prefix) and self.database_url != "sqlite:///:memory:":
            return prefix + str(Path(self.database_url.removeprefix(prefix)).absolute())
        return self.database_url

    @property
    def is_demo(self) -> bool:
        """Whether the demo LMS may be used."""
        return self.env == "demo"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read and check the settings. Raises BadSetting naming the variable."""
        source = os.environ if environment is None else environment
        known = {PREFIX + field.name.upper(): field for field in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in source.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                raise BadSetting(f"{name}: такой настройки нет. Известные: {', '.join(sorted(known))}.")
            field = known[name]
            values[field.name] = _parse(name, text.strip(), type(field.default))
        settings = cls(**values)
        _check(settings)
        return settings


def _parse(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        flags = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
        if text.lower() not in flags:
            raise BadSetting(f"{name}={text}: ожидается 1 или 0.")
        return flags[text.lower()]
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"{name}={text}: ожидается целое число.") from None
    return Path(text) if issubclass(kind, Path) else text


def _check(settings: Settings) -> None:
    rules: list[tuple[str, Callable[[], bool], str]] = [
        ("DATABASE_URL", lambda: _is_database(settings.database_url), "ожидается sqlite:///… или postgresql+psycopg://…"),
        ("PUBLIC_URL", lambda: _is_public(settings.public_url), "ожидается https://адрес без пути (http только для loopback)"),
        ("TIMEZONE", lambda: bool(settings.zone), "такого часового пояса нет, пример: Asia/Tomsk"),
        ("PROXIES", lambda: 0 <= settings.proxies <= 5, "ожидается число от 0 до 5"),
        ("ENV", lambda: settings.env in ("production", "demo"), "ожидается production или demo"),
        ("SECRET_KEY", lambda: settings.secret_key == "" or len(settings.secret_key) >= 32, "нужно не меньше 32 знаков"),
        ("SESSION_IDLE_SECONDS", lambda: settings.session_idle_seconds >= 60, "нужно не меньше 60"),
        ("STAFF_IDLE_SECONDS", lambda: settings.staff_idle_seconds >= 60, "нужно не меньше 60"),
        ("SESSION_SECONDS", lambda: settings.session_seconds >= 600, "нужно не меньше 600"),
        ("LAUNCH_RATE", lambda: settings.launch_rate > 0, "нужно больше нуля"),
        ("NOTIFY_DELAY_MINUTES", lambda: 0 <= settings.notify_delay_minutes <= 1440, "ожидается число минут от 0 до 1440"),
        ("SMTP_PORT", lambda: 0 < settings.smtp_port < 65536, "ожидается номер порта"),
        ("SMTP_SECURITY", lambda: settings.smtp_security in ("starttls", "tls", "none"), "starttls, tls или none"),
        ("SMTP_FROM", lambda: not settings.smtp_host or "@" in settings.smtp_from, "нужен адрес отправителя"),
        ("LOG_LEVEL", lambda: settings.log_level in ("debug", "info", "warning", "error"), "debug, info, warning или error"),
        ("QUEUE_URL", lambda: settings.queue_url.split(":")[0] in ("", "sqlite", "postgresql", "redis", "rediss"), "postgresql://… или redis://…"),
    ]  # fmt: skip
    for name, holds, expected in rules:
        try:
            good = holds()
        except Exception:
            good = False
        if not good:
            raise BadSetting(f"{PREFIX}{name}: {expected}.")


def _is_database(url: str) -> bool:
    return url.startswith(("sqlite:///", "postgresql+psycopg://"))


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return (
        bool(parts.hostname)
        and parts.path in ("", "/")
        and (parts.scheme == "https" or (parts.scheme == "http" and loopback))
    )
