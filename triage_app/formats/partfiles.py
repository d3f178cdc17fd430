"""What a run over many files keeps between its pieces: arrays, facts and a lock."""

import io
import json
import secrets
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from filelock import Timeout as LockTakenError

from triage_app.domain.errors import BacklogError, OutputError
from triage_app.domain.ports.work import Arrays
from triage_app.formats.aside import file_sha256, flush_folder, written_aside
from triage_app.formats.problems import cannot_write

_FACTS = "facts"
_ASIDE = "new-"
_UNREADABLE = (
    *(OSError, ValueError, KeyError, TypeError, EOFError, RecursionError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
)
_HALF = (".triage-*.part", f"{_ASIDE}*")


class KeptFiles:
    """Keeps arrays in files that are whole or not there; fulfils `PartFiles`."""

    @contextmanager
    def lock(self, folder: Path) -> Iterator[None]:
        """Make a folder for parts and keep others out of it.

        What an earlier run had to leave half written is cleared away.

        Raises
        ------
        OutputError
            If it can't be made, or another run works in it.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / "lock", timeout=0)
            lock.acquire()
        except LockTakenError as error:
            raise OutputError(
                f'Another run is writing parts into "{folder.parent}".',
                next_step="Wait until it has ended, or choose another folder.",
            ) from error
        except OSError as error:
            raise cannot_write(folder, error) from error
        try:
            for pattern in _HALF:
                for path in folder.glob(pattern):
                    with suppress(OSError):
                        path.unlink()
            yield
        finally:
            lock.release()

    def save(self, path: Path, arrays: Arrays, facts: Mapping[str, object]) -> None:
        """Keep arrays with facts that JSON can hold.

        Raises
        ------
        OutputError
        """
        text = json.dumps(facts, ensure_ascii=True).encode()
        with written_aside(path, durable=False) as file:
            everything: dict[str, Any] = {**arrays, _FACTS: np.frombuffer(text, "u1")}
            np.savez(file, **everything)

    def load(self, path: Path) -> tuple[Arrays, Mapping[str, Any]] | None:
        """Return what was kept; None where nothing is, or nothing that is ours."""
        try:
            data = io.BytesIO(path.read_bytes())
            with np.load(data, allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in kept.files if name != _FACTS}
                facts = json.loads(kept[_FACTS].tobytes())
        except _UNREADABLE:
            return None
        return (arrays, facts) if isinstance(facts, dict) else None

    def aside(self, path: Path) -> Path:
        """Return where to write what `put` then gives its name; each time another.

        Whoever was given up for dead may be writing the same still.
        """
        return path.with_name(f"{_ASIDE}{secrets.token_hex(4)}-{path.name}")

    def put(self, aside: Path, path: Path) -> None:
        """Give a file that was written its name, in folders made for it.

        Raises
        ------
        OutputError
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise OutputError(
                    f'"{path.name}" is a folder, so no file can be written.'
                )
            aside.replace(path)
            flush_folder(path.parent)
        except OSError as error:
            raise cannot_write(path, error) from error

    def sha256(self, path: Path) -> str:
        """Return a file's SHA-256 in hex, or nothing where it can't be read."""
        try:
            return file_sha256(path)
        except BacklogError:
            return ""
