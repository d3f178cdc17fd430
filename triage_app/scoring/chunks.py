"""A backlog cut into chunks as the classifier takes them, compact enough to ship."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.text_column import TextColumn

Probabilities = tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.bool_],
]
"""P(claim) by all there is, by the words alone, by the counts alone; and where the
guard says that a row is outside what the model learned."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some rows' parts that are scored; holds nothing of the rows around them.

    Attributes
    ----------
    text : TextColumn
    counts : mapping of str to float64 array
        By the contract's names.
    """

    text: TextColumn
    counts: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.text)

    def score(self, classifier: Classifier) -> Probabilities:
        """Score the rows."""
        scores = classifier.score(self.text.to_list(), self.counts)
        return scores.p_claim, scores.p_text, scores.p_engagement, scores.outside


def chunks(backlog: Backlog, rows: int) -> Iterator[Chunk]:
    """Cut a backlog into chunks of so many rows, in order."""
    text = backlog.text(Field.TRANSCRIPT)
    counts = {part.value: backlog.number(part) for part in COUNTS}
    for start in range(0, len(backlog), rows):
        stop = min(start + rows, len(backlog))
        yield Chunk(
            text.slice(start, stop),
            {name: values[start:stop] for name, values in counts.items()},
        )
