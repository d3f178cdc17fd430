import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import CancelledError, ModelError
from triage_app.domain.ports import Scorer
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.scores import Scores
from triage_app.scoring import scorer as scorer_module
from triage_app.scoring.scorer import ModelScorer, load_scorer, verify_bundled

HEADS = ("p_claim", "p_text", "p_engagement")


def equal(one: Scores, other: Scores) -> bool:
    return all(
        np.array_equal(getattr(one, head), getattr(other, head), equal_nan=True)
        for head in HEADS
    )


@pytest.fixture(scope="module")
def bundled_scores(backlog: Backlog) -> Scores:
    return load_scorer().score(backlog)


def test_the_bundled_model_scores_every_row(
    backlog: Backlog, bundled_scores: Scores
) -> None:
    scorer: Scorer = load_scorer()
    assert scorer.notice == ""
    assert bundled_scores.model_id == scorer.model_id == verify_bundled()
    assert len(bundled_scores) == len(backlog)
    empty = backlog.text(Field.TRANSCRIPT).missing
    assert empty.any()
    assert np.array_equal(np.isnan(bundled_scores.p_claim), empty)


def test_a_backlog_with_nothing_but_ids_is_not_scored(backlog: Backlog) -> None:
    bare = Backlog({"video_id": backlog.ids}, {Field.ID: "video_id"}, {}, backlog.lines)
    scores = load_scorer().score(bare)
    assert np.isnan(scores.p_claim).all()


def test_an_empty_backlog_gives_empty_scores() -> None:
    assert len(load_scorer().score(Backlog.empty())) == 0


def test_scoring_part_by_part_gives_the_same_scores(
    backlog: Backlog, bundled_scores: Scores
) -> None:
    scorer = load_scorer()
    parts = [
        scorer.score(backlog.slice(start, min(start + 777, len(backlog))))
        for start in range(0, len(backlog), 777)
    ]
    assert equal(Scores.concat(parts), bundled_scores)


def test_order_changes_nothing(backlog: Backlog, bundled_scores: Scores) -> None:
    order = np.argsort(bundled_scores.p_claim, kind="stable")
    shuffled = load_scorer().score(backlog.take(order))
    assert equal(shuffled, bundled_scores.take(order))


def test_author_status_and_reference_labels_change_nothing(
    backlog: Backlog, bundled_scores: Scores
) -> None:
    roles = {
        part: name
        for part, name in backlog.roles.items()
        if part not in (Field.BAN, Field.VERIFIED, Field.REFERENCE, Field.DURATION)
    }
    blind = Backlog(backlog.raw, roles, backlog.numbers, backlog.lines)
    assert equal(load_scorer().score(blind), bundled_scores)


def test_progress_counts_up_to_every_row(backlog: Backlog) -> None:
    steps: list[Step] = []
    load_scorer().score(backlog, steps.append)
    assert {(step.stage, step.total) for step in steps} == {(Stage.SCORING, 5_000)}
    assert [step.done for step in steps] == [0, 2_000, 4_000, 5_000]


def test_cancel_stops_at_the_next_chunk(backlog: Backlog) -> None:
    cancel, steps = CancelToken(), []

    def progress(step: Step) -> None:
        steps.append(step.done)
        if step.done:
            cancel.cancel()

    with pytest.raises(CancelledError):
        load_scorer().score(backlog, progress, cancel)
    assert steps == [0, 2_000]


@pytest.fixture(scope="module")
def larger(make_backlog: Callable[[int, int], Backlog]) -> Backlog:
    return make_backlog(45_000, 4)


def test_worker_processes_give_the_same_bits_in_the_same_order(
    larger: Backlog, trained: Path
) -> None:
    shared = ModelScorer(trained, workers=2)
    steps: list[int] = []
    scores = shared.score(larger, lambda step: steps.append(step.done))
    assert steps == [0, 10_000, 20_000, 30_000, 40_000, 45_000]
    assert equal(scores, ModelScorer(trained).score(larger))


def test_cancel_stops_worker_processes(larger: Backlog, trained: Path) -> None:
    cancel, steps = CancelToken(), []

    def progress(step: Step) -> None:
        steps.append(step.done)
        if step.done:
            cancel.cancel()

    with pytest.raises(CancelledError):
        ModelScorer(trained, workers=2).score(larger, progress, cancel)
    assert steps == [0, 10_000]


def test_scoring_goes_on_here_when_workers_die(
    backlog: Backlog, trained: Path, monkeypatch: pytest.MonkeyPatch, caplog: object
) -> None:
    def dying(*given: object) -> object:
        from concurrent.futures.process import BrokenProcessPool

        first, *_ = scorer_module.chunks(backlog, 1_000)
        yield first.score(scorer_module.load(trained).classifier)
        raise BrokenProcessPool

    monkeypatch.setattr(scorer_module, "score_in_processes", dying)
    scores = ModelScorer(trained, workers=2).score(backlog)
    assert equal(scores, ModelScorer(trained).score(backlog))


def test_workers_that_can_not_load_the_model_are_told_of(
    backlog: Backlog, trained: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    shutil.copytree(trained, folder)
    scorer = ModelScorer(folder, workers=2)
    (folder / "model.skops").write_bytes(b"changed")
    with pytest.raises(ModelError, match="can't be used") as error:
        scorer.score(backlog)
    assert "its SHA-256 differs" in error.value.detail


def test_a_model_that_was_asked_for_is_used(backlog: Backlog, trained: Path) -> None:
    scorer = load_scorer(trained)
    assert scorer.notice == ""
    assert scorer.model_id.startswith("team-1-")
    assert scorer.score(backlog).model_id == scorer.model_id


def test_a_model_that_does_not_verify_gives_way_to_the_bundled_one(
    trained: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(trained, folder)
    with (folder / "model.skops").open("ab") as file:
        file.write(b"\n")
    scorer = load_scorer(folder)
    assert scorer.model_id == verify_bundled()
    assert scorer.notice == (
        f"The model in {folder} can't be used. The model file is not the one its"
        " manifest describes: its SHA-256 differs. The bundled model is used instead."
    )


def test_a_folder_without_a_model_gives_way_too(tmp_path: Path) -> None:
    notice = load_scorer(tmp_path).notice
    assert f"There is no manifest.json in {tmp_path}." in notice


def test_papers_are_given_only_of_a_file_that_still_verifies(
    trained: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "team"
    shutil.copytree(trained, folder)
    scorer = ModelScorer(folder)
    scorer.prepare()
    assert scorer.papers().rows_trained > 0
    with (folder / "model.skops").open("ab") as file:
        file.write(b"changed")
    with pytest.raises(ModelError, match="can't be used") as error:
        scorer.papers()
    assert "its SHA-256 differs" in error.value.detail


def test_a_model_replaced_while_in_use_is_a_sentence(
    backlog: Backlog, trained: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "swapped"
    shutil.copytree(trained, folder)
    scorer = ModelScorer(folder)
    shutil.rmtree(folder)
    shutil.copytree(scorer_module.bundled(), folder)
    with pytest.raises(ModelError, match="was replaced while it was in use"):
        scorer.score(backlog)


def test_a_scorer_names_its_model_without_scikit_learn() -> None:
    code = (
        "import sys; from triage_app.scoring.scorer import load_scorer;"
        "load_scorer().model_id; heavy = {'sklearn', 'pandas', 'PySide6'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("workers", "rows", "processes"),
    [(1, 10**7, 1), (3, 10, 3), (0, 10, 1), (0, 10**7, os.cpu_count() or 1)],
)
def test_a_backlog_gets_the_processes_it_is_worth(
    trained: Path, workers: int, rows: int, processes: int
) -> None:
    assert ModelScorer(trained, workers=workers).processes(rows) == processes
