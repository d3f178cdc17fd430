"""An evaluation as one HTML page: tables beside plots, nothing fetched, no script."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, cast

from model import tables
from model.charts import (
    histogram_chart,
    interval_chart,
    reliability_diagram,
    risk_coverage_chart,
)
from model.metrics import Figures
from model.tables import Table
from model.variants import MIXED, NOW

_STYLE = """
:root { color-scheme: light dark; --back: #ffffff; --text: #1a2230; --soft: #5a6576;
  --rule: #e1e4ea; --series0: #a24808; --series1: #1f5fae; --ideal: #606c7d; }
@media (prefers-color-scheme: dark) { :root { --back: #1c2027; --text: #e8ecf2;
  --soft: #a3aebd; --rule: #2a3039; --series0: #f0a05a; --series1: #82b5f2;
  --ideal: #929dac; } }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui,
  sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p { max-width: 46rem; } .note { color: var(--soft); }
figure { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem),
  1fr)); align-items: start; gap: 1.5rem 2.5rem; margin: 1rem 0 2rem; }
figure.stacked { grid-template-columns: 1fr; }
figure > svg { width: 100%; max-width: 36rem; height: auto; }
.scroll { overflow-x: auto; margin-bottom: 1.5rem; }
table { border-collapse: collapse; font-size: 13px;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { text-align: right; padding: .25rem 0 .25rem 1.1rem; white-space: nowrap;
  border-bottom: 1px solid var(--rule); }
th { font-weight: 600; } tbody th { font-weight: 400; }
th:first-child { text-align: left; padding-left: 0; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.grid { stroke: var(--rule); } .ideal { stroke: var(--ideal); stroke-dasharray: 5 4; }
.series0 { fill: var(--series0); } .series1 { fill: var(--series1); }
polyline { fill: none !important; stroke-width: 2; }
polyline.series0 { stroke: var(--series0); } polyline.series1 {
  stroke: var(--series1); stroke-dasharray: 8 3; }
.interval { stroke: var(--series1); stroke-width: 3; }
"""


def page(measured: Figures) -> str:
    """Render what was measured as a whole HTML page.

    Parameters
    ----------
    measured : mapping
        From `model.evaluate.evaluate`; ``model_id``, ``held_out`` and ``elsewhere``
        are shown where they are there.
    """
    title = f"Evaluation of {measured.get('model_id', 'a model')}"
    body = "\n".join(
        [
            f"<h1>{escape(title)}</h1>",
            _paragraph(_which_rows(measured)),
            *_sections(measured),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _sections(measured: Figures) -> Iterable[str]:
    yield _heading("All rows")
    yield _table(tables.overall(measured))
    yield _heading("Routing")
    yield from map(_paragraph, routing_sentences(measured))
    curves = cast(
        "Mapping[str, Sequence[Mapping[str, float]]]", measured["risk_coverage"]
    )
    budget = cast("Mapping[str, float | None]", measured["routing"])["budget"]
    chart = risk_coverage_chart("risk", "Risk and coverage", curves, budget)
    yield _figure(
        chart, tables.routing(measured), tables.risk_coverage(measured, MIXED)
    )
    yield _heading("Calibration")
    bins = cast("Mapping[str, Sequence[Figures]]", measured["reliability"])
    diagram = reliability_diagram("reliability", "Reliability diagram", bins)
    both = [tables.reliability(measured, name) for name in (NOW, MIXED)]
    yield _figure(diagram, *both)
    counts = cast("Mapping[str, Sequence[int]]", measured["histogram"])
    drawn = histogram_chart(
        "histogram", "Histogram of P(claim)", counts["claims"], counts["opinions"]
    )
    yield _figure(drawn, tables.histogram(measured))
    yield _heading("By slice")
    yield _table(tables.slices(measured))
    yield _heading("Fairness")
    yield _paragraph(FAIRNESS_NOTE)
    for place, condition in enumerate(tables.fairness_conditions(measured)):
        rates = _intervals(measured, condition)
        name = f"fairness{place}"
        drawn = interval_chart(name, f"Errors by group, {condition}", rates)
        yield _figure(drawn, tables.fairness(measured, condition), kind="stacked")
    if measured.get("elsewhere"):
        yield _heading("On text of other sources")
        yield _table(tables.elsewhere(measured))
        yield from map(_paragraph, drift_sentences(measured))


FAIRNESS_NOTE = (
    "Neither ban status nor verification is a feature. Rates are of the group's own"
    " claims or opinions, with 95 % intervals (percentile bootstrap, 1,000 resamples;"
    " exact binomial where no row or every row is wrong). Groups differ where their"
    " intervals don't touch; below 30 rows nothing is concluded."
)


def routing_sentences(measured: Figures) -> list[str]:
    """Say in sentences by which plan rows were routed."""
    routing = cast("Mapping[str, Sequence[str]]", measured["routing"])
    return [f"Routed by: {routing['plan']}.", *routing["notes"]]


def drift_sentences(measured: Figures) -> list[str]:
    """Return what was said of other sources as a whole, each with its name."""
    parts = cast("Iterable[Figures]", measured.get("elsewhere", ()))
    return [f"{part['name']}: {part['drift']}" for part in parts if part["drift"]]


def _which_rows(measured: Figures) -> str:
    rows = f"{measured['rows']:,} labelled rows"
    if measured.get("held_out"):
        return f"Measured on {rows} of the held-out fifth, which training never saw."
    return f"Measured on {rows}; some of them may have been trained on."


def _intervals(
    measured: Figures, condition: str
) -> list[tuple[str, float, float, float]]:
    rates = cast("Sequence[Mapping[str, Any]]", measured["fairness"])
    return [
        (
            f"{rate['measure']}, {rate['value']}",
            rate["rate"],
            rate["low"],
            rate["high"],
        )
        for rate in rates
        if rate["condition"] == condition and rate["rate"] is not None
    ]


def _heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


def _paragraph(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>'


def _figure(chart: str, *beside: Table, kind: str = "beside") -> str:
    drawn = "".join(map(_table, beside))
    return f'<figure class="{kind}">{chart}<div>{drawn}</div></figure>'


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in table.rows
    )
    return (
        f'<div class="scroll"><table><caption>{escape(table.title)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
