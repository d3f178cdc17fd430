from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from model import schema
from model.awkward import SAMPLE_ROWS, sample_csv
from model.synthetic import ARROW_SCHEMA, BLOCK_ROWS, blocks, generate

ROOT = Path(__file__).parents[2]
# Aggregates of the public TikTok data set (19,382 rows), computed with pandas for
# this project; figures only, no rows.
QUARTILES = {
    schema.VIEWS.name: (4942.5, 9954.5, 504327.0),
    schema.LIKES.name: (810.75, 3403.5, 125020.0),
    schema.SHARES.name: (115.0, 717.0, 18222.0),
    schema.DOWNLOADS.name: (7.0, 46.0, 1156.25),
    schema.DURATION.name: (18.0, 32.0, 47.0),
}
MEANS = {
    schema.VIEWS.name: 254708.6,
    schema.LIKES.name: 84304.6,
    schema.SHARES.name: 16735.2,
    schema.DOWNLOADS.name: 1049.4,
    schema.COMMENTS.name: 349.3,
    schema.DURATION.name: 32.42,
}
MEAN_LENGTH = {"claim": 95.4, "opinion": 82.7}
MEDIAN_VIEWS_BY_BAN = {"active": 8616, "under review": 365246, "banned": 448201}
RATES = {
    ("claim", schema.LIKES.name): 0.330,
    ("opinion", schema.LIKES.name): 0.220,
    ("claim", schema.SHARES.name): 0.0655,
    ("opinion", schema.SHARES.name): 0.0437,
    ("claim", schema.COMMENTS.name): 0.00139,
    ("opinion", schema.COMMENTS.name): 0.000517,
}

SECOND_ROW = {
    "#": 2,
    "claim_status": "claim",
    "video_id": "4710453680",
    "video_duration_sec": 34,
    "video_transcription_text": (
        "a friend and i read in the news that small comets are younger than the"
        " dinosaurs every year and they also said that left handed people are better"
        " at chess #fyp"
    ),
    "verified_status": "not verified",
    "author_ban_status": "banned",
    "video_view_count": 913552,
    "video_like_count": 210902,
    "video_share_count": 18304,
    "video_download_count": 3467,
    "video_comment_count": 552,
}


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return generate(60_000, seed=11)


@pytest.fixture(scope="module")
def complete(table: pa.Table) -> pa.Table:
    return table.drop_null()


def numbers(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy()


def share(table: pa.Table, name: str, value: str) -> float:
    return float(pc.mean(pc.equal(table[name], value)).as_py())


def test_the_columns_are_the_contracts(table: pa.Table) -> None:
    assert tuple(table.column_names) == tuple(c.name for c in schema.COLUMNS)
    for column in schema.COLUMNS:
        if column.values:
            found = set(table[column.name].unique().to_pylist()) - {None}
            assert found == set(column.values)


def test_ids_are_unique_text_of_ten_digits(table: pa.Table) -> None:
    ids = table[schema.ID.name]
    assert ids.type == pa.string()
    assert pc.count_distinct(ids).as_py() == len(table)
    assert pc.all(pc.match_substring_regex(ids, r"^[1-9]\d{9}$")).as_py()


def test_the_same_rows_and_seed_give_the_same_backlog() -> None:
    assert generate(3_000, 5).equals(generate(3_000, 5))
    assert not generate(3_000, 5).equals(generate(3_000, 6))


def test_a_smaller_backlog_is_the_beginning_of_a_larger_one() -> None:
    larger = generate(BLOCK_ROWS + 50, 3)
    assert generate(70, 3).equals(larger.slice(0, 70))


def test_blocks_come_one_at_a_time_and_make_the_whole() -> None:
    rows = 2 * BLOCK_ROWS + 1
    sizes = [len(block) for block in blocks(rows, 1)]
    assert sizes == [BLOCK_ROWS, BLOCK_ROWS, 1]
    assert pa.Table.from_batches(list(blocks(rows, 1))).equals(generate(rows, 1))


def test_no_rows_give_an_empty_backlog_with_every_column() -> None:
    assert generate(0, 0).schema == ARROW_SCHEMA


@pytest.mark.parametrize(("rows", "seed"), [(-1, 0), (2**32, 0), (1, -1)])
def test_a_size_or_seed_out_of_range_is_refused(rows: int, seed: int) -> None:
    with pytest.raises(ValueError, match="Rows must be 0 to 4,294,967,295"):
        generate(rows, seed)


def test_known_first_rows_stay_the_same_for_ever() -> None:
    second = generate(2, 0).to_pylist()[1]
    assert second == SECOND_ROW


def test_shares_of_labels_statuses_and_empty_rows_follow_the_aggregates(
    table: pa.Table, complete: pa.Table
) -> None:
    assert 1 - len(complete) / len(table) == pytest.approx(298 / 19382, rel=0.15)
    assert share(complete, "claim_status", "claim") == pytest.approx(0.5035, abs=0.01)
    by_label = {
        label: complete.filter(pc.equal(complete["claim_status"], label))
        for label in schema.LABEL.values
    }
    for label, verified, banned in (
        ("claim", 209 / 9608, 1439 / 9608),
        ("opinion", 991 / 9476, 196 / 9476),
    ):
        rows = by_label[label]
        assert share(rows, "verified_status", "verified") == pytest.approx(
            verified, rel=0.15
        )
        assert share(rows, "author_ban_status", "banned") == pytest.approx(
            banned, rel=0.15
        )


def test_counts_and_durations_follow_the_aggregates(complete: pa.Table) -> None:
    for name, mean in MEANS.items():
        assert numbers(complete, name).mean() == pytest.approx(mean, rel=0.04), name
    for name, quartiles in QUARTILES.items():
        found = np.quantile(numbers(complete, name), (0.25, 0.5, 0.75))
        assert found == pytest.approx(quartiles, rel=0.06, abs=1), name


def test_views_by_ban_status_follow_the_aggregates(complete: pa.Table) -> None:
    for status, median in MEDIAN_VIEWS_BY_BAN.items():
        rows = complete.filter(pc.equal(complete["author_ban_status"], status))
        found = np.median(numbers(rows, schema.VIEWS.name))
        assert found == pytest.approx(median, rel=0.12), status


def test_rates_by_label_follow_the_aggregates(complete: pa.Table) -> None:
    for (label, name), mean in RATES.items():
        rows = complete.filter(pc.equal(complete["claim_status"], label))
        rate = numbers(rows, name) / numbers(rows, schema.VIEWS.name)
        assert rate.mean() == pytest.approx(mean, rel=0.1), (label, name)


def test_transcripts_are_as_long_as_real_ones_and_nearly_all_differ(
    complete: pa.Table,
) -> None:
    texts = complete[schema.TRANSCRIPT.name]
    for label, mean in MEAN_LENGTH.items():
        chosen = texts.filter(pc.equal(complete["claim_status"], label))
        found = pc.mean(pc.utf8_length(chosen)).as_py()
        assert found == pytest.approx(mean, rel=0.1), label
    assert pc.count_distinct(texts).as_py() > 0.98 * len(texts)


def test_no_two_word_opening_decides_the_label(complete: pa.Table) -> None:
    openings: dict[str, list[int]] = {}
    for text, label in zip(
        complete[schema.TRANSCRIPT.name].to_pylist(),
        complete[schema.LABEL.name].to_pylist(),
        strict=True,
    ):
        opening = " ".join(text.lower().split()[:2])
        openings.setdefault(opening, [0, 0])[label == "opinion"] += 1
    right = sum(max(counts) for counts in openings.values())
    shared = sum(sum(counts) for counts in openings.values() if min(counts) > 0)
    assert right / len(complete) < 0.6
    assert shared / len(complete) > 0.9


def test_transcripts_hold_other_scripts_emoji_and_punctuation(
    complete: pa.Table,
) -> None:
    texts = complete[schema.TRANSCRIPT.name]
    for pattern in (r"\p{Arabic}", r"\p{Han}", "🔥", "#fyp", r"\?!", "^[A-Z]", "leí"):
        found = pc.mean(pc.match_substring_regex(texts, pattern)).as_py()
        assert 0.0003 < found < 0.2, pattern


def test_the_bundled_sample_is_what_its_generator_writes() -> None:
    bundled = ROOT / "resources" / "sample" / "backlog.csv"
    assert bundled.read_bytes() == sample_csv()


def test_the_bundled_sample_is_awkward_on_purpose() -> None:
    text = sample_csv().decode()
    lines = text.splitlines()
    assert len(lines) > SAMPLE_ROWS + 1  # some transcripts hold line breaks
    for awkward in ('"1,234"', ",-5,", "<script>", "\u202e", "\u200b", ",007,"):
        assert awkward in text
    assert ",7301234567890123456," in text
    assert max(map(len, lines)) > 6_000
