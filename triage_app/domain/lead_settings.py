"""All that a lead sets for a workspace beside its routing, as one value."""

from dataclasses import dataclass, field

from triage_app.domain.desk_rules import DeskRules
from triage_app.domain.visibility import ScoreVisibility


@dataclass(frozen=True)
class LeadSettings:
    """What holds for everybody who works in the workspace.

    Attributes
    ----------
    visibility : ScoreVisibility
    reranking : bool
        Whether the order of unfamiliar items follows the verdicts.
    rules : DeskRules
    """

    visibility: ScoreVisibility = ScoreVisibility.HIDDEN
    reranking: bool = True
    rules: DeskRules = field(default_factory=DeskRules)

    def to_json(self) -> dict[str, object]:
        """Return it as plain data, under the names of ``settings --json``."""
        return {
            "scores": self.visibility.value,
            "reranking": self.reranking,
            "double": self.rules.double.to_json(),
            "timebox": self.rules.timebox.to_json(),
            "reasons": self.rules.reasons.to_json(),
        }

    def differences(self, before: "LeadSettings") -> tuple[str, ...]:
        """Return the names of what differs, as `to_json` has them."""
        now, then = self.to_json(), before.to_json()
        return tuple(name for name in now if now[name] != then[name])
