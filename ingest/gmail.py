r"""What Gmail tells of a mail beside the mail: its own numbers for mail and conversation, and the labels.

https://developers.google.com/workspace/gmail/imap/imap-extensions. `\All` holds no spam and no trash, but
drafts; the label of sent mail tells what the owner wrote, from whatever address.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from imap_tools.imap_utf7 import utf7_decode

from ingest import imap_responses
from ingest.imap import Connection
from ingest.watching import is_excluded

CAPABILITY = "X-GM-EXT-1"
_ITEMS = "(UID X-GM-MSGID X-GM-THRID X-GM-LABELS)"
_NOT_READ = {r"\draft", r"\drafts", r"\spam", r"\junk", r"\trash"}


@dataclass(frozen=True, slots=True)
class Hints:
    r"""The server's numbers for a mail and its conversation, and the labels; `\Sent` is one of the system."""

    mail: str
    thread: str
    labels: tuple[str, ...] = ()

    @property
    def is_sent(self) -> bool:
        """Whether the owner of the mailbox sent it."""
        return any(one.lower() == r"\sent" for one in self.labels)

    def is_left_out(self, excluded: Collection[str]) -> bool:
        """Whether it is a draft, spam or trash, or has a label that is not to be read."""
        return any(
            one.lower() in _NOT_READ or is_excluded(one.lstrip("\\"), (one,), excluded) for one in self.labels
        )


def hints(connection: Connection, uids: Sequence[int]) -> dict[int, Hints]:
    """What Gmail tells of these mails of the open folder."""
    found, _ = connection.fetch(uids, _ITEMS)
    return {
        uid: Hints(
            _number(items.get(b"X-GM-MSGID")),
            _number(items.get(b"X-GM-THRID")),
            tuple(_label(one) for one in items.get(b"X-GM-LABELS") or () if isinstance(one, bytes)),
        )
        for uid, items in found.items()
    }


def _number(value: imap_responses.Value) -> str:
    number = imap_responses.number(value)
    return "" if number is None else str(number)


def _label(raw: bytes) -> str:
    try:
        return str(utf7_decode(raw))
    except ValueError:
        return raw.decode("utf-8", "replace")
