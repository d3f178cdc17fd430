import hashlib

import numpy as np

from model import schema
from model.dataset import CLAIM, OPINION, UNLABELLED, Dataset, held_out


def test_the_held_out_fifth_is_the_same_rows_for_ever() -> None:
    ids = [str(number) for number in range(40)]
    found = [i for i, out in zip(ids, held_out(ids), strict=True) if out]
    expected = [
        i for i in ids if int(hashlib.sha256(i.encode()).hexdigest(), 16) % 5 == 0
    ]
    assert found == expected == KNOWN


KNOWN = ["0", "1", "14", "18", "24", "31", "39"]


def test_about_a_fifth_is_held_out_whatever_the_ids_look_like() -> None:
    for ids in (range(7_000_000_000, 7_000_010_000), range(10_000)):
        assert 0.18 < held_out(str(i) for i in ids).mean() < 0.22


def test_ids_of_any_text_are_placed() -> None:
    assert held_out(["", "007", "7", "月", "\ud800"]).shape == (5,)


def test_labels_are_read_in_any_case_and_others_are_none() -> None:
    rows = Dataset.from_columns(
        list("abcde"),
        [None] * 5,
        {},
        ["Claim", " opinion ", "unsure", "", None],
    )
    assert rows.labels.tolist() == [CLAIM, OPINION, UNLABELLED, UNLABELLED, UNLABELLED]


def test_aged_rows_have_whole_counts_and_keep_what_is_missing() -> None:
    counts = {schema.VIEWS.name: np.array([1_999.0, np.nan])}
    rows = Dataset.from_columns(["a", "b"], ["x", "y"], counts, [None, None])
    aged = rows.aged(100).counts[:, 0]
    assert aged[0] == 19.0
    assert np.isnan(aged[1])


def test_the_digest_changes_with_any_cell() -> None:
    def rows(item: str = "1", text: str = "t", views: float = 5.0) -> Dataset:
        counts = {schema.VIEWS.name: np.array([views])}
        return Dataset.from_columns([item], [text], counts, ["claim"])

    digests = {rows().digest(), rows("2").digest(), rows(text="u").digest()}
    assert len({*digests, rows(views=6.0).digest()}) == 4
    assert rows().digest() == rows().digest()
