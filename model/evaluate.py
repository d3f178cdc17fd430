"""Measures a classifier against labels: overall, by slice, by group, and elsewhere.

Field terms are used throughout: precision and recall are of claims at P(claim) 0.5; an
item is automatic where the plan of the given rules sends it past people, before any
audit slice is drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.calibration import AGES
from model.classifier import Classifier, Scores
from model.dataset import CLAIM, Dataset, held_out
from model.fairness import fairness
from model.metrics import (
    Flags,
    automatic,
    histogram,
    mean,
    metrics,
    reliability,
    risk_coverage,
)
from model.rules import BAND, Rules
from model.variants import (
    BLANK,
    INSIDE,
    MIXED,
    NOW,
    OUTSIDE,
    age_name,
    author_groups,
    slices,
    variants,
)

_CHUNK = 2_000

Report = Callable[[int, int], None]
Measured = dict[str, object]


def no_report(done: int, total: int) -> None:
    """Take a step and tell nobody."""


@dataclass
class _Counter:
    """Tells how many rows are scored, and of how many."""

    report: Report
    total: int
    done: int = 0

    def add(self, rows: int) -> None:
        self.done += rows
        self.report(self.done, self.total)


def evaluate(
    classifier: Classifier,
    dataset: Dataset,
    *,
    held_out_only: bool = False,
    rules: Rules = BAND,
    report: Report = no_report,
) -> Measured:
    """Measure.

    Parameters
    ----------
    classifier : Classifier
    dataset : Dataset
        Rows without a label are left out.
    held_out_only : bool
        Measure only on the fifth that training never sees.
    rules : Rules
        How rows are routed.
    report : callable
        Called between chunks with rows scored and in all; what it raises stops the
        work.

    Returns
    -------
    dict
        JSON-able. The figures of `model.metrics.metrics` and `automatic` on the rows as
        they are; ``band`` with those of `automatic` under the band; ``slices`` with all
        of these by slice; ``routing``, ``reliability``, ``histogram``,
        ``risk_coverage`` and ``fairness``. A figure that can't be had is None.
    """
    rows = dataset.where(dataset.labelled)
    if held_out_only:
        rows = rows.where(held_out(rows.ids))
    ways = variants(rows)
    counter = _Counter(report, len(rows) * len(ways))
    scored = {name: _score(classifier, make(), counter) for name, make in ways.items()}
    is_claim = rows.labels == CLAIM
    measured = {name: figures(s, is_claim, rules) for name, s in scored.items()}
    measured |= _by_slice(rows, scored[NOW], rules)
    mixed = _joined([scored[age_name(age)] for age in AGES])
    repeated = np.tile(is_claim, len(AGES))
    measured[MIXED] = figures(mixed, repeated, rules)
    return {
        **measured.pop(NOW),
        "ece_mixed_ages": measured[MIXED]["ece"],
        "routing": rules.to_json(),
        "reliability": {
            NOW: reliability(scored[NOW].p_claim, is_claim),
            MIXED: reliability(mixed.p_claim, repeated),
        },
        "histogram": histogram(scored[NOW].p_claim, is_claim),
        "risk_coverage": {
            NOW: _curve(scored[NOW], is_claim, rules),
            MIXED: _curve(mixed, repeated, rules),
        },
        "fairness": _by_author(rows, scored, rules),
        "slices": measured,
    }


def _by_slice(rows: Dataset, scores: Scores, rules: Rules) -> dict[str, Measured]:
    is_claim = rows.labels == CLAIM
    groups = {INSIDE: ~scores.outside, OUTSIDE: scores.outside, **slices(rows)}
    return {
        name: figures(_where(scores, chosen), is_claim[chosen], rules)
        for name, chosen in groups.items()
    }


def _by_author(
    rows: Dataset, scored: Mapping[str, Scores], rules: Rules
) -> list[Measured]:
    is_claim, groups = rows.labels == CLAIM, author_groups(rows)
    return [
        rate.to_json()
        for condition in (NOW, BLANK)
        for rate in fairness(
            condition,
            scored[condition].p_claim,
            rules.plan(scored[condition]),
            is_claim,
            groups,
        )
    ]


def evaluate_elsewhere(
    classifier: Classifier,
    dataset: Dataset,
    *,
    rules: Rules = BAND,
    report: Report = no_report,
) -> tuple[Measured, Scores]:
    """Measure on rows of another source; they need no labels.

    Returns
    -------
    figures : dict
        Of all rows: their number ``rows``, the shares ``outside_share``,
        ``disagree_share`` and ``automatic_share``; and ``labelled``, the figures of
        `evaluate` on the rows that have a label, None where there are none.
    scores : Scores
        Of all rows.
    """
    scores = _score(classifier, dataset, _Counter(report, len(dataset)))
    labelled = dataset.labelled
    known = _where(scores, labelled)
    is_claim = dataset.labels[labelled] == CLAIM
    return {
        "rows": len(dataset),
        "outside_share": mean(scores.outside),
        "disagree_share": mean(rules.disagree(scores)),
        "automatic_share": mean(rules.plan(scores) >= 0),
        "labelled": figures(known, is_claim, rules) if labelled.any() else None,
    }, scores


def figures(scores: Scores, is_claim: Flags, rules: Rules) -> Measured:
    """Measure scores and the lanes they lead to against labels."""
    return {
        **metrics(scores.p_claim, is_claim),
        **automatic(rules.plan(scores), is_claim),
        "outside_share": mean(scores.outside),
        "disagree_share": mean(rules.disagree(scores)),
        "band": automatic(rules.band(scores), is_claim),
    }


def _curve(scores: Scores, is_claim: Flags, rules: Rules) -> list[dict[str, float]]:
    barred = scores.outside | rules.disagree(scores)
    return risk_coverage(scores.p_claim, is_claim, barred)


def _score(classifier: Classifier, rows: Dataset, counter: _Counter) -> Scores:
    counts = rows.count_columns()
    parts = []
    for start in range(0, len(rows), _CHUNK):
        stop = start + _CHUNK
        some = {name: values[start:stop] for name, values in counts.items()}
        parts.append(classifier.score(rows.text[start:stop], some))
        counter.add(len(parts[-1].p_claim))
    return _joined(parts)


def _joined(parts: Sequence[Scores]) -> Scores:
    if not parts:
        none = np.zeros(0)
        return Scores(none, none, none, np.zeros(0, dtype=np.bool_))
    return Scores(
        np.concatenate([part.p_claim for part in parts]),
        np.concatenate([part.p_text for part in parts]),
        np.concatenate([part.p_engagement for part in parts]),
        np.concatenate([part.outside for part in parts]),
    )


def _where(scores: Scores, chosen: Flags) -> Scores:
    return Scores(
        scores.p_claim[chosen],
        scores.p_text[chosen],
        scores.p_engagement[chosen],
        scores.outside[chosen],
    )
