"""A platform with a plain tool registered at it."""

from __future__ import annotations

import pytest

from tests.platform.fixtures import open_edx, platform
from tests.platform.platform import TestPlatform
from tests.platform.tool import PlainTool

__all__ = ["open_edx", "platform", "tool"]


@pytest.fixture
def tool(platform: TestPlatform) -> PlainTool:
    """A tool whose keys the platform trusts."""
    plain = PlainTool(platform.addresses)
    platform.trust(plain.key_set)
    return plain
