"""Steps of work as people read them."""

from triage_app.domain.progress import Stage, Step
from triage_app.ui.presenters.progress_text import ProgressText


class Clock:
    """Goes forward when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_known_total_and_a_rate_once_there_is_one() -> None:
    clock = Clock()
    words = ProgressText(clock)
    assert words.take(Step(Stage.SCORING, 0, 19_382)) == "Scoring 0 of 19,382"
    clock.now += 2
    said = words.take(Step(Stage.SCORING, 12_400, 19_382))
    assert said == "Scoring 12,400 of 19,382 · 6,200/s"
    assert round(words.fraction or 0, 2) == 0.64


def test_a_total_that_is_not_known_yet_is_guessed_from_the_bytes_read() -> None:
    words = ProgressText(Clock())
    said = words.take(Step(Stage.READING, 500_000, 2_000_000, "bytes"))
    assert said == "Reading 0.5 of 2.0 MB"
    assert words.take(Step(Stage.SCORING, 1_000)) == "Scoring 1,000 of about 4,000"
    assert words.fraction == 0.25


def test_without_any_total_only_the_count_is_said() -> None:
    words = ProgressText(Clock())
    assert words.take(Step(Stage.CHECKING, 7)) == "Checking 7"
    assert words.fraction is None


def test_no_rate_is_said_of_the_first_moments() -> None:
    clock = Clock()
    words = ProgressText(clock)
    words.take(Step(Stage.WRITING, 0, 10))
    clock.now += 0.1
    assert words.take(Step(Stage.WRITING, 5, 10)) == "Writing 5 of 10"


def test_of_a_file_that_is_read_ahead_what_is_scored_is_told() -> None:
    words = ProgressText(Clock())
    words.take(Step(Stage.READING, 100_000, 2_000_000, "bytes"))
    said = words.take(Step(Stage.SCORING, 1_500, share=0.015))
    assert said == "Scoring 1,500 of about 100,000"
    assert words.take(Step(Stage.READING, 1_800_000, 2_000_000, "bytes")) == said
    assert words.fraction == 0.015
    said = words.take(Step(Stage.SCORING, 4_500, share=0.045))
    assert said == "Scoring 4,500 of about 100,000"
