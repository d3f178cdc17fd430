from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason, Routing, forced
from triage_app.domain.scores import Label, Parts, Scores

Make = Callable[..., Scores]
NAN = float("nan")


def test_people_must_see_what_the_model_cannot_judge(make_scores: Make) -> None:
    scores = make_scores(
        [NAN, 0.9, 0.9, 0.9, 0.9],
        p_text=[NAN, 0.9, 0.9, 0.9, NAN],
        p_engagement=[NAN, 0.9, 0.05, 0.9, 0.9],
        outside=[True, True, False, False, False],
    )
    assert forced(scores).tolist() == [
        Reason.MISSING_CONTENT,
        Reason.OUTSIDE_TRAINING,
        Reason.HEADS_DISAGREE,
        Reason.NONE,
        Reason.NONE,
    ]
    assert scores.parts().tolist() == [
        Parts.NOTHING,
        Parts.BOTH,
        Parts.BOTH,
        Parts.BOTH,
        Parts.ENGAGEMENT,
    ]


def test_a_score_without_any_part_is_missing_its_content(make_scores: Make) -> None:
    scores = make_scores([0.99], p_text=[NAN], p_engagement=[NAN])
    assert forced(scores).tolist() == [Reason.MISSING_CONTENT]


def test_heads_contradict_each_other_only_where_both_are_sure(
    make_scores: Make,
) -> None:
    scores = make_scores(
        [0.5] * 6,
        p_text=[0.8, 0.79, 0.2, 0.2, 0.9, NAN],
        p_engagement=[0.1, 0.1, 0.9, 0.89, NAN, 0.9],
    )
    disagree = forced(scores) == Reason.HEADS_DISAGREE
    assert disagree.tolist() == [True, False, True, False, False, False]


def test_items_of_an_earlier_model_wait_for_people(make_scores: Make) -> None:
    old, new = make_scores([0.99], model_id="old"), make_scores([0.99])
    joined = Scores.concat([old, new])
    assert joined.stale.tolist() == [True, False]
    assert forced(joined).tolist() == [Reason.MID_CONFIDENCE, Reason.NONE]
    assert joined.take(np.array([0])).stale.tolist() == [True]


def test_routings_and_scores_join_end_to_end(make_scores: Make) -> None:
    one, other = make_scores([0.9, NAN]), make_scores([0.1])
    joined = Scores.concat([one, other])
    assert joined.labels().tolist() == [Label.CLAIM, Label.NONE, Label.OPINION]
    assert [joined.label(row) for row in range(3)] == joined.labels().tolist()
    assert joined.take(np.array([2])).p_claim.tolist() == [0.1]
    policy, audit = BandPolicy(), AuditRule()
    parts = Routing.concat([policy.route(one, audit), policy.route(other, audit)])
    assert parts.lanes.tolist() == policy.route(joined, audit).lanes.tolist()
    assert len(Scores.concat([])) == len(Routing.concat([])) == 0


def test_a_model_that_brought_no_rows_makes_none_stale(make_scores: Make) -> None:
    scores = make_scores([0.9, 0.1])
    joined = Scores.concat([scores, Scores.empty("other-2")])
    assert joined.model_id == scores.model_id
    assert not joined.stale.any()
    assert Scores.concat([Scores.empty("a-1"), Scores.empty("b-2")]).model_id == "b-2"


def test_words_are_as_files_have_them() -> None:
    assert [lane.word for lane in Lane] == ["likely_claim", "review", "likely_opinion"]
    assert [label.word for label in Label] == ["", "opinion", "claim"]
    assert Reason.NONE.word == ""
    assert Reason.MISSING_CONTENT.word == "missing_content"
    assert Parts.BOTH.word == "both"


@pytest.mark.parametrize("name", ["p_text", "p_engagement", "outside", "stale"])
def test_scores_of_different_lengths_are_refused(name: str) -> None:
    p, none = np.array([0.9, 0.1]), np.zeros(2, np.bool_)
    scores = Scores(p, p, p, none, "m", none)
    with pytest.raises(ValueError, match="of different lengths"):
        replace(scores, **{name: getattr(scores, name)[:1]})
