"""From a file to the sorted queue: ours, a notebook's, and whether answers are right.

The notebook's models are fitted beforehand on 20,000 rows and not counted: a
`TfidfVectorizer` of words and word pairs with a `LogisticRegression`, and a
`RandomForestClassifier` of 100 trees on the counts, all else as scikit-learn has it.
Timed are reading, both predictions, their mean and sorting. It does less than ours: no
account of the rows, no guard, no calibration, no lots, no lanes. On both sides the
libraries are imported and the models loaded before the clock starts. Peak memory is the
whole process's.
"""

import csv
import time
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from speed.cases.data import provide
from speed.job import FIT_ROWS, Job
from speed.measured import Report

CHECKED_ROWS = 100_000
_FIT_SEED = 7
TEXT, ID, LABEL = "video_transcription_text", "video_id", "claim_status"
COUNTS = [
    f"video_{name}_count" for name in ("view", "like", "share", "download", "comment")
]


def ours(job: Job) -> Report:
    """Score a file and put each lane in order."""
    from triage_app.bootstrap import build

    services = build()
    services.load_ahead()
    services.scorer().evidence()
    start = time.perf_counter()
    scored = services.intake.score(job.source)
    queues = _queues(case_of(scored))
    spent = time.perf_counter() - start
    if sum(map(len, queues)) != job.rows:
        raise AssertionError("The queues don't hold every row.")
    report = Report()
    report.add("time", "s", ours=[spent])
    return report


def ordinary(job: Job) -> Report:
    """Do what a notebook does."""
    import joblib
    import pandas as pd

    text_model, forest = joblib.load(models(job))
    start = time.perf_counter()
    if job.source.is_dir():
        files = sorted(job.source.glob("*.parquet"))
        frame = pd.concat([pd.read_parquet(file) for file in files])
    else:
        frame = pd.read_csv(job.source)
    queue = sorted_queue(frame, text_model, forest)
    spent = time.perf_counter() - start
    if len(queue) != job.rows:
        raise AssertionError("The queue doesn't hold every row.")
    report = Report()
    report.add("time", "s", ordinary=[spent])
    return report


def sorted_queue(frame: Any, text_model: Any, forest: Any) -> Any:
    """Return a frame with the mean of both probabilities, sorted by it."""
    by_text = text_model.predict_proba(frame[TEXT].fillna(""))[:, 1]
    by_counts = forest.predict_proba(frame[COUNTS].fillna(0))[:, 1]
    frame["p_claim"] = (by_text + by_counts) / 2
    return frame.sort_values("p_claim", ascending=False)


def fit(job: Job) -> None:
    """Fit the notebook's models on a sample of the same kind."""
    if models(job).exists():
        return
    import joblib
    import pandas as pd
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    kind = "zipf" if job.data == "zipf" else "sample"
    frame = pd.read_csv(provide(job, kind, FIT_ROWS, _FIT_SEED)).dropna(subset=[LABEL])
    labels = (frame[LABEL] == "claim").to_numpy(dtype=np.int8)
    words = TfidfVectorizer(ngram_range=(1, 2))
    text_model = make_pipeline(words, LogisticRegression())
    text_model.fit(frame[TEXT].fillna(""), labels)
    forest = RandomForestClassifier(random_state=1)
    forest.fit(frame[COUNTS].fillna(0), labels)
    joblib.dump((text_model, forest), models(job))


def check(job: Job) -> Report:
    """Hold ours against the classifier as scikit-learn reckons it.

    The rows are read anew with Python's own reader: all of them up to a hundred
    thousand, of more a random sample as large.
    """
    from triage_app.bootstrap import build
    from triage_app.domain.draws import draws_of
    from triage_app.domain.scores import Scores

    scored = build().intake.score(job.source)
    rows = np.arange(job.rows)
    if job.rows > CHECKED_ROWS:
        rows = np.sort(np.random.default_rng(1).permutation(rows)[:CHECKED_ROWS])
    ids, told = _reference(job.source, rows)
    backlog, scores = scored.backlog.take(rows), scored.scores.take(rows)
    if len(scored.backlog) != job.rows or backlog.ids.to_list() != ids:
        raise AssertionError("The rows are not those of the file.")
    heads = ("p_claim", "p_text", "p_engagement")
    apart = [_apart(getattr(scores, head), getattr(told, head)) for head in heads]
    again = Scores(*(getattr(told, h) for h in heads), told.outside, scores.model_id)
    lanes = scored.plan.route(again, draws_of(ids, "")).lanes
    queues = _queues(case_of(scored))
    p_claim = np.full(job.rows, np.nan)
    p_claim[rows] = told.p_claim
    falling = [p_claim[queue][~np.isnan(p_claim[queue])] for queue in queues]
    wrong = sum(int((np.diff(values) > 2e-6).sum()) for values in falling)
    report = Report()
    report.add("largest difference", "", ours=[max(apart)])
    outside = int((scores.outside != told.outside).sum())
    report.add("rows outside or not, otherwise", "", ours=[outside])
    moved = int((lanes != scored.routing.lanes[rows]).sum())
    report.add("rows in another lane", "", ours=[moved])
    report.add("rows out of order", "", ours=[wrong])
    return report


def case_of(scored: Any) -> Any:
    """Return a scored file as a case of which nothing is decided."""
    from triage_app.domain.case import Case

    rows = len(scored.backlog)
    return Case(
        scored.backlog,
        scored.scores,
        scored.routing,
        np.zeros(rows, dtype=np.int32),
        ("",),
        (scored.scores.model_id,),
        np.zeros(rows, dtype=np.int8),
    )


def _queues(case: Any) -> list[Any]:
    """Return each lane's rows in the queue's order."""
    from triage_app.domain.queue import QueueQuery, Tab, arrange

    return [arrange(case, QueueQuery(tab)) for tab in Tab if tab.lane is not None]


def models(job: Job) -> Path:
    """Return where the notebook's models lie."""
    kind = "zipf" if job.data == "zipf" else "sample"
    return job.place / f"notebook-{kind}.joblib"


def _reference(source: Path, rows: np.ndarray) -> tuple[list[str], Any]:
    """Read rows without the program, and score them by the classifier itself."""
    from model.artefact import bundled, load

    wanted = set(rows.tolist())
    kept = [row for place, row in enumerate(_rows_of(source)) if place in wanted]
    counts = {
        name: np.array([float(row[name] or "nan") for row in kept]) for name in COUNTS
    }
    texts = [row[TEXT] or None for row in kept]
    told = load(bundled()).classifier.score(texts, counts)
    return [row[ID] for row in kept], told


def _rows_of(source: Path) -> Any:
    """Go through a backlog's rows as text, whatever files it is in."""
    if not source.is_dir():
        with source.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
        return
    from pyarrow import parquet

    tables = (parquet.read_table(file) for file in sorted(source.glob("*.parquet")))
    for row in chain.from_iterable(table.to_pylist() for table in tables):
        yield {k: "" if v is None else str(v) for k, v in row.items()}


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference; endless where only one of two is missing."""
    if (np.isnan(one) != np.isnan(other)).any():
        return float("inf")
    return float(np.nanmax(np.abs(one - other), initial=0.0))
