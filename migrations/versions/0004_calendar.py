"""The calendar's days and the bells."""

from alembic import op
import sqlalchemy as sa


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bell',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('pair', sa.SmallInteger(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.CheckConstraint('ends > starts', name=op.f('ck_bell_interval')),
    sa.CheckConstraint('pair BETWEEN 1 AND 12', name=op.f('ck_bell_pair')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bell')),
    sa.UniqueConstraint('valid_from', 'pair', name=op.f('uq_bell_valid_from_pair'))
    )
    op.create_table('calendar_day',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day')),
    sa.UniqueConstraint('day', name=op.f('uq_calendar_day_day'))
    )


def downgrade() -> None:
    op.drop_table('calendar_day')
    op.drop_table('bell')
