"""The bundled sample: a small backlog of which some dozens of rows are hard to read.

``python -m model.awkward FILE`` writes it again, byte for byte.
"""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from model import schema
from model.synthetic import generate

SAMPLE_ROWS = 2_000
SAMPLE_SEED = 2

_TEXT, _VIEWS, _LIKES = (
    column.name for column in (schema.TRANSCRIPT, schema.VIEWS, schema.LIKES)
)
_SHARES, _DOWNLOADS, _COMMENTS = schema.COUNT_NAMES[2:]
_ID, _DURATION, _LABEL = schema.ID.name, schema.DURATION.name, schema.LABEL.name
_VERIFIED, _BAN = schema.VERIFIED.name, schema.BAN.name

_LONG = "and another thing: the river floods every spring because of the new dam. "

# Row by row, from the 16th on and every 37th after it: which cells hold what.
_CHANGES: tuple[dict[str, str], ...] = (
    {_TEXT: ""},
    {_TEXT: "   "},
    dict.fromkeys(schema.COUNT_NAMES, ""),
    {_TEXT: "", **dict.fromkeys(schema.COUNT_NAMES, "")},
    {_LIKES: "", _COMMENTS: ""},
    {_VIEWS: ""},
    {_VIEWS: "1,234", _LIKES: "1,004"},
    {_VIEWS: "12,345,678", _LIKES: "6,172,839"},
    {_SHARES: "-5"},
    {_VIEWS: "inf"},
    {_VIEWS: "1e400"},
    {_DOWNLOADS: "NA"},
    {_COMMENTS: "about twelve"},
    {_VIEWS: "48211.0", _LIKES: "9100.0"},
    {_VIEWS: "0", **dict.fromkeys(schema.COUNT_NAMES[1:], "0")},
    {_TEXT: "NA"},
    {_TEXT: "<b>i read</b> that <img src='file:///x.png'> is <i>free</i> &amp; so"},
    {_TEXT: "<script>alert('my friends think so')</script> i read that moths hum"},
    {_TEXT: "my neighbours heard that \u202etxt.tsil si siht\u202c is a file name"},
    {_TEXT: "i ac\u200btually re\u200bad that in\u2060visible let\ufeffters exist"},
    {_TEXT: "someone learned\tthat tabs\tcount\x07 and a bell rang"},
    {_TEXT: "👩‍👩‍👧‍👦 my family and i think that 🐙🐙🐙 are 👍🏽 better than 🐱"},
    {_TEXT: "أخبرني صديق أن الجسر الجديد أطول من نهر القرية ب ٤٠ مترا"},
    {_TEXT: "我和朋友都觉得这座桥比去年更长，但没有人相信我们。"},  # noqa: RUF001
    {_TEXT: "हमें लगता है कि सुबह की चाय शाम की चाय से अच्छी होती है"},
    {_TEXT: "Z̷a̶l̵g̸o̷ t̴e̵x̶t̷ is what i think of when i hear modems"},
    {_TEXT: "i read in a thread that " + _LONG * 90},
    {_TEXT: "my friends would bet that " + "very " * 1_200 + "long words help"},
    {_TEXT: "nospaces" * 400},
    {_TEXT: 'she said "you read that where?"\nand i said\n"in the news, of course"'},
    {_TEXT: "first line, with a comma\r\nsecond line; with a semicolon\n\nfourth line"},
    {_TEXT: '""'},
    {_TEXT: "=HYPERLINK(\"https://example.invalid\";\"my opinion\")"},
    {_TEXT: "@sum of all fears, +1, -1: i think that is all"},
    {_TEXT: "?"},
    {_TEXT: "\N{LEFT DOUBLE QUOTATION MARK}i feel\N{RIGHT DOUBLE QUOTATION MARK} that"
            " naïve cafés \N{EM DASH} façades \N{EM DASH} sell"},
    {_ID: "007"},
    {_ID: "7301234567890123456"},
    {_ID: "9007199254740993"},
    {_ID: "0000000000"},
    {_DURATION: "-1"},
    {_DURATION: "86400"},
    {_BAN: "shadow banned"},
    {_VERIFIED: "", _BAN: ""},
    {_LABEL: "Claim"},
    {_LABEL: "unsure"},
)  # fmt: skip
_FIRST, _EVERY = 16, 37
_DUPLICATES = ((611, 610), (1_503, 12))
_SHORT_ROW, _LONG_ROW, _ID_MISSING = 333, 1_222, 1_777


def sample_csv() -> bytes:
    """Make the bundled sample.

    Returns
    -------
    bytes
        UTF-8 CSV with a header and `SAMPLE_ROWS` rows, of which two repeat an id, one
        is short, one is long, one has no id, and some dozens hold awkward values.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in schema.COLUMNS])
    writer.writerows(_rows())
    return text.getvalue().encode()


def write_sample(path: Path) -> None:
    """Write the bundled sample to a file."""
    path.write_bytes(sample_csv())


def _rows() -> Iterator[list[str]]:
    rows = generate(SAMPLE_ROWS, SAMPLE_SEED).to_pylist()
    for number, change in enumerate(_CHANGES):
        rows[_FIRST + number * _EVERY].update(change)
    for row, original in _DUPLICATES:
        rows[row][_ID] = rows[original][_ID]
    rows[_ID_MISSING][_ID] = ""
    for number, row in enumerate(rows):
        cells = ["" if cell is None else str(cell) for cell in row.values()]
        if number == _SHORT_ROW:
            cells = cells[:6]
        if number == _LONG_ROW:
            cells.append("a cell too many")
        yield cells


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
