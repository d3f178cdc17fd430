"""What a person is asked before many records are written, and what she answers."""

from dataclasses import dataclass

from triage_app.domain.reason_codes import ReasonCodes


@dataclass(frozen=True)
class BulkQuestion:
    """What a person is asked before many records are written.

    Attributes
    ----------
    title : str
    lines : tuple of str
        What will happen, a sentence each.
    accept : str
        The button that says yes.
    reasons : ReasonCodes or None
        Reasons to choose from, and room for a note; None: neither goes with it.
    reason_code, note : str
        What is chosen and written already.
    longest_note : int
    needs_reason : bool
        Whether it can't be without a reason or a note.
    """

    title: str
    lines: tuple[str, ...]
    accept: str
    reasons: ReasonCodes | None = None
    reason_code: str = ""
    note: str = ""
    longest_note: int = 0
    needs_reason: bool = False


@dataclass(frozen=True)
class BulkAnswer:
    """What was chosen: the reason's code, and the note."""

    reason_code: str = ""
    note: str = ""
