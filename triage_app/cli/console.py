"""What a command says: a result on stdout, progress and errors on stderr."""

import json
import sys
import time
from collections.abc import Mapping
from typing import TextIO

from triage_app.domain.progress import Step

_INTERVAL_S = 0.2


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
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._last = 0.0
        self._dirty = False

    def result(self, data: Mapping[str, object], summary: str) -> None:
        """Print a result."""
        self._clear()
        text = json.dumps(data, ensure_ascii=False) if self._as_json else summary
        self._out.write(text.rstrip("\n") + "\n")
        self._out.flush()

    def note(self, sentence: str) -> None:
        """Tell something beside the result, on stderr."""
        self._clear()
        self._err.write(sentence + "\n")

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
