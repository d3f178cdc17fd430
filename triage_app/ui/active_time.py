"""How long somebody really looks at something: time on screen without idle time."""

import time
from collections.abc import Callable

IDLE_MS = 30_000


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class ActiveTime:
    """A stopwatch that leaves out idle time.

    Two signs of activity that are more than `idle_ms` apart have idle time between
    them: none of it counts, from its start on. While anything pauses the watch, no time
    counts either.

    Parameters
    ----------
    clock : callable returning int
        Milliseconds from any moment on, never backwards.
    idle_ms : int
        The longest time without input that still counts as looking.
    """

    def __init__(
        self, clock: Callable[[], int] = _now_ms, idle_ms: int = IDLE_MS
    ) -> None:
        self._clock = clock
        self._idle_ms = idle_ms
        self._counted = 0
        self._last: int | None = None
        self._pauses: set[str] = set()

    @property
    def running(self) -> bool:
        """Whether something is looked at and nothing pauses the watch."""
        return self._last is not None and not self._pauses

    def start(self) -> None:
        """Begin at nothing: something new is on screen."""
        self._counted, self._last = 0, self._clock()

    def stop(self) -> None:
        """Forget what was counted: nothing is on screen any more."""
        self._counted, self._last = 0, None

    def touch(self) -> None:
        """Note a sign of activity: a key, the mouse, scrolling."""
        if self._last is None:
            return
        now = self._clock()
        gap = now - self._last
        if not self._pauses and gap <= self._idle_ms:
            self._counted += gap
        self._last = now

    def pause(self, why: str) -> None:
        """Stop the clock until the same reason ends; other reasons may hold it too."""
        self.touch()
        self._pauses.add(why)

    def resume(self, why: str) -> None:
        """End one reason to pause; the time since it began never counts."""
        self.touch()
        self._pauses.discard(why)

    def read(self) -> int | None:
        """Return the milliseconds so far; None while nothing is on screen.

        Reading is no activity, but whoever reads because a key was pressed counts the
        time up to it: call `touch` before.
        """
        return None if self._last is None else self._counted
