"""Connections that look at the IP address they are about to reach, and refuse the wrong ones before
connecting.

The check sits where the socket is made, on the address that is then used, so a name that resolves
differently a moment later gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError

from lti_tool.protocol.faults import forbidden

Allowed = Callable[[str], bool]


class GuardedAdapter(HTTPAdapter):
    """A transport of `requests` whose sockets are made only to addresses that `allowed` says yes to."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use pools whose connections check the address."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allowed)


def _pools(allowed: Allowed) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, super()._new_conn, allowed)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, super()._new_conn, allowed)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _connect(
    connection: HTTPConnection, make: Callable[[], socket.socket], allowed: Allowed
) -> socket.socket:
    """Resolve once, refuse when any address is not allowed, connect to the first that answers."""
    name = connection._dns_host
    try:
        found = socket.getaddrinfo(name, connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NameResolutionError(name, connection, socket.gaierror(str(error))) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(allowed(address) for address in addresses):
        raise forbidden(name)
    try:
        for address in addresses[:-1]:
            connection._dns_host = address
            try:
                return make()
            except Exception:  # noqa: S112  the next address of the same name may answer
                continue
        connection._dns_host = addresses[-1]
        return make()
    finally:
        connection._dns_host = name
