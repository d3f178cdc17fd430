"""Judges rows of sound structure: the id, its first appearance, and the numbers."""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from triage_app.domain.backlog import COUNTS, NUMBERS, Backlog, Field
from triage_app.domain.report import Issue, Outcome
from triage_app.formats.account import Account
from triage_app.formats.numbers import parse_numbers
from triage_app.formats.rows import RowBlock, quarantined, to_text

ID_LIMIT = 1_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def id_key(text: str | None) -> tuple[str, str]:
    """Return what tells an id from another, and why it is no id at all.

    White space around an id doesn't make it another one, though it is kept as it is.
    """
    key = (text or "").strip()
    if not key:
        return "", "no id"
    if _CONTROLS.search(key):
        return "", "a control character in the id"
    if len(key) > ID_LIMIT:
        return "", f"an id of more than {ID_LIMIT:,} characters"
    return key, ""


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
        self._first_lines: dict[str, int] = {}

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
        texts = ids.to_pylist()
        lines = block.lines.tolist()
        if _is_plain(ids) and self._first_lines.keys().isdisjoint(texts):
            fresh = dict(zip(texts, lines, strict=True))
            if len(fresh) == len(texts):
                self._first_lines.update(fresh)
                return None
        keep = np.ones(len(texts), dtype=np.bool_)
        for row, text in enumerate(texts):
            issue = self._id_issue(block, row, text, lines[row])
            if issue is not None:
                keep[row] = False
                issues.append(issue)
        return keep

    def _id_issue(
        self, block: RowBlock, row: int, text: str | None, line: int
    ) -> Issue | None:
        key, reason = id_key(text)
        if reason:
            return quarantined(line, block.raw(row), reason)
        first = self._first_lines.setdefault(key, line)
        if first == line:
            return None
        column = self.roles[Field.ID]
        return Issue(
            line,
            column,
            text or "",
            f"the same id as on line {first}",
            Outcome.DUPLICATE,
        )

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


def _is_plain(ids: pa.LargeStringArray) -> bool:
    """Whether every id is short, visible ASCII, so that it is its own key."""
    text = to_text(ids, empty_is_missing=True)
    visible = (text.data > ord(" ")) & (text.data < 0x7F)
    longest = np.diff(text.offsets).max(initial=0)
    return not text.missing.any() and bool(visible.all()) and longest <= ID_LIMIT
