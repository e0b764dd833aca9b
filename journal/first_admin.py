"""The first system administrator: an administrator of the LMS with a one-time code from the server's shell (3.1).

Both halves are needed: the launch says who is there, the code that they are trusted by whoever runs the server. It
works only while nobody holds the office.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select, update

from journal.acting import Acting
from journal.appointments import Appointment
from journal.auditing import record
from journal.grants import grant_by_order
from journal.holders import is_held
from journal.orders import check_particulars, require_order
from models import AdminCode, Grant, Office, OrderKind
from regulation.refusal import N_, Refusal

GOOD_FOR = timedelta(hours=24)
MOST_FAILURES = 5  # wrong tries after which the codes given out are void
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
PARTS, PART = 4, 4


def make_code(acting: Acting) -> str:
    """A new code, shown once; earlier ones are void. Raises E_CLOSED while somebody is system administrator."""
    _require_nobody(acting)
    acting.session.execute(
        update(AdminCode)
        .where(AdminCode.used_at.is_(None), AdminCode.expires_at > acting.now)
        .values(expires_at=acting.now)
    )
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(PART)) for _ in range(PARTS))
    made = AdminCode(
        code_hash=_hash(code), created_at=acting.now, expires_at=acting.now + GOOD_FOR, failures=0
    )
    acting.session.add(made)
    acting.session.flush()
    record(acting, "created", "admin_code", made.id)
    return code


def is_offered(acting: Acting) -> bool:
    """Whether the acting person may become the first one by a code: an LMS administrator, and nobody in office."""
    user = acting.user
    return user is not None and user.is_lms_admin and not is_held(acting, Office.SYSTEM_ADMIN)


def claim_office(acting: Acting, code: str, number: str, dated: date | None) -> Grant | None:
    """The office by the code and the order of appointment; None for a wrong code, which is counted and audited.

    Raises E_CLOSED when the way is not open, E_ORDER for a bad order: the code stays good then.
    """
    user = acting.user
    if user is None or not user.is_lms_admin:
        raise Refusal("E_CLOSED", "3.1", N_("Код принимают только от администратора LMS."))
    _require_nobody(acting)
    number, dated = check_particulars(acting, number, dated, "3.1")
    if not _use(acting, code):
        record(acting, "wrong_code", "admin_code")
        return None
    title = f"О назначении: {user.display_name}"
    order = require_order(acting, number, dated, "3.1", OrderKind.APPOINTMENT, title)
    grant = grant_by_order(acting, Appointment(user, Office.SYSTEM_ADMIN, acting.today), order)
    record(acting, "used", "admin_code", grant=grant.id)
    return grant


def _use(acting: Acting, code: str) -> bool:
    """Use the code up; a wrong one counts against every code that is still good."""
    good = (
        AdminCode.used_at.is_(None),
        AdminCode.expires_at > acting.now,
        AdminCode.failures < MOST_FAILURES,
    )
    session = acting.session
    found = session.scalar(select(AdminCode.id).where(AdminCode.code_hash == _hash(code), *good))
    if found is None:
        session.execute(update(AdminCode).where(*good).values(failures=AdminCode.failures + 1))
        return False
    used = session.execute(
        update(AdminCode)
        .where(AdminCode.id == found, *good)
        .values(used_at=acting.now, used_by_id=acting.user_id)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _require_nobody(acting: Acting) -> None:
    if is_held(acting, Office.SYSTEM_ADMIN):
        raise Refusal(
            "E_CLOSED",
            "3.1",
            N_(
                "Системный администратор журнала уже назначен. Следующего назначает администратор контента приказом."
            ),
        )


def _hash(code: str) -> str:
    """Case and dashes do not matter: people copy by hand."""
    letters = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return sha256(letters.encode()).hexdigest()
