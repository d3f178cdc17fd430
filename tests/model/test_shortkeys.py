import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from model.shortkeys import LONGEST, KeyTable, short_keys

strings = st.lists(
    st.binary(max_size=20) | st.text("a\x00b ", max_size=9).map(str.encode),
    unique=True,
    max_size=60,
)


def keys_of(values: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    return short_keys(pa.array(values, pa.large_binary()))


@given(strings)
def test_short_strings_have_keys_of_their_own(values: list[bytes]) -> None:
    keys, short = keys_of(values)
    assert short.tolist() == [len(value) <= LONGEST for value in values]
    told = set(map(tuple, keys[:, short].T.tolist()))
    assert len(told) == short.sum()


def test_strings_that_differ_beyond_a_key_are_not_taken_for_short() -> None:
    alike = [b"a" * size + end for size in range(30) for end in (b"b", b"c", b"")]
    values = list(dict.fromkeys(alike))
    keys, short = keys_of(values)
    assert len(set(map(tuple, keys[:, short].T.tolist()))) == short.sum() == 46


@given(strings, st.integers(0, 9))
def test_a_key_depends_on_the_string_alone(values: list[bytes], start: int) -> None:
    keys, short = keys_of(values)
    part = short_keys(pa.array(values, pa.large_binary()).slice(start))
    assert np.array_equal(keys[:, start:][:, short[start:]], part[0][:, part[1]])
    for value, key, is_short in zip(values, keys.T, short, strict=True):
        if is_short:
            assert np.array_equal(keys_of([value])[0][:, 0], key)


@settings(deadline=None)
@given(st.lists(strings, max_size=8), strings)
def test_a_table_finds_what_a_dict_would(
    batches: list[list[bytes]], asked: list[bytes]
) -> None:
    table, known = KeyTable(), {}
    for batch in batches:
        new = [one for one in batch if len(one) <= LONGEST and one not in known]
        numbers = np.arange(len(known), len(known) + len(new))
        table.add(keys_of(new)[0], numbers)
        known.update(zip(new, numbers.tolist(), strict=True))
        every = [one for one in {*known, *asked} if len(one) <= LONGEST]
        found = table.find(keys_of(every)[0])
        assert found.tolist() == [known.get(one, -1) for one in every]


def test_a_table_grows_and_stays_at_most_half_full() -> None:
    table = KeyTable()
    values = [f"{number:x}".encode() for number in range(100_000)]
    for start in range(0, 100_000, 7_000):
        part = values[start : start + 7_000]
        table.add(keys_of(part)[0], np.arange(start, start + len(part)))
    assert np.array_equal(table.find(keys_of(values)[0]), np.arange(100_000))
    assert 200_000 <= len(table._numbers) <= 800_000
    strangers = [f"z{number:x}".encode() for number in range(10_000)]
    assert (table.find(keys_of(strangers)[0]) == -1).all()


def test_nobody_knows_the_hash_beforehand() -> None:
    keys, _ = keys_of([b"one", b"two", b"three", b"four"])
    homes = {tuple(KeyTable()._home(keys).tolist()) for _ in range(5)}
    assert len(homes) > 1
