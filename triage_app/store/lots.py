"""Items' lots kept beside their scores, so that opening needn't draw them again.

They follow from the workspace's id and the items' ids, so nothing is lost with such a
file: one that is missing, damaged or of something else is as if there were none.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.text_column import TextColumn
from triage_app.store.files import PART, file_name

FOLDER = "lots"
_MAGIC = b"claim-triage lots 1\n"
_DIGEST_BYTES = 32
_HEAD = len(_MAGIC) + _DIGEST_BYTES
_WORDS = 2  # of 64 bits an item: its two fine draws, with the coarse ones below
_BLOCK = 65_536
_LOW = np.uint64(0x7FF)
_SHIFT = np.uint64(11)


@dataclass(frozen=True)
class Owner:
    """Whose lots a file holds.

    Attributes
    ----------
    workspace_id : str
    snapshot_sha256 : str
        Of the file that has the items, as the log names it.
    rows : int
    """

    workspace_id: str
    snapshot_sha256: str
    rows: int

    def digest(self, lots: bytes) -> bytes:
        """Return the SHA-256 of lots together with whose they are."""
        own = f"{self.workspace_id}\0{self.snapshot_sha256}\0{self.rows}\0"
        made = hashlib.sha256(own.encode("utf-8", "replace"))
        made.update(lots)
        return made.digest()


def lots_name(backlog_id: str) -> str:
    """Return the name that an import's lots have inside the workspace.

    Raises
    ------
    ValueError
        If none can be made of it.
    """
    return f"{FOLDER}/{file_name(backlog_id, ending=FOLDER)}"


def write_lots(path: Path, draws: Draws, owner: Owner) -> None:
    """Write lots; not to be waited for till they are on the disk.

    Where the numbers aren't such as are drawn, and would come back as others, nothing
    is written.

    Raises
    ------
    OSError
        If the disk won't have them; then nothing is left behind.
    """
    words = np.empty((len(draws), _WORDS), dtype="<u8")
    for start in range(0, len(draws), _BLOCK):
        some = draws[start : start + _BLOCK]
        fine = (some[:, :2] * 2.0**53).astype(np.uint64)
        coarse = (some[:, 2:] * 2.0**11).astype(np.uint64)
        words[start : start + _BLOCK] = (fine << _SHIFT) | coarse
    if not np.array_equal(_unpacked(words), draws):
        return
    lots = words.tobytes()
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f"{path.name}{PART}")
    try:
        with part.open("wb") as file:
            file.write(_MAGIC + owner.digest(lots))
            file.write(lots)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read_lots(path: Path, owner: Owner) -> Draws | None:
    """Read lots back; None unless the file is whole and the owner's.

    Raises
    ------
    OSError
        If it can't be read.
    """
    size = owner.rows * _WORDS * 8
    if path.stat().st_size != _HEAD + size:
        return None
    with path.open("rb") as file:
        head, lots = file.read(_HEAD), file.read(size)
    if head != _MAGIC + owner.digest(lots):
        return None
    return _unpacked(np.frombuffer(lots, dtype="<u8").reshape(-1, _WORDS))


def agree(draws: Draws, ids: TextColumn, seed: str, look: Callable[[], None]) -> bool:
    """Whether lots are what is drawn for these ids.

    Parameters
    ----------
    draws : float64 array of shape (n, 4)
    ids : TextColumn
    seed : str
    look : callable
        Called between pieces of the work; may raise to end it.
    """
    for start in range(0, len(ids), _BLOCK):
        look()
        stop = min(start + _BLOCK, len(ids))
        drawn = draws_of(ids.slice(start, stop), seed)
        if not np.array_equal(drawn, draws[start:stop]):
            return False
    return True


def _unpacked(words: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> Draws:
    draws = np.empty((len(words), 4), dtype=np.float64)
    for start in range(0, len(words), _BLOCK):
        some, rows = words[start : start + _BLOCK], slice(start, start + _BLOCK)
        draws[rows, :2] = (some >> _SHIFT).astype(np.float64) * 2.0**-53
        draws[rows, 2:] = (some & _LOW).astype(np.float64) * 2.0**-11
    return draws
