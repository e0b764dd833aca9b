"""The grade book as its pages show it: today, homework, latest results, terms of «н/а» in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from journal.gradebook import Book, Day, Final
from models import FinalScope, Journal, Term
from regulation.kinds import LessonKind
from regulation.refusal import N_

RECENT = 6
NOTHING_SET = "не задано"
SCOPES = {
    FinalScope.TERM: N_("Итоговая"),
    FinalScope.EXAM: N_("Экзамен"),
    FinalScope.STUDY: N_("За весь период"),
}
REASONS = {"Б": N_("болезнь"), "У": N_("уважительная причина"), "Н": N_("без уважительной причины")}


@dataclass(frozen=True)
class TodaysLesson:
    """A lesson of today, held already (`topic`) or to come."""

    journal: Journal
    pair: int
    kind: LessonKind
    topic: str


@dataclass(frozen=True)
class Homework:
    """What was set at the last lesson of a discipline."""

    journal: Journal
    set_on: date
    text: str
    lesson_id: int


@dataclass(frozen=True)
class Result:
    """A mark or an «н» of a day, short."""

    day: date
    text: str
    what: str

    @property
    def tone(self) -> str:
        """How it is coloured: two, away, or nothing."""
        if self.text == "2":
            return "two"
        return "" if self.text.isdigit() else "away"


def current_term(terms: list[Term], today: date) -> Term | None:
    """The semester in progress, else the last one begun, else the first to come."""
    return next((term for term in terms if term.starts_on <= today), terms[-1] if terms else None)


def todays_lessons(books: Iterable[Book], today: date) -> list[TodaysLesson]:
    """The lessons of the day by pair."""
    found = [
        TodaysLesson(book.journal, day.pair, day.kind, day.topic)
        for book in books
        for day in [*book.days, *book.ahead]
        if day.date == today
    ]
    return sorted(found, key=lambda lesson: lesson.pair)


def homework(books: Iterable[Book], today: date) -> list[Homework]:
    """What is to be done now: the homework of each discipline's last lesson, the newest first."""
    found: list[Homework] = []
    for book in books:
        last = next((day for day in reversed(book.days) if day.date <= today and day.topic), None)
        if last is not None and last.homework and last.homework.casefold().strip(" .") != NOTHING_SET:
            found.append(Homework(book.journal, last.date, last.homework, last.lesson_id))
    return sorted(found, key=lambda one: one.set_on, reverse=True)


def recent(book: Book) -> list[Result]:
    """The latest marks and absences of a book, the newest last."""
    return [result for day in book.days for result in results_of(day)][-RECENT:]


def results_of(day: Day) -> list[Result]:
    """Everything short there is of a day."""
    found = [Result(day.date, mark.text, _(mark.kind.facts.title)) for mark in day.marks]
    if day.absence:
        found.insert(0, Result(day.date, day.absence, absence_in_words(day)))
    return found


def absence_in_words(day: Day) -> str:
    """«отсутствие: болезнь» or «опоздание»."""
    if day.absence == "оп":
        text: str = _("опоздание")
    elif day.reason in REASONS:
        text = _("отсутствие: %(reason)s", reason=_(REASONS[day.reason]))
    else:
        text = _("отсутствие")
    return text


def final_in_words(final: Final) -> str:
    """The terms of an «н/а», and how it was made good; nothing for a plain mark (4.2.3)."""
    if not final.was_not_assessed:
        return ""
    facts = {"reason": final.reason, "deadline": _day(final.deadline), "form": final.form}
    text: str = _("не аттестован: %(reason)s. Сдать до %(deadline)s, форма: %(form)s (п. 4.2.3)", **facts)
    if final.resolved_on is not None:
        facts |= {"day": _day(final.resolved_on), "basis": final.basis}
        text = _("было н/а: %(reason)s, срок до %(deadline)s; сдано %(day)s, %(basis)s", **facts)
    return text


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else "—"
