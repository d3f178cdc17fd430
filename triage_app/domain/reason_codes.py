"""The reasons a moderator may give with a verdict: a list that the lead edits."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from triage_app.domain.errors import UserFacingError

MOST_CODES = 30
MOST_WORDS = 60
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def _shown_whole(words: str) -> bool:
    """Whether words stand on one line, and hold nothing that a file can't keep."""
    kinds = {unicodedata.category(character) for character in words}
    return not kinds & {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One reason.

    Attributes
    ----------
    code : str
        As it is kept with a verdict and exported: lower case, no blanks.
    words : str
        As people read it.
    policy_gap : bool
        Whether it says that the rules themselves don't cover the case.
    """

    code: str
    words: str
    policy_gap: bool = False


@dataclass(frozen=True)
class ReasonCodes:
    """The list in force, in the order in which it is offered.

    Raises
    ------
    UserFacingError
        If a code can't be kept, comes twice, or two are marked as the policy gap.
    """

    codes: tuple[ReasonCode, ...]

    def __post_init__(self) -> None:
        known = [reason.code for reason in self.codes]
        for reason in self.codes:
            if not _CODE.fullmatch(reason.code):
                raise _refused(
                    f"{reason.code[:40]!r} can't be a reason's code.",
                    "It takes up to 40 small letters, digits, - and _.",
                )
            if not reason.words.strip() or len(reason.words) > MOST_WORDS:
                raise _refused(
                    f"The reason {reason.code!r} needs words of its own.",
                    f"Up to {MOST_WORDS} characters.",
                )
            if not _shown_whole(reason.words):
                raise _refused(
                    f"The words of the reason {reason.code!r} can't be shown.",
                    "They take one line, without control characters.",
                )
            if known.count(reason.code) > 1:
                raise _refused(f"The reason {reason.code!r} is there twice.")
        if len(known) > MOST_CODES:
            raise _refused(
                f"There may be {MOST_CODES} reasons; these are {len(known)}."
            )
        if sum(reason.policy_gap for reason in self.codes) > 1:
            raise _refused("Only one reason can be the policy gap.")

    def __iter__(self) -> Iterator[ReasonCode]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def words(self, code: str) -> str:
        """Return a code's words; the code itself where it is no longer in the list."""
        return next((one.words for one in self.codes if one.code == code), code)

    def knows(self, code: str) -> bool:
        """Whether a code is in the list."""
        return any(one.code == code for one in self.codes)

    def to_json(self) -> list[object]:
        """Return the list as plain data."""
        return [
            {"code": one.code, "words": one.words, "policy_gap": one.policy_gap}
            for one in self.codes
        ]

    @classmethod
    def from_json(cls, data: object) -> "ReasonCodes":
        """Read what `to_json` made; a stranger may have written it.

        Raises
        ------
        UserFacingError
        """
        if not isinstance(data, list):
            raise _refused("The reasons are no list.")
        return cls(tuple(_reason(entry) for entry in data[: MOST_CODES + 1]))


USUAL_REASONS = ReasonCodes(
    (
        ReasonCode("unsourced", "States a fact, gives no source"),
        ReasonCode("hearsay", "Passes on what somebody said"),
        ReasonCode("personal-view", "Says what the speaker believes"),
        ReasonCode("mixed", "Claim and opinion in one"),
        ReasonCode("unclear", "Can't be understood"),
        ReasonCode("needs-context", "Needs the video or its context"),
        ReasonCode("policy-gap", "The rules don't cover this", policy_gap=True),
    )
)


def _reason(entry: object) -> ReasonCode:
    if isinstance(entry, dict):
        code, words = entry.get("code"), entry.get("words")
        gap = entry.get("policy_gap", False)
        if isinstance(code, str) and isinstance(words, str) and isinstance(gap, bool):
            return ReasonCode(code, words, gap)
    raise _refused("A reason needs a code and words.")


def _refused(title: str, detail: str = "") -> UserFacingError:
    return UserFacingError(title, detail)
