"""What doubles say, and when they say nothing."""

from dataclasses import replace

import numpy as np
import pytest

from triage_app.domain.agreement import (
    LEAST_PAIRS,
    Agreement,
    AgreementReport,
    Method,
)
from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.routing import Lane

CLAIM, OPINION = Verdict.CLAIM, Verdict.OPINION


def decision(
    verdict: Verdict = CLAIM, who: str = "ann", lane: str = "review"
) -> Decision:
    return Decision(
        "d", RecordKind.VERDICT, "", "i", "b", verdict, "", "", "m", 0.5, "claim", lane,
        WhyShown.MID_CONFIDENCE, False, "", "2026-01-01T00:00:00.000Z", who, "0",
    )  # fmt: skip


def test_pairs_are_counted_by_first_and_second() -> None:
    pairs = [(CLAIM, CLAIM)] * 3 + [(CLAIM, OPINION)] * 2 + [(OPINION, CLAIM)]
    found = Agreement.of([*pairs, (OPINION, OPINION)])
    assert found == Agreement(3, 2, 1, 1)
    assert found.table.tolist() == [[3, 2], [1, 1]]
    assert (found.pairs, found.agreed) == (7, 4)
    assert found.observed == pytest.approx(4 / 7)


def test_a_pair_in_which_nothing_is_settled_does_not_count() -> None:
    assert Agreement.of([(CLAIM, Verdict.SKIP), (Verdict.ESCALATE, CLAIM)]).pairs == 0


@pytest.mark.parametrize("pairs", [0, 12, LEAST_PAIRS - 1])
def test_too_few_doubles_say_that_there_are_too_few(pairs: int) -> None:
    found = Agreement(both_claim=pairs)
    assert not found.enough
    assert found.sentence() == f"Not enough doubles yet: {pairs} of 30."
    assert found.to_json()["kappa"] is None
    assert found.to_json()["observed"] is None


def test_enough_doubles_give_agreement_and_kappa_with_their_intervals() -> None:
    found = Agreement(60, 12, 10, 42)
    assert found.method is Method.LARGE_SAMPLE
    assert found.sentence() == (
        "102 of 124 doubles agree: 82 %, 95 % interval 74 % to 89 %. Cohen's kappa is "
        "0.64, 95 % interval 0.50 to 0.77."
    )


def test_few_of_a_kind_get_the_wider_interval() -> None:
    found = Agreement(50, 1, 1, 48)
    assert found.method is Method.EXACT_AGREEMENT
    interval = found.kappa_interval
    assert interval is not None
    assert found.kappa == pytest.approx(0.96, abs=0.005)
    assert (interval.low, interval.high) == pytest.approx((0.859, 0.995), abs=0.002)


def test_whole_agreement_is_not_taken_for_certainty() -> None:
    found = Agreement(both_claim=20, both_opinion=20)
    interval = found.kappa_interval
    assert found.kappa == 1.0
    assert interval is not None
    assert interval.low == pytest.approx(0.824, abs=0.001)
    assert interval.high == 1.0


def test_whole_disagreement_stays_on_the_scale() -> None:
    interval = Agreement(claim_opinion=20, opinion_claim=20).kappa_interval
    assert interval is not None
    assert interval.low == -1.0
    assert interval.high < -0.8


def test_all_verdicts_alike_leave_no_kappa_and_say_so() -> None:
    found = Agreement(both_opinion=40)
    assert found.kappa is None
    assert found.kappa_interval is None
    assert found.sentence() == (
        "40 of 40 doubles agree: 100 %, 95 % interval 91 % to 100 %. Every verdict was "
        "opinion, so that kappa can't be told."
    )


def test_one_reading_of_one_verdict_alone_says_that_kappa_tells_nothing() -> None:
    found = Agreement(both_claim=45, claim_opinion=5)
    assert found.one_sided
    assert found.kappa == 0.0
    assert found.sentence().endswith(
        "One reading gave one verdict alone, so that kappa can't tell anything."
    )


@pytest.mark.parametrize(("share", "kappa"), [(0.5, 0.8), (0.8, 0.8), (0.8, 0.4)])
@pytest.mark.parametrize("pairs", [30, 100, 300])
def test_the_interval_holds_the_true_kappa_as_often_as_it_says(
    share: float, kappa: float, pairs: int
) -> None:
    off = (1 - kappa) * share * (1 - share)
    cells = (share - off, off, off, 1 - share - off)
    samples = np.random.default_rng(3).multinomial(pairs, cells, 600)
    held = [
        interval is not None and kappa in interval
        for interval in (
            Agreement(*map(int, sample)).kappa_interval for sample in samples
        )
    ]
    assert np.mean(held) >= 0.925


def test_between_moderators_and_with_oneself_are_told_apart() -> None:
    pairs = [(decision(), decision(OPINION, "bea"))] * 2
    pairs += [(decision(), decision())] * 3
    found = AgreementReport.of(pairs)
    assert found.between.total == Agreement(claim_opinion=2)
    assert found.same.total == Agreement(both_claim=3)


def test_lanes_are_those_of_the_first_verdict() -> None:
    first = decision(lane="likely_claim")
    second = replace(decision(who="bea"), lane="review")
    found = AgreementReport.of([(first, second)]).between
    assert found.lanes[Lane.LIKELY_CLAIM] == Agreement(both_claim=1)
    assert found.lanes[Lane.REVIEW] == Agreement()


def test_a_lane_of_an_unknown_name_counts_in_all_alone() -> None:
    found = AgreementReport.of([(decision(lane="?"), decision(who="bea"))]).between
    assert found.total.pairs == 1
    assert all(one.pairs == 0 for one in found.lanes.values())


def test_the_json_names_how_the_interval_was_made() -> None:
    data = AgreementReport.of([(decision(), decision(who="bea"))]).to_json()
    assert set(data) == {"between", "same"}
    full = Agreement(60, 12, 10, 42).to_json()
    assert full["method"] == "large_sample"
    assert full["table"] == [[60, 12], [10, 42]]
