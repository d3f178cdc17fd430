"""The door for files in: a look at a backlog, and its rows with their account."""

import dataclasses
from pathlib import Path

from triage_app.domain.ports import BacklogStream, ColumnMapping, SourceLayout
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.formats.columns import apply_mapping, missing_parts, require_parts
from triage_app.formats.encoding import settle, whole_is_valid
from triage_app.formats.folder import list_folder
from triage_app.formats.folderlayout import folder_layout, require_columns
from triage_app.formats.folderstream import FolderStream
from triage_app.formats.layout import (
    Plan,
    find_encoding,
    is_parquet,
    plan_of,
    read_head,
)
from triage_app.formats.stream import CHUNK_ROWS, FileStream


class FileFormats:
    """Reads backlogs from CSV, TSV, Parquet and JSON Lines files.

    Parameters
    ----------
    chunk_rows : int
        About how many rows a chunk of a stream has.
    careful : bool
        Whether a delimited file's every block goes the careful path, which is slower
        and reads the same.
    """

    def __init__(self, chunk_rows: int = CHUNK_ROWS, *, careful: bool = False) -> None:
        self._chunk_rows = chunk_rows
        self._careful = careful

    def inspect(self, path: Path) -> SourceLayout:
        """Look at a file's head; at a folder's, whose files are one backlog together.

        Raises
        ------
        BacklogError
            If the file is missing, unreadable, or no backlog at all.
        """
        if path.is_dir():
            return folder_layout(path, list_folder(path), _look)
        return _look(path).layout

    def open(
        self,
        path: Path,
        mapping: ColumnMapping | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> BacklogStream:
        """Begin to read a file, with the columns of `mapping` before those recognised.

        A folder's files are read one after another, by name, as one backlog; each takes
        of `mapping` the columns that it has. A text file is read through once, to know
        that its encoding holds to the end, before the stream reads its rows.

        Raises
        ------
        BacklogError
            As `inspect`; or if `mapping` names a column that the file lacks.
        MappingNeededError
            If the names don't show an id and something to score.
        CancelledError
        """
        cancel = cancel or CancelToken()
        if path.is_dir():
            return self._open_folder(path, mapping, progress, cancel)
        plan = self._plan(path, mapping, progress, cancel)
        return FileStream(
            plan, progress, cancel, self._chunk_rows, careful=self._careful
        )

    def _open_folder(
        self,
        folder: Path,
        mapping: ColumnMapping | None,
        progress: Progress,
        cancel: CancelToken,
    ) -> BacklogStream:
        sources = list_folder(folder)
        mapping = mapping or {}

        def open_file(path: Path, tell: Progress) -> BacklogStream:
            return self.open(path, _part_of(mapping, _look(path)), tell, cancel)

        def look(path: Path) -> Plan:
            plan = _look(path)
            return _mapped(plan, _part_of(mapping, plan))

        layout = folder_layout(folder, sources, look)
        require_columns(layout, mapping)
        return FolderStream(folder, sources, layout, open_file, progress, cancel)

    def _plan(
        self,
        path: Path,
        mapping: ColumnMapping | None,
        progress: Progress,
        cancel: CancelToken,
    ) -> Plan:
        head = read_head(path)
        encoding = None if is_parquet(head) else find_encoding(path, head)
        plan = _mapped(plan_of(path, head, encoding), mapping)
        if encoding is None or head.whole:
            return plan
        settled = encoding
        while not whole_is_valid(path, settled, progress, cancel):
            settled = settle(settled, valid=False)
        if settled == encoding:
            return plan
        return _mapped(plan_of(path, head, settled), mapping)


def _look(path: Path) -> Plan:
    head = read_head(path)
    encoding = None if is_parquet(head) else find_encoding(path, head)
    return plan_of(path, head, encoding)


def _part_of(mapping: ColumnMapping, plan: Plan) -> ColumnMapping:
    """Return what of a mapping for several files one of them can follow."""
    columns = plan.layout.columns
    return {part: name for part, name in mapping.items() if name in columns}


def _mapped(plan: Plan, mapping: ColumnMapping | None) -> Plan:
    layout = plan.layout
    name = layout.path.name
    roles = apply_mapping(name, layout.columns, layout.mapping, mapping)
    missing = missing_parts(roles)
    require_parts(name, layout.columns, missing)
    layout = dataclasses.replace(layout, mapping=roles, missing=missing)
    return dataclasses.replace(plan, layout=layout)
