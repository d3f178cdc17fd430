"""How values become words: numbers, probabilities, domain values, unsafe text."""

import html
import re
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from triage_app.domain.decisions import Verdict
from triage_app.domain.filters import Standing
from triage_app.domain.folding import folded_places
from triage_app.domain.history import State
from triage_app.domain.queue import Column, Tab
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.visible_text import fitting, written_out

NOTHING = "–"

_SPACES = re.compile(r"[ \t\r\n]+")
_LONG_RUN = 4_000
_TOOLTIP_RUN = 80
# Scripts whose lines may end after almost every letter, and so need no help.
_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003fffd"
# What belongs to the character before it, or binds the one after it.
_JOINER = "\u200d"
_CLINGING = re.compile("[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_LONGEST_CLUSTER = 24


def visible(text: str, limit: int | None = None) -> str:
    """Return text with every character that can't be seen written out.

    Control, zero-width and bidirectional characters become ``⟨U+202E⟩``; line ends and
    tabs stay. Text in a right-to-left script needs none of them and stays as it is.

    Parameters
    ----------
    text : str
    limit : int, optional
        Characters of `text` to keep; an ellipsis tells of a cut.
    """
    kept = text if limit is None else beginning(text, limit)
    shown = written_out(kept.replace("\r\n", "\n"))
    return shown if len(kept) == len(text) else shown + "…"


def beginning(text: str, limit: int) -> str:
    """Return a text's start of at most `limit` characters once it is `visible`.

    An emoji or an accented letter is not cut in two, and no blank is left at a cut.
    """
    end = fitting(text, limit)
    if end == len(text):
        return text
    for cut in range(end, max(0, end - _LONGEST_CLUSTER), -1):
        if not _CLINGING.match(text, cut) and text[cut - 1] != _JOINER:
            end = cut
            break
    return text[:end].rstrip()


def one_line(text: str, limit: int | None = None) -> str:
    """Return text as `visible` does, on one line."""
    if limit is not None:
        text = text.lstrip(" \t\r\n")[: limit * 2]
    return visible(_SPACES.sub(" ", text).strip(" "), limit)


def tooltip(text: str, limit: int | None = None) -> str:
    """Return a tooltip that can't be taken for HTML; Qt wraps it."""
    lines = broken(visible(text, limit), _TOOLTIP_RUN)
    safe = html.escape(lines, quote=False).replace("\n", "<br>")
    return f"<qt>{safe}</qt>" if safe else ""


def action_text(text: str) -> str:
    """Return data as it may stand in a menu: no key, no mnemonic is read out of it."""
    return one_line(text).replace("&", "&&")


def broken(text: str, run: int = _LONG_RUN) -> str:
    """Return text with line ends put into unbroken runs longer than `run`.

    Qt lays a run without a space out in quadratic time. Chinese, Japanese and Korean
    are left alone: their lines end anywhere; others may end at a slash or a dash.
    """
    stuck = rf"[^\s/?⟨⟩{_WIDE}-]"
    return re.sub(rf"{stuck}{{{run}}}(?={stuck})", lambda found: found[0] + "\n", text)


def count(number: float | None) -> str:
    """Return a whole number with its thousands apart: ``19,382``."""
    return NOTHING if number is None or number != number else f"{number:,.0f}"


def probability(value: float | None) -> str:
    """Return a probability with two places; never ``0.00`` or ``1.00``."""
    if value is None or value != value:
        return NOTHING
    if value >= 0.995:
        return ">0.99"
    return "<0.01" if value < 0.005 else f"{value:.2f}"


def percent(share: float | None) -> str:
    """Return a share in per cent: ``3.8 %``; ``0 %`` and ``100 %`` only if exact."""
    if share is None or share != share:
        return NOTHING
    if share in (0.0, 1.0):
        return f"{share * 100:.0f} %"
    if share < 0.0001:
        return "<0.01 %"
    if share > 0.999:
        return ">99.9 %"
    return f"{share * 100:.2f} %" if share < 0.01 else f"{share * 100:.1f} %"


def expected(number: float | None) -> str:
    """Return how many are expected: ``0.4``, ``12``, ``<0.1``; a dash for None."""
    if number is None or number != number:
        return NOTHING
    if 0 < number < 0.05:
        return "<0.1"
    return f"{number:.1f}" if 0 < number < 9.95 else f"{number:,.0f}"


def ratio(value: float | None) -> str:
    """Return a rate: ``0.35``, ``<0.01``, ``12.3``."""
    if value is None or value != value:
        return NOTHING
    if 0 < value < 0.005:
        return "<0.01"
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}"


def seconds(value: float | None) -> str:
    """Return a length of time: ``43 s``, ``2:05 min``, ``1:10:05 h``."""
    if value is None or value != value:
        return NOTHING
    minutes, rest = divmod(round(value), 60)
    if minutes < 2:
        return f"{round(value)} s"
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes_left:02d}:{rest:02d} h"
    return f"{minutes}:{rest:02d} min"


def moment(iso: str) -> str:
    """Return a time of the log in the person's own zone: ``2026-11-21 12:05``."""
    try:
        local = datetime.fromisoformat(iso).astimezone()
    except (ValueError, OverflowError):
        return NOTHING
    return local.strftime("%Y-%m-%d %H:%M")


def _tr(source: object) -> str:
    return QCoreApplication.translate("words", str(source))


_LANES = {
    Lane.LIKELY_CLAIM: QT_TRANSLATE_NOOP("words", "Likely claim"),
    Lane.REVIEW: QT_TRANSLATE_NOOP("words", "Needs review"),
    Lane.LIKELY_OPINION: QT_TRANSLATE_NOOP("words", "Likely opinion"),
}
_REASONS = {
    Reason.NONE: "",
    Reason.MID_CONFIDENCE: QT_TRANSLATE_NOOP("words", "Uncertain"),
    Reason.HEADS_DISAGREE: QT_TRANSLATE_NOOP("words", "Text ≠ numbers"),
    Reason.OUTSIDE_TRAINING: QT_TRANSLATE_NOOP("words", "Outside training"),
    Reason.MISSING_CONTENT: QT_TRANSLATE_NOOP("words", "Nothing to score"),
    Reason.AUDIT: QT_TRANSLATE_NOOP("words", "Audit sample"),
}
_REASON_SENTENCES = {
    Reason.NONE: "",
    Reason.MID_CONFIDENCE: QT_TRANSLATE_NOOP("words", "The score is not sure enough"),
    Reason.HEADS_DISAGREE: QT_TRANSLATE_NOOP("words", "Words and numbers disagree"),
    Reason.OUTSIDE_TRAINING: QT_TRANSLATE_NOOP(
        "words", "Unlike what the model learned from"
    ),
    Reason.MISSING_CONTENT: QT_TRANSLATE_NOOP("words", "Nothing to score"),
    Reason.AUDIT: QT_TRANSLATE_NOOP("words", "Drawn by lot to check the model"),
}
_VERDICTS = {
    Verdict.CLAIM: QT_TRANSLATE_NOOP("words", "Claim"),
    Verdict.OPINION: QT_TRANSLATE_NOOP("words", "Opinion"),
    Verdict.SKIP: QT_TRANSLATE_NOOP("words", "Skip"),
    Verdict.ESCALATE: QT_TRANSLATE_NOOP("words", "Escalate"),
}
_STATES = {
    State.PENDING: NOTHING,
    State.CLAIM: QT_TRANSLATE_NOOP("words", "Claim"),
    State.OPINION: QT_TRANSLATE_NOOP("words", "Opinion"),
    State.SKIPPED: QT_TRANSLATE_NOOP("words", "Skipped"),
    State.ESCALATED: QT_TRANSLATE_NOOP("words", "Escalated"),
}
_COLUMNS = {
    Column.POSITION: "#",
    Column.P_CLAIM: QT_TRANSLATE_NOOP("words", "P(claim)"),
    Column.ID: QT_TRANSLATE_NOOP("words", "Id"),
    Column.TRANSCRIPT: QT_TRANSLATE_NOOP("words", "Transcript"),
    Column.VIEWS: QT_TRANSLATE_NOOP("words", "Views"),
    Column.LIKES_PER_VIEW: QT_TRANSLATE_NOOP("words", "Likes/view"),
    Column.DURATION: QT_TRANSLATE_NOOP("words", "Length"),
    Column.AUTHOR: QT_TRANSLATE_NOOP("words", "Author"),
    Column.REASON: QT_TRANSLATE_NOOP("words", "Why here"),
    Column.VERDICT: QT_TRANSLATE_NOOP("words", "Verdict"),
}
_STANDINGS = {
    Standing.WAITING: QT_TRANSLATE_NOOP("words", "Waiting"),
    Standing.CLAIM: QT_TRANSLATE_NOOP("words", "Claim"),
    Standing.OPINION: QT_TRANSLATE_NOOP("words", "Opinion"),
    Standing.SKIPPED: QT_TRANSLATE_NOOP("words", "Skipped"),
    Standing.ESCALATED: QT_TRANSLATE_NOOP("words", "Escalated"),
    Standing.DISPUTED: QT_TRANSLATE_NOOP("words", "Disputed"),
}


def lane(value: Lane) -> str:
    """Return a lane's name for people."""
    return _tr(_LANES[value])


def tab(value: Tab) -> str:
    """Return a tab's name for people."""
    if value.lane is not None:
        return lane(value.lane)
    return _tr("For a lead") if value is Tab.LEAD else _tr("Decided")


def reason(value: Reason) -> str:
    """Return why an item is in review, in two words."""
    return _tr(_REASONS[value]) if value else ""


def reason_sentence(value: Reason) -> str:
    """Return why an item is in review, as the card says it."""
    return _tr(_REASON_SENTENCES[value]) if value else ""


def verdict(value: Verdict) -> str:
    """Return a verdict as its button says it."""
    return _tr(_VERDICTS[value])


def state(value: State) -> str:
    """Return what holds for an item; a dash while nothing does."""
    return _tr(_STATES[value])


def column(value: Column) -> str:
    """Return a table column's heading."""
    return _tr(_COLUMNS[value])


def standing(value: Standing) -> str:
    """Return what became of the items that a filter keeps."""
    return _tr(_STANDINGS[value])


def find_words(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where folded words occur in text, as starts and lengths in UTF-16.

    Qt counts in UTF-16 units. The words are as the search folds them, so that case,
    accents and invisible characters don't keep a word from being marked.
    """
    spans = folded_places(text, words)
    if all(character <= "\uffff" for character in text):
        return [(start, stop - start) for start, stop in spans]
    return [(_utf16(text[:start]), _utf16(text[start:stop])) for start, stop in spans]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
