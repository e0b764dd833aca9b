"""The start-of-year file of the contingent: cards, admission by one order, groups; all rows or none, undo (3.9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from journal.acting import Acting
from journal.contingent_rows import Meaning, read_day, understand
from journal.contingent_undo import undo_contingent
from journal.imports import FileRow, ImportColumn, ImportKind, ImportOption, Trace, Verdict
from journal.movement_rules import CLAUSE, TITLES, Draft, check_draft
from journal.movements import due_of
from journal.orders import check_particulars, find_order, require_order
from journal.people import link_students
from journal.places import in_parts
from journal.rights import Thing
from models import Membership, Movement, MovementKind, Order, OrderKind, Student, User
from regulation.calendar import academic_year_of, first_year_of
from regulation.names import sort_key
from regulation.refusal import N_, Refusal

ORDER_TITLE = "О зачислении и распределении по группам"


def check(acting: Acting, rows: Sequence[FileRow], options: Mapping[str, str]) -> list[Verdict]:
    """A verdict per row; a bad order stands at the first row."""
    starts_on = read_day(options.get("starts_on", ""))
    meanings = understand(acting, rows, starts_on)
    if meanings:
        meanings[0].problems += _order_problems(acting, options, starts_on)
    return [meaning.verdict() for meaning in meanings]


def _order_problems(acting: Acting, options: Mapping[str, str], starts_on: date | None) -> list[str]:
    if starts_on is None:
        return ["не указано, с какого дня зачислены: вернитесь и заполните поле над файлом"]
    try:
        number, dated = check_particulars(
            acting, options.get("order_number", ""), read_day(options.get("order_date", "")), CLAUSE
        )
        found = find_order(acting.session, number, dated)
        if found is not None and found.withdrawn_at is not None:
            return [f"приказ {found.name} снят с учёта"]
        order = found or Order(number=number, dated=dated)
        check_draft(Draft(MovementKind.ADMISSION, starts_on, order))
    except Refusal as refusal:
        return [refusal.message]
    return []


def apply(acting: Acting, rows: Sequence[FileRow], options: Mapping[str, str]) -> list[Trace]:
    """Make and correct the cards, enter the admissions, tie the LMS accounts of the same numbers."""
    starts_on = read_day(options.get("starts_on", ""))
    assert starts_on is not None
    order = require_order(
        acting, options.get("order_number", ""), read_day(options.get("order_date", "")), CLAUSE,
        OrderKind.MOVEMENT, ORDER_TITLE,
    )  # fmt: skip
    meanings = understand(acting, rows, starts_on)
    traces: list[Trace] = [_write_card(acting, meaning) for meaning in meanings]
    acting.session.flush()
    for meaning, trace in zip(meanings, traces, strict=True):
        assert meaning.student is not None
        trace["student"] = meaning.student.id
    _admit(acting, meanings, traces, Draft(MovementKind.ADMISSION, starts_on, order))
    _tie(acting, meanings, traces)
    return traces


def _write_card(acting: Acting, meaning: Meaning) -> Trace:
    trace: Trace = {}
    if meaning.student is None:
        meaning.student = Student(**meaning.values, created_at=acting.now)
        trace["created"] = True
        acting.session.add(meaning.student)
    else:
        changed = meaning.changes()
        for key, (_old, new) in changed.items():
            setattr(meaning.student, key, new)
        trace["changed"] = {key: _plain(old) for key, (old, _new) in changed.items()}
    card = meaning.student
    card.sort_key = sort_key(card.family_name, card.given_name, card.patronymic)
    return trace


def _admit(acting: Acting, meanings: Sequence[Meaning], traces: Sequence[Trace], draft: Draft) -> None:
    """One movement for each who is admitted, and the interval in the group if there is one."""
    due_on, late_days = due_of(acting, draft.order)
    basis = f"{TITLES[draft.kind]}, приказ {draft.order.name}"
    made: list[tuple[Trace, Movement, Membership | None]] = []
    for meaning, trace in zip(meanings, traces, strict=True):
        if not meaning.admits or meaning.student is None:
            continue
        movement = Movement(
            student_id=meaning.student.id, kind=draft.kind, to_group_id=meaning.group.id if meaning.group else None,
            effective_on=draft.effective_on, order_id=draft.order.id, due_on=due_on, late_days=late_days,
            entered_at=acting.now, entered_by_id=acting.user_id, trace=[],
        )  # fmt: skip
        membership = (
            Membership(
                group_id=meaning.group.id,
                student_id=meaning.student.id,
                starts_on=draft.effective_on,
                basis=basis,
            )
            if meaning.group
            else None
        )
        made.append((trace, movement, membership))
    acting.session.add_all([membership for _trace, _movement, membership in made if membership is not None])
    acting.session.flush()
    for _trace, movement, membership in made:
        movement.trace = [["begun", membership.id]] if membership is not None else []
    acting.session.add_all([movement for _trace, movement, _membership in made])
    acting.session.flush()
    for trace, movement, _membership in made:
        trace["movement"] = movement.id


def _tie(acting: Acting, meanings: Sequence[Meaning], traces: Sequence[Trace]) -> None:
    """The LMS accounts waiting for these numbers."""
    numbers = sorted({str(meaning.values["college_number"]) for meaning in meanings} - {""})
    by_student = {trace["student"]: trace for trace in traces}
    for part in in_parts(numbers):
        loose = list(
            acting.session.scalars(
                select(User).where(User.college_number.in_(part), User.student_id.is_(None), ~User.is_staff)
            )
        )
        link_students(acting, loose)
        acting.session.flush()
        for user in loose:
            if user.student_id in by_student:
                by_student[user.student_id].setdefault("tied", []).append(user.id)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _first_day(acting: Acting) -> str:
    return f"01.09.{first_year_of(academic_year_of(acting.today))}"


CONTINGENT = ImportKind(
    key="contingent",
    title=N_("Контингент на начало года"),
    clause="3.9.1",
    thing=Thing.CONTINGENT,
    columns=(
        ImportColumn("family_name", ("Фамилия", "family"), is_required=True, example="Ёжиков"),
        ImportColumn("given_name", ("Имя",), example="Семён"),
        ImportColumn("patronymic", ("Отчество",), example="Львович"),
        ImportColumn("birth_date", ("Дата рождения", "Родился"), example="14.02.2007"),
        ImportColumn(
            "record_book", ("Зачётная книжка", "№ зачётной книжки", "Номер зачётной книжки"), example="25-001",
            hint=N_("нужна зачётная книжка или номер колледжа"),
        ),
        ImportColumn(
            "college_number", ("Номер колледжа", "Номер", "lms_id", "idnumber"), example="st001",
            hint=N_("тот же, что в LMS: по нему находится учётная запись"),
        ),
        ImportColumn(
            "group", ("Группа", "Учебная группа"), example="БУ-25-1", hint=N_("пусто — зачислен, но ещё не распределён")
        ),
    ),
    check=check,
    apply=apply,
    undo=undo_contingent,
    explanation=N_(
        "Список приёмной комиссии на начало года. Карточки находятся по номеру колледжа или зачётной книжке, "
        "остальные создаются; все строки зачисляются одним приказом."
    ),
    options=(
        ImportOption("order_number", N_("Приказ о зачислении №")),
        ImportOption("order_date", N_("от (дд.мм.гггг)"), default=lambda acting: f"{acting.today:%d.%m.%Y}"),
        ImportOption("starts_on", N_("Зачислены с (дд.мм.гггг)"), default=_first_day),
    ),
    done_endpoint="students.index",
)  # fmt: skip
