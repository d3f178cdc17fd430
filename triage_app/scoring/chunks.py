"""A backlog cut into chunks as the compiled classifier takes them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.classifier import Scores
from model.compiled import Compiled
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.pace import Pace

# A row's counts and its place cost about as much as so many bytes of text.
_UNITS_A_ROW = 60
_MOST_ROWS = 50_000


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some neighbouring rows' parts that are scored.

    Attributes
    ----------
    start : int
        The first row's place in the backlog.
    text : TextColumn
    counts : mapping of str to float64 array
        By the contract's names.
    """

    start: int
    text: TextColumn
    counts: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.text)

    @property
    def units(self) -> int:
        """How much work it is: bytes of text, and some for each row."""
        return len(self.text.data) + _UNITS_A_ROW * len(self)

    def score(self, compiled: Compiled, pace: Pace) -> Scores:
        """Score the rows; the pace learns from it."""
        with pace.timed(self.units):
            return compiled.score(arrow_text(self.text), self.counts)


def chunks(backlog: Backlog, pace: Pace) -> Iterator[Chunk]:
    """Cut a backlog into chunks, in order, each as large as the pace asks for.

    A row is never cut, however long its text is.
    """
    text = backlog.text(Field.TRANSCRIPT)
    counts = {part.value: backlog.number(part) for part in COUNTS}
    start = 0
    while start < len(backlog):
        ends = text.offsets[start + 1 : start + 1 + _MOST_ROWS] - text.offsets[start]
        units = ends + _UNITS_A_ROW * np.arange(1, len(ends) + 1)
        rows = int(np.searchsorted(units, pace.size, side="right"))
        stop = start + max(1, rows)
        yield Chunk(
            start,
            text.slice(start, stop),
            {name: values[start:stop] for name, values in counts.items()},
        )
        start = stop


def arrow_text(text: TextColumn) -> pa.LargeStringArray:
    """Return a column as Arrow's own array, over the same bytes."""
    there = None
    if text.missing.any():
        there = pa.py_buffer(np.packbits(~text.missing, bitorder="little"))
    return pa.LargeStringArray.from_buffers(
        len(text),
        pa.py_buffer(np.ascontiguousarray(text.offsets)),
        pa.py_buffer(np.ascontiguousarray(text.data)),
        there,
    )
