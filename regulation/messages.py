"""Texts people write to each other: messages, questions, notices. Text only, escaped where shown (2.2, 3.4, 3.12.3, 5.3)."""

from __future__ import annotations

import unicodedata

from regulation.refusal import N_, Refusal

MOST_MESSAGE = 2000
# Marks that turn the direction of writing around: they show another text than was written.
_DROPPED = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x200B, 0xAD))


def check_text(text: str, clause: str, most: int = MOST_MESSAGE) -> str:
    """The text as it is to be kept: NFC, lines kept, blank ends cut. Raises E_TEXT when empty, too long, or binary."""
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED))
    kept = "\n".join(line.rstrip() for line in kept.split("\n")).strip()
    if not kept:
        raise Refusal("E_TEXT", clause, N_("Напишите текст: пустое не отправляется."))
    if len(kept) > most:
        raise Refusal(
            "E_TEXT",
            clause,
            N_("Текст длиннее %(most)s знаков, лишних знаков: %(over)s. Сократите его или разделите."),
            most=most,
            over=len(kept) - most,
        )
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in kept):
        raise Refusal(
            "E_TEXT", clause, N_("В тексте есть служебные символы. Наберите его или вставьте без оформления.")
        )
    return kept
