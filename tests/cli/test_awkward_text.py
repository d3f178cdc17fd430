"""What stands in a backlog can't steer the terminal, and reaches machines unchanged."""

import json
import unicodedata
from pathlib import Path
from typing import Any

NASTY = "\x1b]0;owned\a\x1b[2J \u202eevil\u2066 \u200bzero \0 cr\rnel\x85 \x9b31m \U000e0041"  # noqa: E501
ITEM = "id\u202e\u200b<b>"
EMOJI = "👨\u200d👩\u200d👧 می\u200cخواهم"  # noqa: RUF001


def workspace_of(triage: Any, folder: Path) -> Path:
    backlog, workspace = folder / "b.jsonl", folder / "b.triage"
    row = {
        "video_id": ITEM,
        "video_transcription_text": NASTY,
        "extra": EMOJI,
        "bad\x1b[31mname": NASTY,
        "video_view_count": 5,
    }
    backlog.write_text(json.dumps(row) + "\n")
    assert triage("import", backlog, "--workspace", workspace).status == 0
    return workspace


def assert_harmless(told: str) -> None:
    kept = {"\n", "\t", *EMOJI}
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [c for c in told if unicodedata.category(c) in kinds and c not in kept]


def test_no_command_prints_what_steers_a_terminal(triage: Any, tmp_path: Path) -> None:
    workspace = workspace_of(triage, tmp_path)
    shown = triage("next", "--workspace", workspace)
    assert "⟨U+001B⟩]0;owned" in shown.out
    assert "id⟨U+202E⟩⟨U+200B⟩<b>" in shown.out
    assert EMOJI in shown.out
    commands = (
        ("status",),
        ("decide", "--item", ITEM, "--verdict", "claim", "--note", NASTY[3:9]),
        ("decide", "--item", f"{ITEM}\x1b[2J", "--verdict", "claim"),
        ("undo",),
        ("verify",),
        ("similar", "--item", ITEM),
        ("find", "--search", "owned"),
    )
    for told in [
        shown,
        *(triage(*command, "--workspace", workspace) for command in commands),
    ]:
        assert_harmless(told.out + told.err)


def test_machines_are_told_exactly_what_there_is(triage: Any, tmp_path: Path) -> None:
    workspace = workspace_of(triage, tmp_path)
    told = triage("next", "--workspace", workspace, "--json")
    assert_harmless(told.out)
    assert told.json["item"] == ITEM
    assert told.json["video_transcription_text"] == NASTY
    assert told.json["extra"] == EMOJI
    assert told.json["bad\x1b[31mname"] == NASTY
