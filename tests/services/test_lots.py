"""Lots at opening: kept ones where they are right, else the ones that are drawn."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.domain.draws import draws_of
from triage_app.domain.text_column import TextColumn
from triage_app.services import lots
from triage_app.services.lots import lots_of

IDS = TextColumn.from_strings(f"video-{row}" for row in range(900))


@pytest.fixture
def store(stores: Any) -> Any:
    return stores.open(Path("w.triage"), create=True)


def test_lots_are_drawn_once_and_kept(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = draws_of(IDS, store.workspace_id)
    assert np.array_equal(lots_of(store, "one", IDS), right)
    counted: list[int] = []

    def count(ids: TextColumn, seed: str) -> Any:
        counted.append(len(ids))
        return draws_of(ids, seed)

    monkeypatch.setattr(lots, "draws_of", count)
    assert lots_of(store, "one", IDS) is store.kept_lots["one"]
    assert len(counted) == 1
    assert counted[0] <= 256


@pytest.mark.parametrize("rows", [0, 899, 900])
def test_wrong_lots_are_drawn_anew(store: Any, rows: int) -> None:
    store.kept_lots["one"] = draws_of(IDS, "another workspace")[:rows]
    right = draws_of(IDS, store.workspace_id)
    assert np.array_equal(lots_of(store, "one", IDS), right)
    assert np.array_equal(store.kept_lots["one"], right)


def test_no_items_have_no_lots(store: Any) -> None:
    nothing = TextColumn.from_strings([])
    for _ in range(2):
        assert lots_of(store, "one", nothing).shape == (0, 4)
