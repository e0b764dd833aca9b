"""Work outside the page: durable job rows, woken by a queue, with visible progress.

Nothing that must not be lost lives in the queue: jobs and deliveries are rows written in the transaction of whoever
ordered them; the queue only says «look now», and a periodic sweep looks anyway.
"""

from lti_tool.jobs.orders import order
from lti_tool.jobs.registry import Cancelled, JobFailed, Progress, job

__all__ = ["Cancelled", "JobFailed", "Progress", "job", "order"]
