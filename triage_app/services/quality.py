"""The quality of the work in numbers: agreement, the score's effect, what waits."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from triage_app.domain.agreement import AgreementReport
from triage_app.domain.decisions import Decision, Event, Verdict
from triage_app.domain.effects import Arm, Comparison, Periods, first_verdict
from triage_app.domain.progress import CancelToken
from triage_app.domain.reconsidered import Reconsidered, reconsidered
from triage_app.domain.visibility import ScoreVisibility, Veil
from triage_app.services.quality_counts import (
    GapItem,
    ReasonCount,
    ScreenTime,
    bulk_steps,
    count_days,
    count_reasons,
    policy_gaps,
    screen_times,
)
from triage_app.services.workspace import Workspace

_LOOKS = 2_000


@dataclass(frozen=True)
class Quality:
    """What a lead can know of the work; nobody's name stands beside a verdict.

    Attributes
    ----------
    agreement : AgreementReport
    measured : Comparison
        Of verdicts on items for which chance decided whether the score was visible.
    compared : Comparison
        Of all others, by whatever was set at the time.
    visibility : ScoreVisibility
        What is set now.
    reconsidered : Reconsidered
    reasons : tuple of ReasonCount
        The commonest first; those of the lead's list that nobody gave too.
    gaps : tuple of GapItem
        The newest first, 200 at most.
    escalated, disputed, skipped : int
        Items that wait for a lead, or for whoever skipped them.
    screen_time : mapping of Verdict to ScreenTime
    days : tuple of (str, int)
        Claim and opinion verdicts by day of this computer's calendar, seconds and
        reconsiderations included; only days that have any, in order.
    """

    agreement: AgreementReport
    measured: Comparison
    compared: Comparison
    visibility: ScoreVisibility
    reconsidered: Reconsidered
    reasons: tuple[ReasonCount, ...]
    gaps: tuple[GapItem, ...]
    escalated: int
    disputed: int
    skipped: int
    screen_time: Mapping[Verdict, ScreenTime] = field(hash=False)
    days: tuple[tuple[str, int], ...]

    @property
    def gap_items(self) -> int:
        """Items that the rules don't cover."""
        return sum(one.items for one in self.reasons if one.policy_gap)

    @property
    def effect(self) -> Comparison:
        """The comparison to tell: the measured one wherever chance decided at all."""
        tried = self.measured.hidden.verdicts or self.measured.visible.verdicts
        random = self.visibility is ScoreVisibility.RANDOM
        return self.measured if tried or random else self.compared


def quality(workspace: Workspace, cancel: CancelToken | None = None) -> Quality:
    """Look at everything that was decided so far; verdicts may land meanwhile.

    Parameters
    ----------
    workspace : Workspace
    cancel : CancelToken, optional

    Raises
    ------
    WorkspaceError
        If the log of events can't be read.
    CancelledError
    """
    history, codes = workspace.history, workspace.rules.reasons
    pairs = list(history.pairs())
    seconds = [second for _, second in pairs]
    token = cancel or CancelToken()
    token.raise_if_cancelled()
    # Items are gone through anew each time: to keep as many new tuples would set the
    # collector to work for as long as the window then waits.
    each = list(chain.from_iterable(history.all_verdicts()))
    bulks = bulk_steps(each)
    measured, compared = _comparisons(workspace, bulks, token)
    token.raise_if_cancelled()
    holding = [standing[-1] for standing in history.all_verdicts()]
    escalated = sum(one.verdict is Verdict.ESCALATE for one in holding)
    skipped = sum(one.verdict is Verdict.SKIP for one in holding)
    return Quality(
        agreement=AgreementReport.of(pairs),
        measured=measured,
        compared=compared,
        visibility=workspace.visibility,
        reconsidered=reconsidered(history.all_verdicts()),
        reasons=count_reasons(holding, codes),
        gaps=policy_gaps(holding, codes),
        escalated=escalated,
        disputed=len(history.disputed),
        skipped=skipped,
        screen_time=screen_times(each, bulks),
        days=count_days(chain(each, seconds)),
    )


def quality_json(found: Quality) -> dict[str, object]:
    """Return it under the names of ``quality --json``."""
    return {
        "agreement": found.agreement.to_json(),
        "score_effect": found.effect.to_json(),
        "score_visibility": found.visibility.value,
        "reconsidered": found.reconsidered.to_json(),
        "reasons": [
            {
                "code": one.code,
                "words": one.words,
                "policy_gap": one.policy_gap,
                "items": one.items,
            }
            for one in found.reasons
        ],
        "policy_gaps": [
            {"item": one.item_id, "verdict": one.verdict.value, "note": one.note}
            for one in found.gaps
        ],
        "waiting": {"escalated": found.escalated, "disputed": found.disputed},
        "skipped": found.skipped,
        "screen_time": {
            verdict.value: {"median_ms": one.median_ms, "verdicts": one.verdicts}
            for verdict, one in found.screen_time.items()
        },
        "days": [{"day": day, "verdicts": number} for day, number in found.days],
    }


def periods(events: Iterable[Event]) -> Periods:
    """Read from the event log which visibility was set when."""
    known = {visibility.value: visibility for visibility in ScoreVisibility}
    changes = []
    for event in events:
        if event.kind == "score_visibility_set":
            visibility = known.get(_text(event.payload))
            if visibility is not None:
                changes.append((event.at, visibility))
    return Periods(tuple(sorted(changes, key=lambda change: change[0])))


def _text(payload: str) -> str:
    """Return the text that an event's payload is, empty where it is none."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""


def _comparisons(
    workspace: Workspace,
    bulks: frozenset[str],
    token: CancelToken,
) -> tuple[Comparison, Comparison]:
    """Compare overrides by visibility: where chance decided it, and elsewhere.

    A verdict counts only if the score was as visible as was set when it was given.
    It wasn't where the item had been decided, seen with its score, and undone before.
    """
    set_then = periods(workspace.store.events())
    row_of = workspace.case.row_of
    lots = Veil(ScoreVisibility.RANDOM, workspace.draws)
    arms: dict[tuple[bool, bool], list[Decision]] = defaultdict(list)
    for number, standing in enumerate(workspace.history.all_verdicts()):
        if not number % _LOOKS:
            token.raise_if_cancelled()
        decision = first_verdict(standing, bulks)
        row = None if decision is None else row_of.get(decision.item_id)
        if decision is None or row is None:
            continue
        visibility = set_then.at(decision.decided_at)
        by_lot = visibility is ScoreVisibility.RANDOM
        meant = lots.shows(row) if by_lot else visibility is ScoreVisibility.SHOWN
        if decision.score_visible == meant:
            arms[by_lot, meant].append(decision)
    measured, compared = (
        Comparison(Arm.of(arms[by_lot, False]), Arm.of(arms[by_lot, True]), by_lot)
        for by_lot in (True, False)
    )
    return measured, compared
