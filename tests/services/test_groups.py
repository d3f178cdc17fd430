"""Similar items: found once, summed up for a seat, decided as one step."""

import numpy as np
import pytest

from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.draws import VISIBLE
from triage_app.domain.errors import ItemError
from triage_app.domain.group_summary import GroupSummary
from triage_app.domain.history import State
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.domain.scores import Label
from triage_app.domain.similarity import Framing, Groups
from triage_app.domain.text_column import TextColumn
from triage_app.domain.visibility import ScoreVisibility, Veil
from triage_app.services.groups import SimilarItems, group_requests
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace


class FirstFive:
    """Says that the first five items are alike, and counts how often it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    def group(
        self,
        texts: TextColumn,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Groups:
        self.calls += 1
        rows = np.arange(len(texts))
        framings = np.where(rows % 2, Framing.PERSONAL, Framing.REPORTED)
        labels = np.where(rows < 5, 0, -1)
        return Groups(labels.astype(np.int32), framings.astype(np.int8))


@pytest.fixture
def grouper() -> FirstFive:
    return FirstFive()


@pytest.fixture
def similar(grouper: FirstFive) -> SimilarItems:
    return SimilarItems(lambda: grouper)


def summary(
    similar: SimilarItems, workspace: Workspace, row: int = 0, who: str = "ann"
) -> GroupSummary:
    case = workspace.seat(who).case
    similar.find(case)
    found = similar.summary(case, workspace.veil, row)
    assert found is not None
    return found


def decide(workspace: Workspace, row: int, verdict: Verdict, who: str = "ann") -> None:
    ReviewDesk(workspace).decide(VerdictRequest(row, verdict, who, note="because"))


def test_groups_are_found_once_for_the_same_items(
    similar: SimilarItems, grouper: FirstFive, workspace: Workspace
) -> None:
    assert not similar.knows(workspace.case)
    assert similar.summary(workspace.case, workspace.veil, 0) is None
    similar.find(workspace.case)
    decide(workspace, 0, Verdict.CLAIM)
    similar.find(workspace.seat("bob").case)
    assert similar.knows(workspace.case)
    assert grouper.calls == 1


def test_added_items_are_grouped_anew(
    similar: SimilarItems, grouper: FirstFive, workspace: Workspace, scored: object
) -> None:
    similar.find(workspace.case)
    workspace.add(scored([400_000.0], 100), "ann")  # type: ignore[operator]
    assert not similar.knows(workspace.case)
    assert similar.summary(workspace.case, workspace.veil, 0) is None
    assert len(similar.find(workspace.case)) == 7
    assert grouper.calls == 2


def test_labels_of_hidden_scores_are_not_told(
    similar: SimilarItems, workspace: Workspace
) -> None:
    found = summary(similar, workspace)
    assert found.labels == {Label.CLAIM: 1, Label.OPINION: 1}
    assert found.hidden == 3
    assert found.line() == "5 like this: 1 claim, 1 opinion, 3 hidden"
    assert found.line(brief=True) == "5 like this: 1 claim, 1 opinion"


def test_labels_are_told_once_the_verdict_is_in_or_where_scores_show(
    similar: SimilarItems, workspace: Workspace
) -> None:
    decide(workspace, 1, Verdict.OPINION)
    found = summary(similar, workspace)
    assert found.line() == "5 like this: 2 claim, 1 opinion, 2 hidden, 1 decided"
    workspace.set_visibility(ScoreVisibility.SHOWN, "lead")
    found = summary(similar, workspace)
    assert found.line() == "5 like this: 3 claim, 2 opinion, 1 decided"


def test_where_scores_show_at_random_the_others_stay_hidden(
    similar: SimilarItems, workspace: Workspace
) -> None:
    lots = np.zeros((6, 4))
    lots[:, VISIBLE] = [0.9, 0.1, 0.9, 0.4, 0.9, 0.1]
    veil, case = Veil(ScoreVisibility.RANDOM, lots), workspace.case
    similar.find(case)
    found = similar.summary(case, veil, 0)
    assert found is not None
    assert found.hidden == 1
    assert veil.among(case, found.rows).tolist() == veil.rows(case)[:5].tolist()
    assert Veil(ScoreVisibility.RANDOM).among(case, found.rows).sum() == 3


def test_what_waits_is_pending_or_skipped(
    similar: SimilarItems, workspace: Workspace
) -> None:
    decide(workspace, 0, Verdict.CLAIM)
    decide(workspace, 1, Verdict.SKIP)
    decide(workspace, 2, Verdict.ESCALATE)
    found = summary(similar, workspace, row=4)
    assert found.waiting.tolist() == [1, 3, 4]
    assert found.states == {
        State.CLAIM: 1,
        State.SKIPPED: 1,
        State.ESCALATED: 1,
        State.PENDING: 2,
    }
    assert found.line().endswith("1 decided, 1 escalated")


def test_an_item_that_nothing_is_like_is_alone(
    similar: SimilarItems, workspace: Workspace
) -> None:
    found = summary(similar, workspace, row=5)
    assert found.alone
    assert found.rows.tolist() == [5]


def test_mixed_labels_verdicts_and_framings_are_warned_of(
    similar: SimilarItems, workspace: Workspace
) -> None:
    decide(workspace, 1, Verdict.OPINION)
    decide(workspace, 2, Verdict.CLAIM)
    found = summary(similar, workspace)
    assert found.warnings() == (
        "The model calls 3 of them a claim and 1 an opinion.",
        "People have called 1 of them a claim and 1 an opinion.",
        "They are framed in different ways: 3 report what somebody said and 2 say "
        "what somebody thinks.",
    )
    assert summary(similar, workspace, row=5).warnings() == ()


def test_one_verdict_for_all_but_the_exceptions_is_one_step(
    similar: SimilarItems, workspace: Workspace
) -> None:
    decide(workspace, 0, Verdict.OPINION)
    desk = ReviewDesk(workspace)
    before = workspace.counts()
    requests = group_requests(
        summary(similar, workspace),
        Verdict.CLAIM,
        "ann",
        exceptions=[3],
        shown_at="2026-01-01T00:00:00.000Z",
        note="all one clip",
    )
    changes = desk.decide_many(requests)
    assert sorted(changes.rows) == [1, 2, 4]
    decisions = [record.decision for record in changes.records]
    assert {one.step for one in decisions} == {requests[0].decision_id}
    assert {one.why_shown for one in decisions} == {WhyShown.GROUP}
    assert {one.note for one in decisions} == {"all one clip"}
    assert [one.score_visible for one in decisions] == [False, False, True]
    assert summary(similar, workspace).line().endswith("1 hidden, 4 decided")
    undone = desk.undo("ann")
    assert sorted(undone.rows) == [1, 2, 4]
    assert workspace.counts().waiting == before.waiting
    assert summary(similar, workspace).decided == 1


def test_a_group_is_called_claim_or_opinion_and_nothing_else(
    similar: SimilarItems, workspace: Workspace
) -> None:
    found = summary(similar, workspace)
    for verdict in (Verdict.SKIP, Verdict.ESCALATE):
        with pytest.raises(ItemError, match="A group can be called claim or opinion"):
            group_requests(found, verdict, "ann")


def test_a_group_with_nothing_left_to_decide_says_so(
    similar: SimilarItems, workspace: Workspace
) -> None:
    found = summary(similar, workspace)
    with pytest.raises(ItemError, match="No item of this group waits for a verdict"):
        group_requests(found, Verdict.CLAIM, "ann", exceptions=range(5))


def test_what_another_moderator_skipped_waits_for_this_one(
    similar: SimilarItems, workspace: Workspace
) -> None:
    decide(workspace, 1, Verdict.SKIP, who="bob")
    states = summary(similar, workspace, who="ann").states
    assert states == {State.PENDING: 5}
