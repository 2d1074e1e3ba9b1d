"""Knows keepwarm's own report when it comes back through the mailbox: it is nobody's mail.

Its words are other people's and are not kept a second time: whoever is forgotten stays forgotten.
"""

from __future__ import annotations

import re

from ingest import headers
from ingest.fields import OWN_REPORT
from ingest.parts import Part

REASON = "keepwarm's own report"
_ID = re.compile(r"<keepwarm\.(?:weekly|daily)\.[0-9W-]{1,12}\.[0-9a-f]{16}@")


def is_own_report(root: Part) -> bool:
    """Whether the mail carries a report's id, as its own or where a server noted it."""
    told = [*headers.values(root, "message-id")[:1], *headers.values(root, OWN_REPORT)[:1]]
    return any(_ID.match(one.strip()) for one in told)
