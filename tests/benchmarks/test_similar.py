"""Finding near-duplicates: how fast, how well, and how long the window waits for it.

Run with ``pytest tests/benchmarks/test_similar.py -m benchmark -s``. The ordinary way
is scikit-learn's: ``TfidfVectorizer`` and ``NearestNeighbors`` by brute-force cosine,
whose neighbours within a radius make the connected components.
"""

import csv
import os
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from model.similar import SimilarTexts
from model.synthetic import generate
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.grouper import TextGrouper

os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytestmark = pytest.mark.benchmark

# How often the idle window looks around; each gap holds one of these.
_TICK_MS = 2

Say = Callable[[str], None]
Labels = NDArray[np.int32]


@pytest.fixture(scope="session")
def real(real_data: Path) -> tuple[list[str | None], list[str | None]]:
    """The real transcripts, and what each states after its framing."""
    with (real_data / "tiktok_dataset.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        texts = [row["video_transcription_text"] or None for row in rows]
    stated = {text.split(" that ", 1)[1] for text in texts if text and " that " in text}
    longest = sorted(stated, key=len, reverse=True)
    truth = [
        next((s for s in longest if text.endswith(s)), text) if text else None
        for text in texts
    ]
    return texts, truth


def synthetic(rows: int) -> TextColumn:
    words = generate(rows, 1)["video_transcription_text"].to_pylist()
    return TextColumn.from_strings(words)


def ordinary(texts: list[str | None], distance: float) -> Labels:
    """Group as one usually does, one bar for all."""
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    said = [text or "" for text in texts]
    matrix = TfidfVectorizer().fit_transform(said)
    near = NearestNeighbors(radius=distance, metric="cosine", algorithm="brute")
    graph = near.fit(matrix).radius_neighbors_graph(mode="connectivity")
    labels: Labels = connected_components(graph, directed=False)[1]
    size = np.bincount(labels)
    blank = np.array([not text for text in said])
    return np.where((size[labels] < 2) | blank, -1, labels)


def quality(labels: Labels, truth: list[str | None]) -> tuple[float, float]:
    """Return the share of pairs grouped rightly, and of right pairs grouped."""
    known = [n for n, said in enumerate(truth) if said is not None]
    both = Counter((int(labels[n]), truth[n]) for n in known if labels[n] >= 0)
    made = Counter(int(labels[n]) for n in known if labels[n] >= 0)
    right = Counter(truth[n] for n in known)
    return _pairs(both) / max(1, _pairs(made)), _pairs(both) / _pairs(right)


def _pairs(counts: Counter[Any]) -> int:
    return sum(number * (number - 1) // 2 for number in counts.values())


@pytest.mark.real_data
def test_the_real_data_against_the_ordinary_way(
    real: tuple[list[str | None], list[str | None]],
    compare: Callable[..., Any],
    say: Say,
) -> None:
    texts, truth = real
    column = TextColumn.from_strings(texts)
    ratio = compare(lambda: TextGrouper().group(column), lambda: ordinary(texts, 0.5))
    purity, completeness = quality(TextGrouper().group(column).labels, truth)
    say(f"  ours: pairs right {purity:.5f}, right pairs found {completeness:.5f}")
    for distance in (0.3, 0.4, 0.5, 0.6):
        own = quality(ordinary(texts, distance), truth)
        say(f"  ordinary within {distance}: {own[0]:.5f}, {own[1]:.5f}")
    assert ratio.ours_s < 2.0
    assert ratio.times_faster > 3.0
    assert purity > 0.999
    assert completeness > 0.999


@pytest.mark.real_data
def test_sentences_of_debates_are_joined_only_where_nearly_the_same(
    debate: Any, say: Say
) -> None:
    found = SimilarTexts()
    found.add(debate.texts)
    labels = found.groups()
    grouped = int((labels >= 0).sum())
    say(f"\n{len(labels)} debate sentences: {grouped} in {labels.max() + 1} groups")
    assert grouped < len(labels) * 0.03


@pytest.mark.parametrize("rows", [20_000, 1_000_000])
def test_the_window_stays_awake_meanwhile(rows: int, say: Say, qapp: Any) -> None:
    """The longest time between two events of a window while groups are looked for."""
    from PySide6.QtCore import QEventLoop, QTimer

    column = synthetic(rows)
    TextGrouper().group(column.slice(0, 1_000))
    gaps: list[float] = []
    last = [time.perf_counter()]
    loop, timer, took = QEventLoop(), QTimer(), []

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now
        if not thread.is_alive():
            timer.stop()
            loop.quit()

    timer.timeout.connect(tick)

    def work() -> None:
        start = time.perf_counter()
        TextGrouper().group(column)
        took.append(time.perf_counter() - start)

    thread = threading.Thread(target=work)
    last[0] = time.perf_counter()
    timer.start(_TICK_MS)
    thread.start()
    loop.exec()
    slow = float(np.quantile(gaps, 0.999))
    say(
        f"\n{rows:,} items: {took[0]:.2f} s, longest gap {max(gaps) * 1e3:.0f} ms, "
        f"99.9 % within {slow * 1e3:.0f} ms"
    )
    assert max(gaps) < 0.2
    assert took[0] < (2.0 if rows == 20_000 else 60.0)


def test_memory_grows_with_the_items_and_stays_small(say: Say) -> None:
    rows = 100_000
    column = synthetic(rows)
    tracemalloc.start()
    TextGrouper().group(column)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    say(
        f"\n{rows:,} items: at most {peak / rows:.0f} bytes each beside the transcripts"
    )
    assert peak < 1_000 * rows
