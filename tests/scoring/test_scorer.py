import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from model.artefact import bundled, load, verify
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.errors import CancelledError, ModelError
from triage_app.domain.ports import Scorer
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.scores import Scores
from triage_app.scoring import scorer as scorer_module
from triage_app.scoring.scorer import ModelScorer, load_scorer

HEADS = ("p_claim", "p_text", "p_engagement")
EPS = 1e-6


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
    assert bundled_scores.model_id == scorer.model_id == verify(bundled()).model_id
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


def test_progress_counts_up_to_every_row(larger: Backlog) -> None:
    steps: list[Step] = []
    load_scorer().score(larger, steps.append)
    assert {(step.stage, step.total) for step in steps} == {(Stage.SCORING, 45_000)}
    done = [step.done for step in steps]
    assert (done[0], done[-1]) == (0, 45_000)
    assert done == sorted(set(done))
    assert len(done) > 3


@pytest.mark.parametrize("workers", [1, 2])
def test_cancel_stops_at_the_next_chunk(larger: Backlog, workers: int) -> None:
    cancel, steps, before = CancelToken(), [], threading.active_count()

    def progress(step: Step) -> None:
        steps.append(step.done)
        if step.done:
            cancel.cancel()

    with pytest.raises(CancelledError):
        load_scorer(workers=workers).score(larger, progress, cancel)
    assert len(steps) == 2
    assert threading.active_count() == before


def test_work_cancelled_before_it_begins_scores_nothing(backlog: Backlog) -> None:
    cancel, steps = CancelToken(), []
    cancel.cancel()
    with pytest.raises(CancelledError):
        load_scorer().score(backlog, steps.append, cancel)
    assert [step.done for step in steps] == [0]


@pytest.fixture(scope="module")
def larger(make_backlog: Callable[[int, int], Backlog]) -> Backlog:
    return make_backlog(45_000, 4)


def test_scores_are_those_of_the_reference(backlog: Backlog, trained: Path) -> None:
    found = ModelScorer(trained).score(backlog)
    given = load(trained).classifier.score(
        backlog.text(Field.TRANSCRIPT).to_list(),
        {part.value: backlog.number(part) for part in COUNTS},
    )
    for head in HEADS:
        np.testing.assert_allclose(getattr(found, head), getattr(given, head), atol=EPS)
    assert np.array_equal(found.outside, given.outside)


def test_threads_give_the_same_bits_in_the_same_order(
    larger: Backlog, trained: Path
) -> None:
    alone = ModelScorer(trained).score(larger)
    assert equal(ModelScorer(trained, workers=3).score(larger), alone)
    assert np.array_equal(alone.outside, ModelScorer(trained).score(larger).outside)


def test_several_threads_may_score_with_one_scorer_at_once(
    larger: Backlog, trained: Path
) -> None:
    parts = [larger.slice(start, start + 5_000) for start in range(0, 45_000, 5_000)]
    shared = ModelScorer(trained)
    with ThreadPoolExecutor(4) as pool:
        scored = list(pool.map(shared.score, parts))
    assert equal(Scores.concat(scored), ModelScorer(trained).score(larger))


def test_a_model_that_can_not_be_loaded_is_told_of_from_threads_too(
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
    assert scorer.model_id == verify(bundled()).model_id
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


@pytest.mark.parametrize(
    ("workers", "rows", "threads"),
    [(1, 10**7, 1), (3, 10, 3), (0, 10, 1), (0, 10**7, min(os.cpu_count() or 1, 4))],
)
def test_a_backlog_gets_the_threads_it_is_worth(
    trained: Path, workers: int, rows: int, threads: int
) -> None:
    assert ModelScorer(trained, workers=workers).threads(rows) == threads
