"""What a mail says, out of its parts: the text to read, the files, the calendar and the delivery reports.

Nesting is walked with a stack, never by recursion. Plain text is preferred where it is a real text; an HTML
part is read where the plain one is missing or only says "this mail is in HTML".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from domain import Attachment, Mailbox
from ingest import addresses, charsets, headers, html, transfer
from ingest.opaque import signed_content
from ingest.parts import BLOCK_BYTES, MOST_PARTS, Part, TooNested, read_parts
from ingest.plain import from_flowed, without_armour, without_uuencoded

TEXT_CHARACTERS = 400_000  # read of one text part; nobody writes more, machines do

_HTML_STUB = re.compile(
    r"html|browser|navigateur|navegador|cannot (?:be )?(?:display|view|show)|e?mail client", re.IGNORECASE
)
_WORD = re.compile(r"\w")
_ENCRYPTED = re.compile(r"^\s{0,8}-----BEGIN PGP MESSAGE-----\s*$", re.MULTILINE)  # not one that is quoted
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_CALENDARS = ("text/calendar", "application/ics")


@dataclass(slots=True)
class Body:
    """The content of one mail. `text` has LF line ends and no control characters; quotes are still in it."""

    text: str = ""
    is_encrypted: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    calendars: list[tuple[bytes, str]] = field(default_factory=list)  # content, METHOD of the Content-Type
    reports: list[str] = field(default_factory=list)  # message/delivery-status and its kin
    returned: list[str] = field(default_factory=list)  # headers of messages sent back
    enclosed_authors: list[Mailbox] = field(default_factory=list)  # of messages attached whole
    report_type: str = ""


def read_body(root: Part) -> Body:
    """Everything a parsed mail contains. Bounded by `MOST_PARTS` parts and `TEXT_CHARACTERS` a text."""
    body = Body()
    texts: list[tuple[str, str]] = []  # text, where from: "plain" or "html"
    stack: list[tuple[Part, bool]] = [(root, False)]  # part, whether it is inside a report
    seen = 0
    while stack and seen < MOST_PARTS:
        part, in_report = stack.pop()
        seen += 1
        kind, children = part.content_type, part.children
        if kind in _SMIME and (opened := _opened(part)) is not None:
            stack.append((opened, in_report))
            continue
        if kind == "multipart/encrypted" or (kind in _SMIME and _is_enveloped(part)):
            body.is_encrypted = True
            continue
        if kind == "message/delivery-status" or kind == "message/disposition-notification":
            body.reports.append(_flat_text(part)[:TEXT_CHARACTERS])
        elif kind in ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"):
            _note_enclosed(part, body, in_report=in_report)
        elif kind == "multipart/alternative" and children:
            stack.append((_best_alternative(children), in_report))
            stack += [(c, in_report) for c in reversed(_beside_the_text(children))]
        elif kind == "multipart/signed" and children:
            stack.append((children[0], in_report))
        elif kind == "multipart/related" and children:
            stack += [(child, in_report) for child in reversed(_root_first(part, children))]
        elif kind.startswith("multipart/") and children:
            in_report = in_report or kind == "multipart/report"
            if kind == "multipart/report":
                body.report_type = headers.parameter(part, "report-type").lower()
            stack += [(child, in_report) for child in reversed(children)]
        elif kind in _CALENDARS or _file_name(part).lower().endswith(".ics"):
            body.calendars.append(
                (payload(part)[:TEXT_CHARACTERS], headers.parameter(part, "method").upper())
            )
        elif _is_text(part, kind, is_root=part is root):
            texts.append(_read_text(part))
        else:
            _note_file(part, kind, body)
    _join(texts, body)
    return body


def payload(part: Part) -> bytes:
    """The decoded bytes of a leaf; what cannot be decoded is given as it stands."""
    held = part.content[: 8 * TEXT_CHARACTERS]
    encoding = part.fields.get("content-transfer-encoding")
    return transfer.decoded(held, encoding[0].strip().lower()) if encoding else held


def _best_alternative(children: list[Part]) -> Part:
    """The plain text if it is a text, else the richest branch that holds HTML."""
    plain = next((c for c in children if c.content_type == "text/plain"), None)
    rich = next((c for c in reversed(children) if _holds_html(c)), None)
    if plain is None or rich is None:
        return plain or rich or children[-1]
    words, _ = _read_text(plain)
    return rich if _is_stub(words, rich) else plain


def _beside_the_text(children: list[Part]) -> list[Part]:
    """Calendars, and the files that some programs put into the HTML branch of an alternative."""
    found: list[Part] = []
    for child in children:
        leaves = _leaves(child)
        if child.content_type in _CALENDARS:
            found.append(child)
        elif len(leaves) > 1:
            found += [leaf for leaf in leaves if leaf.main_type != "text" or _is_attached(leaf)]
    return found


def _leaves(part: Part) -> list[Part]:
    found: list[Part] = []
    stack = [part]
    while stack and len(found) < MOST_PARTS:
        one = stack.pop()
        children = one.children if one.main_type == "multipart" else []
        stack += reversed(children)
        if not children:
            found.append(one)
    return found


def _holds_html(part: Part) -> bool:
    return any(leaf.content_type == "text/html" for leaf in _leaves(part))


def may_stand_in(words: str) -> bool:
    """Whether a plain part with these words may only stand in for the HTML beside it."""
    stripped = words.strip()
    return len(stripped) <= 400 and (not stripped or bool(_HTML_STUB.search(stripped)))


def _is_stub(words: str, rich: Part) -> bool:
    """Whether the plain part only stands in for the HTML one."""
    stripped = words.strip()
    if not may_stand_in(words):
        return False
    leaf = next(leaf for leaf in _leaves(rich) if leaf.content_type == "text/html")
    rich_words = _read_text(leaf)[0].strip()
    return len(rich_words) > 2 * len(stripped) or (bool(rich_words) and not stripped)


def _root_first(part: Part, children: list[Part]) -> list[Part]:
    start = headers.parameter(part, "start")
    root = next((c for c in children if start and headers.value(c, "content-id") == start), children[0])
    return [root, *(c for c in children if c is not root)]


def _is_attached(part: Part) -> bool:
    return part.disposition == "attachment"


def _is_text(part: Part, kind: str, *, is_root: bool) -> bool:
    if kind not in ("text/plain", "text/html", "text/enriched", "text/markdown"):
        # a mail whose Content-Type is nonsense is still a text to its reader
        return is_root and kind not in _SMIME and part.main_type in ("text", "multipart")
    return is_root or not (_is_attached(part) or (_file_name(part) and kind != "text/html"))


def _read_text(part: Part) -> tuple[str, str]:
    """The text of a part, and whether it was `plain` or `html`; decoded once."""
    if part.text is None:
        part.text = _decoded_text(part)
    return part.text


def _decoded_text(part: Part) -> tuple[str, str]:
    data = payload(part)
    label = headers.parameter(part, "charset")
    if part.content_type == "text/html":
        source = charsets.decode(data, label or html.declared_charset(data))
        return html.to_text(headers.safe(source)[:TEXT_CHARACTERS]), "html"
    text = headers.safe(charsets.decode(data, label))[:TEXT_CHARACTERS]
    if headers.parameter(part, "format").lower() == "flowed":
        text = from_flowed(text, delete_space=headers.parameter(part, "delsp").lower() == "yes")
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype html")):
        return html.to_text(text), "html"
    return text, "plain"


def _join(texts: list[tuple[str, str]], body: Body) -> None:
    """One text of several parts, in order; a part that only repeats another in HTML is left out."""
    kept: list[str] = []
    prints: list[str] = []
    for text, _ in texts:
        if not _WORD.search(text, 0, 2000):
            continue
        if len(texts) > 1:
            words = re.sub(r"\W", "", text[:2000])[:300]
            if len(words) > 20 and words in prints:
                continue
            prints.append(words)
        kept.append(text.strip("\n"))
    text = "\n\n".join(kept)[:TEXT_CHARACTERS]
    if "BEGIN PGP MESSAGE" in text and _ENCRYPTED.search(text):
        body.is_encrypted = True
    if body.is_encrypted:
        text = ""
    text, files = without_uuencoded(without_armour(text))
    body.attachments += [Attachment(name, "application/octet-stream", size) for name, size in files]
    body.text = text.replace("\u00a0", " ").replace("\u2028", "\n").replace("\u2029", "\n\n")


def _is_enveloped(part: Part) -> bool:
    """S/MIME that hides its text."""
    return headers.parameter(part, "smime-type").lower() != "certs-only"


def _opened(part: Part) -> Part | None:
    """The mail inside a part that is only signed; None for one that is encrypted, or cannot be read."""
    if headers.parameter(part, "smime-type").lower() not in ("signed-data", ""):
        return None
    content = signed_content(payload(part))
    if content is None:
        return None
    try:
        return read_parts(content)
    except TooNested:
        return None


def _file_name(part: Part) -> str:
    found = headers.parameter(part, "filename", "content-disposition") or headers.parameter(part, "name")
    return re.split(r"[\\/]", found)[-1][:255]


def _note_file(part: Part, kind: str, body: Body) -> None:
    name = _file_name(part)
    if kind in _SIGNATURES or kind.startswith("multipart/"):
        return
    is_decoration = kind.startswith("image/") and not _is_attached(part) and "content-id" in part.fields
    if is_decoration or not (name or _is_attached(part)):
        return
    told = headers.value(part, "content-length")  # of a file that was left on the server
    size = len(part.content) or (int(told) if told.isdecimal() and len(told) < 12 else 0)
    if headers.value(part, "content-transfer-encoding").lower() == "base64":
        size = size * 3 // 4
    body.attachments.append(Attachment(name, kind, size))


def _note_enclosed(part: Part, body: Body, *, in_report: bool) -> None:
    """A whole message, or its headers, inside this one: sent back by a server, or forwarded by a person."""
    inner = next(iter(part.children), None)
    if inner is None:
        body.returned.append(payload(part).decode("utf-8", "replace")[:BLOCK_BYTES])
        return
    body.returned.append("\n".join(f"{name}: {headers.value(inner, name)}" for name in inner.fields))
    if not in_report:
        body.enclosed_authors += addresses.parse(headers.values(inner, "from")).mailboxes[:1]
        subject = headers.text(inner, "subject")
        body.attachments.append(Attachment(subject[:200], "message/rfc822", 0))


def _flat_text(part: Part) -> str:
    """The fields of a delivery status, which the parser reads as small messages, as text again."""
    if not part.children:
        return payload(part).decode("utf-8", "replace")
    lines: list[str] = []
    for child in part.children:
        lines += [f"{name}: {headers.text(child, name)}" for name in child.fields]
        lines += [child.content.decode("utf-8", "replace"), ""]
    return "\n".join(lines)
