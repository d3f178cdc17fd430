"""A piece of work on one file of many, and what came of it: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PartTask:
    """One piece of work, as plain values.

    Attributes
    ----------
    source : str
        The file's absolute path.
    kept : str
        The absolute path, without its ending, of what is kept of it between pieces.
    model_id, version : str
        What must be at hand where the work is done.
    mapping : dict of str to str
        Columns by the names of fields.
    size, changed_at : int
        Of the file.
    part : str
        The absolute path of the part to write; empty: the file is only scored.
    spreadsheet_safe : bool
    """

    source: str
    kept: str
    model_id: str
    version: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    changed_at: int = 0
    part: str = ""
    spreadsheet_safe: bool = False

    @property
    def scores(self) -> Path:
        """Where its scores are kept."""
        return Path(f"{self.kept}.scores")

    @property
    def routes(self) -> Path:
        """Where it is kept which rows go where."""
        return Path(f"{self.kept}.routes")

    @property
    def receipt(self) -> Path:
        """Where it is kept what was written last."""
        return Path(f"{self.kept}.receipt")


@dataclass(frozen=True)
class PartOutcome:
    """What came of a piece of work.

    Attributes
    ----------
    facts : mapping of str to value
        What is to be known of the file or of its part.
    error : str
        Why it failed, on a line; empty where it didn't.
    misfit : bool
        Whether this program or its model is another one there.
    kept : bool
        Whether it was done before, and holds.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    misfit: bool = False
    kept: bool = False
