"""Reviewed decisions out: a table, and a manifest that says what it stands on."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from triage_app import __version__
from triage_app.domain.decisions import Event
from triage_app.domain.errors import OutputError
from triage_app.domain.ports import TableWriter
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.domain.queue import Rows, queue_order
from triage_app.services.columns import score_columns
from triage_app.services.intake import ScoredBacklog
from triage_app.services.presets import Preset, chosen, columns_of, within
from triage_app.services.statistics import status
from triage_app.services.workspace import Workspace

__all__ = ["ExportRequest", "ExportResult", "Exporter", "Preset"]


@dataclass(frozen=True)
class ExportRequest:
    """What to write where.

    Attributes
    ----------
    out : Path
    preset : Preset
    moderator : str
    spreadsheet_safe : bool
        Neutralise formulas in a CSV or TSV file, and write a lossless JSON Lines file
        beside it.
    rows : intp array of shape (m,), optional
        Rows of the case to write and no others; all that the preset holds if None.
    """

    out: Path
    preset: Preset
    moderator: str
    spreadsheet_safe: bool = False
    rows: Rows | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ExportResult:
    """What was written.

    Attributes
    ----------
    out, manifest : Path
    lossless : Path or None
        The file beside a neutralised one.
    rows : int
    head_hash : str
        Of the newest record that the export covers.
    conserved : bool
    """

    out: Path
    manifest: Path
    lossless: Path | None
    rows: int
    head_hash: str
    conserved: bool


class Exporter:
    """Writes queues and reviewed decisions.

    Parameters
    ----------
    writer : TableWriter
    """

    def __init__(self, writer: TableWriter) -> None:
        self.writer = writer

    def write_queue(
        self,
        scored: ScoredBacklog,
        out: Path,
        *,
        spreadsheet_safe: bool = False,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Path | None:
        """Write a scored backlog in queue order; return the quarantine file, if any.

        Raises
        ------
        OutputError, CancelledError
        """
        extra = score_columns(scored.scores, scored.routing)
        self.writer.write_backlog(
            out,
            scored.backlog,
            extra,
            queue_order(scored.scores.p_claim),
            spreadsheet_safe=spreadsheet_safe,
            progress=progress,
            cancel=cancel,
        )
        if not scored.report.issues:
            return None
        report_file = out.with_name(f"{out.stem}.import-report.csv")
        self.writer.write_report(report_file, scored.report)
        return report_file

    def export(
        self,
        workspace: Workspace,
        request: ExportRequest,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> ExportResult:
        """Write an export, its manifest, and an event to the log.

        Raises
        ------
        OutputError, WorkspaceError, CancelledError
        """
        case, out = workspace.case, request.out
        _refuse_precious(workspace, out)
        rows, decisions = within(chosen(workspace, request.preset), request.rows)
        extra = columns_of(workspace, rows, decisions, request.preset)
        neutral = request.spreadsheet_safe and out.suffix.lower() in (".csv", ".tsv")
        lossless = out.with_name(f"{out.stem}.lossless.jsonl") if neutral else None
        for path in filter(None, (lossless, out)):
            self.writer.write_backlog(
                path,
                case.backlog,
                extra,
                rows,
                spreadsheet_safe=neutral and path == out,
                progress=progress,
                cancel=cancel,
            )
        manifest = self._manifest(workspace, request, len(rows), lossless)
        manifest_path = out.with_name(f"{out.name}.manifest.json")
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        self.writer.write_text(manifest_path, text)
        payload = json.dumps(manifest, sort_keys=True, ensure_ascii=False)
        workspace.store.log(
            Event("exported", payload, str(manifest["exported_at"]), request.moderator)
        )
        return ExportResult(
            out,
            manifest_path,
            lossless,
            len(rows),
            workspace.history.head_hash,
            bool(manifest["conserved"]),
        )

    def _manifest(
        self,
        workspace: Workspace,
        request: ExportRequest,
        rows: int,
        lossless: Path | None,
    ) -> dict[str, object]:
        numbers = status(workspace)
        keys = ("imported", "decided", "skipped", "escalated", "pending")
        files = {path.name: self.writer.sha256(path) for path in [request.out]}
        if lossless is not None:
            files[lossless.name] = self.writer.sha256(lossless)
        return {
            "preset": request.preset.value,
            "rows": rows,
            **({} if request.rows is None else {"selected": len(request.rows)}),
            "files_sha256": files,
            "spreadsheet_safe": lossless is not None,
            "exported_at": workspace.now(),
            "exported_by": request.moderator,
            "workspace": workspace.name,
            "workspace_id": workspace.store.workspace_id,
            "head_hash": workspace.history.head_hash,
            "records": workspace.history.records,
            "conserved": numbers["conserved"],
            "counts": {key: numbers[key] for key in keys},
            "verdicts": numbers["verdicts"],
            "overrides": numbers["overrides"],
            "disputed": numbers["disputed"],
            "doubles": numbers["doubles"],
            "model_ids": sorted(set(workspace.case.model_ids)),
            "routing": numbers["routing"],
            "sources": [
                {"name": kept.source, "sha256": kept.source_sha256, "added": kept.added}
                for kept in workspace.imports
            ],
            "app_version": __version__,
        }


def _refuse_precious(workspace: Workspace, out: Path) -> None:
    """Refuse to write over what an export stands on."""
    place = Path(os.path.realpath(out))
    if place.is_relative_to(os.path.realpath(workspace.path)):
        raise OutputError(
            "An export can't be written into the workspace itself.",
            next_step="Choose another folder.",
        )
    for kept in workspace.imports:
        if place == Path(os.path.realpath(kept.source_path)):
            raise OutputError(
                f'"{out.name}" is the backlog that the workspace was made of.',
                "An export over it would take the source of the decisions away.",
                "Choose another name.",
            )
