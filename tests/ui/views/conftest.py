"""Items and models for the views, without any service behind them."""

from collections.abc import Callable

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.case import Case, Item
from triage_app.domain.history import State
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.ui.models.queue_model import QueueModel

MakeItem = Callable[..., Item]


@pytest.fixture
def make_item() -> MakeItem:
    """Make one item; every part can be given."""

    def make(
        transcript: str | None = "a friend read that the moon is hollow",
        p_claim: float | None = 0.72,
        label: str = "claim",
        **changes: object,
    ) -> Item:
        parts: dict[str, object] = {
            "row": 0,
            "item_id": "7017666017",
            "backlog_id": "b-1",
            "transcript": transcript,
            "numbers": {Field.VIEWS: 7781.0, Field.LIKES: 2744.0, Field.DURATION: 43.0},
            "facts": (("author_ban_status", "under review"), ("region", "north")),
            "p_claim": p_claim,
            "p_text": 0.48,
            "p_engagement": 0.91,
            "model_id": "plain-1",
            "model_label": label,
            "lane": Lane.REVIEW,
            "reason": Reason.MID_CONFIDENCE,
            "state": State.PENDING,
        }
        return Item(**{**parts, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture
def case() -> Case:
    """Forty items, the first of them awkward."""
    rows = 40
    texts: list[str | None] = [f"a friend read fact {n}" for n in range(rows)]
    texts[1] = "هذا نص عربي"
    texts[2] = None
    p_claim = np.linspace(0.95, 0.05, rows)
    p_claim[2] = np.nan
    scores = Scores(
        p_claim, p_claim, p_claim, np.zeros(len(p_claim), np.bool_), "plain-1"
    )
    views = np.arange(rows, dtype=np.float64) * 1000
    backlog = Backlog(
        {
            "video_id": TextColumn.from_strings([f"id-{n:03}" for n in range(rows)]),
            "video_transcription_text": TextColumn.from_strings(texts),
        },
        {Field.ID: "video_id", Field.TRANSCRIPT: "video_transcription_text"},
        {Field.VIEWS: views},
        np.arange(rows, dtype=np.int64),
    )
    states = np.zeros(rows, dtype=np.int8)
    states[3], states[4] = State.CLAIM, State.OPINION
    imports = np.zeros(rows, dtype=np.int32)
    routing = BandPolicy().route(scores, AuditRule())
    return Case(backlog, scores, routing, imports, ("b-1",), ("plain-1",), states)


@pytest.fixture
def model(case: Case, qapp: object) -> QueueModel:
    """Return every item of the case, in the file's order."""
    made = QueueModel()
    hidden = np.zeros(len(case), dtype=np.bool_)
    made.show_rows(case, np.arange(len(case), dtype=np.intp), hidden)
    return made
