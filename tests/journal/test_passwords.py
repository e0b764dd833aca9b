"""Passwords and one-time codes (3.8.2, 6.2): nothing readable is kept, nothing guessable is taken."""

from __future__ import annotations

import pytest

from journal.passwords import (
    check_password,
    hash_secret,
    is_secret,
    new_code,
    new_login,
    read_code,
    read_login,
)
from regulation.refusal import Refusal


def test_a_long_phrase_is_taken_and_kept_as_argon2id() -> None:
    check_password("три синих кита плывут", "r482716", ("Иванова", "Мария"))
    kept = hash_secret("три синих кита плывут")
    assert kept.startswith("$argon2id$")
    assert is_secret(kept, "три синих кита плывут")
    assert not is_secret(kept, "три синих кита плывут ")


@pytest.mark.parametrize(
    "password",
    [
        "короткий", "", "Password123", "P@ssw0rd2025", "qwertyuiop", "йцукенгшщз", "1234567890", "0987654321", "1q2w3e4r5t",
        "aaaaaaaaaaaa", "абабабабабаб", "12121212121212", "Пароль2025!", "люблютебя1", "r482716r482716", "r482716!!!", "Иванова2025",
        "ячсмитьбю12"[:10], "2025-2026-2027", "д" * 129,
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_password(password, "r482716", ("Иванова", "Мария"))
    assert (refused.value.code, refused.value.clause) == ("E_PASSWORD", "6.2")


def test_nothing_kept_lets_nobody_in() -> None:
    assert not is_secret("", "")
    assert not is_secret("", "что угодно")
    assert not is_secret("$argon2id$broken", "что угодно")


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()
    letters = code.replace("-", "")
    assert (
        read_code(code) == read_code(code.lower()) == read_code(f" {letters[:5]} {letters[5:]} ") == letters
    )
    assert read_code("ксмт-2345-6789"), "Russian letters that look the same"
    for other in ("", "K7QM", "три синих кита плывут", letters + "2", "K7QM-2XWD-94H0"):
        assert read_code(other) is None


def test_codes_and_logins_do_not_repeat() -> None:
    assert len({new_code() for _ in range(200)}) == 200
    login = new_login()
    assert read_login(f" {login.upper()} ") == login
    assert read_login("р" + login[1:]) == login
