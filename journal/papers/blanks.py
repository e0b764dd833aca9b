"""What is still missing, so that a form can only be printed as a draft (3.8.5): lines of a list, without a full stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from journal.acting import Acting
from journal.final_cells import final_text
from journal.group_finals import SummaryColumn
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
            [
                item.date
                for item in past
                if item.topic and item.kind.facts.homework_required and not item.homework
            ],
        ),
        _on_days(N_("занятия ещё впереди: %(days)s"), ahead),
        own_blank(acting, journal, members, finals, FinalScope.TERM),
    ]
    if journal.has_study_final:
        blanks.append(own_blank(acting, journal, members, finals, FinalScope.STUDY))
    return tuple(found for found in blanks if found)


def own_blank(
    acting: Acting, journal: Journal, members: Sequence[Member], finals: Finals, scope: FinalScope
) -> Caution | None:
    """Who is in the list at the end of the period (today, before that) and has no final of this journal."""
    day = min(acting.today, journal.term.ends_on)
    listed = [member for member in members if member.is_in(day)]
    names = [
        member_name(member) for member in listed if not final_text(finals.get((member.student.id, scope)))
    ]
    column = SummaryColumn(journal.discipline, journal.term, scope)
    return finals_blank(column, names, len(listed), names_discipline=False) if names else None


def finals_blank(
    column: SummaryColumn, names: Sequence[str], listed: int, *, names_discipline: bool
) -> Caution:
    """Who of so many `listed` has no final; the discipline is named when the form holds several."""
    template = {
        FinalScope.TERM: N_(
            "%(where)sне выставлены итоговые отметки за %(term)s семестр %(year)s: %(names)s"
        ),
        FinalScope.STUDY: N_("%(where)sне выставлены итоговые отметки за весь период обучения: %(names)s"),
        FinalScope.EXAM: N_("%(where)sне внесены результаты экзамена: %(names)s"),
    }[column.scope]
    facts = {
        "where": f"{column.discipline.title}: " if names_discipline else "",
        "names": _listed(names, listed),
        "term": column.term.number,
        "year": column.term.academic_year,
    }
    return Caution(_CODE, _CLAUSE, template, facts)


def checkpoint_blank(title: str, names: Sequence[str]) -> Caution:
    """Who has no МИУД in a discipline."""
    facts = {"title": title, "names": ", ".join(names)}
    return Caution(_CODE, _CLAUSE, N_("%(title)s: нет МИУД у обучающихся %(names)s"), facts)


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


def _listed(names: Sequence[str], listed: int) -> str:
    return f"весь список, {listed} чел." if len(names) == listed > 1 else ", ".join(names)


def _on_days(template: str, days: Sequence[date]) -> Caution | None:
    if not days:
        return None
    return Caution(
        _CODE, _CLAUSE, template, {"days": ", ".join(day.strftime("%d.%m.%Y") for day in sorted(set(days)))}
    )
