"""A web application in a thread on a free loopback port, with faults that can be switched on and a record
of calls."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOLD_SECONDS = 30
StartResponse = Callable[..., Any]
WsgiApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Recorded:
    """A request that came in over the network."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Fault:
    """Requests whose path contains `part` get `status`, or wait for `hold` first; `times` None: until
    mended."""

    part: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hold: threading.Event | None = None
    times: int | None = None


class QuietHandler(WSGIRequestHandler):
    """Writes nothing to the console."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class FaultyServer:
    """Serves an application; `go_down` refuses connections, `come_up` listens on the same port again."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.faults: list[Fault] = []
        self.app: WsgiApp | None = None
        self._lock = threading.Lock()
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self._listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def come_up(self) -> None:
        """Answer requests (from the socket that listens already, or a new one on the same port)."""
        if self._server is None:
            self._listen()
        assert self._server is not None
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def go_down(self) -> None:
        """Stop listening: connections are refused from now on."""
        self.mend()
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join(timeout=5)
            self._thread = None
        if self._server:
            self._server.server_close()
            self._server = None

    def fail(self, part: str, status: int, times: int | None = None, **headers: str) -> None:
        """Answer paths containing `part` with a status, `times` times (for ever when None)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append(Fault(part, status, named, times=times))

    def hold(self, part: str) -> threading.Event:
        """Let paths containing `part` wait until the returned event is set: a slow LMS without sleeping."""
        event = threading.Event()
        self.faults.append(Fault(part, hold=event))
        return event

    def mend(self) -> None:
        """Forget all faults and let go what waits."""
        for fault in self.faults:
            if fault.hold:
                fault.hold.set()
        self.faults.clear()

    def calls(self, part: str, method: str = "") -> list[Recorded]:
        """The recorded requests whose path contains `part`."""
        return [one for one in self.requests if part in one.path and method in ("", one.method)]

    def _listen(self) -> None:
        self._server = make_server(
            "127.0.0.1", self.port, self._answer, threaded=True, request_handler=QuietHandler
        )
        self.port = self._server.server_port

    def _answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        fault = self._note(environ, body)
        if fault and fault.hold:
            fault.hold.wait(HOLD_SECONDS)
        if fault and fault.status:
            start_response(f"{fault.status} Fault", list(fault.headers.items()))
            return [fault.body]
        assert self.app is not None
        return self.app(environ, start_response)

    def _note(self, environ: dict[str, Any], body: bytes) -> Fault | None:
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
        query = parse_qs(environ.get("QUERY_STRING", ""))
        path = str(environ.get("PATH_INFO", ""))
        with self._lock:
            self.requests.append(Recorded(environ["REQUEST_METHOD"], path, query, headers, body))
            fault = next((one for one in self.faults if one.part in path), None)
            if fault and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
