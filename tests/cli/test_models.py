import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def labelled(tmp_path_factory: pytest.TempPathFactory, services: Any) -> Path:
    """Two thousand synthetic reports with labels."""
    path = tmp_path_factory.mktemp("labelled") / "labelled.csv"
    services.sampler().write_sample(path, 2_000, 5)
    return path


def test_a_sample_has_the_rows_that_were_asked_for(triage: Any, tmp_path: Path) -> None:
    out = tmp_path / "s.csv"
    said = triage("sample", "--rows", 50, "--out", out, "--seed", 3, "--json")
    assert said.json == {"rows": 50, "out": str(out), "seed": 3}
    scored = triage("score", out, "--out", tmp_path / "q.csv", "--json")
    assert scored.json["accepted"] == 50


@pytest.mark.parametrize("rows", ["0", "-1", "many"])
def test_a_sample_of_no_rows_is_wrong_usage(
    triage: Any, tmp_path: Path, rows: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        triage("sample", "--rows", rows, "--out", tmp_path / "s.csv")
    assert stopped.value.code == 2


def test_a_model_is_trained_measured_and_used(
    triage: Any, labelled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "m"
    made = triage("train", labelled, "--out", folder, "--name", "team", "--json").json
    assert made["model_id"].startswith("team")
    assert made["rows_trained"] + made["rows_held_out"] + made["rows_unlabelled"] == (
        2_000
    )
    assert {path.name for path in folder.iterdir()} >= {"model.skops", "manifest.json"}
    found = triage("evaluate", labelled, "--model", folder, "--held-out", "--json").json
    wanted = (
        "rows precision recall f1 macro_f1 roc_auc pr_auc brier ece "
        "automatic_share automatic_error slices"
    )
    assert set(wanted.split()) <= found.keys()
    assert found["rows"] == made["rows_held_out"]
    people = triage("evaluate", labelled, "--model", folder)
    assert "precision" in people.out
    header, *slices = people.out.split("\n\n")[1].splitlines()
    assert header.split()[:2] == ["slice", "rows"]
    assert len(slices) == len(found["slices"])


def test_data_without_labels_is_a_sentence(triage: Any, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("video_id,transcript\n1,hello\n")
    for command in (("train", path, "--out", tmp_path / "m"), ("evaluate", path)):
        said = triage(*command)
        assert said.status == 1
        assert "label" in said.err
        assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "m").exists()


def test_a_model_that_is_none_is_a_sentence(
    triage: Any, labelled: Path, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"model_id": "x"}))
    said = triage("evaluate", labelled, "--model", tmp_path)
    assert said.status == 1
    assert len(said.err.splitlines()) == 1


@pytest.mark.real_data
def test_the_bundled_model_keeps_its_promises_on_the_held_out_fifth(
    triage: Any, real_backlog: Path
) -> None:
    found = triage("evaluate", real_backlog, "--held-out", "--json").json
    assert 3_500 < found["rows"] < 4_200
    assert found["precision"] >= 0.999
    assert found["recall"] >= 0.995
