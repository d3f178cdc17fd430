"""A file's bytes as UTF-8, whatever they were written in, with their digest."""

import codecs
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from triage_app.domain.progress import CancelToken, Progress, Stage, Step
from triage_app.formats.problems import cannot_read, changed, no_ordinary_file
from triage_app.formats.utf8 import Utf8Check

_BLOCK = 1 << 20
_CP1252 = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)
)
CP1252_NOTE = "Read as Windows-1252, because it is not valid UTF-8."
DAMAGED_NOTE = (
    "Some bytes are not valid {name}; they were read as the replacement character."
)


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes become text.

    Attributes
    ----------
    name : str
        ``"utf-8"``, ``"utf-16-le"``, ``"utf-16-be"`` or ``"cp1252"``.
    bom : int
        Bytes of the byte order mark to leave out.
    damaged : bool
        Whether bytes that are not valid must be replaced.
    """

    name: str
    bom: int = 0
    damaged: bool = False

    @property
    def notes(self) -> list[str]:
        """What people should know about the encoding."""
        notes = []
        if self.name == "cp1252":
            notes.append(CP1252_NOTE)
        elif self.name != "utf-8":
            notes.append("Read as UTF-16.")
        if self.damaged:
            notes.append(DAMAGED_NOTE.format(name=self.name.upper()[:6].rstrip("-")))
        return notes


class Decoder(Protocol):
    """The part of the standard incremental decoders that is used here."""

    def decode(self, data: bytes, final: bool = False) -> str:
        """Decode one piece."""


class _Windows1252:
    """Windows-1252 as browsers read it: its five gaps are control characters."""

    def decode(self, data: bytes, final: bool = False) -> str:  # noqa: ARG002
        return codecs.charmap_decode(data, "strict", _CP1252)[0]


def decoder_of(encoding: Encoding) -> Decoder:
    """Make an incremental decoder."""
    if encoding.name == "cp1252":
        return _Windows1252()
    errors = "replace" if encoding.damaged else "strict"
    return codecs.getincrementaldecoder(encoding.name)(errors)


def by_mark(head: bytes) -> Encoding:
    """Tell the encoding by a byte order mark, or UTF-16 by its zero bytes."""
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", 3)
    if head.startswith(codecs.BOM_UTF16_LE):
        return Encoding("utf-16-le", 2)
    if head.startswith(codecs.BOM_UTF16_BE):
        return Encoding("utf-16-be", 2)
    pairs = len(head) // 2
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs and odd * 10 >= pairs * 3 and even * 20 < odd:
        return Encoding("utf-16-le")
    if pairs and even * 10 >= pairs * 3 and odd * 20 < even:
        return Encoding("utf-16-be")
    return Encoding("utf-8")


def settle(encoding: Encoding, *, valid: bool) -> Encoding:
    """Choose what to do with a file whose bytes aren't all valid."""
    if valid:
        return encoding
    if encoding.name == "utf-8" and not encoding.bom:
        return Encoding("cp1252")
    return Encoding(encoding.name, encoding.bom, damaged=True)


def head_is_valid(head: bytes, encoding: Encoding, *, whole: bool) -> bool:
    """Whether a file's first bytes (or all of them) decode."""
    try:
        decoder_of(encoding).decode(head[encoding.bom :], whole)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading; system errors become sentences."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise no_ordinary_file(path)  # a pipe would be waited for without end
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise cannot_read(path, error) from error


def whole_is_valid(
    path: Path, encoding: Encoding, progress: Progress, cancel: CancelToken
) -> bool:
    """Whether every byte of a file decodes.

    Raises
    ------
    BacklogError
    CancelledError
    """
    check = Utf8Check() if encoding.name == "utf-8" else _DecoderCheck(encoding)
    with opened(path) as file:
        total = os.fstat(file.fileno()).st_size
        file.seek(encoding.bom)
        done = encoding.bom
        while block := file.read(_BLOCK):
            cancel.raise_if_cancelled()
            if not check.take(block):
                return False
            done += len(block)
            progress(Step(Stage.CHECKING, done, total, "bytes"))
    return check.ends()


class _DecoderCheck:
    """Judges bytes by decoding them."""

    def __init__(self, encoding: Encoding) -> None:
        self._decoder = decoder_of(encoding)

    def take(self, data: bytes, *, final: bool = False) -> bool:
        """Whether everything up to the last whole character is valid."""
        try:
            self._decoder.decode(data, final)
        except UnicodeDecodeError:
            return False
        return True

    def ends(self) -> bool:
        """Whether what the last piece began is whole."""
        return self.take(b"", final=True)


class ByteSource:
    """A file read once from its beginning as UTF-8, hashed as it goes.

    Parameters
    ----------
    path : Path
        Its name, for sentences.
    file : binary file
    encoding : Encoding
    size : int
        The bytes that the file had when it was looked at.

    Attributes
    ----------
    done : int
        Bytes of the file read so far.
    """

    def __init__(
        self, path: Path, file: IO[bytes], encoding: Encoding, size: int
    ) -> None:
        self.done = 0
        self.size = size
        self._path = path
        self._file = file
        self._digest = hashlib.sha256()
        self._as_is = encoding.name == "utf-8" and not encoding.damaged
        self._decoder = decoder_of(encoding)
        self._skip = encoding.bom
        self._ended = False

    def read(self, wanted: int) -> bytes:
        """Return about `wanted` more bytes as UTF-8; empty at the end only.

        Raises
        ------
        BacklogError
            If the file is shorter or longer than it was, or can't be read.
        """
        text = b""
        while not text and not self._ended:
            data = self._file.read(wanted)
            self._digest.update(data)
            self.done += len(data)
            self._ended = not data
            if (self._ended and self.done != self.size) or self.done > self.size:
                raise changed(self._path)
            data, self._skip = data[self._skip :], max(0, self._skip - len(data))
            text = data if self._as_is else self._decoded(data)
        return text

    def _decoded(self, data: bytes) -> bytes:
        text = self._decoder.decode(data, self._ended)
        return text.encode("utf-8", "replace")

    @property
    def sha256(self) -> str:
        """SHA-256 in hex of the bytes read so far."""
        return self._digest.hexdigest()
