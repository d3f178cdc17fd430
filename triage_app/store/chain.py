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

Two fields came with version 2 of the format: ``action_id`` and ``active_ms``, of
decisions. They are left out of the object where they say nothing, that is, where
``action_id`` is ``""`` and where ``active_ms`` is ``null``; so records that were
written before there were such fields keep the hashes that they had.

What the chain can't show: records cut off at the very end together with the kept head
(compare with a ``head_hash`` from an export), and a log that somebody rewrote whole.
"""

import hashlib
import json
import math
from collections.abc import Mapping

GENESIS = "0" * 64

LATER: Mapping[str, str | None] = {"action_id": "", "active_ms": None}

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
    said = {name: value for name, value in fields.items() if not _silent(name, value)}
    linked = {**said, "seq": seq, "previous_hash": previous_hash}
    return hashlib.sha256(canonical(linked)).hexdigest()


def _silent(name: str, value: object) -> bool:
    """Whether a field of a later version says nothing."""
    return name in LATER and value == LATER[name]


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
