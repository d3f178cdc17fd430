"""Measures a classifier against labels: overall, by slice, and at younger ages.

Field terms are used throughout: precision and recall are of claims at P(claim) 0.5; an
item is automatic at 0.8 and up or 0.2 and down.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from model import schema
from model.calibration import expected_calibration_error
from model.classifier import Classifier
from model.dataset import CLAIM, Dataset, held_out

LOW, HIGH = 0.2, 0.8
_CHUNK = 2_000
_LENGTHS = (70, 100)

Probabilities = NDArray[np.float64]
Labels = NDArray[np.bool_]
Report = Callable[[int, int], None]


def no_report(done: int, total: int) -> None:
    """Take a step and tell nobody."""


def evaluate(
    classifier: Classifier,
    dataset: Dataset,
    *,
    held_out_only: bool = False,
    report: Report = no_report,
) -> dict[str, object]:
    """Measure.

    Parameters
    ----------
    classifier : Classifier
    dataset : Dataset
        Rows without a label are left out.
    held_out_only : bool
        Measure only on the fifth that training never sees.
    report : callable
        Called between chunks with rows scored and in all; what it raises stops the
        work.

    Returns
    -------
    dict
        JSON-able: the figures of `metrics` on the rows as they are, ``unscored``, and
        ``slices`` with the same figures by slice. A figure that can't be had is None.
    """
    rows = dataset.where(dataset.labelled)
    if held_out_only:
        rows = rows.where(held_out(rows.ids))
    variants = _variants(rows)
    done, total = 0, len(rows) * (len(variants) + 1)

    def scored(some: Dataset) -> Probabilities:
        nonlocal done
        parts = []
        for start in range(0, len(some), _CHUNK):
            parts.append(_score(classifier, some, start))
            done += len(parts[-1])
            report(done, total)
        return np.concatenate(parts) if parts else np.zeros(0)

    is_claim = rows.labels == CLAIM
    p_claim = scored(rows)
    slices: dict[str, object] = {
        name: metrics(scored(make()), is_claim) for name, make in variants.items()
    }
    for name, chosen in _groups(rows).items():
        slices[name] = metrics(p_claim[chosen], is_claim[chosen])
    return {**metrics(p_claim, is_claim), "slices": slices}


def _score(classifier: Classifier, rows: Dataset, start: int) -> Probabilities:
    stop = start + _CHUNK
    counts = {name: values[start:stop] for name, values in rows.count_columns().items()}
    return classifier.score(rows.text[start:stop], counts).p_claim


def _variants(rows: Dataset) -> Mapping[str, Callable[[], Dataset]]:
    """Name the ways in which the same rows might have come."""
    return {
        "counts / 10": partial(rows.aged, 10),
        "counts / 100": partial(rows.aged, 100),
        "counts / 1000": partial(rows.aged, 1000),
        "transcript blank": rows.without_text,
        "transcript blank, counts / 100": partial(rows.without_text().aged, 100),
        "counts missing": rows.without_counts,
    }


def _groups(rows: Dataset) -> dict[str, NDArray[np.bool_]]:
    """Divide the rows by author and by length of transcript."""
    groups = {}
    for column in (schema.VERIFIED, schema.BAN):
        cells = rows.groups.get(column.name)
        if cells is not None:
            for value in column.values:
                groups[f"{column.name} = {value}"] = np.asarray(
                    [cell == value for cell in cells], dtype=np.bool_
                )
    lengths = np.asarray([-1 if text is None else len(text) for text in rows.text])
    short, long = _LENGTHS
    groups[f"transcript under {short} characters"] = (lengths >= 0) & (lengths < short)
    groups[f"transcript of {short} to {long - 1} characters"] = (lengths >= short) & (
        lengths < long
    )
    groups[f"transcript of {long} characters and more"] = lengths >= long
    return groups


def metrics(p_claim: Probabilities, is_claim: Labels) -> dict[str, float | int | None]:
    """Compare probabilities with labels.

    Parameters
    ----------
    p_claim : float64 array of shape (n,)
        NaN where nothing could be scored; such rows count in ``unscored`` alone.
    is_claim : bool array of shape (n,)

    Returns
    -------
    dict
        Figures by their field terms; None where one can't be had.
    """
    known = ~np.isnan(p_claim)
    p, truth = p_claim[known], is_claim[known]
    found = p >= 0.5
    return {
        "rows": len(p),
        "unscored": int((~known).sum()),
        "claims": int(truth.sum()),
        "precision": _share(truth, found),
        "recall": _share(found, truth),
        "f1": _f1(found, truth),
        "macro_f1": _mean(_f1(found, truth), _f1(~found, ~truth)),
        "roc_auc": _roc_auc(p, truth),
        "pr_auc": _pr_auc(p, truth),
        "brier": _mean_or_none((p - truth) ** 2),
        "ece": _or_none(expected_calibration_error(p, truth.astype(np.float64))),
        **_routing(p, truth, found),
    }


def _routing(p: Probabilities, truth: Labels, found: Labels) -> dict[str, float | None]:
    automatic = (p <= LOW) | (p >= HIGH)
    return {
        "automatic_share": _mean_or_none(automatic),
        "automatic_error": _share(found != truth, automatic),
        "likely_claim_share": _mean_or_none(p >= HIGH),
        "likely_opinion_share": _mean_or_none(p <= LOW),
        "claims_to_likely_opinion": _share(p <= LOW, truth),
        "opinions_to_likely_claim": _share(p >= HIGH, ~truth),
    }


def _share(what: Labels, among: Labels) -> float | None:
    return float(what[among].mean()) if among.any() else None


def _f1(found: Labels, truth: Labels) -> float | None:
    either = int(found.sum()) + int(truth.sum())
    return 2 * int((found & truth).sum()) / either if either else None


def _mean(*values: float | None) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


def _mean_or_none(values: Probabilities | Labels) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value


def _roc_auc(p: Probabilities, truth: Labels) -> float | None:
    """Area under the ROC curve, by the Mann-Whitney statistic with ties halved."""
    claims = int(truth.sum())
    opinions = len(truth) - claims
    if not claims or not opinions:
        return None
    _, place, sizes = np.unique(p, return_inverse=True, return_counts=True)
    ranks = np.cumsum(sizes) - (sizes - 1) / 2
    wins = ranks[place][truth].sum() - claims * (claims + 1) / 2
    return float(wins / (claims * opinions))


def _pr_auc(p: Probabilities, truth: Labels) -> float | None:
    """Average precision: precision at each threshold, weighted by recall gained."""
    if not truth.any():
        return None
    _, place = np.unique(-p, return_inverse=True)
    sizes = np.bincount(place)
    hits = np.bincount(place, weights=truth.astype(np.float64))
    precision = np.cumsum(hits) / np.cumsum(sizes)
    return float((precision * hits).sum() / truth.sum())
