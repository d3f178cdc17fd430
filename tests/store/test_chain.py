"""The hash chain, checked against its own description and nothing else."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.store.chain import GENESIS, canonical, link_hash
from triage_app.store.workspace import SqliteWorkspace

_VALUES = st.one_of(st.text(), st.integers(-(2**53), 2**53), st.booleans(), st.none())


def test_a_record_hashes_as_the_description_says() -> None:
    fields = {"note": 'a "b"\n\x01é', "p_claim": 0.1, "ok": True, "none": None}
    written = (
        '{"none":null,"note":"a \\"b\\"\\n\\u0001é","ok":true,'
        '"p_claim":"0.10000000000000001",'
        f'"previous_hash":"{GENESIS}","seq":1}}'
    )
    expected = hashlib.sha256(written.encode("utf-8")).hexdigest()
    assert link_hash(1, GENESIS, fields) == expected


def test_a_log_verifies_with_the_standard_library_alone(
    store: SqliteWorkspace, make: Any
) -> None:
    import json
    import sqlite3

    step = {"action_id": "of several", "active_ms": 0}
    store.append([make.decision(), make.decision(p_claim=None, **step)])
    store.append([make.decision(active_ms=1250)])
    connection = sqlite3.connect(store.path / "workspace.db")
    connection.row_factory = sqlite3.Row
    previous = "0" * 64
    for row in connection.execute("SELECT * FROM decisions ORDER BY seq"):
        fields = dict(row)
        kept = fields.pop("hash")
        assert fields["previous_hash"] == previous
        fields["score_visible"] = bool(fields["score_visible"])
        if fields["p_claim"] is not None:
            fields["p_claim"] = format(fields["p_claim"], ".17g")
        if fields["action_id"] == "":
            del fields["action_id"]
        if fields["active_ms"] is None:
            del fields["active_ms"]
        text = json.dumps(
            fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert hashlib.sha256(text.encode()).hexdigest() == kept
        previous = kept
    connection.close()
    assert previous == store.verify().head_hash


def test_fields_of_a_later_version_count_where_they_say_something() -> None:
    old = {"note": "seen"}
    plain = link_hash(1, GENESIS, old)
    assert link_hash(1, GENESIS, {**old, "action_id": "", "active_ms": None}) == plain
    assert link_hash(1, GENESIS, {**old, "action_id": "x"}) != plain
    assert link_hash(1, GENESIS, {**old, "active_ms": 0}) != plain
    assert link_hash(1, GENESIS, {**old, "note": ""}) != link_hash(1, GENESIS, {})


@given(st.dictionaries(st.text(), _VALUES, min_size=1), st.data())
def test_any_change_of_a_field_changes_the_hash(fields: Any, data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(fields)))
    other = data.draw(_VALUES)
    changed = {**fields, name: other}
    alike = type(other) is type(fields[name]) and other == fields[name]
    if not alike and name not in ("seq", "previous_hash"):
        assert link_hash(1, GENESIS, fields) != link_hash(1, GENESIS, changed)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_so_that_it_reads_back_as_itself(number: float) -> None:
    text = canonical({"x": number}).decode()
    assert float(text.removeprefix('{"x":"').removesuffix('"}')) == number


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="can't hold the number"):
        canonical({"x": number})


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="can't hold a bytes"):
        canonical({"x": b"blob"})  # type: ignore[dict-item]
