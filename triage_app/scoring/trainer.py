"""Training and evaluation on backlogs whose reference labels are known."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from model import artefact
from model.artefact import Artefact
from model.card import evaluation_text
from model.classifier import Classifier
from model.dataset import Dataset, held_out
from model.evaluate import evaluate, evaluate_elsewhere
from model.general import teaches
from model.manifest import ArtefactError, check_name
from model.report import page as evaluation_page
from model.train import Feedback, Training, TrainingError, train
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.drift import measure
from triage_app.domain.errors import ModelError, OutputError
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import DEFAULT_BUDGET
from triage_app.domain.ports import TrainingSummary
from triage_app.domain.progress import (
    CancelToken,
    Progress,
    Stage,
    Step,
    no_progress,
)
from triage_app.scoring.datasets import (
    dataset_of,
    feedback_of,
    held_out_feedback,
    without_retold,
)
from triage_app.scoring.rules import domain_evidence, domain_scores, routing_rules

Report = Callable[[int, int], None]

_NONE: Mapping[str, Backlog] = MappingProxyType({})
_LARGEST_SEED = 10**12
_HELD_OUT_FEEDBACK = "feedback, held out"


class ModelTrainer:
    """Fits a model and measures one; fulfils `domain.ports.Trainer`."""

    def train(
        self,
        backlog: Backlog,
        out: Path,
        *,
        name: str,
        seed: int,
        feedback: Mapping[str, Backlog] = _NONE,
        foreign: Mapping[str, Backlog] = _NONE,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> TrainingSummary:
        """Fit on the labelled rows outside the held-out fifth; save under `out`.

        Parameters
        ----------
        backlog : Backlog
        out : Path
        name : str
        seed : int
        feedback : mapping of str to Backlog
            Exports of a team's verdicts, by file name; learnt beside the rows, whose
            place they take where the id is the same.
        foreign : mapping of str to Backlog
            Rows of other sources, by name, that the card tells of.
        progress, cancel : optional

        Raises
        ------
        ModelError
            If there are too few labelled rows, or only one label; if the name or the
            seed can't be used; or if a feedback file is no export of verdicts.
        OutputError
            If the folder can't be written.
        CancelledError
        """
        if not 0 <= seed <= _LARGEST_SEED:
            raise ModelError(
                f"The seed {seed} can't be used: it must be from 0 to"
                f" {_LARGEST_SEED:,}."
            )
        verdicts = feedback_of(feedback)
        dataset = without_retold(dataset_of(backlog), verdicts)
        others = {source: dataset_of(rows) for source, rows in foreign.items()}
        kept = held_out_feedback(verdicts)
        if kept is not None:
            others[_HELD_OUT_FEEDBACK] = kept
        fitting = _report(Stage.TRAINING, progress, cancel, len(dataset))
        try:
            check_name(name)
            training = train(dataset, seed, fitting, verdicts)
            measured = _measure(
                training.classifier,
                domain_evidence(training.evidence, name),
                dataset,
                others,
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
        learnt = _learnt_by_general_head(verdicts)
        return _summary(training, learnt, out, manifest.model_id, manifest.metrics)

    def evaluate(
        self,
        backlog: Backlog,
        *,
        model_dir: Path | None,
        held_out: bool,
        error_budget: float = DEFAULT_BUDGET,
        foreign: Mapping[str, Backlog] = _NONE,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Mapping[str, object]:
        """Measure a model against the labels of a backlog.

        Parameters
        ----------
        backlog : Backlog
        model_dir : Path or None
            None: the bundled model.
        held_out : bool
            Only the rows that training leaves out.
        error_budget : float
            The share of wrong labels that automatic items are routed by; where the
            model's evidence doesn't support it, the band takes its place and
            ``routing`` says why.
        foreign : mapping of str to Backlog
            Rows of other sources, by name, with labels or without.
        progress, cancel : optional

        Returns
        -------
        mapping
            JSON-able: ``model_id``, ``held_out``, what `model.evaluate.evaluate`
            gives, and ``elsewhere`` with an entry for each foreign source.

        Raises
        ------
        ModelError
            If the model doesn't verify, or no row has a label.
        UserFacingError
            If the budget is out of range.
        CancelledError
        """
        dataset = dataset_of(backlog)
        _check_labels(dataset, held_out)
        loaded = _load(model_dir or artefact.bundled())
        measured = _measure(
            loaded.classifier,
            domain_evidence(loaded.evidence, loaded.model_id),
            dataset,
            {source: dataset_of(rows) for source, rows in foreign.items()},
            held_out_only=held_out,
            budget=error_budget,
            report=_report(Stage.CHECKING, progress, cancel),
        )
        return {"model_id": loaded.model_id, "held_out": held_out, **measured}

    def describe(self, measured: Mapping[str, object]) -> str:
        """Return what `evaluate` measured as text for people."""
        return evaluation_text(measured)

    def page(self, measured: Mapping[str, object]) -> str:
        """Return what `evaluate` measured as a whole HTML page with plots."""
        return evaluation_page(measured)


def _measure(
    classifier: Classifier,
    evidence: Evidence,
    dataset: Dataset,
    others: Mapping[str, Dataset],
    *,
    held_out_only: bool,
    budget: float = DEFAULT_BUDGET,
    report: Report,
) -> dict[str, object]:
    rules = routing_rules(evidence, budget)
    measured = evaluate(
        classifier, dataset, held_out_only=held_out_only, rules=rules, report=report
    )
    elsewhere = []
    for source, rows in others.items():
        figures, scores = evaluate_elsewhere(
            classifier, rows, rules=rules, report=report
        )
        drift = measure(domain_scores(scores, evidence.model_id), evidence)
        told = {"drift": drift.sentence(), "drift_distance": drift.distance}
        elsewhere.append({"name": source, **figures, **told})
    return {**measured, "elsewhere": elsewhere}


def _learnt_by_general_head(verdicts: Feedback | None) -> int:
    """Count the verdicts that changed the general head."""
    if verdicts is None:
        return 0
    used = verdicts.usable()
    if not teaches(used.rows.labels, used.general_weights):
        return 0
    return int(np.count_nonzero(used.general_weights))


def _summary(
    training: Training,
    rows_general: int,
    out: Path,
    model_id: str,
    metrics: Mapping[str, float],
) -> TrainingSummary:
    return TrainingSummary(
        model_id=model_id,
        out=out,
        rows_trained=training.rows_trained,
        rows_held_out=training.rows_held_out,
        rows_unlabelled=training.rows_unlabelled,
        rows_feedback=training.rows_feedback,
        rows_general=rows_general,
        metrics=metrics,
    )


def _load(folder: Path) -> Artefact:
    try:
        return artefact.load(folder)
    except ArtefactError as error:
        raise ModelError(f"The model in {folder} can't be used.", str(error)) from error


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
) -> Report:
    """Return what the library calls; its steps are shown as so many rows, if given."""

    def report(done: int, total: int) -> None:
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(Step(stage, done * (rows or total) // max(total, 1), rows or total))

    return report
