"""The register of undertakings not to disclose personal data, and who has not signed yet (6.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from journal.acting import Acting
from journal.texts import clean_text, required_text
from models import Grant, JournalTeacher, Undertaking, User
from regulation.refusal import N_, Refusal

OLDEST = date(1990, 1, 1)


def record_undertaking(acting: Acting, person: User, number: str, signed_on: date) -> Undertaking:
    """Enter a signed paper. Raises E_STAFF for a learner, E_TEXT, E_DATE, E_SAME for a second one or a taken number."""
    if not person.is_staff:
        raise Refusal(
            "E_STAFF", "6.1", N_("Обязательство подписывают сотрудники, у обучающихся и родителей его нет.")
        )
    number = clean_text(number).removeprefix("№").strip()
    if not number or len(number) > 60:
        raise Refusal("E_TEXT", "6.1", N_("Укажите номер обязательства, не длиннее 60 знаков."))
    if not OLDEST <= signed_on <= acting.today:
        raise Refusal("E_DATE", "6.1", N_("Дата подписания ещё не наступила или невозможна."))
    standing = select(Undertaking).where(
        Undertaking.annulled_at.is_(None), or_(Undertaking.user_id == person.id, Undertaking.number == number)
    )
    for found in acting.session.scalars(standing):
        if found.user_id == person.id:
            raise Refusal(
                "E_SAME",
                "6.1",
                N_("Обязательство № %(number)s уже учтено у этого человека."),
                number=found.number,
            )
        raise Refusal("E_SAME", "6.1", N_("Номер %(number)s уже занят в реестре."), number=number)
    made = Undertaking(
        user_id=person.id,
        number=number,
        signed_on=signed_on,
        recorded_at=acting.now,
        recorded_by_id=acting.user_id,
    )
    acting.session.add(made)
    acting.session.flush()
    return made


def annul_undertaking(acting: Acting, undertaking: Undertaking, reason: str) -> None:
    """Entered by mistake, or withdrawn. Raises E_CLOSED when annulled already, E_TEXT without a reason."""
    if undertaking.annulled_at is not None:
        raise Refusal("E_CLOSED", "6.1", N_("Эта запись уже аннулирована."))
    undertaking.annulled_reason = required_text(
        reason, 500, "6.1", N_("Укажите причину аннулирования, не длиннее 500 знаков.")
    )
    undertaking.annulled_at = acting.now
    acting.session.flush()


def lacks_undertaking(day: date) -> ColumnElement[bool]:
    """The condition on `User`: holds an office or teaches on the day and has signed nothing."""
    holds = exists().where(
        Grant.user_id == User.id, Grant.revoked_at.is_(None), Grant.starts_on <= day,
        or_(Grant.ends_on.is_(None), Grant.ends_on >= day),
    )  # fmt: skip
    teaches = exists().where(
        JournalTeacher.user_id == User.id, JournalTeacher.starts_on <= day,
        or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= day),
    )  # fmt: skip
    signed = exists().where(Undertaking.user_id == User.id, Undertaking.annulled_at.is_(None))
    return and_(User.is_staff.is_(True), or_(holds, teaches), ~signed)
