"""What the desk's tabs say below their names: what waits, and what it is there for."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from triage_app.domain.audit import AuditCount
from triage_app.domain.changes import Counts
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, ErrorBudgetPolicy
from triage_app.domain.queue import Tab
from triage_app.domain.routing import Lane, Reason
from triage_app.ui import text
from triage_app.ui.views.lane_tabs import TabCard

# At length, and as a narrow window has room for it; empty: in no other words.
Detail = tuple[str, str]


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
    claim, opinion = Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION
    return {
        Tab.REVIEW: _lane_card(counts, Lane.REVIEW, _in_review(counts)),
        Tab.LIKELY_CLAIM: _lane_card(counts, claim, _rule(counts, plan, claim, audit)),
        Tab.LIKELY_OPINION: _lane_card(
            counts, opinion, _rule(counts, plan, opinion, audit)
        ),
        Tab.LEAD: TabCard(
            text.count(tally.escalated + counts.disputed), *_for_lead(counts)
        ),
        Tab.DECIDED: TabCard(
            text.count(tally.decided), decided.format(text.count(tally.overrides))
        ),
    }


def _lane_card(counts: Counts, lane: Lane, detail: Detail) -> TabCard:
    waiting, done = counts.waiting[lane], counts.totals[lane] - counts.waiting[lane]
    words, short = detail
    if done:
        told = _tr("{0} done").format(text.count(done))
        words = f"{words} · {told}" if words else told
        short = told if lane is Lane.REVIEW else short or told
    return TabCard(text.count(waiting), words, short)


def _in_review(counts: Counts) -> Detail:
    """Say what most of the review lane is there for, where that is worth saying."""
    waiting = counts.waiting[Lane.REVIEW]
    # Beside "8 done" the longer words don't fit a narrow window.
    alone = counts.totals[Lane.REVIEW] == waiting
    unfamiliar = counts.reasons.get(Reason.OUTSIDE_TRAINING, 0)
    missing = counts.reasons.get(Reason.MISSING_CONTENT, 0)
    if unfamiliar > missing:
        number = text.count(unfamiliar)
        long, short = _tr("{0} unlike the training data"), _tr("{0} unfamiliar")
    elif missing:
        number = text.count(missing)
        long, short = _tr("{0} with nothing to score"), _tr("{0} unscored")
    else:
        return "", ""
    return (long if alone else short).format(number), short.format(number)


def _for_lead(counts: Counts) -> Detail:
    """Say what brought items to a lead."""
    escalated, disputed = counts.tally.escalated, counts.disputed
    parts = []
    if escalated:
        parts.append(_tr("{0} escalated").format(text.count(escalated)))
    if disputed:
        parts.append(_tr("{0} to settle").format(text.count(disputed)))
    return " · ".join(parts), parts[-1] if parts else ""


def _rule(
    counts: Counts,
    plan: RoutingPlan | None,
    lane: Lane,
    audit: Mapping[Lane, AuditCount] | None,
) -> Detail:
    """Say what people found of an automatic lane, else what sends items there."""
    if plan is None:
        return "", ""
    if lane in plan.closed:
        return _tr("closed by a lead"), ""
    found = None if audit is None else audit.get(lane)
    if found is not None and found.audited:
        numbers = text.count(found.wrong), text.count(found.audited)
        return (
            _tr("{0} wrong of {1} audited").format(*numbers),
            _tr("{0}/{1} wrong").format(*numbers),
        )
    if not counts.totals[lane] and not (found and found.size):
        return _tr("no report qualifies"), _tr("none qualifies")
    policy = plan.policy
    if isinstance(policy, ErrorBudgetPolicy):
        long, short = _tr("at most {0} % wrong"), _tr("≤ {0} % wrong")
        percent = f"{policy.budget * 100:g}"
        return long.format(percent), short.format(percent)
    if not isinstance(policy, BandPolicy):
        return "", ""
    if lane is Lane.LIKELY_CLAIM:
        return _tr("P(claim) {0} and up").format(f"{policy.high:g}"), ""
    return _tr("P(claim) up to {0}").format(f"{policy.low:g}"), ""
