import threading
from collections.abc import Iterator

import pytest

from triage_app.scoring.threads import in_order


def test_results_come_in_the_order_of_the_work() -> None:
    first_may_end = threading.Event()

    def do(number: int) -> int:
        if number == 0:
            assert first_may_end.wait(10)
        if number == 2:
            first_may_end.set()
        return number * number

    assert list(in_order(iter(range(50)), do, 2)) == [n * n for n in range(50)]


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_work_is_taken_no_further_ahead_than_there_is_room_for(threads: int) -> None:
    taken: list[int] = []

    def work() -> Iterator[int]:
        for number in range(1_000):
            taken.append(number)
            yield number

    results = in_order(work(), str, threads)
    for number in range(20):
        assert next(results) == str(number)
        assert len(taken) <= number + 1 + 2 * threads
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 60


def test_one_thread_is_the_calling_one() -> None:
    do = lambda _: threading.current_thread()  # noqa: E731
    here = threading.current_thread()
    assert set(in_order(iter(range(5)), do, 1)) == {here}
    assert here not in set(in_order(iter(range(5)), do, 2))


def test_what_a_thread_raises_is_raised_here_and_ends_the_work() -> None:
    done: list[int] = []

    def do(number: int) -> int:
        if number == 5:
            raise LookupError("five")
        done.append(number)
        return number

    before = threading.active_count()
    with pytest.raises(LookupError, match="five"):
        list(in_order(iter(range(1_000)), do, 2))
    assert len(done) < 20
    assert threading.active_count() == before


def test_no_work_gives_no_results() -> None:
    assert list(in_order(iter([]), str, 3)) == []
