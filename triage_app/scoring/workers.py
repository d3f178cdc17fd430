"""Worker processes that score chunks; they load the model themselves and know no Qt."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from itertools import islice
from pathlib import Path

from model.artefact import load
from model.classifier import Classifier
from model.manifest import ArtefactError
from triage_app.domain.progress import CancelToken
from triage_app.scoring.chunks import Chunk, Probabilities

_CHUNKS_AHEAD = 2
_LOOK_SECONDS = 0.05


class _Worker:
    """What a worker process knows: one model, loaded with its first chunk."""

    folder: Path
    model_id: str
    classifier: Classifier | None = None


def score_in_processes(
    work: Iterator[Chunk],
    folder: Path,
    model_id: str,
    workers: int,
    cancel: CancelToken,
) -> Iterator[Probabilities]:
    """Score chunks in worker processes and yield the results in order.

    Parameters
    ----------
    work : iterator of Chunk
    folder : Path
        The model; every worker verifies it before it uses it.
    model_id : str
        The model that must be there.
    workers : int
    cancel : CancelToken
        Looked at while waiting; chunks not yet begun are dropped.

    Raises
    ------
    CancelledError
    ArtefactError
        If a worker can't load the model, or finds another.
    concurrent.futures.process.BrokenProcessPool
        If a worker dies.
    """
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(folder, model_id),
    )
    try:
        waiting = deque(
            pool.submit(_score, chunk)
            for chunk in islice(work, workers * _CHUNKS_AHEAD)
        )
        while waiting:
            yield _result(waiting.popleft(), cancel)
            waiting.extend(pool.submit(_score, chunk) for chunk in islice(work, 1))
    finally:
        pool.shutdown(cancel_futures=True)


def _result(future: "Future[Probabilities]", cancel: CancelToken) -> Probabilities:
    while True:
        cancel.raise_if_cancelled()
        try:
            return future.result(_LOOK_SECONDS)
        except NotYetError:
            continue


def _begin(folder: Path, model_id: str) -> None:
    # Ctrl+C is for the program, which then stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.folder, _Worker.model_id = folder, model_id


def _score(chunk: Chunk) -> Probabilities:
    if _Worker.classifier is None:
        found = load(_Worker.folder)
        if found.model_id != _Worker.model_id:
            raise ArtefactError("The model was replaced while it was in use.")
        _Worker.classifier = found.classifier
    return chunk.score(_Worker.classifier)
