"""An open workspace: its items in memory, in step with what the store keeps."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog
from triage_app.domain.case import Case
from triage_app.domain.changes import Counts
from triage_app.domain.decisions import Decision, Event, Record
from triage_app.domain.differences import count_differing
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.history import History, State
from triage_app.domain.plans import RoutingPolicy, policy_from_json
from triage_app.domain.policies import BandPolicy
from triage_app.domain.ports import Clock, ImportedBacklog, WorkspaceStore
from triage_app.domain.routing import (
    LANES_BY_WORD,
    REASONS_BY_WORD,
    Lane,
    Reason,
    Routing,
)
from triage_app.domain.scores import Scores
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.intake import ScoredBacklog

ROUTING_KEY = "routing"
VISIBILITY_KEY = "score_visibility"


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did to a workspace.

    Attributes
    ----------
    imported : ImportedBacklog
        As it is kept, with the account of every row.
    scored : ScoredBacklog
        All accepted rows, those already known included.
    """

    imported: ImportedBacklog
    scored: ScoredBacklog


class Workspace:
    """One case, open.

    Attributes
    ----------
    store : WorkspaceStore
    case : Case
        Every item; replaced when items are added or routed anew.
    history : History
        The log, folded.
    policy : RoutingPolicy
    visibility : ScoreVisibility
    imports : tuple of ImportedBacklog
        Those that brought the items of `case`.
    """

    def __init__(self, store: WorkspaceStore, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self.history = History(store.records())
        self.policy = self._load_policy()
        self.visibility = self._load_visibility()
        self.imports: tuple[ImportedBacklog, ...] = ()
        self._routed = Routing.concat([])
        self.case = Case.empty()
        self._take_in_imports(store.imports())

    @property
    def path(self) -> Path:
        """The workspace's folder."""
        return self.store.path

    @property
    def name(self) -> str:
        """The folder's name, as people know it."""
        return self.store.path.name

    def now(self) -> str:
        """Return the time as the log writes it: UTC, ISO 8601, milliseconds."""
        return timestamp(self._clock())

    def counts(self) -> Counts:
        """Count what holds now."""
        table = self._table()
        waiting = table[:, :, [State.PENDING, State.SKIPPED]].sum(axis=2)
        return Counts(
            imported=len(self.case),
            pending=int(table[:, :, State.PENDING].sum()),
            waiting={lane: int(waiting[lane].sum()) for lane in Lane},
            totals={lane: int(table[lane].sum()) for lane in Lane},
            reasons={reason: int(waiting[Lane.REVIEW, reason]) for reason in Reason},
            tally=self.history.tally(),
        )

    def add(self, scored: ScoredBacklog, moderator: str) -> ImportOutcome:
        """Keep what is new of a scored file; known items and verdicts stay as they are.

        Trying again after a failure is harmless: an import that landed without an
        answer is taken in, not kept twice.

        Raises
        ------
        WorkspaceError
            If it can't be kept; the workspace is then as it was.
        """
        report = scored.report
        for landed in self._catch_up():
            if landed.source_sha256 == report.source_sha256:
                return ImportOutcome(landed, scored)
        known = self.case.row_of
        new_rows = np.array(
            [row for row, item in enumerate(scored.backlog.ids) if item not in known],
            dtype=np.intp,
        )
        backlog, scores = scored.backlog.take(new_rows), scored.scores.take(new_rows)
        kept = self.store.add_import(
            ImportedBacklog(
                backlog_id=str(uuid4()),
                source=_storable(report.source),
                source_sha256=report.source_sha256,
                source_path=known_path(scored.path),
                imported_at=self.now(),
                moderator=moderator,
                rows_read=report.rows_read,
                accepted=report.accepted,
                quarantined=report.quarantined,
                duplicates=report.duplicates,
                added=len(new_rows),
                notes=(*report.notes, *_differences(self.case, scored.backlog)),
                report_file="",
            ),
            backlog,
            scores,
            report,
        )
        self._assemble((kept,), [(backlog, scores)])
        return ImportOutcome(kept, scored)

    def set_policy(self, policy: RoutingPolicy, moderator: str) -> None:
        """Route the undecided items anew, and keep and log the policy.

        Raises
        ------
        WorkspaceError
        """
        data = json.dumps(policy.to_json(), sort_keys=True)
        event = Event("routing_set", data, self.now(), moderator)
        self.store.set_setting(ROUTING_KEY, data, event)
        self.policy = policy
        self._route(self.case)

    def set_visibility(self, visibility: ScoreVisibility, moderator: str) -> None:
        """Show or hide scores in the review lane, and keep and log the choice.

        Raises
        ------
        WorkspaceError
        """
        data = json.dumps(visibility.value)
        event = Event("score_visibility_set", data, self.now(), moderator)
        self.store.set_setting(VISIBILITY_KEY, data, event)
        self.visibility = visibility

    def take_in(self, record: Record) -> int | None:
        """Bring memory in step with a record the store keeps; return its row."""
        item_id = self.history.apply(record)
        row = self.case.row_of.get(item_id)
        if row is not None:
            self._settle(self.case, self._routed, row, item_id)
        return row

    def close(self) -> None:
        """Let the workspace go."""
        self.store.close()

    def _catch_up(self) -> tuple[ImportedBacklog, ...]:
        """Take in imports that landed without an answer; return them."""
        return self._take_in_imports(self.store.imports()[len(self.imports) :])

    def _take_in_imports(
        self, landed: tuple[ImportedBacklog, ...]
    ) -> tuple[ImportedBacklog, ...]:
        parts = [self.store.load(kept.backlog_id) for kept in landed]
        if parts:
            self._assemble(landed, parts)
        return landed

    def _assemble(
        self,
        landed: tuple[ImportedBacklog, ...],
        parts: Sequence[tuple[Backlog, Scores]],
    ) -> None:
        """Put imports' rows behind those that are there."""
        case, imports = self.case, (*self.imports, *landed)
        models = [scores.model_id for _, scores in parts]
        if self.imports:  # else the first import's columns give their names
            parts = [(case.backlog, case.scores), *parts]
        backlog = Backlog.concat([rows for rows, _ in parts])
        joined = Scores.concat([scores for _, scores in parts])
        brought = np.repeat(
            np.arange(len(imports), dtype=np.int32), [kept.added for kept in imports]
        )
        if not len(backlog) == len(joined) == len(brought):
            raise WorkspaceError(
                f"The workspace {self.name} is damaged: its items and scores don't "
                "match.",
                f"{len(backlog)} items, {len(joined)} scores, {len(brought)} imported.",
                "Run triage verify on it, and open a copy from a backup.",
            )
        grown = Case(
            backlog,
            joined,
            Routing.concat([]),
            brought,
            tuple(kept.backlog_id for kept in imports),
            (*case.model_ids, *models),
            np.zeros(len(backlog), dtype=np.int8),
        )
        self._route(grown)
        self.imports = imports

    def _table(self) -> NDArray[np.intp]:
        """Count items by lane, reason and state, in one pass over the columns."""
        shape = (len(Lane), len(Reason), len(State))
        routing = self.case.routing
        codes = np.ravel_multi_index(
            (routing.lanes, routing.reasons, self.case.states), shape
        )
        return np.bincount(codes, minlength=int(np.prod(shape))).reshape(shape)

    def _route(self, case: Case) -> None:
        """Route a case and show it once it is whole: others read it meanwhile."""
        routed = self.policy.route(case.scores)
        lanes, reasons = routed.lanes.copy(), routed.reasons.copy()
        case = case.rerouted(Routing(lanes, reasons))
        rows = case.row_of
        for decision in self.history.standing():
            row = rows.get(decision.item_id)
            if row is not None:
                self._settle(case, routed, row, decision.item_id)
        _ = case.authors  # here, not where a person waits for the first list of them
        self.case, self._routed = case, routed

    def _settle(self, case: Case, routed: Routing, row: int, item_id: str) -> None:
        """Write one item's state; a worked item stays in the lane it was worked in."""
        state = self.history.state(item_id)
        current = self.history.current(item_id)
        lane, reason = routed.lanes[row], routed.reasons[row]
        if current is not None and state not in (State.PENDING, State.SKIPPED):
            lane, reason = _place_of(current, int(lane), int(reason))
        case.states[row] = state
        case.routing.lanes[row] = lane
        case.routing.reasons[row] = reason

    def _load_policy(self) -> RoutingPolicy:
        data = _setting(self.store, ROUTING_KEY)
        if data is None:
            return BandPolicy()
        return policy_from_json(data if isinstance(data, dict) else {})

    def _load_visibility(self) -> ScoreVisibility:
        data = _setting(self.store, VISIBILITY_KEY)
        shown = data == ScoreVisibility.SHOWN.value
        return ScoreVisibility.SHOWN if shown else ScoreVisibility.HIDDEN


def _differences(case: Case, backlog: Backlog) -> tuple[str, ...]:
    changed = count_differing(case, backlog)
    if not changed:
        return ()
    were = "report was" if changed == 1 else "reports were"
    stay = "it stays as it was" if changed == 1 else "they stay as they were"
    return (f"{changed:,} {were} here already with other words or numbers; {stay}.",)


def timestamp(moment: datetime) -> str:
    """Return a moment as the log writes it: UTC, ISO 8601, milliseconds, ``Z``."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def known_path(path: Path) -> str:
    """Return a file's absolute path as the import log writes it."""
    return _storable(str(path.absolute()))


def _storable(name: str) -> str:
    """Return a file's name as text; bytes of it that are none are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _place_of(decision: Decision, lane: int, reason: int) -> tuple[int, int]:
    decided_lane = LANES_BY_WORD.get(decision.lane, Lane(lane))
    if decided_lane is not Lane.REVIEW:
        return decided_lane, Reason.NONE
    shown_as = REASONS_BY_WORD.get(decision.why_shown.value)
    if shown_as is not None:
        return decided_lane, shown_as
    return decided_lane, reason or Reason.MID_CONFIDENCE


def _setting(store: WorkspaceStore, key: str) -> object:
    text = store.setting(key)
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WorkspaceError(
            f"A setting of the workspace {store.path.name} can't be read.",
            f"{key} is not valid JSON.",
            "Run triage verify on it.",
        ) from error
