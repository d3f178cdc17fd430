from collections.abc import Callable

import pytest

from triage_app.domain.decisions import Record, Verdict
from triage_app.domain.history import History, State
from triage_app.domain.steps import Steps

Make = Callable[..., Record]


def undoable(history: History, moderator: str | None = None) -> list[str]:
    action = history.last_undoable(moderator)
    return [] if action is None else [one.decision_id for one in action.decisions]


def redoable(history: History, moderator: str | None = None) -> list[str]:
    action = history.last_redoable(moderator)
    return [] if action is None else [one.revokes for one in action.decisions]


def test_taking_a_revocation_back_brings_the_verdict_to_its_old_place(
    make_record: Make,
) -> None:
    history = History(
        [
            make_record(verdict=Verdict.CLAIM),
            make_record(verdict=Verdict.OPINION, moderator="ben"),
            make_record(verdict=Verdict.CLAIM, revokes="d1"),
            make_record(verdict=Verdict.CLAIM, revokes="d3"),
        ]
    )
    assert history.state("id0") is State.OPINION, "the newer one still holds"
    assert [one.decision_id for one in history.verdicts("id0")] == ["d1", "d2"]
    assert redoable(history) == []
    assert undoable(history, "ann") == ["d1"]


def test_undo_and_redo_have_no_limit_and_follow_from_the_log_alone(
    make_record: Make,
) -> None:
    records = [make_record(f"id{n}") for n in range(50)]
    records += [make_record(f"id{n}", revokes=f"d{n + 1}") for n in range(49, -1, -1)]
    history = History(records)
    assert undoable(history) == []
    assert history.tally().decided == 0
    for n in range(50):
        assert redoable(history, "ann") == [f"d{n + 1}"]
        revocation = history.last_redoable("ann")
        assert revocation is not None
        back = make_record(f"id{n}", revokes=revocation.decisions[0].decision_id)
        records.append(back)
        history.apply(back)
        assert redoable(History(records)) == redoable(history)
        assert undoable(history) == [f"d{n + 1}"]
    assert history.tally().decided == 50
    history.apply(make_record("id49", revokes="d50"))
    assert undoable(history) == ["d49"]
    assert redoable(history) == ["d50"]


def test_a_bulk_is_one_step_each_way(make_record: Make) -> None:
    records = [make_record(f"id{n}", action="all") for n in range(3)]
    history = History([make_record("before"), *records])
    action = history.last_undoable("ann")
    assert action is not None
    assert (action.action_id, action.moderator) == ("all", "ann")
    assert [one.item_id for one in action.decisions] == ["id0", "id1", "id2"]
    for record in records:
        revoked = record.decision.decision_id
        history.apply(
            make_record(record.decision.item_id, revokes=revoked, action="no")
        )
    assert history.tally().decided == 1
    again = history.last_redoable("ann")
    assert again is not None
    assert again.action_id == "no"
    assert [one.item_id for one in again.decisions] == ["id0", "id1", "id2"]
    assert [record.decision.item_id for record in history.step("all")] == [
        *("id0", "id1", "id2"),
    ]
    assert history.standing_step("all") is None


def test_a_new_verdict_ends_what_its_moderator_can_redo_and_nobody_elses(
    make_record: Make,
) -> None:
    history = History(
        [
            make_record("a"),
            make_record("b", moderator="ben"),
            make_record("a", revokes="d1"),
            make_record("b", revokes="d2", moderator="ben"),
        ]
    )
    assert redoable(history) == ["d2"]
    history.apply(make_record("c", moderator="ben"))
    assert redoable(history, "ben") == []
    assert redoable(history) == ["d1"]
    assert redoable(history, "ann") == ["d1"]


def test_who_took_back_anothers_verdict_can_bring_it_back(make_record: Make) -> None:
    history = History([make_record("a"), make_record("a", revokes="d1", moderator="x")])
    assert redoable(history, "x") == ["d1"]
    assert redoable(history, "ann") == []


def test_what_two_took_back_stands_again_only_when_both_let_it(
    make_record: Make,
) -> None:
    history = History([make_record(), *(make_record(revokes="d1") for _ in range(2))])
    history.apply(make_record(revokes="d2"))
    assert history.state("id0") is State.PENDING
    history.apply(make_record(revokes="d3"))
    assert history.state("id0") is State.CLAIM


def test_a_long_chain_of_revocations_is_followed_to_its_end(make_record: Make) -> None:
    history = History([make_record()])
    for number in range(1, 3_001):
        history.apply(make_record(revokes=f"d{number}"))
        wanted = State.PENDING if number % 2 else State.CLAIM
        assert history.state("id0") is wanted


def test_revocations_of_nothing_and_repeated_ids_change_nothing(
    make_record: Make,
) -> None:
    first = make_record()
    history = History([first, make_record(revokes="nobody"), first])
    assert history.tally().claims == 1
    assert (history.records, history.head_hash) == (2, "h2"), "one came twice"
    assert undoable(history) == ["d1"]


def test_revocations_of_themselves_and_of_what_comes_after_do_nothing(
    make_record: Make,
) -> None:
    named = ["", "d2", "d4", "d3", "d3", "d4"]
    history = History()
    for revokes in named:
        history.apply(make_record(revokes=revokes))
    assert history.state("id0") is State.CLAIM
    assert history.records == len(named)
    assert undoable(history) == ["d1"]
    history.apply(make_record(revokes="d1"))
    assert history.state("id0") is State.PENDING


def test_a_revocation_that_names_another_item_turns_the_one_it_revokes(
    make_record: Make,
) -> None:
    history = History([make_record("a"), make_record("b")])
    assert history.apply(make_record("b", revokes="d1")) == "a"
    assert (history.state("a"), history.state("b")) == (State.PENDING, State.CLAIM)


def test_what_others_gave_under_the_same_step_is_not_ones_own_to_undo(
    make_record: Make,
) -> None:
    history = History(
        [
            make_record("a", action="same"),
            make_record("b", action="same", moderator="ben"),
            make_record("c", action="d2"),
        ]
    )
    assert undoable(history, "ben") == ["d2"]
    assert undoable(history, "ann") == ["d3"]
    history.apply(make_record("c", revokes="d3", action="same"))
    assert undoable(history, "ann") == ["d1"], "no revocation is undone as a verdict"
    assert redoable(history, "ann") == ["d3"]


def test_records_may_be_taken_in_while_another_thread_goes_through_them(
    make_record: Make,
) -> None:
    history = History([make_record(f"id{n}") for n in range(3)])
    history.apply(make_record(second=True, moderator="ben"))
    history.apply(make_record("id1", second=True, moderator="ben"))
    verdicts, pairs = history.all_verdicts(), history.pairs()
    next(verdicts)
    next(pairs)
    history.apply(make_record("new"))
    history.apply(make_record("id1", revokes="d2"))
    history.apply(make_record("new", second=True, moderator="ben"))
    assert [given[0].item_id for given in verdicts] == ["id1", "id2"]
    assert list(pairs) == []


def test_a_step_is_looked_up_once_for_each_state_of_the_log(make_record: Make) -> None:
    history = History([make_record("a"), make_record("b")])
    newest = history.last_undoable("ann")
    assert newest is not None
    assert history.last_undoable("ann") is newest
    history.apply(make_record("b", revokes="d2"))
    assert undoable(history, "ann") == ["d1"]
    assert redoable(history, "ann") == ["d2"]


def test_what_is_found_while_a_record_is_taken_in_is_not_kept(
    make_record: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History([make_record("a")])
    turn, seen = Steps._turn, list[list[str]]()

    def looked_at(self: Steps, record: Record) -> object:
        seen.append(undoable(history, "ann"))
        return turn(self, record)

    monkeypatch.setattr(Steps, "_turn", looked_at)
    history.apply(make_record("a", revokes="d1"))
    assert seen == [["d1"]]
    assert undoable(history, "ann") == []
