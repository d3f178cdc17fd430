"""``kill -9`` in the middle of decisions: what was acknowledged is there."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    not hasattr(os, "killpg"), reason="process groups are killed on POSIX only"
)

LOOP = """
import sys
from triage_app.__main__ import triage
workspace, *items = sys.argv[1:]
for number, item in enumerate(items):
    verdict = ("claim", "opinion", "skip", "escalate")[number % 4]
    command = ["decide", "--json", "--workspace", workspace, "--item", item,
               "--verdict", verdict, "--note", "odd"]
    if triage(command):
        sys.exit(1)
"""


def decide_until_killed(
    workspace: Path, items: Iterable[str], acknowledged: int, delay_s: float
) -> list[dict[str, str]]:
    """Run one command after another, kill all at some moment, return the acks."""
    loop = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(workspace), *items],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert loop.stdout is not None
    lines = [loop.stdout.readline() for _ in range(acknowledged)]
    with suppress(subprocess.TimeoutExpired):
        loop.wait(timeout=delay_s)
    os.killpg(loop.pid, signal.SIGKILL)
    loop.wait()
    lines += loop.stdout.readlines()
    loop.stdout.close()
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def test_no_acknowledged_decision_is_lost_and_none_is_doubled(
    triage: Any, tmp_path: Path
) -> None:
    backlog, workspace = tmp_path / "b.csv", tmp_path / "b.triage"
    triage("sample", "--rows", 200, "--out", backlog, "--seed", 1)
    triage("import", backlog, "--workspace", workspace)
    items = _ids(triage, workspace, tmp_path)
    chance = random.Random(7)
    acks: list[dict[str, str]] = []
    for _ in range(3):
        known = {ack["item"] for ack in acks}
        left = [item for item in items if item not in known]
        acks += decide_until_killed(workspace, left, 3, chance.uniform(0.0, 0.3))
        verified = triage("verify", "--workspace", workspace, "--json")
        assert verified.status == 0, verified.out
        # At most one record a kill may have landed without having been told.
        assert len(acks) <= verified.json["decisions"] <= len(acks) + 3
    out = tmp_path / "all.jsonl"
    triage("export", "--workspace", workspace, "--out", out, "--preset", "queue")
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    found = {row["decision_id"]: row for row in rows}
    for ack in acks:
        standing = found.get(ack["decision_id"])
        if standing is None:  # decided again after an unacknowledged record
            assert [a["item"] for a in acks].count(ack["item"]) > 1
        else:
            assert standing["verdict"] == ack["verdict"]
    status = triage("status", "--workspace", workspace, "--json").json
    assert status["conserved"] is True


def _ids(triage: Any, workspace: Path, folder: Path) -> list[str]:
    out = folder / "ids.jsonl"
    triage("export", "--workspace", workspace, "--out", out, "--preset", "queue")
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return [str(row["video_id"]) for row in rows]
