"""Turns the classifier's account of one row into the values that people see."""

from collections.abc import Mapping

import numpy as np

from model.accounts import Account
from model.compiled import Compiled
from model.explain import Explanation as Found
from model.explain import explain
from triage_app.domain.backlog import COUNTS, Backlog, Field
from triage_app.domain.explanation import (
    CountEffect,
    Explanation,
    HeadAccount,
    Part,
    Words,
)
from triage_app.domain.guard_reading import Beyond, GuardReading

_SEEN = 3


def explain_row(
    compiled: Compiled, model_id: str, backlog: Backlog, row: int
) -> Explanation:
    """Explain one row of a backlog.

    Parameters
    ----------
    compiled : Compiled
        The classifier.
    model_id : str
        The classifier's.
    backlog : Backlog
    row : int
    """
    counts = {
        part.value: float(backlog.numbers[part][row])
        for part in COUNTS
        if part in backlog.numbers
    }
    found = explain(compiled, backlog.text(Field.TRANSCRIPT)[row], counts)
    guard = found.guard
    return Explanation(
        model_id=model_id,
        p_claim=_known(found.p_claim),
        p_text=_known(found.p_text),
        p_engagement=_known(found.p_engagement),
        p_without_counts=_known(found.without_counts),
        p_without_words=_known(found.without_text),
        text=_head(found.text),
        general=_head(found.general),
        counts=_effects(found, counts),
        guard=GuardReading(
            guard.words_outside,
            guard.pairs,
            guard.known_pairs,
            compiled.guard.coverage_limit,
            compiled.guard.least_pairs,
            tuple(Beyond(_plain(name), *rest) for name, *rest in guard.beyond),
        ),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _head(account: Account | None) -> HeadAccount | None:
    if account is None:
        return None
    columns = account.names, account.times.tolist(), account.weights.tolist()
    return HeadAccount(
        account.log_odds,
        account.intercept,
        tuple(Part(*one) for one in zip(*columns, strict=True)),
        Words(account.starts, account.stops, account.word_weights),
    )


def _effects(found: Found, counts: Mapping[str, float]) -> tuple[CountEffect, ...]:
    """Return what each count does, those without which the score moves most first."""
    effects = [
        CountEffect(Field(name), counts[name], _known(p), found.added[name])
        for name, p in found.without.items()
    ]

    def moves(effect: CountEffect) -> tuple[float, float]:
        without = found.p_claim if effect.p_without is None else effect.p_without
        # Where the score is as sure as it may be no single count moves it.
        return round(abs(found.p_claim - without), _SEEN), abs(effect.added)

    return tuple(sorted(effects, key=moves, reverse=True))


def _plain(name: str) -> str:
    """Return ``likes per view`` for ``video_like_count per view``."""
    return name.removeprefix("video_").replace("_count", "s")
