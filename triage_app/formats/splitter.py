"""The careful path: one record at a time, able to find its feet after a lost quote.

A quoted cell that never closes, or that closes in the middle of a word, spoils its own
line only: where the lines it would swallow look like whole rows, reading goes on there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage_app.formats.grammar import (
    Ending,
    Grammar,
    NeedMoreError,
    Scan,
    Shape,
    line_bounds,
)
from triage_app.formats.numbers import judge_number

_DIGITS = re.compile(rb"[0-9]+")


@dataclass(frozen=True, slots=True)
class Record:
    """What became of some bytes: a row, or why it is none (a blank line has no why)."""

    start: int
    end: int
    cells: list[bytes] | None
    reason: str = ""


class Splitter:
    """Cuts a table's bytes into records.

    Parameters
    ----------
    shape : Shape

    Attributes
    ----------
    place : int
        Up to where the bytes have been judged.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.place = 0
        self._grammar = Grammar(shape.delimiter)

    def records(self, data: bytes, start: int, *, final: bool) -> Iterator[Record]:
        """Yield the records from `start` on, as far as they can be judged.

        Parameters
        ----------
        data : bytes
        start : int
            Where a record begins.
        final : bool
            Whether the file ends where `data` ends.
        """
        self.place = start
        while self.place < len(data):
            try:
                record = self._record(data, self.place, final=final)
            except NeedMoreError:
                return
            self.place = record.end
            if record.cells is not None or record.reason:
                yield record

    def _record(self, data: bytes, start: int, *, final: bool) -> Record:
        text_end, line_end = line_bounds(data, start, final=final)
        line = data[start:text_end]
        if b'"' not in line:
            if not line.strip(b" "):
                return Record(start, line_end, None)
            return self._counted(start, line_end, line.split(self.shape.delimiter))
        scan = self._grammar.scan(data, start, final=final)
        if scan.ending is Ending.WHOLE and scan.end == line_end:
            return self._counted(start, line_end, scan.cells)
        return self._resolved(data, start, line_end, scan, final=final)

    def _counted(self, start: int, end: int, cells: list[bytes]) -> Record:
        found, wanted = len(cells), self.shape.columns
        if found == wanted:
            return Record(start, end, cells)
        size = "short" if found < wanted else "long"
        cells_found = f"{found} cell" + ("s" if found != 1 else "")
        return Record(
            start, end, None, f"row too {size}: {cells_found}, {wanted} expected"
        )

    def _resolved(
        self, data: bytes, start: int, line_end: int, scan: Scan, *, final: bool
    ) -> Record:
        """Judge a record over several lines, or one whose quotes are wrong."""
        whole = scan.ending is Ending.WHOLE
        fits = whole and len(scan.cells) == self.shape.columns
        region_end = scan.end if whole else self._region_end(data, scan, final=final)
        swallowed = any(
            self._looks_whole(data, place, scan, final=final)
            for place in _line_starts(data, line_end, region_end)
        )
        if swallowed:
            return Record(start, line_end, None, Ending.OPEN.value)
        if fits:
            return Record(start, scan.end, scan.cells)
        if whole:
            return self._counted(start, scan.end, scan.cells)
        at_limit = scan.ending is Ending.OPEN and region_end < len(data)
        end = line_end if at_limit else region_end
        return Record(start, end, None, scan.ending.value)

    def _region_end(self, data: bytes, scan: Scan, *, final: bool) -> int:
        if scan.ending is Ending.OPEN:
            return scan.end
        return line_bounds(data, scan.end, final=final)[1]

    def _looks_whole(
        self, data: bytes, place: int, spoilt: Scan, *, final: bool
    ) -> bool:
        """Whether a line inside a doubtful record is a row in its own right.

        In a record that is broken anyway, a line that breaks too counts as a row if it
        begins like one.
        """
        doubtful = spoilt.ending is not Ending.WHOLE
        line_end = line_bounds(data, place, final=final)[1]
        scan = self._grammar.scan(data, place, final=final)
        if scan.ending is Ending.WHOLE:
            if len(scan.cells) != self.shape.columns:
                return False
            if not doubtful and scan.end != line_end:
                return False
            known = scan.cells
        else:
            known = scan.cells[: len(scan.starts) - 1]
            if not doubtful or len(known) <= self.shape.id_column:
                return False
        numbers = [known[c] for c in self.shape.numbers if c < len(known)]
        if not all(map(_is_number, numbers)):
            return False
        return self._same_kind_of_id(data, scan, spoilt, doubtful=doubtful)

    def _same_kind_of_id(
        self, data: bytes, row: Scan, spoilt: Scan, *, doubtful: bool
    ) -> bool:
        column = self.shape.id_column
        found = row.cells[column]
        if not any(byte > 127 or chr(byte).isalnum() for byte in found[:100]):
            return False
        narrow = self.shape.columns == 2
        if len(spoilt.cells) <= column:
            return not (narrow and b" " in found.strip())
        own = spoilt.cells[column]
        if not doubtful:
            own_quoted = data[spoilt.starts[column]] == ord('"')
            quoted = data[row.starts[column]] == ord('"')
            if own_quoted != quoted or (narrow and len(own) != len(found)):
                return False
        elif not narrow:
            return True
        if _DIGITS.fullmatch(own):
            return _DIGITS.fullmatch(found) is not None
        return b" " not in found


def _line_starts(data: bytes, start: int, end: int) -> Iterator[int]:
    while start < end:
        yield start
        start = line_bounds(data, start, final=True)[1]


def _is_number(cell: bytes) -> bool:
    return not judge_number(cell.decode("utf-8", "replace"), whole=False)[1]
