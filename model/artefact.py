"""Saves a classifier, and loads one that may have come from anywhere.

A saved model is a folder of ``model.skops``, ``manifest.json`` and ``MODEL_CARD.md``.
Nothing is ever unpickled: the model file may hold text, numbers and arrays, no more.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from model import schema
from model.card import card_text
from model.classifier import Classifier
from model.evidence import Evidence
from model.manifest import (
    ArtefactError,
    Manifest,
    check_name,
    feature_columns,
    feature_names,
    identify,
    read_manifest,
)
from model.state import pack, unpack
from model.train import Training

MODEL_FILE, MANIFEST_FILE, CARD_FILE = "model.skops", "manifest.json", "MODEL_CARD.md"
_LIBRARIES = ("numpy", "scikit-learn", "scipy", "skops")
_LARGEST_MODEL, _LARGEST_MANIFEST = 64_000_000, 1_000_000


@dataclass(frozen=True, eq=False)
class Artefact:
    """A classifier that verified, with its evidence and its papers."""

    classifier: Classifier
    evidence: Evidence
    manifest: Manifest

    @property
    def model_id(self) -> str:
        """The model's name and the beginning of its digest."""
        return self.manifest.model_id


def bundled() -> Path:
    """Return the folder of the model that comes with the program."""
    return Path(str(files("model").joinpath("artefacts")))


def save(
    training: Training,
    folder: Path,
    name: str,
    measured: Mapping[str, object],
) -> Manifest:
    """Save a model with its manifest and card; the same model gives the same bytes.

    Parameters
    ----------
    training : Training
    folder : Path
        Made if need be; a model that is there already is replaced.
    name : str
        Up to 40 small letters, digits, dots, hyphens and underscores.
    measured : mapping
        From `model.evaluate.evaluate`, on the held-out fifth.

    Raises
    ------
    ArtefactError
        If the name can't be one.
    OSError
        If the folder can't be written.
    """
    check_name(name)
    data = pack(training.classifier, training.evidence)
    manifest = _describe(training, name, hashlib.sha256(data).hexdigest(), measured)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / CARD_FILE, card_text(manifest, measured).encode())
    _write(folder / MODEL_FILE, data)
    _write(folder / MANIFEST_FILE, manifest.to_json().encode())
    return manifest


def load(folder: Path) -> Artefact:
    """Load a model, if it is whole and unchanged and holds nothing but a model.

    Raises
    ------
    ArtefactError
        If it can't be used; the message says why in one sentence.
    """
    manifest, data = _verified(folder)
    return Artefact(*unpack(data), manifest)


def verify(folder: Path) -> Manifest:
    """Check that a model is the one its manifest describes, without loading it.

    Raises
    ------
    ArtefactError
        If it isn't; the message says why in one sentence.
    """
    return _verified(folder)[0]


def _verified(folder: Path) -> tuple[Manifest, bytes]:
    if folder.is_file():
        raise ArtefactError(
            f"{folder.name} is a single file, pickled perhaps, and was not opened:"
            " a model is a folder."
        )
    manifest = read_manifest(
        _read(folder / MANIFEST_FILE, _LARGEST_MANIFEST).decode("utf-8", "replace")
    )
    data = _read(folder / MODEL_FILE, _LARGEST_MODEL)
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise ArtefactError(
            "The model file is not the one its manifest describes: its SHA-256 differs."
        )
    return manifest, data


def _describe(
    training: Training, name: str, sha256: str, measured: Mapping[str, object]
) -> Manifest:
    return Manifest(
        model_id=identify(name, sha256),
        name=name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=sha256,
        schema_version=schema.SCHEMA_VERSION,
        columns=feature_columns(),
        features=feature_names(),
        data={
            "sha256": training.data_sha256,
            "rows_trained": training.rows_trained,
            "rows_held_out": training.rows_held_out,
            "rows_unlabelled": training.rows_unlabelled,
            "rows_feedback": training.rows_feedback,
        },
        seed=training.seed,
        libraries={library: metadata.version(library) for library in _LIBRARIES},
        metrics={
            key: round(value, 6)
            for key, value in measured.items()
            if isinstance(value, int | float)
        },
    )


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise ArtefactError(f"There is no {path.name} in {path.parent}.") from error
    except OSError as error:
        raise ArtefactError(
            f"The model's {path.name} can't be read: {error.strerror}."
        ) from error
    if len(data) > limit:
        raise ArtefactError(f"The model's {path.name} is too large to be one of ours.")
    return data


def _write(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
