"""Lots never change: audit slices of old workspaces are drawn from them anew."""

import hashlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from triage_app.domain.draws import audit_lots, draws_of
from triage_app.domain.text_column import TextColumn

ANY_ID = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.text(alphabet="0123456789", min_size=1, max_size=18),
    st.text(min_size=100, max_size=140),
    st.text(alphabet=st.characters(categories=["Cs"]), max_size=2),
)


def expected(ids: list[str | None], seed: str) -> NDArray[np.float64]:
    """The definition, one id after another."""
    key = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    rows = []
    for item in ids:
        text = (item or "").encode("utf-8", "replace")
        digest = hashlib.blake2b(text, digest_size=16, key=key).digest()
        words = [int.from_bytes(digest[:8], "little")]
        words.append(int.from_bytes(digest[8:], "little"))
        fine = [(word >> 11) / 2**53 for word in words]
        rows.append([*fine, *((word & 0x7FF) / 2**11 for word in words)])
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_ID, max_size=30), st.text(max_size=10))
def test_draws_are_those_of_keyed_blake2b(ids: list[str | None], seed: str) -> None:
    wanted = expected(ids, seed)
    assert draws_of(ids, seed).tolist() == wanted.tolist()
    column = TextColumn.from_strings(ids)
    assert draws_of(column, seed).tolist() == wanted.tolist()


def test_a_known_id_draws_what_it_drew_when_the_first_workspace_was_made() -> None:
    drawn = draws_of(["7017666017"], "w-1")[0].tolist()
    assert drawn == [0.9705191587411398, 0.3757277681486154, 0.50390625, 0.599609375]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_bytes_that_are_no_text_draw_as_their_replacement_does(
    data: bytes, cuts: list[int]
) -> None:
    bounds = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    column = TextColumn(
        np.array(bounds, dtype=np.int64),
        np.frombuffer(data, dtype=np.uint8),
        np.zeros(len(bounds) - 1, dtype=np.bool_),
    )
    wanted = expected(column.to_list(), "s")
    assert draws_of(column, "s").tolist() == wanted.tolist()


def test_a_missing_id_draws_as_an_empty_one_whatever_bytes_lie_under_it() -> None:
    column = TextColumn(
        np.array([0, 3, 3], dtype=np.int64),
        np.frombuffer(b"abc", dtype=np.uint8),
        np.array([True, False]),
    )
    first, second = draws_of(column, "s").tolist()
    assert first == second == expected([""], "s")[0].tolist()


def test_many_rows_draw_what_each_draws_alone() -> None:
    ids = [f"{row * 7919}" for row in range(70_000)]
    drawn = draws_of(TextColumn.from_strings(ids), "s")
    some = [0, 8_191, 8_192, 65_535, 65_536, 69_999]
    assert drawn[some].tolist() == expected([ids[row] for row in some], "s").tolist()
    part = TextColumn.from_strings(ids).slice(60_000, 70_000)
    assert draws_of(part, "s").tolist() == drawn[60_000:].tolist()


@given(st.lists(st.tuples(ANY_ID, st.booleans()), max_size=40), st.text())
def test_lots_for_some_rows_are_those_they_have_among_all(
    rows: list[tuple[str | None, bool]], seed: str
) -> None:
    ids = TextColumn.from_strings(one for one, _ in rows)
    wanted = np.array([free for _, free in rows], dtype=np.bool_)
    lots = audit_lots(ids, seed, wanted)
    assert lots.shape == (len(rows), 1)
    assert np.isnan(lots[~wanted]).all()
    np.testing.assert_array_equal(lots[wanted, 0], draws_of(ids, seed)[wanted, 0])
