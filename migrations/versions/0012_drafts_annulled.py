"""A draft of an examination sheet may be annulled: it never had a number."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = "(state = 'draft') = (number IS NULL)"
AFTER = "(state <> 'draft' OR number IS NULL) AND (state IN ('draft', 'annulled') OR number IS NOT NULL)"


def demand(condition: str) -> None:
    """What the number of a sheet in each state is."""
    with op.batch_alter_table("exam_sheet") as batch_op:
        batch_op.drop_constraint(op.f("ck_exam_sheet_number_from_opening"), type_="check")
        batch_op.create_check_constraint(op.f("ck_exam_sheet_number_from_opening"), condition)


def upgrade() -> None:
    demand(AFTER)


def downgrade() -> None:
    demand(BEFORE)
