"""Rows of JSON Lines: one object a line, every value as the text it stands for."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from triage_app.domain.errors import BacklogError
from triage_app.domain.report import Issue
from triage_app.formats.encoding import ByteSource
from triage_app.formats.jsonplain import Places, PlainBlock, kind_of, read_plain
from triage_app.formats.rows import RowBlock, quarantined

_LINE_LIMIT = 64 << 20
_SMALLEST, _BLOCK = 1 << 18, 2 << 20
_COLUMN_LIMIT = 2_000
_SAMPLE_LINES = 20


class _Number(str):
    """A number as the file spells it, so that no digit is lost."""

    __slots__ = ()


class _RowError(Exception):
    """A line is no row, for the reason given."""


def row_of(line: str) -> dict[str, str | None]:
    """Turn one line into cells.

    Raises
    ------
    _RowError
    """
    row = _decoded(line)
    try:
        return {_cell(name) or "": _cell(value) for name, value in row.items()}
    except RecursionError as error:
        raise _RowError("nested too deeply") from error


def _decoded(line: str) -> dict[str, object]:
    try:
        row = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise _RowError(f"not valid JSON at character {error.pos + 1}") from error
    except RecursionError as error:
        raise _RowError("nested too deeply") from error
    if not isinstance(row, dict):
        raise _RowError("not a JSON object")
    return row


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise _RowError("a name stands twice in the object")
    return row


_DECODER = json.JSONDecoder(
    parse_int=_Number,
    parse_float=_Number,
    parse_constant=_Number,
    object_pairs_hook=_unique,
)


def _cell(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, str) else _nested(value)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _RowError("half a character (a lone surrogate)") from error
    return text


def _nested(value: object) -> str:
    """Write an array or object as JSON again, its numbers as they were spelt."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{_nested(name)}: {_nested(item)}" for name, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)


def look(text: str, *, whole: bool) -> tuple[list[str], list[dict[str, str | None]]]:
    """Return the column names and the rows of a file's first lines."""
    lines = text.split("\n")
    if not whole and len(lines) > 1:
        lines.pop()
    names: dict[str, None] = {}
    rows = []
    for line in lines:
        try:
            row = row_of(line) if line.strip() else {}
        except _RowError:
            continue
        if row:
            names.update(dict.fromkeys(row))
            rows.append(row)
    return list(names), rows


class JsonRows:
    """The rows of a JSON Lines file, in blocks.

    Parameters
    ----------
    path : Path
        The file's name, for sentences.
    source : ByteSource
    names : sequence of str
        The columns seen in the file's head; others are added where they first appear.
    rows : int
        The most rows in a block.
    """

    def __init__(
        self,
        path: Path,
        source: ByteSource,
        names: Sequence[str],
        rows: int = 10_000,
    ) -> None:
        self._known = dict.fromkeys(names)
        self._kinds: dict[str, pa.DataType] = {}
        self._path = path
        self._source = source
        self._rows = rows
        self._line = 1

    def __iter__(self) -> Iterator[RowBlock]:
        """Yield blocks until the file ends; the first is small, so that it comes soon.

        Raises
        ------
        BacklogError
        """
        tail, final, size = b"", False, _SMALLEST
        while not final:
            more = self._source.read(size)
            final = not more
            size = min(2 * size, _BLOCK)
            tail += more
            cut = len(tail) if final else tail.rfind(b"\n") + 1
            data, tail = tail[:cut], tail[cut:]
            if len(tail) > _LINE_LIMIT:
                raise BacklogError(
                    f'A line of "{self._path.name}" is longer than '
                    f"{_LINE_LIMIT >> 20} MB.",
                    "JSON Lines has one object on each line.",
                )
            if data:
                yield from self._blocks(data)

    def _blocks(self, data: bytes) -> Iterator[RowBlock]:
        plain = self._plain(data)
        if plain is not None:
            yield from self._plain_blocks(data, plain)
            return
        lines = data.removesuffix(b"\n").split(b"\n")
        for begin in range(0, len(lines), self._rows):
            yield self._block(lines[begin : begin + self._rows])

    def _plain(self, data: bytes) -> PlainBlock | None:
        """Try the fast path; where it fails, what its columns hold is learnt anew."""
        if not self._kinds and not self._learn(data):
            return None
        plain = read_plain(data, self._known, self._kinds)
        if plain is None:
            self._kinds = {}
        return plain

    def _learn(self, data: bytes) -> bool:
        """Learn the columns' types from the first lines; whether they have such."""
        for line in data.split(b"\n", _SAMPLE_LINES)[:_SAMPLE_LINES]:
            try:
                row = _decoded(line.decode("utf-8", "replace"))
            except _RowError:
                continue
            for name, value in row.items():
                kind = kind_of(value, _Number)
                if kind is None and value is not None:
                    return False
                if kind is not None:
                    self._kinds.setdefault(name, kind)
        return bool(self._kinds)

    def _plain_blocks(self, data: bytes, plain: PlainBlock) -> Iterator[RowBlock]:
        lines = plain.line_offsets + self._line
        self._line += data.count(b"\n")
        for begin in range(0, len(lines), self._rows):
            rows = slice(begin, begin + self._rows)
            starts, ends = plain.starts[rows], plain.ends[rows]

            def raw(row: int, starts: Places = starts, ends: Places = ends) -> str:
                return data[starts[row] : ends[row]].decode("utf-8", "replace")

            columns = {
                name: column[rows]
                for name, column in zip(self._known, plain.columns, strict=True)
            }
            yield RowBlock(columns, lines[rows], raw)

    def _block(self, lines: list[bytes]) -> RowBlock:
        rows: list[dict[str, str | None]] = []
        numbers: list[int] = []
        texts: list[str] = []
        broken: list[Issue] = []
        for number, line in enumerate(lines, self._line):
            text = line.decode("utf-8", "replace").rstrip("\r")
            if not text.strip():
                continue
            try:
                row = row_of(text)
                self._note_names(row)
            except _RowError as error:
                broken.append(quarantined(number, text, str(error)))
                continue
            rows.append(row)
            numbers.append(number)
            texts.append(text)
        self._line += len(lines)
        columns = {
            name: pa.array([row.get(name) for row in rows], type=pa.large_string())
            for name in self._known
        }
        return RowBlock(columns, np.array(numbers, np.int64), texts.__getitem__, broken)

    def _note_names(self, row: dict[str, str | None]) -> None:
        new = [name for name in row if name not in self._known]
        if not new:
            return
        if len(self._known) + len(new) > _COLUMN_LIMIT:
            raise _RowError(f"more than {_COLUMN_LIMIT} different columns in the file")
        for name in new:
            self._known[name] = None
