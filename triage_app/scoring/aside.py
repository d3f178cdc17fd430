"""Learning and grouping in a process of their own, so that no window waits for them."""

from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import cast

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.ports import Grouper, Reranker
from triage_app.domain.progress import CancelToken, Progress, Stage, Step, no_progress
from triage_app.domain.similarity import Groups
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.process import Aside

FEW_ROWS = 5_000
"""Fewer items are grouped where they are, sooner than a process is there."""

_CHUNK_ROWS = 2_000
_NO_ORDER = "The order of the queue could not be learned from the verdicts."
_NO_GROUPS = "Items that say the same could not be looked for."
_STEP, _DONE = "step", "done"


class RerankersAside:
    """Makes re-rankers that learn in another process; fulfils `domain.ports.Rerankers`.

    scikit-learn is loaded there and not here. The scores are those of
    `scoring.reranker.TextRerankers`, which does the work.
    """

    def prepare(
        self,
        texts: TextColumn,
        p_claim: NDArray[np.float64],
        cancel: CancelToken | None = None,
    ) -> Reranker:
        """Compute once what every refit needs.

        Parameters
        ----------
        texts : TextColumn of length n
        p_claim : float64 array of shape (n,)
            What the model in use says; NaN where it says nothing.
        cancel : CancelToken, optional
            Ends the process at once.

        Raises
        ------
        CancelledError
        UserFacingError
            If the process ends by itself.
        """
        token = cancel or CancelToken()
        token.raise_if_cancelled()
        aside = Aside(serve_reranker, _NO_ORDER)
        for chunk in _chunks(texts):
            aside.check(token)
            aside.send(chunk)
        aside.send(None)
        aside.send(p_claim)
        aside.receive(token)
        return _RerankerAside(aside)


class _RerankerAside:
    """A queue prepared in another process, which lives as long as this object."""

    def __init__(self, aside: Aside) -> None:
        self._aside = aside

    def refit(
        self, rows: NDArray[np.intp], labels: NDArray[np.int8]
    ) -> NDArray[np.float64]:
        """Learn from verdicts and score every item; as `domain.ports.Reranker`.

        Raises
        ------
        UserFacingError
            If the process ended by itself.
        """
        self._aside.send((rows, labels))
        _, scores = self._aside.receive()
        return cast("NDArray[np.float64]", scores)


class GrouperAside(Grouper):
    """Groups many transcripts in another process; fulfils `domain.ports.Grouper`.

    The groups are those of `scoring.grouper.TextGrouper`.
    """

    def group(
        self,
        texts: TextColumn,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Groups:
        """Group near-duplicates, as `TextGrouper` does.

        Parameters
        ----------
        texts : TextColumn of length n
        progress : callable
            Given a `Step` of rows in the stage of grouping.
        cancel : CancelToken, optional
            Ends the process at once.

        Raises
        ------
        CancelledError
        UserFacingError
            If the process ends by itself.
        """
        token = cancel or CancelToken()
        aside = Aside(serve_grouper, _NO_GROUPS)
        aside.send(len(texts))
        while True:
            for chunk in chunks_of(texts):
                aside.send(chunk)
                


def serve_reranker(pipe: Connection) -> None:
    """Prepare the queue that comes through the pipe, and refit it whenever asked."""
    from triage_app.scoring.reranker import TextRerankers

    texts = _received(pipe)
    reranker = TextRerankers().prepare(texts, pipe.recv())
    pipe.send((_DONE, None))
    while True:
        rows, labels = pipe.recv()
        pipe.send((_DONE, reranker.refit(rows, labels)))


def serve_grouper(pipe: Connection) -> None:
    """Group the texts that come through the pipe."""
    from triage_app.scoring.grouper import Grouping

    grouping = Grouping()
    while (chunk := pipe.recv()) is not None:
        grouping.add(chunk)

    def tell(share: float) -> None:
        rows = grouping.rows
        done = rows // 2 + round((rows - rows // 2) * share)
        pipe.send((_STEP, Step(Stage.GROUPING, done, rows)))

    found = grouping.groups(tell)
    pipe.send((_DONE, (found.labels, found.framings)))


def _chunks(texts: TextColumn) -> Iterator[list[str | None]]:
    """Yield a column's values, few at a time: what is sent at once is held up by Python."""
    for start in range(0, len(texts), _CHUNK_ROWS):
        yield texts.slice(start, min(start + _CHUNK_ROWS, len(texts))).to_list()


def _received(pipe: Connection) -> TextColumn:
    """Return the column whose values come through the pipe."""
    values: list[str | None] = []
    while (chunk := pipe.recv()) is not None:
        values += chunk
    return TextColumn.from_strings(values)
