from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from triage_app.domain.drift import Drift, measure
from triage_app.domain.evidence import Evidence
from triage_app.domain.scores import Scores

MakeScores = Callable[..., Scores]
MakeEvidence = Callable[..., Evidence]
NAN = float("nan")


def test_a_backlog_like_training_gets_no_sentence(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    evidence = make_evidence()
    drift = measure(make_scores(make_evidence(seed=1).both[:, 0]), evidence)
    assert drift.rows == 4_000
    assert drift.distance < 0.05
    assert drift.sentence() == ""


def test_a_foreign_backlog_is_called_so_with_its_numbers(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    scores = make_scores([0.5] * 990 + [NAN] * 10, outside=[True] * 980 + [False] * 20)
    drift = measure(scores, make_evidence())
    assert (drift.rows, drift.outside, drift.share) == (990, 980, 980 / 990)
    assert drift.sentence() == (
        "This backlog is unlike what the model learned from: 980 of 990 items (99 %) "
        "lie outside; of the model's own training rows 1 % do. Those go to people, and "
        "their order is a guess. The scores are spread otherwise than in training "
        f"(distance {drift.distance:.2f}, from 0 to 1), so a promise made there may "
        "not hold here: watch the audit."
    )


def test_only_the_whole_is_a_hundred_percent(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    scores = make_scores([0.5] * 1_000, outside=[True] * 999 + [False])
    said = measure(scores, make_evidence()).sentence()
    assert "999 of 1,000 items (over 99 %)" in said


def test_a_backlog_partly_foreign_is_told_how_far(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    p_claim = make_evidence(1_000, seed=1).both[:, 0]
    scores = make_scores(p_claim, outside=[True] * 200 + [False] * 800)
    assert measure(scores, make_evidence()).sentence() == (
        "200 of 1,000 items (20 %) lie outside what the model learned from; of the "
        "model's own training rows 1 % do. Those go to people."
    )


def test_items_with_counts_alone_are_compared_with_counts_alone(
    make_scores: MakeScores,
) -> None:
    rows = 2_000
    labels = np.tile([0.0, 1.0], rows // 2)
    sure = np.tile([[0.01], [0.99]], (rows // 2, 1))
    unsure = np.full((rows, 1), 0.5)
    evidence = Evidence(labels, sure, sure[:, 0], unsure, 0.0, "m")
    counts_alone = make_scores([0.5] * 1_000, p_text=[NAN] * 1_000)
    assert measure(counts_alone, evidence).distance == 0.0
    assert measure(make_scores([0.5] * 1_000), evidence).distance == 1.0


def test_younger_videos_are_compared_at_the_age_that_fits(
    make_scores: MakeScores,
) -> None:
    both = np.tile([0.99, 0.7], (1_000, 1))
    evidence = Evidence(np.ones(1_000), both, both[:, 0], both, 0.0, "m")
    assert measure(make_scores([0.7] * 50), evidence).distance == 0.0


def test_a_handful_of_items_is_no_drift(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    drift = measure(make_scores([0.999] * 12), make_evidence())
    assert drift.distance > 0.4
    assert drift.sentence() == ""


@pytest.mark.parametrize("rows", [0, 3])
def test_nothing_scored_is_no_drift(
    rows: int, make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    drift = measure(make_scores([NAN] * rows), make_evidence())
    assert drift == Drift(0, 0, 0.01, 0.0)
    assert (drift.share, drift.sentence()) == (0.0, "")


def test_a_model_without_evidence_has_no_distance(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    assert measure(make_scores([0.9] * 500), make_evidence(0)).distance == 0.0


def test_nothing_is_said_of_rows_that_the_model_did_not_score(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    evidence = make_evidence()
    foreign = make_scores([0.5] * 200, outside=[True] * 200)
    stale = np.arange(200) < 150
    assert measure(foreign, evidence).rows == 200
    assert measure(replace(foreign, stale=stale), evidence).rows == 50
    other = measure(replace(foreign, model_id="other"), evidence)
    assert (other.rows, other.outside, other.sentence()) == (0, 0, "")
