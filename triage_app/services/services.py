"""All use cases in one value, as the window and the command line receive them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage_app.domain.ports import Grouper, Rerankers, Sampler, Scorer, Trainer
from triage_app.services.export import Exporter
from triage_app.services.intake import Intake
from triage_app.services.workspaces import Workspaces

if TYPE_CHECKING:  # the window never needs it
    from triage_app.services.parts import PartScoring


@dataclass(frozen=True)
class Services:
    """What both faces call.

    Attributes
    ----------
    intake : Intake
    workspaces : Workspaces
    exporter : Exporter
    trainer : callable returning Trainer
        Made on first use: it brings scikit-learn along.
    sampler : callable returning Sampler
    scorer : callable returning Scorer
        The verified model, loaded once.
    rerankers : callable returning Rerankers
        Made on first use, as the trainer is.
    groupers : callable returning Grouper
        Made on first use, too.
    parts : callable returning PartScoring
        Scores many files at once; made on first use.
    load_ahead : callable
        Loads what the first file or workspace would otherwise wait for; any thread.
    """

    intake: Intake
    workspaces: Workspaces
    exporter: Exporter
    trainer: Callable[[], Trainer]
    sampler: Callable[[], Sampler]
    scorer: Callable[[], Scorer]
    rerankers: Callable[[], Rerankers]
    groupers: Callable[[], Grouper]
    parts: Callable[[], "PartScoring"]
    load_ahead: Callable[[], None] = lambda: None
