"""What seeing the score does to the verdicts that people give."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from triage_app.domain.bounds import percent
from triage_app.domain.decisions import Decision, RecordKind, WhyShown
from triage_app.domain.intervals import Interval, difference_interval, exact_interval
from triage_app.domain.routing import Lane
from triage_app.domain.visibility import ScoreVisibility

LEAST_VERDICTS = 30
# An interval at least this wide leaves nothing to tell by tenths of a point.
_COARSE = 0.02
# Whoever had these before them knew more than the item and its score, or did not look.
_NOT_FIRST = frozenset(
    {
        WhyShown.DOUBLE,
        WhyShown.GROUP,
        WhyShown.ESCALATED,
        WhyShown.SETTLE,
        WhyShown.RECONSIDERED,
    }
)


@dataclass(frozen=True)
class Arm:
    """Verdicts given under one condition.

    Attributes
    ----------
    overrides : int
        Those against the model's label.
    verdicts : int
    """

    overrides: int = 0
    verdicts: int = 0

    @classmethod
    def of(cls, verdicts: Iterable[Decision]) -> "Arm":
        """Count verdicts."""
        against = [decision.is_override for decision in verdicts]
        return cls(sum(against), len(against))

    @property
    def share(self) -> float | None:
        """The share of overrides; None without verdicts."""
        return self.overrides / self.verdicts if self.verdicts else None

    @property
    def interval(self) -> Interval:
        """The exact 95 % interval of the share."""
        return exact_interval(self.overrides, self.verdicts)

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "overrides": self.overrides,
            "verdicts": self.verdicts,
            "share": self.share,
            "interval": self.interval.to_json(),
        }


@dataclass(frozen=True)
class Comparison:
    """Overrides with the score hidden against those with it visible.

    Attributes
    ----------
    hidden, visible : Arm
    randomised : bool
        Whether chance decided, item by item, what was visible. If not, whatever else
        was different between the two may have made the difference.

    Notes
    -----
    Verdicts count as independent. Where a few moderators who differ much gave most
    of them, the truth may lie outside the interval more often than it says.
    """

    hidden: Arm = Arm()
    visible: Arm = Arm()
    randomised: bool = False

    @property
    def enough(self) -> bool:
        """Whether there are enough verdicts of both kinds to compare."""
        return min(self.hidden.verdicts, self.visible.verdicts) >= LEAST_VERDICTS

    @property
    def difference(self) -> float | None:
        """The share of overrides hidden less the share visible; None without either."""
        hidden, visible = self.hidden.share, self.visible.share
        return None if hidden is None or visible is None else hidden - visible

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the difference; see `difference_interval`."""
        if self.difference is None:
            return None
        hidden, visible = self.hidden, self.visible
        return difference_interval(
            (hidden.overrides, hidden.verdicts), (visible.overrides, visible.verdicts)
        )

    @property
    def told(self) -> bool:
        """Whether a difference can be told: the interval holds no zero."""
        interval = self.interval
        return self.enough and interval is not None and 0.0 not in interval

    @property
    def digits(self) -> int:
        """Decimals of a point that the interval leaves worth writing: 0 or 1."""
        interval = self.interval
        wide = interval is None or interval.high - interval.low >= _COARSE
        return 0 if wide else 1

    def sentence(self) -> str:
        """Say what was found, or what is missing."""
        interval, apart = self.interval, self.difference
        if not self.enough or interval is None or apart is None:
            return self._missing()
        hidden, visible = self._percent(self.hidden), self._percent(self.visible)
        ends = (interval.low, interval.high)
        if apart < 0.0:
            ends = (-interval.high, -interval.low)
        low, high = (points(end, self.digits) for end in ends)
        size, between = (
            points(abs(apart), self.digits),
            f"95 % interval {low} to {high}",
        )
        size += " point" if size == "1" else " points"
        if not self.randomised:
            told = "" if self.told else ", so that no difference can be told"
            return (
                f"Overrides were {hidden} with the score hidden and {visible} with it "
                f"visible: {size}, {between}{told}. Chance did not decide who saw the "
                "score, so this compares verdicts and measures no effect."
            )
        if not self.told:
            return (
                f"With the score visible, overrides were {visible}, with it hidden "
                f"{hidden}: {size}, {between}, so that no difference can be told."
            )
        went = "fell" if apart > 0.0 else "rose"
        return (
            f"With the score visible, overrides {went} from {hidden} to {visible}: "
            f"a difference of {size}, {between}."
        )

    def _missing(self) -> str:
        """Say what is missing."""
        hidden, visible = self.hidden.verdicts, self.visible.verdicts
        given = f"{hidden:,} with the score hidden, {visible:,} with it visible"
        if self.randomised:
            return f"Not enough verdicts yet: {given}; {LEAST_VERDICTS} of each."
        return (
            f"Not measured: {given}. It is measured where a lead lets chance decide, "
            "item by item, whether the score is visible."
        )

    def _percent(self, arm: Arm) -> str:
        share = arm.share or 0.0
        if 0.0 < share < 0.005:
            return percent(share)
        return f"{points(share, self.digits)} %"

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        interval = self.interval
        return {
            "hidden": self.hidden.to_json(),
            "visible": self.visible.to_json(),
            "randomised": self.randomised,
            "needed": LEAST_VERDICTS,
            "difference": self.difference,
            "interval": None if interval is None else interval.to_json(),
            "told": self.told,
            "sentence": self.sentence(),
        }


def points(share: float, digits: int) -> str:
    """Write a share, or a difference of shares, in percentage points."""
    return f"{round(share * 100.0, digits) + 0.0:g}"


@dataclass(frozen=True)
class Periods:
    """Which visibility a lead had set at what time.

    Attributes
    ----------
    changes : tuple of (str, ScoreVisibility)
        When which came in force, in the order of time; hidden before the first.
    """

    changes: tuple[tuple[str, ScoreVisibility], ...] = ()

    def at(self, moment: str) -> ScoreVisibility:
        """Return what was in force at a moment as the log writes it."""
        place = bisect_right(self.changes, moment, key=lambda change: change[0])
        return self.changes[place - 1][1] if place else ScoreVisibility.HIDDEN


def first_verdict(
    standing: Sequence[Decision], bulks: AbstractSet[str]
) -> Decision | None:
    """Return an item's first verdict if it tells what the score does, else None.

    Parameters
    ----------
    standing : sequence of Decision
        The item's standing verdicts, in the order of the log.
    bulks : set of str
        Steps of more than one record, which nobody gave item by item.
    """
    for decision in standing:
        if decision.kind is RecordKind.VERDICT and decision.verdict.decides:
            counts = (
                decision.lane == Lane.REVIEW.word
                and decision.model_label != ""
                and decision.why_shown not in _NOT_FIRST
                and decision.step not in bulks
            )
            return decision if counts else None
    return None
