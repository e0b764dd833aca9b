"""What is still missing, so that a form can only be printed as a draft (3.8.5): lines of a list, without a full stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from journal.acting import Acting
from journal.final_cells import final_text
from journal.memberships import Member
from models import FinalMark, FinalScope, Journal, Lesson, LessonState
from regulation.names import short_name
from regulation.refusal import N_, Caution

Finals = Mapping[tuple[int, FinalScope], FinalMark]

_CODE = "W_DRAFT"
_CLAUSE = "3.8.5"


def spread_blanks(
    acting: Acting, journal: Journal, lessons: Sequence[Lesson], members: Sequence[Member], finals: Finals
) -> tuple[Caution, ...]:
    """Lessons not filled or still to come, finals not given."""
    past = [item for item in lessons if item.date <= acting.today or item.state is LessonState.CONDUCTED]
    ahead = [item.date for item in lessons if item.date > acting.today and item.state is LessonState.PLANNED]
    blanks = [
        _on_days(N_("не внесены темы занятий: %(days)s"), [item.date for item in past if not item.topic]),
        _on_days(
            N_("не отмечены отсутствующие на занятиях: %(days)s"),
            [
                item.date
                for item in past
                if item.topic and item.kind.facts.in_attendance and not item.absence_confirmed
            ],
        ),
        _on_days(
            N_("не записано домашнее задание к занятиям: %(days)s"),
            [item.date for item in past if item.topic and item.kind.facts.homework_required and not item.homework],
        ),
        _on_days(N_("занятия ещё впереди: %(days)s"), ahead),
        final_blanks(acting, journal, members, finals, FinalScope.TERM),
    ]
    if journal.has_study_final:
        blanks.append(final_blanks(acting, journal, members, finals, FinalScope.STUDY))
    return tuple(found for found in blanks if found)


def final_blanks(
    acting: Acting,
    journal: Journal,
    members: Sequence[Member],
    finals: Finals,
    scope: FinalScope,
    *,
    names_discipline: bool = False,
) -> Caution | None:
    """Who is in the list at the end of the period (today, before that) and has no final.

    `names_discipline`: the form holds several disciplines, so the sentence says which one.
    """
    day = min(acting.today, journal.term.ends_on)
    listed = [member for member in members if member.is_in(day)]
    blank = [member for member in listed if not final_text(finals.get((member.student.id, scope)))]
    if not blank:
        return None
    template = {
        FinalScope.TERM: N_("%(where)sне выставлены итоговые отметки за %(term)s семестр %(year)s: %(names)s"),
        FinalScope.STUDY: N_("%(where)sне выставлены итоговые отметки за весь период обучения: %(names)s"),
    }[scope]
    everyone = f"весь список, {len(blank)} чел."
    facts = {
        "where": f"{journal.discipline.title}: " if names_discipline else "",
        "names": everyone if len(blank) == len(listed) else ", ".join(member_name(member) for member in blank),
        "term": journal.term.number,
        "year": journal.term.academic_year,
    }
    return Caution(_CODE, _CLAUSE, template, facts)


def checkpoint_blank(title: str, names: Sequence[str]) -> Caution | None:
    """Who has no МИУД in a discipline."""
    if not names:
        return None
    return Caution(
        _CODE, _CLAUSE, N_("%(title)s: нет МИУД у обучающихся %(names)s"), {"title": title, "names": ", ".join(names)}
    )


def checkpoint_not_due(title: str) -> Caution:
    """The month of a discipline is still running."""
    return Caution(_CODE, _CLAUSE, N_("%(title)s: месяц ещё не окончен, МИУД впереди"), {"title": title})


def sheet_blank(names: Sequence[str]) -> Caution:
    """The sheet is not closed; who has no result yet."""
    if names:
        return Caution(
            _CODE, "4.2.5", N_("ведомость не закрыта, нет результата: %(names)s"), {"names": ", ".join(names)}
        )
    return Caution(_CODE, "4.2.5", N_("ведомость заполнена, но не закрыта"))


def member_name(member: Member) -> str:
    """«Алиев Р. Э. оглы»."""
    student = member.student
    return short_name(student.family_name, student.given_name, student.patronymic)


def _on_days(template: str, days: Sequence[date]) -> Caution | None:
    if not days:
        return None
    return Caution(_CODE, _CLAUSE, template, {"days": ", ".join(day.strftime("%d.%m.%Y") for day in sorted(set(days)))})
