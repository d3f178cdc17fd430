"""Which ids are usable, and the finding of those that were there before."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage_app.formats.ids import SeenIds, SeenNumbers, id_key

KEYS = st.one_of(
    st.integers(0, 40).map(str),
    st.sampled_from(["007", " 7 ", "7", "a", "A", "é", "", None, "1" * 19, "0", "٣"]),
)


@given(st.lists(st.lists(KEYS, max_size=30), max_size=5))
def test_first_lines_are_those_of_a_plain_dictionary(
    chunks: list[list[str | None]],
) -> None:
    seen = SeenIds()
    known: dict[str, int] = {}
    line = 1
    for chunk in chunks:
        lines = np.arange(line, line + len(chunk), dtype=np.int64)
        firsts, reasons = seen.add(pa.array(chunk, pa.large_string()), lines)
        for row, text in enumerate(chunk):
            key, reason = id_key(text)
            assert reasons.get(row, "") == reason
            if not reason:
                assert firsts[row] == known.setdefault(key, line + row)
        line += len(chunk)


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_many_numbers_are_each_found_again(seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = rng.integers(1, 60_000, 50_000)
    seen = SeenNumbers()
    lines = np.arange(1, 50_001)
    firsts = np.concatenate(
        [
            seen.add(keys[i : i + 7_000], lines[i : i + 7_000])
            for i in range(0, 50_000, 7_000)
        ]
    )
    _, places = np.unique(keys, return_index=True)
    first_of = dict(zip(keys[places].tolist(), lines[places].tolist(), strict=True))
    assert firsts.tolist() == [first_of[key] for key in keys.tolist()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no id"),
        ("", "no id"),
        (" \u00a0\t", "no id"),
        ("a\x00b", "a control character in the id"),
        ("a\nb", "a control character in the id"),
        ("x" * 1_001, "an id of more than 1,000 characters"),
    ],
)
def test_an_unusable_id_has_a_reason(text: str | None, reason: str) -> None:
    assert id_key(text) == ("", reason)
