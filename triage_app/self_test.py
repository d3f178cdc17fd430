"""``triage-app --self-test``: whether this installation does its job."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from triage_app import __version__
from triage_app.bootstrap import build
from triage_app.domain.decisions import Verdict
from triage_app.domain.routing import Lane
from triage_app.paths import Paths, sample_backlog
from triage_app.services.intake import ScoredBacklog
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.services import Services
from triage_app.services.statistics import verify
from triage_app.settings import SettingsFile

Check = Callable[[], str]

FOREIGN = "the treaty of tordesillas divided the newly found lands between two crowns"
"""A sentence whose words the bundled model has hardly seen."""


def run() -> int:
    """Check each part; print one line of JSON; return 0 if all is well, else 1."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        checks = _checks(build(workers=1), Path(home))
        results = {name: _outcome(check) for name, check in checks.items()}
    ok = all(result["ok"] for result in results.values())
    line = {
        "ok": ok,
        "version": __version__,
        "python": sys.version.split()[0],
        "seconds": round(time.perf_counter() - started, 2),
        "checks": results,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return 0 if ok else 1


def _outcome(check: Check) -> dict[str, object]:
    try:
        return {"ok": True, "found": check()}
    except Exception as error:  # noqa: BLE001 - each fault is one line of the result
        return {"ok": False, "found": f"{type(error).__name__}: {error}"}


def _checks(services: Services, home: Path) -> dict[str, Check]:
    scored: list[ScoredBacklog] = []

    def model_verifies() -> str:
        scorer = services.scorer()
        if scorer.notice:
            raise RuntimeError(scorer.notice)
        return scorer.model_id

    def sample_scores() -> str:
        scored.append(services.intake.score(sample_backlog()))
        report = scored[0].report
        if not report.conserved or not report.accepted:
            raise RuntimeError(f"rows are not accounted for: {report.rows_read}")
        return f"{report.accepted} of {report.rows_read} rows scored"

    def guard_holds() -> str:
        return _guard_holds(services, home / "foreign.csv")

    def store_keeps() -> str:
        return _store_keeps(services, scored[0], home / "self-test.triage")

    def window_builds() -> str:
        from triage_app.ui.app import self_test_window

        paths = Paths.under(home)
        return self_test_window(services, SettingsFile(paths.settings_file), paths)

    return {
        "model": model_verifies,
        "guard": guard_holds,
        "sample": sample_scores,
        "store": store_keeps,
        "window": window_builds,
    }


def _guard_holds(services: Services, path: Path) -> str:
    """Route a foreign sentence, and see what a promise is made from."""
    path.write_text(f"video_id,video_transcription_text\n1,{FOREIGN}\n", "utf-8")
    scored = services.intake.score(path)
    if not scored.scores.outside.all() or scored.routing.lanes[0] != Lane.REVIEW:
        raise RuntimeError("a foreign sentence passed for a familiar one")
    evidence = services.scorer().evidence()
    if not len(evidence):
        raise RuntimeError("the model has no labelled rows to promise anything from")
    return f"{len(evidence)} labelled rows, {scored.plan.describe()}"


def _store_keeps(services: Services, scored: ScoredBacklog, place: Path) -> str:
    """Write a verdict, close, and read it back."""
    workspace = services.workspaces.open(place, create=True)
    try:
        workspace.add(scored, "self-test")
        desk = ReviewDesk(workspace)
        desk.decide(VerdictRequest(0, Verdict.CLAIM, "self-test"))
    finally:
        workspace.close()
    workspace = services.workspaces.open(place)
    try:
        found = verify(workspace)
        if not found.ok or workspace.counts().tally.claims != 1:
            raise RuntimeError(f"the verdict was not kept: {found.problems}")
    finally:
        workspace.close()
    return f"{found.check.decisions} record kept, the chain holds"
