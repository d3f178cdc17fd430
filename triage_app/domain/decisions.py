"""One record of the log: who said what of which item, and what they had before them."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a moderator says of an item."""

    CLAIM = "claim"
    OPINION = "opinion"
    SKIP = "skip"
    ESCALATE = "escalate"

    @property
    def decides(self) -> bool:
        """Whether the verdict settles the item (skip and escalate don't)."""
        return self in (Verdict.CLAIM, Verdict.OPINION)

    @property
    def asks(self) -> bool:
        """Whether the verdict hands the item to a lead."""
        return self is Verdict.ESCALATE


class RecordKind(StrEnum):
    """What a record does.

    A second is a verdict on an item that somebody has decided, given without being told
    so; it changes nothing of what holds. A revocation takes another record back: a
    verdict or a second (undo), or a revocation (redo).
    """

    VERDICT = "verdict"
    SECOND = "second"
    REVOCATION = "revocation"


class WhyShown(StrEnum):
    """How an item came before the moderator.

    `RANDOM` and `UNCERTAIN` are items outside what the model learned that were drawn
    by lot or chosen because the model is least certain of them. `DOUBLE` is an item
    that comes again for a second opinion, `GROUP` one that was decided with others
    like it, `ESCALATED` and `SETTLE` came to a lead: somebody asked for it, or two
    verdicts disagree. `RECONSIDERED` was decided before, and opened again.
    """

    MID_CONFIDENCE = "mid_confidence"
    HEADS_DISAGREE = "heads_disagree"
    OUTSIDE_TRAINING = "outside_training"
    MISSING_CONTENT = "missing_content"
    AUDIT = "audit"
    RANDOM = "random"
    UNCERTAIN = "uncertain"
    LANE = "lane"
    SEARCH = "search"
    COMMAND = "command"
    DOUBLE = "double"
    GROUP = "group"
    ESCALATED = "escalated"
    SETTLE = "settle"
    RECONSIDERED = "reconsidered"


@dataclass(frozen=True, slots=True)
class Decision:
    """A record as it is made, before the log gives it its place.

    Attributes
    ----------
    decision_id : str
        A UUID made by whoever decides, so that a retry is harmless.
    kind : RecordKind
    revokes : str
        The `decision_id` that a revocation takes back; empty on verdict and second.
    item_id, backlog_id : str
        The item, and the import that brought it.
    verdict : Verdict
        On a revocation, that of the verdict it is about.
    reason_code, note : str
        The moderator's, empty where none was given.
    model_id : str
        The model that scored the item.
    p_claim : float or None
        The score the item had; None where there was nothing to score.
    model_label, lane : str
        The model's label (claim, opinion or empty) and the lane's word.
    why_shown : WhyShown
    score_visible : bool
        Whether the score was on screen before the verdict.
    shown_at, decided_at : str
        UTC, ISO 8601 with milliseconds; `shown_at` is empty where nothing was shown.
    moderator : str
    app_version : str
    action_id : str
        The step it belongs to, which is undone as a whole; empty: the record alone, as
        all were before there were steps of several.
    active_ms : int or None
        Milliseconds that the item was on screen, idle time left out; None where
        nobody measured.
    """

    decision_id: str
    kind: RecordKind
    revokes: str
    item_id: str
    backlog_id: str
    verdict: Verdict
    reason_code: str
    note: str
    model_id: str
    p_claim: float | None
    model_label: str
    lane: str
    why_shown: WhyShown
    score_visible: bool
    shown_at: str
    decided_at: str
    moderator: str
    app_version: str
    action_id: str = ""
    active_ms: int | None = None

    @property
    def step(self) -> str:
        """The step that the record belongs to."""
        return self.action_id or self.decision_id

    @property
    def is_override(self) -> bool:
        """Whether a person settled the item against the model's label."""
        return (
            self.kind is RecordKind.VERDICT
            and self.verdict.decides
            and self.model_label != ""
            and self.verdict != self.model_label
        )


Gist = tuple[Verdict, str, WhyShown, str, str]
"""A decision's verdict, lane, how the item came, the model's label, and who gave it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A decision with its place in the log.

    Attributes
    ----------
    seq : int
        From 1, without gaps.
    decision : Decision
    previous_hash, hash : str
        SHA-256 in hex of the record before (zeros for the first) and of this one,
        which covers the one before.
    """

    seq: int
    decision: Decision
    previous_hash: str
    hash: str

    @property
    def gist(self) -> Gist:
        """What the decision says, in short."""
        one = self.decision
        return one.verdict, one.lane, one.why_shown, one.model_label, one.moderator

    @property
    def decided_at(self) -> str:
        """When it was said: UTC, ISO 8601 with milliseconds."""
        return self.decision.decided_at


@dataclass(frozen=True, slots=True)
class Event:
    """Something other than a decision that the log keeps: imports, routing, exports.

    Attributes
    ----------
    kind : str
        Such as ``"imported"``, ``"routing_set"``, ``"exported"``.
    payload : str
        JSON.
    at : str
        UTC, ISO 8601 with milliseconds.
    moderator : str
    """

    kind: str
    payload: str
    at: str
    moderator: str
