"""What the scoring tests share: synthetic backlogs and a model trained on one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.synthetic import generate
from triage_app.domain.backlog import NUMBERS, Backlog, Field
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.trainer import ModelTrainer


@pytest.fixture(scope="session")
def make_backlog() -> Callable[[int, int], Backlog]:
    """Make a synthetic backlog of a size and seed."""

    def make(rows: int, seed: int = 0) -> Backlog:
        table = generate(rows, seed)
        raw = {
            name: TextColumn.from_strings(
                [None if cell is None else str(cell) for cell in cells]
            )
            for name, cells in table.to_pydict().items()
        }
        numbers = {
            part: table[part.value].cast("double").to_numpy(zero_copy_only=False)
            for part in NUMBERS
        }
        lines = np.arange(2, rows + 2, dtype=np.int64)
        return Backlog(raw, {part: part.value for part in Field}, numbers, lines)

    return make


@pytest.fixture(scope="session")
def backlog(make_backlog: Callable[[int, int], Backlog]) -> Backlog:
    """Five thousand synthetic reports."""
    return make_backlog(5_000, 8)


@pytest.fixture(scope="session")
def trained(backlog: Backlog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model trained on `backlog`."""
    folder = tmp_path_factory.mktemp("trained") / "model"
    ModelTrainer().train(backlog, folder, name="team-1", seed=1)
    return folder
