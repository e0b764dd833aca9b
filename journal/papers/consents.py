"""F-27 the consent form, the list of consents handed on (3.11.1), F-24 the register of access, F-28 the slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from journal.access_issuing import Slip
from journal.acting import Acting
from journal.consent_lists import group_names_on
from journal.consents import student_name
from journal.papers.office import OfficePaper, office_heading
from models import Consent, ConsentTransfer, Credential, Membership, Student
from regulation.consents import Purpose, is_adult
from regulation.days import local_date
from regulation.names import short_name


@dataclass(frozen=True)
class Form27:
    """One person's form: of a minor the representative signs, of age the student. Nothing is ticked in advance."""

    student: str
    group: str
    born: date | None
    is_adult: bool
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class FormsPaper(OfficePaper):
    """F-27 for these students, a sheet each."""

    forms: tuple[Form27, ...]


@dataclass(frozen=True)
class TransferRow:
    """A consent handed on."""

    student: str
    group: str
    giver: str
    relation: str
    given_on: date | None
    purposes: str


@dataclass(frozen=True)
class TransferPaper(OfficePaper):
    """What the deputy handed on, by group."""

    number: int
    dated: date
    signed_by: str
    rows: tuple[TransferRow, ...]


@dataclass(frozen=True)
class RegisterRow:
    """A line of F-24."""

    person: str
    role: str
    student: str
    login: str
    issued_on: date
    method: str
    received_on: date | None
    note: str


@dataclass(frozen=True)
class RegisterPaper(OfficePaper):
    """F-24 from–to."""

    first: date
    last: date
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True)
class SlipsPaper(OfficePaper):
    """F-28: codes in the clear; made, sent and gone."""

    address: str
    good_until: date
    slips: tuple[Slip, ...]
    groups: dict[int, str]


def forms_of(acting: Acting, student_ids: Sequence[int]) -> FormsPaper:
    """F-27 of these students, by name."""
    students = acting.session.scalars(
        select(Student).where(Student.id.in_(student_ids)).order_by(Student.sort_key, Student.id)
    ).all()
    groups = group_names_on(acting.session, [one.id for one in students], acting.today)
    return FormsPaper(
        office_heading(acting.session, acting.today),
        tuple(
            Form27(
                student_name(one), groups.get(one.id, ""), one.birth_date, is_adult(one.birth_date, acting.today),
                tuple(purpose.caption for purpose in Purpose),
            )
            for one in students
        ),
    )  # fmt: skip


def transfer_of(acting: Acting, transfer_id: int) -> TransferPaper:
    """A list that was handed on."""
    made = acting.session.get_one(ConsentTransfer, transfer_id)
    consents = sorted(made.consents, key=lambda one: one.student.sort_key)
    dated = local_date(made.at, acting.zone)
    groups = group_names_on(acting.session, [one.student_id for one in consents], dated)
    rows = [
        TransferRow(
            student_name(one.student), groups.get(one.student_id, ""), one.giver_name,
            one.relation.caption if one.relation else "", one.given_on,
            ", ".join(SHORT[purpose] for purpose in Purpose if purpose in {p.purpose for p in one.purposes}),
        )
        for one in consents
    ]  # fmt: skip
    by = made.by
    return TransferPaper(
        office_heading(acting.session, dated), made.id, dated,
        f"{short_name('', by.given_name, by.patronymic)} {by.family_name}".strip() or by.display_name,
        tuple(sorted(rows, key=lambda row: row.group)),
    )  # fmt: skip


def register_of(
    acting: Acting, first: date, last: date, groups: Sequence[int] | None = None
) -> RegisterPaper:
    """F-24 of the days, for the groups only when they are named."""
    wanted = select(Credential).where(Credential.issued_on.between(first, last))
    if groups is not None:
        wanted = wanted.where(
            Credential.student_id.in_(select(Membership.student_id).where(Membership.group_id.in_(groups)))
        )
    rows = acting.session.scalars(wanted.order_by(Credential.issued_on, Credential.id)).all()
    return RegisterPaper(
        office_heading(acting.session, last), first, last,
        tuple(
            RegisterRow(
                one.person_name, one.role, student_name(one.student) if one.student else "", one.login, one.issued_on,
                METHODS[one.method.value], one.received_on,
                "доступ закрыт" if one.revoked_at else "повторно" if one.is_again else "",
            )
            for one in rows
        ),
    )  # fmt: skip


def slips_of(acting: Acting, slips: Sequence[Slip], address: str, good_until: date) -> SlipsPaper:
    """F-28 of these codes."""
    by_consent = acting.session.execute(
        select(Consent.id, Consent.student_id).where(Consent.id.in_([slip.consent_id for slip in slips]))
    ).all()
    groups = group_names_on(acting.session, [student for _, student in by_consent], acting.today)
    return SlipsPaper(
        office_heading(acting.session, acting.today), address, good_until, tuple(slips),
        {consent: groups.get(student, "") for consent, student in by_consent},
    )  # fmt: skip


METHODS = {"slip": "одноразовый код на листке", "lms": "вход через LMS"}
SHORT = {
    Purpose.JOURNAL: "ведение журнала", Purpose.ACCESS: "доступ к дневнику", Purpose.NOTICES: "извещения на странице",
    Purpose.EMAIL: "извещения по e-mail",
}  # fmt: skip
