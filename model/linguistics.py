"""Linguistic features with a name each: how a transcript is worded, not its topic.

Word lists of the classes that the literature finds where claims and opinions differ,
put together anew for short speech and news:

- attribution verbs, hedges, boosters and self-mention: interactional metadiscourse and
  evidentials (Hyland 2005, *Metadiscourse*, Continuum);
- first, second and third person, modality, past tense, private verbs (beliefs),
  negation and questions: features of the registers of English (Biber 1988, *Variation
  across speech and writing*, Cambridge University Press);
- numbers, comparisons, money, names and tense: what tells check-worthy factual
  sentences (Hassan et al. 2017, "Toward automated fact-checking: detecting check-worthy
  factual claims by ClaimBuster", KDD);
- evaluative words and beliefs: subjective language (Riloff and Wiebe 2003, "Learning
  extraction patterns for subjective expressions", EMNLP; Wiebe et al. 2004, "Learning
  subjective language", Computational Linguistics 30);
- assertives, factives and hedges together: Recasens et al. 2013, "Linguistic models for
  analyzing and detecting biased language", ACL.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

_LISTS = {
    "attribution verbs": "said says say saying told tells claimed claims claim reported"
    " reports report according announced stated states revealed reveals confirmed"
    " argued argues warned read learned heard cited showed shows found discovered",
    "hedges": "maybe perhaps possibly probably seems seem seemed appears appear likely"
    " might suggest suggests somewhat apparently guess suppose roughly almost generally"
    " usually often",
    "boosters": "clearly certainly definitely absolutely really obviously surely always"
    " never totally completely indeed very simply",
    "beliefs": "think believe believes feel feels thought believed felt opinion view"
    " understanding impression sense hope hoped wish want convinced willing guess trust"
    " love like proud sorry glad",
    "first person singular": "i me my mine myself",
    "first person plural": "we us our ours ourselves",
    "second person": "you your yours yourself",
    "third person": "he him his she they them their theirs",
    "modality": "can could may might must shall should will would ought cannot",
    "future": "will shall gonna going ll",
    "obligation": "must should ought need needs needed",
    "irregular past tense": "was were had did went came took made got gave left lost"
    " cut spent put became began ran held brought",
    "perfect": "have has had been ve",
    "present tense of be": "is are am",
    "number words": "one two three four five six seven eight nine ten eleven twelve"
    " fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds"
    " thousand thousands million millions billion billions trillion dozen half third"
    " quarter twice double doubled tripled",
    "percentages": "% percent percentage",
    "money": "$ £ € dollar dollars cent cents tax taxes budget deficit debt cost costs"
    " spending income wage wages pay paid",
    "time": "year years month months week weeks day days decade decades century ago"
    " since yesterday today last january february march april june july august"
    " september october november december",
    "quantities": "more less fewer most least many much few all every each none only"
    " average rate number numbers total increase increased increases decrease decreased"
    " reduced raised rose fell higher lower up down grew growth",
    "superlatives": "most least best worst first largest biggest highest lowest"
    " greatest",
    "comparatives": "than better worse more less fewer higher lower larger greater",
    "questions": "?",
    "question words": "who what when where why how",
    "quotation": '" “ ” « » quote unquote',
    "negation": "not no never none nobody nothing neither nor t",
    "exclamations": "!",
    "addressing somebody": "thank thanks please well yes okay ok sir madam",
    "causes": "because therefore thus so if why cause caused causes result",
    "evaluative words": "good bad great important wrong right terrible wonderful strong"
    " weak fair unfair dangerous better best serious",
}
_SHAPES = ("regular past tense", "numbers", "years", "capitalised words", "acronyms")

GROUPS = (*_LISTS, *_SHAPES)
"""Classes of words and signs that are counted."""

KNOTS = (3, 6, 10, 15, 20, 30, 45)

NAMES = (
    *GROUPS,
    *(f"{group}, rate" for group in GROUPS),
    "letters per word",
    "share of distinct words",
    "length",
    *(f"more than {knot} words" for knot in KNOTS),
)
"""Names of the features, in the order of their columns."""

SIGN_OR_WORD = r"\w+|[^\w\s]"
"""What a token is to the general head: a word, or any other visible character."""

_TOKEN = re.compile(SIGN_OR_WORD)
_CENTURIES = ("17", "18", "19", "20")
MOST_COUNTED, MOST_LETTERS = 6.0, 12.0

Columns = NDArray[np.float64]


def _memberships() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, words in enumerate(_LISTS.values()):
        for word in words.split():
            found.setdefault(word, []).append(place)
    return found


_MEMBERSHIPS = _memberships()


def linguistic_features(texts: Sequence[str | None]) -> Columns:
    """Describe how each text is worded; a row depends on its own text alone.

    Each distinct token is judged once, then counted.

    Parameters
    ----------
    texts : sequence of str or None, of length n

    Returns
    -------
    float64 array of shape (n, len(NAMES))
        For each group 1 where the text holds one, then its count (6 at most) over the
        square root of the words; then length and variety. Roughly within 0 to 2; all 0
        for a text without a token.
    """
    vocabulary: defaultdict[str, int] = defaultdict(count().__next__)
    rows = [
        [vocabulary[token] for token in _TOKEN.findall(text or "")] for text in texts
    ]
    table = judged(list(vocabulary))
    totals, distinct = np.zeros((len(rows), table.shape[1])), np.zeros(len(rows))
    for row, codes in enumerate(rows):
        if codes:
            totals[row] = table[codes].sum(axis=0)
            distinct[row] = len(set(codes))
    return _features(totals, distinct)


def judged(tokens: Sequence[str]) -> Columns:
    """Judge tokens.

    Parameters
    ----------
    tokens : sequence of str, of length m

    Returns
    -------
    float64 array of shape (m, len(GROUPS) + 2)
        For each group 1 where the token belongs to it; 1 for a word; its letters.
    """
    lower = [token.lower() for token in tokens]
    table = np.zeros((len(tokens), len(GROUPS) + 2))
    for row, token in enumerate(lower):
        if token in _MEMBERSHIPS:
            table[row, _MEMBERSHIPS[token]] = 1.0
    size = np.fromiter(map(len, tokens), dtype=np.int64)
    first = [token[0] for token in tokens]
    number, upper = _are(str.isdigit, tokens), _are(str.isupper, tokens)
    shapes = (
        (size > 4) & _are(_ends_in_ed, lower),
        number,
        number & (size == 4) & _are(_is_recent, tokens),
        (size > 1) & ~upper & _are(str.isupper, first),
        (size > 1) & upper & _are(str.isalpha, tokens),
    )
    table[:, len(_LISTS) : -2] = np.stack(shapes, axis=1)
    word = _are(_is_word, first)
    table[:, -2], table[:, -1] = word, word * size
    return table


def _are(test: Callable[[str], bool], tokens: Sequence[str]) -> NDArray[np.bool_]:
    return np.fromiter(map(test, tokens), dtype=np.bool_, count=len(tokens))


def _ends_in_ed(token: str) -> bool:
    return token.endswith("ed")


def _is_recent(number: str) -> bool:
    return number.startswith(_CENTURIES)


def _is_word(first: str) -> bool:
    return first.isalnum() or first == "_"


def _features(totals: Columns, distinct: Columns) -> Columns:
    counts, words, letters = totals[:, :-2], totals[:, -2:-1], totals[:, -1:]
    length = np.maximum(words, 1.0)
    # Scaled so that one penalty suits every column.
    return np.hstack(
        [
            counts > 0,
            np.minimum(counts, MOST_COUNTED) / np.sqrt(length) * 1.5,
            np.minimum(letters / length, MOST_LETTERS) / 6.0,
            np.minimum(distinct[:, np.newaxis] / length, 1.0),
            np.log1p(words) / 3.0,
            words > np.asarray(KNOTS),
        ]
    )
