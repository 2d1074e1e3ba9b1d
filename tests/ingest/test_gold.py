"""The gold scenarios, rendered as mail programs render them: own words and kinds come out as labelled."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from domain import Message
from ingest.mime import read_message

GOLD = Path(__file__).parents[2] / "evaluation" / "gold"
SCENARIOS = sorted((GOLD / "scenarios").glob("*.yaml"))
LEAST_EXACT = 0.95


def _render() -> Any:
    spec = importlib.util.spec_from_file_location("gold_render", GOLD / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_render"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def read() -> list[tuple[str, dict[str, Any], Message]]:
    """Every gold message as its label, and as read from each form in which it can be sent."""
    render = _render()
    found = []
    for path in SCENARIOS:
        scenario = render.load(path)
        renderer = render.Renderer(scenario)
        for label in scenario["messages"]:
            forms = [label.get("format") or "both"]
            if label["kind"] == "personal":
                forms += ["plain"] if label.get("quote") == "inline" else ["plain", "html"]
            for form in dict.fromkeys(forms):
                raw = renderer.render({**label, "format": form}).as_bytes()
                found.append((form, label, read_message(raw)))
    return found


def _own(label: dict[str, Any]) -> str:
    lines = [line for line in label["own"].rstrip().split("\n") if not line.startswith(">>> ")]
    return " ".join(" ".join(lines).split())


def test_gold_is_there() -> None:
    assert len(SCENARIOS) >= 30


@pytest.mark.parametrize("form", ["both", "plain", "html"])
def test_own_words_are_exactly_the_authors(
    read: list[tuple[str, dict[str, Any], Message]], form: str
) -> None:
    told = [(label, m) for f, label, m in read if f == form and label["kind"] in ("personal", "invitation")]

    wrong = [(label["id"], m.own_words) for label, m in told if " ".join(m.own_words.split()) != _own(label)]

    assert len(wrong) <= (1 - LEAST_EXACT) * len(told), wrong


def test_kinds_are_as_labelled(read: list[tuple[str, dict[str, Any], Message]]) -> None:
    wrong = [
        (label["id"], label["kind"], m.kind, m.kind_reason) for _, label, m in read if label["kind"] != m.kind
    ]

    assert wrong == []
