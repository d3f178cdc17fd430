"""A classifier as the bytes of a skops file, and back, checked piece by piece.

What is kept are plain values: text, numbers and arrays. The estimators are rebuilt
from them, so that a file can bring no object of its own.
"""

import io
import json
import zipfile
from typing import Any, cast

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from model import schema
from model.calibration import Calibration
from model.classifier import Classifier
from model.features import WIDTH
from model.manifest import ArtefactError
from model.pipeline import Linear, TextWeights

TRUSTED = frozenset(
    {
        ("builtins", "dict", "DictNode"),
        ("builtins", "list", "ListNode"),
        ("builtins", "str", "JsonNode"),
        ("builtins", "str", "TypeNode"),
        ("numpy", "ndarray", "NdArrayNode"),
    }
)
"""The only types a model file may name: module, class and skops's way to load it."""

_SCHEMA = "schema.json"
_MOST_FILES, _MOST_BYTES = 32, 64_000_000
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LARGEST_LOG_ODDS = 50.0
# What skops, zipfile and numpy raise at a file that is not what it seems.
_BROKEN = (
    zipfile.BadZipFile,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
    OSError,
    EOFError,
    ArithmeticError,
    ImportError,
    MemoryError,
)


def pack(classifier: Classifier) -> bytes:
    """Return a classifier as a skops file; the same numbers give the same bytes."""
    import skops.io

    text, engagement = classifier.text, classifier.engagement
    state = {
        "schema": schema.SCHEMA_VERSION,
        "text": {
            "vocabulary": "\n".join(text.vocabulary),
            "idf": text.idf,
            "weights": text.linear.weights,
            "intercept": text.linear.intercept,
        },
        "engagement": {
            "weights": engagement.weights,
            "intercept": engagement.intercept,
        },
        "calibration": classifier.calibration.to_json(),
    }
    return _settled(skops.io.dumps(state))


def unpack(data: bytes) -> Classifier:
    """Read a classifier that `pack` wrote.

    Raises
    ------
    ArtefactError
        If the bytes are anything else.
    """
    import skops.io

    try:
        _check_file(data)
        state = skops.io.loads(data, trusted=[])
        return _classifier(cast("dict[str, Any]", state))
    except _BROKEN as error:
        raise ArtefactError("The model file is damaged or not a model.") from error


def _settled(data: bytes) -> bytes:
    """Take out of a skops file what differs from run to run: addresses and times."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        tree = json.loads(source.read(_SCHEMA))
        names: dict[str, str] = {}
        ids: dict[int, int] = {}
        for node in _nodes(tree):
            node["__id__"] = ids.setdefault(node["__id__"], len(ids) + 1)
            if "file" in node:
                node["file"] = names.setdefault(node["file"], f"{len(names) + 1}.npy")
        arrays = {new: source.read(old) for old, new in names.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in {**arrays, _SCHEMA: json.dumps(tree).encode()}.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system = 3
            target.writestr(info, content)
    return out.getvalue()


def _nodes(tree: object) -> list[dict[str, Any]]:
    """List the nodes of skops's tree, each after the one that holds it."""
    found, waiting = [], [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "__loader__" in part or "__class__" in part:
                found.append(part)
            waiting.extend(reversed(part.values()))
        elif isinstance(part, list):
            waiting.extend(reversed(part))
    return found


def _check_file(data: bytes) -> None:
    """Look at everything in the file before skops does."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = source.infolist()
        size = sum(member.file_size for member in members)
        if len(members) > _MOST_FILES or size > _MOST_BYTES:
            raise ArtefactError("The model file unpacks to more than a model holds.")
        for node in _nodes(json.loads(source.read(_SCHEMA))):
            _check_node(node)
        for member in members:
            if member.filename != _SCHEMA:
                _check_array(source.read(member))


def _check_node(node: dict[str, Any]) -> None:
    kind = tuple(node.get(k) for k in ("__module__", "__class__", "__loader__"))
    if kind not in TRUSTED:
        module, name, _ = (str(part)[:60] for part in kind)
        raise ArtefactError(
            f"The model file holds a {module}.{name}, which is not on the list of"
            " types that a model may hold."
        )
    if node.get("type", "numpy") != "numpy":
        raise ArtefactError("The model file holds an array that is not of numbers.")


def _check_array(content: bytes) -> None:
    stream = io.BytesIO(content)
    if npy.read_magic(stream) != (1, 0):
        raise ArtefactError("The model file holds an array in an unknown format.")
    shape, _, dtype = npy.read_array_header_1_0(stream)
    rest = len(content) - stream.tell()
    if dtype != np.dtype("<f8") or len(shape) != 1 or shape[0] * 8 != rest:
        raise ArtefactError("The model file holds an array that is not of numbers.")


def _classifier(state: dict[str, Any]) -> Classifier:
    if state["schema"] != schema.SCHEMA_VERSION:
        raise ArtefactError("The model was made by another version of this program.")
    text, engagement = state["text"], state["engagement"]
    vocabulary = tuple(text["vocabulary"].split("\n"))
    size = len(vocabulary)
    if len(set(vocabulary)) != size:
        raise ArtefactError("The model file lists a word twice.")
    calibration = Calibration(
        **{key: _number(value) for key, value in state["calibration"].items()}
    )
    if min(calibration.text_limit, calibration.engagement_limit) <= 0:
        raise ArtefactError("The model file holds a number out of range.")
    return Classifier(
        TextWeights(vocabulary, _array(text["idf"], size), _linear(text, size)),
        _linear(engagement, WIDTH),
        calibration,
    )


def _linear(part: dict[str, Any], size: int) -> Linear:
    return Linear(_array(part["weights"], size), _number(part["intercept"]))


def _array(values: object, size: int) -> NDArray[np.float64]:
    if not isinstance(values, np.ndarray) or values.shape != (size,):
        raise ArtefactError("The model file holds an array of the wrong size.")
    if not np.isfinite(values).all():
        raise ArtefactError("The model file holds numbers that are not finite.")
    return values


def _number(value: object) -> float:
    if not isinstance(value, float) or not abs(value) < _LARGEST_LOG_ODDS:
        raise ArtefactError("The model file holds a number out of range.")
    return value
