import hashlib
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from model.artefact import bundled, load, save, verify
from model.classifier import Classifier
from model.dataset import Dataset
from model.manifest import ArtefactError, identify
from model.state import pack, unpack
from model.train import Training

Edit = Callable[[dict[str, Any]], object]


def refused(folder: Path) -> str:
    with pytest.raises(ArtefactError) as error:
        load(folder)
    return str(error.value)


def edit_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def replace_model(folder: Path, data: bytes) -> None:
    """Put another model file there, with a manifest that vouches for it."""
    (folder / "model.skops").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    edit_manifest(folder, sha256=digest, model_id=identify("test-1", digest))


def edited(data: bytes, edit: Edit, **extra: bytes) -> bytes:
    """Change the tree inside a skops file, and the files beside it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            content = extra.get(name.replace(".", "_"), source.read(name))
            if name == "schema.json":
                tree = json.loads(content)
                edit(tree)
                content = json.dumps(tree).encode()
            target.writestr(name, content)
    return out.getvalue()


def test_a_saved_model_comes_back_as_it_was(
    rows: Dataset, training: Training, saved: Path
) -> None:
    loaded = load(saved)
    assert loaded.model_id == verify(saved).model_id
    one, other = (
        classifier.score(rows.text, rows.count_columns()).p_claim
        for classifier in (training.classifier, loaded.classifier)
    )
    assert np.array_equal(one, other, equal_nan=True)


def test_the_same_model_gives_the_same_bytes(
    training: Training, measured: dict[str, object], saved: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    manifest = save(training, other, "test-1", measured)
    assert (other / "model.skops").read_bytes() == (saved / "model.skops").read_bytes()
    assert manifest.model_id == verify(saved).model_id
    assert manifest.model_id == f"test-1-{manifest.sha256[:6]}"


def test_the_manifest_says_what_the_model_is(saved: Path, training: Training) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    assert (
        manifest["sha256"]
        == hashlib.sha256((saved / "model.skops").read_bytes()).hexdigest()
    )
    assert manifest["data"]["rows_trained"] == training.rows_trained
    assert manifest["data"]["sha256"] == training.data_sha256
    assert manifest["seed"] == 3
    assert set(manifest["libraries"]) >= {"numpy", "scikit-learn", "skops"}
    assert "author_ban_status" not in manifest["columns"]
    assert manifest["metrics"]["recall"] > 0.9


def test_the_card_names_the_figures_and_the_commands(saved: Path) -> None:
    card = (saved / "MODEL_CARD.md").read_text()
    assert "Where it will fail" in card
    assert "transcript blank, counts / 100" in card
    assert "--name test-1 --seed 3" in card


def test_saving_again_replaces_and_leaves_nothing_aside(
    training: Training, measured: dict[str, object], saved: Path
) -> None:
    save(training, saved, "test-2", measured)
    assert load(saved).manifest.name == "test-2"
    assert {path.name for path in saved.iterdir()} == {
        "model.skops",
        "manifest.json",
        "MODEL_CARD.md",
    }


@pytest.mark.parametrize("name", ["", "../up", "Big", "a b", "x" * 41, ".hidden"])
def test_a_name_that_can_not_be_one_is_refused(
    training: Training, measured: dict[str, object], tmp_path: Path, name: str
) -> None:
    with pytest.raises(ArtefactError, match="can't be a model's name"):
        save(training, tmp_path / "m", name, measured)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("name", ["model.skops", "manifest.json"])
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()
    assert refused(saved) == f"There is no {name} in {saved}."


def test_a_folder_in_the_files_place_is_named(saved: Path) -> None:
    (saved / "model.skops").unlink()
    (saved / "model.skops").mkdir()
    assert "The model's model.skops can't be read" in refused(saved)


def test_one_changed_byte_is_noticed(saved: Path) -> None:
    path = saved / "model.skops"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    assert "its SHA-256 differs" in refused(saved)
    with pytest.raises(ArtefactError, match="its SHA-256 differs"):
        verify(saved)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"schema_version": 3}, "was made by a newer version of this program"),
        ({"schema_version": 1}, "was made by an older version of this program"),
        ({"schema_version": 0}, "names a version that never was"),
        ({"schema_version": True}, "has no usable 'schema_version'"),
        ({"schema_version": None}, "has no usable 'schema_version'"),
        ({"sha256": "ABC"}, "gives no usable SHA-256"),
        ({"model_id": "test-1-000000"}, "doesn't belong to its name"),
        ({"name": "<b>"}, "can't be a model's name"),
        ({"name": 5}, "has no usable 'name'"),
        ({"columns": ["author_ban_status"]}, "looks at other columns"),
        ({"metrics": {"recall": "high"}}, "has no usable 'metrics'"),
        ({"metrics": {"recall": 10**400}}, "has no usable 'metrics'"),
        ({"metrics": {"recall": float("inf")}}, "has no usable 'metrics'"),
        ({"libraries": []}, "has no usable 'libraries'"),
        ({"data": {"rows_trained": "many"}}, "has no usable 'data'"),
        ({"data": {"rows_trained": -1}}, "has no usable 'data'"),
        ({"data": {"rows_held_out": 10**400}}, "has no usable 'data'"),
        ({"seed": 10**400}, "has no usable 'seed'"),
        ({"created": "\ud800"}, "has no usable 'created'"),
        ({"created": "x" * 1_000}, "has no usable 'created'"),
    ],
)
def test_a_manifest_of_the_wrong_shape_is_a_sentence(
    saved: Path, changes: dict[str, object], sentence: str
) -> None:
    edit_manifest(saved, **changes)
    assert sentence in refused(saved)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ("[]", "is not a JSON object"),
        ("\x00\xff", "is not valid JSON"),
    ],
)
def test_a_manifest_that_is_none_is_a_sentence(
    saved: Path, text: str, sentence: str
) -> None:
    (saved / "manifest.json").write_text(text, "utf-8")
    assert sentence in refused(saved)


@pytest.mark.parametrize("name", ["model.joblib", "model.pkl", "model.skops"])
def test_a_single_file_is_not_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(pickle.dumps({"a": 1}))
    assert f"{name} is a single file, pickled perhaps, and was not opened" in refused(
        tmp_path / name
    )


def test_files_too_large_are_not_read(saved: Path) -> None:
    with (saved / "manifest.json").open("ab") as file:
        file.truncate(2_000_000)
    assert "manifest.json is too large" in refused(saved)


@pytest.mark.parametrize(
    "data", [b"", b"not a zip", pickle.dumps({"a": 1}), b"PK\x03\x04" + b"\x00" * 60]
)
def test_a_file_that_is_no_model_is_a_sentence(saved: Path, data: bytes) -> None:
    replace_model(saved, data)
    assert refused(saved) == "The model file is damaged or not a model."


class Hostile:
    """Would run a command if it were ever unpickled or rebuilt."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("owned",))


@pytest.mark.parametrize(
    "thing", [Hostile(), LogisticRegression(), print, np.random.default_rng(0), {1: 2}]
)
def test_a_type_that_is_not_on_the_list_is_named(saved: Path, thing: object) -> None:
    replace_model(saved, skops.io.dumps({"schema": 1, "text": thing}))
    assert "which is not on the list of types that a model may hold" in refused(saved)


@pytest.mark.parametrize(
    ("module", "name", "loader"),
    [
        ("os", "system", "FunctionNode"),
        ("builtins", "eval", "TypeNode"),
        ("builtins", "dict", "ObjectNode"),
        ("numpy", "ndarray", "MethodNode"),
    ],
)
def test_a_type_slipped_into_a_good_file_is_named(
    training: Training, module: str, name: str, loader: str
) -> None:
    node = {"__module__": module, "__class__": name, "__loader__": loader}
    data = edited(
        pack(training.classifier, training.evidence),
        lambda tree: tree["content"]["calibration"]["content"].update(
            prior={**node, "__id__": 1, "content": {}}
        ),
    )
    with pytest.raises(ArtefactError, match=f"holds a {module}.{name}, which is not"):
        unpack(data)


def array_bytes(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.array([Hostile()], dtype=object), "an array that is not of numbers"),
        (np.zeros(3, dtype=np.int64), "an array that is not of numbers"),
        (np.zeros((2, 2)), "an array that is not of numbers"),
        (np.zeros(3), "an array of the wrong size"),
    ],
)
def test_an_array_that_does_not_belong_is_a_sentence(
    training: Training, array: np.ndarray, sentence: str
) -> None:
    data = pack(training.classifier, training.evidence)
    with pytest.raises(ArtefactError, match=sentence):
        unpack(edited(data, lambda tree: tree, **{"1_npy": array_bytes(array)}))


def test_an_array_that_claims_to_be_huge_is_not_made(training: Training) -> None:
    content = array_bytes(np.zeros(9)).replace(b"(9,), ", b"(9999999999999,), ", 1)
    with pytest.raises(ArtefactError, match="The model file"):
        unpack(
            edited(
                pack(training.classifier, training.evidence),
                lambda tree: tree,
                **{"1_npy": content},
            )
        )


def test_a_file_that_unpacks_to_too_much_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("schema.json", b" " * 65_000_000)
    with pytest.raises(ArtefactError, match="unpacks to more than a model holds"):
        unpack(out.getvalue())


def repacked(data: bytes, method: int) -> bytearray:
    """Pack a skops file's members in another way."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", method) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return bytearray(out.getvalue())


def test_a_deflated_file_is_a_model_and_a_damaged_one_a_sentence(
    training: Training,
) -> None:
    data = repacked(pack(training.classifier, training.evidence), zipfile.ZIP_DEFLATED)
    assert unpack(bytes(data))[0].text.vocabulary == training.classifier.text.vocabulary
    data[60:70] = b"\xff" * 10
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(bytes(data))


def test_a_file_packed_in_another_way_is_a_sentence(training: Training) -> None:
    data = repacked(pack(training.classifier, training.evidence), zipfile.ZIP_LZMA)
    with pytest.raises(ArtefactError, match="is packed as no model is"):
        unpack(bytes(data))


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f8'",
        b"  x\n y",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (1L,), }",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        b"{" * 3_000,
    ],
)
def test_an_array_header_is_compared_and_never_evaluated(
    training: Training, header: bytes
) -> None:
    size = (len(header) + 1).to_bytes(2, "little")
    content = b"\x93NUMPY\x01\x00" + size + header + b"\n" + bytes(8)
    data = pack(training.classifier, training.evidence)
    with pytest.raises(ArtefactError, match="an array that is not of numbers"):
        unpack(edited(data, lambda tree: tree, **{"1_npy": content}))


def test_a_tree_nested_without_end_is_a_sentence() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("schema.json", b'{"content":' * 5_000)
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(out.getvalue())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: replace(c, text=replace_idf(c, np.nan)), "that are not finite"),
        (lambda c: replace(c, text=replace_idf(c, 1e300)), "out of range"),
        (lambda c: replace(c, calibration=replace(c.calibration, prior=99.0)), "range"),
        (
            lambda c: replace(
                c, calibration=replace(c.calibration, engagement_limit=-1.0)
            ),
            "out of range",
        ),
        (
            lambda c: replace(
                c, text=replace(c.text, vocabulary=("a",) * len(c.text.vocabulary))
            ),
            "lists a word twice",
        ),
        (
            lambda c: replace(c, engagement=replace(c.engagement, weights=np.zeros(3))),
            "an array of the wrong size",
        ),
    ],
)
def test_numbers_that_make_no_model_are_a_sentence(
    training: Training, change: Callable[[Classifier], Classifier], sentence: str
) -> None:
    with pytest.raises(ArtefactError, match=sentence):
        unpack(pack(change(training.classifier), training.evidence))


def replace_idf(classifier: Classifier, value: float) -> object:
    return replace(classifier.text, idf=np.full(len(classifier.text.idf), value))


def test_a_part_that_is_missing_is_a_sentence(training: Training) -> None:
    data = edited(
        pack(training.classifier, training.evidence),
        lambda tree: tree["content"].pop("engagement"),
    )
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(data)


def test_the_bundled_model_verifies_and_is_small() -> None:
    assert load(bundled()).model_id.startswith("base-2-")
    assert (bundled() / "model.skops").stat().st_size < 2_500_000
    assert verify(bundled()).model_id in (bundled() / "MODEL_CARD.md").read_text()


def test_the_bundled_card_says_where_the_model_fails() -> None:
    card = (bundled() / "MODEL_CARD.md").read_text("utf-8")
    assert "## Where it will fail" in card
    assert "## Measured on text it was not made for" in card
    assert "--out model/artefacts --name base-2 --seed 0" in card
