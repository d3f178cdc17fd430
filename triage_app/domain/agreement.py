"""How far two readings of the same items agree, and how much of that is chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from triage_app.domain.bounds import percent
from triage_app.domain.decisions import Decision, Verdict
from triage_app.domain.intervals import Interval, Z, exact_interval
from triage_app.domain.kappa import Table, cohen_kappa, kappa_error
from triage_app.domain.routing import LANES_BY_WORD, Lane

LEAST_PAIRS = 30
# Below this in any part of the table the large-sample interval is too narrow.
_LEAST_IN_A_CELL = 10
_VERDICTS = (Verdict.CLAIM, Verdict.OPINION)


class Method(StrEnum):
    """How an interval of kappa was made."""

    LARGE_SAMPLE = "large_sample"
    EXACT_AGREEMENT = "exact_agreement"


@dataclass(frozen=True)
class Agreement:
    """What pairs of readings say.

    Attributes
    ----------
    both_claim, both_opinion : int
        Pairs that agree, by what was said.
    claim_opinion, opinion_claim : int
        Pairs that don't, by what was said first and second.
    """

    both_claim: int = 0
    claim_opinion: int = 0
    opinion_claim: int = 0
    both_opinion: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[Verdict, Verdict]]) -> "Agreement":
        """Count pairs of verdicts; one that settles nothing is left out."""
        table = np.zeros((2, 2), dtype=np.int64)
        for first, second in pairs:
            if first.decides and second.decides:
                table[_VERDICTS.index(first), _VERDICTS.index(second)] += 1
        return cls(*map(int, table.ravel()))

    @property
    def table(self) -> Table:
        """The counts by first and second reading; shape (2, 2)."""
        cells = [self.both_claim, self.claim_opinion]
        cells += [self.opinion_claim, self.both_opinion]
        return np.array(cells, dtype=np.int64).reshape(2, 2)

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return self.agreed + self.claim_opinion + self.opinion_claim

    @property
    def agreed(self) -> int:
        """How many agree."""
        return self.both_claim + self.both_opinion

    @property
    def enough(self) -> bool:
        """Whether there are enough to say more than that there are too few."""
        return self.pairs >= LEAST_PAIRS

    @property
    def observed(self) -> float | None:
        """The share that agrees; None without pairs."""
        return self.agreed / self.pairs if self.pairs else None

    @property
    def observed_interval(self) -> Interval:
        """The exact 95 % interval of the share that agrees."""
        return exact_interval(self.agreed, self.pairs)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None where it can't be told, as when all said the same."""
        return cohen_kappa(self.table)

    @property
    def one_sided(self) -> bool:
        """Whether either reading gave one verdict alone, which makes kappa 0 or none.

        Kappa then tells of the items, not of how well people agree.
        """
        table = self.table
        return not (table.sum(axis=0).all() and table.sum(axis=1).all())

    @property
    def method(self) -> Method:
        """How `kappa_interval` is made: few pairs of a kind need the wider one."""
        off = self.claim_opinion + self.opinion_claim
        least = min(self.both_claim, self.both_opinion, off)
        large = least >= _LEAST_IN_A_CELL
        return Method.LARGE_SAMPLE if large else Method.EXACT_AGREEMENT

    @property
    def kappa_interval(self) -> Interval | None:
        """The 95 % interval of kappa; None where there is no kappa.

        Notes
        -----
        By the large-sample standard error (`kappa_error`) where at least ten pairs
        agree on either verdict and ten don't agree. That error falls to 0 where all
        agree; in simulations with 30 to 100 pairs such an interval held the true kappa
        in as few as 12 of 100 cases. With fewer of a kind the exact interval of the
        share that agrees is carried over, chance taken as it was found: it held the
        true kappa in 95 or more of 100 cases, and is wider.
        """
        table = self.table
        kappa = cohen_kappa(table)
        if kappa is None:
            return None
        if self.method is Method.LARGE_SAMPLE:
            error = Z * kappa_error(table)
            return Interval(max(-1.0, kappa - error), min(1.0, kappa + error))
        shares = table / table.sum()
        chance = float(shares.sum(axis=1) @ shares.sum(axis=0))
        seen = self.observed_interval
        ends = [(end - chance) / (1.0 - chance) for end in (seen.low, seen.high)]
        return Interval(max(-1.0, ends[0]), min(1.0, ends[1]))

    def sentence(self) -> str:
        """Say it in a sentence or two."""
        if not self.enough:
            return f"Not enough doubles yet: {self.pairs} of {LEAST_PAIRS}."
        seen = self.observed_interval
        agreed = (
            f"{self.agreed:,} of {self.pairs:,} doubles agree: "
            f"{percent(self.agreed / self.pairs)}, 95 % interval "
            f"{percent(seen.low)} to {percent(seen.high)}."
        )
        kappa, interval = self.kappa, self.kappa_interval
        if kappa is None or interval is None:
            return f"{agreed} {all_the_same(self)}"
        if self.one_sided:
            return f"{agreed} {one_side_the_same()}"
        ends = f"{interval.low:.2f} to {interval.high:.2f}"
        return f"{agreed} Cohen's kappa is {kappa:.2f}, 95 % interval {ends}."

    def to_json(self) -> dict[str, object]:
        """Return it as plain data; kappa is null below the least number of pairs."""
        told = self.enough
        kappa = self.kappa if told else None
        interval = self.kappa_interval if told else None
        return {
            "pairs": self.pairs,
            "needed": LEAST_PAIRS,
            "agreed": self.agreed,
            "table": self.table.tolist(),
            "observed": self.observed if told else None,
            "observed_interval": self.observed_interval.to_json() if told else None,
            "kappa": kappa,
            "kappa_interval": None if interval is None else interval.to_json(),
            "method": None if interval is None else self.method.value,
            "sentence": self.sentence(),
        }


def all_the_same(agreement: Agreement) -> str:
    """Say why there is no kappa."""
    word = "claim" if agreement.both_claim else "opinion"
    return f"Every verdict was {word}, so that kappa can't be told."


def one_side_the_same() -> str:
    """Say why kappa means nothing."""
    return "One reading gave one verdict alone, so that kappa can't tell anything."


@dataclass(frozen=True)
class LaneAgreement:
    """Agreement in all, and by the lane that the first verdict was given in."""

    total: Agreement
    lanes: Mapping[Lane, Agreement] = field(hash=False)

    @classmethod
    def of(cls, pairs: Iterable[tuple[Decision, Decision]]) -> "LaneAgreement":
        """Count pairs of decisions."""
        known = list(pairs)
        by_lane: dict[Lane, list[tuple[Verdict, Verdict]]] = {one: [] for one in Lane}
        for first, second in known:
            lane = LANES_BY_WORD.get(first.lane)
            if lane is not None:
                by_lane[lane].append((first.verdict, second.verdict))
        return cls(
            Agreement.of((one.verdict, two.verdict) for one, two in known),
            {lane: Agreement.of(some) for lane, some in by_lane.items()},
        )

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        lanes = {lane.word: one.to_json() for lane, one in self.lanes.items()}
        return {**self.total.to_json(), "lanes": lanes}


@dataclass(frozen=True)
class AgreementReport:
    """Agreement between moderators, and of one moderator with what she said before.

    Attributes
    ----------
    between : LaneAgreement
    same : LaneAgreement
        Self-consistency.
    """

    between: LaneAgreement
    same: LaneAgreement

    @classmethod
    def of(cls, pairs: Iterable[tuple[Decision, Decision]]) -> "AgreementReport":
        """Part pairs by whether one moderator gave both."""
        known = list(pairs)
        alone = [one.moderator == two.moderator for one, two in known]
        parted = [
            [pair for pair, own in zip(known, alone, strict=True) if own is wanted]
            for wanted in (False, True)
        ]
        return cls(*map(LaneAgreement.of, parted))

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"between": self.between.to_json(), "same": self.same.to_json()}
