"""What a file looks like before its rows are read: kind, encoding, columns, parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from triage_app.domain.backlog import Field
from triage_app.domain.errors import BacklogError, NoRowsError
from triage_app.domain.ports import SourceLayout
from triage_app.formats import jsonlines
from triage_app.formats.columns import missing_parts, recognise, unclear_notes
from triage_app.formats.dialect import Dialect, find_dialect
from triage_app.formats.encoding import (
    Encoding,
    by_mark,
    decoder_of,
    head_is_valid,
    opened,
    settle,
)
from triage_app.formats.parquet import ParquetRows
from triage_app.formats.sniff import (
    Kind,
    kind_of_text,
    looks_binary,
    refuse,
    refuse_binary,
)

HEAD_BYTES = 1 << 20
_PREVIEW_ROWS = 5
_PARQUET = b"PAR1"
_EMPTY = "A backlog needs a line of column names and a line for each video."


@dataclass(frozen=True)
class Head:
    """A file's first bytes and what the system says of it.

    Attributes
    ----------
    data : bytes
    size, changed_at : int
        Bytes, and when it was last changed, in nanoseconds.
    """

    data: bytes
    size: int
    changed_at: int

    @property
    def whole(self) -> bool:
        """Whether the file is no longer than its head."""
        return len(self.data) >= self.size


@dataclass(frozen=True)
class Plan:
    """A layout together with how the rows are to be read.

    Attributes
    ----------
    layout : SourceLayout
    kind : Kind
    encoding : Encoding
    head : Head
    dialect : Dialect or None
        Of a delimited file.
    """

    layout: SourceLayout
    kind: Kind
    encoding: Encoding
    head: Head
    dialect: Dialect | None = None


def read_head(path: Path) -> Head:
    """Return a file's beginning.

    Raises
    ------
    BacklogError
        If it is missing, a folder, unreadable or empty.
    """
    with opened(path) as file:
        status = path.stat()
        data = file.read(HEAD_BYTES)
    if not data:
        raise NoRowsError(f'"{path.name}" is empty.', _EMPTY)
    return Head(data, max(status.st_size, len(data)), status.st_mtime_ns)


def find_encoding(path: Path, head: Head) -> Encoding:
    """Tell a text file's encoding by its head, and refuse what is no text.

    Raises
    ------
    BacklogError
    """
    refuse_binary(path, head.data)
    encoding = by_mark(head.data)
    if encoding.name == "utf-8" and looks_binary(head.data):
        raise refuse(path, "a binary file")
    valid = head_is_valid(head.data, encoding, whole=head.whole)
    return settle(encoding, valid=valid)


def plan_of(path: Path, head: Head, encoding: Encoding | None) -> Plan:
    """Look at a file's head and plan how to read it.

    Parameters
    ----------
    path : Path
    head : Head
    encoding : Encoding or None
        None for Parquet.

    Raises
    ------
    BacklogError
    """
    if encoding is None:
        return _parquet(path, head)
    text = decoder_of(encoding).decode(head.data[encoding.bom :], head.whole)
    if not text.strip():
        raise NoRowsError(f'"{path.name}" holds nothing but white space.', _EMPTY)
    if kind_of_text(path, text) is Kind.JSONL:
        return _json_lines(path, head, encoding, text)
    return _delimited(path, head, encoding, text)


def is_parquet(head: Head) -> bool:
    """Whether a file's first bytes are those of Parquet."""
    return head.data.startswith(_PARQUET)


def _parquet(path: Path, head: Head) -> Plan:
    with opened(path) as file:
        rows = ParquetRows(path, file)
        if rows.total == 0:
            raise no_rows(path)
        layout = _layout(
            path, head, "parquet", rows.names, rows.preview(_PREVIEW_ROWS), rows.notes
        )
    return Plan(layout, Kind.PARQUET, Encoding("utf-8"), head)


def _json_lines(path: Path, head: Head, encoding: Encoding, text: str) -> Plan:
    names, rows = jsonlines.look(text, whole=head.whole)
    preview = [
        tuple((row.get(name) or "")[:400] for name in names)
        for row in rows[:_PREVIEW_ROWS]
    ]
    layout = _layout(path, head, "jsonl", names, preview, encoding.notes)
    return Plan(layout, Kind.JSONL, encoding, head)


def _delimited(path: Path, head: Head, encoding: Encoding, text: str) -> Plan:
    data = text.encode("utf-8", "replace")
    dialect = find_dialect(path, data, whole=head.whole)
    if head.whole and not dialect.has_rows:
        raise no_rows(path)
    layout = _layout(
        path,
        head,
        "tsv" if dialect.delimiter == b"\t" else "csv",
        dialect.columns,
        dialect.preview,
        [*encoding.notes, *dialect.notes],
    )
    return Plan(layout, Kind.DELIMITED, encoding, head, dialect)


def no_rows(path: Path) -> BacklogError:
    """Return the error for a file with columns alone."""
    return NoRowsError(f'"{path.name}" has a header but no rows.', _EMPTY)


def _layout(
    path: Path,
    head: Head,
    form: str,
    names: Sequence[str],
    preview: Sequence[tuple[str, ...]],
    notes: Sequence[str],
) -> SourceLayout:
    recognised = recognise(names)
    roles = {part: recognised.roles[part] for part in Field if part in recognised.roles}
    return SourceLayout(
        path=path,
        format=form,
        columns=tuple(names),
        mapping=roles,
        missing=missing_parts(roles),
        preview=tuple(preview),
        size=head.size,
        notes=(*notes, *unclear_notes(recognised)),
    )
