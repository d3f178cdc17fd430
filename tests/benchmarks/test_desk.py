"""From a verdict's key to the next card painted, the commit included.

Run with ``pytest tests/benchmarks/test_desk.py -m benchmark -s``. Beside each time
stands a full repaint of the idle window, so that a busy machine can be told from a slow
program.
"""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from speed.window import Window

pytestmark = [pytest.mark.benchmark]

VERDICTS, WARM = 1_000, 20
MOST_MS = 50.0
# On a busy machine an idle frame takes longer, too; this many of them are allowed.
MOST_FRAMES = 8.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Shift:
    """Milliseconds of each decision and of repainting the idle window as often."""

    keys: Any
    frames: Any

    def at(self, share: float) -> tuple[float, float]:
        """Return a quantile of both."""
        return float(np.quantile(self.keys, share)), float(
            np.quantile(self.frames, share)
        )


@pytest.fixture
def window(
    qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Window]:
    made = Window.on_made(tmp_path, request.param)
    gc.collect()
    gc.freeze()
    yield made
    made.close()
    gc.unfreeze()


@pytest.mark.parametrize("window", [20_000, 1_000_000], indirect=True)
def test_key_to_next_card_painted(window: Window, say: Say) -> None:
    keys = [Qt.Key(ord(letter)) for letter in "COCOOCOS"]
    for place in range(WARM):
        window.decide(keys[place % len(keys)])
    spent, frames = [], []
    for place in range(VERDICTS):
        spent.append(window.decide(keys[place % len(keys)]))
        frames.append(window.frame())
    shift = Shift(np.array(spent), np.array(frames))
    items = len(window.whole.session.case)
    seconds = sum(1 for _ in window.history().pairs())
    say(f"\n{items:,} items, {VERDICTS:,} decisions, {seconds} of them doubles")
    say("            key to card   idle frame   ratio")
    for name, share in (("median", 0.5), ("p99", 0.99), ("longest", 1.0)):
        key, frame = shift.at(share)
        say(f"{name:>8} {key:9.1f} ms {frame:9.1f} ms {key / frame:7.2f}")
    (p99, _), (_, frame) = shift.at(0.99), shift.at(0.5)
    assert p99 < MOST_MS or p99 / frame < MOST_FRAMES
