"""How a transcript presents what it says: where its framing ends, and of which kind.

The same statement comes as "someone told me that ...", as "i think that ..." and as
itself. The words of a framing are few: verbs of reporting and of belief (Biber 1988,
*Variation across speech and writing*, Cambridge University Press: public and private
verbs that take a *that* clause), whoever is said to have said it, and where.
"""

import numpy as np
from numpy.typing import NDArray

PLAIN, REPORTED, PERSONAL = 0, 1, 2
"""Kinds of framing, as `triage_app.domain.similarity.Framing` numbers them."""

_REPORTING = (
    "said says say saying told tells tell telling claimed claims claim claiming"
    " reported reports report reporting according announced announces announcing"
    " stated states state stating revealed reveals reveal confirmed confirms argued"
    " argues warned warns read reads reading learned learnt learn heard hear hears"
    " cited cites showed shows shown showing found find discovered discover discovers"
    " shared shares mentioned mentions mention mentioning encountered located saw seen"
    " watched noticed posted posts published wrote writes quoted explained informed"
    " alleged alleges rumour rumor rumoured rumored apparently reportedly allegedly"
    " supposedly proving overheard spotted received sent"
)
_BELIEVING = (
    "think thinks thought thinking believe believes believed belief beliefs feel"
    " feels felt feeling feelings opinion opinions view views understanding understand"
    " understands impression sense sentiment sentiments position hypothesis reasoning"
    " guess guessing suppose supposes reckon reckons suspect suspects imagine"
    " convinced persuaded assume assumes bet wager hunch doubt hope expect insist hold"
    " mind consider honest honestly personally take argue willing perspective"
    " standpoint"
)
_SOURCES = (
    "someone somebody anyone everyone everybody people person others friend friends"
    " friend's friends' family family's relatives colleague colleagues colleague's"
    " colleagues' coworker coworkers neighbour neighbours neighbor neighbors cousin"
    " sister brother mother father mum mom dad parents teacher teachers doctor doctors"
    " boss team students expert experts scientist scientists researcher researchers"
    " author authors journalist reporter host guy guys folks man woman stranger media"
    " news newspaper newspapers press internet online web website websites site forum"
    " forums board discussion social network networks platform tv television radio"
    " podcast podcasts documentary article articles study studies paper papers"
    " research story stories post posts blog video videos clip thread page headline"
    " link message book magazine channel email source sources point"
)
_FUNCTION = (
    "a an the this these those of in on at by for from with without to into onto as"
    " and or but so if then than there here i me my mine myself we us our ours you"
    " your yours he him his she her hers it its they them their theirs is are am was"
    " were be been being has have had having do does did will would shall should can"
    " could may might must just also very really quite too once ever still even only"
    " well oh okay ok yes please which who whom whose what when where about over under"
    " out up down off some any all both each more most many much such own same s t d"
    " ll m re ve because while through during before after now first finally"
)
_NEGATIONS = "not no never none nobody nothing neither nor cannot without"
_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
    " forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions billion billions trillion dozen half third quarter twice double"
)
_THAT, _COMMA = "that", ","

# What a word is to a framing: flags of a token, told once when it is first met.
THAT, COMMA, REPORTS, BELIEVES, USUAL, FUNCTION, EXACT = (1 << n for n in range(7))

# The longest framings, and how many words of one no list may know.
_LONGEST, _LONGEST_TAIL, _MOST_UNKNOWN = 16, 10, 3
# What stands before a tail must say something itself.
_LEAST_SAID = 2


def _flagged() -> dict[str, int]:
    lists = (
        (_REPORTING, REPORTS | USUAL),
        (_BELIEVING, BELIEVES | USUAL),
        (_SOURCES, USUAL),
        (_FUNCTION, USUAL | FUNCTION),
        (_NEGATIONS, EXACT),
        (_NUMBERS, EXACT),
    )
    flags: dict[str, int] = {_THAT: THAT | USUAL | FUNCTION, _COMMA: COMMA | FUNCTION}
    for words, meaning in lists:
        for word in words.split():
            flags[word] = flags.get(word, 0) | meaning
    return flags


_FLAGS = _flagged()

Flags = NDArray[np.uint8]
Bounds = NDArray[np.int64]


def flags_of(token: str) -> int:
    """Return what a word in small letters is to a framing.

    Numbers and negations are `EXACT`: texts that differ in one say different things.
    """
    found = _FLAGS.get(token)
    if found is not None:
        return found
    exact = any(map(str.isdigit, token)) or token.endswith("n't")
    return EXACT if exact else 0


def framed(flags: Flags, bounds: Bounds) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Find the framing of each text.

    A framing is what stands before the first *that*, or the words at the beginning
    that are all usual in framings, up to the last telling one; or a few words after
    the last comma ("..., if you ask me"). It must hold a word of reporting or of
    belief; the last one tells its kind.

    Parameters
    ----------
    flags : uint8 array of shape (t,)
        Of the tokens of n texts, one text after another.
    bounds : int64 array of shape (n + 1,)
        Where each text's tokens begin.

    Returns
    -------
    bool array of shape (t,)
        Where a token belongs to a framing.
    int8 array of shape (n,)
        `PLAIN`, `REPORTED` or `PERSONAL`.
    """
    rows = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    place = np.arange(len(flags)) - bounds[rows]
    left = bounds[rows + 1] - np.arange(len(flags)) - 1
    head_end, head_kind = _heads(flags, bounds, rows, place)
    tail_start, tail_kind = _tails(flags, bounds, rows, left)
    inside = (place < head_end[rows]) | (place >= tail_start[rows])
    return inside, np.where(head_kind != PLAIN, head_kind, tail_kind)


def _heads(
    flags: Flags, bounds: Bounds, rows: Bounds, place: Bounds
) -> tuple[Bounds, NDArray[np.int8]]:
    """Return each text's first place after the framing it begins with, and its kind."""
    unknown = _running((flags & USUAL) == 0, bounds, rows)
    near = place < _LONGEST
    that = near & ((flags & THAT) != 0) & (unknown <= _MOST_UNKNOWN)
    ends = _first(that, place, rows, bounds)
    run = _first((flags & (USUAL | COMMA)) == 0, place, rows, bounds)
    telling = (flags & (REPORTS | BELIEVES)) != 0
    run = _after_last(telling & near & (place < run[rows]), place, rows, bounds)
    kind, run_kind = (
        _kind(flags, bounds, rows, place < end[rows]) for end in (ends, run)
    )
    by_that = (ends < _LONGEST) & (kind != PLAIN)
    return np.where(by_that, ends + 1, run), np.where(by_that, kind, run_kind)


def _tails(
    flags: Flags, bounds: Bounds, rows: Bounds, left: Bounds
) -> tuple[Bounds, NDArray[np.int8]]:
    """Return each text's first place of the framing it ends with, and its kind."""
    sizes = np.diff(bounds)
    comma = ((flags & COMMA) != 0) & (left < _LONGEST_TAIL) & (left > 0)
    nearest = _first(comma, left, rows, bounds)
    starts = np.where(nearest < _LONGEST_TAIL, sizes - nearest - 1, sizes)
    inside = left <= nearest[rows]
    inside &= (nearest < _LONGEST_TAIL)[rows]
    kind = _kind(flags, bounds, rows, inside)
    own = (flags & (USUAL | COMMA)) == 0
    kind[np.bincount(rows[inside & own], minlength=len(sizes)) > _MOST_UNKNOWN] = PLAIN
    kind[np.bincount(rows[~inside & own], minlength=len(sizes)) < _LEAST_SAID] = PLAIN
    return np.where(kind != PLAIN, starts, sizes), kind


def _kind(
    flags: Flags, bounds: Bounds, rows: Bounds, inside: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return each text's kind by the last telling word among some of its tokens."""
    kinds = np.zeros(len(bounds) - 1, dtype=np.int8)
    for meaning, kind in ((REPORTS, REPORTED), (BELIEVES, PERSONAL)):
        last = np.full(len(kinds), -1, dtype=np.int64)
        found = np.flatnonzero(inside & ((flags & meaning) != 0))
        last[rows[found]] = found
        if kind == REPORTED:
            reported = last
            kinds[last >= 0] = kind
        else:
            kinds[last > reported] = kind
    return kinds


def _first(
    found: NDArray[np.bool_], place: Bounds, rows: Bounds, bounds: Bounds
) -> Bounds:
    """Return the least place in each text where something was found, else a lot."""
    least = np.full(len(bounds) - 1, 1 << 30, dtype=np.int64)
    where = np.flatnonzero(found)
    np.minimum.at(least, rows[where], place[where])
    return least


def _after_last(
    found: NDArray[np.bool_], place: Bounds, rows: Bounds, bounds: Bounds
) -> Bounds:
    """Return the place after the last one in each text where something was found."""
    after = np.zeros(len(bounds) - 1, dtype=np.int64)
    where = np.flatnonzero(found)
    np.maximum.at(after, rows[where], place[where] + 1)
    return after


def _running(found: NDArray[np.bool_], bounds: Bounds, rows: Bounds) -> Bounds:
    """Count within each text, up to each token."""
    counted = np.concatenate([[0], np.cumsum(found)])
    so_far: Bounds = counted[1:] - counted[bounds[rows]]
    return so_far
