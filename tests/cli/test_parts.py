"""``triage score`` over several files: parts that together are the one-file run."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from triage_app.cli.console import Console
from triage_app.domain.progress import Stage, Step

HEADER = "video_id,video_transcription_text,video_view_count\n"
OURS = ("p_claim", "model_label", "lane", "reason")


def scored(out: Path) -> dict[str, tuple[object, ...]]:
    """Every row of a scored Parquet file, or of all parts in a folder, by its id."""
    paths = [out] if out.is_file() else sorted(out.rglob("*.scored.parquet"))
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    found = {row["video_id"]: tuple(row[name] for name in OURS) for row in rows}
    assert len(found) == len(rows), "an id is in two parts"
    return found


def parts_of(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*.scored.*"))
        if ".triage-parts" not in path.parts and "import-report" not in path.name
    }


@pytest.fixture
def folder(mixed: Path, tmp_path: Path) -> Path:
    """The thousand reports in three files; a hundred of them come again."""
    lines = mixed.read_text("utf-8").splitlines(keepends=True)
    place = tmp_path / "november"
    (place / "ü").mkdir(parents=True)
    pieces = {
        "1.csv": lines[1:300],
        "2.csv": [*lines[300:600], *lines[100:200], ",nobody,5\n"],
        "ü/日本.csv": [*lines[600:], "7777,clear words here,many\n"],
    }
    for name, rows in pieces.items():
        (place / name).write_text(HEADER + "".join(rows), "utf-8")
    joined = [row for rows in pieces.values() for row in rows]
    (tmp_path / "joined.csv").write_text(HEADER + "".join(joined), "utf-8")
    return place


@pytest.mark.parametrize(
    "plan", [(), ("--band", 0.3, 0.7), ("--capacity", 250), ("--audit", 10)]
)
def test_parts_together_are_the_one_file_run(
    simple: Any, folder: Path, tmp_path: Path, plan: tuple[object, ...]
) -> None:
    whole, out = tmp_path / "q.parquet", tmp_path / "parts"
    one = simple("score", tmp_path / "joined.csv", "--out", whole, *plan, "--json")
    many = simple("score", folder, "--out", out, *plan, "--json")
    assert (one.status, many.status) == (0, 0), many.err
    assert scored(out) == scored(whole)
    for key in (
        *("rows_read", "accepted", "quarantined", "duplicates", "added"),
        *("values_missing", "model_id", "routing", "lanes", "reasons"),
        *("forecast", "drift", "notes"),
    ):
        assert many.json[key] == one.json[key], key
    assert many.json["duplicates"] == 100
    names = ["1.scored.parquet", "2.scored.parquet", "ü/日本.scored.parquet"]
    assert [part["part"] for part in many.json["parts"]] == names
    for key in ("rows_read", "accepted", "quarantined", "duplicates"):
        assert sum(part[key] for part in many.json["parts"]) == many.json[key]


def test_each_part_runs_in_queue_order_and_lists_what_was_wrong(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "parts"
    said = simple("score", folder, "--out", out, "--part-format", "csv", "--json")
    assert said.status == 0, said.err
    for path in out.rglob("*.scored.csv"):
        cells = [line.split(",")[3] for line in path.read_text("utf-8").splitlines()]
        scores = [float(cell) for cell in cells[1:] if cell]
        assert scores == sorted(scores, reverse=True)
    listed = [part["quarantine_file"] for part in said.json["parts"]]
    assert listed[0] is None
    second = Path(listed[1]).read_text("utf-8")
    assert "302,video_id,99,the same id as on line 101 of 1.csv,duplicate" in second
    assert second.splitlines()[-1].endswith("no id,quarantined")
    assert "many" in Path(listed[2]).read_text("utf-8")


def test_the_manifest_is_the_account_of_every_part(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "parts"
    said = simple("score", folder, "--out", out, "--json").json
    manifest = json.loads((out / "parts.json").read_bytes())
    assert manifest["finished"] is True
    assert manifest["totals"]["rows_read"] == said["rows_read"] == 1_102
    assert manifest["totals"]["conserved"] is True
    assert manifest["totals"]["files"]["done"] == 3
    assert manifest["model_id"] == "views-1"
    first = manifest["parts"][0]
    assert (first["source"], first["state"]) == ("1.csv", "done")
    assert sum(first["lanes"].values()) == first["accepted"] == 299


def test_what_holds_is_kept_and_the_rest_done_again(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    def kept(*more: object) -> list[bool]:
        said = simple("score", folder, "--out", out, "--json", "--band", *more)
        assert said.status == 0, said.err
        return [part["kept"] for part in said.json["parts"]]

    out = tmp_path / "parts"
    assert kept(0.2, 0.8) == [False] * 3
    before = parts_of(out)
    assert kept(0.2, 0.8) == [True] * 3
    assert parts_of(out) == before
    (out / "2.scored.parquet").write_bytes(b"spoilt")
    assert kept(0.2, 0.8) == [True, False, True]
    assert parts_of(out) == before
    with (folder / "1.csv").open("a", encoding="utf-8") as file:
        file.write("8888,clear words here,999000\n")
    assert kept(0.2, 0.8)[0] is False
    assert "8888" in scored(out)
    assert kept(0.1, 0.9) == [False] * 3


def test_a_broken_file_keeps_no_other_from_its_part(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "parts"
    (folder / "0.parquet").write_bytes(b"PAR1 and then nothing of the kind")
    said = simple("score", folder, "--out", out, "--json")
    assert said.status == 1
    (line,) = [one for one in said.err.splitlines() if one.startswith("triage:")]
    assert line.startswith("triage: 0.parquet was not scored: ")
    assert [part["state"] for part in said.json["parts"]] == ["failed"] + ["done"] * 3
    assert said.json["rows_read"] == 1_102
    assert len(scored(out)) == said.json["accepted"] == 1_001
    (folder / "0.parquet").unlink()
    again = simple("score", folder, "--out", out, "--json")
    assert again.status == 0
    assert all(part["kept"] for part in again.json["parts"])


def test_a_full_disk_leaves_whole_parts_and_says_so(
    simple: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real = tmp_path / "parts", pq.ParquetWriter.write_batch
    written: list[object] = []

    def write(self: pq.ParquetWriter, *batch: object, **options: object) -> None:
        written.append(batch)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, *batch, **options)

    with monkeypatch.context() as patch:
        patch.setattr(pq.ParquetWriter, "write_batch", write)
        said = simple("score", folder, "--out", out, "--json")
    assert said.status == 1
    assert "2.csv was not scored: The disk is full" in said.err
    assert said.json["rows_read"] == 299 + 402
    assert sorted(parts_of(out)) == ["1.scored.parquet", "ü/日本.scored.parquet"]
    assert simple("score", folder, "--out", out).status == 0
    assert len(scored(out)) == 1_001
    assert not list(out.rglob("new-*"))


def test_files_of_one_name_each_get_a_part(simple: Any, tmp_path: Path) -> None:
    for number, name in enumerate(("a/x.csv", "b/x.csv", "b/X.CSV", "b/x.tsv")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        row = f"{number},clear words here,10\n"
        mark = "\t" if path.suffix == ".tsv" else ","
        path.write_text((HEADER + row).replace(",", mark), "utf-8")
    out = tmp_path / "parts"
    said = simple("score", tmp_path / "a" / "x.csv", tmp_path / "b", "--out", out)
    assert said.status == 0, said.err
    assert sorted(parts_of(out)) == [
        "b/X.CSV.scored.parquet",
        "b/x.csv (2).scored.parquet",
        "b/x.tsv.scored.parquet",
        "x.scored.parquet",
    ]
    assert sorted(scored(out)) == ["0", "1", "2", "3"]


def test_files_of_one_name_from_several_folders_lose_no_row(
    simple: Any, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("a/x.csv", "b/x.csv", "c/a/x.csv")]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        path.write_text(f"{HEADER}{number},clear words here,10\n7,same,10\n", "utf-8")
    out = tmp_path / "parts"
    said = simple("score", *paths, "--out", out, "--json")
    assert said.status == 0, said.err
    assert sorted(scored(out)) == ["0", "1", "2", "7"]
    (one, two, three) = said.json["parts"]
    names = [one["source"], two["source"], three["source"]]
    assert names == [f"{tmp_path.name}/a/x.csv", "b/x.csv", "c/a/x.csv"]
    for part in (two, three):
        assert names[0] in Path(part["quarantine_file"]).read_text("utf-8")
    again = simple("score", *paths[::-1], "--out", out, "--json")
    assert sorted(row for row in scored(out)) == ["0", "1", "2", "7"]
    assert again.json["duplicates"] == 2


def test_a_file_without_rows_shifts_no_name_in_the_lists(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    (folder / "0.csv").write_text(HEADER)
    out = tmp_path / "parts"
    assert simple("score", folder, "--out", out).status == 0
    listed = (out / "2.scored.import-report.csv").read_text("utf-8")
    assert "the same id as on line 101 of 1.csv" in listed
    (folder / "0.csv").unlink()
    again = simple("score", folder, "--out", out, "--json").json["parts"]
    assert [part["kept"] for part in again] == [True] * 3


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_a_name_that_is_no_text_is_scored_and_told(simple: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate((b"n\xff.csv", b"=a\nb.csv", b"n\\xff.csv")):
        text = f"{HEADER}{number},clear words here,10\n"
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(text)
    out = tmp_path / "parts"
    said = simple("score", folder, "--out", out, "--json")
    assert said.status == 0, said.err
    assert sorted(scored(out)) == ["0", "1", "2"]
    kept = json.loads((out / "parts.json").read_bytes())["parts"]
    assert {Path(part["path"]) for part in kept} == set(folder.iterdir())


def test_what_earlier_runs_left_is_named_and_old_lists_go(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    def notes() -> list[str]:
        found: list[str] = simple("score", folder, "--out", out, "--json").json["notes"]
        return [note for note in found if note.startswith("Parts of earlier runs")]

    out = tmp_path / "parts"
    assert notes() == []
    lists = sorted(path.name for path in out.rglob("*import-report.csv"))
    assert lists == ["2.scored.import-report.csv", "日本.scored.import-report.csv"]
    second = (folder / "2.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "2.csv").write_text("".join(second[:200]), "utf-8")
    (folder / "1.csv").unlink()
    (out / "ü" / lists[1]).unlink()
    assert notes() == [
        "Parts of earlier runs that are none of this one lie there still: "
        "1.scored.parquet. Move them away before all parts are read together."
    ]
    assert [path.name for path in out.rglob("*import-report.csv")] == lists[1:]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[]", '{"kind": "claim-triage parts"}', "\0"]
)
def test_a_manifest_of_no_sense_is_another_programs(
    simple: Any, folder: Path, tmp_path: Path, text: str
) -> None:
    out = tmp_path / "parts"
    out.mkdir()
    (out / "parts.json").write_text(text)
    said = simple("score", folder, "--out", out)
    assert said.status == 1
    assert said.err.startswith('triage: "parts.json" in ')
    assert (out / "parts.json").read_text() == text


@pytest.mark.parametrize("data", ["numbers", "nothing", "short"])
def test_kept_scores_that_are_not_whole_are_made_anew(
    simple: Any, folder: Path, tmp_path: Path, data: str
) -> None:
    out = tmp_path / "parts"
    assert simple("score", folder, "--out", out).status == 0
    before = parts_of(out)
    for path in (out / ".triage-parts").glob("*.scores"):
        with np.load(path) as found:
            arrays = dict(found)
        with path.open("wb") as file:
            if data == "numbers":
                np.save(file, np.arange(3))
            elif data == "short":
                np.savez(file, **{**arrays, "lines": arrays["lines"][:1]})
    for path in (out / ".triage-parts").glob("*.receipt"):
        path.write_bytes(b"PK\x03\x04" if data == "nothing" else path.read_bytes())
    assert simple("score", folder, "--out", out).status == 0
    assert parts_of(out) == before


def test_what_else_lies_in_the_folder_is_left_alone(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "parts"
    (out / "sub").mkdir(parents=True)
    (out / "letter.txt").write_text("dear")
    (out / "sub" / "b.scored.parquet").write_text("not ours")
    assert simple("score", folder, "--out", out).status == 0
    assert (out / "letter.txt").read_text() == "dear"
    assert (out / "sub" / "b.scored.parquet").read_text() == "not ours"


@pytest.mark.parametrize(
    "name", ["1.scored.parquet", "1.scored.import-report.csv", "parts.json"]
)
def test_a_foreign_file_is_never_written_over(
    simple: Any, folder: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "parts"
    out.mkdir()
    (out / name).write_text("not ours")
    said = simple("score", folder, "--out", out)
    assert said.status == 1
    assert said.err.startswith(f'triage: "{name}" ')
    assert "Choose another folder, or move that file away." in said.err
    assert (out / name).read_text() == "not ours"
    assert not list(out.glob("2.*"))


def test_the_parts_are_not_written_among_their_sources(
    simple: Any, folder: Path
) -> None:
    for out in (folder, folder / "deeper" / "parts"):
        said = simple("score", folder, "--out", out)
        assert said.status == 1
        assert "can't be written into the folder that they are made from" in said.err
        assert not (folder / "deeper").exists()


def test_the_parts_are_not_written_into_a_workspace(
    simple: Any, routed: Path, folder: Path
) -> None:
    before = sorted(routed.iterdir())
    for out in (routed, routed / "parts"):
        said = simple("score", folder, "--out", out)
        assert said.status == 1
        assert "The parts can't be written into a workspace." in said.err
    assert sorted(routed.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("q.parquet", "reads like a file"), ("there", "is a file; the parts of several")],
)
def test_several_backlogs_want_a_folder(
    simple: Any, folder: Path, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "there").write_text("x")
    said = simple("score", folder, "--out", tmp_path / name)
    assert said.status == 1
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


def test_an_empty_folder_is_one_sentence(simple: Any, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    for command in (
        ("score", "--out", tmp_path / "parts"),
        ("import", "--workspace", tmp_path / "w.triage"),
    ):
        said = simple(command[0], tmp_path / "none", *command[1:])
        assert said.status == 1
        assert said.err.startswith('triage: The folder "none" holds no backlog.')
        assert len(said.err.splitlines()) == 1


def test_a_file_without_rows_has_no_part_and_fails_nothing(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    (folder / "0.csv").write_text(HEADER)
    said = simple("score", folder, "--out", tmp_path / "parts", "--json")
    assert said.status == 0
    assert (said.json["parts"][0]["state"], said.json["parts"][0]["part"]) == (
        "empty",
        None,
    )
    assert "0.csv: It has no rows." in said.json["notes"]


def test_two_runs_do_not_write_into_one_folder(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    from triage_app.formats.partfiles import KeptFiles

    out = tmp_path / "parts"
    with KeptFiles().lock(out / ".triage-parts"):
        said = simple("score", folder, "--out", out)
    assert said.status == 1
    assert said.err.startswith("triage: Another run is writing parts into ")
    assert simple("score", folder, "--out", out).status == 0


def test_a_summary_says_what_became_of_the_files(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "parts"
    first = simple("score", folder, "--out", out).out
    assert "3 of 3 files are scored; what was wrong in 2 of them" in first
    assert "1,102 rows read = 1,001 accepted + 1 quarantined + 100 duplicates" in first
    assert (
        "3 of 3 files are scored, 3 of them by an earlier run"
        in simple("score", folder, "--out", out).out
    )


def test_processes_write_what_one_process_writes(
    triage: Any, folder: Path, tmp_path: Path
) -> None:
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    assert triage("score", folder, "--out", alone, "--jobs", 1).status == 0
    said = triage("score", folder, "--out", shared, "--jobs", 2, "--json")
    assert said.status == 0, said.err
    assert parts_of(shared) == parts_of(alone)


def test_a_cluster_that_is_not_there_is_one_sentence(
    triage: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = triage("score", folder, "--out", tmp_path / "p", "--dask", "tcp://x:1")
    assert said.status == 1
    assert said.err.startswith("triage: Dask is not installed here")
    assert "pip install 'claim-triage[dask]'" in said.err
    assert len(said.err.splitlines()) == 1


BLOCKED = """
import sys
from pathlib import Path
from triage_app.bootstrap import build
from triage_app.cli.main import run
from triage_app.formats.partfiles import KeptFiles

real = KeptFiles.put

def put(self, aside, path):
    if path.name == "2.scored.parquet":
        print("half way", flush=True)
        sys.stdin.read()
    real(self, aside, path)

KeptFiles.put = put
run(sys.argv[1:], lambda model, workers: build(model, 1), "ann")
"""


def test_killed_in_the_middle_only_whole_parts_are_left_and_the_rest_is_done(
    triage: Any, folder: Path, tmp_path: Path
) -> None:
    out, plain = tmp_path / "parts", tmp_path / "plain"
    words = ["score", str(folder), "--out", str(out), "--jobs", "1"]
    with subprocess.Popen(
        [sys.executable, "-c", BLOCKED, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"half way\n"
        child.kill()
    left = parts_of(out)
    assert list(left) == ["1.scored.parquet"]
    assert json.loads((out / "parts.json").read_bytes())["finished"] is False
    said = triage("score", folder, "--out", out, "--jobs", 1, "--json")
    assert said.status == 0, said.err
    assert [part["kept"] for part in said.json["parts"]] == [True, False, False]
    assert triage("score", folder, "--out", plain, "--jobs", 1).status == 0
    assert parts_of(out) == parts_of(plain)
    assert not list(out.rglob("new-*"))


def test_stopped_in_the_middle_it_goes_on_from_there(
    simple: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "parts"
    with monkeypatch.context() as patch:

        def press(self: Console, step: Step) -> None:
            if step.stage is Stage.WRITING and step.done:
                signal.raise_signal(signal.SIGINT)

        patch.setattr(Console, "progress", press)
        said = simple("score", folder, "--out", out)
    assert (said.status, said.out) == (1, "")
    assert said.err == (
        "triage: Stopped, as you asked. What was finished is kept: run the same again, "
        "and the rest is done.\n"
    )
    again = simple("score", folder, "--out", out, "--json").json["parts"]
    assert [part["kept"] for part in again] == [True, False, False]


def test_several_files_go_into_one_workspace_with_one_account(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    place, other = tmp_path / "w.triage", tmp_path / "o.triage"
    files = [folder / "1.csv", folder / "2.csv", folder / "ü"]
    said = simple("import", *files, "--workspace", place, "--json")
    assert said.status == 0, said.err
    assert (said.json["rows_read"], said.json["added"]) == (1_102, 1_001)
    assert [one["added"] for one in said.json["files"]] == [299, 300, 402]
    whole = simple("import", folder, "--workspace", other, "--json")
    assert whole.json["rows_read"] == 1_102
    assert (whole.json["duplicates"], whole.json["added"]) == (100, 1_001)
    (one,) = whole.json["files"]
    assert [file["source"] for file in one["files"]] == ["1.csv", "2.csv", "ü/日本.csv"]
    assert sum(file["rows_read"] for file in one["files"]) == 1_102
    status = simple("status", "--workspace", place, "--json").json
    assert status["imported"] == sum(said.json["lanes"].values()) == 1_001
    again = simple("import", folder, "--workspace", place, "--json")
    assert again.json["added"] == 0


def test_a_broken_file_among_several_is_told_and_the_others_are_imported(
    simple: Any, folder: Path, tmp_path: Path
) -> None:
    place, gone = tmp_path / "w.triage", tmp_path / "gone.csv"
    said = simple("import", gone, folder / "1.csv", "--workspace", place, "--json")
    assert said.status == 1
    assert 'gone.csv was not imported: There is no file "gone.csv".' in said.err
    assert said.json["added"] == 299
    assert simple("status", "--workspace", place, "--json").json["imported"] == 299
