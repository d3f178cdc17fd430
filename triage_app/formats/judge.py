"""Judges rows of sound structure: the id, its first appearance, and the numbers."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from triage_app.domain.backlog import COUNTS, NUMBERS, Backlog, Field
from triage_app.domain.report import Issue, Outcome
from triage_app.formats.account import Account
from triage_app.formats.ids import SeenIds
from triage_app.formats.numbers import parse_numbers
from triage_app.formats.rows import RowBlock, quarantined, to_text


class Judge:
    """Turns blocks of rows into chunks of a backlog, and tells the account.

    Parameters
    ----------
    roles : mapping of Field to str
    account : Account
    empty_is_missing : bool
        Whether an empty cell has no value (as in CSV), not an empty text.
    """

    def __init__(
        self, roles: Mapping[Field, str], account: Account, *, empty_is_missing: bool
    ) -> None:
        self.roles = dict(roles)
        self._account = account
        self._empty_is_missing = empty_is_missing
        self._seen = SeenIds()

    def accept(self, block: RowBlock) -> Backlog:
        """Return a block's usable rows."""
        issues = list(block.broken)
        keep = self._known_ids(block, issues)
        columns, lines = dict(block.columns), block.lines
        if keep is not None:
            mask = pa.array(keep)
            columns = {name: column.filter(mask) for name, column in columns.items()}
            lines = lines[keep]
        numbers = {
            part: self._numbers(part, columns[name], lines, issues)
            for part, name in self.roles.items()
            if part in NUMBERS
        }
        raw = {
            name: to_text(column, empty_is_missing=self._empty_is_missing)
            for name, column in columns.items()
        }
        self._account.add(len(lines), issues)
        return Backlog(raw, self.roles, numbers, lines)

    def _known_ids(
        self, block: RowBlock, issues: list[Issue]
    ) -> NDArray[np.bool_] | None:
        """Remember a block's ids; return which rows to keep, None for all."""
        ids = block.columns[self.roles[Field.ID]]
        firsts, reasons = self._seen.add(ids, block.lines)
        keep: NDArray[np.bool_] = firsts == block.lines
        keep[list(reasons)] = False
        if keep.all():
            return None
        for row in np.flatnonzero(~keep).tolist():
            line, reason = int(block.lines[row]), reasons.get(row)
            if reason:
                issues.append(quarantined(line, block.raw(row), reason))
            else:
                text = ids[row].as_py()
                issues.append(self._duplicate(line, text, int(firsts[row])))
        return keep

    def _duplicate(self, line: int, text: str, first: int) -> Issue:
        reason = f"the same id as on line {first}"
        return Issue(line, self.roles[Field.ID], text, reason, Outcome.DUPLICATE)

    def _numbers(
        self,
        part: Field,
        column: pa.LargeStringArray,
        lines: NDArray[np.int64],
        issues: list[Issue],
    ) -> NDArray[np.float64]:
        values, unusable = parse_numbers(column, whole=part in COUNTS)
        for row, reason in unusable:
            issues.append(
                Issue(
                    int(lines[row]),
                    self.roles[part],
                    column[row].as_py(),
                    reason,
                    Outcome.VALUE_MISSING,
                )
            )
        return values
