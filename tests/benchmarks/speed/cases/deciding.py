"""From a verdict's key to the next card painted, beside an idle frame."""

import gc

import numpy as np
from PySide6.QtCore import Qt

from speed.job import Job
from speed.measured import Report
from speed.window import Window

VERDICTS, WARM = 150, 20
KEYS = [Qt.Key(ord(letter)) for letter in "COCOOCOS"]


def both(job: Job) -> Report:
    """Give verdicts, each followed by a full repaint of the idle window."""
    window = Window.on_made(job.own, job.rows)
    gc.collect()
    gc.freeze()
    for place in range(WARM):
        window.decide(KEYS[place % len(KEYS)])
    spent: list[float] = []
    frames: list[float] = []
    for place in range(VERDICTS * job.rounds):
        spent.append(window.decide(KEYS[place % len(KEYS)]))
        frames.append(window.frame())
    report = Report()
    for name, share in (("median", 0.5), ("p99", 0.99), ("longest", 1.0)):
        ours, frame = (float(np.quantile(times, share)) for times in (spent, frames))
        report.add(name, "ms", [ours], [frame])
    window.close()
    return report
