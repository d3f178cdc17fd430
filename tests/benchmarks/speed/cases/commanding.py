"""``triage score`` on a folder, a part for each file, beside a script that does so.

Both are timed from the start of a process, with all that it imports and loads.
"""

import shutil
import subprocess
import sys
import time

from speed.cases.main import fit, models, sorted_queue
from speed.job import Job
from speed.measured import Report

__all__ = ["fit", "ordinary", "ours", "script"]


def ours(job: Job) -> Report:
    """Run the command; every file is scored as a part of one backlog."""
    out = job.own / "ours"
    shutil.rmtree(out, ignore_errors=True)
    command = ["-m", "triage_app", "score", str(job.source), "--out", str(out)]
    report = Report()
    report.add("time", "s", ours=[_timed([sys.executable, *command])])
    if len(list(out.glob("*.parquet"))) < len(list(job.source.iterdir())):
        raise AssertionError("There are fewer parts than files.")
    return report


def ordinary(job: Job) -> Report:
    """Run the script."""
    out = job.own / "ordinary"
    shutil.rmtree(out, ignore_errors=True)
    work = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from speed.job import Job\n"
        "from speed.cases.commanding import script\n"
        "script(Job.from_json(sys.argv[1]))"
    )
    told = [sys.executable, "-c", work, job.to_json(), *sys.path]
    report = Report()
    report.add("time", "s", ordinary=[_timed(told)])
    if len(list(out.iterdir())) != len(list(job.source.iterdir())):
        raise AssertionError("There are fewer parts than files.")
    return report


def script(job: Job) -> None:
    """Score file after file with the notebook's models, and write each sorted."""
    import joblib
    import pandas as pd

    text_model, forest = joblib.load(models(job))
    out = job.own / "ordinary"
    out.mkdir()
    for file in sorted(job.source.glob("*.parquet")):
        queue = sorted_queue(pd.read_parquet(file), text_model, forest)
        queue.to_parquet(out / file.name)


def _timed(command: list[str]) -> float:
    """Return the seconds that a process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start
