"""Mail whose own words people have marked, from the public sets and from the scenarios, in one form.

Own words are read as `relationships.md` says: the body with its greeting, without closing formula, name,
signature, attached files' lines and whatever is quoted. Only the standard library is needed for the public
sets, so that other programs can be measured on them from an environment of their own.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

OUTER_MARKS = ", outer marks"
LESS_FOOTERS = ", less footers"
WITH_FOOTERS = ", with footers"
HELD_OUT = (
    "quagga-enron/eval",
    f"quagga-enron/eval{OUTER_MARKS}",
    f"quagga-enron/eval{OUTER_MARKS}{WITH_FOOTERS}",
    "quagga-asf/eval",
    f"quagga-asf/eval{OUTER_MARKS}",
    f"quagga-asf/eval{WITH_FOOTERS}",
    f"quagga-asf/eval{LESS_FOOTERS}",
    "webis-enron/eval",
)
SETS = (
    "quagga-enron/train",
    f"quagga-enron/train{OUTER_MARKS}",
    f"quagga-enron/train{OUTER_MARKS}{WITH_FOOTERS}",
    "quagga-asf/train",
    f"quagga-asf/train{OUTER_MARKS}",
    f"quagga-asf/train{WITH_FOOTERS}",
    f"quagga-asf/train{LESS_FOOTERS}",
    "webis-enron/train",
    "replies/plain",
    *HELD_OUT,
)
_NOT_OWN = ("Body/Outro", "Body/Signature", "Body/Attachments")
_WITHIN = tuple(f"{zone}/" for zone in _NOT_OWN)  # "Body/Outro/Name", "Body/Signature/Disclaimer"
_OWN_LABELS = ("paragraph", "salutation", "section_heading", "tabular", "technical", "log_data")
_QUOTE_LABELS = ("quotation", "quotation_marker", "inline_headers")
_DELIMITED = re.compile(r"^-- ?$|^----$|^View this message in context", re.MULTILINE)


@dataclass(frozen=True)
class Marked:
    """A mail's text and what of it its author wrote. `author` is empty where nobody knows it."""

    where: str
    text: str
    own: str
    author: str = ""
    keeps_closing: bool = False  # the set takes only the quoted mail out
    keeps_footers: bool = False  # its marks have no name for what lawyers and lists add: it is the body


def marked(data: Path, name: str) -> list[Marked]:
    """One of `SETS` under the folder of public data, in the order of its files.

    Quagga's marks nest: a name is part of the sign-off, a card's lines and the lawyers' are part of the
    signature (its paper: "containing contact information, advertising, or legal disclaimers"), also where no
    outer mark is drawn around them; and what has no mark is the body, as its authors' own reader has it. With
    outer marks alone, such parts are the body, as in the five zones of that reader, and unmarked lines are
    nobody's.

    What lists add below a mail has no mark at all. With footers, a splitter that tells footers apart gives
    them back; less footers, what stands below "--" is taken out of the marks instead.
    """
    if name.endswith(WITH_FOOTERS):
        return [replace(one, keeps_footers=True) for one in marked(data, name.removesuffix(WITH_FOOTERS))]
    if name.endswith(LESS_FOOTERS):
        mails = marked(data, name.removesuffix(LESS_FOOTERS))
        return [replace(one, own=_DELIMITED.split(one.own)[0]) for one in mails]
    is_nested = not name.endswith(OUTER_MARKS)
    folder, _, half = name.removesuffix(OUTER_MARKS).partition("/")
    root = data / "segmentation" / folder
    if folder.startswith("quagga"):
        return [_quagga(path, is_nested=is_nested) for path in sorted((root / half).glob("*.ann"))]
    if folder == "replies":
        return list(_replies(root / "unquotemail" / "tests"))
    lines = (root / "enron-annotated.jsonl").read_text(encoding="utf-8").splitlines()
    return [_webis(json.loads(line)) for line in lines[half == "eval" :: 2]]


def _quagga(path: Path, *, is_nested: bool) -> Marked:
    annotated = json.loads(path.read_text(encoding="utf-8"))
    header = (annotated.get("meta") or {}).get("header") or {}
    author = re.sub(r"<.*", "", header.get("X-From") or header.get("From") or "").strip()
    return Marked(path.stem, annotated["text"], _quagga_own(annotated, is_nested=is_nested), author)


def _quagga_own(annotated: dict[str, Any], *, is_nested: bool) -> str:
    """The bodies without closings; quoted mail is known by its marks, or where it has none, by its header.

    Below a header that is followed by unmarked lines everything belongs to the mail answered; where the lines
    below it carry marks, the unmarked ones among and below them are an answer.
    """
    text: str = annotated["text"]
    marks = annotated["denotations"]
    is_own = [is_nested] * len(text)
    for mark in marks:
        if mark["type"] == "Body":
            is_own[mark["start"] : mark["end"]] = [True] * (min(mark["end"], len(text)) - mark["start"])
    for mark in marks:
        if mark["type"] in (*_NOT_OWN, "Header") or (is_nested and mark["type"].startswith(_WITHIN)):
            is_own[mark["start"] : mark["end"]] = [False] * (min(mark["end"], len(text)) - mark["start"])
    unmarked = [
        mark["start"]
        for mark in marks
        if mark["type"] == "Header"
        and not _is_quoted(_line_of(text, mark["start"]))
        and text[mark["end"] :].lstrip()[:1] != ">"
    ]
    ends = min(unmarked, default=len(text))
    kept = "".join(
        char if own and at < ends else "\n" * (char == "\n")
        for at, (char, own) in enumerate(zip(text, is_own, strict=True))
    )
    return "\n".join(line for line in kept.split("\n") if not line.lstrip().startswith(">"))


def _is_quoted(line: str) -> bool:
    """Whether a line carries quote marks; GroupWise draws ">>> Ada Fenn 3/3/26 4:05 PM >>>" over a mail."""
    first = line.split("\n")[0].strip()
    return line.startswith(">") and not (first.startswith(">>> ") and first.endswith(" >>>"))


def _line_of(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :][:200].lstrip()


def _webis(one: dict[str, Any]) -> Marked:
    text: str = one["text"]
    labels = sorted(one["labels"])
    ends = min((start for start, _, label in labels if label in _QUOTE_LABELS), default=len(text))
    pieces = [text[start:end] for start, end, label in labels if label in _OWN_LABELS and start < ends]
    return Marked(str(one["id"]), text, "\n\n".join(pieces))


def _replies(folder: Path) -> Iterator[Marked]:
    """Replies of many programs and languages. Only the quoted part is taken out; closings are left in."""
    for path in sorted((folder / "expecteds").glob("*.txt")):
        found = [place / path.name for place in (folder / "samples", folder / "samples" / "failing")]
        source = next((one for one in found if one.exists()), None)
        if source is not None:
            expected = path.read_text(encoding="utf-8", errors="replace")
            yield Marked(
                path.stem, source.read_text(encoding="utf-8", errors="replace"), expected, keeps_closing=True
            )


def scenario_mails(of: str) -> Iterator[Marked]:
    """Every personal mail of a scenario set, as plain text; needs PyYAML."""
    render = _render()
    for path in sorted((Path(__file__).parent / of / "scenarios").glob("*.yaml")):
        scenario = render.load(path)
        names = {person["id"]: person["name"] for person in scenario["people"]}
        names["recruiter"] = scenario["recruiter"]["name"]
        renderer = render.Renderer(scenario)
        for label in scenario["messages"]:
            if label["kind"] != "personal":
                continue
            body = renderer.render({**label, "format": "plain"}).get_body(("plain",))
            lines = [line for line in label["own"].split("\n") if not line.startswith(">>> ")]
            text = body.get_content() if body else ""
            author = names.get(label["from"], "")
            yield Marked(f"{path.stem}.{label['id']}", text, "\n".join(lines), author)


def _render() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_render", Path(__file__).parent / "gold" / "render.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("gold/render.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_render"] = module
    spec.loader.exec_module(module)
    return module
