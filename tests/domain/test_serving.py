import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from triage_app.domain.decisions import WhyShown
from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.queue import queue_order
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.serving import (
    EVERY,
    Ranking,
    Served,
    Serving,
    general_weight,
    reorder,
    serve,
)

MANY = 2_000


def in_review(reasons: list[Reason]) -> Routing:
    """Everything in review, but for what has no reason."""
    codes = np.array(reasons, dtype=np.int8)
    lanes = np.where(codes == Reason.NONE, Lane.LIKELY_CLAIM, Lane.REVIEW)
    return Routing(lanes.astype(np.int8), codes)


def draws(rows: int, seed: str = "w-1") -> Draws:
    return draws_of((str(row) for row in range(rows)), seed)


def falling(rows: int) -> NDArray[np.float64]:
    """P(claim) of rows that are in the queue's order already."""
    return np.linspace(0.9, 0.1, rows)


def outside(rows: int, places: int | None = None, seed: str = "w-1") -> Serving:
    routing = in_review([Reason.OUTSIDE_TRAINING] * rows)
    return serve(falling(rows), routing, draws(rows, seed), places)


def test_familiar_items_are_served_by_p_claim_and_the_unscored_last() -> None:
    p_claim = np.array([0.4, np.nan, 0.6, 0.5])
    reasons = [Reason.MID_CONFIDENCE, Reason.MISSING_CONTENT, Reason.HEADS_DISAGREE]
    found = serve(p_claim, in_review([*reasons, Reason.MID_CONFIDENCE]), draws(4))
    assert queue_order(found.keys).tolist() == [2, 3, 0, 1]
    assert found.served.tolist() == [Served.RANKED] * 4


def test_every_fiftieth_place_among_the_unfamiliar_is_drawn_by_lot() -> None:
    found = outside(MANY)
    order = queue_order(found.keys)
    by_lot = np.flatnonzero(found.served[order] == Served.RANDOM)
    expected = np.arange(EVERY - 1, MANY, EVERY)
    assert 25 <= len(by_lot) <= 55
    np.testing.assert_array_equal(by_lot[: len(expected)], expected[: len(by_lot)])
    ranked = order[found.served[order] == Served.RANKED]
    np.testing.assert_array_equal(ranked, np.sort(ranked))
    assert found.served.max() == Served.RANDOM


def test_the_unfamiliar_keep_the_places_that_they_have_together() -> None:
    rows = 400
    reasons = [Reason.OUTSIDE_TRAINING, Reason.MID_CONFIDENCE] * (rows // 2)
    found = serve(falling(rows), in_review(reasons), draws(rows))
    places = np.argsort(queue_order(found.keys))
    assert sorted(places[0::2].tolist()) == list(range(0, rows, 2))
    np.testing.assert_array_equal(found.keys[1::2], falling(rows)[1::2])


def test_lots_fall_evenly_and_differ_by_workspace() -> None:
    ours, others = outside(MANY), outside(MANY, seed="w-2")
    first = np.flatnonzero(ours.served == Served.RANDOM)
    assert set(first.tolist()) != set(np.flatnonzero(others.served).tolist())
    assert abs(first.mean() / MANY - 0.5) < 0.15


def test_an_audited_items_place_tells_nothing_of_its_score() -> None:
    rng = np.random.default_rng(1)
    audited = rng.random(MANY) < 0.5
    sure = np.where(rng.random(MANY) < 0.5, 0.99, 0.01)
    p_claim = np.where(audited, sure, rng.uniform(0.2, 0.8, MANY))
    reasons = np.where(audited, Reason.AUDIT, Reason.MID_CONFIDENCE)
    found = serve(p_claim, in_review(reasons.tolist()), draws(MANY))
    places = np.argsort(queue_order(found.keys)) / MANY
    claims, opinions = audited & (p_claim > 0.5), audited & (p_claim < 0.5)
    assert abs(np.corrcoef(places[audited], p_claim[audited])[0, 1]) < 0.07
    assert abs(places[claims].mean() - places[opinions].mean()) < 0.04
    # Nor does it tell that the item is audited: both kinds lie everywhere.
    deciles, _ = np.histogram(places[audited], bins=10, range=(0, 1))
    assert deciles.min() > 0.6 * deciles.mean()
    again = serve(1.0 - p_claim, in_review(reasons.tolist()), draws(MANY))
    mirrored = np.argsort(queue_order(again.keys)) / MANY
    assert np.corrcoef(mirrored[audited], places[audited])[0, 1] > 0.95


@pytest.mark.parametrize("others", [[], [0.5]])
def test_audited_items_among_few_others_are_still_ordered_by_lot(
    others: list[float],
) -> None:
    p_claim = np.array([0.99, 0.01, 0.98, *others])
    reasons = [Reason.AUDIT] * 3 + [Reason.MID_CONFIDENCE] * len(others)
    found = serve(p_claim, in_review(reasons), draws(len(p_claim)))
    assert np.isfinite(found.keys).all()
    mirrored = serve(1.0 - p_claim, in_review(reasons), draws(len(p_claim)))
    np.testing.assert_allclose(mirrored.keys[:3], found.keys[:3])


def test_with_few_places_half_is_drawn_by_lot_and_half_is_uncertain() -> None:
    found = outside(MANY, places=100)
    first = queue_order(found.keys)[:100]
    assert found.served[first[0::2]].tolist() == [Served.RANDOM] * 50
    assert found.served[first[1::2]].tolist() == [Served.UNCERTAIN] * 50
    doubt = np.abs(falling(MANY) - 0.5)
    assert doubt[first[1::2]].max() < 0.04
    assert 0.1 < doubt[first[0::2]].mean() < 0.3
    assert np.all(np.diff(doubt[first[1::2]]) >= 0)


def test_as_many_places_as_items_choose_nobody() -> None:
    enough = outside(100, places=100)
    assert Served.UNCERTAIN not in enough.served
    assert np.all(enough.keys <= 1.0)


@pytest.mark.parametrize("places", [0, 1, 7, 99])
def test_any_number_of_places_keeps_every_item_once(places: int) -> None:
    found = outside(100, places)
    assert len(np.unique(found.keys)) == 100
    assert np.count_nonzero(found.keys > 1.0) == places


def test_few_places_among_items_of_other_reasons_choose_all_unfamiliar_ones() -> None:
    reasons = [Reason.MID_CONFIDENCE] * 50 + [Reason.OUTSIDE_TRAINING] * 3
    found = serve(falling(53), in_review(reasons), draws(53), 10)
    assert sorted(queue_order(found.keys)[:3].tolist()) == [50, 51, 52]


def rank(found: Serving, rows: list[int], pending: list[int], worked: int) -> Serving:
    waits = np.zeros(len(found.keys), dtype=np.bool_)
    waits[pending] = True
    ranking = Ranking(np.array(rows, dtype=np.intp), 20, "m")
    return reorder(found, ranking, waits, draws(len(found.keys)), worked)


@pytest.mark.parametrize(("places", "audited"), [(1_000, 100), (200, 100), (100, 67)])
def test_where_people_have_few_places_the_audit_slice_is_among_them(
    places: int, audited: int
) -> None:
    reasons = [Reason.OUTSIDE_TRAINING] * 2_000 + [Reason.AUDIT] * 100
    found = serve(falling(2_100), in_review(reasons), draws(2_100), places)
    first = queue_order(found.keys)[:places]
    looked_at = np.flatnonzero(first >= 2_000)
    assert len(looked_at) == pytest.approx(audited, abs=10 * (audited < 100))
    assert looked_at.mean() / places == pytest.approx(0.5, abs=0.1)


def test_a_ranking_moves_pending_items_alone_and_keeps_their_places() -> None:
    found = outside(10)
    pending = [2, 3, 5, 7]
    moved = rank(found, [7, 5, 0, 3, 2], pending, 6)
    assert sorted(moved.keys.tolist()) == sorted(found.keys.tolist())
    still = [row for row in range(10) if row not in pending]
    np.testing.assert_array_equal(moved.keys[still], found.keys[still])
    order = [row for row in queue_order(moved.keys).tolist() if row in pending]
    by_lot = [row for row in pending if found.served[row] == Served.RANDOM]
    assert [row for row in order if row not in by_lot] == [
        row for row in (7, 5, 3, 2) if row not in by_lot
    ]


def test_equal_scores_still_follow_the_ranking() -> None:
    routing = in_review([Reason.OUTSIDE_TRAINING] * 30)
    found = serve(np.full(30, 0.5), routing, draws(30))
    ranked = [row for row in reversed(range(30)) if not found.served[row]]
    moved = rank(found, ranked, list(range(30)), 0)
    order = queue_order(moved.keys).tolist()
    assert [row for row in order if row in ranked] == ranked


def test_new_orders_do_not_put_the_items_drawn_by_lot_off_for_ever() -> None:
    found = outside(MANY)
    pending = list(range(MANY))
    seen: list[int] = []
    for worked in range(200):
        if worked % 20 == 0:
            found = rank(found, pending[::-1], pending, worked)
        first = next(r for r in queue_order(found.keys).tolist() if r in set(pending))
        pending.remove(first)
        seen.append(first)
    by_lot = [at for at, row in enumerate(seen) if found.served[row] == Served.RANDOM]
    assert by_lot == [49, 99, 149, 199]


def test_whoever_was_chosen_to_come_first_is_not_ranked_away() -> None:
    found = outside(500, places=20)
    chosen = queue_order(found.keys)[:20]
    moved = rank(found, list(range(500)), list(range(500)), 0)
    np.testing.assert_array_equal(queue_order(moved.keys)[:20], chosen)


@given(
    st.lists(st.sampled_from(list(Reason)), min_size=1, max_size=80),
    st.integers(0, 90) | st.none(),
    st.integers(0, 2**32 - 1),
)
def test_any_queue_is_served_whole(
    reasons: list[Reason], places: int | None, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    p_claim = rng.random(len(reasons)).round(1)
    p_claim[np.array(reasons) == Reason.MISSING_CONTENT] = np.nan
    found = serve(p_claim, in_review(reasons), draws(len(reasons)), places)
    np.testing.assert_array_equal(np.isnan(found.keys), np.isnan(p_claim))
    elsewhere = ~np.isin(reasons, (Reason.AUDIT, Reason.OUTSIDE_TRAINING))
    np.testing.assert_array_equal(found.keys[elsewhere], p_claim[elsewhere])
    strange = np.array(reasons) != Reason.OUTSIDE_TRAINING
    assert not found.served[strange].any()


def test_verdicts_count_by_how_their_items_were_chosen() -> None:
    weights = {why: general_weight(why) for why in WhyShown}
    assert [why for why in WhyShown if weights[why] == 1.0] == [
        WhyShown.AUDIT,
        WhyShown.RANDOM,
        WhyShown.UNCERTAIN,
    ]
    assert [why for why in WhyShown if weights[why] == 0.3] == [
        WhyShown.MID_CONFIDENCE,
        WhyShown.HEADS_DISAGREE,
    ]
    assert weights[WhyShown.OUTSIDE_TRAINING] == weights[WhyShown.SEARCH] == 0.0


def test_a_rankings_digest_names_its_order() -> None:
    one = Ranking(np.array([3, 1, 2]), 20, "m")
    assert one.digest() == Ranking(np.array([3, 1, 2]), 40, "n").digest()
    assert one.digest() != Ranking(np.array([3, 2, 1]), 20, "m").digest()
    assert len(one) == 3
