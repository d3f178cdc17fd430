"""A Dask cluster on this machine: real processes, no network beyond it."""

import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.progress import CancelToken
from triage_app.scoring.cluster import DaskPool

distributed = pytest.importorskip("distributed", reason="needs the extra [dask]")
cloudpickle = pytest.importorskip("cloudpickle")
# Tornado leaves the closing of its sockets to the collector of rubbish.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections to this machine through, and no others."""
    connect = socket.socket.connect

    def local(self: socket.socket, address: Any) -> None:
        assert address[0] in ("127.0.0.1", "localhost"), address
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two workers, each a process of its own."""
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            cluster = distributed.LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=50,
            )
        except OSError as error:
            pytest.skip(f"no sockets here: {error}")
        yield cluster.scheduler_address
        cluster.close()
    cloudpickle.unregister_pickle_by_value(module)


@pytest.fixture
def workers(address: str) -> Iterator[DaskPool]:
    pool = DaskPool(address)
    yield pool
    pool.close()


def double(task: int, cancel: CancelToken) -> tuple[int, int]:
    return 2 * task, os.getpid()


def die_once(task: str, cancel: CancelToken) -> str:
    """Die as one does that is out of memory, the first time a task is tried."""
    mark = Path(f"{task}.tried")
    if task.endswith("2") and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task[-1]


def lacking(task: int, cancel: CancelToken) -> int:
    raise ModuleNotFoundError("No module named 'triage_app'")


def test_every_task_is_done_by_the_cluster(workers: DaskPool) -> None:
    found = dict(workers.run(double, range(9), CancelToken()))
    assert {place: value for place, (value, _) in found.items()} == {
        place: 2 * place for place in range(9)
    }
    assert os.getpid() not in {pid for _, pid in found.values()}


@pytest.mark.skipif(os.name == "nt", reason="processes are killed on POSIX")
def test_a_worker_that_is_killed_loses_nothing(
    workers: DaskPool, tmp_path: Path
) -> None:
    tasks = [str(tmp_path / str(number)) for number in range(5)]
    found = dict(workers.run(die_once, tasks, CancelToken()))
    assert found == {number: str(number) for number in range(5)}
    assert (tmp_path / "2.tried").exists()


def test_the_work_is_left_where_it_is_cancelled(workers: DaskPool) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(workers.run(double, range(3), cancel))


def test_workers_without_the_program_are_refused(workers: DaskPool) -> None:
    with pytest.raises(UserFacingError, match="lack this program"):
        list(workers.run(lacking, range(3), CancelToken()))


def test_an_address_where_nobody_is_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("triage_app.scoring.cluster._REACH_SECONDS", 0.2)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens there
        pool = DaskPool(f"tcp://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(UserFacingError, match="can't be reached"):
            list(pool.run(double, range(3), CancelToken()))
    pool.close()


@pytest.mark.parametrize(
    "address", ["foo", "tcp://x", "x:70000", "http://x:1", "tcp://a b:1", "tcp://:y"]
)
def test_what_is_no_address_is_refused_before_anything_is_tried(address: str) -> None:
    with pytest.raises(UserFacingError, match="is not the address of a Dask schedul"):
        list(DaskPool(address).run(double, range(3), CancelToken()))


def test_a_scheduler_that_is_lost_is_one_sentence(workers: DaskPool) -> None:
    class Lost:
        def result(self) -> None:
            raise distributed.client.FutureCancelledError("k", "connection-lost")

    with pytest.raises(UserFacingError, match="is gone") as refused:
        workers._result(Lost())
    assert "Run the same again" in str(refused.value)


HEADER = "video_id,video_transcription_text,video_view_count\n"


@pytest.mark.skipif(os.name == "nt", reason="processes are killed on POSIX")
def test_a_folder_scored_on_the_cluster_is_the_folder_scored_here(
    address: str, tmp_path: Path
) -> None:
    from triage_app.bootstrap import build
    from triage_app.cli.main import run

    source = tmp_path / "november"
    source.mkdir()
    for name in "abcd":
        rows = [f"{name}{n},they say it rains,{n * 9_000}\n" for n in range(200)]
        text = HEADER + "".join(rows) + "a7,they say it rains,9\n"
        (source / f"{name}.csv").write_text(text, "utf-8")

    def score(out: str, *more: str) -> int:
        words = ["score", str(source), "--out", str(tmp_path / out), *more]
        return run(words, build, "ann")

    assert score("here", "--jobs", "1") == 0
    with distributed.Client(address, set_as_default=False) as client:
        killed = client.submit(
            _end_when_there, str(tmp_path / "there" / ".triage-parts"), pure=False
        )
        assert score("there", "--dask", address) == 0
        client.cancel(killed)
    parts = sorted(path.name for path in (tmp_path / "here").glob("*.parquet"))
    assert parts == [f"{name}.scored.parquet" for name in "abcd"]
    for name in parts:
        there = (tmp_path / "there" / name).read_bytes()
        assert there == (tmp_path / "here" / name).read_bytes()
    assert (tmp_path / "ended").exists()


def _end_when_there(place: str) -> None:
    """End this worker once the first scores are kept; tried again, let it be."""
    mark = Path(place).parent.parent / "ended"
    if mark.exists():
        return
    while not any(Path(place).glob("*.scores")):
        threading.Event().wait(0.01)
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
