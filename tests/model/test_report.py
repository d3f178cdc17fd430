import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import pytest

from model.charts import histogram_chart, interval_chart, risk_coverage_chart
from model.report import page

VOID = {"meta", "br", "link", "img"}
HOSTILE = '<script>alert("1")</script>&'


class Outline(HTMLParser):
    """Notes every tag and its attributes, and that all are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    assert not found.open
    return found


@pytest.fixture
def whole(measured: dict[str, object]) -> dict[str, Any]:
    labelled = {"rows": 2, "macro_f1": 0.5, "roc_auc": None, "ece": 0.25}
    other = {
        "name": HOSTILE,
        "rows": 5,
        "outside_share": 1.0,
        "automatic_share": 0.0,
        "drift": "It is unlike home.",
        "labelled": labelled,
    }
    told: Any = measured["fairness"]
    first = told[0]["value"]
    rates = [one | {"value": HOSTILE} for one in told if one["value"] == first]
    return {
        **measured,
        "model_id": HOSTILE,
        "held_out": True,
        "elsewhere": [other],
        "fairness": [*told, *rates],
    }


def test_the_page_is_whole_and_runs_and_fetches_nothing(
    whole: dict[str, Any],
) -> None:
    text = page(whole)
    tags = outline(text).tags
    assert text.startswith("<!DOCTYPE html>")
    assert {tag for tag, _ in tags} & {"script", "img", "link", "iframe"} == set()
    attributes = {name for _, found in tags for name in found}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"href", "src", "style"}
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_names_from_outside_are_escaped(whole: dict[str, Any]) -> None:
    text = page(whole)
    assert HOSTILE not in text
    assert text.count("&lt;script&gt;") >= 3


def test_every_drawing_is_xml_with_a_title_and_a_description(
    whole: dict[str, Any],
) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page(whole), re.DOTALL)
    assert len(drawings) == 5
    ids = set()
    for drawing in drawings:
        root = ET.fromstring(drawing)
        title, description, *_ = root
        assert title.text
        assert description.text
        named = root.attrib["aria-labelledby"].split()
        assert named == [title.attrib["id"], description.attrib["id"]]
        ids.update(named)
    assert len(ids) == 10


def test_every_drawing_has_its_figures_in_a_table_beside_it(
    whole: dict[str, Any],
) -> None:
    figures = re.findall(r"<figure .*?</figure>", page(whole), re.DOTALL)
    assert len(figures) == 5
    for figure in figures:
        assert "<svg" in figure
        assert '<th scope="col">' in figure
        assert "<caption>" in figure


def test_the_page_is_made_for_light_and_dark(whole: dict[str, Any]) -> None:
    text = page(whole)
    assert "color-scheme: light dark" in text
    assert "prefers-color-scheme: dark" in text
    # A colour given anywhere but in the two palettes would not turn with them.
    assert not re.findall(r"#[0-9a-f]{6}", text.split("</style>")[1])


def test_the_page_shows_every_slice_and_the_drift(whole: dict[str, Any]) -> None:
    text = page(whole)
    for name in whole["slices"]:
        assert f'<th scope="row">{name}</th>' in text
    assert "It is unlike home." in text
    assert "held-out fifth" in text
    assert "may have been trained on" in page({**whole, "held_out": False})


def test_a_point_lies_where_its_figures_say() -> None:
    drawn = risk_coverage_chart(
        "r",
        "R",
        {"now": [{"coverage": 0.0, "risk": 0.0}, {"coverage": 1, "risk": 0.02}]},
        0.01,
    )
    root = ET.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    (curve,) = root.iter(f"{space}polyline")
    (ideal,) = [one for one in root if one.get("class") == "ideal"]
    first, last = (
        tuple(map(float, spot.split(","))) for spot in curve.attrib["points"].split()
    )
    # The budget lies halfway up to the risk of twice as much.
    middle = (first[1] + last[1]) / 2
    assert float(ideal.attrib["y1"]) == pytest.approx(middle, abs=0.2)
    assert (first[0], last[0]) == (float(ideal.attrib["x1"]), float(ideal.attrib["x2"]))


def test_drawings_of_nothing_are_drawings() -> None:
    for drawn in (
        risk_coverage_chart("a", "A", {"now": []}, None),
        histogram_chart("b", "B", [0] * 20, [0] * 20),
        interval_chart("c", "C", []),
    ):
        assert ET.fromstring(drawn).tag.endswith("svg")
