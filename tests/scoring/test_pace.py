import threading

import pytest

from triage_app.scoring.pace import FIRST, LEAST, MOST, Pace


class Clock:
    """A clock that a machine of a given speed moves on."""

    def __init__(self, units_a_second: float, fixed: float = 0.0) -> None:
        self.speed, self.fixed, self.now = units_a_second, fixed, 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, units: int) -> None:
        self.now += self.fixed + units / self.speed


def after(clock: Clock, chunks: int, pace: Pace) -> float:
    """Do some chunks; return how long the last of them took."""
    for _ in range(chunks):
        start = clock()
        with pace.timed(pace.size):
            clock.work(pace.size)
    return clock() - start


@pytest.mark.parametrize("speed", [1.5e7, 2e7, 7e7, 2e8])
def test_a_chunk_comes_to_take_its_time_on_any_machine(speed: float) -> None:
    clock = Clock(speed)
    assert after(clock, 30, Pace(0.015, clock)) == pytest.approx(0.015, rel=0.05)


def test_a_machine_that_slows_down_gets_smaller_chunks() -> None:
    clock = Clock(1e8)
    pace = Pace(0.015, clock)
    after(clock, 30, pace)
    fast, clock.speed = pace.size, 2e7
    assert after(clock, 30, pace) == pytest.approx(0.015, rel=0.05)
    assert pace.size < fast / 4


def test_one_odd_chunk_moves_the_size_by_no_more_than_a_half() -> None:
    clock = Clock(2e7)
    pace = Pace(0.015, clock)
    after(clock, 30, pace)
    settled, clock.fixed = pace.size, 60.0
    after(clock, 1, pace)
    assert settled / 2 <= pace.size < settled


def test_size_stays_within_bounds() -> None:
    snail, clock = Clock(1.0), Clock(1e30)
    slow, fast = Pace(0.015, snail), Pace(0.015, clock)
    assert slow.size == fast.size == FIRST
    after(snail, 30, slow)
    after(clock, 60, fast)
    assert (slow.size, fast.size) == (LEAST, MOST)


def test_a_clock_that_stands_still_does_no_harm() -> None:
    pace = Pace(0.015, lambda: 1.0)
    with pace.timed(pace.size):
        pass
    assert FIRST < pace.size <= 2 * FIRST


def test_a_short_last_chunk_and_a_failed_one_tell_nothing() -> None:
    clock = Clock(1e3)
    pace = Pace(0.015, clock)
    with pace.timed(FIRST // 3):
        clock.work(FIRST // 3)

    def fail() -> None:
        with pace.timed(FIRST):
            clock.work(FIRST)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert pace.size == FIRST


def test_threads_may_share_a_pace() -> None:
    pace = Pace(0.015, Clock(2e7))

    def learn() -> None:
        for _ in range(500):
            with pace.timed(pace.size):
                pass

    threads = [threading.Thread(target=learn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pace.size == MOST
