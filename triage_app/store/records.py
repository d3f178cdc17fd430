"""Decisions, events and imports as rows of their logs, and back."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping

from triage_app.domain.decisions import (
    Decision,
    Event,
    Record,
    RecordKind,
    Verdict,
    WhyShown,
)
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import ImportedBacklog
from triage_app.store.chain import FieldValue
from triage_app.store.errors import damaged
from triage_app.store.logs import Link

_DECISION = tuple(field.name for field in fields(Decision))
_EVENT = tuple(field.name for field in fields(Event))
_IMPORT = tuple(field.name for field in fields(ImportedBacklog))


def decision_fields(decision: Decision) -> dict[str, FieldValue]:
    """Return a decision as its row's own fields, in plain types."""
    row = {name: getattr(decision, name) for name in _DECISION}
    for name in ("kind", "verdict", "why_shown"):
        row[name] = row[name].value
    if row["p_claim"] is not None:
        row["p_claim"] = float(row["p_claim"])
    return row


def record_from(row: RowMapping, folder: Path) -> Record:
    """Read one record of the decision log.

    Raises
    ------
    WorkspaceError
        If the row holds what this program doesn't write.
    """
    own = {name: row[name] for name in _DECISION}
    try:
        own["kind"] = RecordKind(own["kind"])
        own["verdict"] = Verdict(own["verdict"])
        own["why_shown"] = WhyShown(own["why_shown"])
    except ValueError as error:
        what = f"because record {row['seq']} of its decision log was changed"
        raise damaged(folder, what, f"It holds {error}.") from error
    return Record(row["seq"], Decision(**own), row["previous_hash"], row["hash"])


def record_of(decision: Decision, link: Link) -> Record:
    """Return a decision with the place that the log gave it."""
    return Record(link.seq, decision, link.previous_hash, link.hash)


def same_decision(row: RowMapping, decision: Decision) -> bool:
    """Whether a record of the log is a decision that is tried again."""
    return all(row[name] == value for name, value in decision_fields(decision).items())


def event_fields(event: Event) -> dict[str, FieldValue]:
    """Return an event as its row's own fields."""
    return {name: getattr(event, name) for name in _EVENT}


def event_from(row: RowMapping) -> Event:
    """Read one event."""
    return Event(**{name: row[name] for name in _EVENT})


def import_fields(
    imported: ImportedBacklog, files: Mapping[str, str]
) -> dict[str, FieldValue]:
    """Return an import as its row's own fields, its files' names and digests added."""
    row: dict[str, Any] = {name: getattr(imported, name) for name in _IMPORT}
    row["notes"] = json.dumps(list(imported.notes), ensure_ascii=False)
    return {**row, **files}


def import_from(row: RowMapping, folder: Path) -> ImportedBacklog:
    """Read one import.

    Raises
    ------
    WorkspaceError
        If the row holds what this program doesn't write.
    """
    own = {name: row[name] for name in _IMPORT}
    try:
        own["notes"] = tuple(str(note) for note in json.loads(own["notes"]))
    except (ValueError, TypeError, RecursionError) as error:
        what = f"because record {row['seq']} of its import log was changed"
        raise damaged(folder, what) from error
    return ImportedBacklog(**own)


def different(decision: Decision) -> WorkspaceError:
    """Return the error of an id that the log has for another decision."""
    return WorkspaceError(
        "The decision was not saved, because another one has its number.",
        f"The log holds a different decision under {decision.decision_id[:60]!r}.",
        "Record the verdict again.",
    )
