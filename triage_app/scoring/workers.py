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
from triage_app.domain.progress import CancelToken
from triage_app.scoring.chunks import Chunk, Probabilities

_CHUNKS_AHEAD = 2
_LOOK_SECONDS = 0.05

# A worker serves one pool and one model all its life.
_loaded: list[Classifier] = []


def score_in_processes(
    work: Iterator[Chunk], folder: Path, workers: int, cancel: CancelToken
) -> Iterator[Probabilities]:
    """Score chunks in worker processes and yield the results in order.

    Parameters
    ----------
    work : iterator of Chunk
    folder : Path
        The model; every worker verifies it before it uses it.
    workers : int
    cancel : CancelToken
        Looked at while waiting; chunks not yet begun are dropped.

    Raises
    ------
    CancelledError
    concurrent.futures.process.BrokenProcessPool
        If a worker dies, or can't load the model.
    """
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_load,
        initargs=(folder,),
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


def _load(folder: Path) -> None:
    # Ctrl+C is for the program, which then stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _loaded.append(load(folder).classifier)


def _score(chunk: Chunk) -> Probabilities:
    return chunk.score(_loaded[0])
