"""From the start of a process to its window painted, beside importing all of it first.

A fresh interpreter runs the window's own entry, which tells by the clock that all
processes share when its frame was painted, and when the desk was that is loaded behind
it, and closes. The other way is the same with every heavy library imported at the top,
as scripts do.
"""

import json
import subprocess
import sys
import time

from speed.job import Job
from speed.measured import Report

_EVERYTHING = (
    "import PySide6.QtWidgets, numpy, pandas, pyarrow.compute, pyarrow.csv, "
    "pyarrow.parquet, sqlalchemy, alembic, joblib, skops.io, scipy.sparse, "
    "sklearn.ensemble, sklearn.linear_model, sklearn.feature_extraction.text, "
    "pyqtgraph\n"
)
_START = (
    "from triage_app.__main__ import triage_app\n"
    "raise SystemExit(triage_app(['--first-paint']))"
)
_WARM, _TIMES = 1, 7


def both(job: Job) -> Report:
    """Start it both ways in turn; the first time of each warms the cache."""
    report = Report()
    for number in range(_WARM + max(job.rounds, _TIMES)):
        ours, other = _start(""), _start(_EVERYTHING)
        if number >= _WARM:
            report.add("frame painted", "s", ours[:1], other[:1])
            report.add("desk painted", "s", ours[1:], other[1:])
    return report


def _start(first: str) -> list[float]:
    """Return the seconds until the window's frame is painted, and until the desk is."""
    start = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", first + _START],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr[-500:])
    told = json.loads(ended.stdout)
    return [float(told[name]) - start for name in ("painted", "ready")]
