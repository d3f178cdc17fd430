"""Reading a file with every row accounted for, beside ``pandas.read_csv``."""

import time

from speed.job import Job
from speed.measured import Report


def ours(job: Job) -> Report:
    """Read by the intake: ids as text, counts checked, faults listed, rows counted."""
    from triage_app.bootstrap import build

    services = build()
    start = time.perf_counter()
    backlog, account = services.intake.read(job.source)
    spent = time.perf_counter() - start
    if account.rows_read != job.rows or len(backlog) != account.accepted:
        raise AssertionError("The account doesn't add up.")
    report = Report()
    report.add("time", "s", ours=[spent])
    return report


def ordinary(job: Job) -> Report:
    """Read as a notebook does."""
    import pandas as pd

    start = time.perf_counter()
    frame = pd.read_csv(job.source)
    spent = time.perf_counter() - start
    if len(frame) != job.rows:
        raise AssertionError("The frame doesn't hold every row.")
    report = Report()
    report.add("time", "s", ordinary=[spent])
    return report
