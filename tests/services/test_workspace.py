import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Field
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services import present
from triage_app.services.naming import timestamp
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.seat import Seat
from triage_app.services.workspace import Workspace
from triage_app.services.workspaces import Workspaces

Scored = Callable[..., Any]


def band(low: float, high: float) -> RoutingPlan:
    """Two cuts without an audit slice, so that every lane is as the cuts have it."""
    return RoutingPlan(BandPolicy(low, high), AuditRule(0.0))


def test_an_import_keeps_everything_and_accounts_for_it(
    workspace: Workspace, store: Any
) -> None:
    assert len(workspace.case) == 6
    assert workspace.case.routing.lane_counts()["review"] == 4
    kept = store.kept[0]
    assert (kept.rows_read, kept.added, kept.conserved) == (6, 6, True)
    assert Path(kept.source_path).is_absolute()
    assert workspace.counts().conserved
    assert workspace.name == "november.triage"
    assert workspace.path == store.path


def test_importing_again_adds_only_what_is_new_and_touches_no_verdict(
    workspace: Workspace, scored: Scored
) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.OPINION, "ann"))
    outcome = workspace.add(scored([1.0] * 8), "ann")
    assert outcome.imported.accepted == 8
    assert outcome.imported.added == 2
    assert workspace.case.backlog.ids.to_list() == [str(n) for n in range(8)]
    assert workspace.case.states[1] == State.OPINION
    assert workspace.case.scores.p_claim[0] == 0.9
    item = workspace.case.item(7)
    assert item.backlog_id == outcome.imported.backlog_id
    assert item.model_id == "views-1"
    assert workspace.counts().conserved


def test_known_items_that_a_file_words_otherwise_are_counted_in_a_note(
    workspace: Workspace, scored: Scored
) -> None:
    same = workspace.add(scored(), "ann")
    assert same.imported.notes == ()
    one = workspace.add(scored([900_000.0, 1.0]), "ann")
    assert one.imported.notes == (
        "1 report was here already with other words or numbers; it stays as it was.",
    )
    two = workspace.add(scored([1.0, 2.0, 500_000.0, 4.0], first=-1), "ann")
    assert two.imported.notes[0].startswith("3 reports were here already")
    assert workspace.case.scores.p_claim[1] == 0.7


def test_a_failed_import_leaves_the_workspace_as_it_was(
    workspace: Workspace, store: Any, scored: Scored
) -> None:
    store.broken = True
    with pytest.raises(WorkspaceError, match="disk is full"):
        workspace.add(scored([1.0] * 8), "ann")
    assert len(workspace.case) == 6
    assert len(store.kept) == 1


def test_opening_again_brings_everything_back(
    workspace: Workspace, store: Any, clock: Any
) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    workspace.set_plan(band(0.4, 0.6), "ann")
    workspace.set_visibility(ScoreVisibility.SHOWN, "ann")
    again = Workspace(store, clock)
    assert again.plan == band(0.4, 0.6)
    assert again.policy == BandPolicy(0.4, 0.6)
    assert again.visibility is ScoreVisibility.SHOWN
    assert again.case.states.tolist() == workspace.case.states.tolist()
    assert again.case.routing.lanes.tolist() == workspace.case.routing.lanes.tolist()
    assert again.counts() == workspace.counts()


def test_a_new_policy_moves_the_undecided_alone_and_is_logged(
    workspace: Workspace, store: Any
) -> None:
    desk = ReviewDesk(workspace)
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    workspace.set_plan(band(0.4, 0.6), "lead")
    lanes = workspace.case.routing.lanes
    assert lanes[1] == Lane.REVIEW
    assert workspace.case.routing.reasons[1] == Reason.MID_CONFIDENCE
    assert lanes[3] == Lane.LIKELY_OPINION
    event = store.log_events[-1]
    assert (event.kind, event.moderator) == ("routing_set", "lead")
    assert json.loads(event.payload)["policy"]["low"] == 0.4
    desk.undo("ann")
    assert workspace.case.routing.lanes[1] == Lane.LIKELY_CLAIM


def test_an_item_decided_in_an_automatic_lane_stays_there(workspace: Workspace) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(0, Verdict.OPINION, "ann"))
    workspace.set_plan(band(0.1, 0.95), "lead")
    assert workspace.case.routing.lanes[0] == Lane.LIKELY_CLAIM
    assert workspace.case.routing.reasons[0] == Reason.NONE
    assert workspace.counts().tally.overrides == 1


def test_a_decision_found_by_search_keeps_a_reason_in_review(
    workspace: Workspace,
) -> None:
    desk = ReviewDesk(workspace)
    request = VerdictRequest(1, Verdict.CLAIM, "ann", why_shown=WhyShown.SEARCH)
    desk.decide(request)
    assert workspace.case.routing.reasons[1] == Reason.MID_CONFIDENCE
    workspace.set_plan(band(0.4, 0.6), "lead")
    assert workspace.case.routing.reasons[1] == Reason.MID_CONFIDENCE


@pytest.mark.parametrize(
    "kept", ["{", "[" * 100_000, "[1]", '{"kind": "oracle"}', '{"policy": 7}', "null"]
)
def test_a_routing_that_cannot_be_read_is_said_and_the_band_is_in_force(
    workspace: Workspace, store: Any, clock: Any, kept: str
) -> None:
    store.settings["routing"] = kept
    opened = Workspace(store, clock)
    assert opened.plan == opened.own_plan == RoutingPlan(BandPolicy())
    assert opened.case.routing.lane_counts()["review"] == 6  # the slice takes the rest
    (notice,) = opened.notices
    assert notice.startswith("The routing kept in this workspace can't be read.")
    assert "review band 0.2 to 0.8 is in force until a lead sets" in notice


@pytest.mark.parametrize("kept", ["{", "7", '"both"'])
def test_other_settings_that_cannot_be_read_take_the_careful_way(
    workspace: Workspace, store: Any, clock: Any, kept: str
) -> None:
    store.settings["score_visibility"] = store.settings["reranking"] = kept
    opened = Workspace(store, clock)
    assert opened.visibility is ScoreVisibility.HIDDEN
    assert opened.reranking
    assert opened.notices == ()


def test_a_bare_policy_of_an_older_version_is_read_as_a_plan(
    workspace: Workspace, store: Any, clock: Any
) -> None:
    store.settings["routing"] = '{"kind": "band", "low": 0.4, "high": 0.6}'
    opened = Workspace(store, clock)
    assert opened.plan == RoutingPlan(BandPolicy(0.4, 0.6))
    assert opened.notices == ()


def test_items_and_scores_that_do_not_match_are_a_sentence(
    workspace: Workspace, store: Any, clock: Any
) -> None:
    backlog_id = store.kept[0].backlog_id
    backlog, scores = store.columns[backlog_id]
    store.columns[backlog_id] = (backlog.slice(0, 3), scores)
    with pytest.raises(WorkspaceError, match="its items and scores don't match"):
        Workspace(store, clock)


def test_a_record_of_an_unknown_item_moves_no_row(workspace: Workspace) -> None:
    changes = ReviewDesk(workspace).decide(VerdictRequest(0, Verdict.SKIP, "ann"))
    assert changes.record is not None
    stranger = replace(changes.record.decision, item_id="nowhere", decision_id="x")
    assert workspace.take_in(replace(changes.record, decision=stranger)) is None
    workspace.set_plan(band(0.1, 0.9), "ann")


def test_times_are_written_in_utc_with_milliseconds() -> None:
    moment = datetime(2026, 1, 1, 12, 0, 0, 123_456, timezone(timedelta(hours=2)))
    assert timestamp(moment) == "2026-01-01T10:00:00.123Z"
    assert timestamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"


def test_closing_lets_the_store_go(workspace: Workspace, store: Any) -> None:
    workspace.close()
    assert store.closed


def test_a_store_that_cannot_be_read_is_let_go(stores: Any, clock: Any) -> None:
    path = Path("bad.triage")

    def fail(after: int = 0) -> None:
        raise WorkspaceError("The record was changed.")

    stores.open(path, create=True).pages = fail
    with pytest.raises(WorkspaceError, match="record was changed"):
        Workspaces(stores, clock).open(path)
    assert stores.stores[path].closed


def test_opening_makes_the_seat_of_whoever_opens_ready(
    stores: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    class Watched(Seat):
        def __init__(self, moderator: str, *rest: Any) -> None:
            made.append(moderator)
            super().__init__(moderator, *rest)

    monkeypatch.setattr(present, "Seat", Watched)
    path = Path("w.triage")
    Workspaces(stores, clock).open(path, create=True)
    assert made == []
    opened = Workspaces(stores, clock).open(path, moderator="ann")
    assert opened.seat("ann") is opened.seat("ann")
    assert made == ["ann"]


def test_a_backlog_finds_its_own_workspace_again(
    stores: Any, clock: Any, scored: Scored, tmp_path: Path
) -> None:
    workspaces = Workspaces(stores, clock)
    backlog, other = Path("reports.csv"), Path("elsewhere/reports.csv")
    place = workspaces.for_backlog(backlog, tmp_path)
    assert place == tmp_path / "reports.triage"
    workspaces.open(place, create=True).add(scored(), "ann")
    place.mkdir()
    assert workspaces.for_backlog(backlog, tmp_path) == place
    assert workspaces.for_backlog(other, tmp_path) == tmp_path / "reports-2.triage"


def test_a_name_that_is_taken_by_something_else_is_passed_over(
    stores: Any, clock: Any, tmp_path: Path
) -> None:
    (tmp_path / "reports.triage").write_text("not a workspace")
    found = Workspaces(stores, clock).for_backlog(Path("reports.csv"), tmp_path)
    assert found.name == "reports-2.triage"


def test_too_many_workspaces_of_one_name_are_a_sentence(
    stores: Any, clock: Any, tmp_path: Path
) -> None:
    (tmp_path / "r.triage").touch()
    for number in range(2, 1_000):
        (tmp_path / f"r-{number}.triage").touch()
    with pytest.raises(WorkspaceError, match="too many workspaces named 'r'"):
        Workspaces(stores, clock).for_backlog(Path("r.csv"), tmp_path)


def test_an_import_that_landed_unanswered_is_taken_in_once_by_the_retry(
    workspace: Workspace, store: Any, scored: Scored
) -> None:
    keep = store.add_import

    def keep_and_fail(*args: Any) -> None:
        keep(*args)
        raise WorkspaceError("The disk is full.")

    store.add_import = keep_and_fail
    longer = scored([1.0] * 8)
    longer = replace(longer, report=replace(longer.report, source_sha256="longer"))
    with pytest.raises(WorkspaceError):
        workspace.add(longer, "ann")
    store.add_import = keep
    outcome = workspace.add(longer, "ann")
    assert (outcome.imported.added, len(store.kept)) == (2, 2)
    assert workspace.case.backlog.ids.to_list() == [str(n) for n in range(8)]
    assert workspace.counts().conserved
    assert len(Workspace(store, workspace._clock).case) == 8


def test_another_import_that_landed_unanswered_does_not_hide_the_next_one(
    workspace: Workspace, store: Any, scored: Scored
) -> None:
    other = scored([1.0] * 2, 6)
    other = replace(other, report=replace(other.report, source_sha256="other"))
    Workspace(store, workspace._clock).add(other, "ann")
    outcome = workspace.add(scored([1.0] * 9), "ann")
    assert outcome.imported.added == 1
    assert workspace.case.backlog.ids.to_list() == [str(n) for n in range(9)]


def test_the_first_import_keeps_its_own_column_names(
    store: Any, clock: Any, scored: Scored
) -> None:
    first = scored()
    raw = dict(first.backlog.raw)
    raw["id"] = raw.pop("video_id")
    roles = dict(first.backlog.roles) | {Field.ID: "id"}
    opened = Workspace(store, clock)
    opened.add(
        replace(first, backlog=replace(first.backlog, raw=raw, roles=roles)), "a"
    )
    assert "id" in opened.case.backlog.names
    assert opened.case.backlog.names == Workspace(store, clock).case.backlog.names


def test_who_reads_meanwhile_never_sees_a_half_routed_case(
    workspace: Workspace, scored: Scored
) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    seen = []

    class Watching(BandPolicy):
        def route(self, scores: Any, audit: Any) -> Any:
            seen.append(workspace.case.item(1))
            return super().route(scores, audit)

    workspace.set_plan(RoutingPlan(Watching(0.4, 0.6)), "ann")
    workspace.add(scored([1.0] * 8), "ann")
    assert [item.state for item in seen] == [State.CLAIM, State.CLAIM]
    assert [item.lane for item in seen] == [Lane.REVIEW, Lane.REVIEW]


def test_an_import_that_lands_while_a_workspace_is_opened_waits_for_the_next_look(
    workspace: Workspace, store: Any, scored: Scored
) -> None:
    load = store.load
    more = scored([1.0] * 8)

    def load_slowly(backlog_id: str) -> Any:
        store.load = load
        workspace.add(more, "ann")
        return load(backlog_id)

    store.load = load_slowly
    looking = Workspace(store, workspace._clock)
    assert (len(looking.case), len(looking.imports)) == (6, 1)


def test_a_file_name_that_is_not_text_is_written_out_and_found_again(
    stores: Any, clock: Any, scored: Scored, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    odd = scored()
    odd = replace(odd, path=path, report=replace(odd.report, source=path.name))
    workspaces = Workspaces(stores, clock)
    folder = workspaces.for_backlog(path, tmp_path)
    workspaces.open(folder, create=True).add(odd, "ann")
    (kept,) = stores.stores[folder].kept
    assert kept.source.encode() == b"caf\\xe9.csv"
    folder.mkdir()
    assert workspaces.for_backlog(path, tmp_path) == folder


def test_a_skipped_item_is_routed_anew_with_the_undecided(workspace: Workspace) -> None:
    desk = ReviewDesk(workspace)
    desk.decide(VerdictRequest(1, Verdict.SKIP, "ann"))
    desk.decide(VerdictRequest(3, Verdict.ESCALATE, "ann", note="odd"))
    workspace.set_plan(band(0.4, 0.6), "lead")
    assert workspace.case.item(1).lane is Lane.LIKELY_CLAIM
    assert workspace.case.item(3).lane is Lane.REVIEW
    assert workspace.counts().conserved


def test_items_that_another_model_scored_go_to_people_when_a_new_one_comes(
    workspace: Workspace, scored: Scored
) -> None:
    workspace.set_plan(band(0.2, 0.8), "lead")
    ReviewDesk(workspace).decide(VerdictRequest(4, Verdict.OPINION, "ann"))
    newer = scored([9.9e5] * 2, 6)
    newer = replace(newer, scores=replace(newer.scores, model_id="views-2"))
    workspace.add(newer, "ann")
    assert workspace.case.item(0).lane is Lane.REVIEW
    assert workspace.case.item(0).model_id == "views-1"
    assert workspace.case.item(4).lane is Lane.LIKELY_OPINION, "it is decided there"
    assert workspace.case.item(6).lane is Lane.LIKELY_CLAIM
    assert workspace.counts().conserved
    (notice,) = workspace.notices
    assert notice.startswith("5 items that wait have their scores from views-1, of an")
    assert "import the file into a new workspace" in notice


def test_scores_of_a_version_without_a_guard_are_said_until_nobody_waits(
    workspace: Workspace, store: Any, clock: Any
) -> None:
    assert workspace.notices == ()
    backlog_id = store.kept[0].backlog_id
    backlog, scores = store.columns[backlog_id]
    unknown = np.ones(len(scores), dtype=np.bool_)
    kept = replace(scores, outside=unknown, stale=unknown)
    store.columns[backlog_id] = (backlog, kept)
    opened = Workspace(store, clock)
    assert opened.case.routing.lane_counts()["review"] == 6
    desk = ReviewDesk(opened)
    for row in range(6):
        assert opened.notices[0].startswith(
            f"{6 - row} items that wait" if row < 5 else "1 item that waits has its"
        )
        desk.decide(VerdictRequest(row, Verdict.CLAIM, "ann"))
    assert opened.notices == ()
