"""The window's longest gap while it scores a file and is scrolled, beside idle.

A timer beats every millisecond; a gap is the time between two beats, each of which
scrolls the table if a frame is due. What follows the opening, such as the index for
searching, counts too. A timer that beats without a pause would take a whole core, and
the interpreter, from what is measured. The control scrolls the same window afterwards,
as long, with nothing else to do.
"""

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer

from speed.job import Job
from speed.measured import Report
from speed.window import Window, move

_FRAME_S, _LONG_MS = 0.016, 50.0
_LEAST_S, _MOST_S = 2.0, 20.0


def both(job: Job) -> Report:
    """Score and scroll, then scroll alone; round by round."""
    report = Report()
    for number in range(min(job.rounds, 3)):
        window = Window(job.place)
        window.rest(0.3)
        gc.collect()
        start = time.perf_counter()
        ended: list[float] = []
        window.whole.intake.opened.connect(
            lambda _path, e=ended: e.append(time.perf_counter())
        )
        target = job.own / f"round-{number}.triage"
        window.whole.intake.open(job.source, target)
        ours = _beats(window, lambda w=window, e=ended: bool(e) and not w.busy)
        spent = ended[0] - start
        until = time.perf_counter() + min(max(spent, _LEAST_S), _MOST_S)
        idle = _beats(window, lambda u=until: time.perf_counter() >= u)
        report.add("longest", "ms", [max(ours)], [max(idle)])
        over = [sum(gap > _LONG_MS for gap in gaps) for gaps in (ours, idle)]
        report.add("gaps over 50 ms", "", over[:1], over[1:])
        report.add("scored and kept", "s", [spent])
        window.close()
    return report


def _beats(window: Window, over: Callable[[], bool]) -> list[float]:
    """Scroll until something holds; return the gaps between beats, in milliseconds."""
    gaps: list[float] = []
    last = [time.perf_counter(), 0.0]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1e3)
        last[0] = now
        if now - last[1] >= _FRAME_S:
            last[1] = now
            move(window.table)

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(1)
    window.wait(over)
    timer.stop()
    return gaps
