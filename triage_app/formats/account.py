"""Keeps the account of a file while it is read: counts exact, issues up to a limit."""

from collections.abc import Iterable

from triage_app.domain.report import ImportReport, Issue, Outcome

LISTED_ISSUES = 200_000
LISTED_CHARACTERS = 256 << 20


class Account:
    """What became of the rows so far.

    Parameters
    ----------
    source : str
        The file's name, without its folder.
    notes : iterable of str
    limit : int
        How many issues are listed; the rest is counted.
    """

    def __init__(
        self, source: str, notes: Iterable[str] = (), limit: int = LISTED_ISSUES
    ) -> None:
        self._source = source
        self._notes = dict.fromkeys(notes)
        self._limit = limit
        self._characters = LISTED_CHARACTERS
        self._accepted = self._quarantined = self._duplicates = self._unlisted = 0
        self._issues: list[Issue] = []

    def add(self, accepted: int, issues: Iterable[Issue]) -> None:
        """Count a block's rows and list what was wrong with it, in order of lines."""
        self._accepted += accepted
        for issue in sorted(issues, key=lambda issue: issue.line):
            self._quarantined += issue.outcome is Outcome.QUARANTINED
            self._duplicates += issue.outcome is Outcome.DUPLICATE
            self._characters -= len(issue.value)
            if len(self._issues) < self._limit and self._characters >= 0:
                self._issues.append(issue)
            else:
                self._unlisted += 1

    def note(self, notes: Iterable[str]) -> None:
        """Add sentences about how the file was read, each once."""
        self._notes.update(dict.fromkeys(notes))

    @property
    def rows(self) -> int:
        """Rows read so far."""
        return self._accepted + self._quarantined + self._duplicates

    def report(self, sha256: str) -> ImportReport:
        """Return the account so far."""
        return ImportReport(
            source=self._source,
            source_sha256=sha256,
            rows_read=self.rows,
            accepted=self._accepted,
            quarantined=self._quarantined,
            duplicates=self._duplicates,
            issues=tuple(self._issues),
            unlisted=self._unlisted,
            notes=tuple(self._notes),
        )
