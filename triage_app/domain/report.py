"""What became of every row of a file: the account that an import gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

LISTED_ISSUES = 200_000


class Outcome(StrEnum):
    """What became of a row or a value."""

    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"
    VALUE_MISSING = "value_missing"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that was wrong in a file.

    Attributes
    ----------
    line : int
        The line of the source (from 1) where the row begins.
    column : str
        The column as the file spells it; empty for a whole row.
    value : str
        What stood there; for a quarantined row the row as it was.
    reason : str
        Why it was not usable, as a short phrase for people.
    outcome : Outcome
    """

    line: int
    column: str
    value: str
    reason: str
    outcome: Outcome


@dataclass(frozen=True)
class ImportReport:
    """The account of one file, complete when `conserved` holds.

    Attributes
    ----------
    source : str
        The file's name, without its folder.
    source_sha256 : str
        Of the file's bytes.
    rows_read, accepted, quarantined, duplicates : int
        Rows; the first is the sum of the others.
    issues : tuple of Issue
        Everything that was wrong, in the order of lines.
    unlisted : int
        Issues beyond the reader's limit: counted above, not listed in `issues`.
    notes : tuple of str
        What people should know about how the file was read, as sentences.
    files : tuple of ImportReport
        Where the source is a folder: the account of each of its files, without issues.
    """

    source: str
    source_sha256: str
    rows_read: int
    accepted: int
    quarantined: int
    duplicates: int
    issues: tuple[Issue, ...] = ()
    unlisted: int = 0
    notes: tuple[str, ...] = ()
    files: tuple["ImportReport", ...] = ()

    @property
    def conserved(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows_read == self.accepted + self.quarantined + self.duplicates

    @property
    def values_missing(self) -> int:
        """Values listed as unusable in rows that were accepted."""
        return sum(issue.outcome is Outcome.VALUE_MISSING for issue in self.issues)

    def without(
        self, lines: Sequence[int], repeated: Sequence[Issue]
    ) -> "ImportReport":
        """Count accepted rows as duplicates: their ids stand in an earlier file.

        Parameters
        ----------
        lines : sequence of int
            Where the rows begin, each once; what else was wrong in them is moot.
        repeated : sequence of Issue
            Those of the rows that are to be listed.
        """
        if not lines:
            return self
        gone = set(lines)
        kept = [
            issue
            for issue in self.issues
            if issue.outcome is not Outcome.VALUE_MISSING or issue.line not in gone
        ]
        issues = sorted([*kept, *repeated], key=lambda issue: issue.line)
        return replace(
            self,
            accepted=self.accepted - len(lines),
            duplicates=self.duplicates + len(lines),
            issues=tuple(issues[:LISTED_ISSUES]),
            unlisted=self.unlisted
            + (len(lines) - len(repeated))
            + max(0, len(issues) - LISTED_ISSUES),
        )


def repeated_id(line: int, column: str, text: str, first: int, name: str) -> Issue:
    """Return the issue of a row whose id stands in an earlier file.

    Parameters
    ----------
    line : int
    column, text : str
        The column of ids, and the id.
    first : int
        The line of the row that keeps it.
    name : str
        The file of that row.
    """
    reason = f"the same id as on line {first} of {name}"
    return Issue(line, column, text, reason, Outcome.DUPLICATE)


def some(names: Sequence[str], most: int = 50) -> str:
    """Return names with commas, cut after `most` of them."""
    more = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {more:,} more" if more > 0 else shown


def gathered(notes: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Return what is noted of several files, each sentence once, and of which.

    Parameters
    ----------
    notes : iterable of str and sequence of str
        Each file's name and its notes.
    """
    told: dict[str, list[str]] = {}
    for name, sentences in notes:
        for sentence in sentences:
            told.setdefault(sentence, []).append(name)
    return [f"{some(names)}: {sentence}" for sentence, names in told.items()]


def together(reports: Sequence[ImportReport]) -> ImportReport:
    """Return one account of files that were read one after another."""
    if len(reports) == 1:
        return reports[0]
    return ImportReport(
        source=some([report.source for report in reports]),
        source_sha256="",
        rows_read=sum(report.rows_read for report in reports),
        accepted=sum(report.accepted for report in reports),
        quarantined=sum(report.quarantined for report in reports),
        duplicates=sum(report.duplicates for report in reports),
        issues=tuple(
            replace(issue, reason=f"{report.source}: {issue.reason}")
            for report in reports
            for issue in report.issues
        ),
        unlisted=sum(report.unlisted for report in reports),
        notes=tuple(gathered((report.source, report.notes) for report in reports)),
    )
