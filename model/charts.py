"""Draws an evaluation as SVG text: no library, no script, nothing fetched.

Colours come from the page's own custom properties, so that one drawing serves light
and dark; every drawing has a title and a description for those who can't see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt

from model.svg import Point, box, document, dot, line, text

WIDTH, HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 14, 46
_TICKS = 5
_ROW = 24
_LABELS = 300


@dataclass(frozen=True)
class Frame:
    """The plane of a drawing.

    Attributes
    ----------
    name : str
        Makes the ids of the drawing's title and description.
    title, description : str
    across, up : str
        What the axes measure.
    highest : float
        The upper end of the vertical axis; both axes begin at 0, and the horizontal
        one ends at 1.
    share : bool
        Whether the vertical axis is written as percentages.
    """

    name: str
    title: str
    description: str
    across: str
    up: str
    highest: float = 1.0
    share: bool = True

    def x(self, value: float) -> float:
        """Return where a value lies across."""
        return _LEFT + value * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Return where a value lies up."""
        part = value / self.highest if self.highest else 0.0
        return HEIGHT - _BOTTOM - part * (HEIGHT - _TOP - _BOTTOM)

    def draw(self, marks: Sequence[str]) -> str:
        """Return the drawing with these marks on its plane."""
        inside = [*self._axes(), *marks]
        size = (WIDTH, HEIGHT)
        return document(self.name, self.title, self.description, size, inside)

    def _axes(self) -> list[str]:
        bottom = HEIGHT - _BOTTOM
        lines = []
        for one in range(_TICKS + 1):
            part = one / _TICKS
            value = part * self.highest
            x, y = self.x(part), self.y(value)
            word = f"{value * 100:.3g} %" if self.share else f"{value:,.0f}"
            lines += [
                line((_LEFT, y), (WIDTH - _RIGHT, y), "grid"),
                text(_LEFT - 6, y + 4, word, "end"),
                text(x, bottom + 16, f"{part:.1f}", "middle"),
            ]
        middle = (_LEFT + WIDTH - _RIGHT) / 2
        turned = f'transform="rotate(-90 12 {(_TOP + bottom) / 2:.0f})"'
        lines.append(text(middle, HEIGHT - 8, self.across, "middle"))
        lines.append(text(12, (_TOP + bottom) / 2, self.up, "middle", turned))
        return lines


def reliability_diagram(
    name: str, title: str, curves: Mapping[str, Sequence[Mapping[str, object]]]
) -> str:
    """Draw the share of claims by stated probability, one curve a condition."""
    frame = Frame(
        name,
        title,
        "Each point is a bin of P(claim): its mean probability across, the share of "
        "claims up; the larger the point, the more rows. On the dashed diagonal, "
        "probabilities mean what they say.",
        "mean P(claim)",
        "share of claims",
    )
    diagonal = line((frame.x(0), frame.y(0)), (frame.x(1), frame.y(1)), "ideal")
    marks = [diagonal]
    for place, bins in enumerate(curves.values()):
        points = [(_number(one["mean_p"]), _number(one["claims"])) for one in bins]
        marks.append(_curve(frame, points, f"series{place}"))
        rows = [_number(one["rows"]) for one in bins]
        marks += [
            dot(frame.x(x), frame.y(y), f"series{place}", 3 + 5 * sqrt(n / sum(rows)))
            for (x, y), n in zip(points, rows, strict=True)
        ]
    return frame.draw([*marks, *_legend(list(curves))])


def histogram_chart(
    name: str, title: str, claims: Sequence[int], opinions: Sequence[int]
) -> str:
    """Draw how many claims and opinions there are by P(claim)."""
    highest = _round_up(float(max([_TICKS, *claims, *opinions])))
    frame = Frame(
        name,
        title,
        "Bars side by side: claims and opinions in each bin of P(claim).",
        "P(claim)",
        "rows",
        highest,
        share=False,
    )
    wide = 1.0 / max(1, len(claims))
    marks = []
    for place, heights in enumerate((claims, opinions)):
        for one, height in enumerate(heights):
            left = frame.x((one + place / 2) * wide)
            size = frame.x(wide / 2) - frame.x(0) - 1
            top = frame.y(height)
            marks.append(box(left, top, size, frame.y(0) - top, f"series{place}"))
    return frame.draw([*marks, *_legend(["claims", "opinions"])])


def risk_coverage_chart(
    name: str,
    title: str,
    curves: Mapping[str, Sequence[Mapping[str, float]]],
    budget: float | None,
) -> str:
    """Draw the error among the surest rows, the more of them pass unseen."""
    risks = [point["risk"] for points in curves.values() for point in points]
    highest = _round_up(max([0.01, 2 * (budget or 0.0), *risks]))
    frame = Frame(
        name,
        title,
        "Across: the share of rows that pass unseen, the surest first. Up: the share "
        "of wrong labels among these."
        + (" The dashed line is the error budget." if budget else ""),
        "share that passes unseen",
        "wrong among these",
        highest,
    )
    marks = []
    if budget:
        y = frame.y(budget)
        marks.append(line((frame.x(0), y), (frame.x(1), y), "ideal"))
    for place, points in enumerate(curves.values()):
        spots = [(point["coverage"], point["risk"]) for point in points]
        marks.append(_curve(frame, spots, f"series{place}"))
    return frame.draw([*marks, *_legend(list(curves))])


def interval_chart(
    name: str, title: str, rows: Sequence[tuple[str, float, float, float]]
) -> str:
    """Draw rates with their intervals, one a line.

    Parameters
    ----------
    name, title : str
    rows : sequence of (label, rate, low, high)
    """
    highest = _round_up(max([0.01, *(high for *_, high in rows)]))
    height = _TOP + _ROW * len(rows) + 30
    right = WIDTH + 220
    marks = []

    def x(value: float) -> float:
        return _LABELS + value / highest * (right - _LABELS - 40)

    for one in range(_TICKS + 1):
        value = highest * one / _TICKS
        marks.append(line((x(value), _TOP), (x(value), height - 26), "grid"))
        marks.append(text(x(value), height - 10, f"{value * 100:.2g} %", "middle"))
    for place, (label, rate, low, high) in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        marks.append(text(_LABELS - 8, y + 4, label, "end"))
        marks.append(line((x(low), y), (x(high), y), "interval"))
        marks.append(dot(x(rate), y, "series0"))
    description = "Each line: a rate as a dot, its 95 % interval as a bar."
    return document(name, title, description, (right, height), marks)


def _curve(frame: Frame, points: Sequence[Point], style: str) -> str:
    path = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in points)
    return f'<polyline class="{style}" points="{path}"/>'


def _legend(names: Sequence[str]) -> list[str]:
    marks = []
    for place, name in enumerate(names):
        y = _TOP + 12 + 18 * place
        marks.append(box(_LEFT + 120, y - 9, 12, 10, f"series{place}"))
        marks.append(text(_LEFT + 138, y, name, "start"))
    return marks


def _round_up(value: float) -> float:
    """Return the end of an axis whose fifths are round numbers."""
    scale = 10.0 ** floor(log10(value))
    ends = (scale * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10))
    return next(end for end in ends if end >= value * (1 - 1e-9))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
