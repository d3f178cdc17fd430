"""Explains a score to whoever may see it."""

from collections.abc import Callable

from triage_app.domain.case import Case
from triage_app.domain.errors import ItemError
from triage_app.domain.explanation import HIDDEN, Explanation
from triage_app.domain.ports import Scorer
from triage_app.domain.visibility import Veil


class Explanations:
    """Explains items by the model in use.

    Parameters
    ----------
    scorer : callable returning Scorer
        Called when something is to be explained; the first call may load the model.
    """

    def __init__(self, scorer: Callable[[], Scorer]) -> None:
        self._scorer = scorer

    def explain(self, case: Case, row: int, veil: Veil) -> Explanation:
        """Explain one item; changes nothing, so that any thread may ask.

        Raises
        ------
        ItemError
            If the item's score stays hidden until its verdict.
        ModelError
            If the model can't be used.
        """
        if veil.hides(case.item(row)):
            raise ItemError(
                HIDDEN,
                next_step="Call it a claim or an opinion first; the lead can also let "
                "scores show at once.",
            )
        return self._scorer().explain(case.backlog, row)
