"""What an explanation says: sentences, numbers that differ, and what it leaves out."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from triage_app.domain.backlog import Field
from triage_app.domain.explanation import (
    Basis,
    CountEffect,
    Explanation,
    HeadAccount,
    Part,
    Words,
    probability,
)
from triage_app.domain.guard_reading import Beyond, GuardReading

Make = Callable[..., Explanation]

INSIDE = GuardReading(False, 14, 14, 0.9286, 6)
OUTSIDE = GuardReading(True, 14, 2, 0.9286, 6)


def account(log_odds: float) -> HeadAccount:
    places = np.array([0], dtype=np.intp)
    words = Words(places, places + 4, np.array([log_odds]))
    return HeadAccount(log_odds, 0.0, (Part("told", 2, log_odds),), words)


def explained(**changes: object) -> Explanation:
    whole = Explanation(
        model_id="base-2-abc",
        p_claim=0.98,
        p_text=0.96,
        p_engagement=0.88,
        p_without_counts=0.93,
        p_without_words=0.88,
        text=account(3.2),
        general=None,
        counts=(CountEffect(Field.VIEWS, 9_000.0, 0.95, 1.5),),
        guard=INSIDE,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_the_summary_says_words_counts_and_the_score_without_counts() -> None:
    assert explained().summary() == (
        "The words say claim (0.96); the counts agree (0.88). "
        "Without the counts it would be 0.93."
    )


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {"p_engagement": 0.52},
            "The words say claim (0.96); the counts tell little (0.52). "
            "Without the counts it would be 0.93.",
        ),
        (
            {"p_engagement": 0.03},
            "The words say claim (0.96); the counts say opinion (0.03). They "
            "contradict each other, so a person looks. "
            "Without the counts it would be 0.93.",
        ),
        (
            {"p_claim": 0.931},
            "The words say claim (0.96); the counts agree (0.88). "
            "Without the counts it would be the same, 0.93.",
        ),
        (
            {"p_engagement": None, "p_without_counts": 0.96},
            "The words say claim (0.96). There are no counts.",
        ),
        (
            {"p_text": None, "text": None, "p_without_counts": None},
            "There are no words to go by. The counts say claim (0.88).",
        ),
        (
            {"general": account(0.4), "guard": OUTSIDE},
            "The words are unlike those the model learned from, so it goes by their "
            "style, which tells little (0.60). The counts say claim (0.88). "
            "Without the counts it would be 0.93.",
        ),
        (
            {"guard": replace(INSIDE, beyond=(Beyond("views", 9e9, 1e6),))},
            "The words say claim (0.96); the counts lie beyond training and are left "
            "out. Without the counts it would be 0.93.",
        ),
        (
            {"p_text": None, "p_engagement": None, "p_claim": None, "text": None},
            "This report has no words and no counts: there is nothing to explain.",
        ),
    ],
)
def test_each_kind_of_item_has_its_sentences(
    changes: dict[str, object], sentences: str
) -> None:
    found = explained(**{"counts": (), **changes})
    if found.basis in {Basis.WORDS, Basis.COUNTS}:
        assert found.summary() == sentences
    else:
        assert found.summary().startswith(sentences)


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        (OUTSIDE, "Of its 14 word pairs the model knows 2 (14 %); it needs 93 %."),
        (
            replace(OUTSIDE, known_pairs=0),
            "Of its 14 word pairs the model knows none (0 %); it needs 93 %.",
        ),
        (
            replace(OUTSIDE, pairs=1400, known_pairs=1299),
            "Of its 1,400 word pairs the model knows 1,299 (92.8 %); it needs 92.9 %.",
        ),
        (
            replace(OUTSIDE, pairs=1, known_pairs=0),
            "The transcript has 1 pair of neighbouring words; the model needs at least "
            "6 to know its like.",
        ),
        (
            replace(OUTSIDE, pairs=0, known_pairs=0),
            "The transcript has no pair of neighbouring words; the model needs at "
            "least 6 to know its like.",
        ),
    ],
)
def test_the_guard_s_reason_is_counted_out(
    reading: GuardReading, sentence: str
) -> None:
    assert reading.outside
    assert reading.sentences() == (sentence,)


def test_counts_beyond_training_say_which_and_how_far() -> None:
    beyond = (Beyond("views", 4e6, 1e6), Beyond("likes per view", 0.9, 0.8))
    reading = replace(INSIDE, beyond=beyond)
    assert reading.outside
    assert reading.sentences() == (
        "Views: 4,000,000, where training reached about 1,000,000, 4.0 times that.",
        "Likes per view: 0.9, where training reached about 0.8.",
    )


def test_an_item_inside_training_has_no_reason_of_the_guard() -> None:
    assert INSIDE.sentences() == ()
    assert explained().notes() == ()


def test_a_score_surer_than_words_that_the_counts_don_t_share_is_accounted_for() -> (
    None
):
    (note,) = explained(p_claim=0.001, p_text=0.04, p_engagement=0.63).notes()
    assert note.endswith("so the score is surer.")
    assert explained(p_claim=0.3, p_text=0.04, p_engagement=0.63).notes() == ()
    assert explained(p_text=None, p_engagement=0.63).notes() == ()


def test_only_another_model_than_the_one_that_scored_is_told_of() -> None:
    assert explained().scored_by("base-2-abc") == ""
    assert explained().scored_by("") == ""
    assert explained().scored_by("base-1-xyz") == (
        "The score was given by base-1-xyz; this explains base-2-abc, which says 0.98."
    )


def test_the_general_head_reads_the_words_where_they_are_outside() -> None:
    general = account(0.4)
    assert explained(general=general).reader is general
    inside = explained()
    assert inside.reader is inside.text
    assert general.p_claim == pytest.approx(1 / (1 + np.exp(-0.4)))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.999, ">0.99"), (0.0, "<0.01"), (0.5, "0.50"), (None, "no score")],
)
def test_a_probability_never_claims_certainty(value: float | None, shown: str) -> None:
    assert probability(value) == shown


def test_it_can_be_written_as_json() -> None:
    plain = json.loads(json.dumps(explained(general=account(0.4)).to_json()))
    assert plain["summary"].startswith("The words are unlike")
    assert plain["text"]["parts"] == [{"name": "told", "times": 2, "weight": 3.2}]
    assert plain["counts"][0]["p_without"] == 0.95
    assert explained(text=None).to_json()["text"] is None


def test_one_head_alone_contradicts_nobody() -> None:
    assert explained(p_text=0.95, p_engagement=0.02).disagree
    assert not explained(p_text=None, p_engagement=0.02).disagree
    assert not explained(p_text=0.95, p_engagement=None).disagree


def test_shares_that_no_reader_could_tell_apart_are_shown_alike() -> None:
    reading = replace(OUTSIDE, pairs=14, known_pairs=13, coverage_limit=13 / 14 + 1e-9)
    assert reading.sentences() == (
        "Of its 14 word pairs the model knows 13 (92.857 %); it needs 92.857 %.",
    )


def test_words_are_counted_by_their_stretches() -> None:
    assert len(account(1.0).words) == 1
