"""What the classifier's tests share: synthetic rows and a model fitted on them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model import schema
from model.artefact import save
from model.dataset import Dataset
from model.evaluate import evaluate
from model.synthetic import generate
from model.train import Training, train


@pytest.fixture(scope="session")
def synthetic() -> Callable[[int, int], Dataset]:
    """Make labelled synthetic rows of a size and seed."""

    def make(rows: int, seed: int) -> Dataset:
        table = generate(rows, seed)
        return Dataset.from_columns(
            table[schema.ID.name].to_pylist(),
            table[schema.TRANSCRIPT.name].to_pylist(),
            {
                name: np.asarray(
                    table[name].cast("double").to_numpy(zero_copy_only=False)
                )
                for name in schema.COUNT_NAMES
            },
            table[schema.LABEL.name].to_pylist(),
            {
                column.name: table[column.name].to_pylist()
                for column in (schema.VERIFIED, schema.BAN)
            },
        )

    return make


@pytest.fixture(scope="session")
def rows(synthetic: Callable[[int, int], Dataset]) -> Dataset:
    """Three thousand labelled rows."""
    return synthetic(3_000, 21)


@pytest.fixture(scope="session")
def training(rows: Dataset) -> Training:
    """A model fitted on `rows`."""
    return train(rows, seed=3)


@pytest.fixture(scope="session")
def measured(rows: Dataset, training: Training) -> dict[str, object]:
    """What the model does on the held-out fifth of `rows`."""
    return evaluate(training.classifier, rows, held_out_only=True)


@pytest.fixture
def saved(training: Training, measured: dict[str, object], tmp_path: Path) -> Path:
    """A folder with the model."""
    folder = tmp_path / "model"
    save(training, folder, "test-1", measured)
    return folder
