"""Many files at once: which they are, who works on them, and what is kept between."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from numpy.typing import NDArray

from triage_app.domain.progress import CancelToken

T = TypeVar("T")
R = TypeVar("R")
Arrays = Mapping[str, NDArray[Any]]
Job = Callable[[T, CancelToken], R]


@dataclass(frozen=True)
class SourceFile:
    """One file among several.

    Attributes
    ----------
    path : Path
    name : str
        Where it lies below what was named, with ``/`` between folders; always text.
    size, changed_at : int
        Bytes, and when it was last changed, in nanoseconds.
    """

    path: Path
    name: str
    size: int
    changed_at: int


@dataclass(frozen=True)
class SourceFiles:
    """The backlogs that were named, in order.

    Attributes
    ----------
    files : tuple of SourceFile
    notes : tuple of str
        What was left out of folders, and why, as sentences.
    """

    files: tuple[SourceFile, ...]
    notes: tuple[str, ...]


class SourceFinder(Protocol):
    """Finds the files of folders."""

    def find(self, paths: Sequence[Path]) -> SourceFiles:
        """List files, and those of folders by name, whatever lies deeper included.

        Raises
        ------
        BacklogError
            If one is missing, or a folder that can't be read or holds no backlog.
        """


class PartFiles(Protocol):
    """What is kept between the pieces of work, each file whole or not there."""

    def lock(self, folder: Path) -> AbstractContextManager[None]:
        """Make a folder for parts and keep others out of it.

        Raises
        ------
        OutputError
            If it can't be made, or another run works in it.
        """

    def save(self, path: Path, arrays: Arrays, facts: Mapping[str, object]) -> None:
        """Keep arrays with facts that JSON can hold.

        Raises
        ------
        OutputError
        """

    def load(self, path: Path) -> tuple[Arrays, Mapping[str, Any]] | None:
        """Return what was kept; None where nothing is, or nothing that is ours."""

    def aside(self, path: Path) -> Path:
        """Return where to write what `put` then gives its name."""

    def put(self, aside: Path, path: Path) -> None:
        """Give a file that was written its name, in folders made for it.

        Raises
        ------
        OutputError
        """

    def sha256(self, path: Path) -> str:
        """Return a file's SHA-256 in hex, or nothing where it can't be read."""


class WorkPool(Protocol):
    """Does pieces of work, in other threads, processes or machines."""

    @property
    def hint(self) -> str:
        """A sentence for whoever reads why a piece failed; may be empty."""

    def run(
        self, job: "Job[T, R]", tasks: Sequence[T], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        """Do the job for every task; yield each result with its task's place.

        Parameters
        ----------
        job : callable
            A function of a module or a `functools.partial` of one, which other
            processes can import; it may be called twice for the same task.
        tasks : sequence
            Plain values.
        cancel : CancelToken
            Looked at while waiting.

        Yields
        ------
        tuple of int and result
            As they come, in any order, each task once; None where whoever worked on
            it died, and died again.

        Raises
        ------
        CancelledError
        UserFacingError
            If those who work can't be reached.
        """

    def close(self) -> None:
        """Let go of whoever works; safe to call twice."""
