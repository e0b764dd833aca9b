"""External tools known to the LMS, as Moodle keeps them: one row per client, pending until switched on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, field, replace

from demo.lms.database import Database
from demo.lms.settings import LmsSettings

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope"
SCOPES = (
    f"{AGS}/lineitem",
    f"{AGS}/lineitem.readonly",
    f"{AGS}/result.readonly",
    f"{AGS}/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
CLAIMS = ("sub", "iss", "name", "family_name", "given_name", "email")
CUSTOM = {
    "middlename": "$Person.name.middle",
    "idnumber": "$Person.sourcedId",
    "username": "$User.username",
    "groups": "$Moodle.Person.userGroupIds",
    "context_history": "$Context.id.history",
    "period_from": "$CourseSection.timeFrame.begin",
    "period_to": "$CourseSection.timeFrame.end",
}


@dataclass(frozen=True)
class Tool:
    """An external tool. `id` is Moodle's «type id»; names and e-mails go out only for the claims it asked
    for."""

    client_id: str
    name: str
    deployment_id: str
    login_url: str
    launch_url: str
    jwks_url: str
    id: int = 0
    description: str = ""
    deep_link_url: str = ""
    logo_url: str = ""
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = SCOPES
    claims: tuple[str, ...] = CLAIMS
    custom: dict[str, str] = field(default_factory=dict)
    is_active: bool = False


class Tools:
    """The registered tools. The one named in the settings always exists, switched on, under number 1."""

    def __init__(self, database: Database, settings: LmsSettings) -> None:
        self._database = database
        if settings.client_id:
            self.save(_preset(settings))

    def all(self) -> list[Tool]:
        return [_tool(row) for row in self._database.rows("SELECT * FROM tool ORDER BY id")]

    def get(self, tool_id: int | str) -> Tool | None:
        row = self._database.row("SELECT * FROM tool WHERE id = ?", tool_id)
        return _tool(row) if row else None

    def by_client(self, client_id: str) -> Tool | None:
        row = self._database.row("SELECT * FROM tool WHERE client_id = ?", client_id)
        return _tool(row) if row else None

    def default(self) -> Tool | None:
        """The tool that activities use unless they name their own: the chosen one, else the first switched
        on."""
        chosen = self._database.row("SELECT value FROM setting WHERE name = 'default_tool'")
        tool = self.get(chosen["value"]) if chosen else None
        if tool and tool.is_active:
            return tool
        row = self._database.row("SELECT * FROM tool WHERE is_active = 1 ORDER BY id LIMIT 1")
        return _tool(row) if row else None

    def save(self, tool: Tool) -> Tool:
        """Insert a tool or replace the one with the same client; returns it with its number and
        deployment."""
        known = self.by_client(tool.client_id)
        with self._database.transaction() as connection:
            (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM tool").fetchone()
            number = known.id if known else tool.id or last + 1
            saved = replace(tool, id=number, deployment_id=tool.deployment_id or str(number))
            values = {name: _plain(value) for name, value in asdict(saved).items()}
            columns = ", ".join(values)
            marks = ", ".join(f":{name}" for name in values)
            updates = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
            connection.execute(
                f"INSERT INTO tool ({columns}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}",
                values,
            )
        return saved

    def activate(self, tool_id: int, is_default: bool) -> None:
        """Switch a pending tool on; with `is_default` every activity of the courses opens it from now on."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE tool SET is_active = 1 WHERE id = ?", (tool_id,))
            if is_default:
                connection.execute(
                    "INSERT INTO setting VALUES ('default_tool', ?) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (str(tool_id),),
                )

    def remove(self, tool_id: int) -> None:
        with self._database.transaction() as connection:
            connection.execute("UPDATE activity SET tool_id = NULL WHERE tool_id = ?", (tool_id,))
            connection.execute("DELETE FROM tool WHERE id = ?", (tool_id,))


def _preset(settings: LmsSettings) -> Tool:
    return Tool(
        id=1,
        client_id=settings.client_id,
        name="Электронный журнал",
        description="Журнал учебных занятий, дневник, ведомости",
        deployment_id=settings.deployment_id,
        login_url=settings.tool_login_url,
        launch_url=settings.tool_launch_url,
        deep_link_url=settings.tool_launch_url,
        jwks_url=settings.tool_jwks_url,
        redirect_uris=(settings.tool_launch_url,),
        custom=CUSTOM,
        is_active=True,
    )


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple | list | dict) else value


def _tool(row: sqlite3.Row) -> Tool:
    values = dict(row)
    for name in ("redirect_uris", "scopes", "claims"):
        values[name] = tuple(json.loads(values[name]))
    values["custom"] = json.loads(values["custom"])
    values["is_active"] = bool(values["is_active"])
    return Tool(**values)
