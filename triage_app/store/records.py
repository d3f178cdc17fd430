"""Decisions, events and imports as rows of their logs, and back."""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import fields
from itertools import product
from pathlib import Path
from types import NoneType
from typing import Any

from sqlalchemy import Column, RowMapping

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
from triage_app.store.schema import decisions

_DECISION = tuple(field.name for field in fields(Decision))
RECORD = (*_DECISION, "previous_hash", "hash", "seq")
_KIND, _VERDICT, _WHY = map(_DECISION.index, ("kind", "verdict", "why_shown"))
KINDS = {kind.value: kind for kind in RecordKind}
VERDICTS = {verdict.value: verdict for verdict in Verdict}
WHYS = {why.value: why for why in WhyShown}
# Whatever else a row says: these are the kinds of values that it may be made of.
TYPES_OF: Mapping[str, tuple[type, ...]] = {
    "p_claim": (float, NoneType),
    "score_visible": (bool,),
    "active_ms": (int, NoneType),
    "seq": (int,),
}
_TYPES = frozenset(product(*(TYPES_OF.get(name, (str,)) for name in RECORD)))
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


def decision_columns() -> tuple[Column[Any], ...]:
    """Return the columns of the decision log as `record_from` reads them."""
    return tuple(decisions.c[name] for name in RECORD)


def record_from(row: Sequence[Any], folder: Path) -> Record:
    """Read one record of the decision log.

    Parameters
    ----------
    row : sequence
        The values of `decision_columns`.
    folder : Path
        The workspace, for its name.

    Raises
    ------
    WorkspaceError
        If the row holds what this program doesn't write.
    """
    *own, previous_hash, own_hash, seq = row
    kind, verdict, why = own[_KIND], own[_VERDICT], own[_WHY]
    if (
        tuple(map(type, row)) not in _TYPES
        or kind not in KINDS
        or verdict not in VERDICTS
        or why not in WHYS
    ):
        what = f"because record {seq} of its decision log was changed"
        raise damaged(folder, what, f"It holds {_foreign(row)}.")
    own[_KIND], own[_VERDICT], own[_WHY] = KINDS[kind], VERDICTS[verdict], WHYS[why]
    return Record(seq, Decision(*own), previous_hash, own_hash)


def _foreign(row: Sequence[Any]) -> str:
    """Name the first field that this program doesn't write so."""
    known: dict[str, Container[object]] = {
        "kind": KINDS,
        "verdict": VERDICTS,
        "why_shown": WHYS,
    }
    return next(
        f"{repr(value)[:80]} as {name}"
        for name, value in zip(RECORD, row, strict=True)
        if type(value) not in TYPES_OF.get(name, (str,))
        or (name in known and value not in known[name])
    )


def record_of(decision: Decision, link: Link) -> Record:
    """Return a decision with the place that the log gave it."""
    return Record(link.seq, decision, link.previous_hash, link.hash)


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
