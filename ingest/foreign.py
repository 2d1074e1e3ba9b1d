"""Mail files of programs whose formats keepwarm does not read, told by content: what to do instead."""

from __future__ import annotations

_OUTLOOK_DATA = (
    "an Outlook data file. Sign keepwarm in to the mailbox itself instead (`keepwarm init`), or turn the file"
    " into mbox with `readpst -o mail FILE` (Debian: pst-utils) and import the folder"
)
_OUTLOOK_MESSAGE = (
    "a message in Outlook's own format. Save it from Outlook as .eml, or turn it into one with"
    " `msgconvert FILE` (Debian: libemail-outlook-message-perl), and import that"
)
_OUTLOOK_FOR_MAC = (
    "an archive of Outlook for Mac. Sign keepwarm in to the mailbox itself instead (`keepwarm init`), or"
    " drag the folders out of Outlook, which writes them as .mbox, and import those"
)
_OUTLOOK_EXPRESS = (
    "a folder of Outlook Express. Turn it into .eml files with `undbx FILE mail` (Debian: undbx) and import"
    " the folder"
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .msg, and of old Office files


def what_instead(head: bytes, name: str) -> str:
    """What a file that begins so is and what to do with it; empty where it is none of these."""
    folded = name.casefold()
    if head.startswith(b"!BDN"):
        return _OUTLOOK_DATA
    if head.startswith(_COMPOUND) and folded.endswith((".msg", ".oft")):
        return _OUTLOOK_MESSAGE
    if folded.endswith(".olm"):
        return _OUTLOOK_FOR_MAC
    if head.startswith(b"\xcf\xad\x12\xfe"):
        return _OUTLOOK_EXPRESS
    return ""
