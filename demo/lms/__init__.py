"""A small LMS for demonstrations and tests: it launches the journal for real, by LTI 1.3, and keeps a
grade book."""

from demo.lms.app import create_lms
from demo.lms.server import serve
from demo.lms.settings import DemoForbiddenError, LmsSettings, PlatformAddresses

__all__ = ["DemoForbiddenError", "LmsSettings", "PlatformAddresses", "create_lms", "serve"]
