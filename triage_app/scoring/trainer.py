"""Training and evaluation on backlogs whose reference labels are known."""

from collections.abc import Callable, Mapping
from pathlib import Path

from model import artefact
from model.card import evaluation_text
from model.classifier import Classifier
from model.dataset import Dataset, held_out
from model.evaluate import evaluate
from model.manifest import ArtefactError, check_name
from model.train import TrainingError, train
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.errors import ModelError, OutputError
from triage_app.domain.ports import TrainingSummary
from triage_app.domain.progress import (
    CancelToken,
    Progress,
    Stage,
    Step,
    no_progress,
)

__all__ = ["ModelTrainer", "dataset_of", "evaluation_text"]


class ModelTrainer:
    """Fits a model and measures one; fulfils `domain.ports.Trainer`."""

    def train(
        self,
        backlog: Backlog,
        out: Path,
        *,
        name: str,
        seed: int,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> TrainingSummary:
        """Fit on the labelled rows outside the held-out fifth; save under `out`.

        Raises
        ------
        ModelError
            If there are too few labelled rows, or only one label, or the name or the
            seed can't be used.
        OutputError
            If the folder can't be written.
        CancelledError
        """
        if seed < 0:
            raise ModelError(f"The seed {seed} can't be used: it must be 0 or more.")
        dataset = dataset_of(backlog)
        report = _report(Stage.TRAINING, progress, cancel, len(dataset))
        try:
            check_name(name)
            training = train(dataset, seed, report)
            measured = evaluate(
                training.classifier,
                dataset,
                held_out_only=True,
                report=_report(Stage.CHECKING, progress, cancel),
            )
            manifest = artefact.save(training, out, name, measured)
        except (TrainingError, ArtefactError) as error:
            raise ModelError("No model could be trained.", str(error)) from error
        except OSError as error:
            raise OutputError(
                f"The model can't be written to {out}.",
                f"{error.strerror or error}.",
            ) from error
        return TrainingSummary(
            model_id=manifest.model_id,
            out=out,
            rows_trained=training.rows_trained,
            rows_held_out=training.rows_held_out,
            rows_unlabelled=training.rows_unlabelled,
            metrics=manifest.metrics,
        )

    def evaluate(
        self,
        backlog: Backlog,
        *,
        model_dir: Path | None,
        held_out: bool,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Mapping[str, object]:
        """Measure a model against the labels of a backlog.

        Returns
        -------
        mapping
            JSON-able: ``model_id``, ``held_out``, and what `model.evaluate.evaluate`
            gives.

        Raises
        ------
        ModelError
            If the model doesn't verify, or no row has a label.
        CancelledError
        """
        dataset = dataset_of(backlog)
        _check_labels(dataset, held_out)
        model_id, classifier = _load(model_dir or artefact.bundled())
        measured = evaluate(
            classifier,
            dataset,
            held_out_only=held_out,
            report=_report(Stage.CHECKING, progress, cancel),
        )
        return {"model_id": model_id, "held_out": held_out, **measured}


def dataset_of(backlog: Backlog) -> Dataset:
    """Return a backlog's columns as the classifier's library takes them."""
    return Dataset.from_columns(
        backlog.ids.to_list(),
        backlog.text(Field.TRANSCRIPT).to_list(),
        {part.value: backlog.number(part) for part in COUNTS},
        backlog.text(Field.REFERENCE).to_list(),
        {
            part.value: backlog.text(part).to_list()
            for part in (Field.VERIFIED, Field.BAN)
            if part in backlog.roles
        },
    )


def _load(folder: Path) -> tuple[str, Classifier]:
    try:
        loaded = artefact.load(folder)
    except ArtefactError as error:
        raise ModelError(f"The model in {folder} can't be used.", str(error)) from error
    return loaded.model_id, loaded.classifier


def _check_labels(dataset: Dataset, held_out_only: bool) -> None:
    labelled = dataset.labelled
    where = ""
    if held_out_only:
        labelled = labelled & held_out(dataset.ids)
        where = " of the held-out fifth"
    if not labelled.any():
        raise ModelError(
            f"None of the rows{where} has a label to measure against.",
            f"A label is claim or opinion, in the column {Field.REFERENCE.value}.",
        )


def _report(
    stage: Stage, progress: Progress, cancel: CancelToken | None, rows: int = 0
) -> Callable[[int, int], None]:
    """Return what the library calls; its steps are shown as so many rows, if given."""

    def report(done: int, total: int) -> None:
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(Step(stage, done * (rows or total) // max(total, 1), rows or total))

    return report
