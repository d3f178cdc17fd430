"""The queue's first paint, and frames while scrolling, beside a stock table."""

import gc
from pathlib import Path

import numpy as np
import pandas as pd

from speed.job import Job
from speed.measured import Report
from speed.stock import StockTable
from speed.window import Window, scored, scroll
from triage_app.domain.backlog import Field

FRAMES = 100


def first_paint(job: Job) -> Report:
    """Show a workspace that has just been loaded, and a frame, in turn."""
    window, stock = Window.on_made(job.own, job.rows), _stock(job)
    report = Report()
    for _ in range(job.rounds):
        window.leave()
        workspace = window.services.workspaces.open(job.own / "made.triage")
        gc.collect()
        ours = window.first_paint(workspace)
        report.add("table painted", "ms", [ours], [stock.first_paint()])
    window.close()
    return report


def frames(job: Job) -> Report:
    """Scroll both, in turn."""
    window, stock = Window.on_made(job.own, job.rows), _stock(job)
    stock.first_paint()
    report = Report()
    for _ in range(job.rounds):
        ours, other = scroll(window.table, FRAMES), scroll(stock.view, FRAMES)
        for name, share in (("median", 0.5), ("p99", 0.99)):
            both = [float(np.quantile(spent, share)) for spent in (ours, other)]
            report.add(name, "ms", both[:1], both[1:])
    window.close()
    return report


def _stock(job: Job) -> StockTable:
    """Return a stock table over the same items as a frame, shown empty."""
    made = scored(Path("made.csv"), job.rows)
    columns = {name: column.to_list() for name, column in made.backlog.raw.items()}
    views = made.backlog.number(Field.VIEWS)
    frame = pd.DataFrame({**columns, "views": views, "p_claim": made.scores.p_claim})
    return StockTable(frame)
