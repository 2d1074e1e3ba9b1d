"""`keepwarm messages`: what is stored of each message and was read in it, and where that is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table
from domain import IN_PROCESS, TOOK_PLACE, Correction, Corrects, Kind, SentimentLabel, SignalType
from errors import UsageError

if TYPE_CHECKING:
    from store.database import Database
    from store.views import StoredMessage

SIGNALS = (*(kind.value for kind in SignalType), IN_PROCESS, TOOK_PLACE)


@click.group("messages", invoke_without_command=True)
@click.option("--contact", "who", metavar="CONTACT", help="Only those of this contact.")
@click.option("--thread", metavar="ID", help="Only those of this conversation.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Only this kind.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the newest so many.")
@json_option
@global_options
@pass_app
@click.pass_context
def command(
    ctx: click.Context,
    app: App,
    *,
    who: str | None,
    thread: str | None,
    kind: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """What is stored of each message, and what was read in it; `correct` puts that right."""
    if ctx.invoked_subcommand is not None:
        return
    from commands.shapes import message
    from store.accounts import own_addresses
    from store.views import find_contact, messages

    zone = app.settings.zone
    with app.database() as database, database.read() as session:
        contact = find_contact(session, who, as_of=app.now).id if who else None
        found = messages(
            session,
            as_of=app.now,
            contact_id=contact,
            thread_id=number(thread, "t-") if thread else None,
            kind=Kind(kind) if kind else None,
            limit=limit,
        )
        if as_json:
            own = own_addresses(session)
            for one in found:
                print_json(message(one, zone, own))
            return
        rows = [
            (
                f"m-{one.id}",
                day(one.date, zone),
                "->" if one.direction.value == "outbound" else "<-",
                one.to[0].name or one.to[0].address
                if one.direction.value == "outbound" and one.to
                else one.sender.name or one.sender.address,
                one.subject,
                one.kind.value,
                ", ".join(dict.fromkeys(s.type.value for s in one.signals or ())),
            )
            for one in found
        ]
    print_table(app, ("id", "date", "", "with", "subject", "kind", "signals"), rows)


@command.command("correct")
@click.argument("message_id", metavar="ID")
@click.option(
    "--sentiment", type=click.Choice([s.value for s in SentimentLabel]), help="What its author feels."
)
@click.option("--strain/--no-strain", default=None, help="Whether its author is strained.")
@click.option(
    "--closing/--no-closing", default=None, help="Whether it is a mere closing that wants no answer."
)
@click.option("--signal", "there", multiple=True, type=click.Choice(SIGNALS), help="It says this. Repeat it.")
@click.option(
    "--not-signal", "not_there", multiple=True, type=click.Choice(SIGNALS), help="It does not. Repeat it."
)
@click.option("--words", default="", metavar="TEXT", help="The words of the message that tell the signal.")
@click.option("--about", metavar="CONTACT", help="Whom the signal is about.")
@click.option("--due", metavar="WHEN", help="The day or moment that the signal names.")
@click.option(
    "--person", "persons", multiple=True, metavar="NAME[=CONTACT]",
    help="This is a person's name, and whose: a contact, or me. Repeat it.",
)  # fmt: skip
@click.option("--not-person", "things", multiple=True, metavar="NAME", help="This is no person. Repeat it.")
@json_option
@global_options
@pass_app
def correct(
    app: App,
    *,
    message_id: str,
    sentiment: str | None,
    strain: bool | None,
    closing: bool | None,
    there: tuple[str, ...],
    not_there: tuple[str, ...],
    words: str,
    about: str | None,
    due: str | None,
    persons: tuple[str, ...],
    things: tuple[str, ...],
    as_json: bool,
) -> None:
    """Put right what was read in one message; your word wins over every later reading.

    ID is what `keepwarm messages` shows (m-12), or a Message-ID. --words, --about and --due say more of one
    --signal. Take it back with: keepwarm corrections undo
    """
    from contacts.correct import correct_words
    from daemon.profiles import stored_profile
    from store.views import find_message
    from warmth.flags import refresh

    if (about or due) and len(there) != 1:
        raise click.UsageError("--about and --due go with exactly one --signal.")
    if words and not (there or not_there):
        raise click.UsageError("--words go with --signal or --not-signal.")
    with app.database() as database:
        with database.read() as session:
            found = find_message(session, message_id)
        said = [_person(app, database, one) for one in persons]
        contact = _contact(app, database, about) if about else (None, "")
        if sentiment:
            said.append(Correction(Corrects.SENTIMENT, sentiment))
        if strain is not None:
            said.append(Correction(Corrects.STRAIN, "strain", is_so=strain))
        if closing is not None:
            said.append(Correction(Corrects.CLOSING, "closing", is_so=closing))
        when = app.day_or_moment(due, "--due") if due else None
        said += [
            Correction(
                Corrects.SIGNAL,
                kind,
                evidence=words,
                contact_id=contact[0],
                contact_name=contact[1],
                due=when,
            )
            for kind in there
        ]
        said += [Correction(Corrects.SIGNAL, kind, is_so=False, evidence=words) for kind in not_there]
        said += [Correction(Corrects.PERSON, name, is_so=False) for name in things]
        if not said:
            raise click.UsageError("Say what is wrong: --sentiment, --no-strain, --not-signal, --person ...")
        profile = stored_profile(database, app.settings, found.account)
        concerned = correct_words(database, profile, found.id, said, reader=app.reader(), now=app.now)
        refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=concerned)
        with database.read() as session:
            found = find_message(session, f"m-{found.id}")
            if as_json:
                from commands.shapes import message
                from store.accounts import own_addresses

                print_json(message(found, app.settings.zone, own_addresses(session)))
                return
    app.note(f"m-{found.id}: kept. {_standing(found)}")


def _person(app: App, database: Database, told: str) -> Correction:
    """`NAME=CONTACT` or `NAME`; the contact may be `me`."""
    name, _, whose = (part.strip() for part in told.partition("="))
    if not name:
        raise UsageError(f"{told!r} names nobody.", where="--person", mend="Say NAME or NAME=CONTACT.")
    if whose.lower() == "me":
        return Correction(Corrects.PERSON, name, is_own=True)
    contact_id, contact_name = _contact(app, database, whose) if whose else (None, "")
    return Correction(Corrects.PERSON, name, contact_id=contact_id, contact_name=contact_name)


def _contact(app: App, database: Database, who: str) -> tuple[int | None, str]:
    from store.views import find_contact

    with database.read() as session:
        found = find_contact(session, who, as_of=app.now)
    return found.id, found.name


def _standing(of: StoredMessage) -> str:
    """What is now said of a message, in a line."""
    parts = [of.sentiment.label.value] if of.sentiment else []
    parts += ["strained"] if of.strain and of.strain.value else []
    parts += list(dict.fromkeys(s.type.value for s in of.signals or ()))
    parts += [IN_PROCESS] if of.in_process else []
    parts += [TOOK_PLACE] if of.took_place else []
    return f"It says now: {', '.join(parts) or 'nothing'}."


def number(text: str, prefix: str) -> int:
    """`t-12` or `12` as a number."""
    bare = text.strip().lower().removeprefix(prefix)
    if not (bare.isascii() and bare.isdigit()):
        raise click.BadParameter(f"{text!r} is no id such as {prefix}12.")
    return int(bare)
