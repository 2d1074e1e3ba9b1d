"""Whole mails put together by chance from pieces of letters in nine languages: what to expect is known."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "zh")
RULE = "________________________________\n"

Pieces = dict[str, list[str]]


@dataclass(slots=True)
class Mail:
    """A mail's text and what its author wrote of it."""

    author: str
    text: str
    own: str
    is_forward: bool = False
    pieces: list[str] = field(
        default_factory=list
    )  # what it was put together from, for the message of a test


@lru_cache(maxsize=1)
def pieces() -> dict[str, Pieces]:
    """The pieces of letters by language; what stands alone is a list of one."""
    read = tomllib.loads((Path(__file__).parent / "letters.toml").read_text(encoding="utf-8"))
    return {
        language: {key: [value] if isinstance(value, str) else value for key, value in of.items()}
        for language, of in read.items()
    }


def letter(chance: random.Random, language: str) -> Mail:
    """What the author typed and what their program and their firm put below it."""
    of = pieces()[language]
    mail = Mail(chance.choice(of["authors"]), "", "")

    def pick(key: str) -> str:
        chosen = chance.choice(of[key])
        mail.pieces.append(f"{key}: {chosen}")
        return chosen

    greeting = [pick("greetings")] if chance.random() < 0.85 else []
    mail.own = mail.text = chance.choice(["\n\n", "\n", "\n\n"]).join([*greeting, pick("bodies")])
    first = mail.author.split()[0]
    ends = chance.choice(["formula, name", "formula, name", "formula, card", "name", "formula", "mark", ""])
    if ends.startswith("formula"):
        may_thank = ends == "formula, name" and chance.random() < 0.3
        mail.text += f"\n\n{pick('thanks' if may_thank else 'closings')}"
    if ends == "formula, name":
        mail.text += chance.choice(["\n", "\n\n"]) + chance.choice([first, mail.author])
    elif ends == "formula, card":
        mail.text += (
            chance.choice(["\n", "\n\n"]) + mail.author + chance.choice(["\n", "\n\n"]) + pick("cards")
        )
    elif ends == "name":
        mail.text += f"\n\n{chance.choice([first, mail.author])}"
    elif ends == "mark":
        mail.text += f"\n\n-- \n{mail.author}\n{pick('cards')}"
    if ends not in ("", "mark") and chance.random() < 0.15:
        postscript = pick("postscripts")
        mail.text += f"\n\n{postscript}"
        mail.own += f"\n\n{postscript}"
    elif chance.random() < 0.3:
        mail.text += f"\n\n{pick('devices')}"
    if chance.random() < 0.3:
        mail.text += f"\n\n{chance.choice(['', RULE])}{pick('notices')}"
    return mail


def plain_mail(chance: random.Random, language: str) -> Mail:
    """A letter as plain text, above, below or between what it answers, or with what it passes on."""
    of = pieces()[language]
    quoted = of["quoted"][0]
    shape = chance.choice(["new", "marked", "marked", "unmarked", "headers", "original", "below", "forward"])
    mail = letter(chance, language)
    attribution, headers = chance.choice(of["attributions"]), chance.choice(of["headers"])
    mail.pieces += [shape, attribution, headers]
    if shape == "marked":
        mail.text += f"\n\n{attribution}{chance.choice([chr(10), chr(10) * 2])}{marked(quoted)}"
    elif shape == "unmarked":
        mail.text += f"\n\n{attribution}\n\n{quoted}"
    elif shape == "headers":
        mail.text += f"\n\n{chance.choice(['', RULE])}{headers}\n\n{quoted}"
    elif shape == "original":
        mail.text += f"\n\n{chance.choice(of['marks'])}\n{headers}\n\n{quoted}"
    elif shape == "below":
        mail.text = f"{attribution}\n{marked(quoted)}\n\n{mail.text}"
    elif shape == "forward":
        mail.is_forward = True
        mark = chance.choice(of["forwards"])
        mail.pieces.append(mark)
        mail.text += f"\n\n{mark}\n{chance.choice(['', chr(10)])}{headers}\n\n{quoted}"
    return mail


def answered_between(chance: random.Random, language: str) -> Mail:
    """Answers between the paragraphs of the mail they answer."""
    of = pieces()[language]
    author, closing = (
        chance.choice(of["authors"]),
        chance.choice([one for one in of["closings"] if "\n" not in one]),
    )
    first, second = chance.sample(of["answers"], 2)
    above, below = of["quoted"][0].split("\n\n")
    attribution = chance.choice(of["attributions"])
    text = f"{attribution}\n\n{marked(above)}\n\n{first}\n\n{marked(below)}\n\n{second}"
    if chance.random() < 0.6:
        text += f"\n\n{closing}\n{author.split()[0]}"
    return Mail(author, text, f"{first}\n\n{second}", pieces=[closing, attribution])


def marked(text: str) -> str:
    """A text with quote marks."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
