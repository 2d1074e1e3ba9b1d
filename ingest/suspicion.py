"""Evidence that a mail is not from whom it says; missing evidence is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.addresses import Parsed

_DMARC = re.compile(r"(?:^|[;\s])dmarc\s{0,5}=\s{0,5}([a-z]{2,12})", re.IGNORECASE)


def doubts(sender: Parsed, *, from_fields: int, authentication: Sequence[str]) -> str:
    """Why the sender is doubted, in plain words; empty where nothing speaks against them.

    Of several Authentication-Results only the topmost counts: the receiving server wrote it, those below
    may have come with the mail.
    """
    if from_fields > 1:
        return "it has more than one From field"
    if len({one.address for one in sender.mailboxes}) > 1:
        return "its From field names two senders"
    if sender.shown_instead:
        return "its From field shows another address than it was sent from"
    if authentication:
        verdict = _DMARC.search(authentication[0][:4000])
        if verdict is not None and verdict[1].lower() == "fail":
            return "the mail server found that the sender's domain did not send it (dmarc=fail)"
    return ""
