"""Files read, scored and routed at once: the same answers, soon and steadily."""

import codecs
import json
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from triage_app.domain.backlog import Backlog
from triage_app.domain.draws import draws_of
from triage_app.domain.errors import BacklogError, CancelledError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.formats.reader import FileFormats
from triage_app.services.intake import Intake, ScoredBacklog

PLAN = RoutingPlan(BandPolicy())
ROWS = 15_000
WORDS = "some plain words that make a row as long as rows are " * 3
HEADER = "video_id,video_transcription_text,video_view_count\n"


def lines(rows: int = ROWS) -> list[str]:
    """Rows of which some are broken, doubled, quoted over lines, or not English."""
    made = []
    for row in range(rows):
        text = (WORDS, f'"a ""quote"", and\n{WORDS}"', f"naïve 😮 {WORDS}", "")[row % 4]
        made.append(f"{row},{text},{row * 211 % 1_000_000}\n")
    for row in range(50, rows, 997):
        made[row] = made[row - 50]  # an id that stood before, in another block too
    for row in range(60, rows, 1_501):
        made[row] = f"{row},too,many,cells\n"
    for row in range(70, rows, 1_777):
        made[row] = f",no id,{row}\n"
    for row in range(80, rows, 2_003):
        made[row] = f"id-{row},words,twelve\n"
    return made


def csv_file(folder: Path) -> Path:
    path = folder / "plain.csv"
    path.write_text(HEADER + "".join(lines()), encoding="utf-8", newline="")
    return path


def marked_file(folder: Path) -> Path:
    path = folder / "marked.csv"
    path.write_bytes(codecs.BOM_UTF8 + (HEADER + "".join(lines())).encode())
    return path


def utf16_file(folder: Path) -> Path:
    path = folder / "wide.csv"
    path.write_bytes((HEADER + "".join(lines())).encode("utf-16"))
    return path


def windows_file(folder: Path) -> Path:
    path = folder / "windows.csv"
    made = [line for line in lines() if line.isascii()]
    path.write_bytes((HEADER + "".join(made) + "x,naïve,5\n").encode("cp1252"))
    return path


def unclosed_file(folder: Path) -> Path:
    made = lines()
    made[4_001] = '4001,"never closed,17\n'
    path = folder / "unclosed.csv"
    path.write_text(HEADER + "".join(made), encoding="utf-8", newline="")
    return path


def json_file(folder: Path) -> Path:
    rows = [
        {
            "video_id": row % (ROWS - 9),
            "video_transcription_text": f"naïve {WORDS}",
            "n": row,
        }
        for row in range(ROWS)
    ]
    made = [json.dumps(row, ensure_ascii=bool(n % 2)) for n, row in enumerate(rows)]
    made[100] = "{broken"
    made[8_000] = '{"video_id": "late", "video_view_count": 7.50, "more": [1, {}]}'
    path = folder / "rows.jsonl"
    path.write_text("\n".join(made), encoding="utf-8")
    return path


def parquet_file(folder: Path) -> Path:
    table = pa.table(
        {
            "video_id": [row % (ROWS - 9) for row in range(ROWS)],
            "video_transcription_text": [WORDS, None, "naïve"] * (ROWS // 3),
            "video_view_count": [float(row) for row in range(ROWS)],
        }
    )
    path = folder / "rows.parquet"
    pq.write_table(table, path, row_group_size=4_000)
    return path


FILES = [
    *(csv_file, marked_file, utf16_file, windows_file, unclosed_file),
    *(json_file, parquet_file),
]
Make = Callable[[Path], Path]


@pytest.fixture
def intake(scorer: Any) -> Intake:
    return Intake(FileFormats(chunk_rows=500), lambda: scorer)


def same(one: Backlog, other: Backlog) -> bool:
    return (
        dict(one.raw) == dict(other.raw)
        and dict(one.roles) == dict(other.roles)
        and one.lines.tolist() == other.lines.tolist()
        and list(one.numbers) == list(other.numbers)
        and all(
            np.array_equal(one.numbers[part], other.numbers[part], equal_nan=True)
            for part in one.numbers
        )
    )


@pytest.mark.parametrize("make", FILES)
@pytest.mark.parametrize("shown", [False, True])
def test_the_answers_are_those_of_one_step_after_another(
    tmp_path: Path, intake: Intake, scorer: Any, make: Make, *, shown: bool
) -> None:
    path = make(tmp_path)
    stream = FileFormats(chunk_rows=500).open(path)
    backlog = Backlog.concat(list(stream))
    scores = scorer.score(backlog)
    routing = PLAN.route(scores, draws_of(backlog.ids, "w-1"))

    parts: list[ScoredBacklog] = []
    on_part = parts.append if shown else None
    done = intake.score(path, PLAN, on_part=on_part, seed="w-1")

    assert same(done.backlog, backlog)
    assert np.array_equal(done.scores.p_claim, scores.p_claim, equal_nan=True)
    assert done.routing.lanes.tolist() == routing.lanes.tolist()
    assert done.routing.reasons.tolist() == routing.reasons.tolist()
    assert done.report.conserved
    assert done.report.source_sha256 == stream.report.source_sha256
    assert done.report.issues == stream.report.issues
    assert done.report.accepted == len(backlog) == len(done.scores)
    assert same(intake.read(path)[0], backlog)
    for part in parts:
        rows = len(part.backlog)
        assert part.report.conserved
        assert part.report.accepted == rows == len(part.scores) == len(part.routing)
        assert part.backlog.ids.to_list() == backlog.ids.slice(0, rows).to_list()
        first = np.arange(rows)
        alone = PLAN.route(scores.take(first), draws_of(part.backlog.ids, "w-1"))
        assert part.routing.reasons.tolist() == alone.reasons.tolist()


@pytest.mark.parametrize("make", [csv_file, json_file, parquet_file])
def test_the_first_rows_are_shown_early_and_then_each_time_they_doubled(
    tmp_path: Path, intake: Intake, make: Make
) -> None:
    sizes: list[int] = []
    steps: list[Step] = []

    def on_part(part: ScoredBacklog) -> None:
        sizes.append(len(part.backlog))

    intake.score(make(tmp_path), PLAN, progress=steps.append, on_part=on_part)
    assert 0 < sizes[0] < ROWS / 2
    assert all(later >= 2 * one for one, later in pairwise(sizes))
    scored = [step.done for step in steps if step.stage is Stage.SCORING]
    assert scored == sorted(scored)
    assert {step.stage for step in steps} >= {Stage.READING, Stage.SCORING}


@pytest.mark.parametrize("make", FILES)
def test_cancelling_in_the_middle_is_answered_at_once(
    tmp_path: Path, intake: Intake, make: Make
) -> None:
    path, cancel, raised = make(tmp_path), CancelToken(), []

    def stop(part: ScoredBacklog) -> None:
        cancel.cancel()
        raised.append(time.monotonic())

    with pytest.raises(CancelledError):
        intake.score(path, PLAN, cancel=cancel, on_part=stop)
    assert len(raised) == 1
    assert time.monotonic() - raised[0] < 1.0  # well under 0.2 s on an idle machine


def test_a_scorer_is_told_to_stop_when_the_file_turns_out_bad(
    tmp_path: Path, scorer: Any
) -> None:
    path = csv_file(tmp_path)
    tokens: list[CancelToken] = []
    inside = scorer.score

    def score(backlog: Backlog, progress: Any, cancel: CancelToken) -> Any:
        tokens.append(cancel)
        return inside(backlog, progress, cancel)

    def grow(part: ScoredBacklog) -> None:
        with path.open("a") as file:
            file.write("one,more,5\n")

    scorer.score = score
    intake = Intake(FileFormats(chunk_rows=500), lambda: scorer)
    with pytest.raises(BacklogError, match="changed while it was being read"):
        intake.score(path, PLAN, on_part=grow)
    assert tokens
    assert all(token.cancelled for token in tokens)
