"""An open workspace: its items in memory, in step with what the store keeps."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import numpy as np

from triage_app.domain.audit import AuditReport
from triage_app.domain.backlog import Backlog
from triage_app.domain.case import Case
from triage_app.domain.changes import Counts
from triage_app.domain.decisions import Event, Record
from triage_app.domain.desk_rules import DeskRules
from triage_app.domain.draws import Draws
from triage_app.domain.history import History
from triage_app.domain.plans import RoutingPlan, RoutingPolicy
from triage_app.domain.policies import ErrorBudgetPolicy
from triage_app.domain.ports import Clock, ImportedBacklog, WorkspaceStore
from triage_app.domain.queue import QueueQuery, Tab, arrange
from triage_app.domain.scores import Scores
from triage_app.domain.serving import Ranking
from triage_app.domain.visibility import ScoreVisibility, Veil
from triage_app.services.importing import (
    ImportOutcome,
    account_of,
    joined,
    new_rows,
    stale_notices,
)
from triage_app.services.intake import ScoredBacklog
from triage_app.services.lots import lots_of
from triage_app.services.naming import timestamp
from triage_app.services.placing import Ordered, Placement
from triage_app.services.preferences import default_band
from triage_app.services.present import Present
from triage_app.services.rulings import Rulings
from triage_app.services.seat import Seat

Part = tuple[Backlog, Scores]


class Workspace:
    """One case, open.

    Attributes
    ----------
    store : WorkspaceStore
    ranking : Ranking or None
        The newest order in force; made anew after opening.
    imports : tuple of ImportedBacklog
        Those that brought the items of `case`.
    """

    def __init__(self, store: WorkspaceStore, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self._rulings = Rulings(store, self.now)
        self.ranking: Ranking | None = None
        self.imports: tuple[ImportedBacklog, ...] = ()
        landed = store.imports()
        with ThreadPoolExecutor(1, "triage-items") as beside:
            items = beside.submit(self._open_items, landed)
            history = History.of_pages(store.pages())
            case, draws = items.result()
        self._present = Present(history, store.workspace_id, self._before)
        self._present.set_double(self.rules.double)
        self._place(case, draws)
        self.imports = landed

    @property
    def path(self) -> Path:
        """The workspace's folder."""
        return self.store.path

    @property
    def name(self) -> str:
        """The folder's name, as people know it."""
        return self.store.path.name

    @property
    def history(self) -> History:
        """The log, folded."""
        return self._present.history

    @property
    def notices(self) -> tuple[str, ...]:
        """What to say of it: settings that couldn't be read, scores of old models."""
        return (*self._rulings.notices, *stale_notices(self.case))

    @property
    def case(self) -> Case:
        """Every item; another value once items are added, routed or ranked anew."""
        return self._present.placed.case

    @property
    def draws(self) -> Draws:
        """Each item's lots, seeded by the workspace's id; shape (n, 4)."""
        return self._present.placed.draws

    @property
    def visibility(self) -> ScoreVisibility:
        """Whether scores show in the review lane."""
        return self._rulings.visibility

    @property
    def reranking(self) -> bool:
        """Whether the order of unfamiliar items follows the verdicts."""
        return self._rulings.reranking

    @property
    def rules(self) -> DeskRules:
        """What else a lead has set for the desk."""
        return self._rulings.rules

    @property
    def veil(self) -> Veil:
        """Where scores wait for the verdict."""
        return Veil(self.visibility, self.draws)

    @property
    def plan(self) -> RoutingPlan:
        """The routing in force; the plain band where none was ever set."""
        return self._rulings.plan or default_band()

    @property
    def own_plan(self) -> RoutingPlan | None:
        """What to route a further file with; None: the first one brings its own."""
        chosen = self._rulings.plan is not None or self.imports
        return self.plan if chosen else None

    @property
    def policy(self) -> RoutingPolicy:
        """The policy of the plan in force."""
        return self.plan.policy

    def now(self) -> str:
        """Return the time as the log writes it: UTC, ISO 8601, milliseconds."""
        return timestamp(self._clock())

    def counts(self) -> Counts:
        """Count what holds now; as quick for a million items as for ten."""
        return self._present.counts()

    def seat(self, moderator: str) -> Seat:
        """Return the desk as a moderator sees it, kept in step from now on."""
        return self._present.seat(moderator)

    def make_ready(self, moderator: str) -> None:
        """Work out what a moderator's first card takes, off the thread she waits on."""
        case = self.seat(moderator).case
        arrange(case, QueueQuery(Tab.REVIEW), self.veil.rows(case))
        self.history.last_undoable(moderator)  # it may be a step of a million

    def audit(self) -> AuditReport:
        """Say what people found in the present plan's audit slice.

        The promise is the plan's error budget; None where it makes none.
        """
        policy = self.plan.policy
        budget = policy.budget if isinstance(policy, ErrorBudgetPolicy) else None
        return AuditReport(self._present.placed.audit(), budget)

    def add(self, scored: ScoredBacklog, moderator: str) -> ImportOutcome:
        """Keep what is new of a scored file; known items and verdicts stay as they are.

        The first import of a workspace without a plan sets the plan it was routed by.
        Trying again after a failure is harmless: an import that landed without an
        answer is taken in, not kept twice.

        Raises
        ------
        WorkspaceError
            If it can't be kept; the items are then as they were.
        """
        for landed in self._catch_up():
            if landed.source_sha256 == scored.report.source_sha256:
                return ImportOutcome(landed, scored)
        if self.own_plan is None:
            self.set_plan(scored.plan, moderator)
        rows = new_rows(self.case, scored.backlog)
        backlog, scores = scored.backlog.take(rows), scored.scores.take(rows)
        account = account_of(self.case, scored, len(rows), moderator, self.now())
        kept = self.store.add_import(account, backlog, scores, scored.report)
        self._assemble((kept,), [(backlog, scores)])
        return ImportOutcome(kept, scored)

    def set_plan(self, plan: RoutingPlan, moderator: str) -> None:
        """Route the undecided items anew, and keep and log the plan.

        Raises
        ------
        WorkspaceError
        """
        self._rulings.set_plan(plan, moderator)
        self._place(self.case, self.draws)

    def set_visibility(self, visibility: ScoreVisibility, moderator: str) -> None:
        """Show or hide scores in the review lane, and keep and log the choice.

        Raises
        ------
        WorkspaceError
        """
        self._rulings.set_visibility(visibility, moderator)

    def set_reranking(self, on: bool, moderator: str) -> None:
        """Let the order of unfamiliar items follow the verdicts, or the model alone.

        Raises
        ------
        WorkspaceError
        """
        self._rulings.set_reranking(on, moderator)
        if not on:
            self.ranking = None
            self._place(self.case, self.draws)

    def set_rules(self, rules: DeskRules, moderator: str) -> None:
        """Keep and log what a lead has set for the desk; what stays isn't logged.

        Raises
        ------
        WorkspaceError
            If a part can't be kept; the parts before it are in force.
        """
        try:
            self._rulings.set_rules(rules, moderator)
        finally:
            self._present.set_double(self.rules.double)

    def ordered(self, ranking: Ranking) -> Ordered:
        """Work out what `rank` would do, and do nothing; for any thread.

        A tenth second for a million items, which no verdict has to wait for.
        """
        records, placed = self.history.records, self._present.placed
        return Ordered(ranking, placed, placed.ranked(ranking), records)

    def rank(
        self, ranking: Ranking, moderator: str, ready: Ordered | None = None
    ) -> bool:
        """Put a new order of unfamiliar items in force, and log that.

        Lanes, scores and labels stay, and so does whoever was worked on. The order
        itself isn't kept: after opening it is made anew from the verdicts.

        Parameters
        ----------
        ranking : Ranking
        moderator : str
        ready : Ordered, optional
            Spares the work if nothing has happened since.

        Returns
        -------
        bool
            False if re-ranking was switched off meanwhile: nothing is done then.

        Raises
        ------
        WorkspaceError
        """
        if not self.reranking:
            return False
        payload = {
            "verdicts": ranking.verdicts,
            "items": len(ranking),
            "model_id": ranking.model_id,
            "order_sha256": ranking.digest(),
        }
        data = json.dumps(payload, sort_keys=True)
        self.store.log(Event("reranked", data, self.now(), moderator))
        self.ranking = ranking
        if ready is None or not ready.holds(self._present.placed, self.history.records):
            ready = self.ordered(ranking)
        self._present.reorder(ready.placed)
        return True

    def take_in(self, record: Record) -> int | None:
        """Bring memory in step with a record the store keeps; return its row."""
        rows = self.take_in_all((record,))
        return rows[0] if rows else None

    def take_in_all(self, records: Iterable[Record]) -> tuple[int, ...]:
        """Bring memory in step with records the store keeps; return their rows."""
        return self._present.take_in(records)

    def close(self) -> None:
        """Let the workspace go."""
        self.store.close()

    def _before(self, hours: float) -> str:
        return timestamp(self._clock() - timedelta(hours=hours))

    def _catch_up(self) -> tuple[ImportedBacklog, ...]:
        """Take in imports that landed without an answer; return them."""
        return self._take_in_imports(self.store.imports()[len(self.imports) :])

    def _take_in_imports(
        self, landed: tuple[ImportedBacklog, ...]
    ) -> tuple[ImportedBacklog, ...]:
        if landed:
            self._assemble(landed, self._load(landed))
        return landed

    def _load(self, landed: Sequence[ImportedBacklog]) -> list[Part]:
        return [self.store.load(kept.backlog_id) for kept in landed]

    def _open_items(self, landed: Sequence[ImportedBacklog]) -> tuple[Case, Draws]:
        """Read every import's items and what is found out of them once."""
        nothing = Placement.empty()
        if not landed:
            return nothing.case, nothing.draws
        parts = self._load(landed)
        case, draws = self._joined(nothing.case, nothing.draws, landed, parts)
        _ = case.row_of, case.authors  # here, where the log is read meanwhile
        return case, draws

    def _joined(
        self,
        case: Case,
        draws: Draws,
        landed: Sequence[ImportedBacklog],
        parts: Sequence[Part],
    ) -> tuple[Case, Draws]:
        grown = joined(case, (*self.imports, *landed), parts, self.name)
        drawn = [
            lots_of(self.store, kept.backlog_id, rows.ids)
            for kept, (rows, _) in zip(landed, parts, strict=True)
        ]
        lots = [some for some in (draws, *drawn) if len(some)]
        return grown, lots[0] if len(lots) == 1 else np.concatenate([draws, *drawn])

    def _assemble(
        self, landed: tuple[ImportedBacklog, ...], parts: Sequence[Part]
    ) -> None:
        """Put imports' rows behind those that are there."""
        self._place(*self._joined(self.case, self.draws, landed, parts))
        self.imports = (*self.imports, *landed)

    def _place(self, case: Case, draws: Draws) -> None:
        """Route and order a case, and show it once whole: others read it meanwhile."""
        placed = Placement.of(case, self.plan, draws, self.history)
        if self.ranking is not None:
            placed = placed.ranked(self.ranking)
        _ = placed.case.authors  # here, not where a person waits for the first list
        self._present.place(placed)
