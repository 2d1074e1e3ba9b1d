"""Own words as other libraries find them: `python -m evaluation.peer_replies [SET...]`, their interpreter.

They are never installed beside keepwarm: make an environment of their own with `pip install` of the names in
`PEERS` (and PyYAML for the scenarios). The measure and the sets are those of `measure_own_words`; a peer that
is not installed is left out and said so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from evaluation.measure_own_words import SCENARIOS, Splitter, figures, mails_of
from evaluation.split_mail import SETS, Marked

PEERS = ("mail-parser-reply", "email-reply-parser", "quotequail", "talon")
_LANGUAGES = ["en", "de", "fr", "it", "es", "nl", "pl", "sv", "da", "ja", "ko", "zh", "pt"]


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Each peer that is installed, under its name and version; `nothing` keeps the whole text."""
    yield "nothing", lambda one: one.text
    made: dict[str, Callable[[], Splitter]] = {
        "mail-parser-reply": _mail_parser_reply,
        "email-reply-parser": _email_reply_parser,
        "quotequail": _quotequail,
        "talon": _talon,
    }
    for name in PEERS:
        try:
            yield f"{name} {version(name)}", made[name]()
        except (PackageNotFoundError, ImportError) as problem:
            print(f"{name}: not measured ({problem})", file=sys.stderr)


def _mail_parser_reply() -> Splitter:
    parser = import_module("mailparser_reply").EmailReplyParser(languages=_LANGUAGES)
    return lambda one: parser.parse_reply(text=one.text) or ""


def _email_reply_parser() -> Splitter:
    parser = import_module("email_reply_parser").EmailReplyParser
    return lambda one: str(parser.parse_reply(one.text))


def _quotequail() -> Splitter:
    quote = import_module("quotequail").quote
    return lambda one: "\n".join(text for is_own, text in quote(one.text) if is_own)


def _talon() -> Splitter:
    """Its quotations and its signatures by rule; its learned signatures need a scikit-learn of 2018."""
    quotations = import_module("talon.quotations")
    signature = import_module("talon.signature.bruteforce")

    def split(one: Marked) -> str:
        reply = quotations.extract_from_plain(one.text)
        if one.keeps_closing:
            return str(reply)
        return str(signature.extract_signature(reply)[0])

    return split


def main() -> None:
    """A line for each peer and set, as Markdown."""
    names = sys.argv[1:] or [*SCENARIOS, *SETS]
    sets = {name: mails for name in names if (mails := mails_of(name))}
    print("| peer | own words | mails | word F | where any | exact | lost | extra | mails/s |")
    print("| ---- | --------- | ----- | ------ | --------- | ----- | ---- | ----- | ------- |")
    for peer, splitter in splitters():
        for name, mails in sets.items():
            begun = time.process_time()
            got = figures(mails, splitter)
            speed = len(mails) / max(time.process_time() - begun, 1e-9)
            print(f"| {peer} | {name} | {got} | {speed:.0f} |", flush=True)


if __name__ == "__main__":
    main()
