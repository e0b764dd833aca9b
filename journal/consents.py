"""Consents: asked for, given on paper or on the parent's page, handed on, withdrawn (3.11.1, 3.12.1, 152-ФЗ art. 9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from journal.acting import Acting
from journal.auditing import record
from journal.guardianship import stands
from journal.local_accounts import account_of, switch_off
from models import (
    AccountState,
    Consent,
    ConsentHow,
    ConsentPurpose,
    ConsentState,
    ConsentTransfer,
    Credential,
    Guardian,
    Student,
    User,
)
from models.consent import STANDING
from regulation.consents import (
    CLAUSE,
    Purpose,
    Relation,
    check_given_on,
    check_giver,
    check_purposes,
    is_adult,
)
from regulation.names import full_name, search_key
from regulation.refusal import N_, Refusal

LIVE_STATES = (ConsentState.REQUESTED, *STANDING)


@dataclass(frozen=True)
class Given:
    """A consent as it stands on the form: who, what they are to the student, for what, when."""

    giver_name: str
    relation: Relation
    purposes: Collection[Purpose]
    given_on: date
    how: ConsentHow = ConsentHow.PAPER
    expires_on: date | None = None
    user: User | None = None


def request_consents(acting: Acting, students: Sequence[Student]) -> int:
    """The forms were handed out to these students; who has a live consent already is passed over. Returns how many."""
    asked = set(
        acting.session.scalars(
            select(Consent.student_id).where(
                Consent.student_id.in_([one.id for one in students]), Consent.state.in_(LIVE_STATES)
            )
        )
    )
    new = [student for student in students if student.id not in asked]
    for student in new:
        acting.session.add(
            Consent(student=student, state=ConsentState.REQUESTED, requested_at=acting.now, giver_name="", giver_key="")
        )  # fmt: skip
    acting.session.flush()
    return len(new)


def give_consent(acting: Acting, student: Student, given: Given) -> Consent:
    """Record a consent. Raises E_CONSENT_* when the date, the giver or the purposes do not fit, or it is there already."""
    name = _giver_name(student, given)
    check_given_on(given.given_on, acting.today)
    if not (given.relation is not Relation.SELF and has_own_consent(acting, student)):
        check_giver(given.relation, student.birth_date, given.given_on)
    check_purposes(given.purposes)
    if given.expires_on is not None and given.expires_on < max(given.given_on, acting.today):
        raise Refusal(
            "E_CONSENT_DATE",
            CLAUSE,
            N_("Срок действия согласия уже прошёл. Проверьте его или оставьте пустым."),
        )
    consent = _slot(acting, student, name)
    consent.giver_name, consent.giver_key, consent.relation = name, search_key(name), given.relation
    consent.user = given.user
    consent.state, consent.given_on, consent.given_how = ConsentState.GIVEN, given.given_on, given.how
    consent.recorded_at, consent.recorded_by_id = acting.now, acting.user_id
    consent.expires_on = given.expires_on
    acting.session.add(consent)
    acting.session.flush()
    for purpose in sorted(set(given.purposes)):
        consent.purposes.append(ConsentPurpose(purpose=purpose, given_at=acting.now))
    acting.session.flush()
    if given.user is not None and Purpose.ACCESS in given.purposes:
        _reopen(acting, given.user, student)
    return consent


def transfer_consents(acting: Acting, consents: Sequence[Consent]) -> ConsentTransfer:
    """The deputy hands consents on to the content administrator, by a list (3.11.1). Raises E_CONSENT_STATE."""
    if not consents:
        raise Refusal(
            "E_CONSENT_STATE", "3.11.1", N_("Не отмечено ни одного согласия. Отметьте те, что передаёте.")
        )
    for consent in consents:
        if consent.state is not ConsentState.GIVEN:
            raise Refusal(
                "E_CONSENT_STATE", "3.11.1",
                N_("Согласие по %(name)s нельзя передать: оно не получено или уже передано. Обновите страницу."),
                name=student_name(consent.student),
            )  # fmt: skip
    made = ConsentTransfer(at=acting.now, by_id=acting.user_id)
    acting.session.add(made)
    for consent in consents:
        consent.state, consent.transfer = ConsentState.TRANSFERRED, made
    acting.session.flush()
    return made


def withdraw_consent(acting: Acting, consent: Consent, why: str) -> None:
    """The consent is taken back: whoever looked in by it sees nothing from this moment on (152-ФЗ art. 9 p. 2)."""
    if consent.state not in LIVE_STATES:
        raise Refusal(
            "E_CONSENT_STATE", CLAUSE, N_("Это согласие уже отозвано или истекло. Обновите страницу.")
        )
    if consent.state is ConsentState.REQUESTED:
        consent.giver_name, consent.giver_key = consent.giver_name or "—", ""
    consent.state, consent.withdrawn_at, consent.withdrawn_why = ConsentState.WITHDRAWN, acting.now, why[:500]
    acting.session.flush()
    for tie in _ties(acting, consent):
        tie.stopped_at = acting.now
        acting.session.flush()
        _close_account(acting, tie.user_id)
    for issued in acting.session.scalars(
        select(Credential).where(Credential.consent_id == consent.id, Credential.revoked_at.is_(None))
    ):
        issued.revoked_at = acting.now
    acting.session.flush()


def withdraw_purpose(acting: Acting, consent: Consent, purpose: Purpose) -> None:
    """One purpose is taken back; without the journal itself or the access nothing of the consent is left."""
    if consent.state not in STANDING or purpose not in consent.agreed:
        raise Refusal("E_CONSENT_STATE", CLAUSE, N_("С этой целью согласия сейчас нет. Обновите страницу."))
    rest = consent.agreed - {purpose}
    is_access = purpose in (Purpose.JOURNAL, Purpose.ACCESS) and consent.relation is not Relation.SELF
    if is_access or purpose is Purpose.JOURNAL or not rest:
        withdraw_consent(acting, consent, "отозвано целиком вместе с этой целью")
        return
    for one in consent.purposes:
        if one.purpose is purpose:
            one.withdrawn_at = acting.now
    acting.session.flush()


def expire_consents(acting: Acting) -> int:
    """Consents whose date passed: the state says so and local accounts close. Run daily. Returns how many."""
    over = acting.session.scalars(
        select(Consent).where(Consent.state.in_(STANDING), Consent.expires_on < acting.today)
    ).all()
    for consent in over:
        consent.state = ConsentState.EXPIRED
        acting.session.flush()
        for tie in _ties(acting, consent):
            tie.stopped_at = acting.now
            acting.session.flush()
            _close_account(acting, tie.user_id)
    return len(over)


def has_own_consent(acting: Acting, student: Student) -> bool:
    """Whether the student, of age, agreed that representatives look in."""
    if not is_adult(student.birth_date, acting.today):
        return False
    return (
        acting.session.scalar(
            select(Consent.id)
            .join(ConsentPurpose)
            .where(
                Consent.student_id == student.id, Consent.relation == Relation.SELF, stands(acting.today),
                ConsentPurpose.purpose == Purpose.ACCESS, ConsentPurpose.withdrawn_at.is_(None),
            )
            .limit(1)
        )
        is not None
    )  # fmt: skip


def consents_of(acting: Acting, student_id: int) -> Sequence[Consent]:
    """Every consent about the student, the newest first."""
    return acting.session.scalars(
        select(Consent).where(Consent.student_id == student_id).order_by(Consent.id.desc())
    ).all()


def student_name(student: Student) -> str:
    """The full name."""
    return full_name(student.family_name, student.given_name, student.patronymic)


def _giver_name(student: Student, given: Given) -> str:
    if given.relation is Relation.SELF:
        return student_name(student)[:200]
    name = " ".join(given.giver_name.split())[:200]
    if len(name.split()) < 2 or not any(letter.isalpha() for letter in name):
        raise Refusal(
            "E_CONSENT_GIVER", CLAUSE,
            N_("Впишите фамилию, имя и отчество того, кто дал согласие, как на бланке."),
        )  # fmt: skip
    return name


def _slot(acting: Acting, student: Student, name: str) -> Consent:
    """The requested consent waiting for its giver, or a new one. Raises E_CONSENT_TWICE."""
    live = acting.session.scalars(
        select(Consent)
        .where(Consent.student_id == student.id, Consent.state.in_(LIVE_STATES))
        .order_by(Consent.id)
    ).all()
    if any(one.giver_key == search_key(name) and one.state in STANDING for one in live):
        raise Refusal(
            "E_CONSENT_TWICE", CLAUSE,
            N_("Согласие этого человека уже записано: %(name)s. Чтобы записать новое, сначала отметьте отзыв прежнего."),
            name=name,
        )  # fmt: skip
    waiting = next((one for one in live if one.state is ConsentState.REQUESTED), None)
    return waiting or Consent(student=student, requested_at=None)


def _ties(acting: Acting, consent: Consent) -> Sequence[Guardian]:
    """The parent's ties that rest on this consent: by it, or of the same person."""
    wanted = Guardian.consent_id == consent.id
    if consent.user_id is not None:
        wanted = wanted | (
            (Guardian.user_id == consent.user_id) & (Guardian.student_id == consent.student_id)
        )
    return acting.session.scalars(select(Guardian).where(wanted, Guardian.stopped_at.is_(None))).all()


def _close_account(acting: Acting, user_id: int) -> None:
    """A local account without any child left is switched off at once, and its sessions end."""
    left = acting.session.scalar(
        select(Guardian.id)
        .where(Guardian.user_id == user_id, Guardian.until.is_(None), Guardian.stopped_at.is_(None))
        .limit(1)
    )
    account = account_of(acting.session, user_id)
    if account is not None and left is None and account.state is not AccountState.OFF:
        switch_off(acting, account, "согласие отозвано")
        record(acting, "access_off", "local_account", account.id)


def _reopen(acting: Acting, user: User, student: Student) -> None:
    """A parent linked by the LMS consents again: the tie shows the child again."""
    for tie in acting.session.scalars(
        select(Guardian).where(Guardian.user_id == user.id, Guardian.student_id == student.id)
    ):
        tie.stopped_at = None
    acting.session.flush()
