"""The scorer explains the same numbers that it gives."""

from collections.abc import Callable

import numpy as np
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.explanation import Basis
from triage_app.domain.ports import Scorer
from triage_app.scoring.scorer import load_scorer


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load_scorer()


@pytest.fixture(scope="module")
def few(make_backlog: Callable[[int, int], Backlog]) -> Backlog:
    return make_backlog(400, 5)


def test_the_explained_numbers_are_the_scores(scorer: Scorer, few: Backlog) -> None:
    scores = scorer.score(few)
    for row in range(0, len(few), 7):
        found = scorer.explain(few, row)
        assert found.model_id == scores.model_id
        mine = (found.p_claim, found.p_text, found.p_engagement)
        theirs = (scores.p_claim, scores.p_text, scores.p_engagement)
        np.testing.assert_allclose(
            [np.nan if one is None else one for one in mine],
            [one[row] for one in theirs],
            atol=1e-9,
        )
        assert found.guard.outside == bool(scores.outside[row])


def test_a_row_with_nothing_has_no_numbers(scorer: Scorer, few: Backlog) -> None:
    bare = Backlog({"video_id": few.ids}, {Field.ID: "video_id"}, {}, few.lines)
    found = scorer.explain(bare, 3)
    assert found.basis is Basis.NOTHING
    assert (found.p_claim, found.p_without_counts, found.text) == (None, None, None)
    assert found.counts == ()


def test_every_count_that_is_there_is_tried_the_strongest_first(
    scorer: Scorer, few: Backlog
) -> None:
    row = int(np.flatnonzero(~np.isnan(few.number(Field.VIEWS)))[0])
    effects = scorer.explain(few, row).counts
    assert {effect.field for effect in effects} == {
        part
        for part in (
            Field.VIEWS,
            Field.LIKES,
            Field.SHARES,
            Field.DOWNLOADS,
            Field.COMMENTS,
        )
        if not np.isnan(few.number(part)[row])
    }
    views = next(effect for effect in effects if effect.field is Field.VIEWS)
    assert views.value == few.number(Field.VIEWS)[row]
    found = scorer.explain(few, row)
    assert found.p_claim is not None
    moves = [
        round(abs(found.p_claim - effect.p_without), 3)
        for effect in effects
        if effect.p_without is not None
    ]
    assert moves == sorted(moves, reverse=True)


def test_a_foreign_text_is_explained_by_its_style_and_the_guard_s_reason(
    scorer: Scorer, few: Backlog
) -> None:
    row = next(
        row
        for row, text in enumerate(few.text(Field.TRANSCRIPT).to_list())
        if text and scorer.explain(few, row).guard.words_outside
    )
    found = scorer.explain(few, row)
    assert found.general is not None
    assert found.reader is found.general
    assert any("word pairs" in one for one in found.guard.sentences())
