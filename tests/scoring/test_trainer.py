import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.artefact import load
from model.dataset import held_out
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import (
    CancelledError,
    ModelError,
    OutputError,
    UserFacingError,
)
from triage_app.domain.ports import Trainer
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.scorer import ModelScorer
from triage_app.scoring.trainer import ModelTrainer


def with_labels(backlog: Backlog, labels: list[str | None]) -> Backlog:
    raw = {**backlog.raw, "claim_status": TextColumn.from_strings(labels)}
    return Backlog(raw, backlog.roles, backlog.numbers, backlog.lines)


def test_training_gives_a_model_that_loads_and_its_account(
    backlog: Backlog, tmp_path: Path
) -> None:
    trainer: Trainer = ModelTrainer()
    rows = backlog.slice(0, 1_500)
    made = trainer.train(rows, tmp_path / "m", name="team-1", seed=1)
    assert load(tmp_path / "m").model_id == made.model_id
    assert made.rows_trained + made.rows_held_out + made.rows_unlabelled == len(rows)
    assert made.model_id.startswith("team-1-")
    assert made.metrics["recall"] > 0.95


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
    with pytest.raises(ModelError, match="it must be from 0 to 1,000,000,000,000"):
        ModelTrainer().train(backlog, tmp_path / "m", name="x", seed=10**13)


def test_a_folder_that_can_not_be_written_is_a_sentence(
    backlog: Backlog, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="The model can't be written to"):
        ModelTrainer().train(
            backlog.slice(0, 900), tmp_path / "file" / "m", name="x", seed=0
        )


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


def test_an_evaluation_routes_by_an_error_budget_and_shows_the_band_beside_it(
    backlog: Backlog, trained: Path
) -> None:
    found: Any = ModelTrainer().evaluate(backlog, model_dir=trained, held_out=True)
    assert found["routing"]["plan"].startswith("error budget 1 %")
    assert found["routing"]["budget"] == 0.01
    assert found["automatic_error"] <= 0.01
    assert 0.1 < found["automatic_share"] < found["band"]["automatic_share"]
    assert found["band"].keys() == found["slices"]["counts / 10"]["band"].keys()
    tight: Any = ModelTrainer().evaluate(
        backlog, model_dir=trained, held_out=True, error_budget=0.0001
    )
    assert tight["routing"]["budget"] is None
    (note,) = tight["routing"]["notes"]
    assert "At most 0.01 % wrong can't be promised" in note
    assert tight["automatic_share"] == tight["band"]["automatic_share"]


def test_a_budget_that_makes_no_sense_is_a_sentence(
    backlog: Backlog, trained: Path
) -> None:
    with pytest.raises(UserFacingError, match="An error budget of 70 % can't be used"):
        ModelTrainer().evaluate(
            backlog, model_dir=trained, held_out=True, error_budget=0.7
        )


def strangers(rows: int) -> Backlog:
    """Text of another kind, without labels or counts."""
    columns = {
        Field.ID: [f"s{n}" for n in range(rows)],
        Field.TRANSCRIPT: [
            f"the committee adjourned {n} sessions until further notice"
            for n in range(rows)
        ],
    }
    return Backlog(
        {part.value: TextColumn.from_strings(cells) for part, cells in columns.items()},
        {part: part.value for part in columns},
        {},
        np.arange(rows, dtype=np.int64),
    )


def test_foreign_rows_are_measured_without_labels_and_called_foreign(
    backlog: Backlog, trained: Path
) -> None:
    found: Any = ModelTrainer().evaluate(
        backlog,
        model_dir=trained,
        held_out=True,
        foreign={"strange.csv": strangers(300), "home.csv": backlog},
    )
    strange, home = found["elsewhere"]
    assert strange["name"] == "strange.csv"
    assert strange["outside_share"] == 1.0
    assert strange["automatic_share"] == 0.0
    assert "300 of 300 items (100 %) lie outside" in strange["drift"]
    assert strange["labelled"] is None
    assert home["drift"] == ""
    assert home["labelled"]["macro_f1"] > 0.9
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    text, page = (
        show(found) for show in (ModelTrainer().describe, ModelTrainer().page)
    )
    assert "| strange.csv " in text
    assert "lie outside" in page


def with_other_standing(backlog: Backlog) -> Backlog:
    """Give every author the standing of another one."""
    order = np.random.default_rng(0).permutation(len(backlog))
    turned = {
        backlog.roles[part]: backlog.text(part).take(order)
        for part in (Field.BAN, Field.VERIFIED)
    }
    raw = {**backlog.raw, **turned}
    return Backlog(raw, backlog.roles, backlog.numbers, backlog.lines)


def test_nobodys_standing_changes_a_score(backlog: Backlog, trained: Path) -> None:
    other = with_other_standing(backlog)
    assert other.text(Field.BAN).to_list() != backlog.text(Field.BAN).to_list()
    one, two = (ModelScorer(trained).score(rows) for rows in (backlog, other))
    for head in ("p_claim", "p_text", "p_engagement", "outside"):
        assert np.array_equal(getattr(one, head), getattr(two, head), equal_nan=True)


def test_training_again_with_other_standings_and_labels_in_any_case_is_the_same(
    backlog: Backlog, trained: Path, tmp_path: Path
) -> None:
    shouted = [
        None if label is None else f" {label.upper()}"
        for label in backlog.text(Field.REFERENCE).to_list()
    ]
    other = with_labels(with_other_standing(backlog), shouted)
    made = ModelTrainer().train(other, tmp_path / "m", name="team-1", seed=1)
    assert made.model_id == load(trained).model_id


def with_verdicts(backlog: Backlog, label: str) -> Backlog:
    told = {
        "feedback_label": [label] * len(backlog),
        "why_shown": ["random"] * len(backlog),
    }
    columns = {name: TextColumn.from_strings(cells) for name, cells in told.items()}
    return Backlog(
        {**backlog.raw, **columns}, backlog.roles, backlog.numbers, backlog.lines
    )


def test_verdicts_are_learnt_from_and_counted(
    backlog: Backlog, trained: Path, tmp_path: Path
) -> None:
    half = strangers(200)
    feedback = {
        "a.csv": with_verdicts(half.slice(0, 100), "claim"),
        "b.csv": with_verdicts(half.slice(100, 200), "opinion"),
    }
    made = ModelTrainer().train(
        backlog, tmp_path / "m", name="team-1", seed=1, feedback=feedback
    )
    tested = int(held_out(half.ids.to_list()).sum())
    assert made.rows_feedback == 200 - tested
    assert made.model_id != load(trained).model_id
    # What lies outside is still outside, and home is as it was.
    scores = ModelScorer(tmp_path / "m").score(half)
    assert scores.outside.all()
    assert made.metrics["macro_f1"] > 0.95
    card = (tmp_path / "m" / "MODEL_CARD.md").read_text("utf-8")
    assert f"and {200 - tested} rows of feedback" in card
    assert f"| feedback, held out | {tested} " in card


def test_a_file_that_is_no_feedback_is_refused_before_anything_is_fitted(
    backlog: Backlog, tmp_path: Path
) -> None:
    steps: list[Step] = []
    with pytest.raises(ModelError, match=r'"b\.csv" is no export of feedback'):
        ModelTrainer().train(
            backlog,
            tmp_path / "m",
            name="x",
            seed=0,
            feedback={"b.csv": backlog},
            progress=steps.append,
        )
    assert not steps
    assert not (tmp_path / "m").exists()


def test_the_bundled_model_is_measured_where_none_is_named(backlog: Backlog) -> None:
    found = ModelTrainer().evaluate(backlog, model_dir=None, held_out=False)
    assert str(found["model_id"]).startswith("base-2-")


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
