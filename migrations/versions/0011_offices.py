"""Offices and rules wait for the director; function lists are acknowledged; the first administrator comes by a code."""

from alembic import op
import sqlalchemy as sa


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('admin_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(used_at IS NULL) = (used_by_id IS NULL)', name=op.f('ck_admin_code_used')),
    sa.CheckConstraint('failures >= 0', name=op.f('ck_admin_code_failures')),
    sa.ForeignKeyConstraint(['used_by_id'], ['user.id'], name=op.f('fk_admin_code_used_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admin_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_admin_code_code_hash'))
    )
    op.create_table('function_mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('office', sa.String(length=32), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('edition >= 1', name=op.f('ck_function_mark_edition')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_function_mark_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_function_mark')),
    sa.UniqueConstraint('user_id', 'office', 'edition', name=op.f('uq_function_mark_user_id_office_edition'))
    )
    op.create_table('rule_proposal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('value', sa.String(length=500), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('refusal', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL)', name=op.f('ck_rule_proposal_decided')),
    sa.CheckConstraint('length(refusal) = 0 OR decided_at IS NOT NULL', name=op.f('ck_rule_proposal_refused')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_rule_proposal_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_rule_proposal_order_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['user.id'], name=op.f('fk_rule_proposal_proposed_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_proposal'))
    )
    with op.batch_alter_table('rule_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_proposal_decided_at'), ['decided_at'], unique=False)

    op.create_table('grant_proposal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('office', sa.Enum('system_admin', 'content_admin', 'secretary', 'dispatcher', 'deputy', 'director', 'curator', name='office', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('refusal', sa.String(length=500), nullable=False),
    sa.Column('grant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL)', name=op.f('ck_grant_proposal_decided')),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_grant_proposal_interval')),
    sa.CheckConstraint('grant_id IS NULL OR (decided_at IS NOT NULL AND length(refusal) = 0)', name=op.f('ck_grant_proposal_granted')),
    sa.CheckConstraint('group_id IS NULL OR journal_id IS NULL', name=op.f('ck_grant_proposal_scope')),
    sa.CheckConstraint('length(refusal) = 0 OR decided_at IS NOT NULL', name=op.f('ck_grant_proposal_refused')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_grant_proposal_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['grant_id'], ['grant.id'], name=op.f('fk_grant_proposal_grant_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_grant_proposal_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_grant_proposal_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_grant_proposal_order_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['user.id'], name=op.f('fk_grant_proposal_proposed_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_grant_proposal_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_proposal'))
    )
    with op.batch_alter_table('grant_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grant_proposal_decided_at'), ['decided_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_grant_proposal_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revoked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('revoke_reason', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('revoke_order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index('uq_grant_group', ['user_id', 'office', 'group_id'], unique=True, sqlite_where=sa.text('group_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'), postgresql_where=sa.text('group_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'))
        batch_op.create_index('uq_grant_journal', ['user_id', 'office', 'journal_id'], unique=True, sqlite_where=sa.text('journal_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'), postgresql_where=sa.text('journal_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'))
        batch_op.create_index('uq_grant_whole', ['user_id', 'office'], unique=True, sqlite_where=sa.text('group_id IS NULL AND journal_id IS NULL AND revoked_at IS NULL AND ends_on IS NULL'), postgresql_where=sa.text('group_id IS NULL AND journal_id IS NULL AND revoked_at IS NULL AND ends_on IS NULL'))
        batch_op.create_check_constraint(batch_op.f('ck_grant_scope'), 'group_id IS NULL OR journal_id IS NULL')
        batch_op.create_check_constraint(batch_op.f('ck_grant_revoked'), 'revoked_at IS NOT NULL OR length(revoke_reason) = 0')
        batch_op.create_foreign_key(batch_op.f('fk_grant_revoke_order_id'), 'order', ['revoke_order_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key(batch_op.f('fk_grant_revoked_by_id'), 'user', ['revoked_by_id'], ['id'], ondelete='RESTRICT')


def downgrade() -> None:
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_grant_revoked_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_grant_revoke_order_id'), type_='foreignkey')
        batch_op.drop_index('uq_grant_whole', sqlite_where=sa.text('group_id IS NULL AND journal_id IS NULL AND revoked_at IS NULL AND ends_on IS NULL'), postgresql_where=sa.text('group_id IS NULL AND journal_id IS NULL AND revoked_at IS NULL AND ends_on IS NULL'))
        batch_op.drop_index('uq_grant_journal', sqlite_where=sa.text('journal_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'), postgresql_where=sa.text('journal_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'))
        batch_op.drop_index('uq_grant_group', sqlite_where=sa.text('group_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'), postgresql_where=sa.text('group_id IS NOT NULL AND revoked_at IS NULL AND ends_on IS NULL'))
        batch_op.drop_constraint(batch_op.f('ck_grant_revoked'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_grant_scope'), type_='check')
        batch_op.drop_column('revoke_order_id')
        batch_op.drop_column('revoke_reason')
        batch_op.drop_column('revoked_by_id')

    with op.batch_alter_table('grant_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grant_proposal_user_id'))
        batch_op.drop_index(batch_op.f('ix_grant_proposal_decided_at'))

    op.drop_table('grant_proposal')
    with op.batch_alter_table('rule_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rule_proposal_decided_at'))

    op.drop_table('rule_proposal')
    op.drop_table('function_mark')
    op.drop_table('admin_code')
