"""The error budget: automatic lanes that keep a promise made from labelled rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from triage_app.domain import plain_data
from triage_app.domain.audit import AuditRule
from triage_app.domain.cuts import KINDS, Cuts, LaneCuts, route_by_cuts
from triage_app.domain.errors import PromiseRefusedError, UserFacingError
from triage_app.domain.evidence import Evidence
from triage_app.domain.promise import promised_cuts, sides_of, smallest_budget
from triage_app.domain.routing import Reason, Routing, forced
from triage_app.domain.scores import Parts, Scores

CONFIDENCE = 0.9

_REPORTS = {
    Parts.BOTH: "Reports with words and counts",
    Parts.TEXT: "Reports with words alone",
    Parts.ENGAGEMENT: "Reports with counts alone",
}


@dataclass(frozen=True)
class ErrorBudgetPolicy:
    """At most so large a share wrong in each automatic lane.

    Attributes
    ----------
    budget : float
        Largest share of wrong ones among the items of a lane, above 0 to 0.5.
    confidence : float
        How surely the promise holds: in so many of all draws of labelled rows.
    model_id : str
        The model whose evidence made the promise. Items scored by another go to people.
    cuts : mapping of Parts to LaneCuts
        By which parts an item has.

    Raises
    ------
    UserFacingError
        If budget or confidence is out of range.
    """

    budget: float
    confidence: float
    model_id: str
    cuts: Cuts = field(hash=False)

    def __post_init__(self) -> None:
        if not 0.0 < self.budget <= 0.5:
            raise UserFacingError(
                f"An error budget of {self.budget * 100:g} % can't be used.",
                "It must be above 0 and at most 50 %.",
            )
        if not 0.5 <= self.confidence < 1.0:
            raise UserFacingError(
                f"A confidence of {self.confidence * 100:g} % can't be used.",
                "It must be from 50 % to below 100 %.",
            )

    @classmethod
    def from_evidence(
        cls, budget: float, evidence: Evidence, confidence: float = CONFIDENCE
    ) -> "ErrorBudgetPolicy":
        """Find the loosest cuts that labelled rows support (see `domain.promise`).

        Raises
        ------
        PromiseRefusedError
            If the labels support the budget in no lane, for no kind of report.
        UserFacingError
            If budget or confidence is out of range.
        """
        cls(budget, confidence, evidence.model_id, {})
        sides = sides_of(evidence)
        cuts = promised_cuts(sides, budget, confidence)
        if all(pair.closed for pair in cuts.values()):
            raise _refusal(
                budget, confidence, len(evidence), smallest_budget(sides, confidence)
            )
        return cls(budget, confidence, evidence.model_id, cuts)

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "ErrorBudgetPolicy":
        """Read what `to_json` wrote.

        Raises
        ------
        UserFacingError
            If a value is missing, of another type or out of range.
        """
        kinds = {kind.word: kind for kind in KINDS}
        cuts = {}
        for word, found in plain_data.mapping(data.get("cuts"), "cuts").items():
            if word not in kinds:
                raise plain_data.refused("It has cuts for an unknown kind of report.")
            pair = plain_data.mapping(found, "cuts")
            cuts[kinds[word]] = LaneCuts(
                plain_data.number_or_none(pair, "claim_from"),
                plain_data.number_or_none(pair, "opinion_to"),
            )
        return cls(
            plain_data.number(data, "budget"),
            plain_data.number(data, "confidence"),
            plain_data.text(data, "model_id"),
            cuts,
        )

    @property
    def kind(self) -> str:
        """The policy's name in files and logs."""
        return "error_budget"

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data."""
        return {
            "kind": self.kind,
            "budget": self.budget,
            "confidence": self.confidence,
            "model_id": self.model_id,
            "cuts": {
                kind.word: {
                    "claim_from": pair.claim_from,
                    "opinion_to": pair.opinion_to,
                }
                for kind, pair in self.cuts.items()
            },
        }

    def describe(self) -> str:
        """Say the policy in a few words for people."""
        return (
            f"error budget {self.budget * 100:g} % "
            f"({self.confidence * 100:g} % confidence)"
        )

    def notes(self, scores: Scores) -> tuple[str, ...]:
        """Say in sentences what of a backlog goes to people for want of a promise."""
        free = forced(scores) == Reason.NONE
        if free.any() and scores.model_id != self.model_id:
            return (
                f"The promise was made for the model {self.model_id}, but "
                f"{scores.model_id} scored these items: they all go to people until "
                "the routing is set anew.",
            )
        kinds = set(scores.parts()[free].tolist())
        return self.uncovered([kind for kind in KINDS if kind in kinds])

    def uncovered(self, kinds: Sequence[Parts] = KINDS) -> tuple[str, ...]:
        """Say in sentences which kinds of report no promise covers."""
        sentences = []
        closed = LaneCuts(None, None)
        for kind in kinds:
            pair = self.cuts.get(kind, closed)
            who = ""
            if pair.closed:
                who = f"{_REPORTS[kind]} all go to people"
            elif pair.claim_from is None:
                who = f"{_REPORTS[kind]} that look like claims all go to people"
            elif pair.opinion_to is None:
                who = f"{_REPORTS[kind]} that look like opinions all go to people"
            if who:
                sentences.append(
                    f"{who}: the labels are too few, or the model too often wrong, "
                    f"to promise at most {self.budget * 100:g} %."
                )
        return tuple(sentences)

    def route(self, scores: Scores, audit: AuditRule) -> Routing:
        """Give every item a lane and a reason."""
        del audit
        return route_by_cuts(scores, self.cuts_for(scores.model_id))

    def cuts_for(self, model_id: str) -> Cuts:
        """Return the cuts; none for another model, of which nothing was promised."""
        return self.cuts if model_id == self.model_id else {}


def _refusal(
    budget: float, confidence: float, labels: int, smallest: float | None
) -> PromiseRefusedError:
    """Say what was asked, what there is, what it would support and what to do."""
    more = "set a review band by hand, or train with more labelled rows"
    if smallest is None:
        supported, ask = "They support no promise at all", ""
    else:
        supported = f"The smallest that they support is {smallest * 100:g} %"
        ask = f"ask for {smallest * 100:g} %, "
    step = f"{ask}{more}."
    return PromiseRefusedError(
        f"At most {budget * 100:g} % wrong can't be promised from {labels:,} labels.",
        f"{supported}, at {confidence * 100:g} % confidence.",
        step[0].upper() + step[1:],
        smallest=smallest,
    )
