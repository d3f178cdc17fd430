import numpy as np
import pytest

from triage_app.domain.errors import CancelledError
from triage_app.domain.ports import Grouper
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.similarity import Framing
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.grouper import TextGrouper

SNAILS = "garden snails can sleep for months when the weather is dry"
TEXTS = TextColumn.from_strings(
    [
        SNAILS,
        None,
        f"someone told me that {SNAILS}",
        "street lamps in lisbon attract fewer moths than they used to",
        f"i think that {SNAILS}",
    ]
)


@pytest.fixture
def grouper() -> Grouper:
    return TextGrouper()


def test_a_column_becomes_groups_with_framings(grouper: Grouper) -> None:
    groups = grouper.group(TEXTS)
    assert groups.labels.tolist() == [0, -1, 0, -1, 0]
    assert groups.members(4).tolist() == [0, 2, 4]
    assert groups.members(1).tolist() == [1]
    framings = [Framing(code) for code in groups.framings.tolist()]
    plain = Framing.PLAIN
    assert framings == [plain, plain, Framing.REPORTED, plain, Framing.PERSONAL]


def test_no_rows_make_no_groups(grouper: Grouper) -> None:
    groups = grouper.group(TextColumn.all_missing(0))
    assert len(groups) == groups.count == 0


def test_a_column_cut_into_chunks_is_read_whole(grouper: Grouper) -> None:
    words = [f"word{n}" for n in range(40)]
    rng = np.random.default_rng(1)
    stated = [" ".join(rng.choice(words, 9)) for _ in range(2_500)]
    groups = grouper.group(TextColumn.from_strings([*stated, *stated]))
    assert groups.labels[:2_500].tolist() == groups.labels[2_500:].tolist()
    assert groups.labels.min() >= 0


def test_progress_counts_rows_up_to_the_last(grouper: Grouper) -> None:
    steps: list[Step] = []
    grouper.group(TEXTS, steps.append)
    assert {(step.stage, step.total) for step in steps} == {(Stage.GROUPING, 5)}
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert done[-1] == 5


@pytest.mark.parametrize("after", [0, 4, 12])
def test_grouping_stops_when_it_is_cancelled(grouper: Grouper, after: int) -> None:
    cancel, seen = CancelToken(), []

    def look(step: Step) -> None:
        seen.append(step)
        if len(seen) > after:
            cancel.cancel()

    with pytest.raises(CancelledError):
        grouper.group(TEXTS, look, cancel)
    assert len(seen) == after + 1
