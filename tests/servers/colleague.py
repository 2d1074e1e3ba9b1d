"""Another client at work in the same mailbox: it appends, flags, moves and expunges as chance has it."""

from __future__ import annotations

import imaplib
import random
import re
from collections.abc import Callable, Iterator

from tests.servers.offices import DovecotOffice

ARCHIVE = "Archive"
_UID = re.compile(rb"UID (\d+)")


class Colleague:
    """The client; `sent` are the numbers of the letters it made with `letter`."""

    def __init__(self, office: DovecotOffice, seed: int, letter: Callable[[int], bytes]) -> None:
        self.client = imaplib.IMAP4("127.0.0.1", office.server.imap, timeout=10)
        self.client.login(office.username, office.password)
        self.client.create(ARCHIVE)
        self.client.select("INBOX")
        self.chance = random.Random(seed)
        self.letter = letter
        self.sent = 1000

    def does_something(self) -> None:
        """A few letters go somewhere, a few come."""
        self.client.noop()
        _, (listed,) = self.client.uid("SEARCH", "ALL")
        uids = listed.decode().split()
        for uid in self.chance.sample(uids, min(len(uids) // 8, 6)):
            self.chance.choice([self.flags, self.moves, self.expunges])(uid)
        for _ in range(self.chance.randint(0, 4)):
            self.sent += 1
            self.client.append("INBOX", "", "", self.letter(self.sent))

    def flags(self, uid: str) -> None:
        """Marks a letter."""
        self.client.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")

    def moves(self, uid: str) -> None:
        """Puts a letter into the archive."""
        self.client.uid("MOVE", uid, ARCHIVE)

    def expunges(self, uid: str) -> None:
        """Removes a letter for good."""
        self.client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        self.client.expunge()

    def sees(self, folder: str = "INBOX") -> Iterator[tuple[int, bytes]]:
        """Every letter in a folder, with its UID."""
        self.client.select(folder)
        self.client.noop()
        _, data = self.client.fetch("1:*", "(UID BODY.PEEK[])")
        for one in data:
            if isinstance(one, tuple) and (uid := _UID.search(one[0])) is not None:
                yield int(uid[1]), one[1]
        self.client.select("INBOX")
