"""What the bundled model was promised to do on the real data sets."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from model import schema
from model.artefact import Artefact, bundled, load
from model.calibration import AGES, expected_calibration_error
from model.compiled import Compiled
from model.dataset import Dataset, held_out

pytestmark = pytest.mark.real_data


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row[schema.LABEL.name]]


@pytest.fixture(scope="module")
def home(real_backlog: Path) -> Dataset:
    """The held-out fifth."""
    rows = read(real_backlog)
    whole = Dataset.from_columns(
        [row[schema.ID.name] for row in rows],
        [row[schema.TRANSCRIPT.name] for row in rows],
        {
            name: np.array([float(row[name]) for row in rows])
            for name in schema.COUNT_NAMES
        },
        [row[schema.LABEL.name] for row in rows],
    )
    return whole.where(held_out(whole.ids))


@pytest.fixture(scope="module")
def debate(debate_file: Path) -> list[dict[str, str]]:
    return read(debate_file)


@pytest.fixture(scope="module")
def model() -> Artefact:
    return load(bundled())


def words_outside(model: Artefact, texts: list[str]) -> float:
    return float(model.classifier.score(texts, {}).outside.mean())


def test_few_rows_of_home_lie_outside_at_any_age(
    model: Artefact, home: Dataset
) -> None:
    for age in AGES:
        rows = home.aged(age)
        outside = model.classifier.score(rows.text, rows.count_columns()).outside
        assert 0 < outside.mean() <= 0.015
    assert 0 < model.classifier.guard.home_share <= 0.015


def test_every_debate_sentence_lies_outside(
    model: Artefact, debate: list[dict[str, str]]
) -> None:
    assert len(debate) > 8_000
    texts = [row[schema.TRANSCRIPT.name] for row in debate]
    assert words_outside(model, texts) == 1.0


def test_known_words_do_not_vouch_for_a_text(
    model: Artefact, home: Dataset, debate: list[dict[str, str]]
) -> None:
    rng = np.random.default_rng(0)
    known = [text for text in home.text if text]
    shuffled = [" ".join(rng.permutation(text.split())) for text in known]
    assert words_outside(model, shuffled) >= 0.999
    opened = [
        f"{' '.join(text.split()[:4])} {row[schema.TRANSCRIPT.name].lower()}"
        for text, row in zip(known, debate, strict=False)
    ]
    assert words_outside(model, opened) >= 0.999
    fragments = [" ".join(text.split()[:5]) for text in known]
    assert words_outside(model, fragments) >= 0.999


def test_probabilities_mean_what_they_say_at_home_and_at_mixed_ages(
    model: Artefact, home: Dataset
) -> None:
    labels = home.labels.astype(np.float64)
    by_age = []
    for age in AGES:
        rows = home.aged(age)
        by_age.append(model.classifier.score(rows.text, rows.count_columns()).p_claim)
    assert expected_calibration_error(by_age[0], labels) <= 0.02
    together = np.concatenate(by_age)
    assert expected_calibration_error(together, np.tile(labels, len(AGES))) <= 0.05
    assert f1_score(labels, by_age[0] >= 0.5, average="macro") >= 0.995


def test_the_evidence_speaks_of_rows_like_those_held_out(
    model: Artefact, home: Dataset
) -> None:
    evidence = model.evidence
    assert len(evidence.labels) == 4_000
    assert evidence.labels.mean() == pytest.approx(home.labels.mean(), abs=0.03)
    scores = model.classifier.score(home.text, home.count_columns())
    held = scores.p_claim[~scores.outside]
    for cut in (0.05, 0.2, 0.5, 0.8, 0.95):
        known = (evidence.both[:, 0] >= cut).mean()
        assert known == pytest.approx((held >= cut).mean(), abs=0.03)


def test_the_general_head_sorts_a_foreign_queue_better_than_chance(
    model: Artefact, debate: list[dict[str, str]]
) -> None:
    texts = [row[schema.TRANSCRIPT.name] for row in debate]
    is_claim = [row[schema.LABEL.name] == schema.CLAIM for row in debate]
    p_claim = model.classifier.score(texts, {}).p_claim
    assert roc_auc_score(is_claim, p_claim) >= 0.65


def hold_equal(model: Artefact, texts: list[str | None], counts: dict) -> None:
    given = model.classifier.score(texts, counts)
    column = pa.array(texts, pa.large_string())
    found = Compiled.of(model.classifier).score(column, counts)
    for head in ("p_claim", "p_text", "p_engagement"):
        one, other = getattr(found, head), getattr(given, head)
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)
    assert np.array_equal(found.outside, given.outside)


def test_every_row_is_scored_by_arrays_as_by_scikit_learn(
    model: Artefact, real_backlog: Path
) -> None:
    with real_backlog.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 19_382
    counts = {
        name: np.array([float(line[name] or "nan") for line in lines])
        for name in schema.COUNT_NAMES
    }
    hold_equal(model, [line[schema.TRANSCRIPT.name] for line in lines], counts)


def test_every_debate_sentence_is_scored_by_arrays_as_by_scikit_learn(
    model: Artefact, debate: list[dict[str, str]]
) -> None:
    hold_equal(model, [row[schema.TRANSCRIPT.name] for row in debate], {})
