from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model import experiments, prose
from model.artefact import bundled, load
from model.card import card_text, evaluation_text, public_commands
from model.dataset import Dataset
from model.evaluate import evaluate
from model.report import page
from model.tables import Table
from model.train import Training

ELSEWHERE = {
    "name": "speeches.csv",
    "rows": 1_200,
    "outside_share": 0.995,
    "automatic_share": 0.0,
    "drift": "This backlog is unlike what the model learned from.",
    "labelled": None,
}


@pytest.fixture
def card(saved: Path) -> str:
    return (saved / "MODEL_CARD.md").read_text("utf-8")


def test_the_text_shows_every_slice(measured: Any) -> None:
    text = evaluation_text(measured)
    for name in measured["slices"]:
        assert f"| {name} " in text
    assert "Recall of claims" in text
    assert "Routed by: review band 0.2 to 0.8." in text


def test_the_card_has_every_section_and_nothing_left_to_fill_in(card: str) -> None:
    titles = [line[3:] for line in card.splitlines() if line.startswith("## ")]
    assert titles == [
        "What it does",
        "Intended use",
        "What is measured",
        "Measured on the held-out fifth",
        "Routing and its promise",
        "Calibration",
        "Measured on text it was not made for",
        "Fairness",
        "Learning from feedback",
        "Where it will fail",
        "See for yourself",
    ]
    assert "{" not in card
    assert "}" not in card


def test_the_card_tells_of_other_sources_where_they_were_measured(
    saved: Path, card: str, measured: dict[str, object]
) -> None:
    assert "Not measured for this model" in card
    told = card_text(load(saved).manifest, {**measured, "elsewhere": [ELSEWHERE]})
    assert "| speeches.csv | 1,200 | 99.50 % " in told
    assert "- speeches.csv: This backlog is unlike" in told
    assert "Not measured" not in told


def test_only_a_model_of_the_public_data_claims_to_be_one(
    saved: Path, measured: dict[str, object]
) -> None:
    manifest = load(saved).manifest
    plain = card_text(manifest, measured)
    assert "certificate" not in plain
    assert "debate" not in plain
    public = replace(manifest, data={**manifest.data, "sha256": prose.PUBLIC_DATA})
    told = card_text(public, measured)
    assert "Google Advanced Data Analytics" in told
    assert f"--out model/artefacts --name {manifest.name} --seed 3" in told


@pytest.mark.parametrize("given", prose.SHOWN_BY.values())
def test_every_command_of_the_card_names_a_test_that_is_there(given: str) -> None:
    root = Path(__file__).parents[2]
    assert (root / given.split()[-1]).is_file()


def test_a_model_without_held_out_rows_has_a_card_and_a_page_all_the_same(
    saved: Path, training: Training
) -> None:
    nothing = evaluate(training.classifier, Dataset.from_columns([], [], {}, []))
    told = card_text(load(saved).manifest, nothing)
    assert "The rows name no author's status." in told
    assert "| Precision of claims               | -     |" in told
    assert page(nothing).endswith("</html>\n")
    assert evaluation_text(nothing)


def test_the_card_counts_feedback(saved: Path, measured: dict[str, object]) -> None:
    manifest = load(saved).manifest
    told = replace(manifest, data={**manifest.data, "rows_feedback": 41})
    assert "and 41 rows of feedback" in card_text(told, measured)
    assert "feedback. " not in card_text(manifest, measured).split("\n\n")[1]


def test_a_table_stays_a_table_whatever_its_cells_hold() -> None:
    text = Table("t", ("a", "b"), [("one\ntwo", "x | y")]).markdown()
    head, rule, row = text.splitlines()
    assert len(head) == len(rule) == len(row)
    assert row == "| one two | x \\| y |"


def test_the_bundled_card_is_the_one_that_training_writes() -> None:
    card = (bundled() / "MODEL_CARD.md").read_text("utf-8")
    manifest = load(bundled()).manifest
    assert manifest.data["sha256"] == prose.PUBLIC_DATA
    assert card.startswith(f"# Model card: {manifest.model_id}\n")
    for part in (
        prose.WHAT_IT_DOES,
        prose.INTENDED_USE,
        prose.FACTORS,
        prose.LEARNING,
        experiments.LEARNING,
        prose.FAILURES,
        public_commands(manifest),
    ):
        assert part in card
    assert "| debate_sentences.csv |" in card
