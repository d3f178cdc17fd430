"""The general head: sorts text of any topic by how it is worded.

It carries the score where the guard says that the text head's words don't count. On
the base rows it learns little that holds elsewhere, so that a team's own labels soon
outweigh them.
"""

import numpy as np
from numpy.typing import NDArray

from model.dataset import CLAIM
from model.pipeline import Linear, linear_model, numbers_of

MIN_FEEDBACK = 25
"""Labels from which the general head learns, if both kinds are among them."""

# From the experiment with real debate sentences, see the model card.
GENERAL_PENALTY = 0.3
BASE_WEIGHT = 5.0
_SMOOTHING = 1.0

Floats = NDArray[np.float64]
Labels = NDArray[np.int8]


def fit_general(
    base_features: Floats,
    base_labels: Labels,
    feedback_features: Floats,
    feedback_labels: Labels,
    weights: Floats,
) -> Linear:
    """Fit a logistic regression on linguistic features.

    Parameters
    ----------
    base_features : float64 array of shape (n, len(NAMES))
        From `model.linguistics.linguistic_features`; all base rows together weigh as
        much as `BASE_WEIGHT` labels, both classes the same.
    base_labels : int8 array of shape (n,)
    feedback_features : float64 array of shape (m, len(NAMES))
    feedback_labels : int8 array of shape (m,)
    weights : float64 array of shape (m,)
        What each label counts, before the classes are balanced; 0: not at all.

    Returns
    -------
    Linear
        The same as without feedback where fewer than `MIN_FEEDBACK` labels weigh
        anything, or all of these are of one class.
    """
    share = np.full(len(base_labels), BASE_WEIGHT / len(base_labels))
    features, labels = base_features, base_labels
    sample = _balanced(base_labels, share, 0.0)
    told = weights > 0
    if teaches(feedback_labels, weights):
        features = np.vstack([features, feedback_features[told]])
        labels = np.concatenate([labels, feedback_labels[told]])
        own = _balanced(feedback_labels[told], weights[told], _SMOOTHING)
        sample = np.concatenate([sample, own])
    return numbers_of(linear_model(GENERAL_PENALTY).fit(features, labels, sample))


def teaches(labels: Labels, weights: Floats) -> bool:
    """Tell whether labels of these weights, both of shape (m,), change the head."""
    told = labels[weights > 0]
    return len(told) >= MIN_FEEDBACK and len(np.unique(told)) > 1


def _balanced(labels: Labels, weights: Floats, smoothing: float) -> Floats:
    """Weigh the rarer class more; smoothing keeps a few labels from swinging it."""
    claims = labels == CLAIM
    weight = float(weights[claims].sum()) + smoothing
    share = weight / (float(weights.sum()) + 2 * smoothing)
    balanced: Floats = weights * np.where(claims, 0.5 / share, 0.5 / (1.0 - share))
    return balanced
