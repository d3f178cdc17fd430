"""Bytes judged piece by piece are judged as a whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.formats.utf8 import Utf8Check

PIECES = [
    *(b"plain", "é".encode(), "€".encode(), "😮".encode()),
    *(b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80"),
    *(b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\0", b""),
]


def judged(pieces: list[bytes]) -> bool:
    check = Utf8Check()
    return all(check.take(piece) for piece in pieces) and check.ends()


def is_valid(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=6), st.data())
def test_cuts_change_nothing(parts: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    bounds = [0, *cuts, len(whole)]
    pieces = [whole[a:b] for a, b in pairwise(bounds)]
    assert judged(pieces) == is_valid(whole)


@pytest.mark.parametrize("text", ["é", "€", "😮", "a😮"])
def test_a_character_cut_anywhere_is_whole_again(text: str) -> None:
    data = text.encode()
    for cut in range(len(data) + 1):
        assert judged([data[:cut], data[cut:]])
        assert judged([data[:cut]]) == is_valid(data[:cut])
