"""Keep consents, local accounts, issued access, alerts and what browser sessions are known by."""

from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('login_hash', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_attempt_address_at', ['address', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_attempt_at'), ['at'], unique=False)
        batch_op.create_index('ix_sign_in_attempt_login_hash_at', ['login_hash', 'at'], unique=False)

    op.create_table('consent_transfer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_consent_transfer_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_transfer'))
    )
    op.create_table('local_account',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('login', sa.String(length=32), nullable=False),
    sa.Column('state', sa.Enum('awaiting', 'active', 'off', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('password_set_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code_hash', sa.String(length=200), nullable=False),
    sa.Column('code_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off_why', sa.String(length=200), nullable=False),
    sa.CheckConstraint("state <> 'active' OR length(password_hash) > 0", name=op.f('ck_local_account_password')),
    sa.CheckConstraint("state <> 'awaiting' OR length(code_hash) > 0", name=op.f('ck_local_account_code')),
    sa.CheckConstraint("state <> 'off' OR (length(password_hash) = 0 AND length(code_hash) = 0)", name=op.f('ck_local_account_off')),
    sa.CheckConstraint('(length(code_hash) > 0) = (code_expires_at IS NOT NULL)', name=op.f('ck_local_account_code_term')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_local_account_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_account')),
    sa.UniqueConstraint('login', name=op.f('uq_local_account_login')),
    sa.UniqueConstraint('user_id', name=op.f('uq_local_account_user_id'))
    )
    op.create_table('session_alert',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('learner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('staff_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('learner_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('finding', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(settled_at IS NULL) = (length(finding) = 0)', name=op.f('ck_session_alert_settled')),
    sa.CheckConstraint('staff_id <> learner_id', name=op.f('ck_session_alert_two_people')),
    sa.ForeignKeyConstraint(['learner_id'], ['user.id'], name=op.f('fk_session_alert_learner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['settled_by_id'], ['user.id'], name=op.f('fk_session_alert_settled_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['staff_id'], ['user.id'], name=op.f('fk_session_alert_staff_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_alert'))
    )
    with op.batch_alter_table('session_alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_alert_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_session_alert_staff_id'), ['staff_id'], unique=False)

    op.create_table('consent',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('giver_name', sa.String(length=200), nullable=False),
    sa.Column('giver_key', sa.String(length=200), nullable=False),
    sa.Column('relation', sa.Enum('mother', 'father', 'guardian', 'custodian', 'self', name='relation', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.Enum('requested', 'given', 'transferred', 'issued', 'withdrawn', 'expired', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_on', sa.Date(), nullable=True),
    sa.Column('given_how', sa.Enum('paper', 'electronic', name='given_how', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('transfer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_why', sa.String(length=500), nullable=False),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f('ck_consent_withdrawn')),
    sa.CheckConstraint("state <> 'issued' OR issued_at IS NOT NULL", name=op.f('ck_consent_issued')),
    sa.CheckConstraint("state = 'requested' OR length(giver_name) > 0", name=op.f('ck_consent_giver')),
    sa.CheckConstraint("state IN ('requested', 'withdrawn') OR given_on IS NOT NULL", name=op.f('ck_consent_given')),
    sa.CheckConstraint("state NOT IN ('transferred', 'issued') OR transfer_id IS NOT NULL", name=op.f('ck_consent_transferred')),
    sa.CheckConstraint('expires_on IS NULL OR given_on IS NULL OR expires_on >= given_on', name=op.f('ck_consent_term')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_consent_recorded_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_consent_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['transfer_id'], ['consent_transfer.id'], name=op.f('fk_consent_transfer_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_consent_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_student_id'), ['student_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_consent_live', ['student_id', 'giver_key'], unique=True, sqlite_where=sa.text("state IN ('requested', 'given', 'transferred', 'issued')"), postgresql_where=sa.text("state IN ('requested', 'given', 'transferred', 'issued')"))

    op.create_table('known_browser',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['local_account.id'], name=op.f('fk_known_browser_account_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_browser')),
    sa.UniqueConstraint('account_id', 'code_hash', name=op.f('uq_known_browser_account_id_code_hash'))
    )
    op.create_table('consent_purpose',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.Enum('journal', 'access', 'notices', 'email', name='purpose', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_purpose_consent_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_purpose')),
    sa.UniqueConstraint('consent_id', 'purpose', name=op.f('uq_consent_purpose_consent_id_purpose'))
    )
    op.create_table('credential',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_name', sa.String(length=200), nullable=False),
    sa.Column('person_key', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=60), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('login', sa.String(length=32), nullable=False),
    sa.Column('method', sa.Enum('slip', 'lms', name='method', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_again', sa.Boolean(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(person_name) > 0', name=op.f('ck_credential_person')),
    sa.CheckConstraint('received_on IS NULL OR received_on >= issued_on', name=op.f('ck_credential_receipt')),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_credential_consent_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['issued_by_id'], ['user.id'], name=op.f('fk_credential_issued_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_credential_student_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_credential_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential'))
    )
    with op.batch_alter_table('credential', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credential_person_key'), ['person_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_credential_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('browser_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('end_reason', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('ended_from', sa.String(length=45), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('mark_hash', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('device', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('previous_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('previous_address', sa.String(length=45), nullable=False, server_default=''))
        batch_op.create_check_constraint(
            batch_op.f('ck_browser_session_end_reason'),
            "end_reason IN ('left', 'replaced', 'ended', 'ended_by_office', 'password', 'consent')",
        )
        batch_op.create_index('ix_browser_session_mark_hash_seen_at', ['mark_hash', 'seen_at'], unique=False)

    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_guardian_consent_id'), 'consent', ['consent_id'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mark_hash', sa.String(length=64), nullable=False, server_default=''))

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_local', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column('registration_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        batch_op.create_check_constraint(batch_op.f('ck_user_registration'), '(registration_id IS NULL) = is_local')
        batch_op.create_check_constraint(
            batch_op.f('ck_user_local_is_no_staff'), 'NOT (is_local AND (is_staff OR is_lms_admin))'
        )


def downgrade() -> None:
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_user_local_is_no_staff'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_user_registration'), type_='check')
        batch_op.alter_column('registration_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
        batch_op.drop_column('is_local')

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_column('mark_hash')

    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_guardian_consent_id'), type_='foreignkey')
        batch_op.drop_column('consent_id')
        batch_op.drop_column('stopped_at')

    with op.batch_alter_table('browser_session', schema=None) as batch_op:
        batch_op.drop_index('ix_browser_session_mark_hash_seen_at')
        batch_op.drop_constraint(batch_op.f('ck_browser_session_end_reason'), type_='check')
        batch_op.drop_column('previous_address')
        batch_op.drop_column('previous_at')
        batch_op.drop_column('device')
        batch_op.drop_column('mark_hash')
        batch_op.drop_column('ended_from')
        batch_op.drop_column('end_reason')

    with op.batch_alter_table('credential', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_credential_user_id'))
        batch_op.drop_index(batch_op.f('ix_credential_person_key'))

    op.drop_table('credential')
    op.drop_table('consent_purpose')
    op.drop_table('known_browser')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index('uq_consent_live', sqlite_where=sa.text("state IN ('requested', 'given', 'transferred', 'issued')"), postgresql_where=sa.text("state IN ('requested', 'given', 'transferred', 'issued')"))
        batch_op.drop_index(batch_op.f('ix_consent_user_id'))
        batch_op.drop_index(batch_op.f('ix_consent_student_id'))
        batch_op.drop_index(batch_op.f('ix_consent_state'))

    op.drop_table('consent')
    with op.batch_alter_table('session_alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_alert_staff_id'))
        batch_op.drop_index(batch_op.f('ix_session_alert_at'))

    op.drop_table('session_alert')
    op.drop_table('local_account')
    op.drop_table('consent_transfer')
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_attempt_login_hash_at')
        batch_op.drop_index(batch_op.f('ix_sign_in_attempt_at'))
        batch_op.drop_index('ix_sign_in_attempt_address_at')

    op.drop_table('sign_in_attempt')
