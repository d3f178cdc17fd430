"""A backlog of reported videos: immutable columns, aligned by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.text_column import TextColumn, in_a_row


class Field(StrEnum):
    """What a column means to us; the value is the data contract's own name for it."""

    ROW = "#"
    ID = "video_id"
    TRANSCRIPT = "video_transcription_text"
    DURATION = "video_duration_sec"
    VERIFIED = "verified_status"
    BAN = "author_ban_status"
    VIEWS = "video_view_count"
    LIKES = "video_like_count"
    SHARES = "video_share_count"
    DOWNLOADS = "video_download_count"
    COMMENTS = "video_comment_count"
    REFERENCE = "claim_status"


COUNTS = (
    Field.VIEWS,
    Field.LIKES,
    Field.SHARES,
    Field.DOWNLOADS,
    Field.COMMENTS,
)
NUMBERS = (*COUNTS, Field.DURATION)
_OUR_MARKS = frozenset({"p_claim", "model_label"})
_OUR_COLUMNS = _OUR_MARKS | {
    *("lane", "reason", "verdict", "override"),
    *("feedback_label", "feedback_kind", "decision"),
}


@dataclass(frozen=True)
class Backlog:
    """Accepted reports, column by column.

    Attributes
    ----------
    raw : mapping of str to TextColumn
        Every column of the source, in its order and under its own name, each cell as
        the text it was; what is exported.
    roles : mapping of Field to str
        Which source column plays which part; parts the source lacks are absent.
    numbers : mapping of Field to float64 array of shape (n,)
        The columns that are numbers, NaN where missing or unusable.
    lines : int64 array of shape (n,)
        The line of the source (from 1) on which each row begins.
    """

    raw: Mapping[str, TextColumn]
    roles: Mapping[Field, str]
    numbers: Mapping[Field, NDArray[np.float64]]
    lines: NDArray[np.int64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """The source's columns in its order."""
        return tuple(self.raw)

    @property
    def ids(self) -> TextColumn:
        """Every item's id, as text."""
        return self.text(Field.ID)

    @property
    def extras(self) -> tuple[str, ...]:
        """The source's columns that we have no meaning for."""
        known = set(self.roles.values())
        return tuple(name for name in self.raw if name not in known)

    @property
    def telling(self) -> frozenset[str]:
        """The columns that say what a model or a person made of an item.

        They must not be seen before a verdict: the reference label, and, where the
        file is one that this program wrote, what it added.
        """
        names = {name: name.removesuffix(" (input)") for name in self.raw}
        ours = set(names.values()) >= _OUR_MARKS
        added = {n for n, plain in names.items() if ours and plain in _OUR_COLUMNS}
        return frozenset(added | ({self.roles.get(Field.REFERENCE, "")} - {""}))

    def text(self, part: Field) -> TextColumn:
        """Return one part's cells as text; all missing where the source lacks it."""
        name = self.roles.get(part)
        return TextColumn.all_missing(len(self)) if name is None else self.raw[name]

    def number(self, part: Field) -> NDArray[np.float64]:
        """One part's values as float64 of shape (n,), NaN where missing."""
        values = self.numbers.get(part)
        return np.full(len(self), np.nan) if values is None else values

    def take(self, rows: NDArray[np.intp]) -> "Backlog":
        """The given rows, in the given order; this one itself where these are all."""
        if len(rows) == len(self) and in_a_row(rows):
            return self
        return Backlog(
            {name: column.take(rows) for name, column in self.raw.items()},
            self.roles,
            {part: values[rows] for part, values in self.numbers.items()},
            self.lines[rows],
        )

    def slice(self, start: int, stop: int) -> "Backlog":
        """Rows `start` to `stop`, sharing this backlog's memory."""
        return Backlog(
            {name: column.slice(start, stop) for name, column in self.raw.items()},
            self.roles,
            {part: values[start:stop] for part, values in self.numbers.items()},
            self.lines[start:stop],
        )

    @classmethod
    def empty(cls) -> "Backlog":
        """Return a backlog with no rows and only an id column."""
        return cls(
            {Field.ID.value: TextColumn.all_missing(0)},
            {Field.ID: Field.ID.value},
            {},
            np.zeros(0, dtype=np.int64),
        )

    @classmethod
    def concat(cls, backlogs: Sequence["Backlog"]) -> "Backlog":
        """Join backlogs end to end; a part goes under the name first given to it.

        Columns without a meaning are matched by their name. A column that one of the
        backlogs lacks is missing in its rows.
        """
        if len(backlogs) == 1:
            return backlogs[0]
        if not backlogs:
            return cls.empty()
        roles = _shared_roles(backlogs)
        named = [_renamed(backlog, roles) for backlog in backlogs]
        names = dict.fromkeys(name for columns in named for name in columns)
        raw = {
            name: TextColumn.concat(
                [
                    columns.get(name, TextColumn.all_missing(len(backlog)))
                    for columns, backlog in zip(named, backlogs, strict=True)
                ]
            )
            for name in names
        }
        parts = dict.fromkeys(part for b in backlogs for part in b.numbers)
        numbers = {p: np.concatenate([b.number(p) for b in backlogs]) for p in parts}
        lines = np.concatenate([backlog.lines for backlog in backlogs])
        return cls(raw, roles, numbers, lines)


def _shared_roles(backlogs: Sequence[Backlog]) -> dict[Field, str]:
    roles: dict[Field, str] = {}
    for backlog in backlogs:
        for part, name in backlog.roles.items():
            if part not in roles:
                taken = name in roles.values()
                roles[part] = f"{name} ({part.value})" if taken else name
    return roles


def _renamed(backlog: Backlog, roles: Mapping[Field, str]) -> dict[str, TextColumn]:
    """Return a backlog's columns under shared names; strangers keep clear of them."""
    own = {name: part for part, name in backlog.roles.items()}
    reserved = set(roles.values())
    strangers = set(backlog.raw) - set(own) - reserved
    columns = {}
    for name, column in backlog.raw.items():
        part = own.get(name)
        if part is not None:
            columns[roles[part]] = column
        else:
            kept = name
            while name in reserved and (kept in reserved or kept in strangers):
                kept = f"{kept} (extra)"
            strangers.add(kept)
            columns[kept] = column
    return columns
