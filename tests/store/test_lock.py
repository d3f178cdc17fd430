"""The lock of a workspace: one writer, and no trace of one that failed."""

from pathlib import Path

import pytest

from triage_app.domain.errors import WorkspaceBusyError
from triage_app.store.lock import HOLDER_FILE, WriterLock


def test_only_one_at_a_time_holds_it(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path, 0.0), WriterLock(tmp_path, 0.05)
    first.acquire()
    with pytest.raises(WorkspaceBusyError, match="open in another window"):
        second.acquire()
    first.release()
    second.acquire()
    assert (tmp_path / HOLDER_FILE).exists()
    second.release()
    assert not (tmp_path / HOLDER_FILE).exists()


def test_letting_go_twice_leaves_another_s_hold_alone(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path, 0.0), WriterLock(tmp_path, 0.0)
    first.acquire()
    first.release()
    second.acquire()
    first.release()
    with pytest.raises(WorkspaceBusyError, match="open in another window"):
        first.acquire()
    second.release()


def test_another_thread_may_let_it_go(tmp_path: Path) -> None:
    import threading

    lock = WriterLock(tmp_path, 0.0)
    lock.acquire()
    thread = threading.Thread(target=lock.release)
    thread.start()
    thread.join()
    again = WriterLock(tmp_path, 0.0)
    again.acquire()
    again.release()


def test_a_holder_that_can_not_be_noted_lets_the_lock_go(tmp_path: Path) -> None:
    (tmp_path / HOLDER_FILE).mkdir()
    lock = WriterLock(tmp_path, 0.0)
    with pytest.raises(OSError, match="lock"):
        lock.acquire()
    (tmp_path / HOLDER_FILE).rmdir()
    again = WriterLock(tmp_path, 0.0)
    again.acquire()
    again.release()
