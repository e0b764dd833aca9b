"""The tool's own RSA keys: files in the keys directory, made at first use, published, rotated.

A key file is `<kid>.pem` with mode 0600; its first line says when it was made. The newest key signs. A key
retires at the moment the next one is made and stays published for 14 days more.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwcrypto.jwk import JWK

from lti_tool.clock import Clock, system_clock

PUBLISHED_AFTER_RETIREMENT = timedelta(days=14)
CREATED = "# created "
KEY_BITS = 2048


@dataclass(frozen=True)
class ToolKey:
    """One key pair. `kid` is its RFC 7638 thumbprint; `retired_at` is None for the key that signs."""

    kid: str
    private_pem: str
    public_pem: str
    created_at: datetime
    retired_at: datetime | None = None

    @property
    def public_jwk(self) -> dict[str, Any]:
        """What the LMS needs to check our signatures."""
        exported: dict[str, Any] = json.loads(JWK.from_pem(self.public_pem.encode()).export_public())
        return exported | {"kid": self.kid, "alg": "RS256", "use": "sig"}


class KeyStore:
    """The keys directory. Safe to use from several processes at once."""

    def __init__(self, directory: Path, clock: Clock = system_clock) -> None:
        self._directory = directory
        self._clock = clock
        self._parsed: dict[str, ToolKey] = {}

    def current(self) -> ToolKey:
        """The key that signs; the first use makes it."""
        keys = self._stored()
        if not keys:
            with self._locked():
                keys = self._stored() or [self._make()]
        return keys[-1]

    def rotate(self) -> ToolKey:
        """Make the next key; the one before retires now."""
        self.current()
        with self._locked():
            return self._make()

    def published(self) -> list[ToolKey]:
        """The current key and the retired ones that are still published, newest first."""
        self.current()
        keys = self._stored()
        oldest = self._clock() - PUBLISHED_AFTER_RETIREMENT
        dated = [
            ToolKey(
                key.kid,
                key.private_pem,
                key.public_pem,
                key.created_at,
                following.created_at if following else None,
            )
            for key, following in zip(keys, [*keys[1:], None], strict=True)
        ]
        return [key for key in reversed(dated) if key.retired_at is None or key.retired_at > oldest]

    def key_set(self) -> dict[str, Any]:
        """The JWK set of `/lti/jwks.json`."""
        return {"keys": [key.public_jwk for key in self.published()]}

    def _stored(self) -> list[ToolKey]:
        """Every key file, oldest first."""
        if not self._directory.is_dir():
            return []
        names = {path.stem: path for path in self._directory.glob("*.pem")}
        self._parsed = {kid: self._parsed.get(kid) or _read_key(path) for kid, path in names.items()}
        return sorted(self._parsed.values(), key=lambda key: (key.created_at, key.kid))

    def _make(self) -> ToolKey:
        private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        text = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        last = max((key.created_at for key in self._stored()), default=datetime.min.replace(tzinfo=UTC))
        created = max(self._clock(), last + timedelta(microseconds=1))
        key = _key(text, created)
        path = self._directory / f"{key.kid}.pem"
        made = self._directory / f".{secrets.token_hex(6)}.new"
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{CREATED}{created.astimezone(UTC).isoformat()}\n{text}")
            file.flush()
            os.fsync(file.fileno())
        made.rename(path)
        return key

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _read_key(path: Path) -> ToolKey:
    text = path.read_text()
    created = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if text.startswith(CREATED):
        head, _, text = text.partition("\n")
        created = datetime.fromisoformat(head.removeprefix(CREATED).strip())
    return _key(text, created)


def _key(private_pem: str, created: datetime) -> ToolKey:
    private = serialization.load_pem_private_key(private_pem.encode(), password=None)
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()  # fmt: skip
    return ToolKey(JWK.from_pem(public_pem.encode()).thumbprint(), private_pem, public_pem, created)
