import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.errors import UserFacingError
from triage_app.domain.plans import policy_from_json
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.scores import Label, Scores


def scores(*p_claim: float) -> Scores:
    values = np.array(p_claim, dtype=np.float64)
    return Scores(values, values, values, np.zeros(len(values), np.bool_), "m")


def test_the_band_goes_to_review_and_its_edges_do_not() -> None:
    routing = BandPolicy(0.2, 0.8).route(scores(0.8, 0.7999, 0.2001, 0.2, np.nan))
    assert routing.lanes.tolist() == [
        Lane.LIKELY_CLAIM,
        Lane.REVIEW,
        Lane.REVIEW,
        Lane.LIKELY_OPINION,
        Lane.REVIEW,
    ]
    assert routing.reasons.tolist() == [
        Reason.NONE,
        Reason.MID_CONFIDENCE,
        Reason.MID_CONFIDENCE,
        Reason.NONE,
        Reason.MISSING_CONTENT,
    ]


@given(st.lists(st.floats(0, 1) | st.just(float("nan"))))
def test_every_item_has_one_lane_and_review_alone_has_reasons(
    p_claim: list[float],
) -> None:
    routing = BandPolicy().route(scores(*p_claim))
    assert sum(routing.lane_counts().values()) == len(p_claim) == len(routing)
    in_review = routing.lanes == Lane.REVIEW
    assert ((routing.reasons != Reason.NONE) == in_review).all()
    assert sum(routing.reason_counts().values()) == in_review.sum()


@pytest.mark.parametrize(
    ("low", "high"), [(0.8, 0.2), (0.5, 0.5), (-0.1, 0.5), (0.5, 1.1), (np.nan, 0.5)]
)
def test_cuts_that_make_no_band_are_refused(low: float, high: float) -> None:
    with pytest.raises(UserFacingError, match="can't be used") as refused:
        BandPolicy(low, high)
    assert "lower cut must be below the upper" in str(refused.value)


def test_a_policy_survives_being_written_down() -> None:
    policy = BandPolicy(0.1, 0.7)
    assert policy_from_json(policy.to_json()) == policy
    assert policy.describe() == "review band 0.1 to 0.7"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "budget", "low": 0.1, "high": 0.9},
        {"kind": "band", "low": "0.1", "high": 0.9},
        {"kind": "band", "low": True, "high": 0.9},
    ],
)
def test_an_unknown_policy_is_refused_in_a_sentence(data: dict[str, object]) -> None:
    with pytest.raises(UserFacingError, match=r"routing kept in this workspace"):
        policy_from_json(data)


def test_routings_and_scores_join_end_to_end() -> None:
    one = scores(0.9, np.nan)
    joined = Scores.concat([one, scores(0.1)])
    assert joined.labels().tolist() == [Label.CLAIM, Label.NONE, Label.OPINION]
    assert [joined.label(row) for row in range(3)] == joined.labels().tolist()
    assert joined.take(np.array([2])).p_claim.tolist() == [0.1]
    policy = BandPolicy()
    parts = Routing.concat([policy.route(one), policy.route(scores(0.1))])
    assert parts.lanes.tolist() == policy.route(joined).lanes.tolist()
    assert len(Scores.concat([])) == len(Routing.concat([])) == 0


def test_words_are_as_files_have_them() -> None:
    assert [lane.word for lane in Lane] == ["likely_claim", "review", "likely_opinion"]
    assert [label.word for label in Label] == ["", "opinion", "claim"]
    assert Reason.NONE.word == ""
    assert Reason.MISSING_CONTENT.word == "missing_content"
