"""The directory of specialties: added, renamed by a successor, archived; old prints keep old names (3.8.6)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import Specialty, StudyGroup
from regulation.refusal import N_, Refusal

_CLAUSE = "3.8.6"


def specialty_on(session: Session, specialty: Specialty | None, day: date) -> Specialty | None:
    """The name of a specialty that counted on the day: the successor from the day it replaced this one."""
    seen = set()
    while (
        specialty is not None
        and specialty.replaced_by_id is not None
        and specialty.replaced_on is not None
        and specialty.replaced_on <= day
        and specialty.id not in seen
    ):
        seen.add(specialty.id)
        specialty = session.get(Specialty, specialty.replaced_by_id)
    return specialty


def family_of(session: Session, specialty_id: int) -> list[int]:
    """The ids of a specialty and of everything it was called before: what a list filtered by it shows."""
    before: dict[int, list[int]] = {}
    for old_id, new_id in session.execute(
        select(Specialty.id, Specialty.replaced_by_id).where(Specialty.replaced_by_id.is_not(None))
    ):
        before.setdefault(new_id or 0, []).append(old_id)
    found, waiting = [], [specialty_id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.append(one)
            waiting += before.get(one, [])
    return found


def add_specialty(acting: Acting, code: str, name: str, qualification: str = "") -> Specialty:
    """A new line of the directory. Raises E_SPECIALTY for an empty, too long or repeated one."""
    code, name, qualification = (" ".join(text.split()) for text in (code, name, qualification))
    _check(acting.session, code, name, qualification)
    made = Specialty(code=code, name=name, qualification=qualification, created_at=acting.now)
    acting.session.add(made)
    acting.session.flush()
    return made


def rename_specialty(
    acting: Acting, specialty: Specialty, code: str, name: str, qualification: str, since: date
) -> Specialty:
    """Give a specialty another name from the day on. A used one stays, archived, and a new one follows it.

    Groups need no change: what is dated before `since` prints the old name, everything after it the new one.
    Raises E_SPECIALTY, E_CLOSED for an archived one.
    """
    code, name, qualification = (" ".join(text.split()) for text in (code, name, qualification))
    if specialty.is_archived:
        raise Refusal(
            "E_CLOSED", _CLAUSE, N_("Эта запись в архиве: она нужна старым документам и не меняется.")
        )
    if (code, name) == (specialty.code, specialty.name):
        specialty.qualification = qualification[:200]
        acting.session.flush()
        return specialty
    _check(acting.session, code, name, qualification)
    if not _is_used(acting.session, specialty):
        specialty.code, specialty.name, specialty.qualification = code, name, qualification
        acting.session.flush()
        return specialty
    made = add_specialty(acting, code, name, qualification)
    specialty.is_archived, specialty.replaced_by_id, specialty.replaced_on = True, made.id, since
    acting.session.flush()
    return made


def archive_specialty(acting: Acting, specialty: Specialty) -> None:
    """Take a specialty out of the choices; groups that have it keep it. One followed by another stays archived."""
    specialty.is_archived = True
    acting.session.flush()


def restore_specialty(acting: Acting, specialty: Specialty) -> None:
    """Put an archived specialty back into the choices. Raises E_CLOSED for one that another name followed."""
    if specialty.replaced_by_id is not None:
        raise Refusal("E_CLOSED", _CLAUSE, N_("Эту запись сменила другая: верните в работу её."))
    _check(acting.session, specialty.code, specialty.name, specialty.qualification)
    specialty.is_archived = False
    acting.session.flush()


def specialties_in_force(session: Session) -> list[Specialty]:
    """What may be chosen, by code."""
    return list(
        session.scalars(
            select(Specialty).where(~Specialty.is_archived).order_by(Specialty.code, Specialty.key)
        )
    )


def _is_used(session: Session, specialty: Specialty) -> bool:
    by_group = select(StudyGroup.id).where(StudyGroup.specialty_id == specialty.id).limit(1)
    by_older = select(Specialty.id).where(Specialty.replaced_by_id == specialty.id).limit(1)
    return session.scalar(by_group) is not None or session.scalar(by_older) is not None


def _check(session: Session, code: str, name: str, qualification: str) -> None:
    if not code or len(code) > 20:
        raise Refusal(
            "E_SPECIALTY",
            _CLAUSE,
            N_("Укажите код специальности, например «38.02.01», не длиннее 20 знаков."),
        )
    if not name or len(name) > 200 or len(qualification) > 200:
        raise Refusal(
            "E_SPECIALTY",
            _CLAUSE,
            N_("Укажите название специальности; название и квалификация — до 200 знаков."),
        )
    same = select(Specialty.id).where(Specialty.code == code, Specialty.name == name, ~Specialty.is_archived)
    if session.scalar(same) is not None:
        raise Refusal("E_SPECIALTY", _CLAUSE, N_("Такая специальность уже есть в справочнике."))
