"""What the desk says about items and numbers; plain functions from values to words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from triage_app.domain.audit import AuditCount
from triage_app.domain.case import Item
from triage_app.domain.changes import Counts
from triage_app.domain.decisions import Decision, Verdict
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, ErrorBudgetPolicy
from triage_app.domain.queue import Tab
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.visibility import Veil, shown_reason
from triage_app.ui import text
from triage_app.ui.views.card_content import CardContent, Receipt, Told
from triage_app.ui.views.lane_tabs import TabCard
from triage_app.ui.widgets.chip import Tone

_VERDICT_OF = {
    State.CLAIM: Verdict.CLAIM,
    State.OPINION: Verdict.OPINION,
    State.SKIPPED: Verdict.SKIP,
    State.ESCALATED: Verdict.ESCALATE,
}


def _tr(source: str) -> str:
    return QCoreApplication.translate("desk", source)


def tab_cards(
    counts: Counts | None,
    plan: RoutingPlan | None,
    audit: Mapping[Lane, AuditCount] | None = None,
) -> dict[Tab, TabCard]:
    """Return the tabs' numbers: what waits in each lane, and what was decided."""
    if counts is None:
        return {tab: TabCard(text.NOTHING) for tab in Tab}
    tally = counts.tally
    decided = _tr("{0} overrides")
    if tally.overrides == 1:
        decided = _tr("{0} override")
    return {
        Tab.REVIEW: _lane_card(counts, Lane.REVIEW, _in_review(counts)),
        Tab.LIKELY_CLAIM: _lane_card(
            counts, Lane.LIKELY_CLAIM, _rule(counts, plan, Lane.LIKELY_CLAIM, audit)
        ),
        Tab.LIKELY_OPINION: _lane_card(
            counts,
            Lane.LIKELY_OPINION,
            _rule(counts, plan, Lane.LIKELY_OPINION, audit),
        ),
        Tab.LEAD: TabCard(
            text.count(tally.escalated + counts.disputed), _for_lead(counts)
        ),
        Tab.DECIDED: TabCard(
            text.count(tally.decided), decided.format(text.count(tally.overrides))
        ),
    }


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
    """Return what stands for a receipt while verdicts can't be kept yet."""
    words = _tr("Verdicts count once the file is saved")
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


def _lane_card(counts: Counts, lane: Lane, detail: str) -> TabCard:
    waiting, done = counts.waiting[lane], counts.totals[lane] - counts.waiting[lane]
    parts = [detail] if detail else []
    if done:
        parts.append(_tr("{0} done").format(text.count(done)))
    return TabCard(text.count(waiting), " · ".join(parts))


def _in_review(counts: Counts) -> str:
    """Say what most of the review lane is there for, where that is worth saying."""
    waiting = counts.waiting[Lane.REVIEW]
    # Beside "8 done" the longer words don't fit a narrow window.
    alone = counts.totals[Lane.REVIEW] == waiting
    unfamiliar = counts.reasons.get(Reason.OUTSIDE_TRAINING, 0)
    missing = counts.reasons.get(Reason.MISSING_CONTENT, 0)
    if unfamiliar > missing:
        words = _tr("{0} unlike the training data") if alone else _tr("{0} unfamiliar")
        return words.format(text.count(unfamiliar))
    if not missing:
        return ""
    words = _tr("{0} with nothing to score") if alone else _tr("{0} unscored")
    return words.format(text.count(missing))


def _for_lead(counts: Counts) -> str:
    """Say what brought items to a lead."""
    escalated, disputed = counts.tally.escalated, counts.disputed
    parts = []
    if escalated:
        parts.append(_tr("{0} escalated").format(text.count(escalated)))
    if disputed:
        parts.append(_tr("{0} to settle").format(text.count(disputed)))
    return " · ".join(parts)


def _rule(
    counts: Counts,
    plan: RoutingPlan | None,
    lane: Lane,
    audit: Mapping[Lane, AuditCount] | None,
) -> str:
    """Say what people found of an automatic lane, else what sends items there."""
    if plan is None:
        return ""
    if lane in plan.closed:
        return _tr("closed by a lead")
    found = None if audit is None else audit.get(lane)
    if found is not None and found.audited:
        return _tr("{0} wrong of {1} audited").format(
            text.count(found.wrong), text.count(found.audited)
        )
    if not counts.totals[lane] and not (found and found.size):
        return _tr("no report qualifies")
    policy = plan.policy
    if isinstance(policy, ErrorBudgetPolicy):
        return _tr("at most {0} % wrong").format(f"{policy.budget * 100:g}")
    if not isinstance(policy, BandPolicy):
        return ""
    if lane is Lane.LIKELY_CLAIM:
        return _tr("P(claim) {0} and up").format(f"{policy.high:g}")
    return _tr("P(claim) up to {0}").format(f"{policy.low:g}")
