"""A classifier and its evidence as the bytes of a model file, and back.

The estimators are rebuilt from plain numbers, each of which is checked for size and
range, so that a file can bring no object and no surprise of its own.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import schema
from model.calibration import CONDITIONS, Calibration
from model.classifier import Classifier
from model.evidence import MOST_ROWS, Evidence
from model.features import CURVES, WIDTH
from model.guard import Guard
from model.linguistics import NAMES
from model.manifest import ArtefactError
from model.pipeline import Linear, TextWeights
from model.skopsfile import BROKEN, dump_tree, load_tree

_LARGEST_LOG_ODDS = 50.0
_LARGEST_WEIGHT = 1e6
_LARGEST_LIMIT = 1_000.0
_MOST_PAIRS = 1_000.0

Floats = NDArray[np.float64]
Part = Mapping[str, Any]


def pack(classifier: Classifier, evidence: Evidence) -> bytes:
    """Return a model as a skops file; the same numbers give the same bytes."""
    text, guard = classifier.text, classifier.guard
    return dump_tree(
        {
            "schema": schema.SCHEMA_VERSION,
            "text": {
                "vocabulary": "\n".join(text.vocabulary),
                "idf": text.idf,
                **_numbers(text.linear),
            },
            "engagement": _numbers(classifier.engagement),
            "general": _numbers(classifier.general),
            "calibration": classifier.calibration.to_json(),
            "guard": {
                "pairs": guard.pairs.astype(np.float64),
                "coverage_limit": guard.coverage_limit,
                "least_pairs": float(guard.least_pairs),
                "count_limits": guard.count_limits,
                "home_share": guard.home_share,
            },
            "evidence": {
                "labels": evidence.labels,
                "both": evidence.both.ravel(),
                "text": evidence.text,
                "engagement": evidence.engagement.ravel(),
                "outside_share": evidence.outside_share,
            },
        }
    )


def unpack(data: bytes) -> tuple[Classifier, Evidence]:
    """Read a model that `pack` wrote.

    Raises
    ------
    ArtefactError
        If the bytes are anything else.
    """
    try:
        state = load_tree(data)
        if state["schema"] != schema.SCHEMA_VERSION:
            raise ArtefactError(
                "The model was made by another version of this program."
            )
        return _classifier(state), _evidence(state["evidence"])
    except BROKEN as error:
        raise ArtefactError("The model file is damaged or not a model.") from error


def _numbers(linear: Linear) -> dict[str, Any]:
    return {"weights": linear.weights, "intercept": linear.intercept}


def _classifier(state: Part) -> Classifier:
    text = _text(state["text"])
    return Classifier(
        text,
        _linear(state["engagement"], WIDTH),
        _calibration(state["calibration"]),
        _guard(state["guard"], text.vocabulary),
        _linear(state["general"], len(NAMES)),
    )


def _text(part: Part) -> TextWeights:
    vocabulary = tuple(part["vocabulary"].split("\n"))
    size = len(vocabulary)
    if len(set(vocabulary)) != size:
        raise ArtefactError("The model file lists a word twice.")
    idf = _array(part["idf"], size)
    if (idf < 1.0).any():
        raise _out_of_range()
    return TextWeights(vocabulary, idf, _linear(part, size))


def _calibration(part: Part) -> Calibration:
    if set(part) != {field.name for field in fields(Calibration)}:
        raise ArtefactError("The model file lacks a number, or holds one too many.")
    found = Calibration(**{key: _number(value) for key, value in part.items()})
    limits = (found.text_limit, found.engagement_limit, found.outside_limit)
    if min(*limits, found.slope, found.text_slope) <= 0 or not 0.5 < found.surest < 1.0:
        raise _out_of_range()
    return found


def _guard(part: Part, vocabulary: tuple[str, ...]) -> Guard:
    pairs = _array(part["pairs"], len(vocabulary))
    is_pair = np.fromiter((" " in ngram for ngram in vocabulary), dtype=np.bool_)
    if not np.isin(pairs, (0.0, 1.0)).all() or (pairs[~is_pair] != 0.0).any():
        raise ArtefactError("The model file's guard knows pairs that are none.")
    least = _within(part["least_pairs"], 1.0, _MOST_PAIRS)
    if least != int(least):
        raise _out_of_range()
    limits = _array(part["count_limits"], len(CURVES))
    if not ((limits > 0) & (limits < _LARGEST_LIMIT)).all():
        raise _out_of_range()
    return Guard(
        pairs == 1.0,
        _within(part["coverage_limit"], 0.0, 1.0),
        int(least),
        limits,
        _within(part["home_share"], 0.0, 1.0),
    )


def _evidence(part: Part) -> Evidence:
    labels = part["labels"]
    rows = len(labels)
    if rows > MOST_ROWS:
        raise ArtefactError("The model file holds more evidence than a model does.")
    if not np.isin(_array(labels, rows), (0.0, 1.0)).all():
        raise ArtefactError("The model file's evidence has a label that is none.")
    return Evidence(
        labels,
        _probabilities(part["both"], rows * CONDITIONS).reshape(rows, CONDITIONS),
        _probabilities(part["text"], rows),
        _probabilities(part["engagement"], rows * CONDITIONS).reshape(rows, CONDITIONS),
        _within(part["outside_share"], 0.0, 1.0),
    )


def _linear(part: Part, size: int) -> Linear:
    return Linear(_array(part["weights"], size), _number(part["intercept"]))


def _probabilities(values: object, size: int) -> Floats:
    found = _array(values, size)
    if not ((found >= 0) & (found <= 1)).all():
        raise _out_of_range()
    return found


def _array(values: object, size: int) -> Floats:
    if not isinstance(values, np.ndarray) or values.shape != (size,):
        raise ArtefactError("The model file holds an array of the wrong size.")
    if not np.isfinite(values).all():
        raise ArtefactError("The model file holds numbers that are not finite.")
    if (np.abs(values) > _LARGEST_WEIGHT).any():  # their sums might overflow
        raise _out_of_range()
    return values


def _within(value: object, low: float, high: float) -> float:
    if not isinstance(value, float) or not low <= value <= high:
        raise _out_of_range()
    return value


def _number(value: object) -> float:
    if not isinstance(value, float) or not abs(value) < _LARGEST_LOG_ODDS:
        raise _out_of_range()
    return value


def _out_of_range() -> ArtefactError:
    return ArtefactError("The model file holds a number out of range.")
