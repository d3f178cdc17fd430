"""Steps of long work as the line that the status bar shows."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from triage_app.domain.progress import Stage, Step
from triage_app.ui import text

_MEGABYTE = 1_000_000
_RATE_AFTER_SECONDS = 0.5


def _tr(source: str) -> str:
    return QCoreApplication.translate("progress", source)


class ProgressText:
    """Turns the steps of one piece of work into words, with a rate once there is one.

    A file is read ahead of its scoring: what is scored is what is told then.

    Parameters
    ----------
    clock : callable
        Seconds that only go forward.

    Attributes
    ----------
    fraction : float or None
        Share done; while a file is read as a stream, the share of its bytes scored.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: dict[Stage, float] = {}
        self._first: dict[Stage, int] = {}
        self._read_share: float | None = None
        self._scored = ""
        self.fraction: float | None = None

    def take(self, step: Step) -> str:
        """Take a step in; return the line."""
        self._began.setdefault(step.stage, self._clock())
        self._first.setdefault(step.stage, step.done)
        if step.stage is Stage.READING:
            self._read_share = step.fraction
            if self._scored:
                return self._scored
        self.fraction = step.fraction
        if step.fraction is None and step.stage is Stage.SCORING:
            self.fraction = self._read_share
        if step.unit == "bytes":
            return self._bytes(step)
        words = self._stage(step.stage).format(self._rows(step)) + self._rate(step)
        self._scored = words if step.stage is Stage.SCORING else ""
        return words

    def _rows(self, step: Step) -> str:
        done = text.count(step.done)
        if step.total is not None:
            return _tr("{0} of {1}").format(done, text.count(step.total))
        if not self.fraction:
            return done
        about = round(step.done / self.fraction, -2)
        return _tr("{0} of about {1}").format(done, text.count(max(about, step.done)))

    def _bytes(self, step: Step) -> str:
        done = f"{step.done / _MEGABYTE:,.1f}"
        if step.total is not None:
            done = _tr("{0} of {1}").format(done, f"{step.total / _MEGABYTE:,.1f}")
        return self._stage(step.stage).format(_tr("{0} MB").format(done))

    def _rate(self, step: Step) -> str:
        seconds = self._clock() - self._began[step.stage]
        done = step.done - self._first[step.stage]
        if seconds < _RATE_AFTER_SECONDS or done <= 0:
            return ""
        return " · " + _tr("{0}/s").format(text.count(done / seconds))

    def _stage(self, stage: Stage) -> str:
        return {
            Stage.READING: _tr("Reading {0}"),
            Stage.SCORING: _tr("Scoring {0}"),
            Stage.SAVING: _tr("Saving {0}"),
            Stage.LOADING: _tr("Loading {0}"),
            Stage.WRITING: _tr("Writing {0}"),
            Stage.CHECKING: _tr("Checking {0}"),
            Stage.TRAINING: _tr("Training {0}"),
            Stage.GROUPING: _tr("Looking for similar items {0}"),
        }[stage]
