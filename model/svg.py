"""Elements of SVG as text, everything in them escaped."""

from collections.abc import Sequence
from html import escape

Point = tuple[float, float]


def document(
    name: str,
    title: str,
    description: str,
    size: Point,
    marks: Sequence[str],
) -> str:
    """Put marks into an SVG element with a title and a description."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-labelledby="{name}-title {name}-text" '
        f'viewBox="0 0 {size[0]:g} {size[1]:g}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-text">{escape(description)}</desc>'
    )
    return head + "".join(marks) + "</svg>"


def line(start: Point, end: Point, style: str) -> str:
    """Return a straight line."""
    return (
        f'<line class="{style}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" '
        f'x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    """Return words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>'
        f"{escape(words)}</text>"
    )


def box(x: float, y: float, width: float, height: float, style: str) -> str:
    """Return a filled rectangle; a negative size is none."""
    return (
        f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}"/>'
    )


def dot(x: float, y: float, style: str, radius: float = 4.0) -> str:
    """Return a filled circle."""
    return f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
