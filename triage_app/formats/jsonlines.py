"""Rows of JSON Lines: one object a line, every value as the text it stands for."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from triage_app.domain.errors import BacklogError
from triage_app.domain.report import Issue
from triage_app.formats.encoding import ByteSource
from triage_app.formats.rows import RowBlock, quarantined

_LINE_LIMIT = 64 << 20
_BLOCK = 2 << 20
_COLUMN_LIMIT = 2_000


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
    try:
        row = json.loads(
            line,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
            object_pairs_hook=_unique,
        )
        if not isinstance(row, dict):
            raise _RowError("not a JSON object")
        return {_cell(name) or "": _cell(value) for name, value in row.items()}
    except json.JSONDecodeError as error:
        raise _RowError(f"not valid JSON at character {error.pos + 1}") from error
    except RecursionError as error:
        raise _RowError("nested too deeply") from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise _RowError("a name stands twice in the object")
    return row


def _cell(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, str) else _nested(value)
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
        self._path = path
        self._source = source
        self._rows = rows
        self._line = 1

    def __iter__(self) -> Iterator[RowBlock]:
        """Yield blocks until the file ends.

        Raises
        ------
        BacklogError
        """
        tail, final = b"", False
        while not final:
            more = self._source.read(_BLOCK)
            final = not more
            tail += more
            cut = len(tail) if final else tail.rfind(b"\n") + 1
            lines, tail = tail[:cut].split(b"\n"), tail[cut:]
            if not final:
                lines.pop()
            if len(tail) > _LINE_LIMIT:
                raise BacklogError(
                    f'A line of "{self._path.name}" is longer than '
                    f"{_LINE_LIMIT >> 20} MB.",
                    "JSON Lines has one object on each line.",
                )
            for begin in range(0, len(lines), self._rows):
                yield self._block(lines[begin : begin + self._rows])

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
