from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from model.calibration import CONDITIONS
from model.classifier import Classifier
from model.evidence import MOST_ROWS, Evidence
from model.linguistics import NAMES
from model.manifest import ArtefactError
from model.skopsfile import dump_tree, load_tree
from model.state import pack, unpack
from model.train import Training

RANGE = "The model file holds a number out of range."
SIZE = "The model file holds an array of the wrong size."
FINITE = "The model file holds numbers that are not finite."


def refused(classifier: Classifier, evidence: Evidence) -> str:
    with pytest.raises(ArtefactError) as error:
        unpack(pack(classifier, evidence))
    return str(error.value)


def with_pair_flag_on_a_word(classifier: Classifier) -> np.ndarray:
    pairs = classifier.guard.pairs.copy()
    pairs[[" " not in ngram for ngram in classifier.text.vocabulary].index(True)] = True
    return pairs


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("coverage_limit", 1.5, RANGE),
        ("coverage_limit", -0.1, RANGE),
        ("coverage_limit", float("nan"), RANGE),
        ("coverage_limit", 1, RANGE),
        ("least_pairs", 0, RANGE),
        ("least_pairs", 10**6, RANGE),
        ("least_pairs", 2.5, RANGE),
        ("home_share", 1.1, RANGE),
        ("count_limits", np.zeros(9), RANGE),
        ("count_limits", np.full(9, 1e6), RANGE),
        ("count_limits", np.full(9, np.inf), FINITE),
        ("count_limits", np.ones(8), SIZE),
        ("pairs", np.ones(3, dtype=np.bool_), SIZE),
        (
            "pairs",
            with_pair_flag_on_a_word,
            "The model file's guard knows pairs that are none.",
        ),
    ],
)
def test_a_damaged_guard_is_refused(
    training: Training, field: str, value: object, sentence: str
) -> None:
    classifier = training.classifier
    if callable(value):
        value = value(classifier)
    guard = replace(classifier.guard, **{field: value})
    assert refused(replace(classifier, guard=guard), training.evidence) == sentence


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [(np.zeros(len(NAMES) - 1), SIZE), (np.full(len(NAMES), np.nan), FINITE)],
)
def test_a_damaged_general_head_is_refused(
    training: Training, weights: np.ndarray, sentence: str
) -> None:
    classifier = training.classifier
    general = replace(classifier.general, weights=weights)
    assert refused(replace(classifier, general=general), training.evidence) == sentence


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slope", 0.0),
        ("slope", -1.0),
        ("text_slope", 0.0),
        ("offset", 1e9),
        ("outside_limit", 0.0),
        ("surest", 0.5),
        ("surest", 1.0),
    ],
)
def test_a_damaged_calibration_is_refused(
    training: Training, field: str, value: float
) -> None:
    classifier = training.classifier
    calibration = replace(classifier.calibration, **{field: value})
    damaged = replace(classifier, calibration=calibration)
    assert refused(damaged, training.evidence) == RANGE


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda e: replace(e, labels=e.labels[:-1]), SIZE),
        (
            lambda e: replace(e, labels=np.full(len(e.labels), 0.5)),
            "The model file's evidence has a label that is none.",
        ),
        (lambda e: replace(e, both=e.both[:, :2]), SIZE),
        (lambda e: replace(e, both=e.both + 1.0), RANGE),
        (lambda e: replace(e, both=np.full_like(e.both, np.nan)), FINITE),
        (lambda e: replace(e, text=-e.text), RANGE),
        (lambda e: replace(e, text=e.text[1:]), SIZE),
        (lambda e: replace(e, engagement=e.engagement * 2), RANGE),
        (lambda e: replace(e, outside_share=2.0), RANGE),
        (
            lambda e: Evidence(
                np.ones(MOST_ROWS + 1),
                np.ones((MOST_ROWS + 1, CONDITIONS)),
                np.ones(MOST_ROWS + 1),
                np.ones((MOST_ROWS + 1, CONDITIONS)),
                0.0,
            ),
            "The model file holds more evidence than a model does.",
        ),
    ],
)
def test_damaged_evidence_is_refused(
    training: Training, change: Callable[[Evidence], Evidence], sentence: str
) -> None:
    assert refused(training.classifier, change(training.evidence)) == sentence


@pytest.mark.parametrize("part", ["guard", "general", "evidence", "calibration"])
def test_a_part_that_is_missing_or_something_else_is_refused(
    training: Training, part: str
) -> None:
    data = pack(training.classifier, training.evidence)
    for value in (None, "words", {}, []):
        tree = {**load_tree(data), part: value}
        with pytest.raises(ArtefactError, match=r"^The model file "):
            unpack(dump_tree(tree))
    tree = load_tree(data)
    del tree[part]
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(dump_tree(tree))


def test_a_calibration_with_a_number_too_few_is_refused(training: Training) -> None:
    tree = load_tree(pack(training.classifier, training.evidence))
    del tree["calibration"]["slope"]
    with pytest.raises(ArtefactError, match="lacks a number, or holds one too many"):
        unpack(dump_tree(tree))


def test_an_older_tree_is_refused(training: Training) -> None:
    tree = load_tree(pack(training.classifier, training.evidence))
    with pytest.raises(ArtefactError, match="by another version of this program"):
        unpack(dump_tree({**tree, "schema": 1}))


def test_guard_and_evidence_come_back_as_they_were(training: Training) -> None:
    classifier, evidence = unpack(pack(training.classifier, training.evidence))
    was, now = training.classifier.guard, classifier.guard
    assert now.pairs.dtype == np.bool_
    assert np.array_equal(now.pairs, was.pairs)
    assert np.array_equal(now.count_limits, was.count_limits)
    assert (now.coverage_limit, now.least_pairs, now.home_share) == (
        was.coverage_limit,
        was.least_pairs,
        was.home_share,
    )
    for name in ("labels", "both", "text", "engagement"):
        kept, given = getattr(evidence, name), getattr(training.evidence, name)
        assert np.array_equal(kept, given)
    assert evidence.outside_share == training.evidence.outside_share


def test_a_model_without_evidence_comes_back_without_any(training: Training) -> None:
    none = Evidence(
        np.zeros(0),
        np.zeros((0, CONDITIONS)),
        np.zeros(0),
        np.zeros((0, CONDITIONS)),
        0.0,
    )
    _, evidence = unpack(pack(training.classifier, none))
    assert evidence.both.shape == (0, CONDITIONS)
