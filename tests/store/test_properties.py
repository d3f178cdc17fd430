"""The log against a plain list: append, try again, reopen, take together."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from triage_app.domain.decisions import Decision, Record, Verdict
from triage_app.store.workspaces import SqliteWorkspaces

_NOTES = st.text(max_size=20)
_SCORES = st.none() | st.floats(0.0, 1.0)


def machine(make: Any) -> type[RuleBasedStateMachine]:
    """Return the machine; made so, since tests share makers through fixtures."""

    class Log(RuleBasedStateMachine):
        """Appends to a workspace and, in parallel, to a list."""

        def __init__(self) -> None:
            super().__init__()
            self.folder = Path(tempfile.mkdtemp())
            self.log: list[Record] = []
            self.settings: dict[str, str] = {}
            self.events = 0

        @initialize()
        def make_workspace(self) -> None:
            self.stores = SqliteWorkspaces()
            self.store = self.stores.open(self.folder / "w.triage", create=True)
            make.fill(self.store)

        def append(self, decisions: list[Decision]) -> None:
            known = {record.decision.decision_id: record for record in self.log}
            made = self.store.append(decisions)
            assert [record.decision for record in made] == decisions
            for record in made:
                there = known.get(record.decision.decision_id)
                if there is None:
                    assert record.seq == len(self.log) + 1
                    self.log.append(record)
                    known[record.decision.decision_id] = record
                else:
                    assert record == there

        @rule(note=_NOTES, p_claim=_SCORES, verdict=st.sampled_from(Verdict))
        def decide(self, note: str, p_claim: float | None, verdict: Verdict) -> None:
            self.append([make.decision(note=note, p_claim=p_claim, verdict=verdict)])

        @rule(data=st.data(), new=st.integers(0, 3))
        def decide_many_some_again(self, data: st.DataObject, new: int) -> None:
            old = [record.decision for record in self.log]
            again = data.draw(st.lists(st.sampled_from(old))) if old else []
            fresh = [make.decision(item_id=str(i)) for i in range(new)]
            self.append(data.draw(st.permutations([*again, *fresh])))

        @rule(key=st.sampled_from(["routing", "visibility"]), value=_NOTES)
        def set(self, key: str, value: str) -> None:
            self.store.set_setting(key, value, make.event())
            self.settings[key] = value
            self.events += 1

        @rule()
        def reopen(self) -> None:
            self.store.close()
            self.store = self.stores.open(self.folder / "w.triage")

        @rule(after=st.integers(0, 12))
        def read_on(self, after: int) -> None:
            assert list(self.store.records(after)) == self.log[after:]

        @invariant()
        def the_store_holds_what_the_list_holds(self) -> None:
            assert list(self.store.records()) == self.log
            for key, value in self.settings.items():
                assert self.store.setting(key) == value
            assert len(self.store.events()) == self.events

        def teardown(self) -> None:
            check = self.store.verify()
            assert check.problems == ()
            assert check.decisions == len(self.log)
            assert check.head_hash == (self.log[-1].hash if self.log else "")
            self.store.close()
            shutil.rmtree(self.folder)

    return Log


def test_the_log_behaves_as_a_list_that_only_grows(make: Any) -> None:
    run_state_machine_as_test(
        machine(make),
        settings=settings(max_examples=12, stateful_step_count=15, deadline=None),
    )
