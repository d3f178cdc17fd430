"""Work in several threads: in order, at once on an error or a flag, nothing left over.

No test sleeps: threads wait for events, with a limit that only a failure reaches.
"""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from triage_app.domain.errors import BacklogError, CancelledError, ModelError
from triage_app.domain.progress import CancelToken, Stage, Step, no_progress
from triage_app.services.pipeline import LinkedToken, Pipeline, cores

LIMIT_S = 10.0


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(LIMIT_S)
    assert set(threading.enumerate()) <= before


def run(pipeline: Pipeline[int, int]) -> list[int]:
    pipeline.start()
    return list(pipeline.results())


def test_results_come_in_the_sources_order_whoever_is_done_first() -> None:
    second_done = threading.Event()

    def work(piece: int) -> int:
        if piece == 0:
            assert second_done.wait(LIMIT_S)
        if piece == 1:
            second_done.set()
        return piece * 10

    done = run(Pipeline(range(50), work, LinkedToken(), no_progress, threads=2))
    assert done == [piece * 10 for piece in range(50)]


def test_work_goes_on_in_several_threads_at_once() -> None:
    together = threading.Barrier(3, timeout=LIMIT_S)

    def work(piece: int) -> int:
        together.wait()
        return piece

    assert run(Pipeline(range(3), work, LinkedToken(), no_progress, threads=3)) == [
        *range(3)
    ]


def test_the_source_is_read_no_further_ahead_than_there_is_room() -> None:
    read: list[int] = []
    ahead: list[int] = []

    def source() -> Iterator[int]:
        for piece in range(100):
            read.append(piece)
            yield piece

    pipeline = Pipeline(source(), lambda p: p, LinkedToken(), no_progress, threads=2)
    pipeline.start()
    for piece in pipeline.results():
        ahead.append(len(read) - piece)
    assert max(ahead) <= 8


def test_an_empty_source_has_no_results() -> None:
    assert run(Pipeline([], lambda piece: piece, LinkedToken(), no_progress)) == []


@pytest.mark.parametrize("error", [BacklogError("Bad."), ValueError("a bug")])
def test_an_error_in_the_source_comes_out_as_it_is(error: Exception) -> None:
    def source() -> Iterator[int]:
        yield from range(5)
        raise error

    token = LinkedToken()
    with pytest.raises(type(error)) as caught:
        run(Pipeline(source(), lambda piece: piece, token, no_progress))
    assert caught.value is error
    assert token.cancelled


def test_an_error_in_the_work_stops_the_source_and_the_other_threads() -> None:
    error = ModelError("Broken.")
    token = LinkedToken()
    closed = threading.Event()

    def source() -> Iterator[int]:
        try:
            piece = 0
            while True:
                yield piece
                piece += 1
        finally:
            closed.set()

    def work(piece: int) -> int:
        if piece == 3:
            raise error
        return piece

    with pytest.raises(ModelError) as caught:
        run(Pipeline(source(), work, token, no_progress, threads=2))
    assert caught.value is error
    assert closed.wait(LIMIT_S)


def stuck(released: threading.Event, stands: threading.Event) -> Iterator[int]:
    """A source that hangs after its first piece, as a share of the network does."""
    yield 0
    stands.set()
    assert released.wait(LIMIT_S)
    yield 1


def test_cancelling_is_answered_while_the_source_hangs() -> None:
    released, stands, outer = threading.Event(), threading.Event(), CancelToken()
    pipeline = Pipeline(
        stuck(released, stands), lambda piece: piece, LinkedToken(outer), no_progress
    )
    pipeline.start()
    results = pipeline.results()
    assert next(results) == 0
    assert stands.wait(LIMIT_S)
    begun = time.monotonic()
    outer.cancel()
    with pytest.raises(CancelledError):
        next(results)
    took = time.monotonic() - begun
    released.set()
    assert took < 1.0  # 0.12 s on an idle machine


def test_cancelling_is_answered_while_the_work_hangs() -> None:
    released, stands, outer = threading.Event(), threading.Event(), CancelToken()

    def work(piece: int) -> int:
        stands.set()
        assert released.wait(LIMIT_S)
        return piece

    pipeline = Pipeline(range(9), work, LinkedToken(outer), no_progress)
    pipeline.start()
    assert stands.wait(LIMIT_S)
    outer.cancel()
    with pytest.raises(CancelledError):
        list(pipeline.results())
    released.set()


def test_whoever_stops_listening_ends_the_threads() -> None:
    pipeline = Pipeline(iter(int, 1), lambda piece: piece, LinkedToken(), no_progress)
    pipeline.start()
    results = pipeline.results()
    next(results)
    results.close()


def test_a_pipeline_that_was_never_started_can_be_stopped() -> None:
    Pipeline([1], lambda piece: piece, LinkedToken(), no_progress).stop()


def test_progress_is_told_in_the_callers_thread_while_there_are_no_results() -> None:
    told: list[tuple[Step, str]] = []
    heard = threading.Event()

    def listen(step: Step) -> None:
        told.append((step, threading.current_thread().name))
        heard.set()

    def source() -> Iterator[int]:
        pipeline.tell(Step(Stage.READING, 1, 2))
        assert heard.wait(LIMIT_S)
        yield 7

    pipeline: Pipeline[int, int] = Pipeline(
        source(), lambda piece: piece, LinkedToken(), listen
    )
    assert run(pipeline) == [7]
    assert told == [(Step(Stage.READING, 1, 2), threading.current_thread().name)]


def test_an_error_in_the_progress_callback_ends_the_threads() -> None:
    def source() -> Iterator[int]:
        pipeline.tell(Step(Stage.READING, 1, 2))
        yield from iter(int, 1)

    def listen(step: Step) -> None:
        raise BacklogError("Nobody listens.")

    pipeline: Pipeline[int, int] = Pipeline(
        source(), lambda piece: piece, LinkedToken(), listen
    )
    with pytest.raises(BacklogError, match="Nobody listens"):
        run(pipeline)


def test_a_linked_token_is_raised_from_both_sides() -> None:
    outer = CancelToken()
    inner = LinkedToken(outer)
    inner.raise_if_cancelled()
    other = LinkedToken(outer)
    other.cancel()
    assert other.cancelled
    assert not outer.cancelled
    outer.cancel()
    assert inner.cancelled
    with pytest.raises(CancelledError):
        inner.raise_if_cancelled()


def test_cores_are_those_that_this_process_may_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    affinity: Callable[[int], set[int]] = lambda _pid: {0, 2, 3}  # noqa: E731
    monkeypatch.setattr("os.sched_getaffinity", affinity, raising=False)
    assert cores() == 3
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert cores() == 1
