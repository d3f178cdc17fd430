import numpy as np
import pytest

from triage_app.domain.errors import CancelledError
from triage_app.domain.ports import Reranker, Rerankers
from triage_app.domain.progress import CancelToken
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.reranker import TextRerankers

QUEUE = TextColumn.from_strings(
    [
        None,
        "Spending rose by 12 percent last year.",
        "I think that we can be proud of it.",
        "The deficit rose by 30 percent in 2010.",
        "I think we should love our neighbours.",
    ]
)
P_CLAIM = np.array([np.nan, 0.5, 1.0, 0.2, 0.0])


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    rerankers: Rerankers = TextRerankers()
    return rerankers.prepare(QUEUE, P_CLAIM)


def test_before_verdicts_the_model_in_use_has_its_say(reranker: Reranker) -> None:
    none = reranker.refit(np.zeros(0, np.intp), np.zeros(0, np.int8))
    assert np.argsort(-none).tolist() == [2, 1, 3, 4, 0]


def test_verdicts_outvote_the_model_in_use(reranker: Reranker) -> None:
    scores = reranker.refit(np.array([1, 2]), np.array([1, 0], np.int8))
    assert scores[3] > scores[4]
    assert scores.dtype == np.float64


def test_a_column_cut_into_chunks_is_read_whole() -> None:
    texts = [f"Number {row} said so." for row in range(4_321)]
    column = TextColumn.from_strings(texts)
    reranker = TextRerankers().prepare(column, np.linspace(0.1, 0.9, len(texts)))
    scores = reranker.refit(np.zeros(0, np.intp), np.zeros(0, np.int8))
    assert np.argmax(scores) == len(texts) - 1
    assert len(scores) == len(texts)


def test_preparing_stops_when_it_is_cancelled() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        TextRerankers().prepare(QUEUE, P_CLAIM, cancel)
