"""What the desk says about items and numbers; plain functions from values to words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from triage_app.domain.audit import AuditCount
from triage_app.domain.case import Item
from triage_app.domain.changes import Counts
from triage_app.domain.decisions import Decision, RecordKind, Verdict
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, ErrorBudgetPolicy
from triage_app.domain.queue import Tab
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.visibility import Veil, shown_reason
from triage_app.ui import text
from triage_app.ui.views.card_content import CardContent, Receipt
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
        Tab.LEAD: TabCard(text.count(tally.escalated)),
        Tab.DECIDED: TabCard(
            text.count(tally.decided), decided.format(text.count(tally.overrides))
        ),
    }


def receipt(decision: Decision, *, score_shown: bool, undo_key: str) -> Receipt:
    """Return the line that says what was kept of whom.

    Parameters
    ----------
    decision : Decision
    score_shown : bool
        Whether the moderator may see by now what the model said.
    undo_key : str
        Empty where nothing can be undone.
    """
    kept = decision.kind is RecordKind.VERDICT
    pattern = _tr("Saved: {0} · {1}") if kept else _tr("Taken back: {0} · {1}")
    said = text.verdict(decision.verdict).lower()
    return Receipt(
        pattern.format(said, text.one_line(decision.item_id, 40)),
        undo_key,
        Tone.SAVED if kept else Tone.NEUTRAL,
        _model_said(decision) if kept and score_shown else "",
    )


def card_content(
    item: Item,
    veil: Veil,
    place: str,
    words: tuple[str, ...],
    keys: Mapping[str, str],
    note: str = "",
) -> CardContent:
    """Return what the card shows of an item."""
    return CardContent(
        item=item,
        place=place,
        score_hidden=veil.hides(item),
        verdict=_VERDICT_OF.get(item.state),
        note=note,
        reason_text=text.reason_sentence(shown_reason(item.reason, item.state)),
        words=words,
        keys=dict(keys),
    )


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
    return _tr("model said {0} {1}").format(
        decision.model_label, text.probability(decision.p_claim)
    )


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
