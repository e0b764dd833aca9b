"""Subgroups by proposal, people of links and those left out, consultations, practice, medical groups."""

from alembic import op
import sqlalchemy as sa


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


BEFORE = (
    "current", "practical", "laboratory", "control", "course_project", "oral", "written", "independent", "theory",
    "checkpoint",
)  # fmt: skip


def allow_work_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("work") as batch_op:
        batch_op.drop_constraint(op.f("ck_work_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_work_kind"), f"kind IN ({listed})")


def turn_works(old: str, new: str) -> None:
    """Works of consultations from one kind to another; their marks repeat the kind."""
    of_consultations = "lesson_id IN (SELECT id FROM lesson WHERE kind = 'consultation')"
    op.execute(f"UPDATE work SET kind = '{new}' WHERE kind = '{old}' AND {of_consultations}")
    op.execute(
        f"UPDATE mark SET work_kind = '{new}' "
        f"WHERE work_kind = '{old}' AND work_id IN (SELECT id FROM work WHERE kind = '{new}')"
    )


def upgrade() -> None:
    allow_work_kinds((*BEFORE, "consultation"))
    turn_works("current", "consultation")
    op.create_table('medical_group',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('health_group', sa.Enum('main', 'preparatory', 'special', 'no_practice', name='health_group', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('certificate', sa.String(length=30), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('annulled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('annulled_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(annulled_at IS NULL) = (length(annulled_reason) = 0)', name=op.f('ck_medical_group_annulled')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_medical_group_interval')),
    sa.CheckConstraint('length(certificate) BETWEEN 1 AND 30', name=op.f('ck_medical_group_certificate')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_medical_group_entered_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_medical_group_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_medical_group'))
    )
    with op.batch_alter_table('medical_group', schema=None) as batch_op:
        batch_op.create_index('ix_medical_group_student_id_starts_on', ['student_id', 'starts_on'], unique=False)

    op.create_table('subgroup_proposal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('division', sa.String(length=60), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'approved', 'refused', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('applied_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('refusal_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f('ck_subgroup_proposal_decided')),
    sa.CheckConstraint("(state = 'refused') = (length(refusal_reason) > 0)", name=op.f('ck_subgroup_proposal_refusal_reason')),
    sa.CheckConstraint("state <> 'approved' OR applied_on IS NOT NULL", name=op.f('ck_subgroup_proposal_applied')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_subgroup_proposal_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_subgroup_proposal_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['user.id'], name=op.f('fk_subgroup_proposal_proposed_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subgroup_proposal'))
    )
    with op.batch_alter_table('subgroup_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subgroup_proposal_group_id'), ['group_id'], unique=False)
        batch_op.create_index('uq_subgroup_proposal_open', ['group_id', 'division'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))

    op.create_table('left_out',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_left_out_course_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_left_out_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_left_out_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_left_out')),
    sa.UniqueConstraint('course_id', 'user_id', name=op.f('uq_left_out_course_id_user_id'))
    )
    with op.batch_alter_table('left_out', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_left_out_user_id'), ['user_id'], unique=False)

    op.create_table('subgroup_proposal_row',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('proposal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subgroup_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['subgroup_proposal.id'], name=op.f('fk_subgroup_proposal_row_proposal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_subgroup_proposal_row_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['subgroup_id'], ['subgroup.id'], name=op.f('fk_subgroup_proposal_row_subgroup_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subgroup_proposal_row')),
    sa.UniqueConstraint('proposal_id', 'student_id', name=op.f('uq_subgroup_proposal_row_proposal_id_student_id'))
    )
    with op.batch_alter_table('subgroup_proposal_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subgroup_proposal_row_student_id'), ['student_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subgroup_proposal_row_subgroup_id'), ['subgroup_id'], unique=False)

    op.create_table('consultation_load',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hours', sa.SmallInteger(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('hours BETWEEN 0 AND 500', name=op.f('ck_consultation_load_hours')),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_consultation_load_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_consultation_load_set_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation_load')),
    sa.UniqueConstraint('journal_id', name=op.f('uq_consultation_load_journal_id'))
    )
    op.create_table('link_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('link_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['resource_link.id'], name=op.f('fk_link_member_link_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_link_member_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_member')),
    sa.UniqueConstraint('link_id', 'user_id', name=op.f('uq_link_member_link_id_user_id'))
    )
    with op.batch_alter_table('link_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_member_user_id'), ['user_id'], unique=False)

    op.create_table('link_roster',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('link_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_restricted', sa.Boolean(), nullable=False),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['resource_link.id'], name=op.f('fk_link_roster_link_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_roster')),
    sa.UniqueConstraint('link_id', name=op.f('uq_link_roster_link_id'))
    )
    op.create_table('practice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('training', 'professional', 'pre_diploma', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('hours', sa.SmallInteger(), nullable=False),
    sa.Column('base', sa.String(length=500), nullable=False),
    sa.Column('college_head', sa.String(length=200), nullable=False),
    sa.Column('base_head', sa.String(length=200), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_practice_interval')),
    sa.CheckConstraint('hours BETWEEN 1 AND 2000', name=op.f('ck_practice_hours')),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_practice_journal_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice')),
    sa.UniqueConstraint('journal_id', name=op.f('uq_practice_journal_id'))
    )
    op.create_table('practice_visit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('practice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('consultation', 'visit', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('hours', sa.SmallInteger(), nullable=False),
    sa.Column('content', sa.String(length=500), nullable=False),
    sa.Column('remarks', sa.String(length=500), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('annulled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('annulled_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(annulled_at IS NULL) = (length(annulled_reason) = 0)', name=op.f('ck_practice_visit_annulled')),
    sa.CheckConstraint('held_at IS NULL OR length(content) > 0', name=op.f('ck_practice_visit_content_when_held')),
    sa.CheckConstraint('hours BETWEEN 1 AND 12', name=op.f('ck_practice_visit_hours')),
    sa.ForeignKeyConstraint(['held_by_id'], ['user.id'], name=op.f('fk_practice_visit_held_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_visit_practice_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_visit'))
    )
    with op.batch_alter_table('practice_visit', schema=None) as batch_op:
        batch_op.create_index('ix_practice_visit_practice_id_date', ['practice_id', 'date'], unique=False)

    op.create_table('visited_student',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_in', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_visited_student_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['visit_id'], ['practice_visit.id'], name=op.f('fk_visited_student_visit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visited_student')),
    sa.UniqueConstraint('visit_id', 'student_id', name=op.f('uq_visited_student_visit_id_student_id'))
    )
    with op.batch_alter_table('visited_student', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visited_student_student_id'), ['student_id'], unique=False)

    op.create_table('consultation_visit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attended', sa.SmallInteger(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('attended BETWEEN 0 AND 500', name=op.f('ck_consultation_visit_attended')),
    sa.ForeignKeyConstraint(['lesson_id', 'journal_id'], ['lesson.id', 'lesson.journal_id'], name=op.f('fk_consultation_visit_lesson_id_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_consultation_visit_set_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation_visit')),
    sa.UniqueConstraint('lesson_id', name=op.f('uq_consultation_visit_lesson_id'))
    )
    with op.batch_alter_table('subgroup', schema=None) as batch_op:
        batch_op.add_column(sa.Column('division', sa.String(length=60), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('subgroup', schema=None) as batch_op:
        batch_op.drop_column('division')

    op.drop_table('consultation_visit')
    with op.batch_alter_table('visited_student', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visited_student_student_id'))

    op.drop_table('visited_student')
    with op.batch_alter_table('practice_visit', schema=None) as batch_op:
        batch_op.drop_index('ix_practice_visit_practice_id_date')

    op.drop_table('practice_visit')
    op.drop_table('practice')
    op.drop_table('link_roster')
    with op.batch_alter_table('link_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_member_user_id'))

    op.drop_table('link_member')
    op.drop_table('consultation_load')
    with op.batch_alter_table('subgroup_proposal_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subgroup_proposal_row_subgroup_id'))
        batch_op.drop_index(batch_op.f('ix_subgroup_proposal_row_student_id'))

    op.drop_table('subgroup_proposal_row')
    with op.batch_alter_table('left_out', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_left_out_user_id'))

    op.drop_table('left_out')
    with op.batch_alter_table('subgroup_proposal', schema=None) as batch_op:
        batch_op.drop_index('uq_subgroup_proposal_open', sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
        batch_op.drop_index(batch_op.f('ix_subgroup_proposal_group_id'))

    op.drop_table('subgroup_proposal')
    with op.batch_alter_table('medical_group', schema=None) as batch_op:
        batch_op.drop_index('ix_medical_group_student_id_starts_on')

    op.drop_table('medical_group')
    turn_works("consultation", "current")
    allow_work_kinds(BEFORE)
