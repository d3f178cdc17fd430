"""What differs between near-duplicates, word by word."""

from triage_app.domain.wording import differing, words_of

SAID = "someone told me that snails don't sleep"


def stretches(text: str, other: str) -> list[str]:
    spans = differing(text, words_of(other))
    return [text[start : start + length] for start, length in spans]


def test_neighbouring_words_that_differ_are_one_stretch() -> None:
    assert stretches(SAID, "i think that snails don't sleep") == ["someone told me"]
    assert stretches("i think that snails don't sleep", SAID) == ["i think"]


def test_the_same_words_differ_in_nothing_whatever_their_case() -> None:
    assert stretches(SAID, SAID.upper()) == []
    assert stretches("", SAID) == []


def test_stretches_apart_are_told_apart() -> None:
    assert stretches("I heard snails never sleep", "snails sleep") == [
        "I heard",
        "never",
    ]


def test_numbers_and_contractions_are_words_of_their_own() -> None:
    assert stretches("7,100 can't", "7,200 can") == ["7,100 can't"]
