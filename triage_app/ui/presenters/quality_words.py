"""What the quality page says; plain functions from what was found to words."""

from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from triage_app.domain.agreement import (
    LEAST_PAIRS,
    Agreement,
    LaneAgreement,
    all_the_same,
    one_side_the_same,
)
from triage_app.domain.decisions import Verdict
from triage_app.domain.effects import LEAST_VERDICTS, Arm, Comparison, points
from triage_app.domain.routing import Lane
from triage_app.services.quality import Quality
from triage_app.ui import text
from triage_app.ui.views.quality.values import Finding, Gap, Measure, Shown

_DAYS = 14
_LANE_TONES = {
    Lane.LIKELY_CLAIM: "claim",
    Lane.REVIEW: "review",
    Lane.LIKELY_OPINION: "opinion",
}
_VERDICT_TONES = {
    Verdict.CLAIM: "claim",
    Verdict.OPINION: "opinion",
    Verdict.SKIP: "text_third",
    Verdict.ESCALATE: "review",
}


def _tr(source: str) -> str:
    return QCoreApplication.translate("quality", source)


def shown(found: Quality, share: float, today: date) -> Shown:
    """Return the page.

    Parameters
    ----------
    found : Quality
    share : float
        Of the decided items that come again, 0 to 1.
    today : date
        The last day of the chart.
    """
    return Shown(
        found.escalated,
        found.disputed,
        found.gap_items,
        agreement(found.agreement.between, share),
        agreement(found.agreement.same, share),
        effect(found),
        _reasons(found),
        "" if any(one.items for one in found.reasons) else _no_reasons(),
        tuple(_gap(found)),
        _gaps_note(found),
        _times(found),
        _times_note(found),
        _days(found, today),
        "" if found.days else _tr("No verdict was given yet."),
    )


def agreement(found: LaneAgreement, share: float) -> Finding:
    """Return what doubles say, in all and by lane."""
    total = found.total
    if not total.enough:
        return Finding(
            _tr("Not enough doubles yet: {0} of {1}").format(total.pairs, LEAST_PAIRS),
            lines=(_doubles_come(share),),
            progress=(total.pairs, LEAST_PAIRS),
        )
    seen = total.observed_interval
    agreed = _tr("{0} of {1} doubles agree: {2}, {3} to {4}").format(
        text.count(total.agreed),
        text.count(total.pairs),
        _whole(total.agreed / total.pairs),
        _whole(seen.low),
        _whole(seen.high),
    )
    kappa, interval = total.kappa, total.kappa_interval
    if kappa is None or interval is None:
        return Finding(_tr("No kappa"), lines=(_tr(all_the_same(total)), agreed))
    if total.one_sided:
        return Finding(_tr("No kappa"), lines=(_tr(one_side_the_same()), agreed))
    lows = [one.kappa_interval.low for one in _told(found) if one.kappa_interval]
    low = min([0.0, interval.low, *lows])
    return Finding(
        f"{kappa:.2f}",
        certain=True,
        lines=(
            _tr("95 % interval {0} to {1}").format(*map(_kappa, _ends(total))),
            agreed,
        ),
        rows=tuple(_lane_row(lane, found.lanes[lane]) for lane in Lane),
        scale=(low, 1.0),
        ends=(_kappa(low), "1"),
    )


def effect(found: Quality) -> Finding:
    """Return what the visible score does to overrides."""
    compared, apart = found.effect, found.effect.difference
    again = (found.reconsidered.sentence(),) if found.reconsidered.total else ()
    if not compared.enough or apart is None:
        return _effect_missing(compared, again)
    most = max(arm.interval.high for arm in (compared.hidden, compared.visible))
    top = min(1.0, max(0.1, most))
    size = points(abs(apart), compared.digits)
    pattern = _tr("{0} points fewer") if apart > 0.0 else _tr("{0} points more")
    if not compared.randomised:
        pattern = _tr("{0} points apart")
    return Finding(
        pattern.format(size) if compared.told else _tr("No difference can be told"),
        certain=compared.told and compared.randomised,
        lines=(compared.sentence(), *again),
        rows=(
            _arm_row(_tr("Score hidden"), compared.hidden),
            _arm_row(_tr("Score visible"), compared.visible),
        ),
        scale=(0.0, top),
        ends=("0 %", _whole(top)),
    )


def _effect_missing(compared: Comparison, again: tuple[str, ...]) -> Finding:
    """Say what is missing: more verdicts, or chance itself."""
    hidden, visible = compared.hidden.verdicts, compared.visible.verdicts
    given = _tr("{0} verdicts with the score hidden, {1} with it visible.").format(
        text.count(hidden), text.count(visible)
    )
    if not compared.randomised:
        way = _tr(
            "To measure it, let chance decide item by item whether the score is "
            "visible: a lead sets that."
        )
        return Finding(_tr("Not measured"), lines=(given, way, *again))
    fewer = min(hidden, visible)
    return Finding(
        _tr("Not enough verdicts yet: {0} of {1}").format(fewer, LEAST_VERDICTS),
        lines=(given, *again),
        progress=(fewer, LEAST_VERDICTS),
    )


def _told(found: LaneAgreement) -> list[Agreement]:
    return [one for one in found.lanes.values() if _lane_told(one)]


def _lane_told(one: Agreement) -> bool:
    return one.enough and one.kappa is not None and not one.one_sided


def _lane_row(lane: Lane, one: Agreement) -> Measure:
    """Return a lane's row; one with too few doubles says how many there are."""
    doubles = text.count(one.pairs)
    interval = one.kappa_interval
    if not _lane_told(one) or interval is None or one.kappa is None:
        few = _tr("{0} of {1}").format(one.pairs, LEAST_PAIRS)
        number = text.NOTHING if one.enough else few
        return Measure(text.lane(lane), "", None, (0.0, 0.0), number)
    ends = interval.low, interval.high
    number = f"{one.kappa:.2f} ({_kappa(ends[0])}–{_kappa(ends[1])})"
    return Measure(text.lane(lane), doubles, one.kappa, ends, number, _LANE_TONES[lane])


def _arm_row(name: str, arm: Arm) -> Measure:
    interval = arm.interval
    return Measure(
        name,
        "",
        arm.share,
        (interval.low, interval.high),
        _tr("{0} of {1}").format(text.count(arm.overrides), text.count(arm.verdicts)),
    )


def _doubles_come(share: float) -> str:
    if not share:
        return _tr(
            "No decided item comes again: double review is off in what a lead sets."
        )
    pattern = _tr("{0} of the decided items come again, unmarked, and count here.")
    return pattern.format(f"{share * 100:g} %")


def _no_reasons() -> str:
    return _tr("No verdict in force carries a reason yet.")


def _reasons(found: Quality) -> tuple[Measure, ...]:
    """Return the reasons given; the policy gap stands among them though it is none."""
    given = any(one.items for one in found.reasons)
    return tuple(
        Measure(
            one.words,
            _tr("policy gap") if one.policy_gap else "",
            float(one.items),
            None,
            text.count(one.items),
            "warning" if one.policy_gap else "accent",
        )
        for one in found.reasons
        if one.items or (given and one.policy_gap)
    )


def _gap(found: Quality) -> list[Gap]:
    return [
        Gap(
            one.item_id, " · ".join(filter(None, (text.verdict(one.verdict), one.note)))
        )
        for one in found.gaps
    ]


def _gaps_note(found: Quality) -> str:
    items, listed = found.gap_items, len(found.gaps)
    if not items:
        return _tr("Nobody said that the rules don't cover an item.")
    if listed < items:
        return _tr("The newest {0} of {1} items that the rules don't cover.").format(
            text.count(listed), text.count(items)
        )
    return _tr("Items that the rules don't cover, the newest first.")


def _times(found: Quality) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            text.verdict(verdict),
            _tr("median of {0}").format(text.count(one.verdicts)),
            one.median_ms / 1000,
            None,
            _seconds(one.median_ms),
            _VERDICT_TONES[verdict],
        )
        for verdict, one in found.screen_time.items()
    )


def _times_note(found: Quality) -> str:
    said = [] if found.screen_time else [_tr("Nothing was measured yet.")]
    if found.skipped:
        pattern = _tr("Skipped and still waiting: {0}.")
        said.append(pattern.format(text.count(found.skipped)))
    return " ".join(said)


def _seconds(milliseconds: int) -> str:
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < 9.95 else text.seconds(seconds)


def _days(found: Quality, today: date) -> tuple[tuple[str, int], ...]:
    """Return the latest days, those without a verdict too."""
    if not found.days:
        return ()
    given = dict(found.days)
    first = max(date.fromisoformat(found.days[0][0]), today - timedelta(_DAYS - 1))
    span = max(0, (today - first).days) + 1
    days = [today - timedelta(back) for back in range(span - 1, -1, -1)]
    return tuple((_day_name(day), given.get(day.isoformat(), 0)) for day in days)


def _day_name(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM")


def _whole(share: float) -> str:
    """Write a share in whole per cent, but for the ends of the scale."""
    if 0.0 < share < 0.01 or 0.99 < share < 1.0:
        return text.percent(share)
    return f"{share * 100:.0f} %"


def _kappa(value: float) -> str:
    return f"{value + 0.0:.2f}" if value else "0"


def _ends(one: Agreement) -> tuple[float, float]:
    interval = one.kappa_interval
    return (0.0, 0.0) if interval is None else (interval.low, interval.high)
