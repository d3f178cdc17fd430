"""Lays out what an evaluation measured as tables, for text, cards and pages alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from model.fairness import MEASURES
from model.metrics import Figures
from model.variants import BLANK, MIXED, NOW

Row = tuple[str, ...]

_OVERALL = (
    ("precision", "Precision of claims"),
    ("recall", "Recall of claims"),
    ("f1", "F1 of claims"),
    ("macro_f1", "Macro-F1"),
    ("roc_auc", "ROC AUC"),
    ("pr_auc", "PR AUC"),
    ("brier", "Brier score"),
    ("ece", "ECE, 15 bins"),
    ("ece_mixed_ages", "ECE at mixed ages of counts"),
    ("outside_share", "Outside what the model learned"),
    ("disagree_share", "Heads disagree"),
    ("automatic_share", "Automatic, before the audit slice"),
    ("automatic_error", "Error among automatic items"),
)
_SLICES = (
    ("rows", "rows"),
    ("precision", "precision"),
    ("recall", "recall"),
    ("ece", "ECE"),
    ("outside_share", "outside"),
    ("disagree_share", "heads disagree"),
    ("automatic_share", "automatic"),
    ("automatic_error", "error in it"),
    ("claims_to_likely_opinion", "claims lost"),
)
_AGES = (NOW, "counts / 10", "counts / 100", "counts / 1000", MIXED)


@dataclass(frozen=True)
class Table:
    """A table for people.

    Attributes
    ----------
    title : str
    heads : tuple of str
    rows : sequence of tuple of str
        Each as long as `heads`.
    """

    title: str
    heads: Row
    rows: Sequence[Row]

    def markdown(self) -> str:
        """Return the table as Markdown that lines up as plain text as well."""
        cells = [self.heads, *(tuple(map(_plain, row)) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        rule = tuple("-" * width for width in widths)
        lines = (
            " | ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            )
            for row in (cells[0], rule, *cells[1:])
        )
        return "\n".join(f"| {line} |" for line in lines)


def overall(measured: Figures) -> Table:
    """Lay out the figures of all rows."""
    rows = [("Rows", figure(measured["rows"]))]
    rows += [(title, figure(measured.get(key))) for key, title in _OVERALL]
    return Table("All rows", ("measure", "value"), rows)


def slices(measured: Figures) -> Table:
    """Lay out the figures by slice."""
    heads = ("slice", *(title for _, title in _SLICES))
    rows = [
        (name, *(figure(part.get(key)) for key, _ in _SLICES))
        for name, part in _named(measured).items()
    ]
    return Table("By slice", heads, rows)


def routing(measured: Figures) -> Table:
    """Lay out what the plan and the band beside it would do at each age of counts."""
    named = _named(measured)
    rows = []
    for name in _AGES:
        part = named[name]
        band = cast("Figures", part["band"])
        cells = (
            percent(one[key])
            for one in (part, band)
            for key in ("automatic_share", "automatic_error")
        )
        rows.append((name, figure(part["ece"]), *cells))
    heads = ("counts", "ECE", "automatic", "wrong", "band: automatic", "band: wrong")
    return Table("Routing by age of counts", heads, rows)


def reliability(measured: Figures, condition: str = NOW) -> Table:
    """Lay out the reliability curve."""
    bins = cast("Mapping[str, Sequence[Figures]]", measured["reliability"])[condition]
    rows = [
        (
            f"{one['low']:.1f} to {one['high']:.1f}",
            figure(one["rows"]),
            figure(one["mean_p"]),
            figure(one["claims"]),
        )
        for one in bins
    ]
    heads = ("P(claim)", "rows", "mean P(claim)", "share of claims")
    return Table(f"Reliability, rows {condition}", heads, rows)


def histogram(measured: Figures) -> Table:
    """Lay out how many claims and opinions there are by P(claim)."""
    counts = cast("Mapping[str, Sequence[int]]", measured["histogram"])
    width = 1.0 / max(1, len(counts["claims"]))
    rows = [
        (f"{one * width:.2f} to {(one + 1) * width:.2f}", f"{claims:,}", f"{others:,}")
        for one, (claims, others) in enumerate(
            zip(counts["claims"], counts["opinions"], strict=True)
        )
        if claims or others
    ]
    return Table("Histogram", ("P(claim)", "claims", "opinions"), rows)


def risk_coverage(measured: Figures, condition: str = NOW) -> Table:
    """Lay out about ten points of the risk-coverage curve."""
    curves = cast("Mapping[str, Sequence[Figures]]", measured["risk_coverage"])
    points = curves[condition]
    step = max(1, len(points) // 10)
    chosen = [*points[:-1:step], *points[-1:]]
    rows = [(percent(one["coverage"]), percent(one["risk"])) for one in chosen]
    heads = ("automatic, the surest first", "wrong among them")
    return Table(f"Risk and coverage, rows {condition}", heads, rows)


def fairness(measured: Figures, condition: str = NOW) -> Table:
    """Lay out error rates by group of authors, one row a group."""
    rates = [r for r in _rates(measured) if r["condition"] == condition]
    groups = dict.fromkeys((str(r["column"]), str(r["value"])) for r in rates)
    rows = []
    for column, value in groups:
        own = [r for r in rates if (r["column"], r["value"]) == (column, value)]
        by_measure = {str(rate["measure"]): rate for rate in own}
        cells = tuple(_rate(by_measure[name]) for name in MEASURES)
        rows.append((column, value, *cells, _remark(own)))
    heads = ("group", "value", *MEASURES, "remark")
    return Table(f"Errors by group, {condition}", heads, rows)


def elsewhere(measured: Figures) -> Table:
    """Lay out what the model did on text of other sources."""
    rows = []
    for part in cast("Iterable[Figures]", measured.get("elsewhere", ())):
        labelled = cast("Figures", part["labelled"] or {})
        rows.append(
            (
                str(part["name"]),
                figure(part["rows"]),
                percent(part["outside_share"]),
                percent(part["automatic_share"]),
                figure(labelled.get("rows", 0)),
                figure(labelled.get("macro_f1")),
                figure(labelled.get("roc_auc")),
                figure(labelled.get("ece")),
            )
        )
    heads = (
        *("source", "rows", "outside", "automatic"),
        *("labelled", "macro-F1", "ROC AUC", "ECE"),
    )
    return Table("Elsewhere", heads, rows)


def fairness_conditions(measured: Figures) -> list[str]:
    """Return the conditions under which errors by group were counted."""
    known = dict.fromkeys(str(rate["condition"]) for rate in _rates(measured))
    return [name for name in (NOW, BLANK) if name in known]


def figure(value: object) -> str:
    """Write a figure: four decimals, thousands apart, a hyphen for none."""
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else "-"


def percent(value: object) -> str:
    """Write a share as a percentage; a hyphen for none."""
    return f"{value * 100:.2f} %" if isinstance(value, int | float) else "-"


def _named(measured: Figures) -> dict[str, Figures]:
    parts = cast("Mapping[str, Figures]", measured["slices"])
    return {NOW: measured, **parts}


def _rates(measured: Figures) -> Sequence[Figures]:
    return cast("Sequence[Figures]", measured["fairness"])


def _rate(rate: Figures) -> str:
    if rate["rate"] is None:
        return "no rows"
    low, high = (cast("float", rate[end]) * 100 for end in ("low", "high"))
    return f"{percent(rate['rate'])} of {rate['rows']:,} ({low:.1f} to {high:.1f})"


def _remark(rates: Iterable[Figures]) -> str:
    said = []
    for rate in rates:
        others = cast("Sequence[str]", rate["differs_from"])
        if others:
            said.append(f"{rate['measure']}: differs from {', '.join(others)}")
        elif rate["small"] and rate["rows"]:
            said.append(f"{rate['measure']}: too few rows to tell")
    return "; ".join(said)


def _plain(cell: str) -> str:
    """Keep a cell on its line and within its column."""
    return " ".join(cell.split()).replace("|", "\\|")
