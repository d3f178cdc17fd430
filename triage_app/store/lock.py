"""One writer to a workspace: a lock that the system lets go of when a process dies."""

import contextlib
import json
import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from triage_app.domain.errors import WorkspaceBusyError

LOCK_FILE = "workspace.lock"
HOLDER_FILE = "workspace.lock.json"
_POLL = 0.02  # seconds


class WriterLock:
    """The right to write to one workspace.

    Parameters
    ----------
    folder : Path
    wait : float
        Seconds to wait for another writer to finish.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        self._folder = folder
        self._wait = wait
        # Another thread than the one that opened a workspace may close it.
        self._lock = FileLock(folder / LOCK_FILE, thread_local=False)

    def acquire(self) -> None:
        """Take the lock and say who holds it.

        Raises
        ------
        WorkspaceBusyError
            If another writer keeps it for longer than the wait.
        OSError
            If the folder can't be written to.
        """
        try:
            self._lock.acquire(timeout=self._wait, poll_interval=_POLL)
        except Timeout as error:
            raise self._busy() from error
        holder = {"pid": os.getpid(), "host": socket.gethostname()}
        try:
            self._holder_file.write_text(json.dumps(holder), encoding="utf-8")
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Let the lock go; safe to call twice."""
        if not self._lock.is_locked:
            return
        with contextlib.suppress(OSError):  # the folder may be gone by now
            self._holder_file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._lock.release()

    @property
    def _holder_file(self) -> Path:
        return self._folder / HOLDER_FILE

    def _busy(self) -> WorkspaceBusyError:
        return WorkspaceBusyError(
            f"The workspace {self._folder.name} is open in another window"
            f"{self._holder()}.",
            "Only one program at a time may write to a workspace.",
            "Close it there, then try again.",
        )

    def _holder(self) -> str:
        """Say who holds the lock, as far as can be read."""
        try:
            told = json.loads(self._holder_file.read_text(encoding="utf-8"))
            pid, host = int(told["pid"]), str(told["host"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        elsewhere = "" if host == socket.gethostname() else f" on {host[:60]}"
        return f" (process {pid}{elsewhere})"
