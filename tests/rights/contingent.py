"""What the addresses of the contingent name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import Movement, MovementKind, Order, OrderKind, Representative, StudentMerge
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def contingent_places(scene: Scene) -> dict[str, object]:
    """A group, a movement, a representative of the first student."""
    session, student = scene.session, scene.students[0]
    order = make.put(
        session,
        Order(
            kind=OrderKind.MOVEMENT, number="21-с", dated=make.FIRST_DAY, title="О зачислении", registered_at=make.EARLY
        ),
    )  # fmt: skip
    movement = make.put(
        session,
        Movement(
            student_id=student.id, kind=MovementKind.ADMISSION, to_group_id=scene.journal.group_id,
            effective_on=make.FIRST_DAY, order=order, due_on=make.FIRST_DAY, entered_at=make.EARLY,
        ),
    )  # fmt: skip
    parent = make.put(
        session,
        Representative(student_id=student.id, kinship="мать", family_name="Абрамова", created_at=make.EARLY),
    )
    double = make.student(session, "Двойникова")
    merge = make.put(
        session,
        StudentMerge(
            kept_id=student.id,
            gone_id=double.id,
            reason="одна и та же",
            merged_at=make.EARLY,
            moved={"rows": {}, "removed": {}, "stretched": {}, "filled": {}},
        ),
    )
    account = make.user(session, "Ничейная", registration=scene.registration)
    return {
        "account_id": account.id,
        "merge_id": merge.id,
        "specialty_id": make.specialty(session, "00.00.01").id,
        "group_id": scene.journal.group_id,
        "movement_id": movement.id,
        "representative_id": parent.id,
    }
