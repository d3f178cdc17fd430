"""An explanation's numbers as rows and lines of text."""

from PySide6.QtCore import QCoreApplication

from triage_app.domain.backlog import Field
from triage_app.domain.explanation import Explanation, HeadAccount
from triage_app.ui import text
from triage_app.ui.views.effect_rows import EffectRow
from triage_app.ui.views.marked_transcript import signed

_MOST_PARTS, _LEAST_WEIGHT = 6, 0.005


def _tr(source: str) -> str:
    return QCoreApplication.translate("explanation", source)


def part_rows(account: HeadAccount) -> list[EffectRow]:
    """Return the strongest parts, as far as two places show that they do anything."""
    strong = account.parts[:_MOST_PARTS]
    shown = [part for part in strong if abs(part.weight) >= _LEAST_WEIGHT]
    most = max((abs(part.weight) for part in shown), default=1.0)
    return [
        EffectRow(
            part.name,
            f"×{part.times}" if part.times > 1 else "",
            part.weight / most,
            signed(part.weight),
        )
        for part in shown
    ]


def sum_line(account: HeadAccount, counted: float | None) -> str:
    """Say how the parts that have no row add up to what the head says.

    Parameters
    ----------
    account : HeadAccount
    counted : float or None
        The probability that the head's sum is held to.
    """
    others = account.parts[len(part_rows(account)) :]
    told = [_tr("start {0}").format(signed(account.intercept))]
    if others:
        rest = signed(sum(part.weight for part in others))
        told.insert(0, _tr("{0} more {1}").format(text.count(len(others)), rest))
    told.append(_tr("in all {0}").format(signed(account.log_odds)))
    own, held = text.probability(account.p_claim), text.probability(counted)
    end = _tr("{0}: {1}") if own == held else _tr("{0}, held to {1}")
    return end.format(", ".join(told), f"P\N{NO-BREAK SPACE}{held}")


def count_rows(found: Explanation) -> list[EffectRow]:
    """Return what each count adds, and the score without it."""
    names = {
        Field.VIEWS: _tr("Views"),
        Field.LIKES: _tr("Likes"),
        Field.SHARES: _tr("Shares"),
        Field.DOWNLOADS: _tr("Downloads"),
        Field.COMMENTS: _tr("Comments"),
    }
    most = max((abs(effect.added) for effect in found.counts), default=0.0) or 1.0
    return [
        EffectRow(
            names[effect.field],
            text.count(effect.value),
            effect.added / most,
            signed(effect.added),
            text.probability(effect.p_without),
        )
        for effect in found.counts
    ]


def heads_line(found: Explanation) -> str:
    """Say what each head says alone, and what they say together."""
    alone = []
    if found.general is not None:
        alone.append((_tr("Style alone {0}"), found.general.p_claim))
    elif found.p_text is not None:
        alone.append((_tr("Words alone {0}"), found.p_text))
    if found.p_engagement is not None:
        alone.append((_tr("Counts alone {0}"), found.p_engagement))
    if found.p_claim is not None:
        alone.append((_tr("Together {0}"), found.p_claim))
    return " · ".join(words.format(text.probability(p)) for words, p in alone)
