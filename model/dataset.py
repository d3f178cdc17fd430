"""Rows with labels, as training and evaluation take them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from model import schema
from model.features import count_matrix

CLAIM, OPINION, UNLABELLED = 1, 0, -1
_FOLDS = 5


@dataclass(frozen=True, eq=False)
class Dataset:
    """Columns of n rows, aligned.

    Attributes
    ----------
    ids : sequence of str
    text : sequence of str or None
    counts : float64 array of shape (n, 5)
        From `model.features.count_matrix`.
    labels : int8 array of shape (n,)
        `CLAIM`, `OPINION` or `UNLABELLED`.
    groups : mapping of str to sequence of str or None
        Columns that are no features, by which an evaluation is broken down.
    """

    ids: Sequence[str]
    text: Sequence[str | None]
    counts: NDArray[np.float64]
    labels: NDArray[np.int8]
    groups: Mapping[str, Sequence[str | None]] = field(default_factory=dict)

    @classmethod
    def from_columns(
        cls,
        ids: Iterable[str | None],
        text: Sequence[str | None],
        counts: Mapping[str, NDArray[np.float64]],
        labels: Iterable[str | None],
        groups: Mapping[str, Sequence[str | None]] | None = None,
    ) -> "Dataset":
        """Build from columns as a reader has them; any other label is no label."""
        names = ["" if name is None else name for name in ids]
        codes = {schema.CLAIM: CLAIM, schema.OPINION: OPINION}
        found = [
            codes.get((label or "").strip().lower(), UNLABELLED) for label in labels
        ]
        return cls(
            names,
            text,
            count_matrix(counts, len(names)),
            np.asarray(found, dtype=np.int8),
            groups or {},
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def labelled(self) -> NDArray[np.bool_]:
        """Where a row has a label; bool of shape (n,)."""
        known: NDArray[np.bool_] = self.labels != UNLABELLED
        return known

    def where(self, chosen: NDArray[np.bool_]) -> "Dataset":
        """Return the rows where `chosen`, of shape (n,), is true."""
        rows = np.flatnonzero(chosen).tolist()
        return Dataset(
            [self.ids[row] for row in rows],
            [self.text[row] for row in rows],
            self.counts[chosen],
            self.labels[chosen],
            {name: [cells[row] for row in rows] for name, cells in self.groups.items()},
        )

    def joined(self, other: "Dataset") -> "Dataset":
        """Return these rows and then the other's, without groups."""
        return Dataset(
            [*self.ids, *other.ids],
            [*self.text, *other.text],
            np.vstack([self.counts, other.counts]),
            np.concatenate([self.labels, other.labels]),
        )

    def aged(self, divisor: float) -> "Dataset":
        """Return the rows as they would look sooner: counts divided, whole numbers."""
        return replace(self, counts=np.floor(self.counts / divisor))

    def without_text(self) -> "Dataset":
        """Return the rows with every transcript missing."""
        return replace(self, text=[None] * len(self))

    def without_counts(self) -> "Dataset":
        """Return the rows with every count missing."""
        return replace(self, counts=np.full_like(self.counts, np.nan))

    def count_columns(self) -> dict[str, NDArray[np.float64]]:
        """Return the counts by name, as the classifier takes them."""
        return {
            name: self.counts[:, place] for place, name in enumerate(schema.COUNT_NAMES)
        }

    def digest(self) -> str:
        """Return the SHA-256 of ids, transcripts, labels and counts, in hex."""
        digest = hashlib.sha256()
        for item, text, label in zip(
            self.ids, self.text, self.labels.tolist(), strict=True
        ):
            digest.update(f"{item!r} {text!r} {label}\n".encode("utf-8", "replace"))
        digest.update(np.ascontiguousarray(self.counts, dtype="<f8").tobytes())
        return digest.hexdigest()


def held_out(ids: Iterable[str]) -> NDArray[np.bool_]:
    """Tell which rows belong to the fifth that training never sees.

    Parameters
    ----------
    ids : iterable of str, of length n

    Returns
    -------
    bool array of shape (n,)
        True where the SHA-256 of the id's UTF-8 bytes, read as a big-endian number,
        divides by five: the same rows in every file and for ever.
    """
    return np.fromiter(
        (
            int.from_bytes(hashlib.sha256(i.encode("utf-8", "replace")).digest())
            % _FOLDS
            == 0
            for i in ids
        ),
        dtype=np.bool_,
    )
