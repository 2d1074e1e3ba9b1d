"""Where a name leads: a mail to the person, or the command that shows more."""

from __future__ import annotations

import re
from urllib.parse import quote

from domain import Contact, Flag, Reason
from reports.harmless import short

# Only addresses that every mail program takes as one address and nothing else: no header can be smuggled in.
_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_ANSWERED_BY_MAIL = (Reason.REPLY_OWED, Reason.PROMISE_OVERDUE, Reason.STRAINED, Reason.CALL_OWED)


def address(contact: Contact) -> str:
    """The person's first plain address; empty where they have none."""
    return next((one for one in contact.addresses if _PLAIN.fullmatch(one)), "")


def mailto(contact: Contact, *, subject: str = "") -> str:
    """A `mailto:` link to the person's first plain address; empty where they have none."""
    found = address(contact)
    if not found:
        return ""
    local, _, domain = found.rpartition("@")
    asked = f"?subject={quote(subject, safe='')}" if subject else ""
    return f"mailto:{quote(local, safe='')}@{domain}{asked}"


def answer(flag: Flag) -> str:
    """A `mailto:` link that answers what proves the flag, by its subject."""
    finding = flag.finding
    told = finding.evidence[-1].subject if finding.evidence else ""
    if finding.reason not in _ANSWERED_BY_MAIL or not told:
        return mailto(finding.contact)
    bare = re.sub(r"^(?:(?:re|aw|sv|fwd?|wg)\s{0,3}:\s{0,3}){1,9}", "", short(told, 120), flags=re.IGNORECASE)
    return mailto(finding.contact, subject=f"Re: {bare}")


def command(contact: Contact) -> str:
    """The command that shows more of the person; of somebody without a record, the one that lists why."""
    return "keepwarm flags" if contact.id is None else f"keepwarm show c-{contact.id}"
