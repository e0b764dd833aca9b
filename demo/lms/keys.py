"""The LMS's own RSA key: made once, kept in a file that only its owner can read, or only in memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_FILE = "lms-private-key.pem"


@dataclass(frozen=True)
class KeyPair:
    """A private and a public key as PEM text."""

    private_pem: str
    public_pem: str


def generate_key() -> KeyPair:
    """A new 2048-bit RSA pair."""
    return _pair(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def load_or_make_key(directory: Path | None) -> KeyPair:
    """The key kept in `directory`, made with mode 0600 when there is none; without a directory, a key in
    memory."""
    if directory is None:
        return generate_key()
    path = directory / KEY_FILE
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(generate_key().private_pem)
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError(f"{path} is not an RSA key")
    return _pair(private)


def _pair(private: rsa.RSAPrivateKey) -> KeyPair:
    private_pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return KeyPair(private_pem.decode("ascii"), public_pem.decode("ascii"))
