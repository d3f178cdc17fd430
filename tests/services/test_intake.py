from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.errors import CancelledError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
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
    assert scorer.calls == 1


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
