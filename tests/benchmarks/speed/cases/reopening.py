"""Opening a workspace with many decisions again, beside two CSV files and a merge."""

import csv
import time

from speed.job import Job
from speed.measured import Report

MOST_DECISIONS, _STEP = 100_000, 1_000
WORKSPACE, QUEUE, DECISIONS = "decided.triage", "queue.csv", "decisions.csv"
# A person needs longer than this to choose what to open.
_LOOKS_S = 1.0


def decisions(rows: int) -> int:
    """Return how many items are decided: a hundred thousand, or half of few."""
    return min(MOST_DECISIONS, rows // 2)


def decide(job: Job) -> None:
    """Make the workspace by the services, and the same as a notebook keeps it."""
    from speed.window import scored
    from triage_app.bootstrap import build
    from triage_app.domain.decisions import Verdict
    from triage_app.services.review import ReviewDesk, VerdictRequest

    made = scored(job.own / "made.csv", job.rows)
    workspace = build(workers=1).workspaces.open(job.own / WORKSPACE, create=True)
    workspace.add(made, "lead")
    desk, wanted = ReviewDesk(workspace), decisions(job.rows)
    verdicts = (Verdict.CLAIM, Verdict.OPINION)
    for start in range(0, wanted, _STEP):
        rows = range(start, min(start + _STEP, wanted))
        desk.decide_many([VerdictRequest(r, verdicts[r % 2], "ann") for r in rows])
    workspace.close()
    ids = made.backlog.ids.to_list()
    texts = made.backlog.raw["video_transcription_text"].to_list()
    with (job.own / QUEUE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["video_id", "video_transcription_text", "p_claim"])
        writer.writerows(zip(ids, texts, made.scores.p_claim.tolist(), strict=True))
    with (job.own / DECISIONS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["video_id", "verdict", "moderator"])
        writer.writerows([ids[row], verdicts[row % 2], "ann"] for row in range(wanted))


def ours(job: Job) -> Report:
    """Open it in a window that is on screen; stop at the first card painted."""
    from speed.window import Window

    window = Window(job.place)
    window.rest(_LOOKS_S)
    cards: list[float] = []
    window.whole.desk.card_ready.connect(lambda: cards.append(time.perf_counter()))
    start = time.perf_counter()
    window.whole.intake.open_workspace(job.own / WORKSPACE)
    window.wait(lambda: cards and window.whole.session.ready)
    spent = cards[-1] - start
    window.rest()
    if window.history().records != decisions(job.rows):
        raise AssertionError("The decisions are not all there.")
    window.close()
    report = Report()
    report.add("first card", "s", ours=[spent])
    return report


def ordinary(job: Job) -> Report:
    """Read, merge and sort with pandas; nothing is shown."""
    import pandas as pd

    start = time.perf_counter()
    queue = pd.read_csv(job.own / QUEUE)
    merged = queue.merge(pd.read_csv(job.own / DECISIONS), on="video_id", how="left")
    waiting = merged[merged.verdict.isna()].sort_values("p_claim", ascending=False)
    spent = time.perf_counter() - start
    if len(waiting) != job.rows - decisions(job.rows):
        raise AssertionError("The decisions are not all there.")
    report = Report()
    report.add("first card", "s", ordinary=[spent])
    return report
