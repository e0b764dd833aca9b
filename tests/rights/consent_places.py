"""A consent handed on with its list, an issue of access, an alert: what addresses of consents and sessions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import (
    Consent,
    ConsentHow,
    ConsentPurpose,
    ConsentState,
    ConsentTransfer,
    Credential,
    IssueMethod,
    SessionAlert,
)
from regulation.consents import Purpose, Relation
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def consent_places(scene: Scene) -> dict[str, object]:
    """Of the first student; the parent comes by the LMS, so that issuing prints nothing."""
    session, student = scene.session, scene.students[0]
    staff = scene.staff("Передаева")
    learner = make.account(session, scene.students[2], registration=scene.registration)
    transfer = make.put(session, ConsentTransfer(at=make.EARLY, by_id=staff.id))
    consent = make.put(
        session,
        Consent(
            student_id=student.id, giver_name="Родителева Вера Ильинична", giver_key="родителева вера ильинична",
            relation=Relation.MOTHER, state=ConsentState.TRANSFERRED, given_on=make.FIRST_DAY, given_how=ConsentHow.PAPER,
            recorded_at=make.EARLY, transfer=transfer, user_id=learner.id,
        ),
    )  # fmt: skip
    make.put(session, ConsentPurpose(consent=consent, purpose=Purpose.JOURNAL, given_at=make.EARLY))
    issued = make.put(
        session,
        Credential(
            person_name="Родителева Вера Ильинична", person_key="родителева вера ильинична", role="родитель",
            student_id=student.id, consent_id=consent.id, method=IssueMethod.LMS, issued_on=make.FIRST_DAY, issued_at=make.EARLY,
        ),
    )  # fmt: skip
    alert = make.put(
        session,
        SessionAlert(
            staff_id=staff.id, learner_id=learner.id, staff_seen_at=make.EARLY, learner_seen_at=make.EARLY, at=make.EARLY
        ),
    )  # fmt: skip
    return {
        "consent_id": consent.id, "transfer_id": transfer.id, "credential_id": issued.id, "alert_id": alert.id,
        "group_id": scene.journal.group_id,
    }  # fmt: skip
