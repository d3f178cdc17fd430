"""What became of every row of a file: the account that an import gives."""

from dataclasses import dataclass
from enum import StrEnum


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

    @property
    def conserved(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows_read == self.accepted + self.quarantined + self.duplicates

    @property
    def values_missing(self) -> int:
        """Values listed as unusable in rows that were accepted."""
        return sum(issue.outcome is Outcome.VALUE_MISSING for issue in self.issues)
