"""How values become words: numbers, probabilities, domain values, unsafe text."""

import html
import re
from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from triage_app.domain.decisions import Verdict
from triage_app.domain.history import State
from triage_app.domain.queue import Column, Progressed, Tab
from triage_app.domain.routing import Lane, Reason

NOTHING = "–"

# Control, zero-width and bidirectional characters, and others that take no room.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
# A joiner between two pictographs makes one emoji of them and hides nothing.
_PICTOGRAPH = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_EMOJI_JOINER = re.compile(
    f"(?<={_PICTOGRAPH})\u200d(?={_PICTOGRAPH})|(?<=\ufe0f)\u200d(?={_PICTOGRAPH})"
)
_LONG_RUN = 256


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
    if limit is not None and len(text) > limit:
        return visible(text[:limit].rstrip()) + "…"
    text = text.replace("\r\n", "\n")
    if not _INVISIBLE.search(text):
        return text
    joiners = {match.start() for match in _EMOJI_JOINER.finditer(text)}
    return _INVISIBLE.sub(
        lambda found: found[0] if found.start() in joiners else _code(found[0]), text
    )


def one_line(text: str, limit: int | None = None) -> str:
    """Return text as `visible` does, on one line."""
    if limit is not None:
        text = text[: limit * 2]
    return visible(" ".join(text.split()), limit)


def tooltip(text: str, limit: int | None = None) -> str:
    """Return a tooltip that can't be taken for HTML; Qt wraps it."""
    safe = html.escape(visible(text, limit), quote=False).replace("\n", "<br>")
    return f"<qt>{safe}</qt>" if safe else ""


def broken(text: str, run: int = _LONG_RUN) -> str:
    """Return text with line ends put into unbroken runs longer than `run`.

    Qt lays a run without a space out in quadratic time.
    """
    return re.sub(rf"\S{{{run}}}(?=\S)", lambda found: found[0] + "\n", text)


def _code(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


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
_PROGRESSED = {
    Progressed.ALL: QT_TRANSLATE_NOOP("words", "any"),
    Progressed.WAITING: QT_TRANSLATE_NOOP("words", "waiting"),
    Progressed.WORKED: QT_TRANSLATE_NOOP("words", "worked on"),
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


def progressed(value: Progressed) -> str:
    """Return how far along the items are that a filter keeps."""
    return _tr(_PROGRESSED[value])


def find_words(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where folded words occur in text, as starts and lengths in UTF-16.

    Qt counts in UTF-16 units. Case folding that changes a text's length (such as of
    a German sharp s) is passed over, so that a mark never lands beside its word.
    """
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower()
    if len(folded) != len(text):
        return []
    wide = any(ord(character) > 0xFFFF for character in text)
    spans = []
    for word in filter(None, words):
        for match in re.finditer(re.escape(word), folded):
            start, end = match.span()
            if wide:
                start, end = _utf16(text[:start]), _utf16(text[:end])
            spans.append((start, end - start))
    return spans


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
