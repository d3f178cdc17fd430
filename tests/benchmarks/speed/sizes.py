"""Sizes as people write them: 20k, 1m."""

import re

_SIZE = re.compile(r"(\d+)([km]?)", re.IGNORECASE)
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


def parse_sizes(words: str) -> tuple[int, ...]:
    """Read sizes such as ``20k,100k,1m``, smallest first, each once.

    Raises
    ------
    ValueError
        If one is no size, with a sentence that names it.
    """
    sizes = set()
    for word in words.split(","):
        found = _SIZE.fullmatch(word.strip())
        rows = int(found[1]) * _UNITS[found[2].lower()] if found else 0
        if not rows:
            shown = repr(word.strip())
            raise ValueError(f"{shown} is no number of rows, such as 20k or 1m.")
        sizes.add(rows)
    return tuple(sorted(sizes))


def size_name(rows: int) -> str:
    """Write a size as `parse_sizes` reads it; none as ``any``."""
    if not rows:
        return "any"
    for unit, many in (("m", 1_000_000), ("k", 1_000)):
        if rows >= many and rows % many == 0:
            return f"{rows // many}{unit}"
    return str(rows)


def default_rounds(rows: int) -> int:
    """Return how often a case is measured unless it is said."""
    if rows <= 100_000:
        return 5
    return 3 if rows <= 1_000_000 else 1
