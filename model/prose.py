"""The words of a model card that are the same for every model of this program."""

from model.calibration import AGES, LABEL_NOISE
from model.general import BASE_WEIGHT, GENERAL_PENALTY, MIN_FEEDBACK
from model.guard import FOLDS
from model.linguistics import GROUPS

PUBLIC_DATA = "be343446f17d56f7b6e2e93202d60b3b585c4836d62cace5a532f7a313588222"
"""SHA-256 of the training rows of the public TikTok file."""

WHAT_IT_DOES = f"""\
It gives the probability that a reported short video makes a *claim* (information that
is unsourced or from an unverified source) and not an *opinion* (a personal belief), and
says where it has no business giving one.

- **Text head**: TF-IDF of words and pairs of words, logistic regression, label
  smoothing of {LABEL_NOISE * 100:.0f} %.
- **Engagement head**: views, likes, shares, downloads and comments, and the last four
  per view, as piecewise linear curves in a logistic regression. It is shown every
  training row at random younger ages (all counts times 0.001 to 1, some of them
  missing), so that few views make it uncertain and not sure of an opinion.
- **Together**: the log-odds add up, less the prior, each within a limit, so that
  neither can silence the other. What the sum is worth, and what the words are alone,
  is learnt by Platt scaling on rows that the heads were not fitted on ({FOLDS} folds),
  with counts divided by {", ".join(f"{age:g}" for age in AGES)}. P(claim) keeps as far
  from 0 and 1 as the number of those rows demands (Laplace's rule of succession).
- **Guard**: a transcript of whose word pairs too few were seen in training, or counts
  beyond those of training, lie *outside*. Nothing is promised of such a row, and it is
  never automatic.
- **General head**: where the words lie outside, a logistic regression on {len(GROUPS)}
  named classes of wording (attribution, hedges, first person, modality, numbers and the
  like) gives the order of the queue instead of the text head.
- **Evidence**: what the heads say of labelled rows that they were not fitted on is kept
  in the model; every promise about errors is made from it.

Neither the author's ban status nor verification is used."""

INTENDED_USE = """\
- **For**: putting a queue of reported short videos in the order in which people should
  look at them; sending items past people where an error budget can be promised and is
  checked by an audit slice.
- **By**: moderators, and a lead who answers for the routing.
- **Not for**: deciding alone about a video or its author; telling whether a claim is
  true; text of another kind or language without labels of your own (all of it lies
  outside, and goes to people)."""

FACTORS = """\
Measured apart: the age of a video (its counts divided by 10, 100 and 1,000, and all
ages together), transcript or counts missing, counts that contradict the label, length
of transcript, verified or not, and the author's ban status. Figures: precision and
recall of claims at P(claim) 0.5, ROC and PR AUC, Brier score, expected calibration
error (ECE, 15 bins of equal width), the share that is automatic under the default
routing before the audit slice and the share of wrong labels among it."""

SHOWN_WEIGHTS = {
    "random": 1.0,
    "audit": 1.0,
    "uncertain": 1.0,
    "mid_confidence": 0.3,
    "heads_disagree": 0.3,
}
"""What the program counts a verdict in the general head, by why it was shown."""

LEARNING = """\
`triage train DATA --feedback FILE` fits everything anew on the base rows and on a
team's verdicts, as `triage export --preset feedback` writes them. Guard, calibration
and evidence stay those of the base rows. What a verdict counts in the general head
depends on how its item came to be shown (`why_shown`), because verdicts from the top of
a sorted queue alone teach it the wrong thing:"""


def learning_constants() -> list[tuple[str, str]]:
    """Return the constants of learning from feedback by name."""
    weights = [
        (f"Weight of a verdict shown as {why}", f"{weight:g}")
        for why, weight in SHOWN_WEIGHTS.items()
    ]
    return [
        *weights,
        ("Weight of any other verdict", "0"),
        ("Weight of all base rows together, in verdicts", f"{BASE_WEIGHT:g}"),
        ("Verdicts from which the general head learns, both labels", f"{MIN_FEEDBACK}"),
        ("Penalty C of the general head", f"{GENERAL_PENALTY:g}"),
    ]


FAILURES = """\
- **Text that is worded otherwise than its training rows.** Training data whose
  transcripts follow a few templates (in the public TikTok file the first two words
  decide every label) makes figures like those above a property of the data. The guard
  keeps such text from passing unseen; what is left is a rough order of the queue until
  people have labelled some of it, and a P(claim) that doesn't mean what it says.
- **A usual opening alone.** A text made of nothing but word pairs of training is
  inside, whoever strung them together.
- **Small slips.** One misspelt word makes most short transcripts lie outside: they go
  to people, which costs work and no error.
- **Languages it has not seen.** Everything lies outside; the classes of wording are
  English, so that the order is worth nothing.
- **Where popularity doesn't go with claims.** In the training file claims have far
  more views than opinions. A popular opinion looks like a claim to the engagement
  head; where its text is missing, nothing corrects that. "transcript blank" above shows
  how little counts alone are worth, "counts of the other label" what they do against
  the words.
- **Deliberate evasion.** Whoever knows the openings of training can be taken for home.
- **Truth.** It tells a claim from an opinion by its form. It knows nothing of whether
  a claim is true."""

PUBLIC_COMMANDS = """\
The rows are those of the public TikTok data set of the Google Advanced Data Analytics
certificate (`tiktok_dataset.csv`, 19,382 rows; published without a stated licence, and
no row of it is in this project). The sentences of US presidential debates
(`debate_sentences.csv`, ClaimBuster: check-worthy factual claim or not) are measured on
and never trained on. From the project's folder:

    triage train ../shared/data/tiktok_dataset.csv \\
      --foreign ../shared/data/debate_sentences.csv \\
      --out model/artefacts --name {name} --seed {seed}
    triage evaluate ../shared/data/tiktok_dataset.csv --held-out \\
      --foreign ../shared/data/debate_sentences.csv

The first writes this card, and the same `model.skops` on a machine like the one it was
made on. What else is said of this model, and the command that shows it (the data in
`../shared/data`, or where `TRIAGE_DATA` says):

{commands}"""

SHOWN_BY = {
    "Text that nobody here has chosen goes to people": "tests/scoring/test_foreign.py",
    "The promise holds at every age, and with noise": "tests/scoring/test_promise.py",
    "Calibration, budget and agreement at home": "tests/scoring/test_real_data.py",
    "Status and verification change no score": "tests/scoring/test_trainer.py",
    "A damaged or foreign model is refused": "tests/model/test_artefact.py",
    "The promise for every budget": "-m benchmark -s tests/benchmarks/test_promise.py",
    "Learning from feedback": "-m benchmark -s tests/benchmarks/test_learning.py",
    "Re-ranking beside ASReview": "-m benchmark -s tests/benchmarks/test_reranking.py",
}
"""What is said of the bundled model, and what to give pytest to see it."""
