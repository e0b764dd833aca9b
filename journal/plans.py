"""Operations on the КТП of a journal: import, edit, approve, shift dates, offer the next topic (4.1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from journal.acting import Acting
from journal.checkpoints import place_checkpoints
from journal.plan_rows import CheckedRow, PlanRow, check_rows
from models import Journal, Lesson, LessonState, PlanItem, PlanState, ThematicPlan
from regulation.refusal import N_, Refusal

FIELDS = ("topic", "hours", "kind", "planned_on", "homework", "means", "literature", "control_form", "note")


def plan_of(acting: Acting, journal: Journal) -> ThematicPlan:
    """The journal's plan with its items; a new empty draft when there is none yet."""
    plan = acting.session.scalar(
        select(ThematicPlan)
        .where(ThematicPlan.journal_id == journal.id)
        .options(selectinload(ThematicPlan.items))
    )
    if plan is None:
        plan = ThematicPlan(journal_id=journal.id)
        acting.session.add(plan)
        acting.session.flush()
    return plan


def import_plan(
    acting: Acting, journal: Journal, rows: Sequence[PlanRow], source_name: str
) -> list[CheckedRow]:
    """Replace the draft's lines by these rows, all of them or none.

    Lessons already held keep their own topic; they are tied to the new line with the same topic, if there is one.
    Returns the checked rows; when any has errors nothing is changed. Raises E_CLOSED for an approved plan.
    """
    plan = plan_of(acting, journal)
    require_draft(plan)
    checked = check_rows(list(rows), journal.term, acting.rules.latin_terms)
    if not checked or any(row.errors for row in checked):
        return checked
    lessons = _lessons_by_topic(acting, plan)
    for item in list(plan.items):
        plan.items.remove(item)
        acting.session.delete(item)
    acting.session.flush()
    for position, row in enumerate(checked, start=1):
        plan.items.append(_item(row, position))
    plan.source_name, plan.imported_at = source_name[:300], acting.now
    acting.session.flush()
    for item in plan.items:
        waiting = lessons.get(_key(item.topic))
        if waiting and not item.is_section:
            waiting.pop(0).plan_item_id = item.id
    _settle(acting, plan)
    return checked


def _lessons_by_topic(acting: Acting, plan: ThematicPlan) -> dict[str, list[Lesson]]:
    found: dict[str, list[Lesson]] = {}
    for lesson in acting.session.scalars(
        select(Lesson)
        .where(Lesson.journal_id == plan.journal_id, Lesson.topic != "")
        .order_by(Lesson.date, Lesson.pair)
    ):
        found.setdefault(_key(lesson.topic), []).append(lesson)
        lesson.plan_item_id = None
    acting.session.flush()
    return found


def _key(topic: str) -> str:
    return topic.casefold().replace("ё", "е").strip(" .")


def _item(row: CheckedRow, position: int) -> PlanItem:
    source = row.row
    return PlanItem(
        position=position, is_section=source.is_section, topic=row.topic, hours=row.hours, kind=row.kind,
        planned_on=row.planned_on, homework=row.homework, means=source.means[:500], literature=source.literature[:500],
        control_form=source.control_form[:500], note=source.note[:500],
    )  # fmt: skip


def put_item(
    acting: Acting, plan: ThematicPlan, row: PlanRow, *, item: PlanItem | None, after: int
) -> PlanItem:
    """Change a line or add one after position `after`. Raises the first error of the row, E_CLOSED when approved."""
    require_draft(plan)
    journal = acting.session.get_one(Journal, plan.journal_id)
    checked = check_rows([row], journal.term, acting.rules.latin_terms)[0]
    for refusal in checked.errors.values():
        raise refusal
    if item is None:
        _make_room(acting, plan, after)
        item = _item(checked, after + 1)
        plan.items.insert(after, item)
    else:
        fresh = _item(checked, item.position)
        item.is_section = row.is_section
        for name in FIELDS:
            setattr(item, name, getattr(fresh, name))
    _settle(acting, plan)
    return item


def _make_room(acting: Acting, plan: ThematicPlan, after: int) -> None:
    # From the last one down, so that no two lines ever hold one position.
    for moved in sorted(plan.items, key=lambda line: -line.position):
        if moved.position > after:
            moved.position += 1
            acting.session.flush()


def remove_item(acting: Acting, plan: ThematicPlan, item: PlanItem) -> None:
    """Take a line out of a draft. Raises E_PLAN_USED when a lesson was held by it."""
    require_draft(plan)
    used = acting.session.scalar(
        select(func.count()).select_from(Lesson).where(Lesson.plan_item_id == item.id)
    )
    if used:
        raise Refusal(
            "E_PLAN_USED", "4.1.3", N_("По строке «%(topic)s» уже проведено занятие: она остаётся в плане. Измените её, если нужно."),
            topic=item.topic,
        )  # fmt: skip
    position = item.position
    plan.items.remove(item)
    acting.session.delete(item)
    acting.session.flush()
    for moved in sorted(plan.items, key=lambda line: line.position):
        if moved.position > position:
            moved.position -= 1
            acting.session.flush()
    _settle(acting, plan)


def approve_plan(acting: Acting, plan: ThematicPlan, considered: str = "") -> None:
    """Approve the plan («УТВЕРЖДАЮ»); from now on its lines are fixed. Raises E_PLAN_EMPTY."""
    require_draft(plan)
    if not any(not item.is_section for item in plan.items):
        raise Refusal(
            "E_PLAN_EMPTY",
            "4.1.3",
            N_("В плане нет ни одного занятия: сначала загрузите или впишите его строки."),
        )
    plan.state, plan.approved_at, plan.approved_by_id = PlanState.APPROVED, acting.now, acting.user_id
    plan.considered = considered[:300]
    acting.session.flush()


def reopen_plan(acting: Acting, plan: ThematicPlan) -> None:
    """Return an approved plan to its teacher for changes."""
    plan.state, plan.approved_at, plan.approved_by_id = PlanState.DRAFT, None, None
    acting.session.flush()


def shift_dates(acting: Acting, plan: ThematicPlan, first: PlanItem, days: int) -> int:
    """Move the dates of `first` and every dated line after it by `days`; returns how many moved.

    Raises E_DATE when a date would leave the study period: nothing is moved then.
    """
    require_draft(plan)
    journal = acting.session.get_one(Journal, plan.journal_id)
    moved = [item for item in plan.items if item.position >= first.position and item.planned_on]
    for item in moved:
        day = (item.planned_on or first.planned_on or journal.term.starts_on) + timedelta(days=days)
        if not journal.term.starts_on <= day <= journal.term.ends_on:
            raise Refusal(
                "E_DATE", "4.1.3", N_("Строка %(number)d ушла бы на %(day)s — за пределы учебного периода. Сдвиньте меньше."),
                number=item.position, day=day.strftime("%d.%m.%Y"),
            )  # fmt: skip
    for item in moved:
        assert item.planned_on is not None
        item.planned_on += timedelta(days=days)
    _settle(acting, plan)
    return len(moved)


def _settle(acting: Acting, plan: ThematicPlan) -> None:
    """The plan says which lesson is the month's last one ahead: МИУД follows it (3.13.2)."""
    acting.session.flush()
    place_checkpoints(acting, acting.session.get_one(Journal, plan.journal_id))


def require_draft(plan: ThematicPlan) -> None:
    """Raise E_CLOSED when the plan is approved."""
    if plan.state is PlanState.APPROVED:
        raise Refusal(
            "E_CLOSED",
            "4.1.3",
            N_(
                "План утверждён. Чтобы изменить его, попросите заместителя директора вернуть план на доработку."
            ),
        )


@dataclass(frozen=True)
class PlanLineView:
    """A line of the plan and the lesson held by it. `number` counts the lessons, 0 for a section."""

    item: PlanItem
    number: int
    held_on: date | None
    held_hours: int


def plan_lines(acting: Acting, plan: ThematicPlan) -> list[PlanLineView]:
    """The plan with what was held: one query for all lessons."""
    held = {
        item_id: (day, hours)
        for item_id, day, hours in acting.session.execute(
            select(Lesson.plan_item_id, func.min(Lesson.date), func.sum(Lesson.hours))
            .where(
                Lesson.journal_id == plan.journal_id,
                Lesson.plan_item_id.is_not(None),
                Lesson.state == LessonState.CONDUCTED,
            )
            .group_by(Lesson.plan_item_id)
        )
    }
    lines: list[PlanLineView] = []
    number = 0
    for item in plan.items:
        number += 0 if item.is_section else 1
        day, hours = held.get(item.id, (None, 0))
        lines.append(PlanLineView(item, 0 if item.is_section else number, day, int(hours or 0)))
    return lines


def offered_items(acting: Acting, journal: Journal, limit: int = 200) -> list[PlanItem]:
    """The lessons of the plan not held yet, in plan order: the first is offered as the next topic (4.1.3)."""
    used = select(Lesson.plan_item_id).where(
        Lesson.journal_id == journal.id,
        Lesson.plan_item_id.is_not(None),
        Lesson.state.in_([LessonState.PLANNED, LessonState.CONDUCTED]),
        Lesson.topic != "",
    )
    return list(
        acting.session.scalars(
            select(PlanItem)
            .join(ThematicPlan)
            .where(
                ThematicPlan.journal_id == journal.id,
                PlanItem.is_section.is_(False),
                PlanItem.id.not_in(used),
            )
            .order_by(PlanItem.position)
            .limit(limit)
        )
    )
