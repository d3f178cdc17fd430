import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.desk_rules import DoubleReview
from triage_app.domain.errors import OutputError, WorkspaceError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.queue import QueueQuery, arrange
from triage_app.domain.report import ImportReport, Issue, Outcome
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.export import Exporter, ExportRequest, ExportResult, Preset
from triage_app.services.intake import ScoredBacklog
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace


@pytest.fixture
def reviewed(workspace: Workspace) -> Workspace:
    """An override, a claim, an opinion, a skip, an escalation, and one taken back."""
    desk = ReviewDesk(workspace)
    given = [
        (3, Verdict.CLAIM),
        (1, Verdict.CLAIM),
        (2, Verdict.SKIP),
        (0, Verdict.ESCALATE),
        (5, Verdict.OPINION),
        (4, Verdict.CLAIM),
    ]
    for row, verdict in given:
        desk.decide(VerdictRequest(row, verdict, "ann", note=f"n{row}"))
    desk.undo("ann")
    return workspace


def export(
    workspace: Workspace, writer: Any, preset: Preset, **more: Any
) -> tuple[ExportResult, dict[str, list[object]]]:
    out = Path(more.pop("name", "out.csv"))
    request = ExportRequest(out, preset, "lead", **more)
    done = Exporter(writer).export(workspace, request)
    return done, writer.tables[out.name]


def test_decisions_are_exported_in_their_order_with_their_record(
    reviewed: Workspace, writer: Any
) -> None:
    done, table = export(reviewed, writer, Preset.DECISIONS)
    assert table["video_id"] == ["3", "1", "0", "5"]
    assert table["verdict"] == ["claim", "claim", "escalate", "opinion"]
    assert table["override"] == ["true", "false", "false", "false"]
    assert table["p_claim"][:3] == [0.3, 0.7, 0.9]
    assert np.isnan(float(str(table["p_claim"][3])))
    assert table["note"] == ["n3", "n1", "n0", "n5"]
    assert table["score_visible"] == ["false", "false", "true", "false"]
    assert done.rows == 4
    assert done.conserved


def test_the_manifest_says_what_the_export_stands_on(
    reviewed: Workspace, writer: Any, store: Any
) -> None:
    done, _ = export(reviewed, writer, Preset.DECISIONS)
    manifest = json.loads(writer.texts["out.csv.manifest.json"])
    assert manifest["files_sha256"] == {"out.csv": "sha-of-out.csv"}
    assert manifest["head_hash"] == done.head_hash == store.log_records[-1].hash
    assert manifest["records"] == 7
    assert manifest["counts"] == {
        "imported": 6,
        "decided": 3,
        "skipped": 1,
        "escalated": 1,
        "pending": 1,
    }
    assert manifest["conserved"] is True
    assert manifest["model_ids"] == ["views-1"]
    assert manifest["sources"] == [{"name": "reports.csv", "sha256": "abc", "added": 6}]
    event = store.log_events[-1]
    assert (event.kind, event.moderator) == ("exported", "lead")
    assert json.loads(event.payload) == manifest


def test_feedback_holds_labels_and_where_they_come_from(
    reviewed: Workspace, writer: Any
) -> None:
    _, table = export(reviewed, writer, Preset.FEEDBACK)
    assert table["video_id"] == ["3", "1", "5"]
    assert table["feedback_label"] == ["claim", "claim", "opinion"]
    assert table["feedback_kind"] == ["override", "confirmation", "label"]
    assert table["why_shown"] == ["mid_confidence"] * 2 + ["missing_content"]
    assert table["general_weight"] == [0.3, 0.3, 0.0]
    assert table["score_visible"] == ["false"] * 3
    assert table["video_view_count"] == ["300000", "700000", ""]
    assert set(reviewed.case.backlog.names) < set(table)


def test_feedback_names_columns_that_were_mapped_by_hand_as_training_knows_them(
    store: Any, clock: Any, scored: Any, writer: Any
) -> None:
    made: ScoredBacklog = scored()
    raw = {f"my {name}": column for name, column in made.backlog.raw.items()}
    roles = {part: f"my {name}" for part, name in made.backlog.roles.items()}
    opened = Workspace(store, clock)
    backlog = replace(made.backlog, raw=raw, roles=roles)
    opened.add(replace(made, backlog=backlog), "ann")
    ReviewDesk(opened).decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    _, table = export(opened, writer, Preset.FEEDBACK)
    assert table["my video_view_count"] == table["video_view_count"] == ["700000"]
    assert table["video_id"] == ["1"]
    assert "claim_status" not in table, "the reference label is not the team's"
    _, table = export(opened, writer, Preset.DECISIONS)
    assert "video_view_count" not in table


def test_a_statement_of_reasons_says_what_was_automatic(
    reviewed: Workspace, writer: Any
) -> None:
    _, table = export(reviewed, writer, Preset.STATEMENT)
    assert table["video_id"] == ["3", "1", "5"]
    assert table["automated_decision"] == ["false"] * 3
    means = [str(text) for text in table["automated_means"]]
    assert "the person who decided did not see its score" in means[0]
    assert means[2] == "No automated assessment: the report had nothing to score."
    assert "makes a claim" in str(table["facts_and_circumstances"][0])


def test_the_queue_is_exported_whole_with_verdicts_where_there_are_any(
    reviewed: Workspace, writer: Any
) -> None:
    done, table = export(reviewed, writer, Preset.QUEUE)
    assert table["video_id"] == ["0", "1", "2", "3", "4", "5"]
    assert table["verdict"] == ["escalate", "claim", "skip", "claim", None, "opinion"]
    assert table["lane"][0] == "likely_claim"
    skipped, settled = None, "mid_confidence"
    assert table["reason"] == [None, settled, skipped, settled, None, "missing_content"]
    assert done.rows == 6


@pytest.mark.parametrize("preset", [Preset.QUEUE, Preset.DECISIONS])
@pytest.mark.parametrize("visibility", list(ScoreVisibility))
def test_no_export_tells_of_an_audit_before_the_verdict(
    store: Any,
    clock: Any,
    scored: Any,
    writer: Any,
    preset: Preset,
    visibility: ScoreVisibility,
) -> None:
    opened = Workspace(store, clock)
    views = [9.9e5, 5e5, 0.1e5] * 100
    opened.add(scored(views, plan=RoutingPlan(BandPolicy())), "ann")
    opened.set_visibility(visibility, "lead")
    audited = np.flatnonzero(opened.case.routing.reasons == Reason.AUDIT).tolist()
    desk = ReviewDesk(opened)
    verdicts = (Verdict.ESCALATE, Verdict.SKIP, Verdict.CLAIM)
    for row, verdict in zip(audited, verdicts, strict=False):
        desk.decide(VerdictRequest(row, verdict, "ann", note="odd"))
    _, table = export(opened, writer, preset)
    told = {
        item
        for column in ("reason", "why_shown")
        for item, value in zip(table["video_id"], table.get(column, []), strict=False)
        if value == "audit"
    }
    assert told == {str(audited[2])}
    if visibility is ScoreVisibility.HIDDEN:
        hidden = set(np.flatnonzero(opened.veil.rows(opened.case)).tolist())
        for item, p_claim, label in zip(
            table["video_id"], table["p_claim"], table["model_label"], strict=True
        ):
            blank = label is None and np.isnan(p_claim)  # type: ignore[call-overload]
            assert blank == (int(str(item)) in hidden)


def test_the_order_of_an_exported_queue_does_not_tell_scores(
    store: Any, clock: Any, scored: Any, writer: Any
) -> None:
    opened = Workspace(store, clock)
    views = [9.9e5, 5e5, 0.1e5] * 100
    opened.add(scored(views, plan=RoutingPlan(BandPolicy())), "ann")
    _, table = export(opened, writer, Preset.QUEUE)
    in_review = opened.case.routing.lanes == Lane.REVIEW
    listed = [int(str(item)) for item in table["video_id"]]
    query = QueueQuery()
    served = arrange(opened.case, query, opened.veil.rows(opened.case))
    assert [row for row in listed if in_review[row]] == served.tolist()


def test_nothing_reviewed_exports_an_empty_table(
    workspace: Workspace, writer: Any
) -> None:
    done, table = export(workspace, writer, Preset.DECISIONS)
    assert done.rows == 0
    assert done.head_hash == ""
    assert table["verdict"] == []


def test_a_neutralised_file_has_a_lossless_one_beside_it(
    reviewed: Workspace, writer: Any
) -> None:
    done, table = export(reviewed, writer, Preset.DECISIONS, spreadsheet_safe=True)
    assert done.lossless == Path("out.lossless.jsonl")
    assert writer.safe == {"out.lossless.jsonl": False, "out.csv": True}
    assert writer.tables["out.lossless.jsonl"].keys() == table.keys()
    manifest = json.loads(writer.texts["out.csv.manifest.json"])
    assert set(manifest["files_sha256"]) == {"out.csv", "out.lossless.jsonl"}


def test_parquet_needs_no_neutralising(reviewed: Workspace, writer: Any) -> None:
    done, _ = export(
        reviewed, writer, Preset.DECISIONS, spreadsheet_safe=True, name="out.parquet"
    )
    assert done.lossless is None
    assert writer.safe == {"out.parquet": False}


def test_an_export_that_cannot_be_logged_is_a_sentence(
    reviewed: Workspace, writer: Any, store: Any
) -> None:
    store.broken = True
    with pytest.raises(WorkspaceError, match="disk is full"):
        export(reviewed, writer, Preset.DECISIONS)


def test_a_scored_queue_is_written_in_order_with_its_account(
    scored: Any, writer: Any
) -> None:
    done: ScoredBacklog = scored()
    assert Exporter(writer).write_queue(done, Path("q.csv")) is None
    table = writer.tables["q.csv"]
    assert table["video_id"] == ["0", "1", "2", "3", "4", "5"]
    assert table["model_label"] == ["claim"] * 3 + ["opinion"] * 2 + [None]
    assert table["lane"][-1] == "review"
    assert table["reason"][-1] == "missing_content"
    issue = Issue(9, "", "row", "too short", Outcome.QUARANTINED)
    report = ImportReport("reports.csv", "abc", 7, 6, 1, 0, (issue,))
    with_issue = ScoredBacklog(
        done.path, done.backlog, done.scores, done.routing, report, done.plan
    )
    written = Exporter(writer).write_queue(with_issue, Path("q.csv"))
    assert written == Path("q.import-report.csv")
    assert writer.reports == ["q.import-report.csv"]


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("reports.csv", "is the backlog that the workspace was made of"),
        ("november.triage/snapshots/x.parquet", "into the workspace itself"),
        ("november.triage/../november.triage/x.csv", "into the workspace itself"),
    ],
)
def test_an_export_never_writes_over_what_it_stands_on(
    reviewed: Workspace, writer: Any, out: str, sentence: str
) -> None:
    request = ExportRequest(Path(out), Preset.DECISIONS, "lead")
    with pytest.raises(OutputError, match=sentence):
        Exporter(writer).export(reviewed, request)
    assert writer.tables == {}


def test_decisions_tell_the_reason_in_words_and_the_time_on_screen(
    workspace: Workspace, writer: Any
) -> None:
    desk = ReviewDesk(workspace)
    one = VerdictRequest(
        1, Verdict.CLAIM, "ann", reason_code="hearsay", active_ms=1_500
    )
    desk.decide(one)
    desk.decide(VerdictRequest(2, Verdict.OPINION, "ann"))
    _, table = export(workspace, writer, Preset.DECISIONS)
    assert table["reason_code"] == ["hearsay", ""]
    assert table["reason_words"] == ["Passes on what somebody said", None]
    assert table["active_seconds"][0] == 1.5
    assert np.isnan(float(str(table["active_seconds"][1])))


def test_what_was_undone_is_in_no_export_and_what_was_redone_is_again(
    workspace: Workspace, writer: Any
) -> None:
    desk = ReviewDesk(workspace)
    requests = [VerdictRequest(row, Verdict.CLAIM, "ann") for row in (1, 2, 3)]
    desk.decide_many(requests)
    desk.undo("ann")
    for preset in (Preset.DECISIONS, Preset.FEEDBACK, Preset.STATEMENT, Preset.DOUBLES):
        assert export(workspace, writer, preset)[1]["video_id"] == []
    _, queue = export(workspace, writer, Preset.QUEUE)
    assert queue["verdict"] == [None] * 6
    desk.redo("ann")
    for preset in (Preset.DECISIONS, Preset.FEEDBACK, Preset.STATEMENT):
        assert export(workspace, writer, preset)[1]["video_id"] == ["1", "2", "3"]


def test_feedback_weighs_a_label_by_how_its_item_first_came(
    workspace: Workspace, writer: Any
) -> None:
    desk = ReviewDesk(workspace)
    for verdict, why in (
        (Verdict.CLAIM, WhyShown.RANDOM),
        (Verdict.OPINION, WhyShown.RECONSIDERED),
    ):
        desk.decide(VerdictRequest(1, verdict, "ann", why_shown=why))
    _, table = export(workspace, writer, Preset.FEEDBACK)
    assert table["feedback_label"] == ["opinion"]
    assert table["why_shown"] == ["reconsidered"]
    assert table["general_weight"] == [1.0]


def test_doubles_are_exported_in_pairs_without_names(
    workspace: Workspace, writer: Any
) -> None:
    double = DoubleReview(1.0, 0.0)
    workspace.set_rules(replace(workspace.rules, double=double), "lead")
    desk = ReviewDesk(workspace)
    for row in (1, 2, 3):
        desk.decide(VerdictRequest(row, Verdict.CLAIM, "ann"))
    (again,) = workspace.seat("ann").doubles
    desk.decide(VerdictRequest(again, Verdict.OPINION, "ann", note="not at all"))
    _, decisions = export(workspace, writer, Preset.DECISIONS)
    assert decisions["video_id"] == ["1", "2", "3"], "one row an item"
    assert decisions["verdict"] == ["claim"] * 3
    done, table = export(workspace, writer, Preset.DOUBLES)
    assert done.conserved
    assert table["video_id"] == [str(again)]
    assert (table["first_verdict"], table["second_verdict"]) == (["claim"], ["opinion"])
    assert (table["agree"], table["waits_for_lead"]) == (["false"], ["true"])
    assert table["holds"] == ["claim"]
    assert not {"moderator", "note"} & set(table)
    manifest = json.loads(writer.texts["out.csv.manifest.json"])
    assert manifest["disputed"] == 1
    assert manifest["doubles"]["pairs"] == 1
