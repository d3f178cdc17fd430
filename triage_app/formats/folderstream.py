"""A folder being read: its files one after another, as one backlog."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import BacklogError, NoRowsError
from triage_app.domain.ports import BacklogStream, SourceLayout
from triage_app.domain.ports.work import SourceFile, SourceFiles
from triage_app.domain.progress import CancelToken, Progress, Stage, Step
from triage_app.domain.report import (
    LISTED_ISSUES,
    ImportReport,
    Issue,
    gathered,
    repeated_id,
)
from triage_app.formats.aside import file_sha256
from triage_app.formats.folder import digest_of, printable
from triage_app.formats.folderlayout import because_of
from triage_app.formats.ids import SeenIds
from triage_app.formats.rows import to_arrow

_LINE_BITS = 40
OpenFile = Callable[[Path, Progress], BacklogStream]


class FolderStream:
    """A folder being read: chunks of accepted rows, then the account of every row.

    An id that stood in an earlier file is a duplicate of the row there.

    Parameters
    ----------
    folder : Path
    sources : SourceFiles
    layout : SourceLayout
        Of the folder as a whole.
    open_file : callable
        Begins to read one of the files.
    progress : callable
        Told the bytes of all files.
    cancel : CancelToken

    Attributes
    ----------
    layout : SourceLayout
    """

    def __init__(
        self,
        folder: Path,
        sources: SourceFiles,
        layout: SourceLayout,
        open_file: OpenFile,
        progress: Progress,
        cancel: CancelToken,
    ) -> None:
        self.layout = layout
        self._name = printable(folder.resolve().name)
        self._sources = sources
        self._open_file = open_file
        self._progress = progress
        self._cancel = cancel
        self._reports: list[ImportReport] = []

    @property
    def report(self) -> ImportReport:
        """The account of all files and of each; complete once the iteration ended."""
        reports, names = self._reports, [file.name for file in self._sources.files]
        issues = [
            replace(issue, reason=f"{name}: {issue.reason}")
            for name, report in zip(names, reports, strict=False)
            for issue in report.issues
        ]
        listed = tuple(issues[:LISTED_ISSUES])
        digests = [report.source_sha256 for report in reports]
        return ImportReport(
            source=self._name,
            source_sha256=digest_of(list(zip(names, digests, strict=False))),
            rows_read=sum(report.rows_read for report in reports),
            accepted=sum(report.accepted for report in reports),
            quarantined=sum(report.quarantined for report in reports),
            duplicates=sum(report.duplicates for report in reports),
            issues=listed,
            unlisted=sum(r.unlisted for r in reports) + len(issues) - len(listed),
            notes=(
                *self._sources.notes,
                *gathered(zip(names, (r.notes for r in reports), strict=False)),
            ),
            files=tuple(
                replace(report, source=name, issues=(), notes=())
                for name, report in zip(names, reports, strict=False)
            ),
        )

    def __iter__(self) -> Iterator[Backlog]:
        """Yield accepted rows in chunks, file by file; each time from the start.

        Raises
        ------
        BacklogError
            If one of the files turns out not to be readable; nothing is to be kept.
        CancelledError
        """
        self._reports = []
        seen = _SeenIn([file.name for file in self._sources.files])
        total, done = sum(file.size for file in self._sources.files), 0
        for place, file in enumerate(self._sources.files):
            self._cancel.raise_if_cancelled()
            tell = _Share(self._progress, done, file.size, total)
            try:
                yield from self._file(file, tell, _Seen(seen, place))
            except BacklogError as error:
                raise because_of(self._name, file, error) from error
            done += file.size
        if not any(report.rows_read for report in self._reports):
            raise BacklogError(f'None of the files in "{self._name}" has any rows.')

    def _file(
        self, file: SourceFile, tell: Progress, seen: "_Seen"
    ) -> Iterator[Backlog]:
        try:
            stream = self._open_file(file.path, tell)
            for chunk in stream:
                fresh = seen.fresh(chunk)
                if len(fresh):
                    yield fresh
        except NoRowsError:
            sha256 = file_sha256(file.path)
            self._reports.append(
                ImportReport(file.name, sha256, 0, 0, 0, 0, notes=("It has no rows.",))
            )
        else:
            self._reports.append(seen.account(stream.report))


@dataclass(frozen=True)
class _Share:
    """Tells what part of a file is read as bytes of all files."""

    progress: Progress
    before: int
    size: int
    total: int

    def __call__(self, step: Step) -> None:
        part = (step.fraction or 0.0) if step.stage is Stage.READING else 0.0
        done = self.before + int(part * self.size)
        self.progress(Step(Stage.READING, done, self.total, "bytes"))


class _SeenIn:
    """The ids of several files so far, each with the file and line of its first row."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.ids = SeenIds()


class _Seen:
    """One file's look at the ids of all, and what it found there."""

    def __init__(self, seen: _SeenIn, place: int) -> None:
        self._seen, self._place = seen, place
        self._lines: list[int] = []
        self._issues: list[Issue] = []

    def fresh(self, chunk: Backlog) -> Backlog:
        """Return the rows of a chunk whose ids no earlier file has."""
        codes = chunk.lines + (self._place << _LINE_BITS)
        firsts, _ = self._seen.ids.add(to_arrow(chunk.ids), codes)
        keep = firsts == codes
        if keep.all():
            return chunk
        self._lines.extend(chunk.lines[~keep].tolist())
        for row in np.flatnonzero(~keep)[: LISTED_ISSUES - len(self._issues)].tolist():
            self._issues.append(self._issue(chunk, row, int(firsts[row])))
        return chunk.take(np.flatnonzero(keep))

    def account(self, report: ImportReport) -> ImportReport:
        """Return the file's own account, its rows that came again counted as such."""
        return report.without(self._lines, self._issues)

    def _issue(self, chunk: Backlog, row: int, first: int) -> Issue:
        return repeated_id(
            int(chunk.lines[row]),
            chunk.roles[Field.ID],
            chunk.ids[row] or "",
            first & ((1 << _LINE_BITS) - 1),
            self._seen.names[first >> _LINE_BITS],
        )
