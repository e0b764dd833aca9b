"""The demonstration college, running, with its people signed in and numbers for the addresses of its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Discipline,
    ExamSheet,
    Journal,
    Lesson,
    Office,
    PlanState,
    Registration,
    Student,
    ThematicPlan,
    User,
)
from tests import factories as make
from tests.browser.pages import numbers_of
from tests.browser.stage import DESKTOP, Stage, move, raised
from tests.conftest import TUESDAY
from tests.platform.platform import (
    ADMINISTRATOR,
    ASSISTANT,
    CONTENT_ADMIN,
    CURATOR,
    DIRECTOR,
    DISPATCHER,
    METHODIST,
    PARENT,
    SECOND_TEACHER,
    SECRETARY,
    STAFF_ENTRANCE,
    STUDENT,
    SUBSTITUTE,
    SYSTEM_ADMIN,
    TEACHER,
)

# By which activity of the LMS each comes in.
WAYS_IN = {
    TEACHER: "1", SECOND_TEACHER: "4", ADMINISTRATOR: "1", METHODIST: "1", ASSISTANT: "1", STUDENT: "2", PARENT: "9",
}  # fmt: skip
OFFICES = (CONTENT_ADMIN, SECRETARY, DISPATCHER, DIRECTOR, CURATOR, SUBSTITUTE, SYSTEM_ADMIN)
WAYS_IN |= dict.fromkeys(OFFICES, STAFF_ENTRANCE)


@dataclass
class College:
    """The seeded college, numbers of what addresses name, and one page for every person."""

    stage: Stage
    numbers: dict[str, object]
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, person: str) -> Page:
        """The page of the person, signed in by a launch on the whole window; nobody's for an empty name."""
        if person not in self.pages:
            if person:
                page = self.stage.person(person)
                page.goto(f"{self.stage.platform.url}/launch/{WAYS_IN[person]}?target=frame")
                page.wait_for_url(f"{self.stage.url}/**")
            else:
                page = self.stage.browser().new_page()
            self.pages[person] = page
        return self.pages[person]

    def visit(self, person: str, path: str) -> tuple[Page, int]:
        """Go there, on a desk; the status too."""
        page = self.page(person)
        page.set_viewport_size(DESKTOP)
        answer = page.goto(self.stage.url + path.format(**self.numbers))
        assert answer is not None
        return page, answer.status


@contextmanager
def raised_college(chromium: Browser, seeded: Path, folder: Path) -> Iterator[College]:
    """The college in a copy of the seeded database; all is closed at the end."""
    path = folder / "journal.sqlite"
    shutil.copy(seeded, path)
    with raised(chromium, path, folder) as stage:
        move(path, stage.platform.url)
        with stage.session() as session:
            numbers = _numbers(session) | numbers_of(session)
            session.commit()
        yield College(stage, numbers)
    assert stage.faults == []


def _journals(session: Session, index: str) -> list[Journal]:
    """The journals of a discipline."""
    query = select(Journal).join(Discipline).where(Discipline.index == index).order_by(Journal.id)
    return list(session.scalars(query))


def _user(session: Session, sub: str) -> User:
    return session.scalars(select(User).where(User.sub == sub)).one()


def _prepare(session: Session, draft: ThematicPlan) -> None:
    """What the seeded story lacks: a director, a parent of two, a plan that is a draft again."""
    make.office(session, _user(session, ASSISTANT), Office.DIRECTOR)
    second = session.get_one(Student, _user(session, "4").student_id)
    make.guardian(session, second, _user(session, PARENT))
    draft.state = PlanState.DRAFT


def _numbers(session: Session) -> dict[str, object]:
    """What addresses name, by the names used in them here."""
    (journal,), (archive,) = _journals(session, "МДК.01.01"), _journals(session, "ОП.01")
    languages = _journals(session, "СГ.02")[0]
    draft = session.scalars(select(ThematicPlan).where(ThematicPlan.journal_id == languages.id)).one()
    _prepare(session, draft)
    lessons = session.scalars(
        select(Lesson).where(Lesson.journal_id == journal.id).order_by(Lesson.date)
    ).all()
    today = next(one for one in lessons if one.date == TUESDAY.date())
    sheets = {one.journal_id: one for one in session.scalars(select(ExamSheet))}
    closed = sheets[archive.id]
    return {
        "journal": journal.id, "archive": archive.id, "course": journal.course_id, "languages": languages.course_id,
        "draft": languages.id, "draft_item": draft.items[0].id, "today": today.id, "locked": lessons[0].id,
        "filled": lessons[lessons.index(today) - 1].id, "ahead": lessons[-1].id, "sheet": sheets[journal.id].id,
        "closed_sheet": closed.id, "entry": closed.entries[0].id, "student": _user(session, STUDENT).student_id,
        "child": _user(session, "6").student_id, "resolved": _user(session, "8").student_id,
        "registration": session.scalar(select(Registration.id)),
    }  # fmt: skip
