"""What of a mail is asked for, and the mail put together again from it: the text to read, never its files.

Which parts matter follows `ingest.body`, which reads the mail afterwards: more may be asked for than it
reads, nothing less. HTML beside a plain text stays on the server until the plain one turns out to be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest import body, charsets, transfer
from ingest.imap_structure import Parameters, Part
from ingest.parts import BLOCK_BYTES

TEXT_BYTES = 256 * 1024  # of one text part; a base64 quantum and a round number of kilobytes
MAIL_BYTES = 4 * 1024 * 1024  # of all parts of one mail
MESSAGE_BYTES = 64 * 1024  # of the header of an enclosed message, and of a delivery report
HEADER_BYTES = BLOCK_BYTES
BLANK_BYTES = 8  # a text part that small holds line ends
STUB_BYTES = 16 * 1024  # encoded, with much white space; what is larger is a text
STUB_DECODED_BYTES = 1600  # `body` takes no longer text for a stub: 400 characters, of four bytes each

_TEXTS = ("text/plain", "text/html", "text/enriched", "text/markdown")
_CALENDARS = ("text/calendar", "application/ics")
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_PLAINLY = (b"", b"7bit", b"8bit", b"binary")
_TOKEN = re.compile(rb"[A-Za-z0-9!#$&+.^_{}~-]{1,200}")
_BREAKS = re.compile(rb"[\r\n\0]+")
_CONTENT_FIELD = re.compile(
    rb"^Content-(?:Type|Transfer-Encoding|Disposition)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_FIELD_END = re.compile(rb"\n(?![ \t])")
_SAYS_WHO = re.compile(rb"^From[ \t]*:", re.IGNORECASE | re.MULTILINE)
_SAYS_WHEN = re.compile(rb"^Date[ \t]*:", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Selection:
    """The parts of one mail that are asked for.

    `spare` is the HTML beside the plain text `plain`. `alone` is the one part that matters, where the rest of
    the mail says nothing of its own: such a mail is put together as if it had only that part.
    """

    root: Part
    wanted: tuple[Part, ...]
    plain: Part | None = None
    spare: tuple[Part, ...] = ()
    alone: Part | None = None

    @property
    def most_bytes(self) -> int:
        """What the answer may weigh, as the structure tells it."""
        return sum(min(part.octets, TEXT_BYTES) for part in self.wanted)


def select(root: Part | None) -> Selection | None:
    """What to ask for; None where the structure shows nothing that could be read, or cannot be right."""
    if root is not None and root.is_bare and root.children:
        text, rich = root.children
        if text.octets > BLANK_BYTES:
            return Selection(root, (text,), text, (rich,), text)
    if root is None or _is_doubtful(root):
        return None
    if not root.children:
        if _limit(root, is_root=True):
            return Selection(root, (root,))
        return Selection(root, ()) if root.content_type in _SMIME else None
    wanted: list[Part] = []
    spare: list[Part] = []
    plains: list[Part] = []
    is_encrypted = says_more = False
    stack = [root]
    while stack:
        part = stack.pop()
        kind, children = part.content_type, part.children
        if kind == "multipart/encrypted" or (kind in _SMIME and not _is_only_signed(part)):
            is_encrypted = True
        elif kind == "multipart/signed" and children:
            stack.append(children[0])
        elif kind == "multipart/alternative" and (plain := _plain(children)) is not None:
            plains.append(plain)
            beside = [leaf for child in children if child is not plain for leaf in _leaves(child)]
            html = [leaf for leaf in beside if leaf.content_type in _TEXTS and _limit(leaf)]
            spare += html
            stack += [*(leaf for leaf in reversed(beside) if leaf not in html), plain]
        elif children:
            says_more = says_more or kind == "multipart/report"
            stack += reversed(children)
        elif _limit(part):
            wanted.append(part)
            says_more = says_more or part.content_type not in _TEXTS or part.has_name
        else:
            says_more = says_more or _is_file(part)
    if any(plain.octets <= BLANK_BYTES for plain in plains) or len(plains) > 1:
        wanted, spare, plains = [*wanted, *spare], [], []
    if not wanted and not is_encrypted:
        return None
    wanted = _affordable(wanted)
    is_alone = len(wanted) == 1 and not (says_more or is_encrypted)
    return Selection(
        root, tuple(wanted), plains[0] if plains else None, tuple(spare), wanted[0] if is_alone else None
    )


def _affordable(wanted: list[Part]) -> list[Part]:
    """The parts from the front that are read in all; nobody writes more than that, machines do."""
    left = MAIL_BYTES
    return [part for part in wanted if (left := left - min(part.octets, TEXT_BYTES)) >= 0]


def sections(parts: Iterable[Part], *, root: Part) -> tuple[str, ...]:
    """What to ask for, as sections with the most that is read of each: `1.1`, 262144."""
    return tuple(_section(part, root) for part in parts)


def item(section: str) -> str:
    """A section as it is asked for."""
    most = HEADER_BYTES if section == "HEADER" else TEXT_BYTES
    if section == "TEXT" or section.endswith(".HEADER"):
        most = MESSAGE_BYTES
    return f"BODY.PEEK[{section}]<0.{most}>"


def is_whole(header: bytes) -> bool:
    """Whether the chosen fields say who wrote and when; else the header is a strange one."""
    if b"\nFrom: " in header and b"\nDate: " in header:
        return True  # as nearly everybody writes it
    return _SAYS_WHO.search(header) is not None and _SAYS_WHEN.search(header) is not None


def may_be_stub(selection: Selection, items: Mapping[bytes, Any]) -> bool:
    """Whether the plain text may only stand in for the HTML beside it, so that this is asked for too."""
    plain = selection.plain
    if plain is None or not selection.spare or plain.octets > STUB_BYTES:
        return False
    content = items.get(b"BODY[%s]" % plain.section.encode())
    if not isinstance(content, bytes):
        return False
    if plain.encoding not in _PLAINLY:
        content = transfer.decoded(content, plain.encoding.decode("ascii", "replace"))
    if len(content.strip()) > STUB_DECODED_BYTES:
        return False
    label = next((value for key, value in plain.parameters if key.lower() == b"charset"), b"")
    return body.may_stand_in(charsets.decode(content, label.decode("ascii", "replace")))


def put_together(selection: Selection, header: bytes, items: Mapping[bytes, Any]) -> bytes | None:
    """The mail without its files; None where a piece that matters was not handed over."""
    whole = items.get(b"BODY[HEADER]")
    header = (whole if isinstance(whole, bytes) and whole.strip() else header).rstrip(b"\r\n") + b"\r\n"
    root, alone = selection.root, selection.alone
    if not root.children:
        content = _content(root, root, items) if selection.wanted else b""
        return None if content is None else header + b"\r\n" + content
    # What describes the content stands first: a broken line further down may end the header for its reader.
    header = _without_content_fields(header)
    if alone is not None and selection.spare and _spare_came(selection, items):
        alone = None
    if alone is not None:
        content = _content(alone, root, items)
        return None if content is None else _described(alone) + header + b"\r\n" + content
    pieces: list[bytes] = []
    return b"".join(pieces) if _add(root, selection, items, pieces, header) else None


def _without_content_fields(header: bytes) -> bytes:
    kept = []
    at = 0
    for found in _CONTENT_FIELD.finditer(header):
        kept.append(header[at : found.start()])
        end = _FIELD_END.search(header, found.end())
        at = end.end() if end is not None else len(header)
    kept.append(header[at:])
    return b"".join(kept)


def _spare_came(selection: Selection, items: Mapping[bytes, Any]) -> bool:
    return any(f"BODY[{part.section}]".encode() in items for part in selection.spare)


def _add(
    part: Part, selection: Selection, items: Mapping[bytes, Any], pieces: list[bytes], header: bytes = b""
) -> bool:
    """Append a part with its header and what is given of one; whether everything that matters was there."""
    if not part.children:
        content = _content(part, selection.root, items)
        if content is None and part in selection.wanted:
            return False
        pieces += (_described(part, is_there=content is not None), b"\r\n", content or b"")
        return True
    boundary = b"=_" + (part.section.encode() or b"0")
    own = tuple(one for one in part.parameters if one[0].lower().partition(b"*")[0] != b"boundary")
    told = _told((*own, (b"boundary", boundary)))
    pieces += (
        b"Content-Type: ",
        part.content_type.encode("ascii", "replace"),
        told,
        b"\r\n",
        header,
        b"\r\n",
    )
    for child in part.children:
        pieces += (b"--", boundary, b"\r\n")
        if not _add(child, selection, items, pieces):
            return False
        pieces.append(b"\r\n")
    pieces += (b"--", boundary, b"--\r\n")
    return True


def _content(part: Part, root: Part, items: Mapping[bytes, Any]) -> bytes | None:
    """What was fetched of a part; cut off after a whole line, so that its encoding can be undone."""
    section = _section(part, root)
    key = b"BODY[%s]" % section.encode()
    content = items.get(key)
    if not isinstance(content, bytes):
        return b"" if key in items and not part.octets else None  # some servers say NIL for nothing
    most = TEXT_BYTES if section[-1:].isdigit() else MESSAGE_BYTES
    if len(content) < most:
        return content
    return content[: content.rfind(b"\n") + 1] or content


def _described(part: Part, *, is_there: bool = True) -> bytes:
    """The header of a part, from what the structure tells of it."""
    fields = [b"Content-Type: ", part.content_type.encode("ascii", "replace"), _told(part.parameters)]
    if part.encoding not in _PLAINLY:
        fields += (b"\r\nContent-Transfer-Encoding: ", _BREAKS.sub(b" ", part.encoding))
    if part.content_id is not None:
        fields += (b"\r\nContent-ID: ", _BREAKS.sub(b" ", part.content_id))
    if part.disposition:
        said = part.disposition.encode("ascii", "replace")
        fields += (b"\r\nContent-Disposition: ", _BREAKS.sub(b" ", said), _told(part.disposition_parameters))
    if not is_there:
        fields += (b"\r\nContent-Length: %d" % part.octets,)  # `body` tells the size of a file by it
    fields.append(b"\r\n")
    return b"".join(fields)


@lru_cache(maxsize=500)
def _told(parameters: Parameters) -> bytes:
    """Parameters as a header field has them, quoted where they must be."""
    found = []
    for key, value in parameters:
        if _TOKEN.fullmatch(key.rstrip(b"*")) is None:
            continue
        if _TOKEN.fullmatch(value) is None:
            value = _BREAKS.sub(b" ", value).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            value = b'"' + value + b'"'
        found.append(b"; " + key + b"=" + value)
    return b"".join(found)


def _is_doubtful(root: Part) -> bool:
    """Whether a server may have lost its way in the mail: nothing in it, or two levels of one boundary."""
    parts = list(root.walk())
    if root.children and not any(part.octets for part in parts):
        return True
    boundaries = [_boundary(part) for part in parts if part.children]
    return len(set(boundaries)) < len(boundaries)


def _boundary(part: Part) -> bytes:
    return next((value for key, value in part.parameters if key.lower() == b"boundary"), b"")


def _section(part: Part, root: Part) -> str:
    if part is root:
        return "TEXT" if part.content_type.startswith("message/") else "1"
    return f"{part.section}.HEADER" if part.content_type == "message/rfc822" else part.section


def _plain(children: tuple[Part, ...]) -> Part | None:
    """The plain text of an alternative, where there is HTML beside it."""
    plain = next((child for child in children if child.content_type == "text/plain"), None)
    if plain is None or not _limit(plain):
        return None
    has_html = any(leaf.content_type == "text/html" for child in children for leaf in _leaves(child))
    return plain if has_html else None


def _leaves(part: Part) -> list[Part]:
    return [one for one in part.walk() if not one.children]


def _limit(part: Part, *, is_root: bool = False) -> int:
    """The most that is read of a leaf; 0 for files."""
    kind = part.content_type
    if kind.startswith("message/") or kind == "text/rfc822-headers":
        return MESSAGE_BYTES
    if kind in _CALENDARS or part.file_name_ends(b".ics"):
        return TEXT_BYTES
    if kind in _SMIME:
        return TEXT_BYTES if _is_only_signed(part) else 0
    if is_root:
        return TEXT_BYTES if kind.startswith("text/") else 0
    is_text = kind in _TEXTS and part.disposition != "attachment"
    return TEXT_BYTES if is_text and (kind == "text/html" or not part.has_name) else 0


def _is_only_signed(part: Part) -> bool:
    """Whether the mail stands inside an S/MIME part that anybody may read."""
    told = next((value for key, value in part.parameters if key.lower() == b"smime-type"), b"")
    return told.lower() == b"signed-data"


def _is_file(part: Part) -> bool:
    """Whether a part that is not read may be noted as a file."""
    is_decoration = (
        part.content_type.startswith("image/")
        and part.disposition != "attachment"
        and part.content_id is not None
    )
    return not is_decoration and (part.has_name or part.disposition == "attachment")
