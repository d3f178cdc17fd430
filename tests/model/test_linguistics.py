import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.linguistics import GROUPS, NAMES, linguistic_features

EXAMPLES = {
    "attribution verbs": "the paper reported it",
    "hedges": "perhaps it rains",
    "boosters": "it certainly rains",
    "beliefs": "a strange feeling, but they believe it",
    "first person singular": "my cat sleeps",
    "first person plural": "our cat sleeps",
    "second person": "your cat sleeps",
    "third person": "their cat sleeps",
    "modality": "cats could sleep",
    "future": "cats will sleep",
    "obligation": "cats ought to sleep",
    "irregular past tense": "cats went to sleep",
    "perfect": "cats have slept",
    "present tense of be": "cats are asleep",
    "number words": "seventeen million cats",
    "percentages": "45% of cats",
    "money": "cats for $ and £",
    "time": "cats since last week",
    "quantities": "fewer cats",
    "superlatives": "the largest cat",
    "comparatives": "a cat larger than a dog",
    "questions": "cats?",
    "question words": "where cats sleep",
    "quotation": "a \u201ccat\u201d",
    "negation": "cats do not sleep",
    "exclamations": "cats!",
    "addressing somebody": "thank the cats",
    "causes": "asleep because of cats",
    "evaluative words": "a wonderful cat",
    "regular past tense": "cats slumbered",
    "numbers": "42 cats",
    "years": "cats in 1984",
    "capitalised words": "cats in Paris",
    "acronyms": "cats at NATO",
}


def value(text: str, name: str) -> float:
    return float(linguistic_features([text])[0, NAMES.index(name)])


def test_every_group_has_an_example() -> None:
    assert set(EXAMPLES) == set(GROUPS)
    assert len(set(NAMES)) == len(NAMES) == 78


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_fires_on_its_example_and_not_elsewhere(group: str) -> None:
    assert value(EXAMPLES[group], group) == 1.0
    assert value(EXAMPLES[group], f"{group}, rate") > 0.0
    assert value("grass grows beside rivers", group) == 0.0
    assert value("grass grows beside rivers", f"{group}, rate") == 0.0


def test_a_rate_counts_every_token_up_to_a_limit() -> None:
    once, twice = (value(f"{'our ' * n}x", "first person plural, rate") for n in (1, 2))
    assert once == pytest.approx(1.5 / np.sqrt(2))
    assert twice == pytest.approx(3.0 / np.sqrt(3))
    assert value("our " * 400, "first person plural, rate") == pytest.approx(0.45)


def test_capitals_matter_only_where_they_are_asked_for() -> None:
    assert value("REPORTED", "attribution verbs") == 1.0
    assert value("Reported", "capitalised words") == 1.0
    assert value("REPORTED", "capitalised words") == 0.0
    assert value("I", "acronyms") == 0.0


def test_length_and_variety_are_told() -> None:
    assert value("a b c d", "length") == pytest.approx(np.log(5) / 3)
    assert value("a b c d", "more than 3 words") == 1.0
    assert value("a b c", "more than 3 words") == 0.0
    assert value("ab abcd", "letters per word") == pytest.approx(0.5)
    assert value("cat cat cat cat", "share of distinct words") == 0.25


def test_a_text_without_a_token_says_nothing() -> None:
    assert not linguistic_features([None, "", " \n\t"]).any()
    assert linguistic_features([]).shape == (0, len(NAMES))


@given(st.lists(st.one_of(st.none(), st.text(max_size=40)), max_size=6))
def test_a_rows_features_depend_on_that_row_alone(texts: list[str | None]) -> None:
    whole = linguistic_features(texts)
    assert np.isfinite(whole).all()
    assert (whole >= 0).all()
    for row, text in enumerate(texts):
        assert np.array_equal(linguistic_features([text])[0], whole[row])
