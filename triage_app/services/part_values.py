"""What is asked for of many files, and what a run over them made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from triage_app.domain.drift import Drift
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.ports import ColumnMapping
from triage_app.domain.report import ImportReport
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores
from triage_app.services.part_manifest import Part, State


@dataclass(frozen=True)
class PartsRequest:
    """What to score where.

    Attributes
    ----------
    sources : sequence of Path
        Files and folders.
    out : Path
        The folder of the parts.
    plan : RoutingPlan or None
        None: the one that the model's own evidence supports.
    mapping : mapping of Field to str or None
    form : str
        One of `part_names.FORMATS`.
    spreadsheet_safe : bool
    jobs : int
        Files at once; 0: as many as there are processors, if that is worth it.
    dask : str
        The address of a scheduler whose cluster is to work; empty: this machine.
    """

    sources: Sequence[Path]
    out: Path
    plan: RoutingPlan | None = None
    mapping: ColumnMapping | None = None
    form: str = "parquet"
    spreadsheet_safe: bool = False
    jobs: int = 0
    dask: str = ""


@dataclass(frozen=True)
class PartsResult:
    """What a run made.

    Attributes
    ----------
    report : ImportReport
        The account of all files whose parts are there.
    scores, routing
        Of the rows of those parts.
    plan : RoutingPlan
    drift : Drift or None
    parts : tuple of Part
        Every file in order, with what came of it.
    values_missing : int
    """

    report: ImportReport
    scores: Scores
    routing: Routing
    plan: RoutingPlan
    drift: Drift | None
    parts: tuple[Part, ...]

    @property
    def failed(self) -> tuple[Part, ...]:
        """Those of which no part could be written."""
        return tuple(part for part in self.parts if part.state is State.FAILED)
