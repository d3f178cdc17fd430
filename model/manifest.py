"""What a saved model says of itself; read as a stranger's word until checked."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar, cast

from model import schema
from model.features import CURVES
from model.linguistics import NAMES

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID_DIGITS = 6
_LONGEST_TEXT, _LARGEST_NUMBER = 200, 1e12

T = TypeVar("T")


class ArtefactError(Exception):
    """A saved model can't be used, or not saved; the message is one plain sentence."""


@dataclass(frozen=True)
class Manifest:
    """A model's papers.

    Attributes
    ----------
    model_id, name, created : str
        Name and digest together; the name alone; UTC in ISO 8601.
    sha256 : str
        Of the model file, in hex.
    schema_version : int
    columns, features : tuple of str
        The columns that the classifier looks at, and what it makes of them.
    data : mapping of str to str or int
        SHA-256 of the training rows; rows trained, held out and without a label.
    seed : int
    libraries : mapping of str to str
        Versions that fitted and saved it.
    metrics : mapping of str to float
        On the held-out fifth of the data.
    """

    model_id: str
    name: str
    created: str
    sha256: str
    schema_version: int
    columns: tuple[str, ...]
    features: tuple[str, ...]
    data: Mapping[str, str | int]
    seed: int
    libraries: Mapping[str, str]
    metrics: Mapping[str, float]

    def to_json(self) -> str:
        """Return the manifest as JSON text."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


def feature_columns() -> tuple[str, ...]:
    """Return the names of the columns the classifier looks at."""
    return tuple(column.name for column in schema.COLUMNS if column.feature)


def feature_names() -> tuple[str, ...]:
    """Return what the classifier makes of its columns."""
    words = "TF-IDF of words and pairs of words"
    wording = (f"wording: {name}" for name in NAMES)
    return (words, *(curve.name for curve in CURVES), *wording)


def check_name(name: str) -> str:
    """Return a model's name, if it can be one.

    Raises
    ------
    ArtefactError
    """
    if not _NAME.fullmatch(name):
        raise ArtefactError(
            f"{name[:60]!r} can't be a model's name: up to 40 small letters, digits,"
            " dots, hyphens and underscores can."
        )
    return name


def identify(name: str, sha256: str) -> str:
    """Return a model's id: its name and the beginning of its digest."""
    return f"{name}-{sha256[:_ID_DIGITS]}"


def read_manifest(text: str) -> Manifest:
    """Read a manifest and check its shape.

    Raises
    ------
    ArtefactError
        If it is no manifest, or a newer version's.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArtefactError("The model's manifest is not valid JSON.") from error
    if not isinstance(data, dict):
        raise ArtefactError("The model's manifest is not a JSON object.")
    version = _get(data, "schema_version", int)
    if version > schema.SCHEMA_VERSION:
        raise ArtefactError("The model was made by a newer version of this program.")
    if 1 <= version < schema.SCHEMA_VERSION:
        raise ArtefactError(
            "The model was made by an older version of this program; train it again."
        )
    if version != schema.SCHEMA_VERSION:
        raise ArtefactError("The model's manifest names a version that never was.")
    manifest = _manifest(data, version)
    if not _SHA256.fullmatch(manifest.sha256):
        raise ArtefactError("The model's manifest gives no usable SHA-256.")
    if manifest.model_id != identify(check_name(manifest.name), manifest.sha256):
        raise ArtefactError("The model's id doesn't belong to its name and SHA-256.")
    if (manifest.columns, manifest.features) != (feature_columns(), feature_names()):
        raise ArtefactError("The model looks at other columns than this program has.")
    return manifest


def _manifest(data: dict[str, object], version: int) -> Manifest:
    return Manifest(
        model_id=_get(data, "model_id", str),
        name=_get(data, "name", str),
        created=_get(data, "created", str),
        sha256=_get(data, "sha256", str),
        schema_version=version,
        columns=tuple(str(name) for name in _get(data, "columns", list)),
        features=tuple(str(name) for name in _get(data, "features", list)),
        data=_data(data),
        seed=_get(data, "seed", int),
        libraries=_mapping(data, "libraries", str),
        metrics=_mapping(data, "metrics", int, float),
    )


def _data(data: dict[str, object]) -> dict[str, str | int]:
    found: dict[str, str | int] = _mapping(data, "data", str, int)
    for key, value in found.items():
        if key.startswith("rows_") and (isinstance(value, str) or value < 0):
            raise _unusable("data")
    return found


def _get(data: dict[str, object], key: str, kind: type[T]) -> T:
    value = data.get(key)
    if not isinstance(value, kind) or not _sensible(value):
        raise _unusable(key)
    return value


def _mapping(data: dict[str, object], key: str, *kinds: type[T]) -> dict[str, T]:
    found = _get(data, key, dict)
    for value in found.values():
        if not isinstance(value, kinds) or not _sensible(value):
            raise _unusable(key)
    return cast("dict[str, T]", found)


def _sensible(value: object) -> bool:
    """Tell whether people can be shown a value: no endless text, no huge number."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_TEXT and value.isprintable()
    if isinstance(value, int | float):  # nothing to measure on is not a number
        huge = abs(value) > _LARGEST_NUMBER
        return not (huge or isinstance(value, bool))
    return True


def _unusable(key: str) -> ArtefactError:
    return ArtefactError(f"The model's manifest has no usable {key!r}.")
