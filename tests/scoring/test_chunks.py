import pickle

import numpy as np

from triage_app.domain.backlog import Backlog, Field
from triage_app.scoring.chunks import chunks


def test_chunks_hold_every_row_once_in_order(backlog: Backlog) -> None:
    parts = list(chunks(backlog, 1_300))
    assert [len(part) for part in parts] == [1_300, 1_300, 1_300, 1_100]
    texts = [text for part in parts for text in part.text.to_list()]
    assert texts == backlog.text(Field.TRANSCRIPT).to_list()
    views = np.concatenate([part.counts["video_view_count"] for part in parts])
    assert np.array_equal(views, backlog.number(Field.VIEWS), equal_nan=True)


def test_a_chunk_ships_nothing_of_the_rows_around_it(backlog: Backlog) -> None:
    part = next(chunks(backlog, 10))
    assert len(pickle.dumps(part)) < 6_000


def test_no_rows_make_no_chunks() -> None:
    assert list(chunks(Backlog.empty(), 10)) == []
