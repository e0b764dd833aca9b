"""The checksum printed on a form: equal data give equal checksums, whatever moment the form was made."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


def canonical(data: Any) -> str:
    """The form's data as one JSON text: keys sorted, days in ISO, decimals as written."""
    if dataclasses.is_dataclass(data) and not isinstance(data, type):
        data = dataclasses.asdict(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def checksum(data: Any) -> str:
    """Eight hexadecimal digits: the beginning of the SHA-256 of the canonical data."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()[:8].upper()


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
