"""Who in a message becomes a contact: people written with, not robots, offices, long lists or the recruiter.

Pure. Cc alone, mailing lists and mail that no person wrote make nobody a contact; somebody already known is
recognised anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from contacts.account import AccountProfile
from contacts.addresses import is_persons, is_relay
from contacts.events import invited
from contacts.names import fold, parse_name
from domain import Direction, Kind, Mailbox, Message

_ORGANISATION_WORDS = frozenset(
    "team hr gmbh inc ltd llc ag sa srl bv ab plc corp group holding careers jobs recruiting"
    " recruitment talent support service services office newsletter notifications alerts solutions"
    " consulting university hospital department abteilung linkedin xing indeed calendar kalender"
    " meeting room".split()
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who deserves a record. Without an address the mail was relayed for them."""

    name: str
    address: str
    relay_address: str = ""  # where answers reach them through a platform


def is_relayed(message: Message) -> bool:
    """A platform sent it for a person."""
    return bool(message.relay) or (message.kind is Kind.PERSONAL and is_relay(message.sender.address))


def looks_like_person(name: str) -> bool:
    """A display name of given and family name, without a word that organisations have."""
    parsed = parse_name(name)
    return parsed.is_full and not any(fold(word) in _ORGANISATION_WORDS for word in parsed.words)


def newcomers(
    message: Message, direction: Direction, profile: AccountProfile, *, is_believed: bool = True
) -> list[Newcomer]:
    """Those of the message who are to have a record, the sender first."""
    if not message.kind.is_read:
        return []
    found: list[Newcomer] = []
    if direction is Direction.INBOUND and is_believed:
        if is_relayed(message):
            if looks_like_person(message.sender.name):
                address = message.sender.address if message.relay else ""
                found.append(Newcomer(message.sender.name, address, message.relay_address))
        elif is_persons(message.sender.address):
            found.append(Newcomer(message.sender.name, message.sender.address))
    if direction is Direction.OUTBOUND:
        found += _people(profile.others(message.to), profile)
    if message.invitation and is_believed:
        organizers, attendees, _ = invited(message)
        found += _people(profile.others(attendees + organizers), profile)
    seen: dict[str, Newcomer] = {}
    for person in found:
        seen.setdefault(person.address or fold(person.name), person)
    return list(seen.values())


def _people(others: tuple[Mailbox, ...], profile: AccountProfile) -> list[Newcomer]:
    if len(others) > profile.many_recipients:
        return []
    return [Newcomer(other.name, other.address) for other in others if is_persons(other.address)]
