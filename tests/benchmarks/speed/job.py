"""What a process is asked to measure."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FIT_ROWS = 20_000
_SUFFIX = {"sample": ".csv", "zipf": ".csv", "parts": ""}


@dataclass(frozen=True)
class Job:
    """One way of one case at one size.

    Attributes
    ----------
    case, module, way, data : str
        As the catalogue has them.
    rows, rounds : int
        `rounds` are those that a light case goes through by itself.
    folder : str
        The run's own, with all it makes.
    answer : str
        The file for what was found.
    """

    case: str
    module: str
    way: str
    data: str
    rows: int
    rounds: int
    folder: str
    answer: str

    def to_json(self) -> str:
        """Write it on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Job":
        """Read what `to_json` wrote."""
        return cls(**json.loads(line))

    @property
    def place(self) -> Path:
        """The run's folder."""
        return Path(self.folder)

    @property
    def source(self) -> Path:
        """The backlog, a file or a folder of files."""
        return self.made(self.data, self.rows)

    @property
    def own(self) -> Path:
        """A folder that this case has to itself at this size."""
        place = self.place / f"{self.case}-{self.rows}"
        place.mkdir(exist_ok=True)
        return place

    def made(self, data: str, rows: int) -> Path:
        """Return where data of a size lies."""
        return self.place / f"{data}-{rows}{_SUFFIX[data]}"
