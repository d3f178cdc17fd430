import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.pairs import NO_PAIR, PairTable, left_half, right_half

number = st.integers(0, 400)


def keys_of(pairs: list[tuple[int, int]]) -> np.ndarray:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return left_half(both[:, 0]) | right_half(both[:, 1])


def built(pairs: list[tuple[int, int]]) -> PairTable:
    weights = np.arange(1.0, len(pairs) + 1)
    return PairTable.of(keys_of(pairs), weights, np.arange(len(pairs)) % 2 == 0)


@given(
    st.lists(st.tuples(number, number), unique=True, max_size=200),
    st.lists(st.tuples(st.integers(-1, 400), st.integers(-1, 400)), max_size=200),
)
def test_a_table_finds_what_a_dict_would(
    pairs: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    table, asked = built(pairs), asked + pairs
    rows, places = table.find(keys_of(asked))
    kept = {pair: place for place, pair in enumerate(pairs)}
    assert rows.tolist() == [row for row, pair in enumerate(asked) if pair in kept]
    expected = [kept[pair] for pair in asked if pair in kept]
    assert table.weights[places].tolist() == [place + 1.0 for place in expected]
    assert table.seen[places].tolist() == [int(place % 2 == 0) for place in expected]


def test_pairs_that_share_a_place_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    pairs = [(left, int(right)) for left, right in enumerate(rng.permutation(9_999))]
    table = built(pairs)
    crowded = np.unique(table._home(keys_of(pairs)), return_counts=True)[1]
    assert crowded.max() > 1
    rows, places = table.find(keys_of(pairs))
    assert len(rows) == len(pairs)
    assert table.weights[places].tolist() == [i + 1.0 for i in range(len(pairs))]
    missing = [(left, right + 9_999) for left, right in pairs]
    assert len(table.find(keys_of(missing))[0]) == 0


@pytest.mark.parametrize("pairs", [[], [(0, 0)], [(3, 4), (4, 3)]])
def test_what_is_no_pair_is_never_found(pairs: list[tuple[int, int]]) -> None:
    unknown = keys_of([(-1, -1), (-1, 0), (0, -1), (4, 4)])
    keys = np.append(unknown, NO_PAIR)
    assert len(built(pairs).find(keys)[0]) == 0


def test_a_table_is_sparse_and_no_larger_than_it_must_be() -> None:
    pairs = [(left, 1) for left in range(10_000)]
    assert 8 * 10_000 <= len(built(pairs).keys) <= 16 * 10_000
