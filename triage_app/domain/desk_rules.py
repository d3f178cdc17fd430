"""What a lead has set for everybody who works at a workspace's desk."""

from dataclasses import dataclass

from triage_app.domain.errors import UserFacingError
from triage_app.domain.reason_codes import USUAL_REASONS, ReasonCodes

MOST_HOURS = 24 * 365
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class DoubleReview:
    """How many decided items come again, unmarked.

    Attributes
    ----------
    share : float
        Of each lane's decided items, 0 to 1.
    delay_hours : float
        How long an item rests before it comes again to whoever decided it; to others
        it may come at once.

    Raises
    ------
    UserFacingError
        If either is out of range.
    """

    share: float = 0.05
    delay_hours: float = 24.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0:
            raise UserFacingError(
                f"A share of {self.share * 100:g} % can't be reviewed twice.",
                "It must be between 0 and 100 %.",
            )
        if not 0.0 <= self.delay_hours <= MOST_HOURS:
            raise UserFacingError(
                f"A delay of {self.delay_hours:g} hours can't be used.",
                f"It must be between 0 and {MOST_HOURS:,}.",
            )

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"share": self.share, "delay_hours": self.delay_hours}

    @classmethod
    def from_json(cls, data: object) -> "DoubleReview":
        """Read what `to_json` made; a stranger may have written it.

        Raises
        ------
        UserFacingError
        """
        values = data if isinstance(data, dict) else {}
        share, delay = values.get("share"), values.get("delay_hours")
        if not isinstance(share, int | float) or not isinstance(delay, int | float):
            raise UserFacingError("The double review kept here can't be read.")
        return cls(float(share), float(delay))


@dataclass(frozen=True)
class Timebox:
    """When the window offers a pause.

    Attributes
    ----------
    work_minutes : int
        Of work at the desk before a pause is offered; 0: never.
    pause_minutes : int
        How long the pause is meant to be.

    Raises
    ------
    UserFacingError
        If either is out of range.
    """

    work_minutes: int = 0
    pause_minutes: int = 5

    def __post_init__(self) -> None:
        for minutes in (self.work_minutes, self.pause_minutes):
            if not 0 <= minutes <= MOST_MINUTES:
                raise UserFacingError(
                    f"A timebox of {minutes:,} minutes can't be used.",
                    f"It must be between 0 and {MOST_MINUTES:,}.",
                )

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"work_minutes": self.work_minutes, "pause_minutes": self.pause_minutes}

    @classmethod
    def from_json(cls, data: object) -> "Timebox":
        """Read what `to_json` made; a stranger may have written it.

        Raises
        ------
        UserFacingError
        """
        values = data if isinstance(data, dict) else {}
        work, pause = values.get("work_minutes"), values.get("pause_minutes")
        if type(work) is not int or type(pause) is not int:
            raise UserFacingError("The timebox kept here can't be read.")
        return cls(work, pause)


@dataclass(frozen=True)
class DeskRules:
    """All of it.

    Attributes
    ----------
    reasons : ReasonCodes
    double : DoubleReview
    timebox : Timebox
    """

    reasons: ReasonCodes = USUAL_REASONS
    double: DoubleReview = DoubleReview()
    timebox: Timebox = Timebox()
