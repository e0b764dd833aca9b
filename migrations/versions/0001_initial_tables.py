"""The tables as first released: registrations, people, journals, marks, finals, sheets, deliveries, jobs, audit."""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('local_time', sa.String(length=32), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_name', sa.String(length=300), nullable=False),
    sa.Column('office', sa.String(length=32), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('entity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('old', sa.JSON(), nullable=True),
    sa.Column('new', sa.JSON(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('launch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_entity_entity_id', ['entity', 'entity_id'], unique=False)
        batch_op.create_index('ix_audit_entry_journal_id_at', ['journal_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_user_id'), ['user_id'], unique=False)

    op.create_table('change_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_request')),
    sa.UniqueConstraint('client_id', name=op.f('uq_change_request_client_id'))
    )
    with op.batch_alter_table('change_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_request_at'), ['at'], unique=False)

    op.create_table('discipline',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('index', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.Enum('discipline', 'module_course', 'training_practice', 'professional_practice', 'course_project', 'individual_project', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discipline')),
    sa.UniqueConstraint('index', 'name', name=op.f('uq_discipline_index_name'))
    )
    op.create_table('institution',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('founder', sa.String(length=500), nullable=False),
    sa.Column('full_name', sa.String(length=500), nullable=False),
    sa.Column('short_name', sa.String(length=200), nullable=False),
    sa.Column('city', sa.String(length=200), nullable=False),
    sa.Column('director', sa.String(length=200), nullable=False),
    sa.Column('deputy', sa.String(length=200), nullable=False),
    sa.Column('contact', sa.String(length=500), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_institution_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institution'))
    )
    op.create_table('job',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'done', 'failed', 'cancelled', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('requested_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('run_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('public_id', name=op.f('uq_job_public_id'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_journal_id'), ['journal_id'], unique=False)
        batch_op.create_index('ix_job_state_run_after', ['state', 'run_after'], unique=False)

    op.create_table('periodic_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('job', sa.String(length=40), nullable=False),
    sa.Column('slot', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_periodic_run')),
    sa.UniqueConstraint('job', 'slot', name=op.f('uq_periodic_run_job_slot'))
    )
    op.create_table('registration',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('issuer', sa.String(length=1000), nullable=False),
    sa.Column('client_id', sa.String(length=200), nullable=False),
    sa.Column('auth_login_url', sa.String(length=1000), nullable=False),
    sa.Column('auth_token_url', sa.String(length=1000), nullable=False),
    sa.Column('key_set_url', sa.String(length=1000), nullable=False),
    sa.Column('auth_audience', sa.String(length=1000), nullable=True),
    sa.Column('product', sa.String(length=60), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key_set', sa.JSON(), nullable=True),
    sa.Column('key_set_fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('self_check', sa.JSON(), nullable=True),
    sa.Column('self_checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('issuer', 'client_id', name=op.f('uq_registration_issuer_client_id'))
    )
    op.create_table('sheet_counter',
    sa.Column('academic_year', sa.String(length=7), nullable=False),
    sa.Column('last_serial', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('academic_year', name=op.f('pk_sheet_counter'))
    )
    op.create_table('student',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('family_name', sa.String(length=200), nullable=False),
    sa.Column('given_name', sa.String(length=200), nullable=False),
    sa.Column('patronymic', sa.String(length=200), nullable=False),
    sa.Column('sort_key', sa.String(length=200), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('record_book', sa.String(length=60), nullable=False),
    sa.Column('college_number', sa.String(length=100), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_student'))
    )
    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_student_college_number'), ['college_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_sort_key'), ['sort_key'], unique=False)

    op.create_table('study_group',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('specialty_code', sa.String(length=20), nullable=False),
    sa.Column('specialty', sa.String(length=200), nullable=False),
    sa.Column('course_number', sa.Integer(), nullable=True),
    sa.Column('study_form', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_group')),
    sa.UniqueConstraint('name', name=op.f('uq_study_group_name'))
    )
    op.create_table('term',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('academic_year', sa.String(length=7), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.CheckConstraint('ends_on > starts_on', name=op.f('ck_term_interval')),
    sa.CheckConstraint('number IN (1, 2)', name=op.f('ck_term_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term')),
    sa.UniqueConstraint('academic_year', 'number', name=op.f('uq_term_academic_year_number'))
    )
    op.create_table('deployment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('registration_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deployment_id', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('pending', 'active', 'refused', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_deployment_registration_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deployment')),
    sa.UniqueConstraint('registration_id', 'deployment_id', name=op.f('uq_deployment_registration_id_deployment_id'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registration_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_invitation_registration_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_invitation_code_hash'))
    )
    op.create_table('login_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=True),
    sa.Column('registration_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('target_link_uri', sa.String(length=1000), nullable=False),
    sa.Column('storage_target', sa.String(length=200), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('consumed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_login_attempt_registration_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt')),
    sa.UniqueConstraint('nonce', name=op.f('uq_login_attempt_nonce')),
    sa.UniqueConstraint('state', name=op.f('uq_login_attempt_state'))
    )
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_attempt_expires_at'), ['expires_at'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('basis', sa.String(length=500), nullable=False),
    sa.Column('end_basis', sa.String(length=500), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_membership_interval')),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_membership_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_membership_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('group_id', 'student_id', 'starts_on', name=op.f('uq_membership_group_id_student_id_starts_on'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index('ix_membership_group_id_student_id', ['group_id', 'student_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_student_id'), ['student_id'], unique=False)

    op.create_table('subgroup',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_subgroup_group_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subgroup')),
    sa.UniqueConstraint('group_id', 'name', name=op.f('uq_subgroup_group_id_name'))
    )
    op.create_table('used_nonce',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('registration_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(length=200), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_used_nonce_registration_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_used_nonce')),
    sa.UniqueConstraint('registration_id', 'nonce', name=op.f('uq_used_nonce_registration_id_nonce'))
    )
    with op.batch_alter_table('used_nonce', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_used_nonce_expires_at'), ['expires_at'], unique=False)

    op.create_table('user',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('registration_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sub', sa.String(length=255), nullable=False),
    sa.Column('family_name', sa.String(length=200), nullable=False),
    sa.Column('given_name', sa.String(length=200), nullable=False),
    sa.Column('patronymic', sa.String(length=200), nullable=False),
    sa.Column('display_name', sa.String(length=200), nullable=False),
    sa.Column('sort_key', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('college_number', sa.String(length=100), nullable=False),
    sa.Column('is_staff', sa.Boolean(), nullable=False),
    sa.Column('is_lms_admin', sa.Boolean(), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_visit_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_user_registration_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_user_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('registration_id', 'sub', name=op.f('uq_user_registration_id_sub'))
    )
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_college_number'), ['college_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_user_sort_key'), ['sort_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_user_student_id'), ['student_id'], unique=False)

    op.create_table('course',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('deployment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('context_id', sa.String(length=255), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('is_front_page', sa.Boolean(), nullable=False),
    sa.Column('period_from', sa.String(length=40), nullable=False),
    sa.Column('period_to', sa.String(length=40), nullable=False),
    sa.Column('history', sa.String(length=1000), nullable=False),
    sa.Column('roster_url', sa.String(length=1000), nullable=False),
    sa.Column('line_items_url', sa.String(length=1000), nullable=False),
    sa.Column('grade_scopes', sa.String(length=1000), nullable=False),
    sa.Column('roster_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('roster_error', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_course_deployment_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('deployment_id', 'context_id', name=op.f('uq_course_deployment_id_context_id'))
    )
    op.create_table('guardian',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_guardian_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_guardian_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian')),
    sa.UniqueConstraint('user_id', 'student_id', name=op.f('uq_guardian_user_id_student_id'))
    )
    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardian_student_id'), ['student_id'], unique=False)

    op.create_table('rule_setting',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('value', sa.String(length=500), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('order_number', sa.String(length=200), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_rule_setting_set_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_setting')),
    sa.UniqueConstraint('name', 'valid_from', name=op.f('uq_rule_setting_name_valid_from'))
    )
    op.create_table('subgroup_membership',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('subgroup_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_subgroup_membership_interval')),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_subgroup_membership_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['subgroup_id'], ['subgroup.id'], name=op.f('fk_subgroup_membership_subgroup_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subgroup_membership')),
    sa.UniqueConstraint('subgroup_id', 'student_id', 'starts_on', name=op.f('uq_subgroup_membership_subgroup_id_student_id_starts_on'))
    )
    with op.batch_alter_table('subgroup_membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subgroup_membership_student_id'), ['student_id'], unique=False)

    op.create_table('course_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('launch_role', sa.Enum('instructor', 'learner', 'mentor', 'administrator', 'none', name='launch_role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('roster_role', sa.Enum('instructor', 'learner', 'mentor', 'administrator', 'none', name='roster_role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('launched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('roster_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('group_hint', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_member_course_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_course_member_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_member')),
    sa.UniqueConstraint('course_id', 'user_id', name=op.f('uq_course_member_course_id_user_id'))
    )
    with op.batch_alter_table('course_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_member_user_id'), ['user_id'], unique=False)

    op.create_table('journal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('discipline_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subgroup_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('planned_hours', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'on_check', 'remarks', 'checked', 'closed', 'archived', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('has_study_final', sa.Boolean(), nullable=False),
    sa.Column('grades_to_lms', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('planned_hours BETWEEN 0 AND 2000', name=op.f('ck_journal_planned_hours')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_journal_course_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['discipline_id'], ['discipline.id'], name=op.f('fk_journal_discipline_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_journal_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['opened_by_id'], ['user.id'], name=op.f('fk_journal_opened_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['subgroup_id'], ['subgroup.id'], name=op.f('fk_journal_subgroup_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_journal_term_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal')),
    sa.UniqueConstraint('discipline_id', 'group_id', 'subgroup_id', 'term_id', name=op.f('uq_journal_discipline_id_group_id_subgroup_id_term_id'))
    )
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journal_course_id'), ['course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_journal_group_id'), ['group_id'], unique=False)
        batch_op.create_index('uq_journal_whole_group', ['discipline_id', 'group_id', 'term_id'], unique=True, sqlite_where=sa.text('subgroup_id IS NULL'), postgresql_where=sa.text('subgroup_id IS NULL'))

    op.create_table('launch',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=64), nullable=False),
    sa.Column('registration_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deployment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('message_type', sa.String(length=60), nullable=False),
    sa.Column('claims', sa.JSON(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_launch_course_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_launch_deployment_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_launch_registration_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_launch_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_launch_public_id'))
    )
    with op.batch_alter_table('launch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_launch_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_launch_user_id'), ['user_id'], unique=False)

    op.create_table('resource_link',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('resource_link_id', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('purpose', sa.Enum('journal', 'gradebook', 'sheet', name='purpose', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('line_item_url', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_resource_link_course_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource_link')),
    sa.UniqueConstraint('course_id', 'resource_link_id', name=op.f('uq_resource_link_course_id_resource_link_id'))
    )
    op.create_table('browser_session',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('launch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_browser_session_launch_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_browser_session_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_browser_session')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_browser_session_code_hash'))
    )
    with op.batch_alter_table('browser_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_browser_session_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_browser_session_user_id'), ['user_id'], unique=False)

    op.create_table('exam_sheet',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('exam', 'credit', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('form', sa.Enum('oral', 'written', name='form', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state', sa.Enum('draft', 'opened', 'filled', 'closed', 'corrected', 'annulled', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('academic_year', sa.String(length=7), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=True),
    sa.Column('suffix', sa.String(length=4), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=True),
    sa.Column('retake_of_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('held_at', sa.String(length=5), nullable=False),
    sa.Column('room', sa.String(length=40), nullable=False),
    sa.Column('examiners', sa.String(length=500), nullable=False),
    sa.Column('writes_scope', sa.String(length=10), nullable=False),
    sa.Column('edition', sa.SmallInteger(), nullable=False),
    sa.Column('order_number', sa.String(length=200), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=True),
    sa.Column('annul_reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name=op.f('ck_exam_sheet_number_from_opening')),
    sa.CheckConstraint("state <> 'annulled' OR length(annul_reason) > 0", name=op.f('ck_exam_sheet_annulment')),
    sa.CheckConstraint('edition = 1 OR length(order_number) > 0', name=op.f('ck_exam_sheet_correction_order')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_exam_sheet_created_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_exam_sheet_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['retake_of_id'], ['exam_sheet.id'], name=op.f('fk_exam_sheet_retake_of_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_sheet')),
    sa.UniqueConstraint('number', name=op.f('uq_exam_sheet_number'))
    )
    with op.batch_alter_table('exam_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exam_sheet_journal_id'), ['journal_id'], unique=False)
        batch_op.create_index('uq_exam_sheet_serial', ['academic_year', 'serial'], unique=True, sqlite_where=sa.text("suffix = '' AND serial IS NOT NULL"), postgresql_where=sa.text("suffix = '' AND serial IS NOT NULL"))

    op.create_table('grant',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('office', sa.Enum('system_admin', 'content_admin', 'secretary', 'dispatcher', 'deputy', 'director', 'curator', name='office', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('order_number', sa.String(length=200), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_grant_interval')),
    sa.CheckConstraint('length(order_number) > 0', name=op.f('ck_grant_order_number')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['user.id'], name=op.f('fk_grant_granted_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_grant_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_grant_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_grant_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant'))
    )
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grant_user_id'), ['user_id'], unique=False)

    op.create_table('journal_teacher',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.Enum('opened', 'named', 'order', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_journal_teacher_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_journal_teacher_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_teacher')),
    sa.UniqueConstraint('journal_id', 'user_id', name=op.f('uq_journal_teacher_journal_id_user_id'))
    )
    with op.batch_alter_table('journal_teacher', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journal_teacher_user_id'), ['user_id'], unique=False)

    op.create_table('line_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('checkpoint', 'final', 'sheet', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('resource_id', sa.String(length=100), nullable=False),
    sa.Column('tag', sa.String(length=60), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('making_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_line_item_course_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_line_item_journal_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_item')),
    sa.UniqueConstraint('journal_id', 'resource_id', name=op.f('uq_line_item_journal_id_resource_id'))
    )
    op.create_table('thematic_plan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'approved', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('source_name', sa.String(length=300), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('considered', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['user.id'], name=op.f('fk_thematic_plan_approved_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_thematic_plan_journal_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thematic_plan')),
    sa.UniqueConstraint('journal_id', name=op.f('uq_thematic_plan_journal_id'))
    )
    op.create_table('ticket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('launch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('next_path', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_ticket_launch_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_ticket_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_ticket_code_hash'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_expires_at'), ['expires_at'], unique=False)

    op.create_table('grade_delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('line_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=True),
    sa.Column('comment', sa.String(length=500), nullable=False),
    sa.Column('state', sa.Enum('pending', 'sent', 'confirmed', 'differs', 'refused', 'off', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('wanted_version', sa.Integer(), nullable=False),
    sa.Column('delivered_version', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_by', sa.String(length=64), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_timestamp', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=500), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_value', sa.String(length=20), nullable=False),
    sa.CheckConstraint('delivered_version <= wanted_version', name=op.f('ck_grade_delivery_versions')),
    sa.CheckConstraint('value IN (2, 3, 4, 5)', name=op.f('ck_grade_delivery_five_point_scale')),
    sa.ForeignKeyConstraint(['line_item_id'], ['line_item.id'], name=op.f('fk_grade_delivery_line_item_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_grade_delivery_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_delivery')),
    sa.UniqueConstraint('line_item_id', 'student_id', name=op.f('uq_grade_delivery_line_item_id_student_id'))
    )
    with op.batch_alter_table('grade_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_grade_delivery_state_next_attempt_at', ['state', 'next_attempt_at'], unique=False)

    op.create_table('plan_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('is_section', sa.Boolean(), nullable=False),
    sa.Column('topic', sa.String(length=500), nullable=False),
    sa.Column('hours', sa.SmallInteger(), nullable=False),
    sa.Column('kind', sa.Enum('lecture', 'practical', 'laboratory', 'control', 'seminar', 'course_project', 'training_practice', 'professional_practice', 'consultation', 'self_study', 'credit', 'exam', name='kind', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('homework', sa.String(length=500), nullable=False),
    sa.Column('means', sa.String(length=500), nullable=False),
    sa.Column('literature', sa.String(length=500), nullable=False),
    sa.Column('control_form', sa.String(length=500), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.CheckConstraint('hours BETWEEN 0 AND 12', name=op.f('ck_plan_item_hours')),
    sa.CheckConstraint('is_section = (kind IS NULL)', name=op.f('ck_plan_item_kind_of_lesson')),
    sa.ForeignKeyConstraint(['plan_id'], ['thematic_plan.id'], name=op.f('fk_plan_item_plan_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_item')),
    sa.UniqueConstraint('plan_id', 'position', name=op.f('uq_plan_item_plan_id_position'))
    )
    op.create_table('sheet_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('sheet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('full_name', sa.String(length=300), nullable=False),
    sa.Column('record_book', sa.String(length=60), nullable=False),
    sa.Column('ticket', sa.String(length=10), nullable=False),
    sa.Column('outcome', sa.Enum('5', '4', '3', '2', 'absent', 'barred', 'passed', 'not_passed', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(ticket) <= 10', name=op.f('ck_sheet_entry_ticket')),
    sa.ForeignKeyConstraint(['sheet_id'], ['exam_sheet.id'], name=op.f('fk_sheet_entry_sheet_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_sheet_entry_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_entry')),
    sa.UniqueConstraint('sheet_id', 'position', name=op.f('uq_sheet_entry_sheet_id_position')),
    sa.UniqueConstraint('sheet_id', 'student_id', name=op.f('uq_sheet_entry_sheet_id_student_id'))
    )
    with op.batch_alter_table('sheet_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_entry_student_id'), ['student_id'], unique=False)

    op.create_table('final_mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scope', sa.Enum('term', 'study', 'exam', name='scope', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=True),
    sa.Column('not_assessed', sa.Boolean(), nullable=False),
    sa.Column('na_reason', sa.String(length=500), nullable=False),
    sa.Column('na_deadline', sa.Date(), nullable=True),
    sa.Column('na_form', sa.String(length=60), nullable=False),
    sa.Column('attempt', sa.SmallInteger(), nullable=False),
    sa.Column('resolved_on', sa.Date(), nullable=True),
    sa.Column('resolution_basis', sa.String(length=500), nullable=False),
    sa.Column('sheet_entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('NOT not_assessed OR (length(na_reason) > 0 AND na_deadline IS NOT NULL AND length(na_form) > 0)', name=op.f('ck_final_mark_not_assessed_terms')),
    sa.CheckConstraint('NOT not_assessed OR value IS NULL OR resolved_on IS NOT NULL', name=op.f('ck_final_mark_resolution')),
    sa.CheckConstraint('attempt BETWEEN 0 AND 2', name=op.f('ck_final_mark_attempt')),
    sa.CheckConstraint('value IN (2, 3, 4, 5)', name=op.f('ck_final_mark_five_point_scale')),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_final_mark_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_final_mark_set_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['sheet_entry_id'], ['sheet_entry.id'], name=op.f('fk_final_mark_sheet_entry_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_final_mark_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_final_mark')),
    sa.UniqueConstraint('journal_id', 'student_id', 'scope', name=op.f('uq_final_mark_journal_id_student_id_scope'))
    )
    with op.batch_alter_table('final_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_final_mark_student_id'), ['student_id'], unique=False)

    op.create_table('lesson',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('pair', sa.SmallInteger(), nullable=False),
    sa.Column('hours', sa.SmallInteger(), nullable=False),
    sa.Column('kind', sa.Enum('lecture', 'practical', 'laboratory', 'control', 'seminar', 'course_project', 'training_practice', 'professional_practice', 'consultation', 'self_study', 'credit', 'exam', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state', sa.Enum('planned', 'conducted', 'cancelled', 'moved', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('topic', sa.String(length=500), nullable=False),
    sa.Column('homework', sa.String(length=500), nullable=False),
    sa.Column('plan_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('off_plan_reason', sa.String(length=500), nullable=False),
    sa.Column('absence_confirmed', sa.Boolean(), nullable=False),
    sa.Column('cancel_reason', sa.String(length=500), nullable=False),
    sa.Column('teacher_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('topic_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('filled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('late_days', sa.SmallInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'conducted' OR length(topic) > 0", name=op.f('ck_lesson_topic_when_conducted')),
    sa.CheckConstraint('hours BETWEEN 1 AND 12', name=op.f('ck_lesson_hours')),
    sa.CheckConstraint('late_days >= 0', name=op.f('ck_lesson_late_days')),
    sa.CheckConstraint('pair BETWEEN 1 AND 12', name=op.f('ck_lesson_pair')),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_lesson_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['plan_item_id'], ['plan_item.id'], name=op.f('fk_lesson_plan_item_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['teacher_id'], ['user.id'], name=op.f('fk_lesson_teacher_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson')),
    sa.UniqueConstraint('id', 'journal_id', name=op.f('uq_lesson_id_journal_id'))
    )
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.create_index('ix_lesson_journal_id_date', ['journal_id', 'date'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_plan_item_id'), ['plan_item_id'], unique=False)
        batch_op.create_index('uq_lesson_slot', ['journal_id', 'date', 'pair'], unique=True, sqlite_where=sa.text("state IN ('planned', 'conducted')"), postgresql_where=sa.text("state IN ('planned', 'conducted')"))

    op.create_table('sheet_correction',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition', sa.SmallInteger(), nullable=False),
    sa.Column('old_outcome', sa.Enum('5', '4', '3', '2', 'absent', 'barred', 'passed', 'not_passed', name='old_outcome', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('new_outcome', sa.Enum('5', '4', '3', '2', 'absent', 'barred', 'passed', 'not_passed', name='new_outcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('order_number', sa.String(length=200), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('length(order_number) > 0', name=op.f('ck_sheet_correction_order_number')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_sheet_correction_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['entry_id'], ['sheet_entry.id'], name=op.f('fk_sheet_correction_entry_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_correction'))
    )
    with op.batch_alter_table('sheet_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_correction_entry_id'), ['entry_id'], unique=False)

    op.create_table('absence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attendance', sa.Enum('present', 'absent', 'late', name='attendance', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Enum('ill', 'excused', 'unexcused', name='reason', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('late_days', sa.SmallInteger(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('late_days >= 0', name=op.f('ck_absence_late_days')),
    sa.ForeignKeyConstraint(['lesson_id', 'journal_id'], ['lesson.id', 'lesson.journal_id'], name=op.f('fk_absence_lesson_id_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_absence_set_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_absence_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('lesson_id', 'student_id', name=op.f('uq_absence_lesson_id_student_id'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index('ix_absence_journal_id', ['journal_id'], unique=False)
        batch_op.create_index('ix_absence_student_id', ['student_id'], unique=False)

    op.create_table('unlock',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('lesson', 'finals', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('granted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'lesson') = (lesson_id IS NOT NULL)", name=op.f('ck_unlock_lesson_of_unlock')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_unlock_reason')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['user.id'], name=op.f('fk_unlock_granted_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_unlock_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_unlock_lesson_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unlock'))
    )
    with op.batch_alter_table('unlock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unlock_journal_id'), ['journal_id'], unique=False)

    op.create_table('work',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('current', 'practical', 'laboratory', 'control', 'course_project', 'oral', 'written', 'independent', 'theory', 'checkpoint', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=True),
    sa.Column('month', sa.Date(), nullable=True),
    sa.CheckConstraint("(kind = 'checkpoint') = (month IS NOT NULL)", name=op.f('ck_work_month_of_checkpoint')),
    sa.ForeignKeyConstraint(['lesson_id', 'journal_id'], ['lesson.id', 'lesson.journal_id'], name=op.f('fk_work_lesson_id_journal_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work')),
    sa.UniqueConstraint('id', 'journal_id', 'kind', name=op.f('uq_work_id_journal_id_kind')),
    sa.UniqueConstraint('journal_id', 'month', name=op.f('uq_work_journal_id_month'))
    )
    with op.batch_alter_table('work', schema=None) as batch_op:
        batch_op.create_index('ix_work_lesson_id', ['lesson_id'], unique=False)

    op.create_table('mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('work_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('work_kind', sa.String(length=32), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=True),
    sa.Column('not_assessed', sa.Boolean(), nullable=False),
    sa.Column('made_up_on', sa.Date(), nullable=True),
    sa.Column('late_days', sa.SmallInteger(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("NOT not_assessed OR work_kind = 'checkpoint'", name=op.f('ck_mark_not_assessed_in_checkpoint')),
    sa.CheckConstraint('NOT (not_assessed AND value IS NOT NULL)', name=op.f('ck_mark_one_result')),
    sa.CheckConstraint('late_days >= 0', name=op.f('ck_mark_late_days')),
    sa.CheckConstraint('value IN (2, 3, 4, 5)', name=op.f('ck_mark_five_point_scale')),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_mark_set_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_mark_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['work_id', 'journal_id', 'work_kind'], ['work.id', 'work.journal_id', 'work.kind'], name=op.f('fk_mark_work_id_journal_id_work_kind'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark')),
    sa.UniqueConstraint('work_id', 'student_id', name=op.f('uq_mark_work_id_student_id'))
    )
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.create_index('ix_mark_journal_id', ['journal_id'], unique=False)
        batch_op.create_index('ix_mark_student_id', ['student_id'], unique=False)

    op.create_table('unlock_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('lesson', 'finals', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unlock_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('refusal', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_unlock_request_asked_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['journal_id'], ['journal.id'], name=op.f('fk_unlock_request_journal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_unlock_request_lesson_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unlock_id'], ['unlock.id'], name=op.f('fk_unlock_request_unlock_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unlock_request'))
    )
    with op.batch_alter_table('unlock_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unlock_request_journal_id'), ['journal_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('unlock_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unlock_request_journal_id'))

    op.drop_table('unlock_request')
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_index('ix_mark_student_id')
        batch_op.drop_index('ix_mark_journal_id')

    op.drop_table('mark')
    with op.batch_alter_table('work', schema=None) as batch_op:
        batch_op.drop_index('ix_work_lesson_id')

    op.drop_table('work')
    with op.batch_alter_table('unlock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unlock_journal_id'))

    op.drop_table('unlock')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index('ix_absence_student_id')
        batch_op.drop_index('ix_absence_journal_id')

    op.drop_table('absence')
    with op.batch_alter_table('sheet_correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sheet_correction_entry_id'))

    op.drop_table('sheet_correction')
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.drop_index('ix_lesson_journal_id_date')
        batch_op.drop_index('uq_lesson_slot', sqlite_where=sa.text("state IN ('planned', 'conducted')"), postgresql_where=sa.text("state IN ('planned', 'conducted')"))
        batch_op.drop_index(batch_op.f('ix_lesson_plan_item_id'))

    op.drop_table('lesson')
    with op.batch_alter_table('final_mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_final_mark_student_id'))

    op.drop_table('final_mark')
    with op.batch_alter_table('sheet_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sheet_entry_student_id'))

    op.drop_table('sheet_entry')
    op.drop_table('plan_item')
    with op.batch_alter_table('grade_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_grade_delivery_state_next_attempt_at')

    op.drop_table('grade_delivery')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_expires_at'))

    op.drop_table('ticket')
    op.drop_table('thematic_plan')
    op.drop_table('line_item')
    with op.batch_alter_table('journal_teacher', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journal_teacher_user_id'))

    op.drop_table('journal_teacher')
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grant_user_id'))

    op.drop_table('grant')
    with op.batch_alter_table('exam_sheet', schema=None) as batch_op:
        batch_op.drop_index('uq_exam_sheet_serial', sqlite_where=sa.text("suffix = '' AND serial IS NOT NULL"), postgresql_where=sa.text("suffix = '' AND serial IS NOT NULL"))
        batch_op.drop_index(batch_op.f('ix_exam_sheet_journal_id'))

    op.drop_table('exam_sheet')
    with op.batch_alter_table('browser_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_browser_session_user_id'))
        batch_op.drop_index(batch_op.f('ix_browser_session_expires_at'))

    op.drop_table('browser_session')
    op.drop_table('resource_link')
    with op.batch_alter_table('launch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_launch_user_id'))
        batch_op.drop_index(batch_op.f('ix_launch_expires_at'))

    op.drop_table('launch')
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_index('uq_journal_whole_group', sqlite_where=sa.text('subgroup_id IS NULL'), postgresql_where=sa.text('subgroup_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_journal_group_id'))
        batch_op.drop_index(batch_op.f('ix_journal_course_id'))

    op.drop_table('journal')
    with op.batch_alter_table('course_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_member_user_id'))

    op.drop_table('course_member')
    with op.batch_alter_table('subgroup_membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subgroup_membership_student_id'))

    op.drop_table('subgroup_membership')
    op.drop_table('rule_setting')
    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guardian_student_id'))

    op.drop_table('guardian')
    op.drop_table('course')
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_student_id'))
        batch_op.drop_index(batch_op.f('ix_user_sort_key'))
        batch_op.drop_index(batch_op.f('ix_user_college_number'))

    op.drop_table('user')
    with op.batch_alter_table('used_nonce', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_used_nonce_expires_at'))

    op.drop_table('used_nonce')
    op.drop_table('subgroup')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_student_id'))
        batch_op.drop_index('ix_membership_group_id_student_id')

    op.drop_table('membership')
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_attempt_expires_at'))

    op.drop_table('login_attempt')
    op.drop_table('invitation')
    op.drop_table('deployment')
    op.drop_table('term')
    op.drop_table('study_group')
    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_student_sort_key'))
        batch_op.drop_index(batch_op.f('ix_student_college_number'))

    op.drop_table('student')
    op.drop_table('sheet_counter')
    op.drop_table('registration')
    op.drop_table('periodic_run')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_state_run_after')
        batch_op.drop_index(batch_op.f('ix_job_journal_id'))

    op.drop_table('job')
    op.drop_table('institution')
    op.drop_table('discipline')
    with op.batch_alter_table('change_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_request_at'))

    op.drop_table('change_request')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_user_id'))
        batch_op.drop_index('ix_audit_entry_journal_id_at')
        batch_op.drop_index('ix_audit_entry_entity_entity_id')

    op.drop_table('audit_entry')
