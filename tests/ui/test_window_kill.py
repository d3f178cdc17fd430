"""``kill -9`` on the real window in the middle of a review: what receipts said holds.

A child process reviews by keys and prints every receipt. Receipts are in the log's
order, so what the log holds more than them after a kill is at most the one step that
landed without being told. With TRIAGE_LONG=1 it is killed a hundred times.
"""

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from triage_app.bootstrap import build
from triage_app.cli.main import run
from triage_app.domain.decisions import Record, RecordKind
from triage_app.services.statistics import status, verify
from triage_app.services.workspace import Workspace
from triage_app.store.workspaces import SqliteWorkspaces

LONG = bool(os.environ.get("TRIAGE_LONG"))
ROUNDS, ROWS = (100, 2_400) if LONG else (3, 200)
# Of so many rounds one is killed while the window is still being built.
UNTIMELY = 5 if LONG else 3
ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("scripted_review.py")
MODERATOR = "m-07"


@dataclass
class Told:
    """What a child told before it was killed."""

    receipts: list[str] = field(default_factory=list)
    opened: str | None = None
    note: str = ""
    rested: tuple[str, str] | None = None

    def take(self, line: bytes) -> None:
        if not line.endswith(b"\n"):  # half a line was never told
            return
        said = json.loads(line)
        if "opened" in said:
            self.opened, self.note = said["opened"], said["note"]
        elif "rested" in said:
            self.rested = (said["rested"], said["note"])
        else:
            self.receipts.append(said["receipt"])
            self.rested = None


def review_until_killed(
    workspace: Path, home: Path, seed: int, lines: int, delay_s: float, until: str = ""
) -> Told:
    """Let a child review; kill it some time after it told so much."""
    child = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(workspace), str(home), str(seed)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    told = Told()
    for _ in range(lines):
        line = child.stdout.readline()
        told.take(line)
        if until and until in line.decode():
            break
    with suppress(subprocess.TimeoutExpired):
        child.wait(delay_s)
    assert child.poll() is None, "the window ended by itself"
    child.kill()
    for line in child.stdout.readlines():
        told.take(line)
    child.wait()
    child.stdout.close()
    return told


def as_receipts(records: list[Record]) -> list[str]:
    """Return what the window says of records, without what the model said."""
    told, verdicts = [], {r.decision.decision_id: r.decision for r in records}
    for decision in (record.decision for record in records):
        said = f"{decision.verdict.value} · {decision.item_id}"
        undone = verdicts.get(decision.revokes or "")
        if decision.kind is RecordKind.REVOCATION:
            again = undone is not None and undone.kind is RecordKind.REVOCATION
            told.append(f"{'Saved again' if again else 'Taken back'}: {said}")
        else:
            told.append(f"Saved: {said}")
    return told


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with items that wait."""
    folder = tmp_path_factory.mktemp("reviewed")
    backlog, workspace = folder / "b.csv", folder / "b.triage"
    services = build(workers=1)
    for command in (
        ["sample", "--rows", ROWS, "--out", backlog, "--seed", 1],
        ["import", backlog, "--workspace", workspace],
    ):
        asked = list(map(str, command))
        assert run(asked, lambda model, workers: services, MODERATOR) == 0
    return workspace


def kept(folder: Path) -> tuple[list[Record], dict[str, str]]:
    store = SqliteWorkspaces(lock_wait=5.0).open(folder)
    try:
        records = list(store.records())
        drafts = dict(store.drafts(MODERATOR))
        assert store.verify().problems == ()
    finally:
        store.close()
    return records, drafts


def checked(folder: Path) -> Workspace:
    """Open a workspace as the program does; everything adds up."""
    workspace = build().workspaces.open(folder)
    assert verify(workspace).ok
    assert status(workspace)["conserved"] is True
    return workspace


def test_no_receipt_is_lost_or_doubled_and_notes_come_back(
    reviewed: Path, tmp_path: Path
) -> None:
    chance = random.Random(11)
    before, rested, notes_back = 0, None, 0
    for number in range(ROUNDS):
        untimely = number % UNTIMELY == UNTIMELY - 1
        told = review_until_killed(
            reviewed,
            tmp_path,
            seed=number + 3,
            lines=0 if untimely else 60 if number % 3 == 0 else chance.randint(2, 7),
            delay_s=chance.uniform(0.1, 1.2) if untimely else chance.uniform(0, 0.06),
            until="rested" if number % 3 == 0 else "",
        )
        if rested is not None and told.opened is not None:
            item, note = rested
            if told.opened == item:
                assert told.note == note
                notes_back += 1
        records, drafts = kept(reviewed)
        assert len({r.decision.decision_id for r in records}) == len(records)
        fresh = as_receipts(records)[before:]
        said = [receipt_alone(receipt) for receipt in told.receipts]
        assert fresh[: len(said)] == said
        assert len(fresh) <= len(said) + 1
        before = len(records)
        if told.opened is not None:
            rested = told.rested if len(fresh) == len(said) else None
        if rested is not None:
            assert drafts.get(rested[0]) == rested[1], (number, told)
        checked(reviewed).close()
    assert before > 2 * ROUNDS
    assert notes_back >= max(1, ROUNDS // 5)


def receipt_alone(receipt: str) -> str:
    """Return a receipt without its detail."""
    return " · ".join(receipt.split(" · ")[:2])
