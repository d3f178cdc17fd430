"""How training tells of its steps, and why it may end early."""

from collections.abc import Callable

Report = Callable[[int, int], None]
"""Told how many steps are done, and of how many; what it raises stops the training."""


class TrainingError(ValueError):
    """The labelled rows don't make a model; the message is one plain sentence."""


def no_report(done: int, total: int) -> None:
    """Take a step and tell nobody."""


class Steps:
    """Counts steps and reports each.

    Parameters
    ----------
    total : int
    report : callable
        Called at once with no step done.
    """

    def __init__(self, total: int, report: Report) -> None:
        self._total, self._report = total, report
        self._done = 0
        report(0, total)

    def take(self) -> None:
        """Count one step."""
        self._done += 1
        self._report(self._done, self._total)
