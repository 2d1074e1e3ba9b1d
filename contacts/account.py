"""Whose mailbox it is: the recruiter's own addresses, name and time zone, as the linking sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from contacts.addresses import is_private_domain, organisation, split_address
from domain import Direction, Mailbox
from ingest.exclusion import Exclusions

MANY_RECIPIENTS = 5  # more people than this in To and nobody is written to in person


@dataclass(frozen=True)
class AccountProfile:
    """One recruiter's mailbox. `own_addresses` are lower-case; `own_name` may be empty."""

    name: str
    own_addresses: tuple[str, ...]
    own_name: str = ""
    timezone: str = "UTC"
    many_recipients: int = MANY_RECIPIENTS
    excluded: Exclusions = field(default_factory=Exclusions)
    keeps_words: bool = True  # False: of what is read, only the words that prove something

    @cached_property
    def own(self) -> frozenset[str]:
        """The recruiter's addresses."""
        return frozenset(address.strip().lower() for address in self.own_addresses)

    @cached_property
    def zone(self) -> tzinfo:
        """The account's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def own_organisations(self) -> frozenset[str]:
        """The domains of the recruiter's organisation; a provider of private mailboxes is none."""
        domains = {split_address(address)[1] for address in self.own}
        return frozenset(organisation(d) for d in domains if d and not is_private_domain(d))

    def is_own(self, address: str) -> bool:
        """Whether it is the recruiter's, with or without a tag (dana+jobs@...)."""
        if address in self.own:
            return True
        local, plus, domain = address.partition("+")
        return bool(plus) and f"{local}@{domain.rpartition('@')[2]}" in self.own

    def direction(self, sender: Mailbox) -> Direction:
        """Outbound when the recruiter wrote it."""
        return Direction.OUTBOUND if self.is_own(sender.address) else Direction.INBOUND

    def others(self, people: Sequence[Mailbox]) -> tuple[Mailbox, ...]:
        """The people without the recruiter."""
        return tuple(person for person in people if not self.is_own(person.address))
