"""Score the signals on the gold scenarios: message-level F1 of (type, about), and how often `due` is right.

python evaluation/measure_signals.py [--show TYPE] [--errors] [--mentions gold|found] [--scenarios DIR]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import spacy
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from domain import Direction, Due, Kind, Mention, Passage
from nlp.mentions import find_mentions
from nlp.sentences import SENTENCES
from nlp.signals import Found, find_signals

SCENARIOS = Path(__file__).resolve().parent / "gold" / "scenarios"


@dataclass
class Case:
    """A message as the language room sees it, with what is right."""

    where: str
    passage: Passage
    mentions: tuple[Mention, ...]
    names: dict[str, str]  # a name as written -> person id
    gold: list[dict[str, Any]]
    correspondent: str
    ids: frozenset[str] = frozenset()
    invite_start: datetime | None = None
    found: Found = field(default_factory=Found)


def own_words(own: str) -> str:
    """The labelled own words without the marks that stand for quoted paragraphs."""
    return "\n".join(line for line in own.split("\n") if not line.startswith(">>> ")).strip()


def cases(folder: Path = SCENARIOS) -> Iterator[Case]:
    """Every message of every scenario in the folder that is read at all."""
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        scenario, raw = yaml.safe_load(text), yaml.load(text, Loader=yaml.BaseLoader)
        zone = ZoneInfo(scenario["timezone"])
        people = {p["id"]: p["name"] for p in scenario["people"]} | {
            "recruiter": scenario["recruiter"]["name"]
        }
        for message, written in zip(scenario["messages"], raw["messages"], strict=True):
            if message["kind"] not in ("personal", "invitation"):
                continue
            words = own_words(message["own"])
            names = dict.fromkeys(()) | {n: i for i, n in people.items()}
            at, mentions = 0, []
            for mention in message.get("mentions") or []:
                start = words.find(mention["text"], at)
                if start < 0:
                    continue
                at = start + len(mention["text"])
                mentions.append(Mention(mention["text"], start, at))
                names[mention["text"]] = mention.get("person") or mention["text"]
            inbound = message["from"] != "recruiter"
            receivers = list(message["to"])
            correspondent = message["from"] if inbound else receivers[0]
            for listed in scenario["people"]:
                addresses = listed["address"] if isinstance(listed["address"], list) else [listed["address"]]
                correspondent = listed["id"] if correspondent in addresses else correspondent
            if "@" in correspondent:
                correspondent = correspondent.split("@")[0].split(".")[0]
            invite = written.get("invite")
            yield Case(
                where=f"{scenario['id']}.{message['id']}",
                passage=Passage(
                    text=words,
                    date=datetime.fromisoformat(written["date"]).astimezone(zone),
                    direction=Direction.INBOUND if inbound else Direction.OUTBOUND,
                    kind=Kind(message["kind"]),
                    subject=message["subject"],
                    author=people.get(message["from"], ""),
                    addressees=tuple(people.get(w, w) for w in receivers),
                    known_names=tuple(people.values()),
                ),
                mentions=tuple(mentions),
                names=names,
                gold=message.get("signals") or [],
                correspondent=correspondent,
                ids=frozenset(people),
                invite_start=datetime.fromisoformat(invite["start"]) if invite else None,
            )


def person(about: str | None, case: Case) -> str:
    """The id of the person a signal is about, or the name in small letters."""
    if about is None:
        return case.correspondent
    if about in case.names:
        about = case.names[about]
    parts = set(about.lower().split())
    for name, key in case.names.items():
        theirs = set(name.lower().split())
        if parts <= theirs or theirs <= parts:
            return key.lower() if key in case.ids else key.lower().split()[0]
    return about.lower() if about in case.ids else about.lower().split()[0]


def same(mine: Due | None, right: Any) -> bool:
    """Whether two times are one; a bare date in the labels is a day."""
    if mine is None or right is None:
        return mine is None and right is None
    if isinstance(right, str):
        right = datetime.fromisoformat(right) if "T" in right or ":" in right else date.fromisoformat(right)
    if isinstance(right, datetime):
        if right.tzinfo is None:
            right = right.replace(tzinfo=ZoneInfo("UTC"))
        return isinstance(mine, datetime) and mine == right
    return bool((mine.date() if isinstance(mine, datetime) else mine) == right)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", default="")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--mentions", default="gold", choices=("gold", "found"))
    parser.add_argument("--scenarios", type=Path, default=SCENARIOS)
    options = parser.parse_args()
    nlp = spacy.blank("en")
    nlp.add_pipe(SENTENCES)
    hits: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    due_right = due_all = 0
    spent = 0.0
    count = 0
    for case in cases(options.scenarios):
        doc = nlp(case.passage.text)
        mentions = case.mentions if options.mentions == "gold" else find_mentions(doc, case.passage)
        began = time.perf_counter()
        case.found = find_signals(doc, case.passage, mentions)
        spent += time.perf_counter() - began
        count += 1
        mine = {(s.type.value, person(s.about, case)): s for s in case.found.signals}
        gold = {(g["type"], person(g["about"], case)): g for g in case.gold}
        for key in mine.keys() & gold.keys():
            hits[key[0]] += 1
        for key in mine.keys() - gold.keys():
            extra[key[0]] += 1
            if options.errors or options.show == key[0]:
                print(f"EXTRA  {case.where:28} {key[0]:20} {key[1]:14} {mine[key].evidence[:150]!r}")
        for key in gold.keys() - mine.keys():
            missed[key[0]] += 1
            if options.errors or options.show == key[0]:
                print(f"MISSED {case.where:28} {key[0]:20} {key[1]:14} {gold[key]['evidence'][:150]!r}")
        for key, label in gold.items():
            if label.get("due") is None or case.passage.kind is Kind.INVITATION:
                continue
            due_all += 1
            got = mine.get(key)
            right = got is not None and any(
                same(s.due, label["due"])
                for s in case.found.signals
                if (s.type.value, person(s.about, case)) == key
            )
            due_right += right
            if (options.errors or options.show == "due") and not right:
                print(f"DUE    {case.where:28} {key[0]:20} {label['due']} got {got.due if got else None}")
    f1s = []
    print(f"{'type':20} {'hit':>4} {'extra':>5} {'miss':>5}     P     R    F1")
    for kind in sorted(set(hits) | set(extra) | set(missed)):
        h, e, m = hits[kind], extra[kind], missed[kind]
        f1 = 2 * h / (2 * h + e + m)
        f1s.append(f1)
        print(f"{kind:20} {h:4} {e:5} {m:5}  {h / max(h + e, 1):.2f}  {h / max(h + m, 1):.2f}  {f1:.3f}")
    h, e, m = sum(hits.values()), sum(extra.values()), sum(missed.values())
    micro = 2 * h / (2 * h + e + m)
    print(f"micro {micro:.3f}  macro {sum(f1s) / len(f1s):.3f}  P {h / (h + e):.3f}  R {h / (h + m):.3f}")
    print(f"due right {due_right}/{due_all} = {due_right / due_all:.3f}")
    print(f"{count} messages, {1000 * spent / count:.2f} ms a message")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
