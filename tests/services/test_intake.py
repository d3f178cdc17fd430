from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.draws import draws_of
from triage_app.domain.errors import CancelledError
from triage_app.domain.plans import DEFAULT_BUDGET, RoutingPlan
from triage_app.domain.policies import (
    BandPolicy,
    CapacityPolicy,
    ErrorBudgetPolicy,
)
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.services.intake import Intake, ScoredBacklog

PATH = Path("reports.csv")
BAND = RoutingPlan(BandPolicy(), AuditRule(0.0))


@pytest.fixture
def intake(formats: Any, scorer: Any) -> Intake:
    return Intake(formats, lambda: scorer)


def test_a_file_is_read_scored_and_routed(intake: Intake, scorer: Any) -> None:
    done = intake.score(PATH, BAND)
    assert done.backlog.ids.to_list() == ["0", "1", "2", "3", "4", "5"]
    lanes = {"likely_claim": 1, "review": 4, "likely_opinion": 1}
    assert done.routing.lane_counts() == lanes
    assert done.report.conserved
    assert scorer.calls == 2


def test_scoring_as_it_reads_gives_the_same_and_shows_parts(intake: Intake) -> None:
    parts: list[ScoredBacklog] = []
    steps: list[Step] = []
    whole = intake.score(PATH, BAND)
    done = intake.score(PATH, BAND, progress=steps.append, on_part=parts.append)
    assert done.scores.p_claim[:5].tolist() == whole.scores.p_claim[:5].tolist()
    assert done.backlog.ids == whole.backlog.ids
    assert [len(part.backlog) for part in parts] == [2, 6]
    assert [step.done for step in steps if step.stage is Stage.SCORING] == [2, 6]


def test_a_file_of_no_rows_scores_to_nothing(formats: Any, scorer: Any) -> None:
    formats.chunks = [formats.chunks[0].slice(0, 0)]
    intake = Intake(formats, lambda: scorer)
    done = intake.score(PATH, BAND, on_part=lambda part: None)
    assert len(done.backlog) == len(done.scores) == 0
    assert done.scores.model_id == "views-1"


def test_a_cancelled_intake_stops(intake: Intake) -> None:
    cancel = CancelToken()

    def stop(part: ScoredBacklog) -> None:
        cancel.cancel()

    with pytest.raises(CancelledError):
        intake.score(PATH, BAND, cancel=cancel, on_part=stop)


def test_reading_alone_scores_nothing(intake: Intake, scorer: Any) -> None:
    backlog, report = intake.read(PATH)
    assert len(backlog) == report.accepted == 6
    assert scorer.calls == 0
    assert intake.inspect(PATH).columns == backlog.names
    assert intake.scorer is scorer


def test_few_parts_are_shown_of_many_chunks(
    formats: Any, scorer: Any, backlog_of: Callable[..., Any]
) -> None:
    formats.chunks = [backlog_of([1.0], number) for number in range(100)]
    parts: list[ScoredBacklog] = []
    Intake(formats, lambda: scorer).score(PATH, BAND, on_part=parts.append)
    assert len(parts) < 15


def test_without_a_plan_the_models_own_evidence_chooses_one(intake: Intake) -> None:
    done = intake.score(PATH)
    assert isinstance(done.plan.policy, ErrorBudgetPolicy)
    assert done.plan.policy.budget == DEFAULT_BUDGET
    assert done.plan.policy.model_id == done.scores.model_id


def test_a_plan_that_promises_nothing_is_said_in_a_note(
    intake: Intake, scorer: Any
) -> None:
    few = scorer.evidence()
    few = replace(
        few,
        labels=few.labels[:10],
        both=few.both[:10],
        text=few.text[:10],
        engagement=few.engagement[:10],
    )
    scorer.evidence = lambda: few
    done = intake.score(PATH)
    assert isinstance(done.plan.policy, BandPolicy)
    assert "Routed by a review band 0.2 to 0.8 instead." in " ".join(done.report.notes)
    assert intake.score(PATH, BAND).report.notes == ()


def test_a_backlog_unlike_the_training_rows_is_said_with_its_numbers(
    intake: Intake, formats: Any, scorer: Any, backlog_of: Callable[..., Any]
) -> None:
    formats.chunks = [backlog_of([4e5] * 200)]
    inside = scorer.score

    def score(*args: Any) -> Any:
        scores = inside(*args)
        return replace(scores, outside=np.ones(len(scores), dtype=np.bool_))

    scorer.score = score
    parts: list[ScoredBacklog] = []
    done = intake.score(PATH, BAND, on_part=parts.append)
    assert done.drift is not None
    assert (done.drift.rows, done.drift.outside) == (200, 200)
    assert done.report.notes == (done.drift.sentence(),)
    assert "200 of 200 items (100 %)" in done.report.notes[0]
    assert [part.drift for part in parts] == [None]
    assert parts[0].report.notes == ()


def test_an_empty_file_drifts_nowhere(formats: Any, scorer: Any) -> None:
    formats.chunks = [formats.chunks[0].slice(0, 0)]
    done = Intake(formats, lambda: scorer).score(PATH)
    assert done.drift is None
    assert len(done.routing) == 0


def test_parts_and_whole_draw_the_same_slice_by_the_seed(
    formats: Any, scorer: Any, backlog_of: Callable[..., Any]
) -> None:
    formats.chunks = [backlog_of([9.9e5] * 50, first) for first in range(0, 300, 50)]
    intake = Intake(formats, lambda: scorer)
    plan = RoutingPlan(BandPolicy())
    parts: list[ScoredBacklog] = []
    done = intake.score(PATH, plan, seed="w-1")
    shown = intake.score(PATH, plan, on_part=parts.append, seed="w-1")
    assert shown.routing.reasons.tolist() == done.routing.reasons.tolist()
    assert done.routing.reason_counts() == {"audit": 30}
    assert {part.routing.reason_counts()["audit"] for part in parts} == {30}
    other = intake.score(PATH, plan, seed="w-2")
    assert other.routing.reasons.tolist() != done.routing.reasons.tolist()


def test_each_slice_is_that_of_the_lots_of_all_rows(
    formats: Any, scorer: Any, backlog_of: Callable[..., Any]
) -> None:
    views = [row * 7919 % 1000 * 1e3 for row in range(300)]
    formats.chunks = [backlog_of(views[at : at + 60], at) for at in range(0, 300, 60)]
    for plan in (RoutingPlan(BandPolicy()), RoutingPlan(CapacityPolicy(60))):
        done = Intake(formats, lambda: scorer).score(PATH, plan, seed="w-1")
        whole = plan.route(done.scores, draws_of(done.backlog.ids, "w-1"))
        assert done.routing.lanes.tolist() == whole.lanes.tolist()
        assert done.routing.reasons.tolist() == whole.reasons.tolist()
        assert done.routing.reason_counts()["audit"]
