"""Accounts of people no LMS sends: opened with a one-time code, then with a password of their own (3.8.2)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.auditing import record
from journal.browser_sessions import end_sessions
from journal.passwords import check_password, hash_secret, new_login
from models import AccountState, EndReason, KnownBrowser, LocalAccount, User
from regulation.names import full_name, sort_key, split_name
from regulation.refusal import N_, Refusal

CODE_GOOD_FOR = timedelta(days=30)
MOST_BROWSERS = 10


def local_person(acting: Acting, name: str) -> User:
    """Somebody no LMS knows, by the full name as it stands in the consent."""
    parts = split_name(name, "", "", "")
    family, given, patronymic = parts.family[:200], parts.given[:200], parts.patronymic[:200]
    user = User(
        registration_id=None, is_local=True, sub=f"local-{secrets.token_hex(8)}", family_name=family, given_name=given,
        patronymic=patronymic, display_name=(full_name(family, given, patronymic) or name)[:200],
        sort_key=sort_key(family, given, patronymic), created_at=acting.now, email="", college_number="",
    )  # fmt: skip
    acting.session.add(user)
    acting.session.flush()
    return user


def open_account(acting: Acting, user: User, login: str, code_hash: str) -> LocalAccount:
    """An account that waits for its first sign-in with the code; off until then for anything else."""
    account = LocalAccount(
        user=user, login=login, state=AccountState.AWAITING, code_hash=code_hash,
        code_expires_at=acting.now + CODE_GOOD_FOR, created_at=acting.now,
    )  # fmt: skip
    acting.session.add(account)
    acting.session.flush()
    return account


def free_login(session: Session, taken: set[str]) -> str:
    """A login nobody has; it is added to `taken`."""
    while True:
        login = new_login()
        known = session.scalar(select(LocalAccount.id).where(LocalAccount.login == login))
        if known is None and login not in taken:
            taken.add(login)
            return login


def account_of(session: Session, user_id: int) -> LocalAccount | None:
    """The person's account; None for whoever comes by an LMS."""
    return session.scalar(select(LocalAccount).where(LocalAccount.user_id == user_id))


def code_again(acting: Acting, account: LocalAccount, code_hash: str) -> None:
    """Another one-time code: the password and every session end, browsers known before are forgotten."""
    account.state, account.password_hash, account.password_set_at = AccountState.AWAITING, "", None
    account.code_hash, account.code_expires_at = code_hash, acting.now + CODE_GOOD_FOR
    account.off_at, account.off_why = None, ""
    forget_browsers(acting.session, account)
    end_sessions(acting.session, account.user_id, acting.now, EndReason.ENDED_BY_OFFICE, acting.address)


def choose_password(acting: Acting, account: LocalAccount, password: str, again: str) -> str:
    """The person's own password, typed twice; returns the hash to keep. Raises E_PASSWORD. Takes some 50 ms."""
    if password != again:
        raise Refusal("E_PASSWORD", "6.2", N_("Пароли не совпадают. Введите один и тот же пароль дважды."))
    user = account.user
    check_password(password, account.login, (user.family_name, user.given_name, user.patronymic))
    return hash_secret(password)


def keep_password(acting: Acting, account: LocalAccount, password_hash: str) -> None:
    """The password counts from now on; the code is used up, other sessions end."""
    account.password_hash, account.password_set_at = password_hash, acting.now
    account.state, account.code_hash, account.code_expires_at = AccountState.ACTIVE, "", None
    forget_browsers(acting.session, account)
    end_sessions(acting.session, account.user_id, acting.now, EndReason.PASSWORD, acting.address)
    acting.session.flush()


def switch_off(acting: Acting, account: LocalAccount, why: str) -> None:
    """Nobody signs in any more, nobody stays signed in."""
    account.state, account.password_hash, account.code_hash = AccountState.OFF, "", ""
    account.code_expires_at = None
    account.off_at, account.off_why = acting.now, why[:200]
    forget_browsers(acting.session, account)
    end_sessions(acting.session, account.user_id, acting.now, EndReason.CONSENT, acting.address)


def is_code_good(account: LocalAccount, moment: datetime) -> bool:
    """Whether the printed code may still be used."""
    return (
        bool(account.code_hash) and account.code_expires_at is not None and account.code_expires_at > moment
    )


def code_print(account: LocalAccount) -> str:
    """What ties the choice of a password to the code that allowed it: of another code it is another."""
    return sha256(account.code_hash.encode()).hexdigest()[:32] if account.code_hash else ""


def note_sign_in(acting: Acting, account: LocalAccount, how: str) -> None:
    """A successful sign-in, audited without anything secret."""
    account.last_sign_in_at = acting.now
    record(acting, "signed_in", "local_account", account.id, how=how)


def know_browser(acting: Acting, account: LocalAccount, code_hash: str) -> None:
    """This browser is the owner's: it is not held up by what strangers try."""
    session = acting.session
    known = session.scalars(
        select(KnownBrowser).where(KnownBrowser.account_id == account.id).order_by(KnownBrowser.id)
    ).all()
    for old in known[: max(0, len(known) - MOST_BROWSERS + 1)]:
        session.delete(old)
    session.add(KnownBrowser(account_id=account.id, code_hash=code_hash, since=acting.now))


def is_known_browser(session: Session, account: LocalAccount | None, code_hash: str) -> bool:
    """Whether the owner signed in with this browser before."""
    if account is None or not code_hash:
        return False
    return (
        session.scalar(
            select(KnownBrowser.id).where(
                KnownBrowser.account_id == account.id, KnownBrowser.code_hash == code_hash
            )
        )
        is not None
    )


def forget_browsers(session: Session, account: LocalAccount) -> None:
    """Every browser is a stranger again."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.account_id == account.id))
