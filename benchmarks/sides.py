"""Both sides of each comparison, over the mail of the gold scenarios."""

from __future__ import annotations

import email
import email.policy
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import spacy
from imap_tools import MailMessage

from domain import Direction, Message, Passage
from ingest.mime import Letter, read_letter, read_message
from nlp.model import PINNED, find
from nlp.pipeline import load

GOLD = Path(__file__).parent.parent / "evaluation" / "gold"


def mails(folder: Path) -> list[bytes]:
    """Every message of every gold scenario, as bytes."""
    found: list[bytes] = []
    for scenario in sorted((GOLD / "scenarios").glob("*.yaml")):
        out = folder / scenario.stem
        subprocess.run([sys.executable, GOLD / "render.py", scenario, out], check=True)
        found += [path.read_bytes() for path in sorted(out.glob("*/cur/*"))]
    return found


def texts(raw: Sequence[bytes]) -> list[str]:
    """The whole decoded text of each mail, quotes and signatures included."""
    found = []
    for one in raw:
        parsed = email.message_from_bytes(one, policy=email.policy.default)
        body = parsed.get_body(("plain", "html"))
        found.append(body.get_content() if body is not None else "")
    return found


def read_ours(raw: Sequence[bytes]) -> list[Message]:
    """Our reading: headers, kind, own words."""
    return [read_message(one, received_at=datetime(2026, 1, 1, tzinfo=UTC)) for one in raw]


def read_letters(raw: Sequence[bytes]) -> list[Letter]:
    """Our reading of fields and text alone."""
    return [read_letter(one) for one in raw]


def read_default(raw: Sequence[bytes]) -> list[tuple[str, str, str]]:
    """The standard library's modern policy: addresses, subject and text, quotes included."""
    found = []
    for one in raw:
        parsed = email.message_from_bytes(one, policy=email.policy.default)
        body = parsed.get_body(("plain", "html"))
        found.append(
            (str(parsed["from"]), str(parsed["subject"]), body.get_content() if body is not None else "")
        )
    return found


def read_imap_tools(raw: Sequence[bytes]) -> list[tuple[str, str, str]]:
    """imap-tools: sender, subject and text, quotes included."""
    found = []
    for one in raw:
        parsed = MailMessage.from_bytes(one)
        found.append((parsed.from_, parsed.subject, parsed.text or parsed.html))
    return found


def ours_in_language(raw: Sequence[bytes]) -> Callable[[], object]:
    """Reading and every language step, the model loaded before."""
    reader = load()

    def work() -> object:
        passages = [
            Passage(
                text=m.own_words,
                date=m.date,
                direction=Direction.INBOUND,
                subject=m.subject,
                author=m.sender.name,
                addressees=tuple(p.name for p in m.to),
            )
            for m in read_ours(raw)
            if m.kind.is_read
        ]
        return reader.read(passages)

    return work


def full_model(whole: Sequence[str]) -> Callable[[], object]:
    """The small spaCy model with all of its components over all of the text."""
    nlp = spacy.load(find(PINNED).path)
    return lambda: [len(doc.ents) for doc in nlp.pipe(whole, batch_size=16)]
