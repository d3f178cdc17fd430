"""A file that is scored while it is read: what is seen when, and how soon it stops.

Beside the first progress and the first rows stands the time until all is done, which is
when a notebook shows anything.
"""

import threading
import time

from speed.job import Job
from speed.measured import Report
from triage_app.bootstrap import build
from triage_app.domain.errors import CancelledError
from triage_app.domain.progress import CancelToken
from triage_app.services.services import Services

# Where in the work it is cancelled, as shares of its time.
_STOPS = (0.1, 0.3, 0.5, 0.7, 0.9)


def stream(job: Job) -> Report:
    """Score it whole, then cancel it at several places."""
    report = Report()
    for _ in range(job.rounds):
        services = build()
        told: list[float] = []
        parts: list[float] = []
        start = time.perf_counter()
        services.intake.score(
            job.source,
            progress=lambda _step, t=told: t.append(time.perf_counter()),
            on_part=lambda _part, p=parts: p.append(time.perf_counter()),
        )
        whole = time.perf_counter() - start
        report.add("first progress", "ms", [(told[0] - start) * 1e3], [whole * 1e3])
        report.add("first rows", "ms", [(parts[0] - start) * 1e3], [whole * 1e3])
        waits = [_cancelled(services, job, whole * share) for share in _STOPS]
        report.add("cancel, slowest", "ms", [max(waits)])
    return report


def _cancelled(services: Services, job: Job, after: float) -> float:
    """Cancel after so many seconds; return the milliseconds until it stopped."""
    token, asked = CancelToken(), [0.0]

    def cancel() -> None:
        asked[0] = time.perf_counter()
        token.cancel()

    timer = threading.Timer(after, cancel)
    timer.start()
    try:
        services.intake.score(job.source, cancel=token, on_part=lambda _part: None)
    except CancelledError:
        return (time.perf_counter() - asked[0]) * 1e3
    finally:
        timer.cancel()
    return 0.0
