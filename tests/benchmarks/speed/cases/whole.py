"""Ten million rows beside a tenth of them: open, sort, search, decide."""

import shutil
import time
from dataclasses import replace

from PySide6.QtCore import Qt

from speed.cases.data import provide
from speed.cases.sorting import timed
from speed.job import Job
from speed.measured import Report
from speed.window import Window
from triage_app.domain.queue import Column, QueueQuery, Tab, arrange

_KEYS = [Qt.Key(ord(letter)) for letter in "COCOO"]


def ours(job: Job) -> Report:
    """Work the whole backlog."""
    found = _work(job)
    report = Report()
    for measure, (unit, value) in found.items():
        report.add(measure, unit, ours=[value])
    return report


def ordinary(job: Job) -> Report:
    """Work a tenth of it."""
    tenth = replace(job, rows=job.rows // 10)
    provide(tenth, job.data, tenth.rows)
    report = Report()
    for measure, (unit, value) in _work(tenth).items():
        report.add(measure, unit, ordinary=[value])
    return report


def _work(job: Job) -> dict[str, tuple[str, float]]:
    """Open a file through the window's services; sort, search and decide."""
    window = Window(job.place)
    services = window.services
    start = time.perf_counter()
    scored = services.intake.score(job.source)
    shutil.rmtree(job.own / "whole.triage", ignore_errors=True)
    workspace = services.workspaces.open(job.own / "whole.triage", create=True)
    workspace.add(scored, "lead")
    opened = time.perf_counter() - start
    del scored
    painted = window.first_paint(workspace)
    window.rest()
    case = window.whole.session.case
    sorts = {
        column: timed(lambda c=column: arrange(case, QueueQuery(Tab.REVIEW, sort=c)))
        for column in (Column.P_CLAIM, Column.VIEWS, Column.ID)
    }
    searched = timed(lambda: case.text_index.matches("report"))
    window.whole.desk.focus_queue()
    keys = sorted(window.decide(key) for key in _KEYS)
    window.close()
    return {
        "open": ("s", opened),
        "first paint": ("ms", painted),
        **{f"sort by {column}": ("ms", spent) for column, spent in sorts.items()},
        "search": ("ms", searched),
        "decide": ("ms", keys[len(keys) // 2]),
    }
