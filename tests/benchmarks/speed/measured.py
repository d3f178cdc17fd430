"""What was measured: ours and the ordinary way, and how one stands to the other."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

# No clock tells less apart; keeps a ratio finite.
_LEAST = 1e-9


@dataclass(frozen=True)
class Measured:
    """One measure of one case at one size; the smaller each number the better.

    Attributes
    ----------
    case, measure : str
    rows : int
    unit : str
        s, ms, MB, or empty for a count or a difference.
    ours, ordinary : tuple of float
        A number for each round; `ordinary` is empty where nothing stands beside it.
    """

    case: str
    measure: str
    rows: int
    unit: str
    ours: tuple[float, ...]
    ordinary: tuple[float, ...] = ()

    @property
    def our_median(self) -> float:
        """Our median."""
        return statistics.median(self.ours)

    @property
    def ordinary_median(self) -> float | None:
        """The ordinary way's median; None where there is none."""
        return statistics.median(self.ordinary) if self.ordinary else None

    @property
    def ratio(self) -> float | None:
        """How many times more the ordinary way takes; None where there is none.

        Counts have none: a ratio of few to none says nothing.
        """
        other = self.ordinary_median
        if other is None or not self.unit:
            return None
        return other / max(self.our_median, _LEAST)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data: rounds, medians and the ratio."""
        return {
            "case": self.case,
            "measure": self.measure,
            "rows": self.rows,
            "unit": self.unit,
            "ours": list(self.ours),
            "ordinary": list(self.ordinary),
            "our_median": self.our_median,
            "ordinary_median": self.ordinary_median,
            "ratio": self.ratio,
        }


@dataclass
class Report:
    """What one process found, measure by measure.

    Attributes
    ----------
    found : dict
        Of unit, ours and ordinary, by measure, in the order they were first told.
    """

    found: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(
        self,
        measure: str,
        unit: str,
        ours: Iterable[float] = (),
        ordinary: Iterable[float] = (),
    ) -> None:
        """Add rounds of a measure."""
        blank: dict[str, Any] = {"unit": unit, "ours": [], "ordinary": []}
        kept = self.found.setdefault(measure, blank)
        kept["ours"].extend(float(value) for value in ours)
        kept["ordinary"].extend(float(value) for value in ordinary)

    def take(self, other: "Report") -> None:
        """Add another process's rounds."""
        for measure, kept in other.found.items():
            self.add(measure, kept["unit"], kept["ours"], kept["ordinary"])

    def measured(self, case: str, rows: int) -> list[Measured]:
        """Return the measures that have at least a round of ours."""
        return [
            Measured(
                case,
                measure,
                rows,
                kept["unit"],
                tuple(kept["ours"]),
                tuple(kept["ordinary"]),
            )
            for measure, kept in self.found.items()
            if kept["ours"]
        ]


def in_turn(rounds: int, ways: Sequence[str]) -> list[str]:
    """Return the order in which ways are measured: each in turn, round by round.

    Every second round goes the other way about, so that none is always the one that
    finds the file in the system's cache.
    """
    order: list[str] = []
    for number in range(rounds):
        order += ways if number % 2 == 0 else reversed(ways)
    return order
