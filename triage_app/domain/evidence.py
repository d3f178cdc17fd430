"""The labelled rows that a promise about the automatic lanes is made from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.routing import heads_disagree
from triage_app.domain.scores import Parts

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a model says of rows whose label is known and which it didn't learn from.

    Attributes
    ----------
    labels : float64 array of shape (m,)
        1 for a claim, 0 for an opinion.
    both : float64 array of shape (m, a)
        P(claim) by words and counts together, with the counts divided by each of `a`
        ages: as the video looks now (first column), as it looked when younger, and
        (last column) when younger and with some counts missing.
    text : float64 array of shape (m,)
        P(claim) by the words alone.
    engagement : float64 array of shape (m, a)
        P(claim) by the counts alone, at the same ages.
    outside_share : float
        Share of such rows that the guard takes for outside; they aren't among the m
        rows, as no policy may let them pass.
    model_id : str
    """

    labels: Array
    both: Array
    text: Array
    engagement: Array
    outside_share: float
    model_id: str

    def __len__(self) -> int:
        return len(self.labels)

    def groups(self, kind: Parts) -> tuple[tuple[Array, Array], ...]:
        """Return P(claim) and labels of the rows a policy may decide, for each age.

        Parameters
        ----------
        kind : Parts
            As if an item had these parts alone. Words have no age: one group. Where
            both parts are there, rows whose heads contradict each other are left out,
            for they go to people whatever the policy.
        """
        if kind is Parts.TEXT:
            return ((self.text, self.labels),)
        if kind is Parts.ENGAGEMENT:
            return tuple((column, self.labels) for column in self.engagement.T)
        found = []
        for p_claim, p_engagement in zip(self.both.T, self.engagement.T, strict=True):
            free = ~heads_disagree(self.text, p_engagement)
            found.append((p_claim[free], self.labels[free]))
        return tuple(found)
