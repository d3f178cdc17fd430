"""What the quality page shows, as plain values: words are made by the presenter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One row: a name, what was measured drawn along a scale, and in figures.

    Attributes
    ----------
    name : str
    detail : str
        Beside the name, quieter.
    value : float or None
        On the rows' scale; None draws nothing.
    interval : (float, float) or None
        Draws a dot between its ends; None draws a bar from the scale's start.
    number : str
    tone : str
        The token that colours it.
    """

    name: str
    detail: str
    value: float | None
    interval: tuple[float, float] | None
    number: str
    tone: str = "accent"


@dataclass(frozen=True)
class Finding:
    """A number with what stands around it.

    Attributes
    ----------
    headline : str
        The number, or that there is none yet.
    certain : bool
        Whether the headline is a result; else it is shown more quietly.
    lines : tuple of str
    progress : (int, int) or None
        How many there are of how many needed; None once there are enough.
    rows : tuple of Measure
    scale : (float, float)
        Of the rows.
    ends : (str, str)
        The scale's ends in words; empty draws none.
    """

    headline: str
    certain: bool = False
    lines: tuple[str, ...] = ()
    progress: tuple[int, int] | None = None
    rows: tuple[Measure, ...] = ()
    scale: tuple[float, float] = (0.0, 1.0)
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Gap:
    """An item that the rules don't cover, as its row says it."""

    item_id: str
    words: str


@dataclass(frozen=True)
class Shown:
    """All of the page.

    Attributes
    ----------
    escalated, disputed, gap_items : int
        What waits for a lead.
    between, same, effect : Finding
    reasons : tuple of Measure
    reasons_note : str
        Said where there are none.
    gaps : tuple of Gap
    gaps_note : str
        Of the list: what it is, or why it is empty.
    times : tuple of Measure
    times_note : str
    days : tuple of (str, int)
        The latest days and the verdicts of each.
    days_note : str
    """

    escalated: int
    disputed: int
    gap_items: int
    between: Finding
    same: Finding
    effect: Finding
    reasons: tuple[Measure, ...]
    reasons_note: str
    gaps: tuple[Gap, ...]
    gaps_note: str
    times: tuple[Measure, ...]
    times_note: str
    days: tuple[tuple[str, int], ...]
    days_note: str
