"""Learning management systems for tests: our demo LMS with ways to misbehave, and Open edX's own platform
code."""

from tests.platform.change import BAD_LAUNCHES, Change
from tests.platform.platform import LaunchForm, StartedLaunch, TestPlatform

__all__ = ["BAD_LAUNCHES", "Change", "LaunchForm", "StartedLaunch", "TestPlatform"]
