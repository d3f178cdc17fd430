"""The store as its port promises it: keep, give back, never twice."""

from pathlib import Path
from typing import Any

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


def test_a_new_workspace_is_empty_and_sound(
    stores: SqliteWorkspaces, folder: Path
) -> None:
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


def test_everything_is_there_after_reopening(
    stores: SqliteWorkspaces, closed: Path, make: Any
) -> None:
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


def test_the_workspace_keeps_its_identity(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    first = stores.open(closed)
    identity = first.workspace_id
    first.close()
    second = stores.open(closed, read_only=True)
    assert second.workspace_id == identity
    second.close()


def test_append_gives_each_decision_its_place_in_the_chain(
    store: SqliteWorkspace, make: Any
) -> None:
    first, second = store.append([make.decision(), make.decision(p_claim=None)])
    assert (first.seq, second.seq) == (1, 2)
    assert first.previous_hash == "0" * 64
    assert second.previous_hash == first.hash
    assert list(store.records()) == [first, second]
    assert list(store.records(after=1)) == [second]


def test_every_field_of_a_decision_comes_back_as_it_was(
    store: SqliteWorkspace, make: Any
) -> None:
    taken_back = make.decision(score_visible=True, shown_at="")
    revocation = make.decision(
        kind=RecordKind.REVOCATION,
        revokes=taken_back.decision_id,
        verdict=Verdict.ESCALATE,
        note="‮ \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        p_claim=5e-324,
    )
    store.append([taken_back, revocation])
    assert [record.decision for record in store.records()] == [taken_back, revocation]


def test_a_decision_sent_again_is_not_added_again(
    store: SqliteWorkspace, make: Any
) -> None:
    decision = make.decision()
    (first,) = store.append([decision])
    assert store.append([decision]) == (first,)
    new = make.decision()
    again, added, twin = store.append([decision, new, new])
    assert again == first
    assert added == twin
    assert added.seq == 2
    assert len(list(store.records())) == 2


def test_another_decision_under_a_known_id_is_refused(
    store: SqliteWorkspace, make: Any
) -> None:
    decision = make.decision()
    other = make.decision(decision_id=decision.decision_id, verdict=Verdict.OPINION)
    with pytest.raises(WorkspaceError, match="because another one has its number"):
        store.append([decision, other])
    assert list(store.records()) == []
    store.append([decision])
    with pytest.raises(WorkspaceError, match="because another one has its number"):
        store.append([make.decision(), other])
    assert [record.decision for record in store.records()] == [decision]


def test_nothing_appended_is_nothing_written(store: SqliteWorkspace) -> None:
    assert store.append([]) == ()
    assert list(store.records()) == []


def test_append_takes_more_decisions_than_a_query_takes_ids(
    store: SqliteWorkspace, make: Any
) -> None:
    many = [make.decision(item_id=str(i)) for i in range(2_300)]
    made = store.append(many)
    assert [record.seq for record in made] == list(range(1, 2_301))
    assert list(store.records()) == list(made)
    assert store.append(many) == made
    assert store.verify().problems == ()


def test_a_decision_about_an_unknown_backlog_is_refused(
    store: SqliteWorkspace, make: Any
) -> None:
    with pytest.raises(WorkspaceError, match="doesn't hold that backlog"):
        store.append([make.decision(), make.decision(backlog_id="elsewhere")])
    assert list(store.records()) == []


def test_a_note_that_is_no_unicode_is_refused_with_a_sentence(
    store: SqliteWorkspace, make: Any
) -> None:
    with pytest.raises(WorkspaceError, match="isn't valid Unicode"):
        store.append([make.decision(note="broken \udcff")])
    assert list(store.records()) == []


def test_a_score_that_is_no_number_is_a_bug_and_not_kept(
    store: SqliteWorkspace, make: Any
) -> None:
    with pytest.raises(ValueError, match="nan"):
        store.append([make.decision(p_claim=float("nan"))])
    assert list(store.records()) == []


def test_a_setting_and_its_event_are_kept_together(
    store: SqliteWorkspace, make: Any
) -> None:
    store.set_setting("routing", "1", make.event("routing_set", "1"))
    store.set_setting("other", "2", make.event("other_set", "2"))
    store.set_setting("routing", "3", make.event("routing_set", "3"))
    assert (store.setting("routing"), store.setting("other")) == ("3", "2")
    assert [event.payload for event in store.events()] == ["1", "2", "3"]


def test_a_setting_whose_event_fails_is_not_kept(
    store: SqliteWorkspace, make: Any
) -> None:
    store.set_setting("routing", "1", make.event())
    with pytest.raises(WorkspaceError, match="isn't valid Unicode"):
        store.set_setting("routing", "2", make.event("kind", "\udcff"))
    assert store.setting("routing") == "1"
    assert len(store.events()) == 1


def test_imports_keep_their_order_and_columns(
    store: SqliteWorkspace, make: Any
) -> None:
    second = make.imported("b2")
    odd = {
        "video_id": TextColumn.from_strings(["007", "9007199254740993", "NA"]),
        'Ünï, "code"\n': TextColumn.from_strings(["a", None, ""]),
        "text_0": TextColumn.from_strings(["x\x00y", "😀", " "]),
        "line": TextColumn.all_missing(3),
    }
    lines = np.array([9, 2, 2**40])
    backlog = Backlog(odd, {Field.ID: "video_id"}, {}, lines)
    store.add_import(second, backlog, make.scores(), make.report())
    assert [kept.backlog_id for kept in store.imports()] == [make.backlog_id, "b2"]
    assert store.imports()[1].notes == second.notes
    assert_same(store.load("b2")[0], backlog)
    assert_same(store.load(make.backlog_id)[0], make.backlog())


def test_an_import_that_adds_nothing_is_kept_too(
    store: SqliteWorkspace, make: Any
) -> None:
    none = make.backlog(0)
    kept = make.imported("b2", added=0)
    store.add_import(kept, none, make.scores(0), make.report())
    assert_same(store.load("b2")[0], none)
    assert len(store.load("b2")[1]) == 0
    assert store.verify().problems == ()


def test_an_import_sent_again_is_not_added_again(
    store: SqliteWorkspace, make: Any
) -> None:
    kept = make.fill(store)
    assert store.imports() == (kept,)


def test_another_import_under_a_known_id_is_refused(
    store: SqliteWorkspace, make: Any
) -> None:
    other = make.imported(added=2)
    with pytest.raises(WorkspaceError, match="another one has its number"):
        store.add_import(other, make.backlog(2), make.scores(2), make.report())
    assert_same(store.load(make.backlog_id)[0], make.backlog())


@pytest.mark.parametrize("backlog_id", ["", "../up", "a/b", ".hidden", "x" * 65])
def test_an_import_id_that_is_no_plain_word_is_refused(
    store: SqliteWorkspace, make: Any, backlog_id: str
) -> None:
    with pytest.raises(ValueError, match="can't be kept under"):
        make.fill(store, backlog_id)


def test_rows_and_scores_that_do_not_agree_are_refused(
    store: SqliteWorkspace, make: Any
) -> None:
    with pytest.raises(ValueError, match="3 rows were to be added"):
        store.add_import(
            make.imported("b2"), make.backlog(), make.scores(2), make.report()
        )
    assert len(store.imports()) == 1


def test_a_model_id_never_leads_out_of_the_workspace(
    store: SqliteWorkspace, make: Any, folder: Path
) -> None:
    scores = make.scores(model_id="../../etc/mødel 1")
    store.add_import(make.imported("b2"), make.backlog(), scores, make.report())
    assert store.load("b2")[1].model_id == "../../etc/mødel 1"
    assert {path.parent for path in folder.rglob("*.parquet")} == {
        folder / "snapshots",
        folder / "scores",
    }


def test_a_report_is_saved_so_that_spreadsheets_run_nothing(
    store: SqliteWorkspace, make: Any, folder: Path
) -> None:
    report = make.report(make.issue("=1+1"), make.issue("x,\n\udcff"), unlisted=7)
    kept = store.add_import(make.imported("b2"), make.backlog(), make.scores(), report)
    text = (folder / kept.report_file).read_bytes().decode("utf-8")
    assert text == (
        "line,column,value,reason,outcome\r\n"
        "4,views,'=1+1,not a number,value_missing\r\n"
        '4,views,"x,\n?",not a number,value_missing\r\n'
        ',,,"7 more, counted but not listed",\r\n'
    )


def test_loading_an_unknown_backlog_is_refused(store: SqliteWorkspace) -> None:
    with pytest.raises(WorkspaceError, match="holds no backlog 'b9'"):
        store.load("b9")


def test_a_closed_workspace_says_so(store: SqliteWorkspace, make: Any) -> None:
    store.close()
    store.close()
    with pytest.raises(WorkspaceError, match="was closed, so the decision was not"):
        store.append([make.decision()])
    with pytest.raises(WorkspaceError, match="was closed, so its imports"):
        store.imports()


def test_one_thread_may_load_while_another_writes(
    store: SqliteWorkspace, make: Any
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        writes = [
            threads.submit(store.append, [make.decision(item_id=str(i))])
            for i in range(40)
        ]
        reads = [threads.submit(store.load, make.backlog_id) for _ in range(10)]
        seqs = [write.result()[0].seq for write in writes]
        assert all(len(read.result()[0]) == 3 for read in reads)
    assert sorted(seqs) == list(range(1, 41))
    assert store.verify().problems == ()
