"""Filling a lesson: topic, homework, who was absent (3.13.1), on its day or late (4.1.1), by the КТП (4.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoints import place_checkpoints
from journal.conflicts import Conflict
from journal.coverage import covering, is_only_substitute
from journal.writing import TAKES_PLACE, begin_writing, require_open
from models import AuditEntry, Lesson, LessonState, PlanItem, ThematicPlan
from regulation.kinds import DisciplineKind, LessonKind
from regulation.plans import check_off_plan
from regulation.refusal import N_, Caution, Refusal
from regulation.topics import check_homework, check_remark, check_topic

TEXTS = ("topic", "homework")


@dataclass(frozen=True)
class _Texts:
    """What a person wants the lesson to say."""

    topic: str
    homework: str
    plan_item_id: int | None
    off_plan_reason: str


def fill_lesson(
    acting: Acting,
    lesson: Lesson,
    *,
    topic: str,
    homework: str,
    version: int,
    plan_item_id: int | None = None,
    off_plan_reason: str = "",
) -> Lesson:
    """Write topic and homework; with the topic the lesson counts as conducted.

    An empty homework means «not yet», an empty topic is taken only while there is none. `version` is the lesson's as
    the person saw it. The same texts again change nothing. Raises E_FUTURE, E_CLOSED, E_TOPIC_*, E_PLAN_REASON when
    the topic is not in the КТП, E_PLAN for a line of another plan, Conflict.
    """
    begin_writing(acting, lesson.journal, lesson)
    wanted = _read(acting, lesson, topic, homework, plan_item_id, off_plan_reason)
    if (wanted.topic, wanted.homework) == (lesson.topic, lesson.homework):
        return lesson
    verdict = require_open(acting, lesson)
    _require_version(acting.session, lesson, version, wanted)
    if wanted.topic != lesson.topic:
        lesson.plan_item_id, lesson.off_plan_reason = _place_in_plan(acting, lesson, wanted)
        lesson.topic = wanted.topic
    lesson.homework = wanted.homework
    if lesson.topic and lesson.state is LessonState.PLANNED:
        lesson.state = LessonState.CONDUCTED
        lesson.teacher_id = acting.user_id
        by_direction = covering(acting, lesson) if is_only_substitute(acting) else None
        lesson.substitution_id = by_direction.id if by_direction else None
        lesson.topic_at = acting.now
        lesson.late_days = verdict.late_days
    note_filled(acting, lesson)
    acting.session.flush()
    if place_checkpoints(acting, lesson.journal):
        acting.session.info["columns_changed"] = True  # for the answer to the page: see `changes`
    return lesson


def confirm_absences(acting: Acting, lesson: Lesson) -> Lesson:
    """Everyone not marked absent was there; «отсутствующих нет» counts. Raises E_FUTURE, E_CLOSED."""
    begin_writing(acting, lesson.journal, lesson)
    if lesson.absence_confirmed:
        return lesson
    require_open(acting, lesson)
    lesson.absence_confirmed = True
    note_filled(acting, lesson)
    acting.session.flush()
    return lesson


def is_filled(lesson: Lesson) -> bool:
    """Topic, absence where it is kept, homework or «Не задано» where the kind requires it (3.13.1)."""
    return has_everything(lesson.kind, lesson.topic, lesson.homework, lesson.absence_confirmed)


def has_everything(kind: LessonKind, topic: str, homework: str, absence_confirmed: bool) -> bool:
    """Whether a lesson of the kind is filled with these (3.13.1)."""
    facts = kind.facts
    return bool(
        topic and (absence_confirmed or not facts.in_attendance) and (homework or not facts.homework_required)
    )


def note_filled(acting: Acting, lesson: Lesson) -> None:
    """Remember the moment the lesson first became filled, and how late that was (4.1.1)."""
    if lesson.filled_at is None and is_filled(lesson):
        lesson.filled_at = acting.now
        lesson.late_days = max(0, (acting.today - lesson.date).days)


def lesson_cautions(lesson: Lesson) -> list[Caution]:
    """What oversight sees of the lesson: a topic outside the КТП (W_PLAN), filled late (W_LATE)."""
    cautions: list[Caution] = []
    if lesson.off_plan_reason:
        cautions.append(
            Caution("W_PLAN", "4.1.3", N_("Темы нет в КТП: %(reason)s."), {"reason": lesson.off_plan_reason})
        )
    if lesson.late_days:
        cautions.append(
            Caution("W_LATE", "4.1.1", N_("Внесено с опозданием %(days)s дн."), {"days": lesson.late_days})
        )
    return cautions


def shown_lesson(lesson: Lesson) -> dict[str, Any]:
    """The lesson's texts and version as a page compares them."""
    return {"topic": lesson.topic, "homework": lesson.homework, "version": lesson.version}


def _read(
    acting: Acting, lesson: Lesson, topic: str, homework: str, plan_item_id: int | None, reason: str
) -> _Texts:
    terms = acting.rules.latin_terms
    keeps_topic = (
        topic.strip() == lesson.topic
    )  # an unchanged topic is not judged again, nor is a missing one
    return _Texts(
        topic=lesson.topic if keeps_topic else check_topic(topic, terms),
        homework=check_homework(homework, terms) if homework.strip() else "",
        plan_item_id=plan_item_id,
        off_plan_reason=check_remark(reason, terms) if reason.strip() else "",
    )


def _require_version(session: Session, lesson: Lesson, version: int, wanted: _Texts) -> None:
    """Raise Conflict when somebody changed topic or homework after the version the person saw."""
    behind = lesson.version - version
    if behind == 0:
        return
    changes = session.scalars(
        select(AuditEntry.new)
        .where(AuditEntry.entity == "lesson", AuditEntry.entity_id == lesson.id)
        .order_by(AuditEntry.id.desc())
        .limit(max(behind, 0))
    )
    if behind < 0 or any(name in (new or {}) for new in changes for name in TEXTS):
        current = {"value": lesson.topic, **shown_lesson(lesson)}
        raise Conflict(current, {"topic": wanted.topic, "homework": wanted.homework})


def _place_in_plan(acting: Acting, lesson: Lesson, wanted: _Texts) -> tuple[int | None, str]:
    """The line of the КТП the topic belongs to and the reason when it is not there (4.1.3).

    A practice by profile follows its schedule of consultations and visits: no topic of it is off the plan.
    """
    if lesson.journal.discipline.kind is DisciplineKind.PROFESSIONAL_PRACTICE:
        return None, ""
    lines = _plan_lines(acting.session, lesson)
    if lesson.kind is LessonKind.CONSULTATION and not any(item.kind is lesson.kind for item, _held in lines):
        return (
            None,
            "",
        )  # consultations follow a schedule of their own unless the КТП has lines for them (4.1.5)
    ahead = [item for item, held in lines if held < max(item.hours, 1)]
    chosen = next((item for item, _held in lines if item.id == wanted.plan_item_id), None)
    if wanted.plan_item_id is not None and chosen is None:
        raise Refusal(
            "E_PLAN",
            "4.1.3",
            N_("Такой строки в КТП этого журнала нет: план изменили. Обновите страницу и выберите тему."),
        )
    if not lines:
        return None, ""
    candidates = [chosen, *ahead] if chosen in ahead else ahead
    found = next(
        (item for item in candidates if item and not check_off_plan(wanted.topic, [item.topic], "?")), None
    )
    if found is not None:
        return found.id, ""
    # Compared with no topic at all, an exhausted plan would find nothing to object to.
    check_off_plan(wanted.topic, [item.topic for item in ahead] or [""], wanted.off_plan_reason)
    return (chosen.id if chosen else None), wanted.off_plan_reason


def _plan_lines(session: Session, lesson: Lesson) -> list[tuple[PlanItem, int]]:
    """Lessons of the journal's КТП in order, with the hours other lessons already held by each."""
    held = (
        select(Lesson.plan_item_id, func.sum(Lesson.hours).label("hours"))
        .where(
            Lesson.journal_id == lesson.journal_id,
            Lesson.id != lesson.id,
            Lesson.topic != "",
            Lesson.state.in_(TAKES_PLACE),
        )
        .group_by(Lesson.plan_item_id)
        .subquery()
    )
    rows = session.execute(
        select(PlanItem, func.coalesce(held.c.hours, 0))
        .join(ThematicPlan, PlanItem.plan_id == ThematicPlan.id)
        .outerjoin(held, held.c.plan_item_id == PlanItem.id)
        .where(ThematicPlan.journal_id == lesson.journal_id, PlanItem.is_section.is_(False))
        .order_by(PlanItem.position)
    )
    return [(item, int(hours)) for item, hours in rows]
