import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.artefact import load
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import CancelledError, ModelError, OutputError
from triage_app.domain.ports import Trainer
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.trainer import ModelTrainer


def with_labels(backlog: Backlog, labels: list[str | None]) -> Backlog:
    raw = {**backlog.raw, "claim_status": TextColumn.from_strings(labels)}
    return Backlog(raw, backlog.roles, backlog.numbers, backlog.lines)


def test_training_gives_a_model_that_loads_and_its_account(
    backlog: Backlog, tmp_path: Path
) -> None:
    trainer: Trainer = ModelTrainer()
    made = trainer.train(backlog, tmp_path / "m", name="team-1", seed=1)
    assert load(tmp_path / "m").model_id == made.model_id
    assert made.rows_trained + made.rows_held_out + made.rows_unlabelled == len(backlog)
    assert made.model_id.startswith("team-1-")
    assert made.metrics["recall"] > 0.95


def test_training_twice_gives_the_same_model(
    backlog: Backlog, trained: Path, tmp_path: Path
) -> None:
    again = ModelTrainer().train(backlog, tmp_path / "m", name="team-1", seed=1)
    assert again.model_id == load(trained).model_id


def test_labels_are_read_in_any_case(
    backlog: Backlog, trained: Path, tmp_path: Path
) -> None:
    shouted = [
        None if label is None else f" {label.upper()}"
        for label in backlog.text(Field.REFERENCE).to_list()
    ]
    made = ModelTrainer().train(
        with_labels(backlog, shouted), tmp_path / "m", name="team-1", seed=1
    )
    assert made.model_id == load(trained).model_id


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("unsure", "There are 0 labelled claims to learn from"),
        ("claim", "There are 0 labelled opinions to learn from"),
    ],
)
def test_too_few_labels_are_a_sentence_and_leave_no_folder(
    backlog: Backlog, tmp_path: Path, label: str, sentence: str
) -> None:
    with pytest.raises(ModelError, match="No model could be trained") as error:
        ModelTrainer().train(
            with_labels(backlog, [label] * len(backlog)),
            tmp_path / "m",
            name="x",
            seed=0,
        )
    assert sentence in error.value.detail
    assert not (tmp_path / "m").exists()


def test_a_name_or_seed_that_can_not_be_used_is_a_sentence(
    backlog: Backlog, tmp_path: Path
) -> None:
    with pytest.raises(ModelError) as error:
        ModelTrainer().train(backlog, tmp_path / "m", name="../x", seed=0)
    assert "can't be a model's name" in error.value.detail
    with pytest.raises(ModelError, match="The seed -1 can't be used"):
        ModelTrainer().train(backlog, tmp_path / "m", name="x", seed=-1)


def test_a_folder_that_can_not_be_written_is_a_sentence(
    backlog: Backlog, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="The model can't be written to"):
        ModelTrainer().train(backlog, tmp_path / "file" / "m", name="x", seed=0)


def test_training_shows_progress_and_can_be_cancelled(
    backlog: Backlog, tmp_path: Path
) -> None:
    cancel, steps = CancelToken(), []

    def progress(step: Step) -> None:
        steps.append(step)
        if step.done == 2_500:
            cancel.cancel()

    with pytest.raises(CancelledError):
        ModelTrainer().train(
            backlog,
            tmp_path / "m",
            name="x",
            seed=0,
            progress=progress,
            cancel=cancel,
        )
    assert {(step.stage, step.total) for step in steps} == {(Stage.TRAINING, 5_000)}
    assert not (tmp_path / "m").exists()


def test_an_evaluation_has_the_promised_keys(backlog: Backlog, trained: Path) -> None:
    found = ModelTrainer().evaluate(backlog, model_dir=trained, held_out=True)
    wanted = (
        "rows precision recall f1 macro_f1 roc_auc pr_auc brier ece automatic_share"
        " automatic_error slices model_id"
    )
    assert set(wanted.split()) <= found.keys()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    everything = ModelTrainer().evaluate(backlog, model_dir=trained, held_out=False)
    assert everything["rows"] > 4 * found["rows"]


def test_the_bundled_model_is_measured_where_none_is_named(backlog: Backlog) -> None:
    found = ModelTrainer().evaluate(backlog, model_dir=None, held_out=False)
    assert str(found["model_id"]).startswith("base-1-")


def test_a_model_that_does_not_verify_is_not_measured(
    backlog: Backlog, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="can't be used") as error:
        ModelTrainer().evaluate(backlog, model_dir=tmp_path, held_out=False)
    assert "There is no manifest.json" in error.value.detail


@pytest.mark.parametrize("held_out", [True, False])
def test_rows_without_labels_can_not_be_measured_against(
    backlog: Backlog, held_out: bool
) -> None:
    blank = with_labels(backlog, [None] * len(backlog))
    with pytest.raises(ModelError, match="has a label to measure against"):
        ModelTrainer().evaluate(blank, model_dir=None, held_out=held_out)


def test_an_evaluation_can_be_cancelled(backlog: Backlog) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        ModelTrainer().evaluate(backlog, model_dir=None, held_out=False, cancel=cancel)


def test_backlogs_joined_train_like_one(
    make_backlog: Callable[[int, int], Backlog], backlog: Backlog, trained: Path
) -> None:
    parts = [backlog.slice(0, 2_000), backlog.take(np.arange(2_000, 5_000))]
    found = ModelTrainer().evaluate(
        Backlog.concat(parts), model_dir=trained, held_out=False
    )
    whole = ModelTrainer().evaluate(backlog, model_dir=trained, held_out=False)
    assert found == whole
