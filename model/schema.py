"""The data contract: which columns a backlog has and what they may hold."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column's cells are."""

    TEXT = "text"
    INTEGER = "integer"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the contract.

    Attributes
    ----------
    name : str
        The contract's own name; readers map aliases to it.
    kind : Kind
    values : tuple of str
        What a category may hold; empty for other kinds.
    low, high : int or None
        The range in which an integer makes sense, ends included.
    feature : bool
        Whether the classifier looks at the column.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    feature: bool = False


ROW = Column("#", Kind.INTEGER, low=1)
LABEL = Column("claim_status", Kind.CATEGORY, ("claim", "opinion"))
ID = Column("video_id", Kind.TEXT)
DURATION = Column("video_duration_sec", Kind.INTEGER, low=0)
TRANSCRIPT = Column("video_transcription_text", Kind.TEXT, feature=True)
VERIFIED = Column("verified_status", Kind.CATEGORY, ("not verified", "verified"))
BAN = Column("author_ban_status", Kind.CATEGORY, ("active", "under review", "banned"))
VIEWS = Column("video_view_count", Kind.INTEGER, low=0, feature=True)
LIKES = Column("video_like_count", Kind.INTEGER, low=0, feature=True)
SHARES = Column("video_share_count", Kind.INTEGER, low=0, feature=True)
DOWNLOADS = Column("video_download_count", Kind.INTEGER, low=0, feature=True)
COMMENTS = Column("video_comment_count", Kind.INTEGER, low=0, feature=True)

COLUMNS = (
    ROW,
    LABEL,
    ID,
    DURATION,
    TRANSCRIPT,
    VERIFIED,
    BAN,
    VIEWS,
    LIKES,
    SHARES,
    DOWNLOADS,
    COMMENTS,
)
"""Every column, in the order in which a generated backlog has them."""

COUNTS = (VIEWS, LIKES, SHARES, DOWNLOADS, COMMENTS)
"""The five engagement counts, in the order of the engagement head's features."""

COUNT_NAMES = tuple(column.name for column in COUNTS)
CLAIM, OPINION = LABEL.values

SCHEMA_VERSION = 2
"""Counts up when a model of an older program could not read the columns any more."""
