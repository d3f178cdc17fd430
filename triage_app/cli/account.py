"""The account of rows that were read, scored and routed; for both readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from triage_app.cli.told import drift_json, errors_left, forecast_json, line, shortfall
from triage_app.domain.drift import Drift
from triage_app.domain.forecast import Forecast
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.report import ImportReport
from triage_app.domain.routing import Routing
from triage_app.services.statistics import routing_json


@dataclass(frozen=True)
class Account:
    """What ``triage score`` and ``triage import`` tell.

    Attributes
    ----------
    report : ImportReport
        With the notes to tell.
    added : int
        Rows that were new.
    model_id : str
    plan : RoutingPlan
        The routing in force.
    routing : Routing
        Where it put the items.
    forecast : Forecast
        The error to expect of it.
    drift : Drift or None
    report_file : Path or None
        Where it is listed what was wrong.
    out : Path
    """

    report: ImportReport
    added: int
    model_id: str
    plan: RoutingPlan
    routing: Routing
    forecast: Forecast
    drift: Drift | None
    report_file: Path | None
    out: Path

    def to_json(self) -> dict[str, object]:
        """Return it under the names of ``--json``."""
        report = self.report
        return {
            "rows_read": report.rows_read,
            "accepted": report.accepted,
            "quarantined": report.quarantined,
            "duplicates": report.duplicates,
            "added": self.added,
            "values_missing": report.values_missing,
            "model_id": self.model_id,
            "routing": routing_json(self.plan),
            "lanes": self.routing.lane_counts(),
            "reasons": self.routing.reason_counts(),
            "forecast": forecast_json(self.forecast),
            "drift": drift_json(self.drift),
            "quarantine_file": (
                None if self.report_file is None else str(self.report_file)
            ),
            "out": str(self.out),
            "notes": [*report.notes, *self._shortfall()],
        }

    def notes(self) -> tuple[str, ...]:
        """Return what to tell beside the summary, which has the drift."""
        notes = (*self.report.notes, *self._shortfall())
        return tuple(note for note in notes if note != self._drift())

    def _shortfall(self) -> tuple[str, ...]:
        return shortfall(self.plan, self.forecast)

    def summary(self) -> str:
        """Say it in a few lines."""
        report, lanes = self.report, self.routing.lane_counts()
        why = _counted(self.routing.reason_counts())
        lines = [
            f"{report.rows_read:,} rows read = {report.accepted:,} accepted "
            f"+ {report.quarantined:,} quarantined "
            f"+ {report.duplicates:,} duplicates",
            self._added(),
            line("likely claim", f"{lanes['likely_claim']:>9,}"),
            line("needs review", f"{lanes['review']:>9,}") + (f"  ({why})" * bool(why)),
            line("likely opinion", f"{lanes['likely_opinion']:>9,}"),
            line("routing", self.plan.describe()),
            line("errors left", errors_left(self.forecast)),
            f"model {self.model_id}",
            f"written to {self.out}",
        ]
        if self.report_file is not None:
            lines.append(f"what was wrong is listed in {self.report_file}")
        if self._drift():
            lines.append(self._drift())
        return "\n".join(lines)

    def _drift(self) -> str:
        return "" if self.drift is None else self.drift.sentence()

    def _added(self) -> str:
        """Say how many rows were new, and what became of those that were not."""
        known = self.report.accepted - self.added
        if not known:
            return f"{self.added:,} added"
        return f"{self.added:,} added; {known:,} known already and left as they were"


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {word}" for word, number in numbers.items())
