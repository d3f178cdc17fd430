"""Numbers and words as people read them; unsafe text as what it is."""

import time

from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.decisions import Verdict
from triage_app.domain.filters import Standing
from triage_app.domain.history import State
from triage_app.domain.queue import Column, Tab
from triage_app.domain.routing import Lane, Reason
from triage_app.ui import text


def test_a_probability_never_claims_to_be_certain() -> None:
    for value, shown in [
        (0.72, "0.72"),
        (0.5, "0.50"),
        (0.994, "0.99"),
        (0.995, ">0.99"),
        (0.9999, ">0.99"),
        (1.0, ">0.99"),
        (0.004, "<0.01"),
        (0.0, "<0.01"),
        (None, "–"),
        (float("nan"), "–"),
    ]:
        assert text.probability(value) == shown


@given(st.floats(0, 1))
def test_no_probability_shows_as_zero_or_one(value: float) -> None:
    assert text.probability(value) not in {"0.00", "1.00"}


def test_counts_have_their_thousands_apart() -> None:
    for value, shown in [
        (19382, "19,382"),
        (0.0, "0"),
        (343296.0, "343,296"),
        (None, "–"),
    ]:
        assert text.count(value) == shown


def test_a_share_is_nothing_or_all_only_where_it_is() -> None:
    for value, shown in [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.00004, "<0.01 %"),
        (0.0011, "0.11 %"),
        (0.048, "4.8 %"),
        (0.9996, ">99.9 %"),
        (None, "–"),
        (float("nan"), "–"),
    ]:
        assert text.percent(value) == shown


def test_expected_errors_are_as_precise_as_they_are_few() -> None:
    for value, shown in [
        (0.0, "0"),
        (0.01, "<0.1"),
        (0.44, "0.4"),
        (9.9, "9.9"),
        (12.3, "12"),
        (1234.5, "1,234"),
        (None, "–"),
        (float("nan"), "–"),
    ]:
        assert text.expected(value) == shown


def test_every_reason_has_a_sentence_of_its_own_on_the_card() -> None:
    said = [text.reason_sentence(reason) for reason in Reason if reason]
    assert all(said)
    assert len(set(said)) == len(said)
    assert text.reason_sentence(Reason.NONE) == ""


def test_lengths_are_in_units_one_can_picture() -> None:
    for value, shown in [
        (43, "43 s"),
        (119.6, "2:00 min"),
        (125, "2:05 min"),
        (4205, "1:10:05 h"),
    ]:
        assert text.seconds(value) == shown


def test_rates_keep_two_places() -> None:
    for value, shown in [
        (0.354, "0.35"),
        (0.001, "<0.01"),
        (0.0, "0.00"),
        (12.34, "12.3"),
        (None, "–"),
    ]:
        assert text.ratio(value) == shown


def test_characters_nobody_sees_are_written_out() -> None:
    for raw, shown in [
        ("a\u202eevil", "a⟨U+202E⟩evil"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("nul\x00", "nul⟨U+0000⟩"),
        ("\ufeffbom", "⟨U+FEFF⟩bom"),
        ("soft\xadhyphen", "soft⟨U+00AD⟩hyphen"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("iso\u2066late", "iso⟨U+2066⟩late"),
        ("lone\ud800", "lone⟨U+D800⟩"),
        ("line\nend\ttab", "line\nend\ttab"),
        ("win\r\ndows", "win\ndows"),
    ]:
        assert text.visible(raw) == shown


def test_right_to_left_scripts_and_emoji_stay_as_they_are() -> None:
    for whole in ["هذا نص عربي", "שלום", "👩\u200d👧", "❤\ufe0f\u200d🔥", "naïve café"]:
        assert text.visible(whole) == whole


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert text.visible("abcdef", 3) == "abc…"
    assert text.visible("abc", 3) == "abc"
    assert text.one_line("a\n\n  b\tc") == "a b c"


def test_tooltips_can_not_be_taken_for_html() -> None:
    shown = text.tooltip('<img src="file:///x"> & more')
    assert "<img" not in shown
    assert "&lt;img" in shown
    assert text.tooltip("") == ""


def test_unbroken_runs_are_broken_and_words_are_not() -> None:
    assert max(map(len, text.broken("x" * 9_000).split("\n"))) <= 4_000
    assert text.broken("x" * 90, 40).split("\n") == ["x" * 40, "x" * 40, "x" * 10]
    assert text.broken("a few words") == "a few words"
    assert text.broken("中文" * 5_000, 40) == "中文" * 5_000


def test_making_a_long_text_visible_takes_no_time() -> None:
    begun = time.perf_counter()
    text.visible("\u200b" * 100_000, 3_000)
    text.broken("x" * 200_000)
    assert time.perf_counter() - begun < 1


def test_words_are_found_whatever_their_case() -> None:
    assert text.find_words("The Moon and the moon", ["moon"]) == [(4, 4), (17, 4)]
    assert text.find_words("nothing here", ["moon", ""]) == []


def test_words_behind_wide_characters_are_found_where_qt_counts_them() -> None:
    assert text.find_words("😀 moon", ["moon"]) == [(3, 4)]


def test_folding_that_changes_lengths_never_moves_a_mark() -> None:
    assert text.find_words("Straße moon", ["moon", "strasse"]) == [(0, 6), (7, 4)]
    assert text.find_words("ﬁnd İ moon", ["moon"]) == [(6, 4)]


def test_every_domain_value_has_words() -> None:
    assert [text.lane(lane) for lane in Lane] == [
        "Likely claim",
        "Needs review",
        "Likely opinion",
    ]
    assert text.tab(Tab.DECIDED) == "Decided"
    assert text.reason(Reason.NONE) == ""
    assert all(text.reason(reason) for reason in Reason if reason)
    assert all(text.verdict(verdict) for verdict in Verdict)
    assert text.state(State.PENDING) == "–"
    assert all(text.column(column) for column in Column)
    assert all(text.standing(value) for value in Standing)
