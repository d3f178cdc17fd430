"""How long work tells where it is, and how it is asked to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from triage_app.domain.errors import CancelledError


class Stage(StrEnum):
    """What a long piece of work is doing."""

    READING = "reading"
    SCORING = "scoring"
    SAVING = "saving"
    LOADING = "loading"
    WRITING = "writing"
    CHECKING = "checking"
    TRAINING = "training"
    GROUPING = "grouping"


@dataclass(frozen=True, slots=True)
class Step:
    """A point in a piece of work.

    Attributes
    ----------
    stage : Stage
    done : int
        Units finished.
    total : int or None
        Units in all, None where it isn't known yet.
    unit : str
        What is counted: ``"rows"`` or ``"bytes"``.
    share : float or None
        Which part of the whole that is, in 0..1, where it is known without a total.
    """

    stage: Stage
    done: int
    total: int | None = None
    unit: str = "rows"
    share: float | None = None

    @property
    def fraction(self) -> float | None:
        """Share done in 0..1, or None where it isn't known."""
        if not self.total:
            return self.share
        return min(1.0, self.done / self.total)


Progress = Callable[[Step], None]


def no_progress(step: Step) -> None:
    """Take a step and tell nobody."""


class CancelToken:
    """A flag that one thread raises and another looks at between chunks."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next chunk."""
        self._event.set()

    def raise_if_cancelled(self) -> None:
        """Raise `CancelledError` if the work was asked to stop."""
        if self._event.is_set():
            raise CancelledError
