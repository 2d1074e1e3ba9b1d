"""`keepwarm inspect`: what keepwarm reads in one message, and why; stores nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import WIDEST, console, day, moment, print_json, wrapped
from commands.harmless import safe, safe_block
from errors import NotFound, UnreadableMessage, UsageError

if TYPE_CHECKING:
    from contacts.account import AccountProfile
    from domain import Passage, Reading
    from nlp.explanation import Explanation
    from nlp.pipeline import Reader
    from store.database import Database
    from store.views import ShownSignal, StoredMessage

_MAIL = re.compile(rb"\s*(?:From |[!-9;-~]{1,60}:)")  # how a mail begins: with a field, or an mbox line
_SOMEBODY = "somebody@text.invalid"


class Remembering:
    """A reader that keeps in mind what it was given, so that it can be asked why."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._seen: list[tuple[Passage, Reading]] = []

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """As the reader does."""
        readings = self._reader.read(passages)
        self._seen += zip(passages, readings, strict=True)
        return readings

    def why(self) -> Explanation:
        """The reasons behind what was read last; none where nothing was."""
        from nlp.explanation import Explanation

        if not self._seen or not self._seen[-1][1].made_by:
            return Explanation({}, (), (), {})
        return self._reader.explain(*self._seen[-1])


@click.command("inspect")
@click.argument("source", metavar="FILE|-")
@click.option("--own", multiple=True, metavar="ADDRESS", help="An address of yours; tells what you wrote.")
@click.option("--text", "is_text", is_flag=True, help="It is bare text, no mail; found out by itself mostly.")
@click.option("--sent", "is_sent", is_flag=True, help="The bare text is yours; else it was written to you.")
@json_option
@global_options
@pass_app
def command(
    app: App, *, source: str, own: tuple[str, ...], is_text: bool, is_sent: bool, as_json: bool
) -> None:
    """What keepwarm reads in one message and why (a file, or - for standard input); stores nothing.

    It may be a mail or bare text, which counts as written now (--as-of).
    """
    from contacts.intake import Arrival, take_in
    from store.scratch import scratch
    from store.views import messages

    raw = _bytes(source)
    profile = _profile(app, own)
    if is_text or not _MAIL.match(raw):
        raw = _as_mail(raw, profile, app, is_sent=is_sent)
    reader = Remembering(app.reader())
    with _known_people(app) as known, scratch(known) as database:
        arrival = Arrival(raw, where=source)
        taken = take_in(database, profile, [arrival], reader=reader, now=app.now)
        if taken.unreadable:
            raise UnreadableMessage(taken.unreadable[0].reason, where=source)
        with database.read() as session:
            (found,) = messages(session)
        tone = _beside_usual(known, found, app) if known is not None else ""
    why = reader.why()
    if as_json:
        print_json({**_explained(found, why, app, profile), "tone": tone})
        return
    out = console(app)
    width = min(out.width, WIDEST)
    for line in _lines(found, why, app, tone):
        out.print(wrapped(line, width, hang=2), soft_wrap=True)


def _explained(found: StoredMessage, why: Explanation, app: App, profile: AccountProfile) -> dict[str, Any]:
    from commands.shapes import message

    told = {**message(found, app.settings.zone, profile.own), "id": None, "thread": None}
    for kind in ("mentions", "other_mentions"):
        for one in told[kind]:
            one["reasons"] = list(why.mentions.get((one["text"], one["start"]), ()))
    for kind, reasons in (("sentiment", why.sentiment), ("strain", why.strain)):
        if told[kind]:
            told[kind]["reasons"] = list(reasons)
    for one, signal in zip(told["signals"] or (), found.signals or (), strict=True):
        one["due_words"] = _time_words(signal, why, app) or None
    return told


def _time_words(signal: ShownSignal, why: Explanation, app: App) -> str:
    if signal.due is None:
        return ""
    due = signal.due.astimezone(app.settings.zone) if isinstance(signal.due, datetime) else signal.due
    return why.times.get((signal.type.value, signal.start, due), "")


def _as_mail(text: bytes, profile: AccountProfile, app: App, *, is_sent: bool) -> bytes:
    """Bare text as a mail of this moment, from somebody or from the user."""
    mail = EmailMessage()
    people = [_SOMEBODY, profile.own_addresses[0] if profile.own_addresses else "you@text.invalid"]
    if is_sent:
        people.reverse()
    mail["From"], mail["To"] = people
    mail["Date"] = format_datetime(app.now)
    mail["Subject"] = ""
    mail.set_content(text.decode("utf-8", "replace"))
    return mail.as_bytes()


def _bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}.", where=source) from None


def _profile(app: App, own: tuple[str, ...]) -> AccountProfile:
    """Whose mailbox it would be; without an own address everything counts as inbound."""
    from contacts.account import AccountProfile
    from daemon.profiles import profile_of

    try:
        return profile_of(app.settings, None, own)
    except UsageError:
        return AccountProfile("inspect", (), timezone=app.settings.zone.key)


@contextmanager
def _known_people(app: App) -> Iterator[Database | None]:
    """The user's database where there is one; inspecting makes none."""
    from store.database import Database, exists

    if not exists(app.database_address):
        yield None
        return
    database = Database.open(app.database_address, upgrade=False)
    try:
        yield database
    finally:
        database.close()


def _beside_usual(known: Database, found: StoredMessage, app: App) -> str:
    """How the message sounds beside what its author wrote before; empty where nothing is unusual."""
    from domain import Exchange
    from store.relationships import relationships
    from store.views import find_contact
    from warmth.story import Story
    from warmth.tone import tone_in_words

    with known.read() as session:
        try:
            author = find_contact(session, found.sender.address, as_of=found.date)
        except NotFound:
            return ""
        assert author.id is not None
        (relationship,) = relationships(session, as_of=found.date, contact_ids=[author.id])
    this = Exchange(
        found.message_id, found.date, found.direction, found.kind, found.subject,
        is_touch=True, sentiment=found.sentiment, strain=found.strain,
    )  # fmt: skip
    before = tuple(e for e in relationship.exchanges if e.message_id != this.message_id)
    story = Story(
        replace(relationship, exchanges=(*before, this)),
        policy=app.policy, calendar=app.calendar(), now=found.date,
    )  # fmt: skip
    return tone_in_words(story.sounds, app.policy.tone) if story.written[-1:] == (this,) else ""


def _lines(found: StoredMessage, why: Explanation, app: App, tone: str) -> Iterator[str]:
    zone = app.settings.zone
    yield f"{safe(found.subject) or '(no subject)'}"
    yield f"  {found.direction.value}, {found.kind.value}: {safe(found.kind_reason)}"
    yield f"  from {safe(found.sender.name)} <{safe(found.sender.address)}>, {moment(found.date, zone)}"
    if found.suspicion:
        yield f"  unverified: {safe(found.suspicion)}"
    yield "Own words"
    for line in safe_block(found.own_words).split("\n"):
        yield f"  {line}"
    if found.signature:
        yield f"Signature: {safe(found.signature)}"
    for mention in (*found.mentions, *found.other_mentions):
        whose = " = you" if mention.is_own else f" = {safe(mention.name)}" if mention.name else ""
        reasons = "; ".join(why.mentions.get((mention.text, mention.start), ()))
        yield f"Person {safe(mention.text)}{whose}"
        yield f"  why: {safe(reasons) or 'by hand'} ({safe(mention.made_by)})"
    if found.sentiment is not None:
        yield f"Sentiment: {found.sentiment.label.value} ({found.sentiment.score:+.2f})"
        yield from _felt(found.sentiment.evidence, why.sentiment)
    if found.strain is not None:
        yield f"Strain: {'yes' if found.strain.value else 'no'} ({found.strain.score:.2f})"
        yield from _felt(found.strain.evidence, why.strain)
    if tone:
        yield f"Beside their own mail: {tone}"
    if found.signals is None and found.read_by:
        yield f"Language {found.language}: no model reads it, so no sentiment, strain or signals."
    for signal in found.signals or ():
        yield f"Signal {signal.type.value} about {safe(signal.about or 'whoever writes')}"
        yield f'  words: "{safe(signal.evidence)}"'
        if signal.topic is not None:
            yield f"  topic: {signal.topic.value}: {safe(signal.value)}"
        if signal.due is not None:
            due = moment(signal.due, zone) if isinstance(signal.due, datetime) else day(signal.due, zone)
            words = _time_words(signal, why, app)
            yield f"  due: {due}" + (f', said as "{safe(words)}"' if words else "")
        yield f"  by: {safe(signal.made_by)}"
    for what, evidence in (
        ("An application is in", found.in_process),
        ("You spoke or met", [found.took_place]),
    ):
        for words in filter(None, evidence):
            yield f'{what}: "{safe(words)}"'
    if found.is_mere_closing:
        yield "A mere closing: it wants no answer."
    unread = "nobody: " + ("reading it failed" if _is_to_be_read(found) else "such mail is not read")
    yield f"Read by: {safe(found.read_by) or unread}"


def _is_to_be_read(found: StoredMessage) -> bool:
    return found.kind.is_read and not (found.is_encrypted or found.is_degraded)


def _felt(evidence: str, reasons: tuple[str, ...]) -> Iterator[str]:
    if evidence:
        yield f'  decided by: "{safe(evidence)}"'
    for reason in reasons:
        yield f"  heard: {safe(reason)}"
