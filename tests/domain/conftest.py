"""Small cases made by hand."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.case import Case
from triage_app.domain.decisions import Decision, Record, RecordKind, Verdict, WhyShown
from triage_app.domain.evidence import Evidence
from triage_app.domain.policies import BandPolicy
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """Build a case from P(claim) values and whatever else matters to a test."""

    def make(
        p_claim: Sequence[float],
        transcripts: Sequence[str | None] | None = None,
        authors: Sequence[str | None] | None = None,
        views: Sequence[float] | None = None,
        likes: Sequence[float] | None = None,
        durations: Sequence[float] | None = None,
    ) -> Case:
        rows = len(p_claim)
        ids = TextColumn.from_strings(f"id{row}" for row in range(rows))
        texts = transcripts or [f"text {row}" for row in range(rows)]
        raw = {
            "video_id": ids,
            "video_transcription_text": TextColumn.from_strings(texts),
            "author_ban_status": TextColumn.from_strings(authors or ["active"] * rows),
            "claim_status": TextColumn.from_strings(["claim"] * rows),
            "language": TextColumn.from_strings(["en"] * rows),
        }
        numbers = {
            Field.VIEWS: np.array(views or range(rows), dtype=np.float64),
            Field.LIKES: np.array(likes or range(rows), dtype=np.float64),
            Field.DURATION: np.array(durations or [np.nan] * rows, dtype=np.float64),
        }
        roles = {Field(name): name for name in raw if name != "language"}
        backlog = Backlog(raw, roles, numbers, np.arange(2, rows + 2))
        values = np.array(p_claim, dtype=np.float64)
        inside = np.zeros(rows, dtype=np.bool_)
        scores = Scores(values, values, np.full(rows, np.nan), inside, "model-1")
        return Case(
            backlog,
            scores,
            BandPolicy().route(scores, AuditRule()),
            np.zeros(rows, dtype=np.int32),
            ("import-1",),
            ("model-1",),
            np.zeros(rows, dtype=np.int8),
        )

    return make


@pytest.fixture
def make_record() -> Callable[..., Record]:
    """Build records with rising numbers; a revocation names what it revokes."""
    made = 0

    def make(
        item: str = "id0",
        verdict: Verdict = Verdict.CLAIM,
        revokes: str = "",
        moderator: str = "ann",
        model_label: str = "claim",
        second: bool = False,
        action: str = "",
        why: WhyShown = WhyShown.MID_CONFIDENCE,
        visible: bool = False,
        at: str = "2026-01-01T00:00:00.000Z",
    ) -> Record:
        nonlocal made
        made += 1
        kind = RecordKind.SECOND if second else RecordKind.VERDICT
        kind = RecordKind.REVOCATION if revokes else kind
        decision = Decision(
            decision_id=f"d{made}",
            kind=kind,
            revokes=revokes,
            item_id=item,
            backlog_id="import-1",
            verdict=verdict,
            reason_code="",
            note="",
            model_id="model-1",
            p_claim=0.5,
            model_label=model_label,
            lane="review",
            why_shown=why,
            score_visible=visible,
            shown_at="",
            decided_at=at,
            moderator=moderator,
            app_version="0",
            action_id=action,
        )
        return Record(made, decision, f"h{made - 1}", f"h{made}")

    return make


@pytest.fixture
def make_scores() -> Callable[..., Scores]:
    """Build scores of items whose heads agree with P(claim), unless told otherwise."""

    def make(
        p_claim: Sequence[float],
        p_text: Sequence[float] | None = None,
        p_engagement: Sequence[float] | None = None,
        outside: Sequence[bool] | None = None,
        model_id: str = "m",
    ) -> Scores:
        values = np.array(p_claim, dtype=np.float64)
        return Scores(
            values,
            values if p_text is None else np.array(p_text, dtype=np.float64),
            values if p_engagement is None else np.array(p_engagement, np.float64),
            np.array(outside or [False] * len(values), dtype=np.bool_),
            model_id,
        )

    return make


@pytest.fixture
def make_evidence() -> Callable[..., Evidence]:
    """Build labelled rows of a model that is right and knows how sure it may be."""

    def make(
        rows: int = 4_000, noise: float = 0.0, seed: int = 0, spread: float = 2.0
    ) -> Evidence:
        rng = np.random.default_rng(seed)
        labels = rng.integers(2, size=rows).astype(np.float64)
        sides = 2.0 * labels[:, np.newaxis] - 1.0
        log_odds = sides * rng.normal(5.0, spread, size=(rows, 4))
        both = np.clip(1.0 / (1.0 + np.exp(-log_odds)), 0.001, 0.999).round(4)
        flipped = rng.random(rows) < noise
        return Evidence(
            np.where(flipped, 1.0 - labels, labels), both, both[:, 0], both, 0.01, "m"
        )

    return make
