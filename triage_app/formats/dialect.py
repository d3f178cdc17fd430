"""How a table's text is cut: its delimiter, its header and what the rows show of both.

Each delimiter is tried on the file's head with the grammar of records. The one under
which most columns are recognised wins; then the one that most rows agree with.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from triage_app.domain.backlog import Field
from triage_app.domain.errors import BacklogError
from triage_app.formats.columns import recognise, unique_names
from triage_app.formats.grammar import (
    Ending,
    Grammar,
    NeedMoreError,
    line_bounds,
    line_ends,
)

_DELIMITERS = (b",", b"\t", b";", b"|")
_SAMPLE_ROWS = 200
_PREVIEW_ROWS = 5
_BLANK_LINES = re.compile(rb"(?: *+(?:\r\n?|\n))++")
_SEPARATOR_LINE = re.compile(rb"sep=([,;|\t])\r?\n")


@dataclass(frozen=True)
class Dialect:
    """How to read a delimited file.

    Attributes
    ----------
    delimiter : bytes
    columns : tuple of str
        Unique names, one for each cell of a row.
    skip : int
        Bytes of UTF-8 up to the end of the header.
    line : int
        The line after the header.
    row_bytes : int
        The mean length of the sampled rows.
    preview : tuple of tuple of str
    has_rows : bool
        Whether anything but blank lines follows the header in the head.
    notes : tuple of str
    """

    delimiter: bytes
    columns: tuple[str, ...]
    skip: int
    line: int
    row_bytes: int
    preview: tuple[tuple[str, ...], ...]
    has_rows: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Trial:
    delimiter: bytes
    header: list[str]
    end: int
    rows: list[list[bytes]]

    @property
    def rank(self) -> tuple[int, float, int]:
        known = len([name for name in self.header if recognise([name]).roles])
        width = len(self.header)
        agreeing = [row for row in self.rows if abs(len(row) - width) <= 1]
        share = len(agreeing) / len(self.rows) if self.rows else 1.0
        return known, share if width > 1 else 0.0, width


def find_dialect(path: Path, head: bytes, *, whole: bool) -> Dialect:
    """Work out how a delimited file is cut, from its first bytes as UTF-8.

    Parameters
    ----------
    path : Path
        Its name, for sentences.
    head : bytes
    whole : bool
        Whether the file is no longer than its head.

    Raises
    ------
    BacklogError
        If its first line isn't the header of a table.
    """
    start, delimiters = _separator_line(head)
    while start < len(head) and head[start : start + 1] in (b"\n", b"\r"):
        start += 1
    tried = [_try(head, start, mark, whole=whole) for mark in delimiters]
    trials = [trial for trial in tried if trial is not None]
    best = max(trials, key=lambda trial: trial.rank, default=None)
    if best is None or (len(best.header) == 1 and best.rank[0] == 0):
        if len(trials) < len(tried):
            raise BacklogError(
                f'The first line of "{path.name}" has a quote that never closes.',
                "So its columns can't be told.",
            )
        raise BacklogError(
            f'"{path.name}" is not a table.',
            "No comma, semicolon, tab or bar divides its first line into columns.",
        )
    return _dialect(head, best)


def _separator_line(head: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Obey the first line by which spreadsheets name the delimiter."""
    match = _SEPARATOR_LINE.match(head)
    return (match.end(), (match[1],)) if match else (0, _DELIMITERS)


def _try(head: bytes, start: int, delimiter: bytes, *, whole: bool) -> _Trial | None:
    try:
        scan = Grammar(delimiter).scan(head, start, final=whole)
    except NeedMoreError:
        return None
    if scan.ending is not Ending.WHOLE:
        return None
    header = [cell.decode("utf-8", "replace").strip() for cell in scan.cells]
    rows = _sample(head, scan.end, delimiter, whole=whole)
    return _Trial(delimiter, header, scan.end, rows)


def _sample(
    head: bytes, start: int, delimiter: bytes, *, whole: bool
) -> list[list[bytes]]:
    """Return the first rows' cells, whatever their number."""
    grammar = Grammar(delimiter)
    rows: list[list[bytes]] = []
    try:
        while start < len(head) and len(rows) < _SAMPLE_ROWS:
            blank = _BLANK_LINES.match(head, start)
            if blank is not None:
                start = blank.end()
                continue
            text_end, line_end = line_bounds(head, start, final=whole)
            if not head[start:text_end].strip(b" "):
                break
            scan = grammar.scan(head, start, final=whole)
            if scan.ending is Ending.WHOLE:
                rows.append(scan.cells)
                start = scan.end
            else:
                start = line_end
    except NeedMoreError:
        pass
    return rows


def _dialect(head: bytes, trial: _Trial) -> Dialect:
    header, shift_notes = _shifted(trial)
    columns, name_notes = unique_names(header)
    sampled = len(trial.rows)
    cell_bytes = sum(sum(map(len, row)) + len(row) for row in trial.rows)
    preview = tuple(_preview(row, len(columns)) for row in trial.rows[:_PREVIEW_ROWS])
    return Dialect(
        delimiter=trial.delimiter,
        columns=columns,
        skip=trial.end,
        line=1 + len(line_ends(head[: trial.end])),
        row_bytes=max(cell_bytes // max(sampled, 1), 1),
        preview=preview,
        has_rows=bool(head[trial.end :].strip(b" \r\n")),
        notes=(*shift_notes, *name_notes),
    )


def _shifted(trial: _Trial) -> tuple[list[str], list[str]]:
    """Give a name to a column that every row has and the header has not."""
    header, rows = trial.header, trial.rows
    widths = Counter(len(row) for row in rows)
    if len(rows) < 2 or set(widths) != {len(header) + 1}:
        return header, []
    if all(not row[-1] for row in rows):
        return [*header, ""], ["Every row ends with a delimiter too many."]
    first = [row[0] for row in rows]
    if len(set(first)) == len(first) and any(map(_is_id, header)):
        note = "The header lacks the name of the first column, an index."
        return ["", *header], [note]
    return header, []


def _is_id(name: str) -> bool:
    return recognise([name]).roles.get(Field.ID) == name


def _preview(row: list[bytes], columns: int) -> tuple[str, ...]:
    """Return a row's cells, cut and filled to one for each column."""
    cells = [*row[:columns], *[b""] * (columns - len(row))]
    return tuple(cell[:400].decode("utf-8", "replace") for cell in cells)
