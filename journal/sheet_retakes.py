"""Retakes: sheets of their own for those whose last result is not positive (4.2.5, F-16)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import ExamSheet, SheetEntry
from regulation.refusal import N_, Refusal
from regulation.sheets import COMMISSION_SUFFIX, INDIVIDUAL_SUFFIX, Outcome, SheetState, retake_suffix

CLAUSE = "4.2.5"
NOT_POSITIVE = (Outcome.UNSATISFACTORY, Outcome.ABSENT, Outcome.BARRED, Outcome.NOT_PASSED)
DONE = (SheetState.CLOSED, SheetState.CORRECTED)
MOST = 9  # retakes of one kind


class RetakeKind(StrEnum):
    """Пересдача («-П1»), комиссия («-К»), индивидуально («-И»)."""

    REPEAT = "repeat"
    COMMISSION = "commission"
    INDIVIDUAL = "individual"

    @property
    def suffix(self) -> str:
        """What a draft of the kind carries until it is numbered."""
        return {"repeat": "-П", "commission": COMMISSION_SUFFIX, "individual": INDIVIDUAL_SUFFIX}[self.value]

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind in words."""
        return {"repeat": "пересдача", "commission": "с комиссией", "individual": "индивидуально"}[self.value]


def root_of(session: Session, sheet: ExamSheet) -> ExamSheet:
    """The sheet whose number the retakes carry. Raises E_CLOSED unless it is closed."""
    root = session.get_one(ExamSheet, sheet.retake_of_id) if sheet.retake_of_id else sheet
    if root.state not in DONE:
        raise Refusal(
            "E_CLOSED", CLAUSE, N_("Пересдача открывается после закрытия ведомости: сначала закройте её.")
        )
    return root


def retakes_of(session: Session, root: ExamSheet) -> list[ExamSheet]:
    """The retakes of a sheet in the order they were begun."""
    return list(
        session.scalars(select(ExamSheet).where(ExamSheet.retake_of_id == root.id).order_by(ExamSheet.id))
    )


def those_who_need(session: Session, root: ExamSheet) -> set[int]:
    """Students whose last result in the sheet and its closed retakes is not positive."""
    rows = session.execute(
        select(SheetEntry.student_id, SheetEntry.outcome)
        .join(ExamSheet, SheetEntry.sheet_id == ExamSheet.id)
        .where(or_(ExamSheet.id == root.id, ExamSheet.retake_of_id == root.id), ExamSheet.state.in_(DONE))
        .order_by(ExamSheet.closed_at, ExamSheet.id)
    )
    last: dict[int, Outcome | None] = {}
    for student_id, outcome in rows:
        last[student_id] = outcome
    return {student_id for student_id, outcome in last.items() if outcome in NOT_POSITIVE}


def check_retake(session: Session, root: ExamSheet, kind: RetakeKind) -> None:
    """Somebody needs it, and the commission is the last attempt (4.2.3). Raises E_SHEET_RETAKE."""
    if not those_who_need(session, root):
        raise Refusal(
            "E_SHEET_RETAKE",
            CLAUSE,
            N_("Пересдавать некому: по ведомости № %(number)s у всех есть положительный результат."),
            number=root.number,
        )
    has_commission = any(
        sheet.suffix.startswith(COMMISSION_SUFFIX) and sheet.state is not SheetState.ANNULLED
        for sheet in retakes_of(session, root)
    )
    if kind is RetakeKind.COMMISSION and has_commission:
        raise Refusal(
            "E_SHEET_RETAKE",
            "4.2.3",
            N_("Комиссия по этой ведомости уже назначена: попыток две, вторая — с комиссией."),
        )


def numbered_suffix(session: Session, root: ExamSheet, bare: str) -> str:
    """The suffix a retake gets at its opening: «-П1», «-П2»; «-К», «-И», then «-И2». Raises E_SHEET_RETAKE."""
    taken = {sheet.suffix for sheet in retakes_of(session, root) if sheet.number is not None}
    if bare == RetakeKind.REPEAT.suffix:
        names = [retake_suffix(number) for number in range(1, MOST + 1)]
    else:
        names = [bare, *(f"{bare}{number}" for number in range(2, MOST + 1))]
    free = [name for name in names if name not in taken]
    if not free:
        raise Refusal("E_SHEET_RETAKE", CLAUSE, N_("Пересдач по этой ведомости больше не предусмотрено."))
    return free[0]


def last_sheet_of(session: Session, sheet: ExamSheet, student_id: int) -> int | None:
    """The id of the closed sheet, the root or a retake, that speaks last of the student."""
    root_id = sheet.retake_of_id or sheet.id
    return session.scalar(
        select(ExamSheet.id)
        .join(SheetEntry, SheetEntry.sheet_id == ExamSheet.id)
        .where(
            or_(ExamSheet.id == root_id, ExamSheet.retake_of_id == root_id),
            ExamSheet.state.in_(DONE),
            SheetEntry.student_id == student_id,
        )
        .order_by(ExamSheet.closed_at.desc(), ExamSheet.id.desc())
        .limit(1)
    )
