"""Access for parents: who has a consent given and handed on, and gets a login and a one-time code (3.8.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import contains_eager

from journal.acting import Acting
from journal.consents import student_name
from journal.guardianship import stands
from journal.local_accounts import (
    account_of,
    code_again,
    free_login,
    local_person,
    open_account,
)  # fmt: skip
from journal.passwords import hash_secret, new_code, read_code
from models import (
    AccountState,
    Consent,
    ConsentPurpose,
    ConsentState,
    Credential,
    Guardian,
    IssueMethod,
    LocalAccount,
    Student,
)
from regulation.consents import Purpose, Relation
from regulation.names import search_key
from regulation.refusal import N_, Refusal

PARENT = "родитель (законный представитель)"


@dataclass(frozen=True)
class Slip:
    """What is printed on one slip, once: the code is in memory only, the hash is what is kept."""

    consent_id: int
    account_id: int | None
    person: str
    student: str
    login: str
    code: str
    code_hash: str


def waiting_for_access(acting: Acting) -> Sequence[Consent]:
    """Consents handed on, with access agreed to, without any access yet; by the student's name."""
    return acting.session.scalars(
        select(Consent)
        .join(Consent.student)
        .options(contains_eager(Consent.student))
        .where(*_waiting(acting.today))
        .order_by(Student.sort_key, Consent.id)
    ).all()


def count_waiting(acting: Acting) -> int:
    """How many wait for access."""
    return (
        acting.session.scalar(select(func.count()).select_from(Consent).where(*_waiting(acting.today))) or 0
    )


def _waiting(today: date) -> tuple[ColumnElement[bool], ...]:
    agreed = exists().where(
        ConsentPurpose.consent_id == Consent.id, ConsentPurpose.purpose == Purpose.ACCESS,
        ConsentPurpose.withdrawn_at.is_(None),
    )  # fmt: skip
    return Consent.state == ConsentState.TRANSFERRED, Consent.relation != Relation.SELF, agreed, stands(today)


def check_issue(acting: Acting, consent: Consent) -> None:
    """Access rests on a consent given and handed on. Raises E_CONSENT."""
    ready = {ConsentState.TRANSFERRED, ConsentState.ISSUED}
    is_over = consent.expires_on is not None and consent.expires_on < acting.today
    if consent.state not in ready or Purpose.ACCESS not in consent.agreed or is_over:
        raise Refusal(
            "E_CONSENT", "3.8.2",
            N_("Доступ по %(name)s не выдаётся: согласия на него нет или заместитель директора его ещё не передал."),
            name=student_name(consent.student),
        )  # fmt: skip


def prepare_slips(acting: Acting, consents: Sequence[Consent]) -> list[Slip]:
    """Codes for these consents, not hashed yet; nothing is recorded."""
    taken: set[str] = set()
    slips: list[Slip] = []
    for consent in consents:
        check_issue(acting, consent)
        account = account_of(acting.session, consent.user_id) if consent.user_id else None
        if consent.user_id is not None and (account is None or _joins(consent, account)):
            continue  # comes by the LMS, or has a login for another child: nothing to print
        code = new_code()
        slips.append(
            Slip(
                consent.id, account.id if account else None, consent.giver_name, student_name(consent.student),
                account.login if account else free_login(acting.session, taken), code, "",
            )
        )  # fmt: skip
    return slips


def seal(slips: Sequence[Slip]) -> list[Slip]:
    """The slips with what is kept of their codes; some 50 ms each, so outside of any transaction."""
    return [replace(slip, code_hash=hash_secret(read_code(slip.code) or "")) for slip in slips]


def _joins(consent: Consent, account: LocalAccount) -> bool:
    """Another child is added to a login that is in use."""
    return consent.state is ConsentState.TRANSFERRED and account.state is AccountState.ACTIVE


def issue_access(acting: Acting, consents: Sequence[Consent], slips: Sequence[Slip]) -> None:
    """Record what the slips say: accounts, ties to the children, the register; checked again as it is recorded."""
    by_consent = {slip.consent_id: slip for slip in slips}
    for consent in consents:
        check_issue(acting, consent)
        slip = by_consent.get(consent.id)
        _issue(acting, consent, slip)
    acting.session.flush()


def _issue(acting: Acting, consent: Consent, slip: Slip | None) -> None:
    is_again = consent.state is ConsentState.ISSUED
    if slip is not None:
        account = _account(acting, consent, slip)
        consent.user_id = account.user_id
    kept = account_of(acting.session, consent.user_id) if consent.user_id else None
    _tie(acting, consent)
    consent.state, consent.issued_at = ConsentState.ISSUED, acting.now
    acting.session.add(
        Credential(
            user_id=consent.user_id, person_name=consent.giver_name, person_key=search_key(consent.giver_name), role=PARENT,
            student_id=consent.student_id, consent_id=consent.id, login=kept.login if kept else "",
            method=IssueMethod.SLIP if kept else IssueMethod.LMS, is_again=is_again, issued_on=acting.today,
            issued_at=acting.now, issued_by_id=acting.user_id,
        )
    )  # fmt: skip
    acting.session.flush()


def _account(acting: Acting, consent: Consent, slip: Slip) -> LocalAccount:
    if slip.account_id is not None:
        account = acting.session.get_one(LocalAccount, slip.account_id)
        code_again(acting, account, slip.code_hash)
        return account
    if consent.user_id is not None:
        raise Refusal(
            "E_CONFLICT", "3.8.2", N_("Доступ тем временем уже выдал другой сотрудник. Обновите страницу.")
        )
    return open_account(acting, local_person(acting, consent.giver_name), slip.login, slip.code_hash)


def _tie(acting: Acting, consent: Consent) -> None:
    tie = acting.session.scalar(
        select(Guardian).where(Guardian.user_id == consent.user_id, Guardian.student_id == consent.student_id)
    )
    if tie is None:
        tie = Guardian(
            user_id=consent.user_id, student_id=consent.student_id, source="consent", since=acting.now
        )
        acting.session.add(tie)
    tie.stopped_at = None
    if tie.source == "consent":
        tie.until, tie.consent_id = None, consent.id
    acting.session.flush()


def note_receipt(acting: Acting, issued: Credential, received_on: date) -> None:
    """The person signed for the slip. Raises E_CONSENT_DATE for a day before the issue or to come."""
    if not issued.issued_on <= received_on <= acting.today:
        raise Refusal(
            "E_CONSENT_DATE", "3.8.2",
            N_("Расписка датируется днём выдачи или позже, не завтрашним числом. Проверьте дату."),
        )  # fmt: skip
    issued.received_on = received_on
