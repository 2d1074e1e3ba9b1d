"""Where clients work, and where several candidates have mailboxes: counted once, and kept as roles change."""

from __future__ import annotations

from collections import Counter

from contacts.addresses import is_private_domain, organisation, split_address
from contacts.people import Person, Roster
from domain import Role

SHARED_BY = 3  # so many candidates at one domain and it is a provider of mailboxes, not an employer


class Tally:
    """Organisations are registered domains, domains are as in addresses."""

    def __init__(self, roster: Roster) -> None:
        self._clients: Counter[str] = Counter()  # addresses of clients at each organisation
        self._candidates: Counter[str] = Counter()  # addresses of candidates at each domain
        for person in roster.people.values():
            self._count(person, 1)

    def move(self, person: Person, roles: frozenset[Role]) -> None:
        """Give somebody other roles."""
        self._count(person, -1)
        person.roles = roles
        self._count(person, 1)

    @property
    def client_organisations(self) -> frozenset[str]:
        """Where clients work."""
        return frozenset(
            name for name, count in self._clients.items() if count > 0 and not self._is_shared(name)
        )

    @property
    def candidate_domains(self) -> frozenset[str]:
        """Where so many candidates have a mailbox that it cannot be their employer's."""
        return frozenset(
            name
            for name, count in self._candidates.items()
            if count >= SHARED_BY and self._clients[name] <= 0
        )

    def vouched_for_by_others(self, person: Person) -> frozenset[str]:
        """Those of the person's own organisations where somebody else is a client."""
        self._count(person, -1)
        own = {organisation(split_address(address)[1]) for address in person.addresses}
        found = frozenset(name for name in own if self._clients[name] > 0 and not self._is_shared(name))
        self._count(person, 1)
        return found

    def _is_shared(self, name: str) -> bool:
        return self._candidates[name] >= SHARED_BY

    def _count(self, person: Person, by: int) -> None:
        for address in person.addresses:
            domain = split_address(address)[1]
            if Role.CLIENT in person.roles and not is_private_domain(domain):
                self._clients[organisation(domain)] += by
            elif Role.CANDIDATE in person.roles:
                self._candidates[domain] += by
