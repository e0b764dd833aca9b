"""The application factory. It has no side effects: it touches no database and runs no migration."""

from __future__ import annotations

import secrets
from importlib import import_module
from pathlib import Path

from flask import Flask

from lti_tool.access import init_access, may
from lti_tool.access import settings as current_settings
from lti_tool.announcements import init_announcements
from lti_tool.clock import Clock, system_clock
from lti_tool.commands import register_commands
from lti_tool.database import init_database
from lti_tool.errors import init_errors
from lti_tool.i18n import init_i18n
from lti_tool.jobs.queue import init_queue
from lti_tool.limits import init_limits
from lti_tool.logs import configure_logs, init_logs
from lti_tool.navigation import menu
from lti_tool.pages import init_pages
from lti_tool.routing import RowNumber
from lti_tool.security import init_security
from lti_tool.sessions import init_sessions
from lti_tool.settings import Settings

ROOT = Path(__file__).resolve().parent.parent

# One feature, one blueprint: blueprints.<name>.routes:blueprint
FEATURES = (
    "health",
    "jobs",
    "delivery",
    "plans",
    "register",
    "ledger",
    "gradebook",
    "lti",
    "windows",
    "platforms",
    "opening",
    "journals",
    "marks",
    "lessons",
    "unlocks",
    "checkpoints",
    "finals",
    "sheets",
    "printing",
    "desk",
    "imports",
    "calendar",
    "timetable",
    "substitutions",
    "today",
    "sessions",
    "parents",
    "consents",
    "credentials",
    "subgroups",
    "consultations",
    "practices",
    "medical",
    "attendance",
    "messages",
    "questions",
    "notices",
    "notifications",
    "orders",
    "grants",
    "rules",
    "functions",
    "system",
    "support",
    "directories",
    "people",
    "groups",
    "students",
    "movements",
    "contingent",
    "specialties",
)


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> Flask:
    """The application with these settings (from the environment when None) and this clock."""
    settings = settings or Settings.from_environment()
    configure_logs(settings)
    app = Flask("lti_tool", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.extensions.update(settings=settings, clock=clock, project_root=ROOT)
    app.config["SECRET_KEY"] = settings.secret_key or stored_secret(settings.instance_dir)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.url_map.converters["int"] = RowNumber
    init_logs(app)
    init_database(app, settings)
    init_security(app, settings)
    init_sessions(app)
    init_access(app)
    init_i18n(app, settings)
    init_errors(app)
    init_limits(app)
    init_queue(app, settings)
    init_pages(app)
    init_announcements(app)
    app.jinja_env.globals["menu"] = menu
    for feature in FEATURES:
        app.register_blueprint(import_module(f"blueprints.{feature}.routes").blueprint)
    register_commands(app)
    return app


def stored_secret(instance_dir: Path) -> str:
    """The secret made at the first start, kept in the instance directory with mode 0600.

    Several processes starting at once agree on one: the file is created exclusively, losers read the winner's.
    """
    path = instance_dir / "secret_key"
    try:
        instance_dir.mkdir(parents=True, exist_ok=True)
        made = instance_dir / f"secret_key.{secrets.token_hex(4)}"
        made.write_text(secrets.token_urlsafe(48))
        made.chmod(0o600)
        try:
            path.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return path.read_text()
    except OSError:
        return path.read_text() if path.exists() else secrets.token_urlsafe(48)


__all__ = ["create_app", "current_settings", "may"]
