"""How large a chunk is to be, so that each takes about as long on any machine."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TARGET_SECONDS = 0.02
FIRST, LEAST, MOST = 300_000, 200_000, 4_000_000
# How much of the last chunk's speed is believed, and how far a size may move at once.
_BELIEF, _LEAP = 0.3, 2.0


class Pace:
    """Learns from each chunk how large the next should be; safe for several threads.

    Size is counted in units of work, whatever the caller takes for one: a machine that
    is slow, or busy with other things, gets smaller chunks.

    Parameters
    ----------
    target : float
        Seconds that a chunk should take.
    clock : callable returning float
        Seconds from any start.
    """

    def __init__(
        self,
        target: float = TARGET_SECONDS,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._target = target
        self._clock = clock
        self._lock = threading.Lock()
        self._size = float(FIRST)

    @property
    def size(self) -> int:
        """Units of work that the next chunk should hold."""
        return int(self._size)

    @contextmanager
    def timed(self, units: int) -> Iterator[None]:
        """Time a chunk of so many units; one that fails tells nothing."""
        start = self._clock()
        yield
        self._learn(units, self._clock() - start)

    def _learn(self, units: int, seconds: float) -> None:
        with self._lock:
            if 2 * units < self._size:
                return  # the end of a backlog: its fixed cost would mislead
            fitting = units * self._target / max(seconds, self._target / MOST)
            wanted = self._size + _BELIEF * (fitting - self._size)
            held = min(max(wanted, self._size / _LEAP), self._size * _LEAP)
            self._size = min(max(held, LEAST), MOST)
