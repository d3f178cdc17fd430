"""What is to be reached, and whether it is."""

from dataclasses import dataclass

from speed.measured import Measured

MILLION = 1_000_000


@dataclass(frozen=True)
class Target:
    """A bound on a measure.

    Attributes
    ----------
    words : str
        As the table shows it.
    least_ratio : float
        The ordinary way takes at least so many times more; 0: any.
    most : float
        Ours, in the measure's unit.
    either : bool
        Whether one of the two is enough.
    from_rows : int
        The smallest size that it is meant for.
    """

    words: str
    least_ratio: float = 0.0
    most: float = float("inf")
    either: bool = False
    from_rows: int = MILLION

    def met(self, found: Measured) -> bool:
        """Return whether a measure keeps to it."""
        fast = (found.ratio or 0.0) >= self.least_ratio
        small = found.our_median <= self.most
        return (fast or small) if self.either else (fast and small)


_SAME = Target("≤ 1e-6", most=1e-6, from_rows=0)
_NONE = Target("0", most=0, from_rows=0)
_ALIKE = {
    "largest difference": _SAME,
    "rows outside or not, otherwise": _NONE,
    "rows in another lane": _NONE,
    "rows out of order": _NONE,
}
_QUEUE = {
    "time": Target("≥ 10×", least_ratio=10.0),
    "peak memory": Target("≤ 0.6× its", least_ratio=1 / 0.6),
}
_SEARCH = {
    "index": Target(""),
    "*": Target("≥ 50×, ≤ 16 ms", least_ratio=50.0, most=16.0),
}
_GAP = Target("≤ 50 ms or 3× idle", least_ratio=1 / 3, most=50.0, either=True)

# By case and measure; "*" stands for the case's other measures.
TARGETS: dict[str, dict[str, Target]] = {
    "main": {**_QUEUE, **_ALIKE},
    "main_zipf": {**_QUEUE, **_ALIKE},
    "parts": _ALIKE,
    "stream": {
        "first progress": Target("≤ 100 ms", most=100.0),
        "cancel, slowest": Target("≤ 200 ms", most=200.0),
    },
    "sort": {"made ready": Target(""), "*": Target("≥ 10×", least_ratio=10.0)},
    "search": _SEARCH,
    "search_zipf": _SEARCH,
    "first_paint": {"*": Target("≤ 100 ms", most=100.0)},
    "scroll": {"median": Target("≤ 16 ms", most=16.0)},
    "verdict": {
        "median": Target("≤ 16 ms", most=16.0),
        "p99": Target("≤ 50 ms", most=50.0),
    },
    "reopen": {"first card": Target("≤ 1 s", most=1.0)},
    "start": {
        "*": Target("≥ 5×, ≤ 0.5 s", least_ratio=5.0, most=0.5, from_rows=0),
    },
    "gaps": {"longest": _GAP},
    "ten_million": {
        "first paint": Target("≤ 1.5× of a tenth", least_ratio=1 / 1.5),
        "peak memory": Target("≤ 12,000 MB", most=12_000.0),
    },
}


def target_of(found: Measured) -> Target | None:
    """Return a measure's target; None where none is set."""
    mine = TARGETS.get(found.case, {})
    target = mine.get(found.measure, mine.get("*"))
    return target if target is not None and target.words else None


def verdict_of(found: Measured) -> bool | None:
    """Return whether the target is met; None where none is meant for this size."""
    target = target_of(found)
    if target is None or found.rows < target.from_rows:
        return None
    return target.met(found)
