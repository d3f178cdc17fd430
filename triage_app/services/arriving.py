"""Rows on their way from a file into a scored backlog, piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from triage_app.domain.backlog import Backlog
from triage_app.domain.draws import Draws, audit_lots
from triage_app.domain.growing import GrowingArray, GrowingBacklog
from triage_app.domain.ports import BacklogStream
from triage_app.domain.progress import Progress, Stage, Step
from triage_app.domain.report import ImportReport
from triage_app.domain.routing import Reason, forced
from triage_app.domain.scores import Scores

_GROWTH = 2


@dataclass(frozen=True)
class Piece:
    """Rows of a file.

    Attributes
    ----------
    backlog : Backlog
    share : float or None
        Which part of the file, in 0..1, had been read with them.
    report : ImportReport or None
        The account up to them, where all rows so far are to be shown.
    """

    backlog: Backlog
    share: float | None
    report: ImportReport | None


@dataclass(frozen=True)
class ScoredPiece:
    """Rows of a file with their scores and lots, aligned.

    Attributes
    ----------
    piece : Piece
    scores : Scores
    lots : float64 array of shape (n, 1)
        Who would be audited; NaN where people look in any case.
    """

    piece: Piece
    scores: Scores
    lots: Draws

    @classmethod
    def of(cls, piece: Piece, scores: Scores, seed: str) -> "ScoredPiece":
        """Draw the lots of those rows that could be automatic."""
        free = forced(scores) == Reason.NONE
        return cls(piece, scores, audit_lots(piece.backlog.ids, seed, free))


class Reading:
    """Cuts a stream into pieces, and listens to its progress.

    Attributes
    ----------
    progress : callable
        Whom the stream's steps are passed on to.
    """

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self._share: float | None = None

    def tell(self, step: Step) -> None:
        """Take a step of the stream's."""
        if step.stage is Stage.READING:
            self._share = step.fraction
        self.progress(step)

    def pieces(self, stream: BacklogStream) -> Iterator[Piece]:
        """Yield a stream's chunks; all are to be shown each time they doubled."""
        rows = shown = 0
        for chunk in stream:
            rows += len(chunk)
            due = rows >= shown * _GROWTH
            shown = rows if due else shown
            yield Piece(chunk, self._share, stream.report if due else None)


class ScoredRows:
    """Scored rows that become more; what was taken from them stays as it is.

    Parameters
    ----------
    model_id : str
        The model that scores them.
    """

    def __init__(self, model_id: str) -> None:
        self._model_id = model_id
        self._backlog = GrowingBacklog()
        self._p_claim = GrowingArray[np.float64].empty(np.float64)
        self._p_text = GrowingArray[np.float64].empty(np.float64)
        self._p_engagement = GrowingArray[np.float64].empty(np.float64)
        self._outside = GrowingArray[np.bool_].empty(np.bool_)
        self._stale = GrowingArray[np.bool_].empty(np.bool_)
        self._lots = GrowingArray[np.float64].empty(np.float64, 1)

    def __len__(self) -> int:
        return self._backlog.rows

    def add(self, scored: ScoredPiece) -> None:
        """Put a piece behind what is there."""
        scores, share = scored.scores, scored.piece.share
        self._backlog.extend(scored.piece.backlog, share)
        self._p_claim.extend(scores.p_claim, share)
        self._p_text.extend(scores.p_text, share)
        self._p_engagement.extend(scores.p_engagement, share)
        self._outside.extend(scores.outside, share)
        self._stale.extend(scores.stale, share)
        self._lots.extend(scored.lots, share)

    @property
    def backlog(self) -> Backlog:
        """The rows so far."""
        return self._backlog.backlog

    @property
    def scores(self) -> Scores:
        """Their scores."""
        return Scores(
            self._p_claim.values,
            self._p_text.values,
            self._p_engagement.values,
            self._outside.values,
            self._model_id,
            self._stale.values,
        )

    @property
    def lots(self) -> Draws:
        """Their lots; see `ScoredPiece`."""
        return self._lots.values
