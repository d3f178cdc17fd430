"""Kill -9 at any moment: what was acknowledged is there, once, and the chain holds."""

import importlib.util
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.ports import Occasion
from triage_app.store.workspaces import SqliteWorkspaces

_ROUNDS = 3

_WRITER = """
import importlib.util, sys
from pathlib import Path
from triage_app.store.workspaces import SqliteWorkspaces

spec = importlib.util.spec_from_file_location("makers", sys.argv[2])
makers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(makers)
store = SqliteWorkspaces(lock_wait=0.0).open(Path(sys.argv[1]))
while True:
    one = makers.make_decision()
    several = [makers.make_decision() for _ in range(3)]
    for batch in ([one], several):
        made = store.append(batch)
        print(*(record.decision.decision_id for record in made), flush=True)
"""


def _write_until_killed(folder: Path, enough: int) -> list[str]:
    """Run a writer, kill it after `enough` lines; return the ids it acknowledged."""
    project = Path(importlib.util.find_spec("triage_app").origin).parents[1]
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _WRITER,
            folder,
            Path(__file__).with_name("conftest.py"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=project,
    )
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(enough)]
    writer.kill()
    lines += writer.stdout.readlines()
    assert writer.wait() != 0
    writer.stdout.close()
    # The last line may be half printed; a cut id isn't an acknowledged one.
    whole = [line for line in lines if line.endswith("\n")]
    return [decision_id for line in whole for decision_id in line.split()]


def test_no_acknowledged_decision_is_lost_or_doubled(
    stores: SqliteWorkspaces, folder: Path, make: Any
) -> None:
    store = stores.open(folder, create=True)
    make.fill(store)
    store.close()
    chance = random.Random(7)
    acknowledged: list[str] = []
    for _ in range(_ROUNDS):
        acknowledged += _write_until_killed(folder, chance.randint(1, 60))
        store = stores.open(folder)
        kept = [record.decision.decision_id for record in store.records()]
        check = store.verify()
        store.close()
        assert set(acknowledged) <= set(kept)
        assert len(kept) == len(set(kept))
        assert check.problems == ()
        assert check.decisions == len(kept)
    assert len(acknowledged) > _ROUNDS


_IMPORTER = """
import importlib.util, os, signal, sys
from pathlib import Path
from triage_app.store import workspace
from triage_app.store.workspaces import SqliteWorkspaces

spec = importlib.util.spec_from_file_location("makers", sys.argv[2])
makers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(makers)
store = SqliteWorkspaces().open(Path(sys.argv[1]))

def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)

workspace.records.import_fields = die
makers.Makers.fill(store, "b2")
"""


def test_an_import_cut_off_before_its_commit_leaves_nothing(
    stores: SqliteWorkspaces, closed: Path, make: Any
) -> None:
    project = Path(importlib.util.find_spec("triage_app").origin).parents[1]
    makers = Path(__file__).with_name("conftest.py")
    command = [sys.executable, "-c", _IMPORTER, closed, makers]
    ended = subprocess.run(command, cwd=project, check=False)
    assert ended.returncode != 0
    assert (closed / "snapshots" / "b2.parquet").exists()
    store = stores.open(closed)
    assert not (closed / "snapshots" / "b2.parquet").exists()
    assert [kept.backlog_id for kept in store.imports()] == [make.backlog_id]
    assert make.fill(store, "b2") == store.imports()[1]
    assert store.verify().problems == ()
    store.close()


_RESTORER = """
import os, signal, sys
from pathlib import Path
from triage_app.store import restoring
from triage_app.store.workspaces import SqliteWorkspaces

step, done = sys.argv[2], getattr(restoring, sys.argv[2])

def die(*args):
    done(*args)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(restoring, step, die)
stores, folder = SqliteWorkspaces(), Path(sys.argv[1])
stores.restore(folder, stores.backups(folder)[-1].name)
"""


@pytest.mark.parametrize("step", ["_carry", "_let_go_of_wal", "flush_folder"])
def test_a_restoring_cut_off_leaves_the_old_workspace_or_the_new_one(
    stores: SqliteWorkspaces, store: Any, folder: Path, make: Any, step: str
) -> None:
    store.append([make.decision()])
    store.back_up(Occasion.ASKED)
    store.append([make.decision()])
    store.close()
    project = Path(importlib.util.find_spec("triage_app").origin).parents[1]
    command = [sys.executable, "-c", _RESTORER, folder, step]
    ended = subprocess.run(command, cwd=project, check=False, capture_output=True)
    assert (ended.returncode, ended.stderr) == (-9, b"")
    again = stores.open(folder)
    assert len(list(again.records())) == 2
    assert again.verify().problems == ()
    restored = [event.kind for event in again.events()] == ["restored"]
    again.close()
    assert restored == (step == "flush_folder")
    assert not list(folder.glob("workspace.db.new*"))
