"""Explanations add up exactly, point at the right letters, and follow the score."""

import time
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.accounts import Account
from model.artefact import bundled, load
from model.classifier import Classifier
from model.compiled import Compiled
from model.dataset import Dataset
from model.explain import Explanation
from model.explain import explain as explain_compiled
from model.schema import COUNT_NAMES
from model.train import Training

HOME = "my friends read in the news that house prices depend on the weather"
VIRAL = dict(zip(COUNT_NAMES, (9e5, 4e5, 1e5, 5e3, 900.0), strict=True))
AWKWARD = st.text(
    st.one_of(
        st.characters(), st.sampled_from("aeiou İßẞǅ\u200b\u202e\r\n\t?!%0123456789")
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def classifier(training: Training) -> Classifier:
    return training.classifier


compiled = cache(Compiled.of)


def explain(
    classifier: Classifier, text: str | None, counts: dict[str, float]
) -> Explanation:
    return explain_compiled(compiled(classifier), text, counts)


def adds_up(account: Account) -> bool:
    parts = account.intercept + float(account.weights.sum())
    words = account.intercept + account.rest + float(account.word_weights.sum())
    return abs(parts - account.log_odds) < 1e-9 and abs(words - account.log_odds) < 1e-9


def scored(classifier: Classifier, text: str | None, counts: dict[str, float]) -> float:
    columns = {name: np.array([counts.get(name, np.nan)]) for name in COUNT_NAMES}
    return float(classifier.score([text], columns).p_claim[0])


def same(one: float, other: float) -> bool:
    return bool(np.isclose(one, other, atol=1e-9, equal_nan=True))


def test_words_and_word_pairs_add_up_to_the_text_head(classifier: Classifier) -> None:
    account = explain(classifier, HOME, VIRAL).text
    assert account is not None
    assert len(account.names) > 5
    assert adds_up(account)
    assert same(account.log_odds, float(classifier.read([HOME]).log_odds[0]))
    assert np.all(np.diff(np.abs(account.weights)) <= 0)


def test_a_word_carries_its_own_weight_and_half_of_its_pairs(
    classifier: Classifier,
) -> None:
    account = explain(classifier, HOME, {}).text
    assert account is not None
    weight = dict(zip(account.names, account.weights.tolist(), strict=True))
    first = weight.get("my", 0.0) + weight.get("my friends", 0.0) / 2
    assert account.starts[0] == 0
    assert HOME[account.starts[0] : account.stops[0]] == "my"
    assert account.word_weights[0] == pytest.approx(first, abs=1e-12)


def test_a_word_that_comes_twice_counts_twice(classifier: Classifier) -> None:
    once = explain(classifier, "friends", {}).text
    twice = explain(classifier, "friends and friends", {}).text
    assert once is not None
    assert twice is not None
    place = twice.names.index("friends")
    assert twice.times[place] == 2
    assert twice.weights[place] == pytest.approx(2 * once.weights[0])


@given(text=AWKWARD)
@settings(max_examples=150)
def test_whatever_the_text_the_sums_hold_and_the_places_are_inside(
    classifier: Classifier, text: str
) -> None:
    found = explain(classifier, f"{text} the news that {text}", VIRAL)
    assert found.text is not None
    assert adds_up(found.text)
    log_odds = classifier.read([f"{text} the news that {text}"]).log_odds
    assert same(found.text.log_odds, float(log_odds[0]))
    if found.general is not None:
        assert adds_up(found.general)
        general = classifier.general_log_odds([f"{text} the news that {text}"])
        assert same(found.general.log_odds, float(general[0]))
    for account in filter(None, (found.text, found.general)):
        assert np.all(account.starts < account.stops)
        assert np.all(account.stops[:-1] <= account.starts[1:])


def test_letters_that_grow_when_made_small_don_t_shift_the_words(
    classifier: Classifier,
) -> None:
    text = "İİİ İİ my friends"
    account = explain(classifier, text, {}).text
    assert account is not None
    spans = zip(account.starts, account.stops, strict=True)
    assert {text[start:stop] for start, stop in spans} >= {"friends"}


def test_counts_are_left_out_one_by_one(classifier: Classifier) -> None:
    found = explain(classifier, HOME, VIRAL)
    assert set(found.without) == set(COUNT_NAMES)
    for name in COUNT_NAMES:
        left = {other: value for other, value in VIRAL.items() if other != name}
        assert same(found.without[name], scored(classifier, HOME, left))
    assert same(found.p_claim, scored(classifier, HOME, VIRAL))
    assert same(found.without_counts, scored(classifier, HOME, {}))
    assert same(found.without_text, scored(classifier, None, VIRAL))


def test_what_a_count_adds_is_the_engagement_head_s_loss(
    classifier: Classifier,
) -> None:
    found = explain(classifier, None, VIRAL)
    likes = COUNT_NAMES[1]
    left = {name: value for name, value in VIRAL.items() if name != likes}
    other = explain(classifier, None, left)
    odds = [p / (1 - p) for p in (found.p_engagement, other.p_engagement)]
    assert found.added[likes] == pytest.approx(np.log(odds[0] / odds[1]), abs=1e-6)


def test_the_only_count_left_out_leaves_no_score(classifier: Classifier) -> None:
    found = explain(classifier, None, {COUNT_NAMES[0]: 9_000.0})
    assert np.isnan(found.without[COUNT_NAMES[0]])
    assert not np.isnan(found.p_claim)


@pytest.mark.parametrize("text", [None, "", "  ", "?!", "\u200b"])
def test_nothing_to_score_is_nothing_to_explain(
    classifier: Classifier, text: str | None
) -> None:
    found = explain(classifier, text, {COUNT_NAMES[0]: -3.0, COUNT_NAMES[1]: np.inf})
    assert np.isnan(found.p_claim)
    assert found.text is None
    assert found.general is None
    assert found.without == {}
    assert not found.guard.words_outside


def test_outside_words_are_explained_by_style(classifier: Classifier) -> None:
    text = "Perhaps 40 percent of senators reported that we raised taxes. Perhaps!"
    found = explain(classifier, text, {})
    assert found.guard.words_outside
    assert found.guard.known_pairs < found.guard.pairs == 10
    account = found.general
    assert account is not None
    assert adds_up(account)
    times = dict(zip(account.names, account.times.tolist(), strict=True))
    assert times.get("hedges") == 2
    assert times.get("percentages") == 1
    assert times.get("exclamations") == 1
    place = int(np.flatnonzero(account.starts == 0)[0])
    assert text[: account.stops[place]] == "Perhaps"


def test_words_inside_are_explained_by_the_words_alone(
    classifier: Classifier, rows: Dataset
) -> None:
    inside = np.flatnonzero(~classifier.read(rows.text[:200]).outside)
    text = next(rows.text[row] for row in inside.tolist() if rows.text[row])
    found = explain(classifier, text, {})
    assert not found.guard.words_outside
    assert found.guard.known_pairs / found.guard.pairs >= 0.6
    assert found.general is None
    assert found.text is not None


def test_counts_beyond_training_are_named_with_their_limit(
    classifier: Classifier,
) -> None:
    found = explain(classifier, HOME, {**VIRAL, COUNT_NAMES[0]: 4e9})
    (beyond,) = [one for one in found.guard.beyond if one[0] == COUNT_NAMES[0]]
    assert beyond[1] == 4e9
    assert 1e5 < beyond[2] < 4e9
    rates = explain(classifier, HOME, {COUNT_NAMES[0]: 10.0, COUNT_NAMES[1]: 100.0})
    assert [one[0] for one in rates.guard.beyond] == [f"{COUNT_NAMES[1]} per view"]


def test_the_bundled_model_explains_an_item_in_50_ms() -> None:
    classifier = load(bundled()).classifier
    explain(classifier, HOME, VIRAL)

    def measured(text: str) -> float:
        begun = time.perf_counter()
        found: Explanation = explain(classifier, text, VIRAL)
        assert not np.isnan(found.p_claim)
        return time.perf_counter() - begun

    for text in (HOME, "Nobody reported anything of the kind, perhaps. " * 5):
        assert min(measured(text) for _ in range(5)) < 0.05
