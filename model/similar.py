"""Near-duplicate transcripts: the same statement, however it is framed.

Texts are sets of words (Broder 1997, "On the resemblance and containment of
documents", SEQUENCES), without framing and function words, each word weighted by how
few of the distinct texts hold it. Two texts say the same if they share most of that
weight, and every number and negation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.framing import COMMA, EXACT, FUNCTION, flags_of, framed
from model.resemblance import Hashes, Rows, Told, alike, mixed

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LEAST_WORDS = 4
_WORD = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:'[^\W_]+)*|,"
)

Codes = NDArray[np.int32]


class _Vocabulary(dict[str, int]):
    """Numbers words as they come, and keeps what each is to a framing."""

    def __init__(self) -> None:
        super().__init__()
        self.flags: list[int] = []

    def __missing__(self, token: str) -> int:
        canonical = token.replace(",", "") if len(token) > 1 else token
        if canonical != token:
            code = self[canonical]
        else:
            code = len(self.flags)
            self.flags.append(flags_of(token))
        self[token] = code
        return code


@dataclass(frozen=True, eq=False)
class _Sets:
    """Some texts' words: each text's distinct codes in ascending order."""

    bounds: Rows
    codes: Codes

    def hashes(self) -> Hashes:
        """Return a number for each text that only the same words give."""
        spread = mixed(self.codes.astype(np.uint64) + np.uint64(1))
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(spread)])
        whole: Hashes = sums[self.bounds[1:]] - sums[self.bounds[:-1]]
        return mixed(whole + np.diff(self.bounds).astype(np.uint64))

    def only(self, kept: NDArray[np.bool_]) -> "_Sets":
        """Return the same texts with some of their words."""
        ends = np.concatenate([[0], np.cumsum(kept)])[self.bounds]
        return _Sets(ends, self.codes[kept])


class SimilarTexts:
    """Gathers texts chunk by chunk, then groups those that say nearly the same.

    The same texts in the same order give the same groups.
    """

    def __init__(self) -> None:
        self._vocabulary = _Vocabulary()
        self._framings: list[NDArray[np.int8]] = []
        self._hashes: list[Hashes] = []
        self._exact: list[Hashes] = []
        self._sizes: list[Rows] = []
        self._codes: list[Codes] = []

    def add(self, texts: Sequence[str | None]) -> None:
        """Take the next texts; None and texts without a word resemble nothing."""
        codes, bounds = self._read(texts)
        known = np.asarray(self._vocabulary.flags or [0], dtype=np.uint8)
        flags = known[codes]
        inside, framings = framed(flags, bounds)
        sets, short = _statements(codes, bounds, flags, inside)
        hashes = sets.hashes()
        exact = sets.only((known[sets.codes] & EXACT) != 0).hashes()
        self._framings.append(framings)
        self._hashes.append(np.where(np.diff(sets.bounds) > 0, hashes, 0))
        self._exact.append(np.where(short, hashes, exact))
        self._sizes.append(np.diff(sets.bounds))
        self._codes.append(sets.codes)

    def framings(self) -> NDArray[np.int8]:
        """Return how each text is framed; int8 array of shape (n,)."""
        return np.concatenate([np.zeros(0, np.int8), *self._framings])

    def groups(self, told: Told = lambda _share: None) -> NDArray[np.int32]:
        """Group the texts so far.

        Parameters
        ----------
        told : callable
            Given the per cent done now and then; may raise to stop the work.

        Returns
        -------
        int32 array of shape (n,)
            Groups from 0 in the order of their first texts; -1 where nothing is alike.
        """
        hashes = np.concatenate([np.zeros(0, np.uint64), *self._hashes])
        told(0)
        distinct, first, back = np.unique(
            hashes, return_index=True, return_inverse=True
        )
        worded = np.flatnonzero(distinct)
        labels = np.full(len(distinct), -1, dtype=np.int64)
        told(5)
        if len(worded):
            times = np.bincount(back, minlength=len(distinct))[worded]
            labels[worded] = self._resembling(first[worded], times, told)
        return _numbered(labels[back])

    def _read(self, texts: Sequence[str | None]) -> tuple[Codes, Rows]:
        codes: list[int] = []
        bounds = [0]
        words, code_of = _WORD.findall, self._vocabulary.__getitem__
        for text in texts:
            if text:
                codes.extend(map(code_of, words(text.lower().replace("’", "'"))))
            bounds.append(len(codes))
        return np.asarray(codes, np.int32), np.asarray(bounds, np.int64)

    def _resembling(self, rows: Rows, times: Rows, told: Told) -> Rows:
        """Group some rows, all of them different, that come so many times each."""
        matrix = self._matrix(rows)
        told(15)
        return alike(matrix, np.concatenate(self._exact)[rows], times, told)

    def _matrix(self, rows: Rows) -> "csr_matrix":
        """Weigh each word of some rows by how few of these hold it."""
        from scipy.sparse import csr_matrix

        words = len(self._vocabulary.flags)
        ends = np.concatenate([[0], np.cumsum(np.concatenate(self._sizes))])
        codes = np.concatenate(self._codes)
        ones = np.ones(len(codes), dtype=np.float32)
        matrix = csr_matrix((ones, codes, ends), shape=(len(ends) - 1, words))[rows]
        holding = np.bincount(matrix.indices, minlength=words)
        idf = np.log1p(len(rows) / np.maximum(holding, 1)).astype(np.float32)
        matrix.data = idf[matrix.indices]
        return matrix


def _statements(
    codes: Codes, bounds: Rows, flags: NDArray[np.uint8], inside: NDArray[np.bool_]
) -> tuple[_Sets, NDArray[np.bool_]]:
    """Return each text's words without framing and function words.

    Of a short statement all words are kept, and where there is nothing but framing,
    that; the second value tells which: they resemble only the very same words.
    """
    texts = len(bounds) - 1
    rows = np.repeat(np.arange(texts), np.diff(bounds))
    word = (flags & COMMA) == 0
    stated = word & ~inside
    kept = stated & ((flags & FUNCTION) == 0)
    short = np.bincount(rows[kept], minlength=texts) < _LEAST_WORDS
    kept |= stated & short[rows]
    bare = np.bincount(rows[kept], minlength=texts) == 0
    kept |= word & bare[rows]
    cells = np.unique((rows[kept] << 32) | codes[kept])
    limits = np.searchsorted(cells >> 32, np.arange(texts + 1))
    return _Sets(limits, (cells & 0xFFFFFFFF).astype(np.int32)), short


def _numbered(labels: Rows) -> NDArray[np.int32]:
    """Number groups of two texts or more in the order of their first ones."""
    size = np.bincount(labels[labels >= 0], minlength=1)
    alone = (labels < 0) | (size[labels] < 2)
    _, first, back = np.unique(labels[~alone], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    numbered = np.full(len(labels), -1, dtype=np.int32)
    numbered[~alone] = rank[back]
    return numbered
