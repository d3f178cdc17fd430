"""The table that is printed, and the same as JSON."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from speed.measured import Measured
from speed.sizes import size_name
from speed.targets import target_of, verdict_of

_HEADS = ("case", "measure", "rows", "ours", "ordinary", "ratio", "target at 1m", "")
_LEFT = {0, 1, 6, 7}
_MARKS = {True: "met", False: "NOT met", None: ""}
_LIBRARIES = ("numpy", "pandas", "scikit-learn", "pyarrow", "PySide6-Essentials")


def text_table(found: Sequence[Measured]) -> str:
    """Return the measures as an aligned table, size by size."""
    rows = [_cells(one) for one in found]
    columns = list(zip(_HEADS, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = [_line(_HEADS, widths)]
    lines.append("  ".join("-" * width for width in widths).rstrip())
    for number, (_, group) in enumerate(groupby(rows, lambda cells: cells[0])):
        lines += [""] if number else []
        lines += [_line(cells, widths) for cells in group]
    return "\n".join(lines)


def as_json(
    found: Sequence[Measured], failures: Sequence[str], rounds: int | None
) -> dict[str, Any]:
    """Return the run as plain data: what was measured, and on what machine."""
    results = []
    for one in found:
        target = target_of(one)
        words = None if target is None else target.words
        results.append({**one.as_json(), "target": words, "met": verdict_of(one)})
    return {
        "machine": machine(),
        "rounds": rounds,
        "results": results,
        "failures": list(failures),
    }


def machine() -> dict[str, Any]:
    """Return what ratios may depend on; neither a name nor a path."""
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
    }


def sentence(one: Measured) -> str:
    """Return one measure as it is told on the way."""
    ours, other = (number(v, one.unit) for v in (one.our_median, one.ordinary_median))
    beside = f", beside {other}" if other else ""
    ratio = "" if one.ratio is None else f": {_times(one.ratio)}"
    return f"{one.measure}: {ours}{beside}{ratio}"


def number(value: float | None, unit: str) -> str:
    """Write a number with about three digits that count, and its unit."""
    if value is None:
        return ""
    if not unit:
        return f"{value:,.0f}" if value == int(value) else f"{value:.1e}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f} {unit}"


def _cells(one: Measured) -> tuple[str, ...]:
    target = target_of(one)
    ratio = one.ratio
    return (
        one.case,
        one.measure,
        size_name(one.rows),
        number(one.our_median, one.unit),
        number(one.ordinary_median, one.unit),
        "" if ratio is None else _times(ratio),
        "" if target is None else target.words,
        _MARKS[verdict_of(one)],
    )


def _times(ratio: float) -> str:
    return f"{ratio:,.{2 if ratio < 10 else 1}f}×"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Align one row: words to the left, figures to the right."""
    padded = (
        cell.ljust(width) if place in _LEFT else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()
