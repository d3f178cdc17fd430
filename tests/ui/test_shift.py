"""A shift by keyboard alone, counted beside the window by a plain model.

Everything is done by keys: verdicts, skips, notes, reasons, escalations, undo and redo,
a group with an exception, a search, a filter kept and found again, a jump, a restart,
the lead's list, and items that come again unmarked. What the model counted is what the
workspace holds in the end, and what the export conserves. With TRIAGE_LONG=1 the shift
is a whole one.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from triage_app.bootstrap import build
from triage_app.domain.decisions import Verdict
from triage_app.domain.desk_rules import DoubleReview
from triage_app.services.export import ExportRequest, Preset
from triage_app.services.statistics import status, verify

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "backlog.csv"
MODERATOR = "m-07"
KEYS = {
    Verdict.CLAIM: "C",
    Verdict.OPINION: "O",
    Verdict.SKIP: "S",
    Verdict.ESCALATE: "E",
}
DECIDED = {Verdict.CLAIM, Verdict.OPINION}
PATIENCE_MS = 60_000
ITEMS = 300 if os.environ.get("TRIAGE_LONG") else 90


@dataclass(frozen=True)
class Said:
    """One verdict of a step: of what, what held before, and whether it was a second."""

    item: str
    verdict: Verdict
    before: Verdict | None
    second: bool


@dataclass
class Ledger:
    """What was pressed, counted without any of the program's own rules."""

    holds: dict[str, Verdict] = field(default_factory=dict)
    seconds: dict[str, Verdict] = field(default_factory=dict)
    done: list[list[Said]] = field(default_factory=list)
    undone: list[list[Said]] = field(default_factory=list)
    records: int = 0

    def give(self, items: list[str], verdict: Verdict, *, second: bool = False) -> None:
        held = self.seconds if second else self.holds
        step = [Said(i, verdict, held.get(i), second) for i in items]
        self._do(step)
        self.done.append(step)
        self.undone.clear()

    def undo(self) -> None:
        step = self.done.pop()
        for said in step:
            held = self.seconds if said.second else self.holds
            if said.before is None:
                del held[said.item]
            else:
                held[said.item] = said.before
        self.records += len(step)
        self.undone.append(step)

    def redo(self) -> None:
        step = self.undone.pop()
        self._do(step)
        self.done.append(step)

    def _do(self, step: list[Said]) -> None:
        for said in step:
            (self.seconds if said.second else self.holds)[said.item] = said.verdict
        self.records += len(step)

    @property
    def count(self) -> Counter[Verdict]:
        return Counter(self.holds.values())


@dataclass
class Shift:
    """A moderator who uses nothing but the keyboard, and writes down what she did."""

    desk: Any
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def workspace(self) -> Any:
        return self.desk.composition.session.workspace

    @property
    def card(self) -> Any:
        return self.desk.composition.desk_page.card

    def key(self, name: str) -> None:
        """Press a key such as ``Shift+C``, once the card is there, and wait."""
        self.desk.settle()
        self._send(name)
        self.desk.settle()

    def type(self, words: str, last: str = "Return") -> None:
        """Type where the keyboard is, then end it by a key."""
        QTest.keyClicks(self._focus(), words)
        self._send(last)
        self.desk.settle()

    def say(self, verdict: Verdict) -> str:
        """Give a verdict of the item on the card; return the item."""
        item: str = self.desk.item()
        came_again = (
            self.ledger.holds.get(item) in DECIDED
            and self.card.content().verdict is None
        )
        # Whoever thinks a second verdict over gives another second one.
        second = not self.on_lead_list and (came_again or item in self.ledger.seconds)
        self.key(KEYS[verdict])
        assert f"Saved: {verdict.value} · {item}" in self.desk.receipt()
        self.ledger.give([item], verdict, second=second)
        return item

    @property
    def on_lead_list(self) -> bool:
        return bool(self.desk.composition.desk.query.tab.value == "lead")

    def note(self, words: str) -> None:
        self.key("N")
        self.type(words)

    def undo(self) -> None:
        self.key("U")
        assert "Taken back: " in self.desk.receipt()
        self.ledger.undo()

    def redo(self) -> None:
        self.key("Shift+U")
        assert "Saved again: " in self.desk.receipt()
        self.ledger.redo()

    def review(self, items: int) -> None:
        """Review so many items in the ways of a shift."""
        for number in range(items):
            verdict = Verdict.OPINION if number % 3 else Verdict.CLAIM
            if number % 10 == 3:
                verdict = Verdict.SKIP
            if number % 10 == 5:
                self.note(f"seen {number}")
            if number % 20 == 7:
                self.key("R")
                self._send("1")
                self.desk.settle()
                assert self.card.content() is not None
            if number % 20 == 11:
                self.note("no source named")
                verdict = Verdict.ESCALATE
            item = self.say(verdict)
            if number % 15 == 9:
                self.undo()
                assert self.desk.item() == item
                self.redo()
            if number % 30 == 13:
                self.undo()
                self.undo()
                self.say(Verdict.CLAIM)
                self.redo_is_gone()

    def redo_is_gone(self) -> None:
        """A new verdict leaves nothing to bring back."""
        before = self.workspace.history.records
        self.key("Shift+U")
        assert self.workspace.history.records == before

    def decide_group(self) -> None:
        """Decide what is like an item, but for one; take it back and bring it again."""
        page = self.desk.composition.desk_page
        self.desk.qtbot.waitUntil(
            lambda: not self.desk.composition.groups.looking, timeout=PATIENCE_MS
        )
        for _ in range(200):
            self.key("G")
            if page.group.model.ticked >= 3:
                break
            self.key("Escape")
            self.key("Down")
        ticked = page.group.model.ticked
        assert ticked >= 3
        self.key("Down")
        self.key("Space")
        left_out = {self._id(row) for row in page.group.model.exceptions()}
        assert len(left_out) == ticked - page.group.model.ticked > 0
        rest = page.group.model.ticked
        self.key("Shift+C")
        items = [r.decision.item_id for r in self._newest(rest)]
        assert len({r.decision.action_id for r in self._newest(rest)}) == 1
        assert not left_out & set(items)
        self.ledger.give(items, Verdict.CLAIM)
        self.undo()
        self.redo()

    def search(self, word: str) -> None:
        """Decide the first item that a search finds, and clear the search."""
        self.key("/")
        self.type(word)
        assert word in (self.card.content().item.transcript or "").lower()
        self.say(Verdict.OPINION)
        self.key("Ctrl+Shift+F")

    def keep_filter(self, word: str) -> None:
        """Keep a search under a name, clear it, find it in the palette."""
        self.desk.answers.ask_filter_name = lambda taken: "Kept words"
        self.key("/")
        self.type(word)
        found = set(self.desk.queue())
        self.key("Ctrl+Shift+S")
        self.key("Ctrl+Shift+F")
        self.desk.qtbot.waitUntil(lambda: set(self.desk.queue()) > found)
        self.palette("Kept words")
        self.desk.qtbot.waitUntil(lambda: set(self.desk.queue()) == found)
        self.key("Ctrl+Shift+F")

    def palette(self, words: str) -> None:
        self.key("Ctrl+K")
        self.type(words)

    def jump(self, item: str) -> None:
        self.key("Ctrl+J")
        self.type(item)
        assert self.desk.item() == item

    def settle_lead_list(self) -> None:
        """Decide everything that waits for a lead."""
        self.key("Alt+4")
        while self.desk.item():
            self.say(Verdict.CLAIM)
        self.key("Alt+1")

    def _id(self, row: int) -> str:
        return str(self.workspace.case.backlog.ids[row])

    def _newest(self, many: int) -> list[Any]:
        return list(self.workspace.store.records())[-many:]

    def _focus(self) -> Any:
        """Return what has the keyboard: in a dialog, if one is open."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            return dialog.focusWidget()
        return QApplication.focusWidget() or self.desk.focus()

    def _send(self, name: str) -> None:
        *held, last = name.split("+")
        flags = Qt.KeyboardModifier.NoModifier
        for one in held:
            one = "Control" if one == "Ctrl" else one
            flags |= Qt.KeyboardModifier[f"{one}Modifier"]
        named = {"/": "Slash"}.get(last, last)
        QTest.keyClick(self._focus(), Qt.Key[f"Key_{named}"], flags)


def assert_counts(workspace: Any, ledger: Ledger) -> None:
    """What the workspace holds is what was pressed."""
    told, count = status(workspace), ledger.count
    assert told["decided"] == sum(count[one] for one in DECIDED)
    assert told["skipped"] == count[Verdict.SKIP]
    assert told["escalated"] == count[Verdict.ESCALATE]
    assert told["pending"] == told["imported"] - len(ledger.holds)
    assert told["conserved"] is True
    history = workspace.history
    held = {item: history.current(item).verdict for item in ledger.holds}
    assert held == ledger.holds
    assert len(list(workspace.store.records())) == ledger.records
    for item, verdict in ledger.seconds.items():
        assert history.second(item).verdict is verdict


def begin(make_desk: Callable[..., Any], backlog: Path) -> Shift:
    """Open a backlog; let some of what is decided come again at once."""
    desk = make_desk(moderator=MODERATOR, using=build())
    desk.composition.begin(backlog, None)
    window = desk.composition
    desk.qtbot.waitUntil(
        lambda: window.session.workspace is not None and not window.jobs.running,
        timeout=PATIENCE_MS,
    )
    desk.settle()
    workspace = window.session.workspace
    doubles = DoubleReview(share=0.1, delay_hours=0.0)
    workspace.set_rules(replace(workspace.rules, double=doubles), MODERATOR)
    return Shift(desk)


def go_on(shift: Shift, make_desk: Callable[..., Any]) -> Shift:
    """Close the window and open another one on the same workspace."""
    path = shift.workspace.path
    shift.desk.close()
    desk = make_desk(moderator=MODERATOR, using=build())
    desk.open(None, path)
    return Shift(desk, shift.ledger)


def work_a_shift(
    make_desk: Callable[..., Any], backlog: Path, items: int, word: str, out: Path
) -> Ledger:
    """Work from the first item to the export; return what was pressed."""
    shift = begin(make_desk, backlog)
    shift.review(items // 2)
    shift.decide_group()
    assert_counts(shift.workspace, shift.ledger)
    shift = go_on(shift, make_desk)
    shift.undo()  # a group of before the restart, at one go
    shift.redo()
    shift.search(word)
    shift.keep_filter(word)
    shift.palette("Likely opinion")
    shift.palette("Needs review")
    shift.jump(shift.desk.queue()[5])
    shift.review(items - items // 2)
    assert_counts(shift.workspace, shift.ledger)
    shift.settle_lead_list()
    assert shift.ledger.count[Verdict.ESCALATE] == 0
    assert_counts(shift.workspace, shift.ledger)
    shift.desk.answers.export = ExportRequest(out, Preset.QUEUE, MODERATOR)
    shift.key("Ctrl+E")
    shift.desk.qtbot.waitUntil(out.exists)
    shift.key("Ctrl+Shift+V")
    assert verify(shift.workspace).ok
    assert_exported(shift, out)
    return shift.ledger


def assert_exported(shift: Shift, out: Path) -> None:
    """Every item left once, under the verdict that holds; the manifest says so."""
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == status(shift.workspace)["imported"]
    told = {str(row["video_id"]): row["verdict"] for row in rows if row["verdict"]}
    assert told == {i: v.value for i, v in shift.ledger.holds.items()}
    (manifest,) = out.parent.glob(f"{out.name}*manifest*")
    assert json.loads(manifest.read_text("utf-8"))["conserved"] is True


def test_a_short_shift_on_the_sample(
    make_desk: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ledger = work_a_shift(make_desk, SAMPLE, 44, "friend", folder / "all.jsonl")
    assert len(ledger.done) >= 44
    assert ledger.seconds


@pytest.mark.real_data
def test_a_shift_on_the_real_data(
    make_desk: Callable[..., Any], real_backlog: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "all.jsonl"
    ledger = work_a_shift(make_desk, real_backlog, ITEMS, "friend", out)
    assert len(ledger.done) >= ITEMS
    assert len(ledger.seconds) >= ITEMS // 60
