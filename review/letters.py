"""A draft as a file or a link that a mail program opens; nothing is sent from here."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from domain import Mailbox
from review.drafts import Draft


def eml(draft: Draft) -> bytes:
    """The draft as a mail that is not sent yet (`X-Unsent: 1`), from the account's address."""
    mail = EmailMessage(policy=SMTP)
    for name, person in (("From", draft.sender), ("To", draft.to)):
        if person is not None:
            mail[name] = _address(person)
    mail["Subject"] = draft.subject
    if draft.in_reply_to:
        mail["In-Reply-To"] = draft.in_reply_to
        mail["References"] = " ".join(draft.references)
    mail["X-Unsent"] = "1"
    mail.set_content(draft.text)
    return mail.as_bytes()


def mailto(draft: Draft) -> str:
    """The draft as a link (RFC 6068): every byte that is no letter or digit is encoded."""
    fields = {"subject": draft.subject, "body": draft.text.replace("\n", "\r\n")}
    if draft.in_reply_to:
        fields["in-reply-to"] = draft.in_reply_to
    to = quote(draft.to.address, safe="@") if draft.to else ""
    return f"mailto:{to}?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())


def text(draft: Draft) -> str:
    """The draft to read or copy, with whom it goes to."""
    to = f"{draft.to.name} <{draft.to.address}>" if draft.to else draft.flag.finding.contact.name
    note = f"({draft.note})\n" if draft.note else ""
    return f"To: {to}\nSubject: {draft.subject}\n{note}\n{draft.text}"


def _address(person: Mailbox) -> Address | str:
    """As a header has it; what is no address by the rules stands as it is."""
    try:
        return Address(person.name, addr_spec=person.address)
    except (ValueError, IndexError):
        return "".join(c for c in person.address if c.isprintable() and c not in '<>,;:"')
