"""Snapshots give back exactly what was kept, and refuse what isn't theirs."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage_app.domain.backlog import NUMBERS, Backlog, Field
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.store import snapshots
from triage_app.store.snapshots import SnapshotError

_FLOATS = st.floats(width=64)


@st.composite
def backlogs(draw: st.DrawFn) -> Backlog:
    rows = draw(st.integers(0, 6))
    cells = st.lists(st.none() | st.text(), min_size=rows, max_size=rows)
    names = draw(st.lists(st.text(), min_size=1, max_size=4, unique=True))
    raw = {name: TextColumn.from_strings(draw(cells)) for name in names}
    parts = draw(st.lists(st.sampled_from(Field), unique=True, max_size=len(names)))
    roles = dict(zip(parts, names, strict=False))
    floats = st.lists(_FLOATS, min_size=rows, max_size=rows)
    numbers = {
        part: np.array(draw(floats), dtype=np.float64)
        for part in draw(st.lists(st.sampled_from(NUMBERS), unique=True))
    }
    lines = draw(st.lists(st.integers(1, 2**62), min_size=rows, max_size=rows))
    return Backlog(raw, roles, numbers, np.array(lines, dtype=np.int64))


@settings(max_examples=60, deadline=None)
@given(backlogs())
def test_any_backlog_comes_back_as_it_was(backlog: Backlog) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.parquet"
        snapshots.backlog_writer(backlog)(path)
        found = snapshots.read_backlog(path)
        assert snapshots.row_count(path) == len(backlog)
    assert list(found.raw) == list(backlog.raw)
    for name, column in backlog.raw.items():
        assert found.raw[name].to_list() == column.to_list()
        assert found.raw[name].offsets.dtype == np.int64
        assert found.raw[name].missing.dtype == np.bool_
    assert list(found.roles.items()) == list(backlog.roles.items())
    assert list(found.numbers) == list(backlog.numbers)
    for part, values in backlog.numbers.items():
        np.testing.assert_array_equal(found.numbers[part], values)
    np.testing.assert_array_equal(found.lines, backlog.lines)


def test_a_slice_and_a_selection_come_back_as_they_were(
    tmp_path: Path, make: Any
) -> None:
    whole = make.backlog(9)
    for part in (whole.slice(3, 7), whole.take(np.array([8, 0, 8]))):
        snapshots.backlog_writer(part)(tmp_path / "b.parquet")
        found = snapshots.read_backlog(tmp_path / "b.parquet")
        assert dict(found.raw) == dict(part.raw)
        np.testing.assert_array_equal(found.lines, part.lines)
        # What was read can be cut again like any other backlog.
        assert found.slice(1, 3).ids == part.slice(1, 3).ids
        assert found.take(np.array([2, 1])).ids == part.take(np.array([2, 1])).ids


def test_bytes_under_a_missing_cell_do_no_harm(tmp_path: Path) -> None:
    column = TextColumn(
        np.array([0, 2, 5]), np.frombuffer(b"abcde", np.uint8), np.array([True, False])
    )
    lines = np.array([2, 3])
    backlog = Backlog({"id": column}, {Field.ID: "id"}, {}, lines)
    snapshots.backlog_writer(backlog)(tmp_path / "b.parquet")
    found = snapshots.read_backlog(tmp_path / "b.parquet")
    assert found.ids.to_list() == [None, "cde"]


def test_what_was_read_can_not_be_changed(tmp_path: Path, make: Any) -> None:
    snapshots.backlog_writer(make.backlog())(tmp_path / "b.parquet")
    found = snapshots.read_backlog(tmp_path / "b.parquet")
    with pytest.raises(ValueError, match="read-only"):
        found.lines[0] = 7
    with pytest.raises(ValueError, match="read-only"):
        found.ids.data[0] = 7


@given(st.lists(st.floats(0, 1) | st.just(np.nan), max_size=8), st.text())
@settings(max_examples=30, deadline=None)
def test_any_scores_come_back_as_they_were(values: list[float], model: str) -> None:
    p = np.array(values, dtype=np.float64)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.parquet"
        snapshots.scores_writer(Scores(p, 1 - p, p / 2, p > 0.5, model))(path)
        found = snapshots.read_scores(path)
    np.testing.assert_array_equal(found.p_claim, p)
    np.testing.assert_array_equal(found.p_text, 1 - p)
    np.testing.assert_array_equal(found.p_engagement, p / 2)
    np.testing.assert_array_equal(found.outside, p > 0.5)
    assert found.outside.dtype == np.bool_
    assert found.model_id == model


def test_scores_kept_before_there_was_a_guard_are_all_outside(tmp_path: Path) -> None:
    p = pa.array([0.9, None, 0.1], pa.float64())
    columns = {"p_claim": p, "p_text": p, "p_engagement": p}
    path = _written(tmp_path / "s.parquet", columns, {"model_id": "base-1"})
    found = snapshots.read_scores(path)
    assert found.outside.tolist() == [True, True, True]
    assert found.stale.tolist() == [True, True, True]
    assert found.outside.dtype == np.bool_
    np.testing.assert_array_equal(found.p_claim, [0.9, np.nan, 0.1])


@pytest.mark.parametrize("value", [1.5, -0.1, np.inf, -np.inf])
@pytest.mark.parametrize("head", ["p_claim", "p_text", "p_engagement"])
def test_scores_that_are_no_probabilities_are_refused(
    tmp_path: Path, head: str, value: float
) -> None:
    one = np.array([0.5, np.nan])
    heads = {"p_claim": one, "p_text": one, "p_engagement": one}
    scores = Scores(
        **{**heads, head: np.array([0.5, value])},
        outside=np.zeros(2, np.bool_),
        model_id="m",
    )
    snapshots.scores_writer(scores)(tmp_path / "s.parquet")
    with pytest.raises(SnapshotError, match="holds scores that are no probabilities"):
        snapshots.read_scores(tmp_path / "s.parquet")


@pytest.mark.parametrize("outside", [["no", ""], [None, True], [1.0, 0.0]])
def test_an_outside_column_that_says_no_such_thing_is_refused(
    tmp_path: Path, outside: list[object]
) -> None:
    p = pa.array([0.9, 0.1], pa.float64())
    heads = {"p_claim": p, "p_text": p, "p_engagement": p}
    columns = {**heads, "outside": pa.array(outside)}
    path = _written(tmp_path / "s.parquet", columns, {"model_id": "base-1"})
    with pytest.raises(SnapshotError):
        snapshots.read_scores(path)


def _written(path: Path, columns: dict[str, Any], meta: object) -> Path:
    table = pa.table(columns)
    if meta is not None:
        table = table.replace_schema_metadata({b"claim-triage": json.dumps(meta)})
    pq.write_table(table, path)
    return path


_META: dict[str, Any] = {"names": ["id"], "roles": {"video_id": "id"}, "numbers": []}
_TEXT = pa.array(["7"], pa.large_string())
_LINE = pa.array([2], pa.int64())


@pytest.mark.parametrize(
    ("columns", "meta"),
    [
        ({"text_0": _TEXT, "line": _LINE}, None),
        ({"text_0": _TEXT, "line": _LINE}, [1]),
        ({"text_0": _TEXT, "line": _LINE}, {}),
        ({"text_0": _TEXT, "line": _LINE}, {**_META, "roles": {"x": "id"}}),
        ({"text_0": _TEXT, "line": _LINE}, {**_META, "roles": {"video_id": "no"}}),
        ({"text_0": _TEXT, "line": _LINE}, {**_META, "roles": [1]}),
        ({"text_0": _TEXT, "line": _LINE}, {**_META, "numbers": ["video_view_count"]}),
        ({"text_0": _TEXT, "line": _LINE}, {**_META, "numbers": ["other"]}),
        ({"text_0": _LINE, "line": _LINE}, _META),
        ({"text_0": _TEXT, "line": _TEXT}, _META),
        ({"line": _LINE}, _META),
        ({"text_0": _TEXT}, _META),
    ],
)
def test_a_foreign_parquet_file_is_refused(
    tmp_path: Path, columns: dict[str, Any], meta: object
) -> None:
    path = _written(tmp_path / "x.parquet", columns, meta)
    with pytest.raises(SnapshotError):
        snapshots.read_backlog(path)
    with pytest.raises(SnapshotError):
        snapshots.read_scores(path)


@pytest.mark.parametrize(
    "name",
    [
        b"b.parquet",
        pytest.param(
            b"\xff.parquet",
            marks=pytest.mark.skipif(os.name == "nt", reason="names are text there"),
        ),
    ],
)
def test_arrows_threads_are_given_nothing_of_pythons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, name: bytes
) -> None:
    """What they let go of while the interpreter ends would abort it."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    snapshots.backlog_writer(make.backlog())(path)
    given: list[Any] = []
    real = pq.ParquetFile

    def note(source: Any, **options: Any) -> Any:
        given.append(source)
        return real(source, **options)

    monkeypatch.setattr(pq, "ParquetFile", note)
    assert len(snapshots.read_backlog(path)) == len(make.backlog())
    (source,) = given
    assert isinstance(source, (pa.OSFile, pa.BufferReader))
    if isinstance(source, pa.BufferReader):
        assert snapshots._native(b"some").is_mutable  # Python's bytes are not
