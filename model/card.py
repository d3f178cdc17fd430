"""Evaluations as text, and the card that a model comes with.

The card follows Mitchell et al. 2019, "Model cards for model reporting" (FAT*).
"""

from collections.abc import Mapping

from model import experiments, prose, tables
from model.manifest import Manifest
from model.metrics import Figures
from model.report import FAIRNESS_NOTE, drift_sentences, routing_sentences
from model.variants import MIXED

_CARD = """\
# Model card: {model_id}

Made {created} by Claim Triage with scikit-learn {sklearn} and numpy {numpy}, seed
{seed}, on {trained:,} labelled rows{feedback}. {held:,} more rows (the fifth whose
SHA-256 of the id divides by five) were never trained on; every figure below is measured
on them unless it names another source. {unlabelled:,} rows had no label. SHA-256 of the
training rows:
`{data}`.

## What it does

{does}

## Intended use

{use}

## What is measured

{factors}

## Measured on the held-out fifth

{overall}

By slice ("claims lost": claims sent to *likely opinion*; "counts / 100": the same
videos as they would look when still young; "counts of the other label": claims with
the counts of opinions and the other way round):

{slices}

## Routing and its promise

{routing}

{ages}

"band" beside it: the plain review band of 0.2 to 0.8. Before the audit slice; what is
outside, or where the heads disagree, always goes to people.

## Calibration

Rows as they are and at mixed ages of counts:

{reliability}

{reliability_mixed}

## Measured on text it was not made for

{elsewhere}

## Fairness

{fairness_note}

{fairness}

## Learning from feedback

{learning}

{constants}
{experiments}
## Where it will fail

{failures}

## See for yourself

    triage train DATA --out DIR --name {name} --seed {seed}
    triage evaluate DATA --model DIR --held-out
    triage evaluate DATA --model DIR --held-out --html evaluation.html
    triage evaluate DATA --model DIR --held-out --error-budget 0.5
    triage evaluate DATA --model DIR --foreign OTHER

The second shows every table above but that of other sources, which the last one shows;
the third the same with plots.
{public}"""


def evaluation_text(measured: Figures) -> str:
    """Render what `model.evaluate.evaluate` measured as a Markdown text."""
    parts = [
        tables.overall(measured).markdown(),
        " ".join(routing_sentences(measured)),
        tables.routing(measured).markdown(),
        tables.slices(measured).markdown(),
        tables.reliability(measured).markdown(),
        _fairness(measured),
    ]
    if measured.get("elsewhere"):
        parts.append(_elsewhere(measured))
    return "\n\n".join(part for part in parts if part)


def card_text(manifest: Manifest, measured: Figures) -> str:
    """Render a model card.

    Parameters
    ----------
    manifest : Manifest
    measured : mapping
        From `model.evaluate.evaluate` on the held-out fifth; where ``elsewhere`` is
        there, other sources are shown as well.
    """
    public = manifest.data["sha256"] == prose.PUBLIC_DATA
    commands = public_commands(manifest)
    return _CARD.format(
        **_details(manifest),
        does=prose.WHAT_IT_DOES,
        use=prose.INTENDED_USE,
        factors=prose.FACTORS,
        overall=tables.overall(measured).markdown(),
        slices=tables.slices(measured).markdown(),
        routing="\n".join(routing_sentences(measured)),
        ages=tables.routing(measured).markdown(),
        reliability=tables.reliability(measured).markdown(),
        reliability_mixed=tables.reliability(measured, MIXED).markdown(),
        elsewhere=_elsewhere(measured) or _NOWHERE,
        fairness_note=FAIRNESS_NOTE,
        fairness=_fairness(measured) or "The rows name no author's status.",
        learning=prose.LEARNING,
        constants=_CONSTANTS.markdown(),
        experiments=f"\n{experiments.LEARNING}\n" if public else "",
        failures=prose.FAILURES,
        public=f"\n{commands}\n" if public else "",
    )


def public_commands(manifest: Manifest) -> str:
    """Return the commands that show what the card of the public data's model says."""
    shown = [(what, f"`pytest {given}`") for what, given in prose.SHOWN_BY.items()]
    table = tables.Table("", ("what", "command"), shown).markdown()
    return prose.PUBLIC_COMMANDS.format(
        name=manifest.name, seed=manifest.seed, commands=table
    )


_CONSTANTS = tables.Table("", ("constant", "value"), prose.learning_constants())
_NOWHERE = "Not measured for this model; `--foreign` below does it."


def _details(manifest: Manifest) -> Mapping[str, object]:
    told = manifest.data.get("rows_feedback", 0)
    return {
        "model_id": manifest.model_id,
        "name": manifest.name,
        "created": manifest.created[:10],
        "sklearn": manifest.libraries["scikit-learn"],
        "numpy": manifest.libraries["numpy"],
        "seed": manifest.seed,
        "trained": manifest.data["rows_trained"],
        "feedback": f" and {told:,} rows of feedback" if told else "",
        "held": manifest.data["rows_held_out"],
        "unlabelled": manifest.data["rows_unlabelled"],
        "data": manifest.data["sha256"],
    }


def _fairness(measured: Figures) -> str:
    return "\n\n".join(
        f"Rows {condition}:\n\n{tables.fairness(measured, condition).markdown()}"
        for condition in tables.fairness_conditions(measured)
    )


def _elsewhere(measured: Figures) -> str:
    if not measured.get("elsewhere"):
        return ""
    said = "\n".join(f"- {sentence}" for sentence in drift_sentences(measured))
    return f"{tables.elsewhere(measured).markdown()}\n\n{said}".rstrip()
