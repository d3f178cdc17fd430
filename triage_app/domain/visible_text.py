"""Which characters nobody would see, written out for both faces of the program.

What is meant by invisible: control, bidirectional and zero-width characters, lone
surrogates and noncharacters (the Unicode Standard's Cc, Cs, Zl, Zp and
Default_Ignorable_Code_Point), the blank Braille cell, and marks heaped upon one letter.
A character that shapes what stands around it hides nothing and stays: a joiner or
selector inside an emoji, a flag's tags, a non-joiner between Arabic letters.
"""

import re

_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
) + "".join(
    chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF)
)
# Letters that take marks above or below them, and how many still belong to a letter.
_MARKS = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f"
)
_MOST_MARKS = 5
_PICTOGRAPH = (
    "\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\U0001f000-\U0001faff"
)
_SELECTED = f"#*0-9©®\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299{_PICTOGRAPH}"
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff\u0750-\u077f\u08a0-\u08ff"
# The viramas of the scripts of India, Sri Lanka and their neighbours.
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039"
# Each begins where the character to be kept stands; see RFC 5892, A.1, for the joiners.
_SHAPING = (
    rf"(?<=[{_PICTOGRAPH}\ufe0f])\u200d(?=[{_PICTOGRAPH}])"
    rf"|(?<=[{_SELECTED}])[\ufe0e\ufe0f]"
    rf"|(?<=[{_IDEOGRAPH}])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
    rf"|(?<=[{_ARABIC}])\u200c(?=[{_ARABIC}])"
    rf"|(?<=[{_VIRAMA}])[\u200c\u200d]"
    r"|(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
)
_PLACES = re.compile(
    rf"(?P<shaping>{_SHAPING})"
    rf"|(?P<lone>[{_UNSEEN}])"
    rf"|(?<=[{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]"
)
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_WRITTEN = re.compile("⟨U\\+([0-9A-F]{4,6})⟩")


def written_out(text: str) -> str:
    """Return text with every invisible character as its code: ``⟨U+202E⟩``.

    Line feeds and tabs stay; Arabic, Chinese or emoji need nothing and stay whole.
    """
    return text if text.isascii() and text.isprintable() else _PLACES.sub(_told, text)


def fitting(text: str, limit: int) -> int:
    """Return how many characters of a text are at most `limit` once written out."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return len(text)
    longer = 0
    for found in _PLACES.finditer(text, 0, limit):
        size = len(_told(found))
        if found.start() + longer + size > limit:
            return min(found.start(), limit - longer)
        longer += size - len(found[0])
    return min(len(text), limit - longer)


def read_back(text: str) -> str:
    """Return text with characters that were written out as what they stand for."""
    return _WRITTEN.sub(_meant, text)


def escaped(json_text: str) -> str:
    r"""Return JSON that says the same with invisible characters as ``\u202e``."""
    return _HIDDEN.sub(_escape, json_text)


def _told(found: re.Match[str]) -> str:
    if found["shaping"] is not None:
        return found[0]
    return "".join(f"⟨U+{ord(character):04X}⟩" for character in found[0])


def _meant(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code <= 0x10FFFF else found[0]


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
