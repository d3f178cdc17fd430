"""The queue learns while it is worked: when to order it anew, and how."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.case import Case
from triage_app.domain.errors import UserFacingError
from triage_app.domain.history import State
from triage_app.domain.ports import Reranker, Rerankers
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import queue_order
from triage_app.domain.scores import Label
from triage_app.domain.serving import Ranking, Rows
from triage_app.services.placing import unfamiliar
from triage_app.services.workspace import Workspace

VERDICTS_BETWEEN = 20
MOST_ITEMS = 100_000


@dataclass(frozen=True)
class _Prepared:
    """A re-ranker, and the rows of the backlog that it knows."""

    backlog: Backlog
    rows: Rows
    reranker: Reranker


class Reranking:
    """Orders the unfamiliar items of a workspace anew from the verdicts so far.

    Of the items outside what the model learned, the 100,000 highest in the queue when
    they were first looked at are ordered; those below keep their places, so that time
    and memory stay bounded.

    Parameters
    ----------
    workspace : Workspace
    rerankers : callable returning Rerankers
        Called when the first order is made.
    """

    def __init__(
        self, workspace: Workspace, rerankers: Callable[[], Rerankers]
    ) -> None:
        self.workspace = workspace
        self._rerankers = rerankers
        self._prepared: _Prepared | None = None
        self._asked = 0
        self._asked_of: Backlog | None = None
        self._counted = (-1, 0, False)

    def due(self) -> bool:
        """Return whether a new order is worth its while: after 20 more verdicts.

        They must be of unfamiliar items and of both kinds. Items that were added count
        as a reason, too. Cheap: the verdicts are counted only after new ones.
        """
        if not self.workspace.reranking:
            self._asked, self._asked_of = 0, None
            return False
        verdicts, both = self._count()
        if not both or verdicts < VERDICTS_BETWEEN:
            return False
        if self._asked_of is not self.workspace.case.backlog:
            return True
        return verdicts - self._asked >= VERDICTS_BETWEEN

    def refit(self, cancel: CancelToken | None = None) -> Ranking | None:
        """Make a new order; changes nothing but what this object remembers.

        Takes the time of a fit, the first time also that of computing features: work
        for the background, one at a time.

        Returns
        -------
        Ranking or None
            Pending items only, for `Workspace.rank`; None if the verdicts are still
            too few or of one kind.

        Raises
        ------
        CancelledError
        UserFacingError
            If learning is not possible now.
        """
        case = self.workspace.case
        states = case.states.copy()
        self._asked, both = _verdicts(case, states)
        self._asked_of = case.backlog
        if not both:
            return None
        prepared = self._prepare(case, cancel)
        labels = states[prepared.rows]
        decided = np.flatnonzero((labels == State.CLAIM) | (labels == State.OPINION))
        given = np.where(labels[decided] == State.CLAIM, Label.CLAIM, Label.OPINION)
        if len(np.unique(given)) < 2:  # the others lie below those that are known
            return None
        try:
            scores = prepared.reranker.refit(decided, given.astype(np.int8))
        except UserFacingError:
            self._prepared = None  # it may be gone; the next time begins anew
            raise
        if cancel is not None:
            cancel.raise_if_cancelled()
        pending = np.flatnonzero(labels == State.PENDING)
        order = pending[queue_order(scores[pending])]
        return Ranking(prepared.rows[order], len(decided), case.scores.model_id)

    def _prepare(self, case: Case, cancel: CancelToken | None) -> _Prepared:
        known = self._prepared
        if known is not None and known.backlog is case.backlog:
            return known
        rows = np.flatnonzero(unfamiliar(case))
        rows = np.sort(rows[queue_order(case.keys[rows])][:MOST_ITEMS])
        texts = case.backlog.text(Field.TRANSCRIPT).take(rows)
        p_claim = case.scores.p_claim[rows]
        reranker = self._rerankers().prepare(texts, p_claim, cancel)
        self._prepared = _Prepared(case.backlog, rows, reranker)
        return self._prepared

    def _count(self) -> tuple[int, bool]:
        records, case = self.workspace.history.records, self.workspace.case
        if self._counted[0] != records:
            self._counted = (records, *_verdicts(case, case.states))
        return self._counted[1:]


def _verdicts(case: Case, states: NDArray[np.int8]) -> tuple[int, bool]:
    """Return how many unfamiliar items are decided, and whether either way."""
    decided = np.flatnonzero((states == State.CLAIM) | (states == State.OPINION))
    given = states[decided[unfamiliar(case, decided)]]
    claims = int(np.count_nonzero(given == State.CLAIM))
    return len(given), 0 < claims < len(given)
