"""A record of an earlier day is changed only with a reason: the history keeps it (1.5)."""

from __future__ import annotations

from datetime import datetime

from journal.acting import Acting
from regulation.days import local_date
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark


def require_reason(acting: Acting, recorded_at: datetime) -> None:
    """Raise E_REASON when what was recorded before today is changed without `acting.reason`; E_TOPIC_* for a bad one."""
    if acting.reason.strip():
        check_remark(acting.reason, acting.rules.latin_terms)
    elif local_date(recorded_at, acting.zone) < acting.today:
        raise Refusal(
            "E_REASON",
            "1.5",
            N_(
                "Эта запись внесена %(day)s. Чтобы изменить или снять её, укажите причину — она останется в истории."
            ),
            day=local_date(recorded_at, acting.zone).strftime("%d.%m.%Y"),
        )
