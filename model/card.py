"""Evaluations and model cards as text for people."""

from collections.abc import Mapping
from typing import cast

from model.manifest import Manifest

Figures = Mapping[str, object]

_COLUMNS = (
    ("rows", "rows"),
    ("precision", "precision"),
    ("recall", "recall"),
    ("ece", "ECE"),
    ("automatic_share", "automatic"),
    ("automatic_error", "error in it"),
    ("claims_to_likely_opinion", "claims lost"),
)
_OVERALL = (
    ("precision", "Precision of claims"),
    ("recall", "Recall of claims"),
    ("f1", "F1 of claims"),
    ("macro_f1", "Macro-F1"),
    ("roc_auc", "ROC AUC"),
    ("pr_auc", "PR AUC"),
    ("brier", "Brier score"),
    ("ece", "ECE, 15 bins"),
    ("automatic_share", "Automatic share, band 0.2 to 0.8"),
    ("automatic_error", "Error in the automatic lanes"),
)
_CARD = """\
# Model card: {model_id}

Made {created} by Claim Triage with scikit-learn {sklearn} and numpy {numpy}, seed
{seed}, on {trained:,} labelled rows. {held:,} more rows (the fifth whose SHA-256 of the
id divides by five) were never trained on; every figure below is measured on them.
{unlabelled:,} rows had no label. SHA-256 of the training rows: `{data}`.

## What it does

It gives the probability that a reported short video makes a *claim* (information that
is unsourced or from an unverified source) and not an *opinion* (a personal belief), so
that claims are looked at first. It sorts a queue for people; it isn't made to decide.

- **Text head**: TF-IDF of words and pairs of words, logistic regression, label
  smoothing of 2 %.
- **Engagement head**: views, likes, shares, downloads and comments, and the last four
  per view, as piecewise linear curves in a logistic regression. It is shown every
  training row at random younger ages (all counts times 0.001 to 1, some of them
  missing), so that few views make it uncertain and not sure of an opinion.
- **Together**: the log-odds add up, less the prior, each within a limit, so that
  neither can silence the other. What is missing is left out; with nothing to score
  there is no probability. Neither the author's ban status nor verification is used.

## Measured on the held-out fifth

{overall}

By slice ("automatic": 0.2 and down or 0.8 and up; "claims lost": claims sent to *likely
opinion*; "counts / 100": the same videos as they would look when still young):

{slices}

## Where it will fail

- **Text that is worded otherwise than its training rows.** Training data whose
  transcripts follow a few templates (in the public TikTok file the first two words
  decide every label) makes figures like those above a property of the data. Expect
  little better than chance on speech, news or comments, and no warning from the number.
- **Languages it has not seen.** Only words of the training rows count; other
  transcripts stay near 0.5 or follow a stray word.
- **Where popularity doesn't go with claims.** In the training file claims have far
  more views than opinions. A popular opinion looks like a claim to the engagement
  head; where its text is missing, nothing corrects that. "transcript blank" above shows
  how little counts alone are worth.
- **Deliberate evasion.** Misspelling, invisible characters or a borrowed opening change
  the score at will.
- **Truth.** It tells a claim from an opinion by its form. It knows nothing of whether
  a claim is true.

## See for yourself

    triage train {source} --out {out} --name {name} --seed {seed}
    triage evaluate {source} --model {out} --held-out
"""


def evaluation_text(measured: Figures) -> str:
    """Render what `model.evaluate.evaluate` measured as a Markdown text."""
    return f"{_overall(measured)}\n\n{_slices(measured)}"


def card_text(manifest: Manifest, measured: Figures) -> str:
    """Render a model card."""
    return _CARD.format(
        model_id=manifest.model_id,
        name=manifest.name,
        created=manifest.created[:10],
        sklearn=manifest.libraries["scikit-learn"],
        numpy=manifest.libraries["numpy"],
        seed=manifest.seed,
        trained=manifest.data["rows_trained"],
        held=manifest.data["rows_held_out"],
        unlabelled=manifest.data["rows_unlabelled"],
        data=manifest.data["sha256"],
        overall=_overall(measured),
        slices=_slices(measured),
        source="DATA",
        out="DIR",
    )


def _overall(measured: Figures) -> str:
    rows: list[tuple[str, ...]] = [
        ("Rows", f"{measured['rows']:,}"),
        *((title, _figure(measured[key])) for key, title in _OVERALL),
    ]
    return _table(("measure", "value"), rows)


def _slices(measured: Figures) -> str:
    slices = cast("Mapping[str, Figures]", measured["slices"])
    named = {"all rows as they are": measured, **slices}
    rows = [
        (name, *(_figure(figures[key]) for key, _ in _COLUMNS))
        for name, figures in named.items()
    ]
    return _table(("slice", *(title for _, title in _COLUMNS)), rows)


def _figure(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else "-"


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, cells)) for cells in zip(titles, *rows, strict=True)]
    rule = tuple("-" * width for width in widths)
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in (titles, rule, *rows)
    )
    return "\n".join(f"| {line} |" for line in lines)
