"""Directories with archive, versions of the particulars, undertakings, attachments, incidents, maintenance and support requests."""

import sqlalchemy as sa
from alembic import op

from regulation.names import search_key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "normative_act",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "in_force", "repealed", name="status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("repealed_on", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("in_regulation", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("search_key", sa.String(length=700), nullable=False),
        sa.CheckConstraint(
            "status = 'repealed' OR (repealed_on IS NULL AND replaced_by_id IS NULL)",
            name=op.f("ck_normative_act_repealed"),
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_normative_act_title")),
        sa.CheckConstraint(
            "replaced_by_id IS NULL OR replaced_by_id <> id",
            name=op.f("ck_normative_act_replaced_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["normative_act.id"],
            name=op.f("fk_normative_act_replaced_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_normative_act")),
        sa.UniqueConstraint("kind", "number", "dated", name=op.f("uq_normative_act_kind_number_dated")),
    )
    op.create_table(
        "archived_kind",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column(
            "directory",
            sa.Enum("work", "lesson", name="directory", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_archived_kind_changed_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived_kind")),
        sa.UniqueConstraint("directory", "key", name=op.f("uq_archived_kind_directory_key")),
    )
    op.create_table(
        "incident",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("measures", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at > started_at", name=op.f("ck_incident_interval")),
        sa.CheckConstraint("length(description) > 0", name=op.f("ck_incident_description")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_incident_recorded_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_started_at"), ["started_at"], unique=False)

    op.create_table(
        "maintenance",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_maintenance_interval")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_maintenance_text")),
        sa.ForeignKeyConstraint(
            ["announced_by_id"], ["user.id"], name=op.f("fk_maintenance_announced_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance")),
    )
    with op.batch_alter_table("maintenance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_maintenance_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "support_ticket",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=False),
        sa.Column("incident_code", sa.String(length=20), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_support_ticket_closed")
        ),
        sa.CheckConstraint("length(subject) > 0", name=op.f("ck_support_ticket_subject")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_support_ticket_opened_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_ticket")),
    )
    with op.batch_alter_table("support_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_ticket_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_ticket_state"), ["state"], unique=False)

    op.create_table(
        "undertaking",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (length(annulled_reason) = 0)", name=op.f("ck_undertaking_annulled")
        ),
        sa.CheckConstraint("length(number) > 0", name=op.f("ck_undertaking_number")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_undertaking_recorded_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_undertaking_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
    )
    with op.batch_alter_table("undertaking", schema=None) as batch_op:
        batch_op.create_index(
            "uq_undertaking_number",
            ["number"],
            unique=True,
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )
        batch_op.create_index(
            "uq_undertaking_person",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )

    op.create_table(
        "particulars",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("founder", sa.String(length=500), nullable=False),
        sa.Column("full_name", sa.String(length=500), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("director", sa.String(length=200), nullable=False),
        sa.Column("deputy", sa.String(length=200), nullable=False),
        sa.Column("regulation_title", sa.String(length=500), nullable=False),
        sa.Column("council_protocol", sa.String(length=200), nullable=False),
        sa.Column("regulation_order", sa.String(length=200), nullable=False),
        sa.Column("order_number", sa.String(length=60), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("length(full_name) > 0", name=op.f("ck_particulars_full_name")),
        sa.CheckConstraint("length(order_number) > 0", name=op.f("ck_particulars_order_number")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_particulars_order_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_particulars_recorded_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_particulars")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_particulars_valid_from")),
    )
    op.create_table(
        "support_line",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_answer", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_support_line_text")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_support_line_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["support_ticket.id"], name=op.f("fk_support_line_ticket_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_line")),
    )
    with op.batch_alter_table("support_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_line_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("journal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "place",
            sa.Enum("topic", "homework", name="place", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("is_activity", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "substr(url, 1, 7) = 'http://' OR substr(url, 1, 8) = 'https://'", name=op.f("ck_attachment_url")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_attachment_title")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user.id"], name=op.f("fk_attachment_added_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["journal_id"], ["journal.id"], name=op.f("fk_attachment_journal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_attachment_lesson_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_journal_id"), ["journal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_index(
            "uq_attachment_here",
            ["lesson_id", "place", "url"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    with op.batch_alter_table("discipline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_key", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_discipline_replaced_by_id"),
            "discipline",
            ["replaced_by_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    fill_search_keys()
    with op.batch_alter_table("discipline", schema=None) as batch_op:
        batch_op.alter_column("search_key", server_default=None)  # in one go with its column, old rows would have none


def fill_search_keys() -> None:
    """Put the folded index and name of every discipline into its key."""
    table = sa.table(
        "discipline", sa.column("id"), sa.column("index"), sa.column("name"), sa.column("search_key")
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c.id, table.c.index, table.c.name)).all():
        key = search_key(f"{row.index} {row.name}")[:400]
        connection.execute(sa.update(table).where(table.c.id == row.id).values(search_key=key))


def downgrade() -> None:
    with op.batch_alter_table("discipline", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_discipline_replaced_by_id"), type_="foreignkey")
        batch_op.drop_column("replaced_by_id")
        batch_op.drop_column("archived_at")
        batch_op.drop_column("search_key")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attachment_here",
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attachment_lesson_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_journal_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("support_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_line_ticket_id"))

    op.drop_table("support_line")
    op.drop_table("particulars")
    with op.batch_alter_table("undertaking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_undertaking_person",
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_undertaking_number",
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )

    op.drop_table("undertaking")
    with op.batch_alter_table("support_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_ticket_state"))
        batch_op.drop_index(batch_op.f("ix_support_ticket_opened_by_id"))

    op.drop_table("support_ticket")
    with op.batch_alter_table("maintenance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_maintenance_ends_at"))

    op.drop_table("maintenance")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_started_at"))

    op.drop_table("incident")
    op.drop_table("archived_kind")
    op.drop_table("normative_act")
