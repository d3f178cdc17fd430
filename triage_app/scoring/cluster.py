"""A Dask cluster that works on many files at once."""

import asyncio
import concurrent.futures
import logging
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from triage_app.domain.errors import UserFacingError
from triage_app.domain.ports.work import Job
from triage_app.domain.progress import CancelToken
from triage_app.scoring.pools import alone

T = TypeVar("T")
R = TypeVar("R")

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?[^\s/]+:(?P<port>\d{1,5})/?")
_MOST_PORTS = 65_535
_LOOK_SECONDS = 0.05
_REACH_SECONDS = 15
_RETRIES = 3
_REACHABLE = (
    "Every worker must reach the sources and the folder of the parts under the same "
    "paths."
)


class DaskPool:
    """The workers of a Dask cluster that runs already.

    Parameters
    ----------
    address : str
        Of its scheduler.

    Raises
    ------
    UserFacingError
        If Dask isn't installed.
    """

    hint = _REACHABLE

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError as error:
            raise UserFacingError(
                "Dask is not installed here, so no cluster can be used.",
                next_step="Install it with: pip install 'claim-triage[dask]'",
            ) from error
        # What goes wrong is said in a sentence, not in Dask's tracebacks.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        self._dask: Any = distributed
        self._address = address
        self._client: Any = None

    def run(
        self, job: "Job[T, R]", tasks: Sequence[T], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        """Do the job for every task; yield each result with its task's place.

        What a worker that died was at, Dask gives to another.

        Raises
        ------
        CancelledError
        UserFacingError
            If the cluster can't be reached or has no workers, or they lack this
            program.
        """
        client = self._connected()
        futures = client.map(
            alone,
            [job] * len(tasks),
            range(len(tasks)),
            tasks,
            pure=False,
            retries=_RETRIES,
        )
        places = {future.key: place for place, future in enumerate(futures)}
        finished = self._dask.as_completed(futures, loop=client.loop)
        try:
            while places:
                cancel.raise_if_cancelled()
                batch = finished.next_batch(block=False)
                for future in batch:
                    place = places.pop(future.key)
                    yield place, self._result(future)
                    future.release()
                if not batch:
                    self._require_connection(client)
                    time.sleep(_LOOK_SECONDS)
        finally:
            client.cancel([future for future in futures if future.key in places])

    def close(self) -> None:
        """Leave the cluster, which runs on."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> Any:  # noqa: ANN401
        if self._client is not None:
            return self._client
        self._require_address()
        try:
            client = self._dask.Client(
                self._address, timeout=_REACH_SECONDS, set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise UserFacingError(
                f"The Dask cluster at {self._address} can't be reached.",
                f"{error}.",
                "Check the address, and that its scheduler runs.",
            ) from error
        self._client = client
        try:
            client.wait_for_workers(1, timeout=_REACH_SECONDS)
        except TimeoutError as error:
            raise UserFacingError(
                f"The Dask cluster at {self._address} has no workers.",
                next_step="Start some, in an environment with this program.",
            ) from error
        return client

    def _require_address(self) -> None:
        """Refuse what is no address before a client is half made of it."""
        found = _ADDRESS.fullmatch(self._address)
        if found is None or int(found["port"]) > _MOST_PORTS:
            raise UserFacingError(
                f"{self._address[:80]!r} is not the address of a Dask scheduler.",
                next_step="It reads like tcp://10.0.0.5:8786.",
            )

    def _require_connection(self, client: Any) -> None:  # noqa: ANN401
        if client.status not in ("running", "connecting"):
            raise self._gone()

    def _gone(self) -> UserFacingError:
        return UserFacingError(
            f"The Dask cluster at {self._address} is gone.",
            "The parts that were finished are whole.",
            "Run the same again: they are kept, and the rest is done.",
        )

    def _result(self, future: Any) -> Any:  # noqa: ANN401
        try:
            return future.result()[1]
        except self._dask.KilledWorker:
            return None
        except (asyncio.CancelledError, concurrent.futures.CancelledError) as error:
            raise self._gone() from error  # nobody here takes a piece back one by one
        except ImportError as error:
            raise UserFacingError(
                "The workers of the Dask cluster lack this program.",
                f"{error}.",
                "Install the same version there as here.",
            ) from error
