"""What the desk says about items and steps; plain functions from values to words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from triage_app.domain.case import Item
from triage_app.domain.decisions import Decision, Verdict
from triage_app.domain.history import State
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.domain.visibility import Veil, shown_reason
from triage_app.ui import text
from triage_app.ui.views.card_content import CardContent, Receipt, Told
from triage_app.ui.widgets.chip import Tone

_VERDICT_OF = {
    State.CLAIM: Verdict.CLAIM,
    State.OPINION: Verdict.OPINION,
    State.SKIPPED: Verdict.SKIP,
    State.ESCALATED: Verdict.ESCALATE,
}


def _tr(source: str) -> str:
    return QCoreApplication.translate("desk", source)


def step_words(decisions: Sequence[Decision]) -> str:
    """Name a step: ``claim · 7017666017``, or ``claim for 53 items``."""
    said = {decision.verdict for decision in decisions}
    if not decisions:
        return ""
    one = decisions[-1]
    verdict = text.verdict(one.verdict).lower()
    if len(decisions) == 1:
        return f"{verdict} · {text.one_line(one.item_id, 40)}"
    items = text.count(len(decisions))
    if len(said) > 1:
        return _tr("{0} verdicts").format(items)
    return _tr("{0} for {1} items").format(verdict, items)


def undo_words(decisions: Sequence[Decision]) -> str:
    """Say what undo would do now; empty where it would do nothing."""
    return _tr("Undo: {0}").format(step_words(decisions)) if decisions else ""


def redo_words(decisions: Sequence[Decision]) -> str:
    """Say what redo would do now; empty where it would do nothing."""
    return _tr("Redo: {0}").format(step_words(decisions)) if decisions else ""


def receipt(
    decisions: Sequence[Decision],
    *,
    score_shown: bool = False,
    undo_key: str = "",
    again: bool = False,
) -> Receipt:
    """Return the line that says what was kept.

    Parameters
    ----------
    decisions : sequence of Decision
        One step that gave verdicts.
    score_shown : bool
        Whether the moderator may see by now what the model said.
    undo_key : str
        Empty where it can't be undone.
    again : bool
        It was taken back in between.
    """
    pattern = _tr("Saved again: {0}") if again else _tr("Saved: {0}")
    told = score_shown and len(decisions) == 1
    return Receipt(
        pattern.format(step_words(decisions)),
        undo_key,
        Tone.SAVED,
        _model_said(decisions[0]) if told else "",
    )


def taken_back(decisions: Sequence[Decision], redo_key: str) -> Receipt:
    """Return the line that says what was undone, and what brings it back."""
    words = _tr("Taken back: {0}").format(step_words(decisions))
    return Receipt(words, redo_key, Tone.NEUTRAL, redoes=True)


def card_content(
    item: Item,
    veil: Veil,
    place: str,
    words: tuple[str, ...],
    keys: Mapping[str, str],
    said: Decision | None = None,
    moderator: str = "",
) -> CardContent:
    """Return what the card shows of an item.

    Parameters
    ----------
    said : Decision or None
        The verdict that holds, as the moderator knows it.
    moderator : str
        Who looks at it.
    """
    return CardContent(
        item=item,
        place=place,
        score_hidden=veil.hides(item),
        verdict=_VERDICT_OF.get(item.state),
        own=said is None or said.moderator == moderator,
        note="" if said is None else said.note,
        reason_text=text.reason_sentence(shown_reason(item.reason, item.state)),
        words=words,
        keys=dict(keys),
    )


def lead_content(
    content: CardContent, told: Sequence[Decision], reasons: ReasonCodes
) -> CardContent:
    """Return a card as it is for whoever settles the item.

    Which of two verdicts holds isn't marked, and nobody's name is told.

    Parameters
    ----------
    content : CardContent
    told : sequence of Decision
        What was said of the item.
    reasons : ReasonCodes
        The words for its reasons.
    """
    said = tuple(
        Told(
            one.verdict,
            reasons.words(one.reason_code) if one.reason_code else "",
            one.note,
        )
        for one in told
    )
    return replace(content, told=said, verdict=None, note="")


def not_yet() -> Receipt:
    """Return what stands for a receipt while a file is being read."""
    words = _tr("No decision yet · the file is still being read")
    return Receipt(words, "", Tone.NEUTRAL, icon="waiting")


def place_text(position: int, rows: int) -> str:
    """Return where an item stands: ``4 of 742``."""
    return _tr("{0} of {1}").format(text.count(position + 1), text.count(rows))


def _model_said(decision: Decision) -> str:
    if decision.p_claim is None or not decision.model_label:
        return _tr("the model had nothing to score")
    label = text.verdict(Verdict(decision.model_label)).lower()
    score = text.probability(decision.p_claim)
    if decision.verdict.value == decision.model_label:
        return _tr("the model agrees, {0}").format(score)
    return _tr("the model said {0}, {1}").format(label, score)
