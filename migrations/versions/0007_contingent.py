"""Specialties, movement of the contingent, personal cards, matching of accounts; a group's year of admission."""

from alembic import op
import sqlalchemy as sa


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('specialty',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('qualification', sa.String(length=200), nullable=False),
    sa.Column('key', sa.String(length=240), nullable=False),
    sa.Column('is_archived', sa.Boolean(), nullable=False),
    sa.Column('replaced_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('replaced_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(replaced_by_id IS NULL) = (replaced_on IS NULL)', name=op.f('ck_specialty_replaced')),
    sa.CheckConstraint('length(code) > 0 AND length(name) > 0', name=op.f('ck_specialty_named')),
    sa.CheckConstraint('replaced_by_id IS NULL OR is_archived', name=op.f('ck_specialty_archived')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['specialty.id'], name=op.f('fk_specialty_replaced_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_specialty'))
    )
    with op.batch_alter_table('specialty', schema=None) as batch_op:
        batch_op.create_index('uq_specialty_in_force', ['code', 'name'], unique=True, sqlite_where=sa.text('is_archived = 0'), postgresql_where=sa.text('NOT is_archived'))

    op.create_table('personal_card',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_personal_card_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_card')),
    sa.UniqueConstraint('student_id', name=op.f('uq_personal_card_student_id'))
    )
    op.create_table('representative',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kinship', sa.String(length=60), nullable=False),
    sa.Column('family_name', sa.String(length=200), nullable=False),
    sa.Column('given_name', sa.String(length=200), nullable=False),
    sa.Column('patronymic', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('is_archived', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(family_name) > 0 AND length(kinship) > 0', name=op.f('ck_representative_named')),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_representative_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representative'))
    )
    with op.batch_alter_table('representative', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_representative_student_id'), ['student_id'], unique=False)

    op.create_table('not_same_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_not_same_person_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_not_same_person_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_not_same_person_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_not_same_person')),
    sa.UniqueConstraint('user_id', 'student_id', name=op.f('uq_not_same_person_user_id_student_id'))
    )
    with op.batch_alter_table('not_same_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_not_same_person_student_id'), ['student_id'], unique=False)
        batch_op.create_index('uq_not_same_person_no_student', ['user_id'], unique=True, sqlite_where=sa.text('student_id IS NULL'), postgresql_where=sa.text('student_id IS NULL'))

    op.create_table('student_merge',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('kept_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('gone_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('moved', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('kept_id <> gone_id', name=op.f('ck_student_merge_two_cards')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_student_merge_reason')),
    sa.ForeignKeyConstraint(['gone_id'], ['student.id'], name=op.f('fk_student_merge_gone_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['kept_id'], ['student.id'], name=op.f('fk_student_merge_kept_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['merged_by_id'], ['user.id'], name=op.f('fk_student_merge_merged_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['user.id'], name=op.f('fk_student_merge_undone_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_student_merge'))
    )
    with op.batch_alter_table('student_merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_student_merge_gone_id'), ['gone_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_merge_kept_id'), ['kept_id'], unique=False)

    op.create_table('movement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('admission', 'transfer', 'promotion', 'leave', 'expulsion', 'reinstatement', 'graduation', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('from_group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('to_group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('late_days', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('trace', sa.JSON(), nullable=False),
    sa.Column('annulled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('annulled_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('annulled_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint("kind <> 'transfer' OR from_group_id <> to_group_id", name=op.f('ck_movement_another_group')),
    sa.CheckConstraint("kind NOT IN ('leave', 'expulsion', 'graduation') OR to_group_id IS NULL", name=op.f('ck_movement_out_of_group')),
    sa.CheckConstraint("kind NOT IN ('transfer', 'reinstatement') OR to_group_id IS NOT NULL", name=op.f('ck_movement_to_group')),
    sa.CheckConstraint('(annulled_at IS NULL) = (length(annulled_reason) = 0)', name=op.f('ck_movement_annulled')),
    sa.CheckConstraint('late_days >= 0', name=op.f('ck_movement_late_days')),
    sa.ForeignKeyConstraint(['annulled_by_id'], ['user.id'], name=op.f('fk_movement_annulled_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_movement_entered_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['from_group_id'], ['study_group.id'], name=op.f('fk_movement_from_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_movement_order_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_movement_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['to_group_id'], ['study_group.id'], name=op.f('fk_movement_to_group_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement'))
    )
    with op.batch_alter_table('movement', schema=None) as batch_op:
        batch_op.create_index('ix_movement_entered_at', ['entered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_movement_from_group_id'), ['from_group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_movement_order_id'), ['order_id'], unique=False)
        batch_op.create_index('ix_movement_student_id_effective_on', ['student_id', 'effective_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_movement_to_group_id'), ['to_group_id'], unique=False)

    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_archived', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f('ix_student_record_book'), ['record_book'], unique=False)

    with op.batch_alter_table('study_group', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('specialty_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('admission_year', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('courses', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_archived', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f('ix_study_group_specialty_id'), ['specialty_id'], unique=False)
        batch_op.create_check_constraint(batch_op.f('ck_study_group_admission_year'), 'admission_year BETWEEN 1990 AND 2100')
        batch_op.create_check_constraint(batch_op.f('ck_study_group_courses'), 'courses BETWEEN 1 AND 6')
        batch_op.create_foreign_key(batch_op.f('fk_study_group_specialty_id'), 'specialty', ['specialty_id'], ['id'], ondelete='RESTRICT')

    _fill_keys()
    _take_specialties_over()
    with op.batch_alter_table('study_group', schema=None) as batch_op:
        batch_op.drop_column('specialty_code')
        batch_op.drop_column('course_number')
        batch_op.drop_column('specialty')


def _fill_keys() -> None:
    """Fold the names of the groups that are there, as regulation.names.search_key does."""
    group = sa.table('study_group', sa.column('id'), sa.column('name'), sa.column('key'))
    connection = op.get_bind()
    for number, name in connection.execute(sa.select(group.c.id, group.c.name)).all():
        key = ' '.join(name.casefold().replace('ё', 'е').replace('-', ' ').split())[:60]
        connection.execute(sa.update(group).where(group.c.id == number).values(key=key))


GROUP = sa.table(
    'study_group', sa.column('id'), sa.column('specialty_code'), sa.column('specialty'), sa.column('course_number'),
    sa.column('specialty_id'), sa.column('admission_year'), sa.column('created_at', sa.DateTime(timezone=True)),
)
SPECIALTY = sa.table(
    'specialty', sa.column('id'), sa.column('code'), sa.column('name'), sa.column('qualification'), sa.column('key'),
    sa.column('is_archived', sa.Boolean()), sa.column('created_at', sa.DateTime(timezone=True)),
)


def _take_specialties_over() -> None:
    """A specialty written at a group becomes a line of the directory; its course tells when the group was admitted."""
    connection = op.get_bind()
    known: set[tuple[str, str]] = set()
    for row in connection.execute(sa.select(GROUP).order_by(GROUP.c.id)).all():
        if row.course_number:
            began = row.created_at.year - (row.created_at.month < 9)  # the academic year begins in September
            admitted = began - (row.course_number - 1)
            connection.execute(sa.update(GROUP).where(GROUP.c.id == row.id).values(admission_year=admitted))
        if not row.specialty_code and not row.specialty:
            continue
        named = (row.specialty_code or '—', row.specialty or row.specialty_code)
        if named not in known:
            known.add(named)
            key = ' '.join(' '.join(named).casefold().replace('ё', 'е').replace('-', ' ').split())[:240]
            connection.execute(sa.insert(SPECIALTY).values(
                code=named[0], name=named[1], qualification='', key=key, is_archived=False, created_at=row.created_at,
            ))
        number = sa.select(SPECIALTY.c.id).where(SPECIALTY.c.code == named[0], SPECIALTY.c.name == named[1])
        connection.execute(
            sa.update(GROUP).where(GROUP.c.id == row.id).values(specialty_id=number.scalar_subquery())
        )


def _give_specialties_back() -> None:
    """The groups' own words again, from the directory."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(GROUP.c.id, SPECIALTY.c.code, SPECIALTY.c.name).join(SPECIALTY, SPECIALTY.c.id == GROUP.c.specialty_id)
    ).all()
    for number, code, name in rows:
        words = {'specialty_code': '' if code == '—' else code, 'specialty': name}
        connection.execute(sa.update(GROUP).where(GROUP.c.id == number).values(**words))


def downgrade() -> None:
    with op.batch_alter_table('study_group', schema=None) as batch_op:
        batch_op.add_column(sa.Column('specialty', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('course_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('specialty_code', sa.String(length=20), nullable=False, server_default=''))
    _give_specialties_back()
    with op.batch_alter_table('study_group', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_study_group_specialty_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_study_group_courses'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_study_group_admission_year'), type_='check')
        batch_op.drop_index(batch_op.f('ix_study_group_specialty_id'))
        batch_op.drop_column('is_archived')
        batch_op.drop_column('courses')
        batch_op.drop_column('admission_year')
        batch_op.drop_column('specialty_id')
        batch_op.drop_column('key')

    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_student_record_book'))
        batch_op.drop_column('is_archived')

    with op.batch_alter_table('movement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_movement_to_group_id'))
        batch_op.drop_index('ix_movement_student_id_effective_on')
        batch_op.drop_index(batch_op.f('ix_movement_order_id'))
        batch_op.drop_index(batch_op.f('ix_movement_from_group_id'))
        batch_op.drop_index('ix_movement_entered_at')

    op.drop_table('movement')
    with op.batch_alter_table('student_merge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_student_merge_kept_id'))
        batch_op.drop_index(batch_op.f('ix_student_merge_gone_id'))

    op.drop_table('student_merge')
    with op.batch_alter_table('not_same_person', schema=None) as batch_op:
        batch_op.drop_index('uq_not_same_person_no_student', sqlite_where=sa.text('student_id IS NULL'), postgresql_where=sa.text('student_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_not_same_person_student_id'))

    op.drop_table('not_same_person')
    with op.batch_alter_table('representative', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_representative_student_id'))

    op.drop_table('representative')
    op.drop_table('personal_card')
    with op.batch_alter_table('specialty', schema=None) as batch_op:
        batch_op.drop_index('uq_specialty_in_force', sqlite_where=sa.text('is_archived = 0'), postgresql_where=sa.text('NOT is_archived'))

    op.drop_table('specialty')
