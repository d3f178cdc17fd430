"""A model file is read without skops, and holds what skops finds in it."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st

from model.artefact import bundled
from model.manifest import ArtefactError
from model.skopsfile import BROKEN, dump_tree, load_tree
from model.state import pack, unpack
from model.train import Training

leaf = st.one_of(
    st.text(max_size=8).filter(lambda text: text.isprintable()),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.floats(), max_size=4).map(lambda row: np.array(row, dtype=np.float64)),
)
tree = st.dictionaries(
    st.text("abc \n\u00e9", max_size=4),
    st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
        ),
        max_leaves=6,
    ),
    max_size=5,
)


def same(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    return repr(one) == repr(other)


@settings(deadline=None)
@given(tree)
def test_what_was_written_is_read_as_skops_reads_it(values: dict[str, Any]) -> None:
    data = dump_tree(values)
    assert same(load_tree(data), skops.io.loads(data, trusted=[]))
    assert same(load_tree(data), values)


def test_the_bundled_model_is_read_as_skops_reads_it() -> None:
    data = (bundled() / "model.skops").read_bytes()
    assert same(load_tree(data), skops.io.loads(data, trusted=[]))


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "schema.json":
                nodes = json.loads(content)
                change(nodes)
                content = json.dumps(nodes).encode()
            target.writestr(name, content)
    return out.getvalue()


def of_prior(**changes: object) -> Callable[[dict[str, Any]], object]:
    def change(nodes: dict[str, Any]) -> None:
        node = nodes["content"]["calibration"]["content"]["prior"]
        node.update(changes)
        for name in [name for name, value in changes.items() if value is None]:
            del node[name]

    return change


@pytest.mark.parametrize(
    "change",
    [
        of_prior(content="[1, 2]"),
        of_prior(content='{"a": 1}'),
        of_prior(content="print(1)"),
        of_prior(content="9" * 5_000),
        of_prior(content=1.5),
        of_prior(content=None),
        of_prior(__loader__=None),
        of_prior(__class__=None, __loader__=None),
        of_prior(__loader__="TypeNode"),
        of_prior(__class__="list", __loader__="ListNode", content="ab"),
        of_prior(__class__="list", __loader__="ListNode", content={"a": 1}),
        of_prior(__class__="dict", __loader__="DictNode"),
        lambda nodes: nodes["content"].update(extra=5),
        lambda nodes: nodes["content"].update(extra=[]),
        lambda nodes: nodes.pop("key_types"),
        lambda nodes: nodes["key_types"]["content"].pop(),
        lambda nodes: nodes["key_types"].update(content=["str"] * 7),
        lambda nodes: nodes["content"]["text"]["content"]["idf"].update(file="9999"),
        lambda nodes: nodes["content"]["text"]["content"]["idf"].update(file="../x"),
        lambda nodes: nodes["content"]["text"]["content"]["idf"].update(file=["1"]),
        lambda nodes: nodes["content"]["text"]["content"]["idf"].pop("file"),
        lambda nodes: nodes.update(__loader__="ListNode", __class__="list"),
        lambda nodes: nodes.clear(),
    ],
)
def test_a_node_that_is_not_what_it_says_is_a_sentence(
    training: Training, change: Callable[[dict[str, Any]], object]
) -> None:
    data = changed(pack(training.classifier, training.evidence), change)
    with pytest.raises(ArtefactError, match=r"^The model"):
        unpack(data)


@pytest.mark.parametrize("schema", [b"[]", b"5", b"null", b'"a"', b"{}"])
def test_a_tree_that_is_none_is_a_sentence(schema: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("schema.json", schema)
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(out.getvalue())


def tree_of(content: str) -> str:
    node = {"__module__": "builtins", "__class__": "str", "__loader__": "JsonNode"}
    kinds = {"content": [{**node, "__loader__": "TypeNode"}]}
    root = {**node, "__class__": "dict", "__loader__": "DictNode", "key_types": kinds}
    return json.dumps({**root, "content": {"schema": {**node, "content": content}}})


@pytest.mark.parametrize("text", ["[" + "[]," * 400_000, '{"a":' + "{}" * 400_000])
@pytest.mark.parametrize("wrap", [str, tree_of])
def test_brackets_by_the_million_are_not_made_objects(
    text: str, wrap: Callable[[str], str]
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("schema.json", wrap(text))
    with pytest.raises(ArtefactError, match="lists more parts than a model has"):
        unpack(out.getvalue())


def test_members_by_the_thousand_are_not_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for number in range(1_500):
            target.writestr(str(number), b"")
    monkeypatch.setattr(zipfile, "ZipFile", None)  # nor opened
    with pytest.raises(ArtefactError, match="holds more files than a model does"):
        unpack(out.getvalue())


@pytest.mark.parametrize("tail", [b"\0", b"PK", b"\0" * 70_000])
def test_a_file_with_something_behind_its_end_is_a_sentence(
    training: Training, tail: bytes
) -> None:
    data = pack(training.classifier, training.evidence) + tail
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(data)


def test_a_list_of_members_that_is_said_to_be_far_off_is_not_looked_for(
    training: Training,
) -> None:
    data = pack(training.classifier, training.evidence)
    locator = b"PK\x06\x07" + bytes(12) + b"\1\0\0\0"
    with pytest.raises(ArtefactError, match="damaged or not a model"):
        unpack(data[:-22] + locator + data[-22:])


def test_an_array_named_a_thousand_times_is_held_once() -> None:
    data = dump_tree({"a": np.zeros(1_000), "b": [0.5]})

    def repeat(nodes: dict[str, Any]) -> None:
        node = nodes["content"]["a"]
        nodes["content"]["b"]["content"] = [{**node, "__id__": i} for i in range(1_000)]

    kept = load_tree(changed(data, repeat))["b"]
    assert len(kept) == 1_000
    assert all(one is kept[0] for one in kept)


@settings(deadline=None)
@given(st.data())
def test_damaged_bytes_raise_nothing_else(data: st.DataObject) -> None:
    whole = bytearray(dump_tree({"a": np.arange(3.0), "b": "text", "c": [1.5, None]}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    try:
        load_tree(bytes(whole))
    except (ArtefactError, *BROKEN):
        pass
