"""Sign-in of people no LMS sends: parents with a login of their own (3.8.2). No secret here can be read back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.user import User


class AccountState(StrEnum):
    """awaiting the first sign-in with a code → active with a password; off when the consent is withdrawn."""

    AWAITING = "awaiting"
    ACTIVE = "active"
    OFF = "off"


class LocalAccount(Base):
    """A login with the Argon2id hash of the password, or of the one-time code that lets one be chosen."""

    __tablename__ = "local_account"
    __table_args__ = (
        UniqueConstraint("user_id"),
        CheckConstraint("state <> 'active' OR length(password_hash) > 0", name="password"),
        CheckConstraint("state <> 'awaiting' OR length(code_hash) > 0", name="code"),
        CheckConstraint("state <> 'off' OR (length(password_hash) = 0 AND length(code_hash) = 0)", name="off"),
        CheckConstraint("(length(code_hash) > 0) = (code_expires_at IS NOT NULL)", name="code_term"),
    )  # fmt: skip

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id")
    login: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[AccountState] = mapped_column(enum_text(AccountState, "state"))
    password_hash: Mapped[Text200] = mapped_column(default="")
    password_set_at: Mapped[datetime | None]
    code_hash: Mapped[Text200] = mapped_column(default="")
    code_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    off_at: Mapped[datetime | None]
    off_why: Mapped[Text200] = mapped_column(default="")

    user: Mapped[User] = relationship()


class KnownBrowser(Base):
    """A browser in which this account was signed in to: it is not held up by what strangers try elsewhere."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = key_to("local_account.id")
    code_hash: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]


class SignInAttempt(Base):
    """An attempt to sign in, counted before it is checked. Kept for a day; the login as a hash, known or not.

    `browser_hash` is '' for a browser unknown to the account. `failed` turns off when the attempt succeeds.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login_hash_at", "login_hash", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[PrimaryKey]
    login_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    browser_hash: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    failed: Mapped[bool] = mapped_column(default=True)
