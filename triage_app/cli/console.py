"""What a command says: a result on stdout, progress and errors on stderr."""

import io
import json
import sys
import time
from collections.abc import Mapping
from typing import TextIO

from triage_app.domain.errors import OutputError
from triage_app.domain.progress import Step
from triage_app.domain.visible_text import escaped, written_out

_INTERVAL_S = 0.2


def printable(text: str) -> str:
    """Return text in which nothing can steer a terminal; line ends and tabs stay."""
    return written_out(text)


def _json(data: Mapping[str, object]) -> str:
    return escaped(json.dumps(data, ensure_ascii=False))


class Console:
    """Prints results for people or for machines.

    Parameters
    ----------
    as_json : bool
        One JSON object instead of a summary.
    out, err : text stream, optional
    """

    def __init__(
        self, as_json: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self._as_json = as_json
        # A program started without a console has neither.
        self._out = out or sys.stdout or io.StringIO()
        self._err = err or sys.stderr or io.StringIO()
        self._last = 0.0
        self._dirty = False

    def result(self, data: Mapping[str, object], summary: str) -> None:
        """Print a result.

        Raises
        ------
        OutputError
            If it can't be printed; what the command did is done.
        BrokenPipeError
            If nobody reads it.
        """
        self._clear()
        text = _json(data) if self._as_json else printable(summary.rstrip("\n"))
        try:
            self._out.write(text + "\n")
            self._out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(
                "The command is done, but its result could not be printed.",
                f"{error.strerror}.",
            ) from error

    def note(self, sentence: str) -> None:
        """Tell something beside the result, on stderr."""
        self._clear()
        self._err.write(printable(sentence) + "\n")

    def error(self, sentence: str) -> None:
        """Print why a command was refused, on stderr."""
        self.note(f"triage: {sentence}")

    def progress(self, step: Step) -> None:
        """Show where the work is, a few times a second, if anybody watches."""
        now = time.monotonic()
        if not self._err.isatty() or now - self._last < _INTERVAL_S:
            return
        self._last = now
        share = step.fraction
        amount = f"{step.done:,} {step.unit}" if share is None else f"{share:.0%}"
        self._err.write(f"\r\033[K{step.stage.value.capitalize()}: {amount}")
        self._err.flush()
        self._dirty = True

    def _clear(self) -> None:
        if self._dirty:
            self._err.write("\r\033[K")
            self._dirty = False
