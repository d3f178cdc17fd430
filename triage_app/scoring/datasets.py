"""Backlogs as the classifier's library takes them: labelled rows, and feedback."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from model.dataset import UNLABELLED, Dataset, held_out
from model.train import Feedback
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.decisions import WhyShown
from triage_app.domain.errors import ModelError
from triage_app.domain.serving import general_weight

LABEL, WHY = "feedback_label", "why_shown"


def dataset_of(backlog: Backlog) -> Dataset:
    """Return a backlog's columns, labelled by its reference labels."""
    return _dataset(backlog, backlog.text(Field.REFERENCE).to_list())


def feedback_of(exports: Mapping[str, Backlog]) -> Feedback | None:
    """Return a team's verdicts with what each counts in the general head.

    Parameters
    ----------
    exports : mapping of str to Backlog
        By file name. Of several verdicts on an item the last one counts.

    Returns
    -------
    Feedback or None
        None where there are no files.

    Raises
    ------
    ModelError
        If a file isn't an export of feedback.
    """
    if not exports:
        return None
    parts = [_verdicts(name, backlog) for name, backlog in exports.items()]
    rows = parts[0][0]
    for part, _ in parts[1:]:
        rows = rows.joined(part)
    weights = np.array([weight for _, some in parts for weight in some])
    last = {item: place for place, item in enumerate(rows.ids)}
    newest = np.zeros(len(rows), dtype=np.bool_)
    newest[list(last.values())] = True
    return Feedback(rows.where(newest), weights[newest])


def without_retold(dataset: Dataset, feedback: Feedback | None) -> Dataset:
    """Leave out the rows of which feedback says what they are.

    The held-out fifth stays as it is: nothing is trained on it.
    """
    if feedback is None:
        return dataset
    told = feedback.rows.where(feedback.rows.labelled)
    known = set(told.ids)
    retold = np.array([item in known for item in dataset.ids], dtype=np.bool_)
    return dataset.where(~retold | held_out(dataset.ids))


def held_out_feedback(feedback: Feedback | None) -> Dataset | None:
    """Return the verdicts that training leaves out; None where there are none."""
    if feedback is None:
        return None
    rows = feedback.rows
    kept = rows.where(rows.labelled & held_out(rows.ids))
    return kept if len(kept) else None


def _verdicts(name: str, backlog: Backlog) -> tuple[Dataset, list[float]]:
    lacking = [column for column in (LABEL, WHY) if column not in backlog.raw]
    if lacking:
        raise ModelError(
            f'"{name}" is no export of feedback.',
            f"It has no column {' and no column '.join(lacking)}.",
            "Make one with: triage export --preset feedback.",
        )
    rows = _dataset(backlog, backlog.raw[LABEL].to_list())
    if len(rows) and bool((rows.labels == UNLABELLED).all()):
        raise ModelError(
            f'"{name}" holds no verdict to learn from.',
            f"None of its cells under {LABEL} is claim or opinion.",
        )
    # Groups differ from file to file, and training looks at none of them.
    return replace(rows, groups={}), [_weight(w) for w in backlog.raw[WHY].to_list()]


def _weight(word: str | None) -> float:
    known = {why.value: why for why in WhyShown}
    why = known.get((word or "").strip())
    return 0.0 if why is None else general_weight(why)


def _dataset(backlog: Backlog, labels: Sequence[str | None]) -> Dataset:
    return Dataset.from_columns(
        backlog.ids.to_list(),
        backlog.text(Field.TRANSCRIPT).to_list(),
        {part.value: backlog.number(part) for part in COUNTS},
        labels,
        {
            part.value: backlog.text(part).to_list()
            for part in (Field.VERIFIED, Field.BAN)
            if part in backlog.roles
        },
    )
