"""What is said of a verdict for many items: before it, meanwhile, and of its end."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import UserFacingError
from triage_app.domain.history import Action
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.services.bulk import BulkStep, Reckoning, Turn
from triage_app.services.verdicts import MAX_BULK_NOTE
from triage_app.ui import text
from triage_app.ui.models.bulk_question import BulkQuestion
from triage_app.ui.notifications import Message, Tone
from triage_app.ui.presenters import cards

Buttons = tuple[tuple[str, Callable[[], None]], ...]


def question(
    verdict: Verdict,
    reckoning: Reckoning,
    reasons: ReasonCodes,
    *,
    reason_code: str = "",
    note: str = "",
    undo_key: str = "",
) -> BulkQuestion:
    """Return what to ask before one verdict is given for a selection.

    Nothing of it tells a score: of the items that wait it says how many they are.
    """
    given = _items(len(reckoning.rows))
    title = _TITLES[verdict]().format(given)
    lines = [_SAID[verdict]().format(given), *_left_out(reckoning)]
    lines.append(
        _tr(
            "Nobody looks at each of them alone: they don't count as audited, nor in "
            "the agreement between moderators."
        )
    )
    back = _tr("One undo takes them all back.")
    if undo_key:
        back = _tr("One undo ({0}) takes them all back.").format(undo_key)
    lines.append(back)
    return BulkQuestion(
        title,
        tuple(lines),
        _ACCEPTS[verdict]().format(given),
        reasons,
        reason_code,
        note,
        MAX_BULK_NOTE,
        needs_reason=verdict.asks,
    )


def turn_question(turn: Turn, action: Action) -> BulkQuestion:
    """Return what to ask before a step of many is taken back, or brought back."""
    step = cards.step_words(action.decisions)
    if turn is Turn.UNDO:
        return BulkQuestion(
            _tr("Take back {0}?").format(step),
            (
                _tr("The items are then as they were before."),
                _tr("Redo brings the verdicts back, until you give another one."),
            ),
            _tr("Take back"),
        )
    return BulkQuestion(
        _tr("Bring back {0}?").format(step),
        (_tr("The verdicts hold again as they were given."),),
        _tr("Bring back"),
    )


def nothing_waits(reckoning: Reckoning) -> Message:
    """Return what to say where nobody of the selection would get the verdict."""
    title = _tr("None of the selected items waits for this verdict.")
    return Message(title, " ".join(_left_out(reckoning)))


def still_read() -> Message:
    """Return what to say of a verdict for many items of a file that is being read."""
    return Message(
        _tr("The file is still being read."),
        next_step=_tr("Give many items a verdict once it is, or one of them now."),
    )


def saving() -> str:
    """Return the title of a step that has just begun."""
    return _tr("Saving…")


def busy() -> Message:
    """Return what to say where other long work goes first."""
    return Message(
        _tr("Something else is under way."),
        next_step=_tr("Wait for it to end, or cancel it below."),
    )


def under_way() -> Message:
    """Return what to say where a step of many goes first."""
    return Message(
        _tr("A verdict for many items is still being saved."),
        next_step=_tr("Wait for it to end, or cancel it below."),
    )


def stopped(step: BulkStep, turn: Turn | None, *, here: bool) -> Message:
    """Return what to say of a step that was cancelled on its way."""
    numbers = text.count(step.kept), text.count(step.total)
    if turn is None:
        title = _tr("Cancelled: {0} of {1} verdicts were saved.")
        detail = _tr("These hold, and are one step; the other items are as they were.")
        further = _tr("Undo takes them back.") if here else ""
    elif turn is Turn.UNDO:
        title = _tr("Cancelled: {0} of {1} verdicts were taken back.")
        detail = _tr("The others still hold.")
        further = _tr("Undo takes the others back, redo brings these back.")
    else:
        title = _tr("Cancelled: {0} of {1} verdicts were brought back.")
        detail = _tr("The others stay taken back.")
        further = _tr("Redo brings the others back, undo takes these back.")
    return Message(title.format(*numbers), detail, further)


def failed(error: UserFacingError, step: BulkStep, again: Buttons) -> Message:
    """Return what to say of a step that could not be kept to its end."""
    kept = ""
    if again:
        kept = _tr("{0} of {1} verdicts are saved and stay; the rest is not.").format(
            text.count(step.kept), text.count(step.total)
        )
    detail = " ".join(part for part in (kept, error.detail) if part)
    return Message(error.title, detail, error.next_step, Tone.ERROR, again)


def _left_out(reckoning: Reckoning) -> list[str]:
    """Say how many stay as they are, and why."""
    parts = [
        words.format(text.count(number))
        for number, words in (
            (reckoning.decided, _tr("{0} decided already")),
            (reckoning.escalated, _tr("{0} waiting for a lead")),
            (reckoning.skipped, _tr("{0} skipped already")),
        )
        if number
    ]
    if not parts:
        return []
    return [_tr("Left as they are: {0}.").format(", ".join(parts))]


def _items(number: int) -> str:
    words = _tr("{0} item") if number == 1 else _tr("{0} items")
    return words.format(text.count(number))


def _tr(source: str) -> str:
    return QCoreApplication.translate("bulk", source)


_TITLES = {
    Verdict.CLAIM: lambda: _tr("Claim for {0}?"),
    Verdict.OPINION: lambda: _tr("Opinion for {0}?"),
    Verdict.SKIP: lambda: _tr("Skip {0}?"),
    Verdict.ESCALATE: lambda: _tr("Escalate {0}?"),
}
_ACCEPTS = {
    Verdict.CLAIM: lambda: _tr("Claim for {0}"),
    Verdict.OPINION: lambda: _tr("Opinion for {0}"),
    Verdict.SKIP: lambda: _tr("Skip {0}"),
    Verdict.ESCALATE: lambda: _tr("Escalate {0}"),
}
_SAID = {
    Verdict.CLAIM: lambda: _tr("{0} without a verdict will be called claim."),
    Verdict.OPINION: lambda: _tr("{0} without a verdict will be called opinion."),
    Verdict.SKIP: lambda: _tr("{0} without a verdict will go to the queue's end."),
    Verdict.ESCALATE: lambda: _tr("{0} without a verdict will go to a lead."),
}
