"""Fixtures for tests that need an LMS: `from tests.platform.fixtures import platform, open_edx # noqa:
F401`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.platform.platform import TestPlatform
from tests.platform.xblock import OpenEdxPlatform


@pytest.fixture
def platform() -> Iterator[TestPlatform]:
    """A Moodle-like LMS that listens on a loopback port; the tool is expected at http://localhost:8000."""
    with TestPlatform() as running:
        yield running


@pytest.fixture
def open_edx() -> Iterator[OpenEdxPlatform]:
    """Open edX's platform code; the tool is expected at http://localhost:8000."""
    with OpenEdxPlatform() as running:
        yield running
