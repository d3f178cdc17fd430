"""Lists of item ids that a command is given: a file, or what is piped into it."""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from triage_app.domain.errors import ItemError

STANDARD_INPUT = Path("-")
_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_MOST_BYTES = 256 << 20
_LONGEST_CELL = 1 << 24


def read_list(source: Path) -> str:
    """Return a list's text; ``-`` is standard input.

    Raises
    ------
    ItemError
        If it can't be read, is too long, or is not UTF-8.
    """
    try:
        if source == STANDARD_INPUT:
            data = _all_of(getattr(sys.stdin, "buffer", None))
        else:
            with source.open("rb") as file:
                data = _all_of(file)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ItemError(f"{_name(source)} can't be read.", f"{why}.") from error
    if len(data) > _MOST_BYTES:
        raise ItemError(f"{_name(source)} is too long for a list of ids.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ItemError(
            f"{_name(source)} is no list of ids: line {line:,} is not UTF-8 text.",
            next_step="Save it as UTF-8.",
        ) from error


def ids_of(text: str, source: Path, column: str) -> list[str]:
    """Return the ids of a list in its order, each as often as it stands there.

    Parameters
    ----------
    text : str
        One id a line; of a ``.csv`` or ``.tsv`` file a table with a head.
    source : Path
        Its ending says whether it is a table.
    column : str
        The table's column that holds the ids.

    Raises
    ------
    ItemError
        If it holds none, or is a table without that column.
    """
    delimiter = _DELIMITERS.get(source.suffix.lower())
    if delimiter is None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ids = [line for line in lines if line.strip()]
    else:
        ids = _cells(text, source, delimiter, column)
    if not ids:
        raise ItemError(f"{_name(source)} holds no ids.")
    return ids


def _cells(text: str, source: Path, delimiter: str, column: str) -> list[str]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        table = io.StringIO(text, newline="")
        rows = csv.reader(table, delimiter=delimiter, strict=True)
        place = _place(next(rows, []), source, column)
        return [row[place] for row in rows if place < len(row) and row[place].strip()]
    except csv.Error as error:
        raise ItemError(
            f"{_name(source)} can't be read as a table.", f"{error}."
        ) from error
    finally:
        csv.field_size_limit(limit)


def _place(head: Sequence[str], source: Path, column: str) -> int:
    if column not in head:
        raise ItemError(
            f'{_name(source)} has no column "{column}", which holds the ids here.',
            next_step="Name it so in the first line, or give one id a line in a .txt "
            "file.",
        )
    return head.index(column)


def _all_of(file: BinaryIO | None) -> bytes:
    """Read no more than tells that there is too much."""
    return b"" if file is None else file.read(_MOST_BYTES + 1)


def _name(source: Path) -> str:
    return "Standard input" if source == STANDARD_INPUT else source.name
