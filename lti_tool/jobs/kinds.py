"""The jobs there are: importing this module registers them all."""

from __future__ import annotations

from lti_tool.delivery import jobs as delivery_jobs
from lti_tool.printing import jobs as printing_jobs
from lti_tool.protocol import check_jobs

__all__ = ["check_jobs", "delivery_jobs", "printing_jobs"]
