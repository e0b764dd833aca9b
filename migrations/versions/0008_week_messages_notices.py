"""Weeks checked, absence documents, messages, questions, notices, notifications."""

from alembic import op
import sqlalchemy as sa


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notification_cursor',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest_week', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_notification_cursor_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification_cursor'))
    )
    op.create_table('notification',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('event', sa.Enum('absence', 'two', 'not_assessed', 'checkpoint', 'digest', name='event', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('thing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('state', sa.Enum('told', 'withheld', 'taken_back', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'withheld') = (length(text) = 0)", name=op.f('ck_notification_text')),
    sa.CheckConstraint("(state = 'withheld') = (length(why) > 0)", name=op.f('ck_notification_why')),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_notification_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification')),
    sa.UniqueConstraint('event', 'student_id', 'thing_id', name=op.f('uq_notification_event_student_id_thing_id'))
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index('ix_notification_student_id', ['student_id', 'id'], unique=False)

    op.create_table('absence_document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Enum('ill', 'excused', 'unexcused', name='reason', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('state', sa.Enum('requested', 'accepted', 'refused', 'annulled', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.CheckConstraint("(state = 'requested') = (answered_at IS NULL)", name=op.f('ck_absence_document_answered')),
    sa.CheckConstraint("reason <> 'unexcused'", name=op.f('ck_absence_document_excuses')),
    sa.CheckConstraint("state NOT IN ('refused', 'annulled') OR length(answer) > 0", name=op.f('ck_absence_document_answer')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_absence_document_interval')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_absence_document_answered_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_absence_document_entered_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_absence_document_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence_document'))
    )
    with op.batch_alter_table('absence_document', schema=None) as batch_op:
        batch_op.create_index('ix_absence_document_state', ['state'], unique=False)
        batch_op.create_index('ix_absence_document_student_id', ['student_id', 'starts_on'], unique=False)

    op.create_table('conversation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('first_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('second_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('student_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_text', sa.String(length=200), nullable=False),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_conversation_order_of_people')),
    sa.ForeignKeyConstraint(['first_id'], ['user.id'], name=op.f('fk_conversation_first_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['second_id'], ['user.id'], name=op.f('fk_conversation_second_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_conversation_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation'))
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_second_id', ['second_id'], unique=False)
        batch_op.create_index('uq_conversation_people', ['first_id', 'second_id'], unique=True, sqlite_where=sa.text('student_id IS NULL'), postgresql_where=sa.text('student_id IS NULL'))
        batch_op.create_index('uq_conversation_people_student', ['first_id', 'second_id', 'student_id'], unique=True, sqlite_where=sa.text('student_id IS NOT NULL'), postgresql_where=sa.text('student_id IS NOT NULL'))

    op.create_table('letter',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('notification_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sent', 'given_up', 'dropped', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=500), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_letter_notification_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('notification_id', 'address', name=op.f('uq_letter_notification_id_address'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index('ix_letter_state_next_attempt_at', ['state', 'next_attempt_at'], unique=False)

    op.create_table('notification_read',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('notification_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_notification_read_notification_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notification_read_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification_read')),
    sa.UniqueConstraint('notification_id', 'user_id', name=op.f('uq_notification_read_notification_id_user_id'))
    )
    with op.batch_alter_table('notification_read', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_read_user_id'), ['user_id'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('key', sa.String(length=2600), nullable=False),
    sa.Column('answer', sa.String(length=2000), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(answered_at IS NULL) = (answered_by_id IS NULL)', name=op.f('ck_question_answered_by')),
    sa.CheckConstraint('(answered_at IS NULL) = (length(answer) = 0)', name=op.f('ck_question_answer')),
    sa.CheckConstraint('length(text) BETWEEN 1 AND 2000', name=op.f('ck_question_text')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_question_answered_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_question_asked_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index('ix_question_answered_at', ['answered_at', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_asked_by_id'), ['asked_by_id'], unique=False)

    op.create_table('week_check',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('week', sa.SmallInteger(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('week BETWEEN 1 AND 53', name=op.f('ck_week_check_week')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_week_check_year')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['user.id'], name=op.f('fk_week_check_checked_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_week_check_group_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_week_check')),
    sa.UniqueConstraint('group_id', 'year', 'week', name=op.f('uq_week_check_group_id_year_week'))
    )
    op.create_table('message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sender_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('topic', sa.Enum('other', 'behaviour', 'success', 'attendance', name='topic', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(text) BETWEEN 1 AND 2000', name=op.f('ck_message_text')),
    sa.CheckConstraint('sender_id <> recipient_id', name=op.f('ck_message_two_people')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_message_conversation_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['recipient_id'], ['user.id'], name=op.f('fk_message_recipient_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['sender_id'], ['user.id'], name=op.f('fk_message_sender_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_conversation_id', ['conversation_id', 'id'], unique=False)
        batch_op.create_index('ix_message_sender_id', ['sender_id', 'sent_at'], unique=False)
        batch_op.create_index('ix_message_unread', ['recipient_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))

    op.create_table('notice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('section', sa.Enum('staff', 'everybody', 'group', name='section', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.String(length=5000), nullable=False),
    sa.Column('key', sa.String(length=5400), nullable=False),
    sa.Column('is_check_result', sa.Boolean(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(section = 'group') = (group_id IS NOT NULL)", name=op.f('ck_notice_group')),
    sa.CheckConstraint("NOT is_check_result OR (section = 'staff' AND order_id IS NOT NULL)", name=op.f('ck_notice_check_result')),
    sa.CheckConstraint('length(title) > 0 AND length(text) > 0', name=op.f('ck_notice_text')),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_notice_author_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['group_id'], ['study_group.id'], name=op.f('fk_notice_group_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_notice_order_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_group_id'), ['group_id'], unique=False)
        batch_op.create_index('ix_notice_section', ['section', 'archived_at'], unique=False)

    op.create_table('notice_read',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_read_notice_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notice_read_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_read')),
    sa.UniqueConstraint('notice_id', 'user_id', name=op.f('uq_notice_read_notice_id_user_id'))
    )
    with op.batch_alter_table('notice_read', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_read_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('notice_read', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_read_user_id'))

    op.drop_table('notice_read')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_section')
        batch_op.drop_index(batch_op.f('ix_notice_group_id'))

    op.drop_table('notice')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_message_sender_id')
        batch_op.drop_index('ix_message_conversation_id')

    op.drop_table('message')
    op.drop_table('week_check')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_asked_by_id'))
        batch_op.drop_index('ix_question_answered_at')

    op.drop_table('question')
    with op.batch_alter_table('notification_read', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_read_user_id'))

    op.drop_table('notification_read')
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_state_next_attempt_at')

    op.drop_table('letter')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('uq_conversation_people_student', sqlite_where=sa.text('student_id IS NOT NULL'), postgresql_where=sa.text('student_id IS NOT NULL'))
        batch_op.drop_index('uq_conversation_people', sqlite_where=sa.text('student_id IS NULL'), postgresql_where=sa.text('student_id IS NULL'))
        batch_op.drop_index('ix_conversation_second_id')

    op.drop_table('conversation')
    with op.batch_alter_table('absence_document', schema=None) as batch_op:
        batch_op.drop_index('ix_absence_document_student_id')
        batch_op.drop_index('ix_absence_document_state')

    op.drop_table('absence_document')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index('ix_notification_student_id')

    op.drop_table('notification')
    op.drop_table('notification_cursor')
