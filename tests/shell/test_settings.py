"""A setting that is unknown or bad stops the start with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from lti_tool.app import create_app
from lti_tool.settings import PREFIX, BadSetting, Settings

ROOT = Path(__file__).parent.parent.parent


def test_an_empty_environment_gives_settings_that_run() -> None:
    settings = Settings.from_environment({})

    assert settings == Settings()
    assert settings.database.startswith("sqlite:////"), "a relative path counts from the working directory"


def test_every_setting_is_read_from_its_variable() -> None:
    given = {
        "JOURNAL_DATABASE_URL": "postgresql+psycopg://journal@localhost/journal",
        "JOURNAL_PUBLIC_URL": "https://journal.college.example",
        "JOURNAL_SECRET_KEY": "s" * 32,
        "JOURNAL_KEYS_DIR": "/srv/keys",
        "JOURNAL_INSTANCE_DIR": "/srv/instance",
        "JOURNAL_QUEUE_URL": "redis://localhost/1",
        "JOURNAL_TIMEZONE": "Europe/Moscow",
        "JOURNAL_PROXIES": "1",
        "JOURNAL_ENV": "demo",
        "JOURNAL_ALLOW_PRIVATE_ADDRESSES": "1",
        "JOURNAL_SESSION_IDLE_SECONDS": "600",
        "JOURNAL_STAFF_IDLE_SECONDS": "300",
        "JOURNAL_SESSION_SECONDS": "7200",
        "JOURNAL_METRICS_TOKEN": "token",
        "JOURNAL_LOG_LEVEL": "warning",
        "JOURNAL_LAUNCH_RATE": "100",
        "JOURNAL_NOTIFY_DELAY_MINUTES": "5",
        "JOURNAL_SMTP_HOST": "mail.college.example",
        "JOURNAL_SMTP_PORT": "465",
        "JOURNAL_SMTP_SECURITY": "tls",
        "JOURNAL_SMTP_USER": "journal",
        "JOURNAL_SMTP_PASSWORD": "password",
        "JOURNAL_SMTP_FROM": "journal@college.example",
    }

    settings = Settings.from_environment({"PATH": "/bin", **given})

    assert set(given) == {PREFIX + field.name.upper() for field in fields(Settings)}
    changed = [field.name for field in fields(Settings) if getattr(settings, field.name) == field.default]
    assert changed == [], "each differs from its default"
    assert (settings.proxies, settings.allow_private_addresses, settings.keys_dir) == (
        1,
        True,
        Path("/srv/keys"),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/journal"),
        ("DATABASE_URL", ""),
        ("PUBLIC_URL", "http://journal.college.example"),
        ("PUBLIC_URL", "https://college.example/journal"),
        ("PUBLIC_URL", "journal.college.example"),
        ("TIMEZONE", "Asia/Tomks"),
        ("TIMEZONE", "../etc/passwd"),
        ("PROXIES", "-1"),
        ("PROXIES", "6"),
        ("PROXIES", "one"),
        ("ENV", "production!"),
        ("SECRET_KEY", "short"),
        ("NOTIFY_DELAY_MINUTES", "-1"),
        ("SMTP_PORT", "0"),
        ("SMTP_SECURITY", "ssl"),
        ("SESSION_IDLE_SECONDS", "1"),
        ("SESSION_IDLE_SECONDS", "hour"),
        ("SESSION_SECONDS", "60"),
        ("LAUNCH_RATE", "0"),
        ("LOG_LEVEL", "verbose"),
        ("QUEUE_URL", "amqp://localhost"),
        ("ALLOW_PRIVATE_ADDRESSES", "maybe"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{PREFIX}{name}[:=]"):
        Settings.from_environment({PREFIX + name: value})


def test_an_unknown_variable_is_refused_by_its_name_with_the_known_ones() -> None:
    with pytest.raises(BadSetting, match=r"^JOURNAL_DATABASE:.*JOURNAL_DATABASE_URL"):
        Settings.from_environment({"JOURNAL_DATABASE": "sqlite:///journal.sqlite"})


def test_a_secret_is_not_repeated_in_the_sentence() -> None:
    with pytest.raises(BadSetting) as raised:
        Settings.from_environment({"JOURNAL_SECRET_KEY": "tell-nobody"})

    assert "tell-nobody" not in str(raised.value)


def test_the_start_itself_stops_with_the_sentence(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env={**kept, "JOURNAL_TIMEZON": "Asia/Tomsk"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert started.returncode != 0
    assert "JOURNAL_TIMEZON: такой настройки нет" in started.stderr.splitlines()[-1]


def test_making_the_application_touches_no_database(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/none/journal.sqlite", secret_key="x" * 32, keys_dir=tmp_path / "keys",
        instance_dir=tmp_path / "instance",
    )  # fmt: skip

    create_app(settings)

    assert list(tmp_path.iterdir()) == []


def test_processes_started_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/a.sqlite", instance_dir=tmp_path / "instance")

    secrets = {create_app(settings).config["SECRET_KEY"] for _ in range(3)}

    assert len(secrets) == 1
    kept = tmp_path / "instance" / "secret_key"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == (secrets.pop(), 0o600)
