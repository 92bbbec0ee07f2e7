"""Signs beyond ASCII, for streams that know none."""

from __future__ import annotations

import unicodedata

_SIGNS = {
    "-": "—–−─",
    "...": "…",
    "*": "·★⊙",
    "x": "×",
    "/": "÷",
    "sqrt ": "√",
    "sum ": "Σ∑",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "~": "≈",
    "->": "→",
    "<-": "←",
    "inf": "∞",
    "d": "∂",
    "grad ": "∇",
    "in": "∈",
    "^T": "ᵀ",
    "^-": "⁻",
    "|": "│",
    "#": "█",
    "+": "▒",
    ".": "░",
    "'": "‘’",
    '"': "“”",
}
"""Signs, by what is written for them in ASCII."""
_IN_ASCII = str.maketrans({sign: text for text, signs in _SIGNS.items() for sign in signs})


def plain(text: str, file) -> str:
    """A text as a stream can take it: in plain ASCII where it knows no more."""
    try:
        text.encode(getattr(file, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        letters = unicodedata.normalize("NFKD", text.translate(_IN_ASCII))
        return "".join(c for c in letters if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")
    return text
