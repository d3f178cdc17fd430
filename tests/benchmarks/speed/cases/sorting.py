"""Sorting the queue by each column, beside ``DataFrame.sort_values``.

The frame holds nothing but the rows of the tab, so that it needn't filter. Each sort is
the first by its column, so none is found ready-made from the one before: once as in the
window, which works out each column's codes in the background after opening, and once
cold, on a case for which nothing was worked out. The background work is told, too.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from speed.cases.main import case_of
from speed.job import Job
from speed.measured import Report
from triage_app.bootstrap import build
from triage_app.domain.case import Case, Indexes
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import Column, QueueQuery, Tab, arrange, prepare_orders

# What a frame calls the columns that it has under another name.
_NAMES = {
    Column.POSITION: "p_claim",
    Column.P_CLAIM: "p_claim",
    Column.ID: "video_id",
    Column.TRANSCRIPT: "video_transcription_text",
    Column.VIEWS: "video_view_count",
    Column.LIKES_PER_VIEW: "likes_per_view",
    Column.DURATION: "video_duration_sec",
    Column.AUTHOR: "author_ban_status",
    Column.REASON: "reason",
    Column.VERDICT: "state",
}


def both(job: Job) -> Report:
    """Sort by every column, in turn."""
    case = case_of(build().intake.score(job.source))
    frame = _frame(job, case)
    _check(case, frame)
    report = Report()
    for _ in range(job.rounds):
        ready = _untouched(case)
        spent = timed(lambda c=ready: prepare_orders(c, CancelToken()))
        report.add("made ready", "s", [spent / 1e3])
        for column, name in _NAMES.items():
            query, cold = QueueQuery(Tab.REVIEW, sort=column), _untouched(case)
            ours = timed(lambda c=ready, q=query: arrange(c, q))
            first = timed(lambda c=cold, q=query: arrange(c, q))
            other = timed(lambda n=name: frame.sort_values(n, ascending=False))
            report.add(f"{column}", "ms", [ours], [other])
            report.add(f"{column}, cold", "ms", [first], [other])
    return report


def _untouched(case: Case) -> Case:
    """Return the same items with nothing worked out for them yet."""
    return replace(case, indexes=Indexes(case.backlog))


def timed(work: Callable[[], Any]) -> float:
    """Return how many milliseconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _frame(job: Job, case: Case) -> pd.DataFrame:
    """Return the rows of the tab as a notebook has them."""
    frame = pd.read_csv(job.source)
    frame["p_claim"] = case.scores.p_claim
    frame["likes_per_view"] = frame.video_like_count / frame.video_view_count
    frame["reason"] = case.routing.reasons
    frame["state"] = case.states
    return frame[np.equal(case.routing.lanes, Tab.REVIEW.lane)]


def _check(case: Case, frame: pd.DataFrame) -> None:
    """See to it that both sort alike, by numbers and by text."""
    for column in (Column.P_CLAIM, Column.VIEWS, Column.ID):
        rows = arrange(case, QueueQuery(Tab.REVIEW, sort=column, descending=True))
        name = _NAMES[column]
        told = frame.sort_values(name, ascending=False)[name].to_numpy()
        mine = frame[name].reindex(rows).to_numpy()
        if not np.array_equal(mine, told, equal_nan=True):
            raise AssertionError(f"The order by {column} is another.")
