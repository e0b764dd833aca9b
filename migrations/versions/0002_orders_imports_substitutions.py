"""Orders, files read in, substitutions; what an office and a rule setting rest on."""

from alembic import op
import sqlalchemy as sa


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_batch',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.Enum('previewed', 'applied', 'undone', 'dropped', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('trace', sa.JSON(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name=op.f('ck_import_batch_undone')),
    sa.CheckConstraint("(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)", name=op.f('ck_import_batch_applied')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_import_batch_uploaded_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_import_batch_public_id'))
    )
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_batch_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_batch_uploaded_by_id'), ['uploaded_by_id'], unique=False)

    op.create_table('order',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Enum('appointment', 'rights', 'substitution', 'movement', 'sheet_correction', 'inspection', 'rules', 'other', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('text', sa.String(length=10000), nullable=False),
    sa.Column('signed_by', sa.String(length=200), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('registered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)', name=op.f('ck_order_withdrawn')),
    sa.CheckConstraint('length(number) > 0', name=op.f('ck_order_number')),
    sa.ForeignKeyConstraint(['registered_by_id'], ['user.id'], name=op.f('fk_order_registered_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),
    sa.UniqueConstraint('number', 'dated', name=op.f('uq_order_number_dated'))
    )
    op.create_table('substitution',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('absent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('basis', sa.Enum('order', 'direction', name='basis', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('number', sa.String(length=200), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_substitution_interval')),
    sa.CheckConstraint('length(number) > 0', name=op.f('ck_substitution_number')),
    sa.ForeignKeyConstraint(['absent_id'], ['user.id'], name=op.f('fk_substitution_absent_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_substitution_created_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_substitution_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_substitution_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution'))
    )
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_substitution_journal_id'), ['journal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_substitution_user_id'), ['user_id'], unique=False)

    op.create_table('substitution_lesson',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('substitution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_substitution_lesson_lesson_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['substitution_id'], ['substitution.id'], name=op.f('fk_substitution_lesson_substitution_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution_lesson')),
    sa.UniqueConstraint('substitution_id', 'lesson_id', name=op.f('uq_substitution_lesson_substitution_id_lesson_id'))
    )
    with op.batch_alter_table('substitution_lesson', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_substitution_lesson_lesson_id'), ['lesson_id'], unique=False)

    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_grant_order_id'), 'order', ['order_id'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('rule_setting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_rule_setting_order_id'), 'order', ['order_id'], ['id'], ondelete='RESTRICT')


def downgrade() -> None:
    with op.batch_alter_table('rule_setting', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_rule_setting_order_id'), type_='foreignkey')
        batch_op.drop_column('order_id')

    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_grant_order_id'), type_='foreignkey')
        batch_op.drop_column('order_id')

    with op.batch_alter_table('substitution_lesson', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_substitution_lesson_lesson_id'))

    op.drop_table('substitution_lesson')
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_substitution_user_id'))
        batch_op.drop_index(batch_op.f('ix_substitution_journal_id'))

    op.drop_table('substitution')
    op.drop_table('order')
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_batch_uploaded_by_id'))
        batch_op.drop_index(batch_op.f('ix_import_batch_kind'))

    op.drop_table('import_batch')
