"""What is settled over many files, and who is refused to work on them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from triage_app import __version__
from triage_app.domain.draws import draws_of
from triage_app.domain.errors import ModelError, OutputError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy
from triage_app.domain.ports.work import SourceFile, SourceFiles
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.scores import Scores
from triage_app.services.export import Exporter
from triage_app.services.part_names import part_names
from triage_app.services.part_routing import first_rows, settle
from triage_app.services.part_tasks import PartOutcome, PartTask
from triage_app.services.part_work import PartWorker
from triage_app.services.parts import PartScoring, PartsRequest


def kept(ids: Sequence[str], p_claim: NDArray[np.float64]) -> dict[str, Any]:
    nowhere = np.zeros(len(ids), np.bool_)
    return {
        "p_claim": p_claim,
        "p_text": p_claim,
        "p_engagement": p_claim,
        "outside": nowhere,
        "lines": np.arange(2, len(ids) + 2),
        "draws": draws_of(ids, ""),
    }


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=30))
def test_every_row_is_led_to_the_first_of_its_key(rows: list[tuple[int, int]]) -> None:
    keys = np.array(rows, dtype=np.float64).reshape(-1, 2)
    assert first_rows(keys).tolist() == [rows.index(row) for row in rows]


@pytest.mark.parametrize("policy", [BandPolicy(), CapacityPolicy(60)])
@pytest.mark.parametrize("sizes", [(200,), (0, 70, 0, 130), (1, 1, 198)])
def test_files_are_routed_as_if_they_were_one(
    policy: Any, sizes: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(3)
    ids = [f"v{number}" for number in rng.integers(0, 150, 200)]
    p_claim = rng.random(200)
    plan = RoutingPlan(policy)
    ends = np.cumsum(sizes)
    pieces = [slice(end - size, end) for size, end in zip(sizes, ends, strict=True)]
    settled = settle([kept(ids[one], p_claim[one]) for one in pieces], plan, "m-1")
    rows = [row for row, item in enumerate(ids) if ids.index(item) == row]
    p_claim, inside = p_claim[rows], np.zeros(len(rows), np.bool_)
    scores = Scores(p_claim, p_claim, p_claim, inside, "m-1")
    whole = plan.route(scores, draws_of([ids[row] for row in rows], ""))
    lanes = np.concatenate([route["lanes"] for route in settled.routes])
    reasons = np.concatenate([route["reasons"] for route in settled.routes])
    assert np.array_equal(lanes, whole.lanes)
    assert np.array_equal(reasons, whole.reasons)
    keep = np.concatenate([route["keep"] for route in settled.routes])
    assert np.flatnonzero(keep).tolist() == rows
    assert sum(settled.repeated) == 200 - len(rows)


def test_a_row_that_came_before_is_known_by_file_and_line() -> None:
    half = np.full(2, 0.5)
    files = [kept(["a", "b"], half), kept([], half[:0]), kept(["c", "b"], half)]
    settled = settle(files, RoutingPlan(BandPolicy()), "m-1")
    assert settled.routes[2]["keep"].tolist() == [True, False]
    assert settled.routes[2]["first_files"].tolist() == [0]
    assert settled.routes[2]["first_lines"].tolist() == [3]


def test_part_names_follow_the_files() -> None:
    names = ["a.csv", "b/a.csv", "b/c.csv", "b/c.parquet", "ü .jsonl", "v1.2.csv"]
    files = [SourceFile(Path(name), name, 1, 1) for name in names]
    assert part_names(files, "csv") == (
        "a.scored.csv",
        "b/a.scored.csv",
        "b/c.csv.scored.csv",
        "b/c.parquet.scored.csv",
        "ü .scored.csv",
        "v1.2.scored.csv",
    )


@dataclass
class Here:
    """One that works here and now, and may lose what it is at."""

    lost: frozenset[int] = frozenset()
    hint: str = "Look again."
    closed: list[bool] = field(default_factory=list)

    def run(
        self, job: Callable[..., Any], tasks: Sequence[Any], cancel: CancelToken
    ) -> Iterator[tuple[int, Any]]:
        for place, task in enumerate(tasks):
            yield place, None if place in self.lost else job(task, cancel)

    def close(self) -> None:
        self.closed.append(True)


class Memory:
    """Keeps nothing on a disk."""

    def __init__(self) -> None:
        self.arrays: dict[Path, tuple[Any, Any]] = {}

    def lock(self, folder: Path) -> Any:
        folder.mkdir(parents=True)
        return nullcontext()

    def save(self, path: Path, arrays: Any, facts: Any) -> None:
        self.arrays[path] = (arrays, facts)

    def load(self, path: Path) -> Any:
        return self.arrays.get(path)

    def aside(self, path: Path) -> Path:
        return path

    def put(self, aside: Path, path: Path) -> None:
        pass

    def sha256(self, path: Path) -> str:
        return "abc"


@dataclass
class Found:
    """A folder of two files."""

    files: tuple[SourceFile, ...] = (
        SourceFile(Path("a.csv"), "a.csv", 10, 1),
        SourceFile(Path("b.csv"), "b.csv", 30, 1),
    )

    def find(self, paths: Sequence[Path]) -> SourceFiles:
        return SourceFiles(self.files, ())


class Texts:
    """A writer that remembers texts."""

    def write_text(self, path: Path, text: str) -> str:
        return ""


class Model:
    """A model's name, and no more."""

    model_id = "m-1"


class Intake:
    """The door to a model, and no more."""

    scorer = Model()


def scoring(job: Callable[..., PartOutcome], pool: Here) -> PartScoring:
    return PartScoring(
        Found(),
        Intake(),  # type: ignore[arg-type]
        Exporter(Texts()),  # type: ignore[arg-type]
        Memory(),
        job,
        lambda jobs, dask: pool,
    )


def request(tmp_path: Path) -> PartsRequest:
    return PartsRequest([Path("a")], tmp_path / "o", RoutingPlan(BandPolicy()))


@pytest.mark.parametrize(
    ("version", "model", "sentence"),
    [
        ("0.0.0", "m-1", f"It has version {__version__} there, and 0.0.0 here."),
        (__version__, "m-2", "The model is m-1 there, and m-2 here."),
    ],
)
def test_who_has_another_program_or_model_does_nothing(
    version: str, model: str, sentence: str
) -> None:
    worker = PartWorker(Intake(), Texts(), Memory())  # type: ignore[arg-type]
    outcome = worker.do(PartTask("a.csv", "k", model, version), CancelToken())
    assert outcome == PartOutcome(error=sentence, misfit=True)


def test_a_misfit_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    pool = Here()

    def job(task: PartTask, cancel: CancelToken) -> PartOutcome:
        return PartOutcome(error="The model is x there.", misfit=True)

    with pytest.raises(ModelError) as refused:
        scoring(job, pool).score(request(tmp_path))
    assert str(refused.value) == (
        "Those who were to work are not of the same make. The model is x there. "
        "Install the same version there, with the same model."
    )
    assert pool.closed == [True]


def test_files_whose_workers_died_are_told_with_what_may_help(tmp_path: Path) -> None:
    steps: list[Step] = []

    def job(task: PartTask, cancel: CancelToken) -> PartOutcome:
        return PartOutcome(error="No.")

    result = scoring(job, Here(lost=frozenset({1}))).score(
        request(tmp_path), steps.append
    )
    assert [part.reason for part in result.failed] == [
        "No. Look again.",
        "Whoever worked on it died, perhaps for lack of memory. Look again.",
    ]
    assert result.report.rows_read == 0
    scored = [step.done for step in steps if step.stage is Stage.SCORING]
    assert scored == [0, 10, 40]
    assert steps[0].total == 40


def test_a_file_can_not_be_the_folder_of_parts(tmp_path: Path) -> None:
    (tmp_path / "o").write_text("x")
    with pytest.raises(OutputError, match="is a file; the parts of several"):
        scoring(lambda task, cancel: PartOutcome(), Here()).score(request(tmp_path))
