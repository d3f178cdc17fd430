"""Text as a search compares it: without case, accents or characters nobody sees.

Two texts count as the same if they are under Unicode's NFKC_Casefold (The Unicode
Standard, 3.13, D146) once Latin, Greek and Cyrillic accents are left out: a search for
``cafe`` finds ``Café``, and a zero-width space inside a word hides it from no search.
Folding goes character by character, so whatever is part of a text stays part of it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from triage_app.domain.visible_text import written_out

_SPACES = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Accents (U+0300 on), controls, and what Unicode calls Default_Ignorable_Code_Point.
_PASSED_OVER = (
    "\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u0300-\u036f\xad\u061c\u115f\u1160\u17b4"
    "\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_DROPPED = re.compile(f"[{_PASSED_OVER}]+")
_BLANKS = re.compile(f"[{_SPACES}]+")
_PLAIN = re.compile(f"[^{_PASSED_OVER}{_SPACES}]*(?: [^{_PASSED_OVER}{_SPACES}]+)* ?")
_WRITTEN_OUT = re.compile("⟨U\\+([0-9A-F]{4,6})⟩|(.)", re.DOTALL)


def fold(text: str) -> str:
    """Return text as it is compared; runs of blanks become one space."""
    folded = text.casefold()
    if not text.isascii() and not unicodedata.is_normalized("NFKD", folded):
        folded = unicodedata.normalize("NFKD", folded).casefold()
    if folded.isascii() and folded.isprintable() and "  " not in folded:
        return folded
    if _PLAIN.fullmatch(folded):
        return folded
    return _BLANKS.sub(" ", _DROPPED.sub("", folded))


def folded_places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where folded words occur in a text, as starts and stops in characters.

    Parameters
    ----------
    text : str
        As it is, or with invisible characters written out as ``⟨U+200B⟩``.
    words : sequence of str
        As `fold` gives them.

    Returns
    -------
    list of (int, int)
        In reading order; places that touch or overlap are one.
    """
    folded, owners = _with_owners(text)
    spans = []
    for word in filter(None, words):
        if not fold(word).strip():  # characters that folding leaves out, asked for
            forms = re.escape(word), re.escape(written_out(word))
            spans += [match.span() for match in re.finditer("|".join(forms), text)]
            continue
        for match in re.finditer(re.escape(word), folded):
            first, last = match.start(), match.end() - 1
            spans.append((owners[first][0], owners[last][1]))
    return _joined(sorted(spans))


def _with_owners(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """Return folded text, and for each of its characters what it was made of."""
    folded = fold(text)
    if text.isascii() and len(folded) == len(text):
        return folded, [(place, place + 1) for place in range(len(text))]
    pieces: list[str] = []
    owners: list[tuple[int, int]] = []
    for found in _WRITTEN_OUT.finditer(text):
        code = found[1]
        known = code is None or int(code, 16) > 0x10FFFF
        piece = _folded_one(found[0] if known else chr(int(code, 16)))
        if piece == " " and pieces and pieces[-1].endswith(" "):
            owners[-1] = owners[-1][0], found.end()
        elif piece:
            pieces.append(piece)
            owners += [found.span()] * len(piece)
    return "".join(pieces), owners


@lru_cache(maxsize=4096)
def _folded_one(character: str) -> str:
    return fold(character)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return joined
