"""The ways in which the same rows might have come, and how rows are divided."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from model import schema
from model.calibration import AGES
from model.dataset import CLAIM, OPINION, Dataset
from model.draws import Draws

NOW = "as they are"
BLANK = "transcript blank"
SWAPPED = "counts of the other label"
MIXED = "mixed ages"
INSIDE, OUTSIDE = "inside", "outside"
SHORT, LONG = 70, 100

Flags = NDArray[np.bool_]


def age_name(divisor: float) -> str:
    """Return what rows are called whose counts were divided."""
    return NOW if divisor == 1 else f"counts / {divisor:g}"


def variants(rows: Dataset) -> Mapping[str, Callable[[], Dataset]]:
    """Name the ways in which rows might have come, `NOW` first.

    Parameters
    ----------
    rows : Dataset
        All with a label.
    """
    aged = {age_name(age): partial(rows.aged, age) for age in AGES[1:]}
    return {
        NOW: lambda: rows,
        **aged,
        BLANK: rows.without_text,
        f"{BLANK}, counts / 100": partial(rows.without_text().aged, 100),
        "counts missing": rows.without_counts,
        SWAPPED: partial(swapped, rows),
    }


def swapped(rows: Dataset) -> Dataset:
    """Give every row the counts of some row of the other label, if there is one."""
    counts = rows.counts.copy()
    for label, other in ((CLAIM, OPINION), (OPINION, CLAIM)):
        mine, theirs = (np.flatnonzero(rows.labels == one) for one in (label, other))
        if len(theirs):
            drawn = Draws(label).below(len(theirs), len(mine))
            counts[mine] = rows.counts[theirs[drawn]]
    return replace(rows, counts=counts)


def author_groups(rows: Dataset) -> dict[str, dict[str, Flags]]:
    """Divide rows by what is known of their authors, which is never a feature."""
    groups = {}
    for column in (schema.VERIFIED, schema.BAN):
        cells = rows.groups.get(column.name)
        if cells is not None:
            groups[column.name] = {
                value: np.asarray([cell == value for cell in cells], dtype=np.bool_)
                for value in column.values
            }
    return groups


def slices(rows: Dataset) -> dict[str, Flags]:
    """Divide rows by author and by length of transcript."""
    found = {
        f"{column} = {value}": chosen
        for column, values in author_groups(rows).items()
        for value, chosen in values.items()
    }
    lengths = np.asarray([-1 if text is None else len(text) for text in rows.text])
    found[f"transcript under {SHORT} characters"] = (lengths >= 0) & (lengths < SHORT)
    found[f"transcript of {SHORT} to {LONG - 1} characters"] = (lengths >= SHORT) & (
        lengths < LONG
    )
    found[f"transcript of {LONG} characters and more"] = lengths >= LONG
    return found
