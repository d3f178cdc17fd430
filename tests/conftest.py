"""What every test shares: a home of its own, no network, and the real data if any."""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from numpy.typing import NDArray

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.errors import PromiseRefusedError
from triage_app.domain.evidence import Evidence
from triage_app.domain.policies import ErrorBudgetPolicy
from triage_app.domain.routing import Lane
from triage_app.domain.scores import Scores

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
settings.load_profile("house")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary home, so that no test touches the person's own files."""
    place = tmp_path / "home"
    place.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv("CLAIM_TRIAGE_HOME", str(place))
    return place


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections: the program works offline, and so do its tests."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"a test reached for the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real data set; skips where it is absent."""
    place = Path(os.environ.get("TRIAGE_DATA", str(ROOT / ".." / "shared" / "data")))
    if not (place / "tiktok_dataset.csv").is_file():
        pytest.skip(f"the real data set is not at {place}; TRIAGE_DATA names its place")
    return place


@pytest.fixture(scope="session")
def real_backlog(real_data: Path) -> Path:
    """The real backlog file."""
    return real_data / "tiktok_dataset.csv"


@pytest.fixture(scope="session")
def debate_file(real_data: Path) -> Path:
    """The debate sentences; skips where they are absent."""
    path = real_data / "debate_sentences.csv"
    if not path.is_file():
        pytest.skip(f"the debate sentences are not at {path}")
    return path


@dataclass(frozen=True)
class Kept:
    """How a promise fared over many splits of the same rows."""

    exceeded: float
    """Share of splits in which more than the budget was wrong."""
    automatic: float
    error: float
    refused: float


@dataclass(frozen=True, eq=False)
class Home:
    """Real rows that the model said its word on without having learned from them.

    Attributes
    ----------
    rows : Evidence
        The evidence's own rows and those of the held-out fifth that lie inside.
    held_out : mapping of float to Scores
        The held-out fifth whole, its counts divided by each age.
    labels : float64 array
        Of the held-out fifth: 1 for a claim, 0 for an opinion.
    """

    rows: Evidence
    held_out: Mapping[float, Scores]
    labels: NDArray[np.float64]

    def trial(
        self, budget: float, noise: float = 0.0, splits: int = 200
    ) -> dict[str, Kept]:
        """Promise from 4,000 random rows, look at the rest.

        At each age, with some counts missing, and in all these conditions mixed.
        """
        rng = np.random.default_rng(7)
        names = [*(f"{age:g}" for age in self.held_out), "partly", "mixed"]
        found: dict[str, list[tuple[float, ...]]] = {name: [] for name in names}
        for _ in range(splits):
            order = rng.permutation(len(self.rows))
            flipped = rng.random(len(order)) < noise
            labels = np.where(flipped, 1.0 - self.rows.labels, self.rows.labels)
            rest = self._take(order[4_000:], labels)
            mixed = rng.integers(self.rows.both.shape[1], size=len(rest))
            try:
                policy = ErrorBudgetPolicy.from_evidence(
                    budget, self._take(order[:4_000], labels)
                )
            except PromiseRefusedError:
                for name in names:
                    found[name].append((0.0, 0.0, 0.0, 1.0))
                continue
            for at, name in enumerate(names):
                ages = mixed if name == "mixed" else np.full(len(rest), at)
                passed, error = automatic(policy, _at(rest, ages), rest.labels)
                found[name].append((float(error > budget), passed, error, 0.0))
        return {name: Kept(*np.mean(all_, axis=0)) for name, all_ in found.items()}

    def _take(self, rows: NDArray[np.intp], labels: NDArray[np.float64]) -> Evidence:
        return replace(
            self.rows,
            labels=labels[rows],
            both=self.rows.both[rows],
            text=self.rows.text[rows],
            engagement=self.rows.engagement[rows],
        )


def automatic(
    policy: ErrorBudgetPolicy, scores: Scores, labels: NDArray[np.float64]
) -> tuple[float, float]:
    """Route; return the share let pass before the audit slice, and its error."""
    lanes = policy.route(scores, AuditRule()).lanes
    passed = lanes != Lane.REVIEW
    wrong = passed & ((lanes == Lane.LIKELY_CLAIM) != (labels == 1.0))
    return float(passed.mean()), float(wrong.sum() / max(1, passed.sum()))


def _at(rows: Evidence, ages: NDArray[np.intp]) -> Scores:
    at = np.arange(len(rows))
    p_claim, p_counts = rows.both[at, ages], rows.engagement[at, ages]
    inside = np.zeros(len(rows), dtype=np.bool_)
    return Scores(p_claim, rows.text, p_counts, inside, rows.model_id)


@pytest.fixture(scope="session")
def home_rows(real_backlog: Path) -> Home:
    """Real rows the bundled model didn't learn from, for promises to be tried on."""
    # Imported here: the classifier's libraries are slow to load, and few tests need it.
    from model.calibration import AGES
    from model.dataset import held_out
    from model.draws import Draws
    from model.heads import partly
    from triage_app.formats.reader import FileFormats
    from triage_app.scoring.scorer import load_scorer

    whole = Backlog.concat(list(FileFormats().open(real_backlog)))
    words = np.array([word or "" for word in whole.text(Field.REFERENCE).to_list()])
    fifth = held_out([name or "" for name in whole.ids.to_list()])
    backlog = whole.take(np.flatnonzero(fifth & (words != "")))
    labels = (words[fifth & (words != "")] == "claim").astype(np.float64)
    scorer = load_scorer()
    scored = {}
    for age in AGES:
        younger = {part: backlog.number(part) / age for part in COUNTS}
        scored[age] = scorer.score(
            replace(backlog, numbers={**backlog.numbers, **younger})
        )
    matrix = np.stack([backlog.number(part) for part in COUNTS], axis=1)
    some = dict(zip(COUNTS, partly(matrix, Draws(0, 99)).T, strict=True))
    partial = scorer.score(replace(backlog, numbers={**backlog.numbers, **some}))
    each = [*scored.values(), partial]
    return Home(_joined(scorer.evidence(), each, labels), scored, labels)


def _joined(
    evidence: Evidence, each: Sequence[Scores], labels: NDArray[np.float64]
) -> Evidence:
    """Put the held-out rows that have both parts and lie inside with the evidence."""
    usable = ~np.any([said.outside | (said.parts() != 3) for said in each], axis=0)
    both = np.stack([said.p_claim for said in each], axis=1)[usable]
    counts = np.stack([said.p_engagement for said in each], axis=1)[usable]
    return replace(
        evidence,
        labels=np.concatenate([evidence.labels, labels[usable]]),
        both=np.concatenate([evidence.both, both]),
        text=np.concatenate([evidence.text, each[0].p_text[usable]]),
        engagement=np.concatenate([evidence.engagement, counts]),
    )


@pytest.fixture
def routed_share() -> Callable[..., tuple[float, float]]:
    """Route scores by a policy; return the automatic share and its error."""
    return automatic
