"""The re-ranker behind its port: a queue's transcripts and verdicts in, scores out."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.reranker import Reranker as TextReranker
from triage_app.domain.ports import Reranker
from triage_app.domain.progress import CancelToken
from triage_app.domain.text_column import TextColumn

_CHUNK_ROWS = 2_000
_SUREST = 1e-6


class TextRerankers:
    """Makes re-rankers that read transcripts; fulfils `domain.ports.Rerankers`."""

    def prepare(
        self,
        texts: TextColumn,
        p_claim: NDArray[np.float64],
        cancel: CancelToken | None = None,
    ) -> Reranker:
        """Compute once what every refit needs: 0.6 s for 8,000 items, 6 s for 100,000.

        Parameters
        ----------
        texts : TextColumn of length n
        p_claim : float64 array of shape (n,)
            What the model in use says; NaN where it says nothing.
        cancel : CancelToken, optional
            Asked between chunks.

        Raises
        ------
        CancelledError
        """
        token = cancel or CancelToken()
        p = np.clip(p_claim, _SUREST, 1.0 - _SUREST)
        return TextReranker(
            list(_strings(texts)),
            np.log(p / (1.0 - p)),
            lambda *_: token.raise_if_cancelled(),
        )


def _strings(texts: TextColumn) -> Iterator[str | None]:
    """Yield a column's values, a chunk at a time so that no step is long."""
    for start in range(0, len(texts), _CHUNK_ROWS):
        yield from texts.slice(start, min(start + _CHUNK_ROWS, len(texts))).to_list()
