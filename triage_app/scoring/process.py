"""A process beside this one, for work that would make the window wait for Python."""

import os
import signal
import traceback
import weakref
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from triage_app.domain.errors import UserFacingError
from triage_app.domain.progress import CancelToken
from triage_app.domain.text_column import TextColumn

_LOOK_SECONDS = 0.05
_NICENESS = 5
_CHUNK_ROWS = 2_000
_FAILED = "failed"

Serve = Callable[[Connection], None]
Answer = tuple[str, object]


class Aside:
    """A spawned process that answers through a pipe; it ends with this object.

    It is spawned, never forked, so it works in a frozen program and beside Qt, and
    imports nothing of the window.

    Parameters
    ----------
    serve : callable
        A module's function, run there with its end of the pipe. It sends answers, each
        a kind and a value.
    what : str
        What can't be had if the process ends by itself, as the title of an error.
    """

    def __init__(self, serve: Serve, what: str) -> None:
        context = get_context("spawn")
        self._what = what
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_run, args=(serve, theirs), daemon=True)
        process.start()
        theirs.close()
        self._finalizer = weakref.finalize(self, _end, process, self._pipe)

    def send(self, value: object) -> None:
        """Hand a value over; waits until the process takes it.

        Raises
        ------
        UserFacingError
            If the process is gone.
        """
        try:
            self._pipe.send(value)
        except OSError as error:
            raise self._gone() from error

    def receive(self, cancel: CancelToken | None = None) -> Answer:
        """Wait for the next answer; the process ends if that is cancelled.

        Raises
        ------
        CancelledError
        UserFacingError
            If the process ended by itself.
        RuntimeError
            If it failed by a bug of ours; with its traceback.
        """
        token = cancel or CancelToken()
        try:
            while not self._pipe.poll(_LOOK_SECONDS):
                self.check(token)
            kind, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        if kind == _FAILED:
            self.end()
            raise RuntimeError(str(value))
        return kind, value

    def check(self, cancel: CancelToken) -> None:
        """End the process if the work is cancelled; raises `CancelledError`."""
        if cancel.cancelled:
            self.end()
        cancel.raise_if_cancelled()

    def end(self) -> None:
        """End the process; safe to call again."""
        self._finalizer()

    def _gone(self) -> UserFacingError:
        self.end()
        return UserFacingError(
            self._what,
            "The process that works it out ended by itself; perhaps the memory was "
            "used up.",
            "Go on without it; it is tried again later.",
        )


def chunks_of(texts: TextColumn) -> Iterator[TextColumn]:
    """Yield a column in pieces, so that no step with one of them is long."""
    for start in range(0, len(texts), _CHUNK_ROWS):
        yield texts.slice(start, min(start + _CHUNK_ROWS, len(texts)))


def _run(serve: Serve, pipe: Connection) -> None:
    """Serve until the other end is closed; runs in the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever spawned it ends it
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    try:
        serve(pipe)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody waits for it any more
    except Exception:  # noqa: BLE001 - told on the other side
        pipe.send((_FAILED, traceback.format_exc()))


def _end(process: BaseProcess, pipe: Connection) -> None:
    pipe.close()
    process.terminate()
    process.join()
