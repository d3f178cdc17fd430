"""Whatever the bytes: rows with a balanced account, or one sentence; no traceback."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from triage_app.domain.errors import BacklogError
from triage_app.formats.reader import FileFormats

STARTS = st.sampled_from(
    [
        b"video_id,views,text\n",
        b"video_id;views;text\r\n",
        b'{"id": "1", "views": 2}\n',
        b"\xff\xfev\x00",
        b"\xfe\xff",
        b"\xef\xbb\xbfid\tviews\n",
        b"PAR1",
        b"PK\x03\x04",
        b"[",
        b"{",
        b"sep=;\n",
        b"",
    ]
)
PIECES = st.sampled_from(
    [b"1,2,a\n", b'"', b",", b"\n", b"\r", b"\x00", b"\xe9", b'{"id":', b"}", b"\xd8"]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@given(
    start=STARTS,
    pieces=st.lists(st.one_of(PIECES, st.binary(max_size=9)), max_size=20),
)
@settings(max_examples=500, deadline=None)
@example(start=b'{"id": 1}\n', pieces=[b'{"views": 1e5, "id":NaN}'])
def test_any_file_is_read_or_refused(
    start: bytes, pieces: list[bytes], folder: Path
) -> None:
    path = folder / "any.csv"
    data = start + b"".join(pieces)
    path.write_bytes(data)
    accounts = []
    for careful in (False, True):
        try:
            stream = FileFormats(careful=careful).open(path)
            rows = sum(len(chunk) for chunk in stream)
        except BacklogError as error:
            accounts.append(error.title)
        else:
            accounts.append(repr(stream.report))
            assert stream.report.conserved
            assert stream.report.accepted == rows
    assert accounts[0] == accounts[1]
    assert accounts[0].endswith((".", ")"))
