"""Passwords and one-time codes: how they are made, judged and kept. Only Argon2id hashes are ever stored (3.8.2)."""

from __future__ import annotations

import re
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from journal.common_passwords import COMMON, KEY_ROWS
from regulation.refusal import N_, Refusal

SHORTEST, LONGEST = 10, 128
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else on paper
CODE_LENGTH = 12
# What a Russian keyboard types where the letter looks the same.
_LOOKALIKES = str.maketrans("АВСЕНКМРТУХ", "ABCEHKMPTYX")
_NOISE = re.compile(r"[\s\-–—.]+")
_TAIL = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_PLAIN_LETTERS = str.maketrans("@$0135!", "asoiesi")

# Memory 19 MiB, two passes: the least OWASP asks for; two at a time, so that a flood cannot take the memory away.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = BoundedSemaphore(2)


def hash_secret(secret: str) -> str:
    """The Argon2id hash to keep."""
    with _turns:
        return _hasher.hash(secret)


def is_secret(kept: str, secret: str) -> bool:
    """Whether the secret is the kept one. With nothing kept it takes as long and says no."""
    with _turns:
        try:
            return _hasher.verify(kept or _nobody(), secret) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


_NOBODY: list[str] = []


def _nobody() -> str:
    """The hash of a secret nobody knows: what an unknown login is checked against."""
    if not _NOBODY:
        _NOBODY.append(_hasher.hash(secrets.token_urlsafe(32)))
    return _NOBODY[0]


def new_code() -> str:
    """A one-time code as it is printed: «K7QM-2XWD-94HP», 59 bits."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str | None:
    """The code that was typed, without dashes, in any case and keyboard; None when it is none."""
    letters = _NOISE.sub("", typed).upper().translate(_LOOKALIKES)
    is_code = len(letters) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in letters)
    return letters if is_code else None


def new_login() -> str:
    """A login that says nothing of the person: «r482716»."""
    return f"r{secrets.randbelow(900_000) + 100_000}"


def read_login(typed: str) -> str:
    """The login that was typed, folded; the Russian «г» and «р» stand where «r» would."""
    text = "".join(letter for letter in typed.lower() if letter.isprintable() and letter != " ")[:32]
    return "r" + text[1:] if text[:1] in ("р", "г") else text


def check_password(password: str, login: str, names: tuple[str, ...] = ()) -> None:
    """Raises E_PASSWORD when it is short, long, well known, made of one key row, or made of the login or a name."""
    if len(password) < SHORTEST:
        raise _refused(
            N_("Пароль короче %(least)s знаков. Придумайте длиннее, например из трёх-четырёх слов."),
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        raise _refused(N_("Пароль длиннее %(most)s знаков. Придумайте короче."), most=LONGEST)
    if read_code(password) is not None:
        raise _refused(N_("Так выглядит одноразовый код. Добавьте в пароль пробел или ещё несколько знаков."))
    folded = password.casefold()
    if len(set(folded)) < 4 or _is_row(folded):
        raise _refused(N_("Пароль из повторов или соседних клавиш подбирают первым. Придумайте другой."))
    core = _TAIL.sub("", folded)
    if {folded, core, core.translate(_PLAIN_LETTERS), _joined(folded)} & COMMON or not core:
        raise _refused(
            N_(
                "Такой пароль есть в списках, по которым подбирают. Придумайте другой, например из трёх-четырёх слов."
            )
        )
    parts = [part.casefold() for part in (login, *names) if len(part) >= 4]
    if any(part in folded and len(folded.replace(part, "")) < 6 for part in parts):
        raise _refused(N_("Пароль почти весь состоит из логина или имени. Придумайте другой."))


def _joined(folded: str) -> str:
    """The letters only: «pass word 123» is «password»."""
    return re.sub(r"[\W\d_]+", "", folded)


def _is_row(folded: str) -> bool:
    """Whether the password is made of neighbouring keys (numbers at its ends aside), or is one piece said over again."""
    plain = re.sub(r"[\W_]+", "", folded)
    for text in (plain, _TAIL.sub("", plain)):
        if len(text) >= 4 and any(text in row * 3 or text in row[::-1] * 3 for row in KEY_ROWS):
            return True
    return any(
        plain == (plain[:size] * (len(plain) // size + 1))[: len(plain)]
        for size in range(1, len(plain) // 2 + 1)
    )


def _refused(template: str, **params: object) -> Refusal:
    return Refusal("E_PASSWORD", "6.2", template, **params)
