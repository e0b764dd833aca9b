"""Starting the demo LMS from a command line."""

from __future__ import annotations

from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from demo.lms.app import create_lms
from demo.lms.settings import LmsSettings, require_demo_allowed
from demo.lms.site import Site
from demo.movement import LEAVER, leaves_on


class QuietHandler(WSGIRequestHandler):
    """Reports failures, not every request: the console belongs to the journal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def serve(
    host: str = "127.0.0.1",
    port: int = 8001,
    *,
    tool_url: str = "http://localhost:8000",
    client_id: str = "demo-journal",
    deployment_id: str = "1",
    data_dir: Path | None = None,
) -> None:
    """Serve the demo LMS until interrupted.

    Its issuer is http://host:port. Use 127.0.0.1 here and localhost for the tool: to a browser these are two
    sites, as in real life. Raises DemoForbiddenError on an address that is not this machine and when
    JOURNAL_ENV=production.
    """
    require_demo_allowed(host)
    settings = LmsSettings(
        base_url=f"http://{host}:{port}",
        tool_url=tool_url,
        client_id=client_id,
        deployment_id=deployment_id,
        data_dir=data_dir,
    )
    app = create_lms(settings)
    _let_go(app.extensions["lms"])
    make_server(host, port, app, threaded=True, request_handler=QuietHandler).serve_forever()


def _let_go(site: Site) -> None:
    """The student who left the group is suspended in the courses, as the journal's demo data has it."""
    if leaves_on(site.now().astimezone(site.settings.zone).date()) is not None:
        for course_id in site.college.courses:
            site.people.set_state(course_id, LEAVER, "suspended")
