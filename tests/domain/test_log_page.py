"""A log read by pages against the same log read record by record."""

import copy
import pickle
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.decisions import (
    Decision,
    Record,
    RecordKind,
    Verdict,
    WhyShown,
)
from triage_app.domain.history import History
from triage_app.domain.log_page import LogPage

WHO, ITEMS = ("ann", "ben"), ("a", "b", "c")


def page_of(records: Sequence[Record]) -> LogPage:
    names = [field.name for field in fields(Decision)]
    decisions = [record.decision for record in records]
    columns: dict[str, list[object]] = {
        name: [getattr(one, name) for one in decisions] for name in names
    }
    columns["hash"] = [record.hash for record in records]
    columns["previous_hash"] = [record.previous_hash for record in records]
    shared = {record.gist: record.gist for record in records}
    columns["gist"] = [shared[record.gist] for record in records]
    return LogPage(records[0].seq, columns)


@st.composite
def logs(draw: st.DrawFn) -> list[Record]:
    """Draw a log of verdicts, seconds and revocations, some ids of it twice."""
    log: list[Record] = []
    for seq in range(1, draw(st.integers(1, 25)) + 1):
        kind = draw(st.sampled_from([*[RecordKind.VERDICT] * 4, *RecordKind]))
        before = [record.decision.decision_id for record in log]
        target = draw(st.sampled_from(before)) if before else "nothing"
        again = bool(before) and not draw(st.integers(0, 14))
        decision = Decision(
            decision_id=draw(st.sampled_from(before)) if again else f"d{seq}",
            kind=kind,
            revokes=target if kind is RecordKind.REVOCATION else "",
            item_id=draw(st.sampled_from(ITEMS)),
            backlog_id="import-1",
            verdict=draw(st.sampled_from(Verdict)),
            reason_code="",
            note="",
            model_id="model-1",
            p_claim=0.5,
            model_label=draw(st.sampled_from(["claim", "opinion", ""])),
            lane=draw(st.sampled_from(["review", "likely_claim"])),
            why_shown=draw(st.sampled_from([*WhyShown])),
            score_visible=draw(st.booleans()),
            shown_at="",
            decided_at=f"2026-01-01T00:00:{seq:02}.000Z",
            moderator=draw(st.sampled_from(WHO)),
            app_version="0",
            action_id=draw(st.sampled_from(["", "", "step-1", "step-2"])),
        )
        log.append(Record(seq, decision, f"h{seq - 1}", f"h{seq}"))
    return log


def told(history: History) -> list[object]:
    """Return everything that a history can be asked."""
    said: list[object] = [
        history.records,
        history.head_hash,
        history.tally(),
        set(history.disputed),
        history.worked(),
        history.standing(),
        list(history.all_verdicts()),
        list(history.pairs()),
        [(name, list(records)) for name, records in history.standing_records()],
        history.last_undoable(),
        history.last_redoable(),
        [history.step(f"d{seq}") for seq in range(30)],
        [history.standing_step(f"step-{number}") for number in (1, 2)],
    ]
    for item in ITEMS:
        said += [history.state(item), history.current(item), history.second(item)]
        said += [history.came(item), history.audit_state(item), history.gists(item)]
    for who in WHO:
        said += [history.last_undoable(who), history.last_redoable(who)]
        said += [history.pace(who), set(history.seen_otherwise(who))]
        for item in ITEMS:
            said += [history.was_decided(item, who), history.was_seconded(item, who)]
            said += [history.seen_by(who, item), history.own_second(item, who)]
    return said


@given(logs(), st.lists(st.integers(1, 9), min_size=30, max_size=30), st.booleans())
def test_a_log_by_pages_says_what_it_says_record_by_record(
    log: list[Record], sizes: list[int], plain: bool
) -> None:
    pages: list[Sequence[Record]] = []
    start = 0
    for number, size in enumerate(sizes):
        if some := log[start : start + size]:
            pages.append(some if plain and number % 2 else page_of(some))
        start += size
    by_pages, one_by_one = History.of_pages(pages), History(log)
    assert told(by_pages) == told(one_by_one)
    for record in log:  # and goes on in the same way
        back = replace(
            record.decision,
            decision_id=f"back-{record.seq}",
            kind=RecordKind.REVOCATION,
            revokes=record.decision.decision_id,
        )
        newest = Record(len(log) + record.seq, back, "", "")
        assert by_pages.apply(newest) == one_by_one.apply(newest)
        assert told(by_pages) == told(one_by_one)


def test_a_page_makes_a_decision_only_when_somebody_looks(
    make_record: Callable[..., Record],
) -> None:
    log = [make_record("a"), make_record("b", Verdict.SKIP), make_record("a")]
    page, looked = page_of(log), list[int]()
    make = page.decision
    page.decision = lambda place: looked.append(place) or make(place)  # type: ignore
    history = History.of_pages([page])
    assert history.tally().records == 3
    assert history.gists("b")[0][0] is Verdict.SKIP
    assert looked == []
    assert history.current("a") == log[2].decision
    assert history.current("a") is history.current("a")
    assert looked == [2]


def test_a_record_of_a_page_is_a_record(make_record: Callable[..., Record]) -> None:
    log = [make_record("a"), make_record("b")]
    page = page_of(log)
    assert len(page) == 2
    assert list(page) == log == page[0:2]
    assert {*page} == {*log}
    assert page[0] != log[1]
    assert page[1].plain() == log[1]
    assert repr(page[0]).endswith(repr(log[0]).removeprefix("Record"))
    for made in (copy.copy(page[1]), pickle.loads(pickle.dumps(page[1]))):
        assert made == log[1]
