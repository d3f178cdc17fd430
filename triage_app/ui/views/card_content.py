"""What the review card shows, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from triage_app.domain.case import Item
from triage_app.domain.decisions import Verdict
from triage_app.ui.widgets.chip import Tone

UNDO = "undo"
REDO = "redo"
NOTE = "note"
EXPLAIN = "explain"
REASON = "reason"
FOLD = "fold"
DEFAULT_KEYS: Mapping[str, str] = {
    Verdict.CLAIM.value: "C",
    Verdict.OPINION.value: "O",
    Verdict.SKIP.value: "S",
    Verdict.ESCALATE.value: "E",
    UNDO: "U",
    REDO: "Shift+U",
    NOTE: "N",
    EXPLAIN: "W",
    REASON: "R",
    FOLD: "T",
}


@dataclass(frozen=True)
class Told:
    """What somebody said of an item that came to a lead; who it was is not told.

    Attributes
    ----------
    verdict : Verdict
    reason, note : str
        The reason in words; either may be empty.
    """

    verdict: Verdict
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class CardContent:
    """One item as the card shows it.

    Attributes
    ----------
    item : Item
    place : str
        Where it is in the queue, such as ``"4 of 742"``.
    score_hidden : bool
        Score, label and reason wait for the verdict.
    lane_hidden : bool
        The lane waits too.
    verdict : Verdict or None
        The verdict that holds now, if the moderator came back to the item.
    own : bool
        Whether it is the moderator's own.
    note : str
        Written with that verdict.
    reason_text : str
        Why it is in review, in words; empty in an automatic lane.
    words : tuple of str
        Folded words of the search, marked in the transcript.
    keys : mapping of str to str
        What is printed on the buttons, by verdict's value, ``"undo"``, ``"note"``,
        ``"explain"``.
    told : tuple of Told
        On a lead's item what was said of it: one escalation, or two verdicts that
        disagree.
    """

    item: Item
    place: str = ""
    score_hidden: bool = False
    lane_hidden: bool = False
    verdict: Verdict | None = None
    own: bool = True
    note: str = ""
    reason_text: str = ""
    words: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=lambda: DEFAULT_KEYS)
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """One line about the last decision.

    Attributes
    ----------
    text : str
        Such as ``"Saved: opinion · 7017666017"``.
    detail : str
        What the moderator may know by now, such as ``"the model said claim, 0.72"``.
    key : str
        The key that takes the step back; empty where nothing does.
    redoes : bool
        The key brings back what was taken back, rather than undo.
    tone : Tone
        ``Tone.SAVED`` or, after an undo, ``Tone.NEUTRAL``.
    icon : str
        A drawing's name, where it isn't the tone's own.
    """

    text: str
    key: str = "U"
    tone: Tone = Tone.SAVED
    detail: str = ""
    icon: str = ""
    redoes: bool = False
