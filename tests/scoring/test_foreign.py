"""Text that the model knows nothing of, through the program as a lead runs it."""

import csv
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
import pytest

from triage_app.bootstrap import build
from triage_app.domain.backlog import Field
from triage_app.domain.routing import Lane, Reason
from triage_app.services.intake import ScoredBacklog

MODULES = """argparse asyncio collections datetime decimal email.message functools heapq
http.client inspect json logging os pathlib random re socket statistics string
subprocess tarfile textwrap threading turtle unittest urllib.parse zipfile"""
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n\s*\n")
Import = Callable[..., ScoredBacklog]


def sentences(texts: Sequence[str]) -> list[str]:
    pieces = (" ".join(piece.split()) for t in texts for piece in SENTENCE.split(t))
    return sorted({piece for piece in pieces if len(piece.split()) >= 4})


def documented(module: str) -> Iterator[str]:
    """Yield what the standard library says of a module and of all in it."""
    found = importlib.import_module(module)
    for thing in (found, *vars(found).values()):
        members = vars(thing).values() if inspect.isclass(thing) else ()
        for part in (thing, *members):
            words = getattr(part, "__doc__", None)
            if isinstance(words, str):
                yield words


@pytest.fixture(scope="module")
def docstrings() -> list[str]:
    found = sentences(
        [words for module in MODULES.split() for words in documented(module)]
    )
    assert len(found) > 3_000
    return found


@pytest.fixture(scope="module")
def licences() -> list[str]:
    texts = [
        Path(str(file.locate())).read_text("utf-8", errors="replace")
        for distribution in distributions()
        for file in distribution.files or ()
        if re.match(r"LICEN[CS]E|COPYING", file.name) and file.locate().is_file()
    ]
    found = sentences(texts)
    if len(found) < 200:
        pytest.skip("no licence texts of installed packages are here to be read")
    return found


@pytest.fixture
def take_in(tmp_path: Path) -> Import:
    """Import texts as a file, with the routing that the model's evidence supports."""

    def run(texts: Sequence[str], views: Sequence[int] | None = None) -> ScoredBacklog:
        path = tmp_path / "foreign.csv"
        names = [Field.ID.value, Field.TRANSCRIPT.value]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*names, Field.VIEWS.value] if views else names)
            for row, text in enumerate(texts):
                writer.writerow([row, text, *([views[row]] if views else [])])
        scored = build(workers=1).intake.score(path)
        assert len(scored.backlog) == len(texts)
        return scored

    return run


def check_goes_to_people(scored: ScoredBacklog) -> None:
    """At most 1 % is automatic, the rest is unfamiliar, and the lead is told."""
    review = scored.routing.lanes == Lane.REVIEW
    assert (~review).mean() <= 0.01
    wordless = np.isnan(scored.scores.p_claim)
    assert wordless.mean() <= 0.01
    unfamiliar = scored.routing.reasons == Reason.OUTSIDE_TRAINING
    assert unfamiliar[review & ~wordless].all()
    assert scored.drift is not None
    assert scored.drift.share >= 0.99
    told = scored.drift.sentence()
    assert told.startswith("This backlog is unlike what the model learned from: ")
    assert told in scored.report.notes


def test_docstrings_of_the_standard_library_go_to_people(
    docstrings: list[str], take_in: Import
) -> None:
    check_goes_to_people(take_in(docstrings))


def test_usual_counts_do_not_make_foreign_words_familiar(
    docstrings: list[str], take_in: Import
) -> None:
    views = np.random.default_rng(3).integers(100, 900_000, len(docstrings))
    check_goes_to_people(take_in(docstrings, views.tolist()))


def test_licences_of_installed_packages_go_to_people(
    licences: list[str], take_in: Import
) -> None:
    check_goes_to_people(take_in(licences))


@pytest.mark.real_data
def test_debate_sentences_go_to_people(debate: list[str], take_in: Import) -> None:
    check_goes_to_people(take_in(debate))


@pytest.mark.real_data
def test_the_models_own_words_in_any_other_order_go_to_people(
    home_texts: list[str], take_in: Import
) -> None:
    rng = np.random.default_rng(4)
    chosen = rng.choice(len(home_texts), 4_000, replace=False).tolist()
    shuffled = [
        " ".join(rng.permutation(home_texts[row].split()).tolist()) for row in chosen
    ]
    check_goes_to_people(take_in(shuffled))


@pytest.mark.real_data
def test_the_models_own_words_drawn_at_random_go_to_people(
    home_texts: list[str], take_in: Import
) -> None:
    rng = np.random.default_rng(5)
    words = np.array([word for text in home_texts for word in text.split()])
    drawn = [" ".join(rng.choice(words, size)) for size in rng.integers(1, 30, 4_000)]
    check_goes_to_people(take_in(drawn))


@pytest.mark.real_data
def test_the_models_own_backlog_is_familiar(real_backlog: Path) -> None:
    scored = build(workers=1).intake.score(real_backlog)
    assert scored.drift is not None
    assert scored.drift.share < 0.02
    assert scored.drift.sentence() == ""
    review = scored.routing.lanes == Lane.REVIEW
    assert (~review).mean() > 0.9


@pytest.fixture(scope="module")
def home_texts(real_backlog: Path) -> list[str]:
    backlog, _ = build(workers=1).intake.read(real_backlog)
    return [text for text in backlog.text(Field.TRANSCRIPT).to_list() if text]


@pytest.fixture(scope="module")
def debate(debate_file: Path) -> list[str]:
    with debate_file.open(encoding="utf-8", newline="") as file:
        return [row[Field.TRANSCRIPT.value] for row in csv.DictReader(file)]
