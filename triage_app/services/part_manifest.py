"""The account that lies beside the parts of many files: ``parts.json``."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from triage_app import __version__
from triage_app.domain.errors import OutputError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.ports import TableWriter
from triage_app.domain.ports.work import PartFiles
from triage_app.domain.report import ImportReport
from triage_app.services.part_names import KEPT, MANIFEST
from triage_app.services.part_tasks import PartOutcome

_OURS = "claim-triage parts"
_COUNTS = ("rows_read", "accepted", "quarantined", "duplicates", "values_missing")


class State(StrEnum):
    """What came of a file."""

    PENDING = "pending"
    DONE = "done"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One file and its part.

    Attributes
    ----------
    source, path : str
        The file's name among the others, and where it lies.
    size : int
        Bytes of the file.
    name : str
        The part's name, below the folder of parts.
    state : State
    reason : str
        Why it failed, on a line.
    kept : bool
        The part was there already, and holds.
    counts : mapping of str to int
        The file's account; empty where it failed.
    facts : mapping
        What else is told: digests, lanes, reasons, the list of what was wrong.
    """

    source: str
    path: str
    size: int
    name: str
    state: State = State.PENDING
    reason: str = ""
    kept: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def ended(
        self, scored: PartOutcome, written: PartOutcome | None, hint: str
    ) -> "Part":
        """Return it with what came of it.

        Parameters
        ----------
        scored : PartOutcome
        written : PartOutcome or None
            None where nothing was to be written.
        hint : str
            What may help where it failed.
        """
        outcome = scored if scored.error or written is None else written
        if outcome.error:
            reason = f"{outcome.error} {hint}".strip()
            return replace(self, state=State.FAILED, reason=reason)
        facts = {"source_sha256": scored.facts["sha256"]}
        if written is None or not scored.facts["rows_read"]:
            return replace(
                self, state=State.EMPTY, counts=dict.fromkeys(_COUNTS, 0), facts=facts
            )
        told = ("sha256", "lanes", "reasons", "quarantine_file")
        return replace(
            self,
            state=State.DONE,
            kept=written.kept,
            counts={name: written.facts[name] for name in _COUNTS},
            facts={**facts, **{name: written.facts[name] for name in told}},
        )

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        there = self.state is State.DONE
        return {
            "source": self.source,
            "path": self.path,
            "size": self.size,
            "part": self.name if there or self.state is State.PENDING else None,
            "state": self.state.value,
            "reason": self.reason,
            **self.counts,
            **self.facts,
        }


class Manifest:
    """``parts.json`` in a folder of parts.

    Parameters
    ----------
    writer : TableWriter
    files : PartFiles
    out : Path
    """

    def __init__(self, writer: TableWriter, files: PartFiles, out: Path) -> None:
        self._writer, self._files, self._out = writer, files, out

    def ours(self) -> frozenset[str]:
        """Return the names that the parts of earlier runs have, or were to have.

        Raises
        ------
        OutputError
            If the file is another program's.
        """
        path = self._out / MANIFEST
        if not path.exists():
            return frozenset()
        try:
            found = json.loads(path.read_bytes())
            names = frozenset(str(name) for name in found["names"])
            kind = found["kind"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._foreign() from error
        if kind != _OURS:
            raise self._foreign()
        return names

    def left_over(self, parts: Sequence[Part]) -> list[str]:
        """Return what earlier runs wrote that lies there still and is none of these.

        Raises
        ------
        OutputError
            As `ours`.
        """
        whole = {part.name for part in parts if part.state is State.DONE}
        return [name for name in sorted(self.ours() - whole) if self._lies(name)]

    def _lies(self, name: str) -> bool:
        try:
            return os.path.lexists(self._out / name)
        except (OSError, ValueError):
            return False

    def _foreign(self) -> OutputError:
        return OutputError(
            f'"{MANIFEST}" in "{self._out}" is not of this program.',
            "Nothing was written.",
            "Choose another folder, or move that file away.",
        )

    def write(
        self,
        parts: Sequence[Part],
        plan: RoutingPlan,
        model_id: str,
        total: ImportReport | None = None,
    ) -> None:
        """Write the account as it stands; the total once the run is through.

        Raises
        ------
        OutputError
        """
        data: dict[str, object] = {
            "kind": _OURS,
            "app_version": __version__,
            "model_id": model_id,
            "plan": plan.to_json(),
            "finished": total is not None,
            "names": sorted(self.ours() | {part.name for part in parts}),
            "totals": None if total is None else _totals(parts, total),
            "parts": [part.to_json() for part in parts],
        }
        path = self._out / MANIFEST
        aside = self._files.aside(self._out / KEPT / MANIFEST)
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        # A file's name need not be text; JSON can say what isn't.
        text = text.encode("utf-8", "backslashreplace").decode()
        self._writer.write_text(aside, text)
        self._files.put(aside, path)


def _totals(parts: Sequence[Part], total: ImportReport) -> dict[str, object]:
    states = {
        state.value: sum(part.state is state for part in parts) for state in State
    }
    return {
        **{name: sum(part.counts.get(name, 0) for part in parts) for name in _COUNTS},
        "files": states,
        "conserved": total.conserved,
        "notes": list(total.notes),
    }
