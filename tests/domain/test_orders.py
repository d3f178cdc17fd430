"""Orders as integers: against a stable sort, and kept only for as long as they hold."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage_app.domain import orders
from triage_app.domain.orders import Codes, Orders, Ranked, ranked, ranked_few

SOME = [math.nan, 0.0, -0.0, 1.0, 2.0, -3.5, 0.25, 1e300, math.inf, -math.inf, 2.0**40]
NUMBERS = st.lists(st.sampled_from(SOME) | st.integers(0, 5).map(float), max_size=30)


def plain(values: np.ndarray, descending: bool, among: list[int]) -> list[int]:
    signed = -values if descending else values
    return np.asarray(among)[np.argsort(signed[among], kind="stable")].tolist()


@pytest.mark.parametrize("few_codes", [0, 1 << 8])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(numbers=NUMBERS, keys=NUMBERS, descending=st.booleans(), data=st.data())
def test_codes_sort_as_the_numbers_do_and_equals_as_they_are_told_to(
    monkeypatch: pytest.MonkeyPatch,
    few_codes: int,
    numbers: list[float],
    keys: list[float],
    descending: bool,
    data: st.DataObject,
) -> None:
    monkeypatch.setattr(orders, "_FEW_CODES", few_codes)
    rows = min(len(numbers), len(keys))
    values = np.array(numbers[:rows], np.float64)
    codes = Codes.of_numbers(values)
    ties = ranked(Codes.of_numbers(np.array(keys[:rows])), descending=True)
    mask = st.lists(st.booleans(), min_size=rows, max_size=rows)
    shown = np.array(data.draw(mask), np.bool_)
    some = np.flatnonzero(shown)
    for order in (None, ties):
        first = list(range(rows)) if order is None else order.rows.tolist()
        wanted = plain(values, descending, first)
        whole = ranked(codes, order, descending=descending)
        assert whole.rows.tolist() == wanted
        assert whole.among(shown).tolist() == [row for row in wanted if shown[row]]
        few = ranked_few(codes.take(some), some, order, descending=descending)
        assert few.tolist() == [row for row in wanted if shown[row]]


def test_what_is_missing_comes_between_no_two_numbers_without_end() -> None:
    numbers = np.array([math.inf, math.nan] * 40)
    codes = Codes.of_numbers(numbers)
    assert codes.values.tolist() == [codes.top - 1, codes.top] * 40


def test_a_list_is_the_callers_own() -> None:
    order = ranked(Codes.of_numbers(np.array([2.0, 1.0])), descending=False)
    rows = order.among(np.ones(2, np.bool_))
    rows[:] = 7
    assert order.rows.tolist() == [1, 0]
    assert rows.dtype == np.intp


def test_an_order_is_kept_until_its_codes_or_its_ties_change() -> None:
    kept = Orders()
    values = np.array([2.0, 1.0, 3.0])

    def order(codes: Codes, ties: Ranked | None = None) -> Ranked:
        return kept.ranked("views", codes, ties, descending=False)

    first = order(Codes.of_numbers(values))
    assert order(Codes.of_numbers(values.copy())) is first
    changed = order(Codes.of_numbers(np.array([2.0, 5.0, 3.0])))
    assert changed.rows.tolist() == [0, 2, 1]
    ties = ranked(Codes.of_numbers(np.array([1.0, 2.0, 3.0])), descending=True)
    same = np.array([1.0, 1.0, 1.0])
    assert order(Codes.of_numbers(same), ties).rows.tolist() == [2, 1, 0]
    assert order(Codes.of_numbers(same)).rows.tolist() == [0, 1, 2]


def test_what_was_made_is_kept_for_the_very_same_source_only() -> None:
    kept, made = Orders(), []
    source, other = np.zeros(2), np.zeros(2)

    def once(one: np.ndarray) -> int:
        def make() -> int:
            made.append(one)
            return len(made)

        return kept.once("keys", (one,), make)

    assert not kept.has("keys")
    assert [once(source), once(source), once(other), once(source)] == [1, 1, 2, 3]
    assert kept.has("keys")


def test_only_some_orders_are_kept_at_a_time() -> None:
    kept = Orders()
    codes = Codes.of_numbers(np.arange(4.0))
    first = kept.ranked(0, codes, None, descending=False)
    for name in range(1, 6):
        kept.ranked(name, codes, None, descending=False)
    assert kept.ranked(0, codes, None, descending=False) is first
    for name in range(1, 8):
        kept.ranked(name, codes, None, descending=False)
    assert kept.ranked(0, codes, None, descending=False) is not first
