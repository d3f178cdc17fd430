"""The committed ratios, and whether a run falls behind them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from speed.measured import Measured
from speed.sizes import size_name
from speed.table import machine
from speed.targets import verdict_of

# How much of a ratio may be lost before it counts as a regression: rounds of one
# machine differ by about a tenth, a busy one's longest waits by much more.
TOLERANCE = 0.3
TOLERANCES: Mapping[str, float] = {
    "search": 0.5,
    "search_zipf": 0.5,
    "scroll": 0.4,
    "first_paint": 0.4,
    "verdict": 0.5,
    "gaps": 0.6,
    "ten_million": 0.4,
}

Ratios = dict[str, dict[str, dict[str, float]]]
"""Ratios by case, measure and size."""


def read(file: Path) -> Ratios:
    """Return the committed ratios; none where there is no file."""
    if not file.is_file():
        return {}
    ratios: Ratios = json.loads(file.read_text(encoding="utf-8"))["ratios"]
    return ratios


def regressions(found: Sequence[Measured], known: Ratios) -> list[str]:
    """Say which ratios fell below what they were, less the case's tolerance.

    Answers that are no longer the same are named, too, whatever they were before.
    """
    said = [*_missing(found, known)]
    for one in found:
        name = f"{one.case}, {one.measure}, {size_name(one.rows)}"
        if not one.unit and verdict_of(one) is False:
            said.append(f"{name}: {one.our_median:g}, so the answers are not the same.")
        before = known.get(one.case, {}).get(one.measure, {}).get(size_name(one.rows))
        if before is None or one.ratio is None:
            continue
        tolerance = TOLERANCES.get(one.case, TOLERANCE)
        if one.ratio < before * (1.0 - tolerance):
            said.append(
                f"{name}: {one.ratio:.3g}× where it was {before:.3g}×, more than "
                f"{tolerance:.0%} less."
            )
    return said


def _missing(found: Sequence[Measured], known: Ratios) -> Iterator[str]:
    """Name what a case that ran measured before, and doesn't now."""
    there = {(one.case, size_name(one.rows), one.measure) for one in found}
    for case, size in dict.fromkeys((case, size) for case, size, _ in there):
        for measure, sizes in known.get(case, {}).items():
            if size in sizes and (case, size, measure) not in there:
                yield f"{case}, {measure}, {size}: it was not measured."


def update(file: Path, found: Sequence[Measured]) -> None:
    """Write the ratios of a run; those that it didn't measure stay."""
    known = read(file)
    for one in found:
        if one.ratio is not None:
            by_size = known.setdefault(one.case, {}).setdefault(one.measure, {})
            by_size[size_name(one.rows)] = float(f"{one.ratio:.3g}")
    data: dict[str, Any] = {"machine": machine(), "ratios": known}
    file.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
