"""A file being read: blocks of its rows judged, accounted for and handed on."""

import hashlib
import os
from collections.abc import Iterator
from typing import IO

from triage_app.domain.backlog import NUMBERS, Backlog, Field
from triage_app.domain.progress import CancelToken, Progress, Stage, Step
from triage_app.domain.report import ImportReport
from triage_app.formats.account import Account
from triage_app.formats.columns import recognise
from triage_app.formats.delimited import DelimitedRows, block_bytes_for
from triage_app.formats.encoding import ByteSource, opened
from triage_app.formats.grammar import Shape
from triage_app.formats.jsonlines import JsonRows
from triage_app.formats.judge import Judge
from triage_app.formats.layout import Plan, no_rows
from triage_app.formats.parquet import ParquetRows
from triage_app.formats.problems import changed
from triage_app.formats.rows import RowBlock
from triage_app.formats.sniff import Kind

CHUNK_ROWS = 10_000
_HASH_BLOCK = 1 << 20


class FileStream:
    """A file being read: chunks of accepted rows, then the account of every row.

    Parameters
    ----------
    plan : Plan
    progress : callable
    cancel : CancelToken
    chunk_rows : int
    careful : bool
        Whether a delimited file's every block goes the careful path.

    Attributes
    ----------
    layout : SourceLayout
    """

    def __init__(
        self,
        plan: Plan,
        progress: Progress,
        cancel: CancelToken,
        chunk_rows: int = CHUNK_ROWS,
        *,
        careful: bool = False,
    ) -> None:
        self.layout = plan.layout
        self._plan = plan
        self._progress = progress
        self._cancel = cancel
        self._chunk_rows = chunk_rows
        self._careful = careful
        self._account = self._new_account()
        self._sha256 = ""

    @property
    def report(self) -> ImportReport:
        """The account; complete once the iteration has ended."""
        return self._account.report(self._sha256)

    def __iter__(self) -> Iterator[Backlog]:
        """Yield accepted rows in chunks, in the file's order; each time from the start.

        Raises
        ------
        BacklogError
            If the file turns out not to be readable, or has changed.
        CancelledError
        """
        self._account = self._new_account()
        self._sha256 = ""
        with opened(self.layout.path) as file:
            self._require_unchanged(file)
            if self._plan.kind is Kind.PARQUET:
                yield from self._parquet(file)
            else:
                yield from self._text(file)
            self._require_unchanged(file)
        if self._account.rows == 0:
            raise no_rows(self.layout.path)

    def _new_account(self) -> Account:
        return Account(self.layout.path.name, self.layout.notes)

    def _require_unchanged(self, file: IO[bytes]) -> None:
        status = os.fstat(file.fileno())
        head = self._plan.head
        if (status.st_size, status.st_mtime_ns) != (head.size, head.changed_at):
            raise changed(self.layout.path)

    def _text(self, file: IO[bytes]) -> Iterator[Backlog]:
        size = self.layout.size
        source = ByteSource(self.layout.path, file, self._plan.encoding, size)
        judge = Judge(
            self.layout.mapping,
            self._account,
            empty_is_missing=self._plan.kind is Kind.DELIMITED,
        )
        for block in self._blocks(source):
            self._cancel.raise_if_cancelled()
            self._extend_roles(judge, block)
            chunk = judge.accept(block)
            self._progress(Step(Stage.READING, source.done, size, "bytes"))
            if len(chunk):
                yield chunk
        self._sha256 = source.sha256

    def _blocks(self, source: ByteSource) -> Iterator[RowBlock]:
        path, names = self.layout.path, self.layout.columns
        dialect = self._plan.dialect
        if dialect is None:
            return iter(JsonRows(path, source, names, self._chunk_rows))
        return iter(
            DelimitedRows(
                path,
                source,
                names,
                self._shape(dialect.delimiter),
                skip=dialect.skip,
                line=dialect.line,
                block_bytes=block_bytes_for(self._chunk_rows, dialect.row_bytes),
                careful=self._careful,
            )
        )

    def _shape(self, delimiter: bytes) -> Shape:
        names, roles = self.layout.columns, self.layout.mapping
        numbers = [names.index(roles[part]) for part in NUMBERS if part in roles]
        id_column = names.index(roles[Field.ID])
        return Shape(delimiter, len(names), id_column, tuple(numbers))

    def _extend_roles(self, judge: Judge, block: RowBlock) -> None:
        """Let columns that appear late in JSON Lines play their parts."""
        if len(block.columns) == len(self.layout.columns):
            return
        taken = set(judge.roles.values())
        late = {
            part: name
            for part, name in recognise(list(block.columns)).roles.items()
            if part not in judge.roles and name not in taken
        }
        if late:  # chunks that were handed on keep the parts they have
            judge.roles = {**judge.roles, **late}

    def _parquet(self, file: IO[bytes]) -> Iterator[Backlog]:
        path, roles = self.layout.path, self.layout.mapping
        rows = ParquetRows(path, file, roles[Field.ID], self._chunk_rows)
        judge = Judge(roles, self._account, empty_is_missing=False)
        done = 0
        for block in rows:
            self._cancel.raise_if_cancelled()
            chunk = judge.accept(block)
            done += len(block) + len(block.broken)
            self._progress(Step(Stage.READING, done, rows.total, "rows"))
            if len(chunk):
                yield chunk
        self._account.note(rows.notes)
        self._sha256 = self._digest(file)

    def _digest(self, file: IO[bytes]) -> str:
        digest = hashlib.sha256()
        file.seek(0)
        while data := file.read(_HASH_BLOCK):
            self._cancel.raise_if_cancelled()
            digest.update(data)
        return digest.hexdigest()
