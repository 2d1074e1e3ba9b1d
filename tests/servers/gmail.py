"""Gmail as its documents describe it, played by the scripted server: labels, one folder that holds all mail.

https://developers.google.com/workspace/gmail/imap/imap-extensions
"""

from __future__ import annotations

from datetime import datetime
from itertools import count

from imap_tools.imap_utf7 import utf7_encode

from tests.servers.offices import NOW
from tests.servers.scripted_imap import Box, ScriptedImap

ALL = "[Gmail]/Alle Nachrichten"  # the names differ by language, the special uses do not
SENT, SPAM, TRASH, DRAFTS = "[Gmail]/Gesendet", "[Gmail]/Spam", "[Gmail]/Papierkorb", "[Gmail]/Entw&APw-rfe"
_FOLDERS = {r"\Inbox": "INBOX", r"\Sent": SENT, r"\Draft": DRAFTS}


class Gmail:
    """A Gmail mailbox on a scripted server."""

    def __init__(self, server: ScriptedImap) -> None:
        self.server = server
        server.capabilities = "IMAP4rev1 AUTH=PLAIN X-GM-EXT-1 SPECIAL-USE UIDPLUS"
        server.boxes.clear()
        uses = {
            "INBOX": "",
            ALL: r"\All",
            SENT: r"\Sent",
            SPAM: r"\Junk",
            TRASH: r"\Trash",
            DRAFTS: r"\Drafts",
        }
        for name, use in uses.items():
            server.boxes[name] = Box(flags=rf"\HasNoChildren {use}".strip())
        self._numbers = count(1_278_455_344_230_334_865)

    def add(self, raw: bytes, *labels: str, thread: int = 0, at: datetime = NOW) -> int:
        """A mail with its labels: it lies in all mail, and in the folder of each label. Its UID there."""
        number = next(self._numbers)
        shown = " ".join('"' + utf7_encode(one).decode().replace("\\", "\\\\") + '"' for one in labels)
        more = {
            "X-GM-MSGID": str(number), "X-GM-THRID": str(thread or number), "X-GM-LABELS": f"({shown})",
        }  # fmt: skip
        for label in labels:
            folder = _FOLDERS.get(label, label)
            self.server.boxes.setdefault(folder, Box()).add(raw, at=at, more=more)
        return self.server.boxes[ALL].add(raw, at=at, more=more)
