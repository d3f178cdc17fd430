"""What every test shares: a home of its own, no network, and the real data if any."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
settings.load_profile("house")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary home, so that no test touches the person's own files."""
    place = tmp_path / "home"
    place.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv("CLAIM_TRIAGE_HOME", str(place))
    return place


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections: the program works offline, and so do its tests."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"a test reached for the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real data set; skips where it is absent."""
    place = Path(os.environ.get("TRIAGE_DATA", str(ROOT / ".." / "shared" / "data")))
    if not (place / "tiktok_dataset.csv").is_file():
        pytest.skip(f"the real data set is not at {place}; TRIAGE_DATA names its place")
    return place


@pytest.fixture(scope="session")
def real_backlog(real_data: Path) -> Path:
    """The real backlog file."""
    return real_data / "tiktok_dataset.csv"
