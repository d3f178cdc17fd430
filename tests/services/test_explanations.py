"""Who may see an explanation, and that nothing is reckoned for whoever may not."""

import numpy as np
import pytest

from triage_app.domain.backlog import Backlog
from triage_app.domain.errors import ItemError
from triage_app.domain.history import State
from triage_app.domain.routing import Lane
from triage_app.domain.visibility import ScoreVisibility, Veil
from triage_app.services.explanations import Explanations
from triage_app.services.workspace import Workspace

HIDDEN, SHOWN = Veil(), Veil(ScoreVisibility.SHOWN)


class Told:
    """A scorer that remembers what it was asked to explain."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def explain(self, backlog: Backlog, row: int) -> str:
        self.asked.append(row)
        return f"why row {row}"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def explanations(told: Told) -> Explanations:
    return Explanations(lambda: told)  # type: ignore[arg-type,return-value]


def in_review(workspace: Workspace) -> int:
    return int(np.flatnonzero(workspace.case.routing.lanes == Lane.REVIEW)[0])


def test_a_hidden_score_is_not_explained_and_nothing_is_reckoned(
    explanations: Explanations, told: Told, workspace: Workspace
) -> None:
    case = workspace.case
    with pytest.raises(ItemError) as refused:
        explanations.explain(case, in_review(workspace), HIDDEN)
    assert refused.value.title == "The explanation shows after your verdict."
    assert "Call it a claim or an opinion first" in str(refused.value)
    assert told.asked == []


def test_after_the_verdict_or_where_scores_show_it_is_explained(
    explanations: Explanations, told: Told, workspace: Workspace
) -> None:
    case, row = workspace.case, in_review(workspace)
    assert explanations.explain(case, row, SHOWN) == f"why row {row}"
    case.set_state(row, State.CLAIM)
    assert explanations.explain(case, row, HIDDEN) == f"why row {row}"
    assert told.asked == [row, row]
