"""The stage of the story: the session, its people, and what happens when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from demo.college import College
from journal.acting import Acting
from models import Registration, User
from regulation.rules import Rules

ADMIN, METHODIST, ASSISTANT = "2", "37", "36"
ACCOUNTING_TEACHER, LANGUAGE_TEACHER = "33", "34"
CONTENT_ADMIN, SECRETARY, DISPATCHER, DIRECTOR, CURATOR = "41", "42", "43", "44", "45"
SUBSTITUTE, SYSTEM_ADMIN = "46", "47"
PAIR_END = {1: time(10, 5), 2: time(11, 55), 3: time(14, 10)}
Deed = Callable[[Acting], object]


@dataclass
class Scene:
    """The session, the present moment and everybody known so far, by their number in the LMS."""

    session: Session
    college: College
    now: datetime
    rules: Rules
    registration: Registration
    users: dict[str, User] = field(default_factory=dict)
    _deeds: list[tuple[datetime, int, User, str, str, Deed]] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The institution's time zone."""
        return ZoneInfo(self.rules.timezone)

    @property
    def today(self) -> date:
        """The institution's calendar day."""
        return self.now.astimezone(self.zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """A local time of the institution, never later than the present."""
        return min(datetime.combine(day, at, self.zone), self.now)

    def student_id(self, person: str) -> int:
        """The student card of the person."""
        found = self.users[person].student_id
        assert found is not None
        return found

    def acting(self, person: str, moment: datetime, office: str = "teacher", reason: str = "") -> Acting:
        """The person at the moment, in the office."""
        return Acting(self.session, self.users[person], moment, self.rules, office=office, reason=reason)

    def plan(
        self, person: str, moment: datetime, deed: Deed, *, reason: str = "", office: str = "teacher"
    ) -> None:
        """Something the person does at the moment; what is still to come is left out."""
        if moment <= self.now:
            self._deeds.append((moment, len(self._deeds), self.users[person], office, reason, deed))

    def play(self) -> None:
        """Let everything planned happen, in order of time."""
        for moment, _number, user, office, reason, deed in sorted(self._deeds, key=lambda one: one[:2]):
            deed(Acting(self.session, user, moment, self.rules, office=office, reason=reason))
        self._deeds.clear()
