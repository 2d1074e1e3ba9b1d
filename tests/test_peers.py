"""Other libraries are measured beside ours, and the table goes where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation import results
from evaluation.peers import measured, table


def test_everybody_reads_the_same_texts_and_stands_in_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEEPWARM_DATA", raising=False)
    theirs = measured(
        {"calm": lambda mails: ["neutral"] * len(mails)}, {"blind": lambda mails: [set()] * len(mails)}
    )
    ours = measured({"cross": lambda mails: ["negative"] * len(mails)}, {})
    for what, said in theirs.items():
        if what.startswith("feeling"):
            assert said["calm"][1:] == [0.0, 0.0]
            assert ours[what]["cross"][1:] == [1.0, 1.0]
        else:
            assert said["blind"] == [1.0, 0.0, 0.0]
    printed = table(theirs, ours)
    assert "| calm | " in printed
    assert printed.index("| calm | ") < printed.index("| cross | ")


def test_a_table_takes_the_place_of_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "RESULTS.md"
    page.write_text("a\n<!-- peers -->\nold\n<!-- /peers -->\nb\n<!-- gold -->\nkept\n<!-- /gold -->\n")
    monkeypatch.setattr(results, "RESULTS", page)
    results.put("peers", "new \\1\n")
    told = page.read_text()
    assert told == "a\n<!-- peers -->\nnew \\1\n<!-- /peers -->\nb\n<!-- gold -->\nkept\n<!-- /gold -->\n"
    with pytest.raises(ValueError, match="no marks"):
        results.put("nobody", "")
