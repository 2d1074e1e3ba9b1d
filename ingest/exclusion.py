"""Mail that is not to be kept: from or among the people whom the configuration leaves out.

Pure, and told from From, To and Cc alone, so that the same question is answered before a mail is stored and
when the store is held against the server.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest import addresses, headers
from ingest.parts import read_head

ADDRESS_FIELDS = ("from", "to", "cc")


@dataclass(frozen=True)
class Exclusions:
    """Addresses (`boss@x.example`), and whole domains with all below them (`@agency.example`)."""

    rules: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()  # the recruiter's addresses, lower-case

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(rule.lower() for rule in self.rules if not rule.startswith("@"))

    @cached_property
    def _domains(self) -> frozenset[str]:
        return frozenset(rule[1:].lower() for rule in self.rules if rule.startswith("@"))

    def __bool__(self) -> bool:
        """Whether anything is left out at all."""
        return bool(self.rules)

    def names(self, address: str) -> bool:
        """Whether somebody is named in person."""
        return address in self._addresses

    def covers(self, address: str) -> bool:
        """Whether somebody is named, in person or by the domain."""
        if self.names(address):
            return True
        domain = address.rpartition("@")[2]
        while domain:
            if domain in self._domains:
                return True
            domain = domain.partition(".")[2]
        return False


def is_excluded(sender: str, recipients: Collection[str], rules: Exclusions) -> bool:
    """Whether a mail is left out. Addresses are lower-case.

    Who is named in person is left out whoever else gets the mail. A domain leaves out what passed among its
    own people and the recruiter; a mail with anybody else in it is kept. What the recruiter wrote is left
    out when it went to such people only.
    """
    if not rules:
        return False
    others = [address for address in recipients if address not in rules.own]
    if sender in rules.own:
        return all(rules.covers(address) for address in others or (sender,))
    if rules.names(sender):
        return True
    return rules.covers(sender) and all(rules.covers(address) for address in others)


def is_left_out(raw: bytes, rules: Exclusions) -> bool:
    """The same, from the raw mail."""
    begun = headers.from_first_field(raw) if rules else None
    if begun is None:
        return False
    head = read_head(begun)
    return is_told({name: headers.values(head, name) for name in ADDRESS_FIELDS}, rules)


def is_told(fields: Mapping[str, Sequence[str]], rules: Exclusions) -> bool:
    """The same, from header fields by their lower-case names."""
    sender, to, cc = (addresses.parse(fields.get(name, ())).mailboxes for name in ADDRESS_FIELDS)
    written_by = sender[0].address if sender else ""
    return is_excluded(written_by, [one.address for one in (*to, *cc)], rules)
