"""What the review card shows, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from triage_app.domain.case import Item
from triage_app.domain.decisions import Verdict
from triage_app.ui.widgets.chip import Tone

UNDO = "undo"
NOTE = "note"
EXPLAIN = "explain"
DEFAULT_KEYS: Mapping[str, str] = {
    Verdict.CLAIM.value: "C",
    Verdict.OPINION.value: "O",
    Verdict.SKIP.value: "S",
    Verdict.ESCALATE.value: "E",
    UNDO: "U",
    NOTE: "N",
    EXPLAIN: "W",
}


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
    note : str
        Written with that verdict.
    reason_text : str
        Why it is in review, in words; empty in an automatic lane.
    words : tuple of str
        Folded words of the search, marked in the transcript.
    keys : mapping of str to str
        What is printed on the buttons, by verdict's value, ``"undo"``, ``"note"``,
        ``"explain"``.
    """

    item: Item
    place: str = ""
    score_hidden: bool = False
    lane_hidden: bool = False
    verdict: Verdict | None = None
    note: str = ""
    reason_text: str = ""
    words: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=lambda: DEFAULT_KEYS)


@dataclass(frozen=True)
class Receipt:
    """One line about the last decision.

    Attributes
    ----------
    text : str
        Such as ``"Saved: opinion · 7017666017"``.
    detail : str
        What the moderator may know by now, such as ``"model said claim 0.72"``.
    undo_key : str
        The key printed beside Undo; empty where it can't be undone.
    tone : Tone
        ``Tone.SAVED`` or, after an undo, ``Tone.NEUTRAL``.
    icon : str
        A drawing's name, where it isn't the tone's own.
    """

    text: str
    undo_key: str = "U"
    tone: Tone = Tone.SAVED
    detail: str = ""
    icon: str = ""
