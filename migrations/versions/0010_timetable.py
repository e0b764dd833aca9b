"""Timetable entries and changes; lessons by the timetable; approval of substitutions."""

from alembic import op
import sqlalchemy as sa


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('timetable_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subgroup_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('weekday', sa.SmallInteger(), nullable=False),
    sa.Column('pair', sa.SmallInteger(), nullable=False),
    sa.Column('week', sa.Enum('all', 'odd', 'even', name='week', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('discipline_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('lecture', 'practical', 'laboratory', 'control', 'seminar', 'course_project', 'training_practice', 'professional_practice', 'consultation', 'self_study', 'credit', 'exam', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('teacher_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('room', sa.String(length=60), nullable=False),
    sa.Column('is_joint', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)', name=op.f('ck_timetable_entry_withdrawn')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_timetable_entry_interval')),
    sa.CheckConstraint('pair BETWEEN 1 AND 12', name=op.f('ck_timetable_entry_pair')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_timetable_entry_weekday')),
    sa.ForeignKeyConstraint(['discipline_id'], ['discipline.id'], name=op.f('fk_timetable_entry_discipline_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_timetable_entry_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['subgroup_id'], ['subgroup.id'], name=op.f('fk_timetable_entry_subgroup_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['teacher_id'], ['user.id'], name=op.f('fk_timetable_entry_teacher_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_timetable_entry_term_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timetable_entry'))
    )
    with op.batch_alter_table('timetable_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timetable_entry_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_entry_teacher_id'), ['teacher_id'], unique=False)
        batch_op.create_index('ix_timetable_entry_term_id_group_id', ['term_id', 'group_id'], unique=False)
        batch_op.create_index('ix_timetable_entry_term_id_teacher_id', ['term_id', 'teacher_id'], unique=False)

    op.create_table('timetable_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Enum('replace', 'move', 'cancel', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subgroup_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('pair', sa.SmallInteger(), nullable=False),
    sa.Column('discipline_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('teacher_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('room', sa.String(length=60), nullable=False),
    sa.Column('new_day', sa.Date(), nullable=True),
    sa.Column('new_pair', sa.SmallInteger(), nullable=True),
    sa.Column('new_discipline_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('new_teacher_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('new_room', sa.String(length=60), nullable=False),
    sa.Column('new_lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('substitution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('basis_number', sa.String(length=200), nullable=False),
    sa.Column('basis_dated', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('annulled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'move') = (new_day IS NOT NULL AND new_pair IS NOT NULL)", name=op.f('ck_timetable_change_move')),
    sa.CheckConstraint('length(basis_number) > 0', name=op.f('ck_timetable_change_basis_number')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_timetable_change_reason')),
    sa.CheckConstraint('new_pair IS NULL OR new_pair BETWEEN 1 AND 12', name=op.f('ck_timetable_change_new_pair')),
    sa.CheckConstraint('pair BETWEEN 1 AND 12', name=op.f('ck_timetable_change_pair')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_timetable_change_created_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['discipline_id'], ['discipline.id'], name=op.f('fk_timetable_change_discipline_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['entry_id'], ['timetable_entry.id'], name=op.f('fk_timetable_change_entry_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_timetable_change_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_timetable_change_lesson_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['new_discipline_id'], ['discipline.id'], name=op.f('fk_timetable_change_new_discipline_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['new_lesson_id'], ['lesson.id'], name=op.f('fk_timetable_change_new_lesson_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['new_teacher_id'], ['user.id'], name=op.f('fk_timetable_change_new_teacher_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['subgroup_id'], ['subgroup.id'], name=op.f('fk_timetable_change_subgroup_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['substitution_id'], ['substitution.id'], name=op.f('fk_timetable_change_substitution_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['teacher_id'], ['user.id'], name=op.f('fk_timetable_change_teacher_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timetable_change'))
    )
    with op.batch_alter_table('timetable_change', schema=None) as batch_op:
        batch_op.create_index('ix_timetable_change_day', ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_change_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_change_lesson_id'), ['lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_change_new_day'), ['new_day'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_change_new_teacher_id'), ['new_teacher_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_change_substitution_id'), ['substitution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timetable_change_teacher_id'), ['teacher_id'], unique=False)
        batch_op.create_index('uq_timetable_change_entry_day', ['entry_id', 'day'], unique=True, sqlite_where=sa.text('annulled_at IS NULL'), postgresql_where=sa.text('annulled_at IS NULL'))

    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.add_column(sa.Column('room', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('timetable_entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('substitution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_lesson_substitution_id'), ['substitution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_teacher_id'), ['teacher_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_timetable_entry_id'), ['timetable_entry_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_lesson_substitution_id'), 'substitution', ['substitution_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key(batch_op.f('fk_lesson_timetable_entry_id'), 'timetable_entry', ['timetable_entry_id'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('revoked_reason', sa.String(length=500), nullable=False, server_default=''))
        batch_op.create_foreign_key(batch_op.f('fk_substitution_approved_by_id'), 'user', ['approved_by_id'], ['id'], ondelete='RESTRICT')
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.alter_column('room', server_default=None)
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.alter_column('revoked_reason', server_default=None)
    op.execute("UPDATE substitution SET approved_at = created_at")  # what was in force stays so


def downgrade() -> None:
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_substitution_approved_by_id'), type_='foreignkey')
        batch_op.drop_column('revoked_reason')
        batch_op.drop_column('approved_by_id')
        batch_op.drop_column('approved_at')

    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_lesson_timetable_entry_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_lesson_substitution_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_lesson_timetable_entry_id'))
        batch_op.drop_index(batch_op.f('ix_lesson_teacher_id'))
        batch_op.drop_index(batch_op.f('ix_lesson_substitution_id'))
        batch_op.drop_column('substitution_id')
        batch_op.drop_column('timetable_entry_id')
        batch_op.drop_column('room')

    with op.batch_alter_table('timetable_change', schema=None) as batch_op:
        batch_op.drop_index('uq_timetable_change_entry_day', sqlite_where=sa.text('annulled_at IS NULL'), postgresql_where=sa.text('annulled_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_timetable_change_teacher_id'))
        batch_op.drop_index(batch_op.f('ix_timetable_change_substitution_id'))
        batch_op.drop_index(batch_op.f('ix_timetable_change_new_teacher_id'))
        batch_op.drop_index(batch_op.f('ix_timetable_change_new_day'))
        batch_op.drop_index(batch_op.f('ix_timetable_change_lesson_id'))
        batch_op.drop_index(batch_op.f('ix_timetable_change_group_id'))
        batch_op.drop_index('ix_timetable_change_day')

    op.drop_table('timetable_change')
    with op.batch_alter_table('timetable_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_timetable_entry_term_id_teacher_id')
        batch_op.drop_index('ix_timetable_entry_term_id_group_id')
        batch_op.drop_index(batch_op.f('ix_timetable_entry_teacher_id'))
        batch_op.drop_index(batch_op.f('ix_timetable_entry_group_id'))

    op.drop_table('timetable_entry')
