"""The hash chain that makes a quiet change of a log show.

How to verify it without this program
-------------------------------------
Every record of a log becomes one JSON object that holds all its fields, its ``seq``
and its ``previous_hash``, but not its ``hash``. Texts are strings, flags are ``true``
or ``false``, whole numbers are numbers, a missing value is ``null``, and a number with
a fraction (``p_claim``) is a *string*, as C's ``printf("%.17g")`` writes it, so that
it means the same double in every language. The object is written in the canonical
form of RFC 8785 (keys in order, no white space, UTF-8). The record's ``hash`` is the
SHA-256 of those bytes in lower-case hex; ``previous_hash`` is the ``hash`` of the
record with the ``seq`` before, or 64 zeros for ``seq`` 1.

What the chain can't show: records cut off at the very end together with the kept head
(compare with a ``head_hash`` from an export), and a log that somebody rewrote whole.
"""

import hashlib
import json
import math
from collections.abc import Mapping

GENESIS = "0" * 64

FieldValue = str | int | float | bool | None


def canonical(fields: Mapping[str, FieldValue]) -> bytes:
    """Write a flat record in the canonical form of RFC 8785.

    Raises
    ------
    ValueError
        If a number isn't finite or a text isn't valid Unicode.
    TypeError
        If a value is none of the kinds that a record may hold.
    """
    plain = {name: _plain(value) for name, value in fields.items()}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def link_hash(seq: int, previous_hash: str, fields: Mapping[str, FieldValue]) -> str:
    """Return a record's SHA-256 in hex, over its fields and the record before.

    Raises
    ------
    ValueError, TypeError
        As `canonical`.
    """
    linked = {**fields, "seq": seq, "previous_hash": previous_hash}
    return hashlib.sha256(canonical(linked)).hexdigest()


def _plain(value: object) -> str | int | bool | None:
    if isinstance(value, float):
        if not math.isfinite(value):
            message = f"A record can't hold the number {value}."
            raise ValueError(message)
        return f"{value:.17g}"
    if value is None or isinstance(value, str | int):
        return value
    message = f"A record can't hold a {type(value).__name__}."
    raise TypeError(message)
