import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from triage_app.domain.errors import CancelledError
from triage_app.domain.progress import CancelToken
from triage_app.scoring.pools import LocalPool, pool

try:  # joblib's own copy, where it brings one
    from joblib.externals import cloudpickle
except ImportError:
    import cloudpickle  # type: ignore[no-redef]


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    """Ship this module's functions themselves: other processes can't import it."""
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    yield
    cloudpickle.unregister_pickle_by_value(module)


def double(task: int, cancel: CancelToken) -> tuple[int, int]:
    return 2 * task, os.getpid()


def die_once(task: str, cancel: CancelToken) -> str:
    """Die as one does that is out of memory, the first time a task is tried."""
    mark = Path(f"{task}.tried")
    if task.endswith("2") and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task[-1]


def die_always(task: int, cancel: CancelToken) -> int:
    if task == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def block(task: str, cancel: CancelToken) -> None:
    """Say that the work goes on, and end never."""
    with Path(task).open("w") as pipe:
        pipe.write("x")
    threading.Event().wait()


def refuse(task: int, cancel: CancelToken) -> int:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "workers", [LocalPool(1), LocalPool(2), LocalPool(2, threads=True)]
)
def test_every_task_is_done_once_wherever(workers: LocalPool) -> None:
    found = dict(workers.run(double, range(7), CancelToken()))
    workers.close()
    workers.close()
    assert {place: value for place, (value, _) in found.items()} == {
        place: 2 * place for place in range(7)
    }
    elsewhere = {pid for _, pid in found.values()} != {os.getpid()}
    assert elsewhere is (workers._jobs == 2 and not workers._threads)
    assert list(workers.run(double, [], CancelToken())) == []


@pytest.mark.skipif(os.name == "nt", reason="processes are killed on POSIX")
def test_a_process_that_dies_loses_nothing(tmp_path: Path) -> None:
    workers = LocalPool(2)
    tasks = [str(tmp_path / str(number)) for number in range(5)]
    found = dict(workers.run(die_once, tasks, CancelToken()))
    workers.close()
    assert found == {number: str(number) for number in range(5)}


@pytest.mark.skipif(os.name == "nt", reason="processes are killed on POSIX")
def test_a_task_that_kills_whoever_tries_it_keeps_no_other_back() -> None:
    workers = LocalPool(2)
    found = dict(workers.run(die_always, range(4), CancelToken()))
    workers.close()
    assert found == {0: 0, 1: None, 2: 2, 3: 3}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_processes_are_ended_where_the_work_is_cancelled(tmp_path: Path) -> None:
    pipes = [str(tmp_path / name) for name in ("first", "second", "third")]
    for pipe in pipes:
        os.mkfifo(pipe)
    cancel = CancelToken()

    def ask() -> None:
        with Path(pipes[0]).open() as pipe:
            pipe.read()
        cancel.cancel()

    asker = threading.Thread(target=ask)
    asker.start()
    workers = LocalPool(2)
    with pytest.raises(CancelledError):
        list(workers.run(block, pipes, cancel))
    asker.join()
    workers.close()


@pytest.mark.parametrize("threads", [False, True])
def test_a_bug_in_the_work_is_raised_as_it_is(threads: bool) -> None:
    workers = LocalPool(2, threads=threads)
    with pytest.raises(ZeroDivisionError):
        list(workers.run(refuse, range(3), CancelToken()))
    workers.close()


def test_threads_look_at_the_cancel_token_themselves() -> None:
    cancel = CancelToken()

    def work(task: int, given: CancelToken) -> int:
        cancel.cancel()
        given.raise_if_cancelled()
        return task

    with pytest.raises(CancelledError):
        list(LocalPool(2, threads=True).run(work, range(3), cancel))


def test_a_frozen_program_shares_its_work_among_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    found = dict(pool(2).run(double, range(3), CancelToken()))
    assert {pid for _, pid in found.values()} == {os.getpid()}
