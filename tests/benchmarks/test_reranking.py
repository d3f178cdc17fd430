"""How many claims a moderator finds who works a foreign queue from the top.

Run with ``pytest tests/benchmarks/test_reranking.py -m benchmark -s``. Beside it stands
ASReview 3.0.8, which retrains after every label: 820 of the 1,994 claims of the debate
training split in its first 1,000 labels.
"""

import csv
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.bootstrap import build
from triage_app.domain.audit import AuditRule
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Reason
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.reranker import TextRerankers
from triage_app.services.reranking import Reranking
from triage_app.services.review import ReviewDesk, VerdictRequest

pytestmark = [pytest.mark.benchmark, pytest.mark.real_data]

VERDICTS, SHUFFLES = 1_000, 5
ASREVIEW_FOUND, LEAST_FOUND = 820, 850

Say = Callable[[str], None]


@dataclass(frozen=True)
class Shift:
    """A thousand verdicts: claims found, of these at random places, refits."""

    found: int
    by_lot: int
    refits_s: tuple[float, ...]


def written(debate: Any, seed: int, path: Path) -> dict[str, Verdict]:
    """Write the training split, shuffled, without labels; return each item's truth."""
    rows = np.flatnonzero(debate.train)
    order = np.random.default_rng(seed).permutation(rows).tolist()
    truth: dict[str, Verdict] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["video_id", "video_transcription_text"])
        for row in order:
            writer.writerow([debate.ids[row], debate.texts[row]])
            claim = debate.labels[row] == 1
            truth[debate.ids[row]] = Verdict.CLAIM if claim else Verdict.OPINION
    return truth


def work(debate: Any, seed: int, folder: Path, *, reranking: bool) -> Shift:
    """Give a thousand verdicts as the desk serves them, re-ranking when it is due."""
    services = build(workers=1)
    truth = written(debate, seed, folder / "queue.csv")
    plan = RoutingPlan(BandPolicy(), AuditRule())
    scored = services.intake.score(folder / "queue.csv", plan)
    workspace = services.workspaces.open(folder / f"{seed}.triage", create=True)
    workspace.add(scored, "lead")
    workspace.set_reranking(reranking, "lead")
    desk, ranker = ReviewDesk(workspace), Reranking(workspace, services.rerankers)
    refits, found, by_lot = [], 0, 0
    for _ in range(VERDICTS):
        item = desk.next_item()
        assert item is not None
        assert item.reason is Reason.OUTSIDE_TRAINING
        verdict = truth[item.item_id]
        desk.decide(VerdictRequest(item.row, verdict, "ann"))
        found += verdict is Verdict.CLAIM
        if ranker.due():
            start = time.perf_counter()
            ranking = ranker.refit()
            assert ranking is not None
            workspace.rank(ranking, "ann")
            refits.append(time.perf_counter() - start)
    for record in workspace.store.records():
        by_lot += record.decision.why_shown is WhyShown.RANDOM
    workspace.close()
    return Shift(found, by_lot, tuple(refits))


def test_a_thousand_verdicts_from_the_top(
    debate: Any, tmp_path: Path, say: Say
) -> None:
    shifts = []
    for seed in range(SHUFFLES):
        (tmp_path / str(seed)).mkdir()
        shifts.append(work(debate, seed, tmp_path / str(seed), reranking=True))
    (tmp_path / "still").mkdir()
    still = work(debate, 0, tmp_path / "still", reranking=False)
    items, claims = debate.train.sum(), debate.labels[debate.train].sum()
    mean = np.mean([shift.found for shift in shifts])
    refits = [spent for shift in shifts for spent in shift.refits_s]
    say(f"\n{items} items, {claims} claims; {VERDICTS} verdicts from the top")
    say(f"re-ranked every 20: {mean:.1f} claims, {[s.found for s in shifts]}")
    say(f"  at random places: {[s.by_lot for s in shifts]} verdicts")
    say(f"order never changed: {still.found} claims; ASReview 3.0.8: {ASREVIEW_FOUND}")
    say(
        f"refit and re-rank: first {shifts[0].refits_s[0]:.2f} s, then median "
        f"{np.median(refits) * 1e3:.0f} ms, longest {max(refits):.2f} s"
    )
    assert all(15 <= shift.by_lot <= 25 for shift in shifts)
    assert mean >= LEAST_FOUND
    assert still.found < ASREVIEW_FOUND
    assert np.median(refits) < 1.0
    assert all(shift.refits_s[0] < 5.0 for shift in shifts)


@pytest.mark.parametrize("items", [8_000, 100_000])
def test_time_memory_and_waits(debate: Any, say: Say, items: int) -> None:
    """In the background of a window: what it takes, and how long others must wait."""
    rng = np.random.default_rng(1)
    texts = debate.texts
    words = sorted({word for text in texts for word in text.split()})
    chosen = rng.integers(len(texts), size=items)
    extra = rng.choice(words, size=(items, 2))
    queue = TextColumn.from_strings(
        f"{texts[row]} {' '.join(more)}"
        for row, more in zip(chosen.tolist(), extra.tolist(), strict=True)
    )
    rows = rng.permutation(items)[:1_000]
    codes = debate.labels[chosen[rows]]
    TextRerankers().prepare(queue.slice(0, 99), np.full(99, 0.5)).refit(
        np.arange(40), np.arange(40).astype(np.int8) % 2
    )
    made = []
    spent, wait = timed(
        lambda: made.append(TextRerankers().prepare(queue, np.full(items, 0.5)))
    )
    refits = [timed(lambda: made[0].refit(rows, codes)) for _ in range(5)]
    refit, longest = np.median([s for s, _ in refits]), max(w for _, w in refits)
    size = sum(
        part.data.nbytes + part.indices.nbytes + part.indptr.nbytes
        for part in made[0]._parts
    )
    say(
        f"\n{items} items: features {spent:.2f} s, {size / 1e6:.0f} MB, longest wait "
        f"{wait * 1e3:.0f} ms; refit of 1,000 verdicts {refit * 1e3:.0f} ms, longest "
        f"wait {longest * 1e3:.0f} ms"
    )
    assert refit < 1.0
    assert size < 0.5e9


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return a background thread's time, and this one's longest wait, in seconds."""
    thread = threading.Thread(target=work)
    start = last = time.perf_counter()
    longest = 0.0
    thread.start()
    while thread.is_alive():
        thread.join(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return time.perf_counter() - start, longest
