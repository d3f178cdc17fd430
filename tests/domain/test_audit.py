from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.audit import (
    AUTOMATIC,
    AuditCount,
    AuditReport,
    AuditRule,
    AuditTotal,
)
from triage_app.domain.draws import draws_of
from triage_app.domain.errors import UserFacingError
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.scores import Scores

lanes = st.lists(st.sampled_from([int(lane) for lane in Lane]), max_size=200)


def routing_of(found: list[int]) -> Routing:
    codes = np.array(found, dtype=np.int8)
    reasons = np.where(codes == Lane.REVIEW, Reason.MID_CONFIDENCE, Reason.NONE)
    return Routing(codes, reasons.astype(np.int8))


def drawn(found: list[int], rule: AuditRule, seed: str = "s") -> Routing:
    return rule.draw(routing_of(found), draws_of(map(str, range(len(found))), seed))


def test_draws_are_fixed_by_item_and_workspace_and_look_uniform() -> None:
    ids = [f"id{row}" for row in range(4_000)]
    draws = draws_of(ids, "one")
    assert draws.shape == (4_000, 4)
    assert draws[[7, 3]].tolist() == draws_of([ids[7], ids[3]], "one").tolist()
    assert not (draws == draws_of(ids, "other"))[:, :2].any()
    assert ((draws >= 0.0) & (draws < 1.0)).all()
    assert draws.mean(axis=0) == pytest.approx([0.5] * 4, abs=0.02)
    related = np.corrcoef(draws.T) - np.eye(4)
    assert np.abs(related).max() < 0.05


def test_draws_are_made_of_any_id() -> None:
    assert draws_of([None, "", "\ud800", "é" * 9_999], "\ud800").shape == (4, 4)
    assert draws_of([], "s").shape == (0, 4)


@pytest.mark.parametrize(
    ("items", "size"), [(0, 0), (12, 12), (30, 30), (1_499, 30), (1_501, 31)]
)
def test_two_percent_are_drawn_but_thirty_where_there_are_so_many(
    items: int, size: int
) -> None:
    assert AuditRule().size(items) == size


def test_seven_percent_of_a_hundred_are_seven() -> None:
    assert AuditRule(0.07, 0).size(100) == 7
    assert AuditRule(0.0).size(100) == 0


@given(lanes, st.floats(0, 1), st.integers(0, 50))
def test_each_automatic_lane_gives_its_share_and_review_stays(
    found: list[int], share: float, least: int
) -> None:
    rule, before = AuditRule(share, least), np.array(found, dtype=np.int8)
    after = drawn(found, rule)
    audited = after.reasons == Reason.AUDIT
    assert (after.lanes[audited] == Lane.REVIEW).all()
    assert (after.lanes[~audited] == before[~audited]).all()
    for lane in AUTOMATIC:
        taken = audited & (before == lane)
        assert taken.sum() == rule.size(int((before == lane).sum()))
    assert not (audited & (before == Lane.REVIEW)).any()


@given(lanes, lanes)
def test_rows_appended_draw_anew_only_from_the_same_order(
    first: list[int], more: list[int]
) -> None:
    """Of the rows there before, those with the lowest draws are in the slice."""
    rule, draws = AuditRule(0.1, 2), draws_of(map(str, range(400)), "s")[:, 0]
    codes = np.array(first + more)
    audited = drawn(first + more, rule).reasons == Reason.AUDIT
    for lane in AUTOMATIC:
        own = np.flatnonzero(codes[: len(first)] == lane)
        inside, left = own[audited[own]], own[~audited[own]]
        if len(inside) and len(left):
            assert draws[inside].max() < draws[left].min()


def test_nobody_is_drawn_for_what_was_scored(
    make_scores: Callable[..., Scores],
) -> None:
    """The same ids are in the slice whatever P(claim) put them into the lane."""
    rows = 3_000
    draws = draws_of(map(str, range(rows)), "s")
    rng = np.random.default_rng(0)
    slices = []
    for _ in range(2):
        routing = BandPolicy().route(
            make_scores(rng.uniform(0.8, 1.0, rows)), AuditRule()
        )
        audited = AuditRule().draw(routing, draws).reasons == Reason.AUDIT
        slices.append(np.flatnonzero(audited).tolist())
    assert len(slices[0]) == 60
    assert slices[0] == slices[1]


@pytest.mark.parametrize(
    ("share", "least"), [(-0.1, 30), (1.1, 30), (np.nan, 30), (0.02, -1)]
)
def test_a_slice_that_cannot_be_is_refused(share: float, least: int) -> None:
    with pytest.raises(UserFacingError, match=r"audit slice of .* can't be used"):
        AuditRule(share, least)


def report(
    claims: tuple[int, int, int],
    opinions: tuple[int, int, int] = (0, 0, 0),
    promise: float | None = 0.01,
) -> AuditReport:
    counts = {
        Lane.LIKELY_CLAIM: AuditCount(*claims),
        Lane.LIKELY_OPINION: AuditCount(*opinions),
    }
    return AuditReport(counts, promise)


def test_the_audit_says_its_count_and_its_bound() -> None:
    kept = report((40, 40, 0), (30, 22, 0))
    assert kept.sentence() == (
        "Automatic lanes: 0 wrong of 62 audited, at most 4.7 % (95 %)."
    )
    total = kept.total
    assert (total.size, total.audited, total.wrong) == (70, 62, 0)
    assert kept.broken == ()


def test_an_audit_that_has_not_begun_says_so() -> None:
    assert report((30, 0, 0)).sentence() == (
        "Automatic lanes: none of 30 drawn is audited yet."
    )
    assert report((0, 0, 0)).sentence() == (
        "Automatic lanes: nothing was drawn for the audit."
    )
    assert report((30, 0, 0)).broken == ()
    assert report((30, 0, 0)).total.at_most == 1.0


def test_a_broken_promise_names_the_lane() -> None:
    broken = report((100, 100, 6), (100, 100, 0))
    assert broken.broken == (Lane.LIKELY_CLAIM,)
    assert broken.sentence() == (
        "Automatic lanes: 6 wrong of 200 audited, at most 5.8 % (95 %). "
        "That breaks the promise of at most 1 %: look at likely claim."
    )


def test_one_error_accuses_nobody_and_two_at_once_do() -> None:
    assert report((30, 1, 1)).broken == ()
    assert report((30, 2, 2)).broken == (Lane.LIKELY_CLAIM,)


def test_what_nobody_promised_is_called_foretold() -> None:
    foretold = replace(report((100, 100, 6), promise=0.00218), foretold=True)
    assert foretold.sentence() == (
        "Automatic lanes: 6 wrong of 100 audited, at most 11 % (95 %). "
        "That is more than held-out labels foretold, 0.22 %: look at likely claim."
    )


def test_three_looks_accuse_a_sound_routing_no_oftener_than_one() -> None:
    rng = np.random.default_rng(0)
    wrong = rng.binomial(300, 0.05, size=(2_000, 2))
    accused = [
        bool(report((300, 300, claims), (300, 300, opinions), promise=0.05).broken)
        for claims, opinions in wrong.tolist()
    ]
    assert np.mean(accused) <= 0.05


def test_lanes_that_break_it_only_together_are_named_together() -> None:
    each, broken = AuditCount(60, 60, 3), report((60, 60, 3), (60, 60, 3))
    assert not each.surely_above(0.01, 0.05 / 3)
    assert broken.total.surely_above(0.01, 0.05 / 3)
    assert broken.broken == (Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION)
    assert broken.sentence().endswith("look at likely claim and likely opinion.")


def test_a_lane_of_which_fewer_were_looked_at_counts_for_what_it_holds() -> None:
    lanes = {
        Lane.LIKELY_CLAIM: AuditCount(30, 30, 0, 960),
        Lane.LIKELY_OPINION: AuditCount(30, 30, 0, 40),
    }
    even = AuditReport({lane: replace(one, items=500) for lane, one in lanes.items()})
    assert even.total.at_most == pytest.approx(1.0 - 0.05 ** (1 / 60))
    assert AuditReport(lanes).total.at_most == pytest.approx(
        0.96 / 0.5 * (1.0 - 0.05 ** (1 / 60))
    )
    lanes[Lane.LIKELY_CLAIM] = AuditCount(30, 0, 0, 960)
    assert AuditReport(lanes).total.at_most == pytest.approx(
        0.96 + 0.04 * (1.0 - 0.05 ** (1 / 30))
    )


@pytest.mark.parametrize(
    ("sizes", "items", "wrong"),
    [((30, 30), (960, 40), (0.08, 0.0)), ((120, 30), (6_000, 900), (0.02, 0.1))],
)
def test_the_bound_on_all_lanes_holds_as_often_as_stated(
    sizes: tuple[int, int], items: tuple[int, int], wrong: tuple[float, float]
) -> None:
    rng = np.random.default_rng(0)
    true = float(np.dot(items, wrong) / np.sum(items))
    found = rng.binomial(sizes, wrong, (2_000, 2)).tolist()
    missed = sum(
        AuditTotal.of(map(AuditCount, sizes, sizes, one, items)).at_most < true
        for one in found
    )
    assert missed / 2_000 <= 0.05


def test_without_a_promise_none_is_broken() -> None:
    assert report((100, 100, 60), promise=None).broken == ()
