"""Who does an operation, when and by which rules: handed to every operation, recorded in every audit entry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.office import RuleSetting
from models.user import User
from regulation.days import local_date
from regulation.rules import Rules


@dataclass(frozen=True)
class Acting:
    """The circumstances of an operation.

    `now` is an aware moment; `today` is the institution's calendar day at that moment (4.1.1). `office` names the
    office acted in («teacher», «content_admin» …); `reason` is what the person gave as the reason, if anything.
    """

    session: Session
    user: User | None
    now: datetime
    rules: Rules = field(default_factory=Rules)
    office: str = ""
    reason: str = ""
    address: str = ""
    launch_id: int | None = None
    request_id: str = ""

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("Acting.now must be an aware moment")
        self.session.info["acting"] = self

    @property
    def zone(self) -> ZoneInfo:
        """The institution's time zone."""
        return ZoneInfo(self.rules.timezone)

    @property
    def today(self) -> date:
        """The institution's calendar day."""
        return local_date(self.now, self.zone)

    @property
    def user_id(self) -> int | None:
        """The acting user's id, None for the tool itself."""
        return self.user.id if self.user else None

    def because(self, reason: str) -> Acting:
        """The same circumstances with a reason; it becomes the session's current one."""
        return replace(self, reason=reason)


def rules_on(session: Session, day: date, base: Rules) -> Rules:
    """The rules in force on `day`: the defaults with every setting changed by order up to that day (7.2)."""
    rows = session.execute(
        select(RuleSetting.name, RuleSetting.value)
        .where(RuleSetting.valid_from <= day)
        .order_by(RuleSetting.valid_from, RuleSetting.id)
    )
    return base.with_overrides(dict(rows.all()))
