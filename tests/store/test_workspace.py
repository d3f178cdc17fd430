"""The store as its port promises it: keep, give back, never twice."""

from pathlib import Path

import numpy as np
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import RecordKind, Verdict
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.text_column import TextColumn
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


def assert_same(found: Backlog, expected: Backlog) -> None:
    assert list(found.raw.items()) == list(expected.raw.items())
    assert found.roles == expected.roles
    assert list(found.numbers) == list(expected.numbers)
    for part in expected.numbers:
        np.testing.assert_array_equal(found.numbers[part], expected.numbers[part])
    np.testing.assert_array_equal(found.lines, expected.lines)
    assert found.lines.dtype == np.int64


def test_a_new_workspace_is_empty_and_sound(stores, folder) -> None:
    store = stores.open(folder, create=True)
    assert store.path == folder
    assert store.imports() == ()
    assert list(store.records()) == []
    assert store.events() == ()
    assert store.setting("routing") is None
    check = store.verify()
    assert (check.decisions, check.head_hash, check.problems) == (0, "", ())
    assert check.chain
    assert check.integrity
    store.close()


def test_everything_is_there_after_reopening(stores, closed, make) -> None:
    store = stores.open(closed)
    assert [record.seq for record in store.records()] == [1, 2, 3, 4, 5]
    assert [event.kind for event in store.events()] == ["exported", "routing_set"]
    assert store.setting("routing") == '{"low": 0.2}'
    (kept,) = store.imports()
    assert kept.report_file == f"reports/{make.backlog_id}.csv"
    assert (closed / kept.report_file).is_file()
    backlog, scores = store.load(kept.backlog_id)
    assert_same(backlog, make.backlog())
    np.testing.assert_array_equal(scores.p_claim, make.scores().p_claim)
    assert scores.model_id == "base-1-3f9c2a"
    assert store.verify().problems == ()
    store.close()


def test_the_workspace_keeps_its_identity(stores, closed) -> None:
    first = stores.open(closed)
    identity = first.workspace_id
    first.close()
    second = stores.open(closed, read_only=True)
    assert second.workspace_id == identity
    second.close()
