"""Learning and grouping beside this process: the same answers, nothing left over."""

import multiprocessing
import os
import signal
import subprocess
import sys
from multiprocessing.connection import Connection

import numpy as np
import pytest

from triage_app.bootstrap import build
from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.ports import Grouper, Rerankers
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.aside import GrouperAside, RerankersAside
from triage_app.scoring.grouper import TextGrouper
from triage_app.scoring.process import Aside
from triage_app.scoring.reranker import TextRerankers

WORDS = ("snails", "sleep", "rose", "lamps", "moths", "percent", "weather", "lisbon")


@pytest.fixture(scope="module")
def texts() -> TextColumn:
    """Return three chunks of texts, some of them missing or odd, each there twice."""
    rng = np.random.default_rng(5)
    said = [" ".join(rng.choice(WORDS, 9)) + f" {n}" for n in range(2_200)]
    odd = [None, "", "naïve 蝸牛 \x00", *said]
    return TextColumn.from_strings([*odd, *odd])


def children() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid}


def test_it_learns_what_is_learned_in_this_process(texts: TextColumn) -> None:
    p_claim = np.linspace(0.01, 0.99, len(texts))
    rerankers: Rerankers = RerankersAside()
    aside = rerankers.prepare(texts, p_claim)
    here = TextRerankers().prepare(texts, p_claim)
    for count in (0, 20, 60):
        rows = np.arange(3, 3 + count)
        labels = (rows % 2).astype(np.int8)
        assert np.array_equal(aside.refit(rows, labels), here.refit(rows, labels))


def test_it_groups_what_is_grouped_in_this_process(texts: TextColumn) -> None:
    steps: list[Step] = []
    grouper: Grouper = GrouperAside()
    found = grouper.group(texts, steps.append)
    here = TextGrouper().group(texts)
    assert np.array_equal(found.labels, here.labels)
    assert np.array_equal(found.framings, here.framings)
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert done[-1] == len(texts)
    assert {(step.stage, step.total) for step in steps} == {
        (Stage.GROUPING, len(texts))
    }


def test_no_texts_make_no_groups() -> None:
    assert len(GrouperAside().group(TextColumn.all_missing(0))) == 0


def test_a_process_ends_with_what_it_was_spawned_for(texts: TextColumn) -> None:
    before = children()
    reranker = RerankersAside().prepare(texts, np.full(len(texts), 0.5))
    assert len(children() - before) == 1
    del reranker
    assert children() == before
    GrouperAside().group(texts)
    assert children() == before


def test_a_cancelled_search_ends_its_process(texts: TextColumn) -> None:
    before, token = children(), CancelToken()

    def cancel(step: Step) -> None:
        if step.done:
            token.cancel()

    with pytest.raises(CancelledError):
        GrouperAside().group(texts, cancel, token)
    assert children() == before


def test_nothing_is_begun_that_is_cancelled_already(texts: TextColumn) -> None:
    before, token = children(), CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        RerankersAside().prepare(texts, np.full(len(texts), 0.5), token)
    with pytest.raises(CancelledError):
        GrouperAside().group(texts, cancel=token)
    assert children() == before


def test_a_process_that_was_killed_is_one_sentence(texts: TextColumn) -> None:
    before = children()
    reranker = RerankersAside().prepare(texts, np.full(len(texts), 0.5))
    (pid,) = children() - before
    os.kill(pid, signal.SIGTERM)
    with pytest.raises(UserFacingError) as refused:
        reranker.refit(np.array([3, 4]), np.array([0, 1], np.int8))
    said = "The order of the queue could not be learned from the verdicts."
    assert refused.value.title == said
    assert "ended by itself" in refused.value.detail
    assert children() == before


def fail(pipe: Connection) -> None:
    raise ValueError("a bug of ours")


def test_a_bug_over_there_comes_back_with_its_traceback() -> None:
    before = children()
    aside = Aside(fail, "Nothing came of it.")
    with pytest.raises(RuntimeError, match="ValueError: a bug of ours"):
        aside.receive()
    assert children() == before


def test_scikit_learn_and_scipy_stay_out_of_this_process() -> None:
    assert isinstance(build().rerankers(), RerankersAside)
    assert isinstance(build().groupers(), GrouperAside)
    code = (
        "import sys, numpy as np\n"
        "from triage_app.bootstrap import build\n"
        "from triage_app.domain.text_column import TextColumn\n"
        "if __name__ == '__main__':\n"
        "    texts = TextColumn.from_strings(['one is said', 'two is said'] * 9)\n"
        "    services = build()\n"
        "    services.groupers().group(texts)\n"
        "    ranker = services.rerankers().prepare(texts, np.full(18, .5))\n"
        "    ranker.refit(np.arange(4), np.array([0, 1, 0, 1], np.int8))\n"
        "    print(sorted({'sklearn', 'scipy', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
