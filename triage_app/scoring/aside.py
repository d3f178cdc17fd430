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
from triage_app.scoring.process import Aside, chunks_of

# Sending takes as long as reading there: the share of the work that is told.
_READING_SHARE = 0.5
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
        for chunk in chunks_of(texts):
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
    """Groups transcripts in another process; fulfils `domain.ports.Grouper`.

    The groups are those of `scoring.grouper.TextGrouper`; SciPy is loaded there only.
    """

    def group(
        self,
        texts: TextColumn,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Groups:
        """Group near-duplicates: half a second for 20,000 items, 15 s for a million.

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
        token, rows, sent = cancel or CancelToken(), len(texts), 0
        token.raise_if_cancelled()
        aside = Aside(serve_grouper, _NO_GROUPS)
        aside.send(rows)
        for chunk in chunks_of(texts):
            aside.check(token)
            progress(Step(Stage.GROUPING, round(_READING_SHARE * sent), rows))
            aside.send(chunk)
            sent += len(chunk)
        aside.send(None)
        kind, value = aside.receive(token)
        while kind == _STEP:
            progress(cast("Step", value))
            kind, value = aside.receive(token)
        aside.end()
        return cast("Groups", value)


def serve_reranker(pipe: Connection) -> None:
    """Prepare the queue that comes through the pipe, and refit it whenever asked."""
    from triage_app.scoring.reranker import TextRerankers

    texts = TextColumn.concat(list(_chunks(pipe)))
    reranker = TextRerankers().prepare(texts, pipe.recv())
    pipe.send((_DONE, None))
    while True:
        rows, labels = pipe.recv()
        pipe.send((_DONE, reranker.refit(rows, labels)))


def serve_grouper(pipe: Connection) -> None:
    """Group the transcripts that come through the pipe."""
    from triage_app.scoring.grouper import grouped

    whole = False

    def chunks() -> Iterator[TextColumn]:
        nonlocal whole
        yield from _chunks(pipe)
        whole = True

    def tell(step: Step) -> None:
        if whole:  # until then the other side sends and takes nothing
            pipe.send((_STEP, step))

    pipe.send((_DONE, grouped(chunks(), pipe.recv(), tell)))


def _chunks(pipe: Connection) -> Iterator[TextColumn]:
    """Yield what comes through the pipe until None comes."""
    while (chunk := pipe.recv()) is not None:
        yield chunk
