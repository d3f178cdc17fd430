"""What became of blind verdicts that their givers looked at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage_app.domain.decisions import Decision, RecordKind, WhyShown


@dataclass(frozen=True)
class Reconsidered:
    """Verdicts given blind that were reconsidered once the score showed.

    Attributes
    ----------
    to_model, from_model : int
        Those changed to the model's label, and away from it.
    kept : int
    """

    to_model: int = 0
    from_model: int = 0
    kept: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.to_model + self.from_model + self.kept

    def sentence(self) -> str:
        """Say it in a sentence."""
        if not self.total:
            return "No verdict was reconsidered after the score showed."
        return (
            f"Reconsidered after the score showed: {self.total:,}. Changed to the "
            f"model's label: {self.to_model:,}; away from it: {self.from_model:,}; "
            f"kept: {self.kept:,}."
        )

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "total": self.total,
            "to_model": self.to_model,
            "from_model": self.from_model,
            "kept": self.kept,
            "sentence": self.sentence(),
        }


def reconsidered(items: Iterable[Sequence[Decision]]) -> Reconsidered:
    """Count what became of blind verdicts that their givers looked at again.

    Parameters
    ----------
    items : iterable of sequences of Decision
        Each item's standing verdicts, in the order of the log.
    """
    to_model = from_model = kept = 0
    for standing in items:
        change = _reconsideration(standing)
        if change is None:
            continue
        before, after = (decision.is_override for decision in change)
        to_model += before and not after
        from_model += after and not before
        kept += before == after
    return Reconsidered(to_model, from_model, kept)


def _reconsideration(
    standing: Sequence[Decision],
) -> tuple[Decision, Decision] | None:
    """Return a blind verdict and the last one its giver put in its place."""
    settled = [
        decision
        for decision in standing
        if decision.kind is RecordKind.VERDICT and decision.verdict.decides
    ]
    if len(settled) < 2:
        return None
    first = settled[0]
    later = [
        decision
        for decision in settled[1:]
        if decision.moderator == first.moderator
        and decision.score_visible
        and decision.why_shown not in (WhyShown.SETTLE, WhyShown.ESCALATED)
    ]
    if first.score_visible or not first.model_label or not later:
        return None
    return first, later[-1]
