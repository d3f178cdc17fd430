"""Rows of CSV and its kin: the fast path block by block, the careful one in need."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from triage_app.domain.errors import BacklogError
from triage_app.domain.report import Issue
from triage_app.formats.clean import CleanBlock, read_clean
from triage_app.formats.encoding import ByteSource
from triage_app.formats.grammar import Shape, line_ends
from triage_app.formats.rows import RowBlock, from_bytes, quarantined
from triage_app.formats.splitter import Record, Splitter

_LINE_LIMIT = 64 << 20
_SMALLEST, _LARGEST = 1 << 18, 4 << 20


def block_bytes_for(rows: int, row_bytes: int) -> int:
    """Return a sensible size for blocks of about so many rows of such a length."""
    return min(max(row_bytes * rows, _SMALLEST), _LARGEST)


class DelimitedRows:
    """The rows of a delimited file, in blocks.

    Parameters
    ----------
    path : Path
        The file's name, for sentences.
    source : ByteSource
    names : sequence of str
        The columns' names, in the order of the cells.
    shape : Shape
    skip : int
        Bytes of UTF-8 up to the end of the header.
    line : int
        The line on which the rows begin.
    block_bytes : int
        How much of the file makes a block.
    careful : bool
        Whether every block goes the careful path.
    """

    def __init__(
        self,
        path: Path,
        source: ByteSource,
        names: tuple[str, ...],
        shape: Shape,
        *,
        skip: int = 0,
        line: int = 1,
        block_bytes: int = _LARGEST,
        careful: bool = False,
    ) -> None:
        self._path = path
        self._source = source
        self._names = names
        self._splitter = Splitter(shape)
        self._skip = skip
        self._line = line
        self._block = block_bytes
        self._careful = careful

    def __iter__(self) -> Iterator[RowBlock]:
        """Yield blocks until the file ends; the first is small, so that it comes soon.

        Raises
        ------
        BacklogError
        """
        window, final = b"", False
        wanted = size = min(_SMALLEST, self._block)
        while not final or window:
            while len(window) < wanted and not final:
                more = self._source.read(wanted - len(window))
                final = not more
                window += self._after_header(more)
            block, used = self._read(window, final=final)
            window = window[used:]
            if used == 0:
                wanted = self._wider(wanted)
            else:
                wanted = size = min(2 * size, self._block)
                yield block

    def _after_header(self, data: bytes) -> bytes:
        kept = data[self._skip :]
        self._skip -= min(self._skip, len(data))
        return kept

    def _wider(self, wanted: int) -> int:
        """Return a larger window for a record that the last one cut off."""
        if wanted > _LINE_LIMIT:
            limit = _LINE_LIMIT >> 20
            raise BacklogError(
                f'Line {self._line} of "{self._path.name}" is longer than {limit} MB.',
                "No table has such lines; the file may be damaged.",
            )
        return 2 * wanted

    def _read(self, window: bytes, *, final: bool) -> tuple[RowBlock, int]:
        if not self._careful:
            clean = read_clean(window, self._splitter.shape, final=final)
            if clean is not None:
                return self._clean_rows(window, clean), min(clean.used, len(window))
        return self._careful_rows(window, final=final)

    def _clean_rows(self, window: bytes, clean: CleanBlock) -> RowBlock:
        def raw(row: int) -> str:
            return _text(window[clean.starts[row] : clean.ends[row]])

        columns = dict(zip(self._names, clean.columns, strict=True))
        lines = clean.line_offsets + self._line
        self._line += clean.lines
        return RowBlock(columns, lines, raw)

    def _careful_rows(self, window: bytes, *, final: bool) -> tuple[RowBlock, int]:
        records = []
        for record in self._splitter.records(window, 0, final=final):
            records.append(record)
            if record.end >= self._block:
                break
        used = self._splitter.place
        ends = line_ends(window[:used])
        starts = np.array([record.start for record in records], dtype=np.int64)
        lines = np.searchsorted(ends, starts) + self._line
        self._line += len(ends)
        return self._careful_block(window, records, lines.tolist()), used

    def _careful_block(
        self, window: bytes, records: list[Record], lines: list[int]
    ) -> RowBlock:
        rows: list[tuple[int, Record]] = []
        cells: list[list[bytes]] = []
        broken: list[Issue] = []
        for record, line in zip(records, lines, strict=True):
            if record.cells is None:
                text = _text(window[record.start : record.end])
                broken.append(quarantined(line, text, record.reason))
            else:
                rows.append((line, record))
                cells.append(record.cells)

        def raw(row: int) -> str:
            return _text(window[rows[row][1].start : rows[row][1].end])

        by_column = zip(*cells, strict=True) if cells else [()] * len(self._names)
        columns = {
            name: from_bytes(column)
            for name, column in zip(self._names, by_column, strict=True)
        }
        kept = np.array([line for line, _ in rows], dtype=np.int64)
        return RowBlock(columns, kept, raw, broken)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").rstrip("\r\n")
