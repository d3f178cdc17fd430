"""What the verdicts in force come to: reasons, policy gaps, time on screen, days."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import median_low

from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.reason_codes import ReasonCodes

MOST_GAPS = 200


@dataclass(frozen=True)
class ReasonCount:
    """How many verdicts in force carry a reason.

    Attributes
    ----------
    code, words : str
        The words are the code itself where the lead has struck it from the list.
    policy_gap : bool
    items : int
    """

    code: str
    words: str
    policy_gap: bool
    items: int


@dataclass(frozen=True)
class GapItem:
    """An item that the rules don't cover, as its moderator said; without her name."""

    item_id: str
    verdict: Verdict
    note: str


@dataclass(frozen=True)
class ScreenTime:
    """How long items of one verdict were on screen, idle time left out.

    Attributes
    ----------
    median_ms : int
    verdicts : int
        Those that were measured; bulk ones are not.
    """

    median_ms: int
    verdicts: int


def bulk_steps(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the steps of several records."""
    steps = Counter(one.action_id for one in decisions if one.action_id)
    return frozenset(step for step, records in steps.items() if records > 1)


def count_reasons(
    holding: Iterable[Decision], codes: ReasonCodes
) -> tuple[ReasonCount, ...]:
    """Count the reasons of the verdicts in force, and those nobody gave."""
    given = Counter(one.reason_code for one in holding if one.reason_code)
    listed = {one.code: one for one in codes}
    counts = [
        ReasonCount(
            code,
            codes.words(code),
            code in listed and listed[code].policy_gap,
            given[code],
        )
        for code in dict.fromkeys([*listed, *sorted(given)])
    ]
    return tuple(sorted(counts, key=lambda one: -one.items))


def policy_gaps(holding: Iterable[Decision], codes: ReasonCodes) -> tuple[GapItem, ...]:
    """Return the items that the rules don't cover, the newest first."""
    gap = next((one.code for one in codes if one.policy_gap), None)
    found = [one for one in holding if gap is not None and one.reason_code == gap]
    found.sort(key=lambda one: one.decided_at, reverse=True)
    return tuple(
        GapItem(one.item_id, one.verdict, one.note) for one in found[:MOST_GAPS]
    )


def screen_times(
    decisions: Iterable[Decision], bulks: frozenset[str]
) -> dict[Verdict, ScreenTime]:
    """Return the median time on screen by verdict; what came in bulk wasn't read."""
    times: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}
    for one in decisions:
        bulk = one.step in bulks or one.why_shown is WhyShown.GROUP
        if one.active_ms is not None and not bulk:
            times[one.verdict].append(one.active_ms)
    return {
        verdict: ScreenTime(median_low(taken), len(taken))
        for verdict, taken in times.items()
        if taken
    }


def count_days(decisions: Iterable[Decision]) -> tuple[tuple[str, int], ...]:
    """Count verdicts that settle by the day they were given."""
    counts: Counter[str] = Counter()
    for one in decisions:
        if one.kind is not RecordKind.REVOCATION and one.verdict.decides:
            counts[_day(one.decided_at[:16])] += 1
    return tuple(sorted((day, n) for day, n in counts.items() if day))


@lru_cache(maxsize=4_096)
def _day(minute: str) -> str:
    """Return the local day of a minute in UTC; empty where it is no time."""
    try:
        moment = datetime.fromisoformat(f"{minute}:00+00:00")
        return moment.astimezone().date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
