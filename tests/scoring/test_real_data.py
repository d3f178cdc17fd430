"""What the bundled model was promised to do on the real data set."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from model.artefact import bundled, load
from model.calibration import CONDITIONS
from model.dataset import CLAIM, Dataset
from model.heads import LogOdds
from model.train import train
from triage_app.domain.backlog import Backlog
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.formats.reader import FileFormats
from triage_app.scoring.datasets import dataset_of
from triage_app.scoring.scorer import load_scorer
from triage_app.scoring.trainer import ModelTrainer

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def real(real_backlog: Path) -> Backlog:
    return Backlog.concat(list(FileFormats().open(real_backlog)))


@pytest.fixture(scope="module")
def found(real: Backlog) -> Mapping[str, object]:
    return ModelTrainer().evaluate(real, model_dir=None, held_out=True)


@pytest.fixture(scope="module")
def slices(found: Mapping[str, object]) -> Mapping[str, Mapping[str, float]]:
    return found["slices"]  # type: ignore[return-value]


def test_claims_are_found_and_nothing_else(
    found: Mapping[str, float], slices: Mapping[str, Mapping[str, float]]
) -> None:
    assert found["rows"] > 3_500
    assert found["macro_f1"] >= 0.995
    assert found["recall"] >= 0.995
    assert slices["inside"]["precision"] >= 0.999
    assert slices["outside"]["rows"] <= 0.015 * found["rows"]
    assert slices["outside"]["automatic_share"] == 0.0


@pytest.mark.parametrize("age", ["counts / 10", "counts / 100", "counts / 1000"])
def test_fresh_videos_are_found_as_well(
    slices: Mapping[str, Mapping[str, float]], age: str
) -> None:
    assert slices[age]["recall"] >= 0.99
    assert slices[age]["precision"] >= 0.99


def test_few_views_without_text_are_uncertain_and_no_opinion(
    slices: Mapping[str, Mapping[str, float]],
) -> None:
    blank = slices["transcript blank, counts / 100"]
    assert blank["claims_to_likely_opinion"] <= 0.05


def test_probabilities_mean_what_they_say(
    found: Mapping[str, float], slices: Mapping[str, Mapping[str, float]]
) -> None:
    assert found["ece"] <= 0.02
    assert found["ece_mixed_ages"] <= 0.05
    for name in ("counts / 10", "counts / 100", "counts / 1000"):
        assert slices[name]["ece"] <= 0.02
    assert slices["counts missing"]["ece"] <= 0.02


def test_nearly_all_pass_within_the_error_budget_at_every_age(
    found: Mapping[str, float], slices: Mapping[str, Mapping[str, float]]
) -> None:
    assert found["automatic_share"] >= 0.95
    for age in (found, *(slices[f"counts / {by}"] for by in (10, 100, 1000))):
        assert age["automatic_error"] <= 0.01


def test_counts_that_contradict_the_words_bring_people_in(
    slices: Mapping[str, Mapping[str, float]],
) -> None:
    assert slices["counts of the other label"]["disagree_share"] >= 0.4
    assert slices["counts of the other label"]["automatic_error"] <= 0.01


def test_no_group_of_authors_is_judged_worse(
    slices: Mapping[str, Mapping[str, float]],
) -> None:
    for name, figures in slices.items():
        if "_status = " in name:
            assert figures["automatic_error"] == 0.0, name


def test_every_row_is_scored_but_those_without_transcript_and_counts(
    real: Backlog,
) -> None:
    scores = load_scorer().score(real)
    assert len(scores) == 19_382
    assert np.isnan(scores.p_claim).sum() == 298
    routing = RoutingPlan(BandPolicy()).before_audit(scores)
    assert routing.reason_counts()["missing_content"] == 298


def said_by_labels(base: Dataset, *_: object) -> LogOdds:
    """Say what calibration needs of the rows, without five more fits."""
    said = np.where(base.labels == CLAIM, 2.0, -2.0)
    return LogOdds(said, np.repeat(said[:, np.newaxis], CONDITIONS, axis=1))


def test_training_again_gives_the_bundled_model(
    real: Backlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.train.out_of_fold", said_by_labels)
    again, shipped = train(dataset_of(real), seed=0), load(bundled())
    data = shipped.manifest.data
    assert again.data_sha256 == data["sha256"]
    assert again.rows_trained == data["rows_trained"]
    assert again.rows_held_out == data["rows_held_out"]
    assert again.classifier.text.vocabulary == shipped.classifier.text.vocabulary
    # Another processor may round sums otherwise; the same one gives the same bytes.
    for one, other in (
        (again.classifier.text.linear, shipped.classifier.text.linear),
        (again.classifier.engagement, shipped.classifier.engagement),
        (again.classifier.general, shipped.classifier.general),
    ):
        assert one.weights == pytest.approx(other.weights, abs=1e-3)


def test_no_row_of_the_real_data_is_in_the_sample_or_the_model(
    real: Backlog, real_backlog: Path
) -> None:
    root = Path(__file__).parents[2]
    sample = (root / "resources" / "sample" / "backlog.csv").read_text("utf-8")
    from triage_app.domain.backlog import Field

    transcripts = set(real.text(Field.TRANSCRIPT).to_list()) - {None}
    assert not [text for text in transcripts if text in sample]
    with ZipFile(root / "model" / "artefacts" / "model.skops") as archive:
        model = "".join(archive.read(n).decode("latin-1") for n in archive.namelist())
    assert "someone" in model
    assert not [text for text in transcripts if text in model]
    assert hashlib.sha256(real_backlog.read_bytes()).hexdigest().startswith("f4ad29b4")
