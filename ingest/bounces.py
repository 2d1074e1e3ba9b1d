"""Reads delivery reports: which addresses were not reached, and which of our mails it was.

Most servers send a multipart/report with fields for machines; many still write free text, so the fields are
read first, then the headers of the returned mail, then the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain import Mailbox
from ingest import addresses, headers
from ingest.body import Body
from ingest.memory import remembered
from ingest.parts import Part

_SENDERS = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|post_?master|mmdf|mailerdaemon|mail-delivery-system|mdaemon|bounces?)\b|"
    r"^mailer[._-]daemon",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|daemon)|delivery (?:subsystem|system)|postmaster|"
    r"mail administrator|mail router|smtp gateway|courier mail",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(
    r"undeliver|"
    r"delivery (?:status|fail|report|error|problem|notification|has been|has failed|delayed)|"
    r"not deliver|returned (?:mail|to sender|message)|mail delivery|failure notice|delivery to|"
    r"message (?:delivery )?(?:could not|not delivered|undeliver|error|delayed)|"
    r"mail (?:could not|system error|failure|delivery)|unzustellbar|nicht zugestellt|zustellung|"
    r"non remis|non distribu|échec de la remise|no se puede entregar|no entregado|devuelto|"
    r"devolvida|não entregue|falha na entrega|mancato recapito|mancata consegna|onbestelbaar|"
    r"niet afgeleverd|niedostarczon|nie dostarczono|недоставл|退信|系统退信|無法傳遞|配信不能|user unknown|"
    r"bounced?\b|rejected|failed|warning: message|nondeliver|non-deliver|could not be sent|"
    r"unable to deliver|permanent (?:fatal )?error|status of|error sending|problem delivering|"
    r"mail returned|can'?t send",
    re.IGNORECASE,
)
_BODIES = re.compile(
    r"could not be delivered|couldn'?t be delivered|was not delivered|not (?:be )?delivered to|"
    r"unable to deliver|undeliverable|delivery (?:to the following|failed|has failed)|"
    r"permanent (?:fatal )?errors?|fatal errors|user unknown|unknown user|no such user|"
    r"mailbox (?:unavailable|full|not found|is full|does not exist)|"
    r"recipient (?:address )?rejected|address(?:es)? (?:failed|had|not found|couldn'?t|could not)|"
    r"55\d[ -]|5\.\d\.\d|returned to (?:the )?sender|returned mail|did not reach|does not exist|"
    r"unknown (?:address|recipient|host)|message (?:that you sent|you sent|has not been)|"
    r"giving up|host unknown|relay(?:ing)? (?:access )?denied|over quota|quota exceeded|"
    r"nicht zugestellt|invalid (?:recipient|address|mailbox)|rejected",
    re.IGNORECASE,
)
_FIELD_ADDRESS = re.compile(
    r"^(final|original)-recipient:[ \t]{0,20}(?:[\w-]{1,30}[ \t]{0,5};)?[ \t]{0,20}(.{1,400})$",
    re.IGNORECASE | re.MULTILINE,
)
_ACTION = re.compile(r"^action:[ \t]{0,10}([a-z-]{3,20})", re.IGNORECASE | re.MULTILINE)
_NOT_FAILED = frozenset({"delayed", "delivered", "relayed", "expanded"})
_RETURNED_ID = re.compile(r"^[>\s]{0,4}message-id:\s{0,20}(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_RETURNED_TO = re.compile(r"^[>\s]{0,4}to:[ \t]{0,20}(.{3,400})$", re.IGNORECASE | re.MULTILINE)
_RETURNED_START = re.compile(
    r"^[-_ \t=*>]{0,40}(?:original message|(?:this is a )?copy of (?:the|your) (?:message|mail)|"
    r"(?:below this line|included below) is a copy|the header of|returned message|unsent message|"
    r"message headers? follow|received: |return-path: )",
    re.IGNORECASE | re.MULTILINE,
)
_SCANNED_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report: addresses not reached, ids of the mails that did not arrive, how it is known."""

    addresses: tuple[str, ...]
    message_ids: tuple[str, ...]
    reason: str


def read_bounce(root: Part, body: Body, *, sender: Mailbox, subject: str) -> Bounce | None:
    """The delivery report a mail is, or None; a report that mail is late or was delivered is none."""
    actions = [found.lower() for report in body.reports for found in _ACTION.findall(report)]
    is_machine = body.report_type == "delivery-status" or bool(actions)
    if is_machine and actions and all(action in _NOT_FAILED for action in actions):
        return None
    reason = _why(root, body, sender, subject, is_machine=is_machine)
    if not reason:
        return None
    text = body.text[:_SCANNED_CHARACTERS]
    begins = _RETURNED_START.search(text)
    told, returned_text = (text[: begins.start()], text[begins.start() :]) if begins else (text, "")
    returned = [*body.returned, returned_text]
    failed = _failed(root, body) or _named_in(told, root, sender) or _first_recipients(returned)
    ids = [found for one in returned for found in _RETURNED_ID.findall(one)] or _RETURNED_ID.findall(text)
    ids += headers.message_ids(
        [*headers.values(root, "in-reply-to"), *headers.values(root, "x-original-message-id")]
    )
    return Bounce(
        tuple(dict.fromkeys(failed))[:100],
        tuple(dict.fromkeys(headers.safe(one) for one in ids))[:10],
        reason,
    )


def _why(root: Part, body: Body, sender: Mailbox, subject: str, *, is_machine: bool) -> str:
    if is_machine:
        return "delivery report (multipart/report)"
    if headers.value(root, "x-failed-recipients"):
        return "the mail server names failed recipients"
    local = sender.address.partition("@")[0] or sender.name
    from_machine = bool(_SENDERS.match(local)) or bool(_NAMES.search(sender.name))
    says_so = _says_so(subject)
    if not (from_machine or says_so):
        return ""
    explains = bool(body.returned) or bool(_BODIES.search(body.text[:_SCANNED_CHARACTERS]))
    if from_machine and (says_so or explains):
        return "a mail server reports that a mail was not delivered"
    has_empty_path = any(
        path in ("<>", "<MAILER-DAEMON>", "") for path in headers.values(root, "return-path")
    )
    is_answer = headers.value(root, "auto-submitted").lower().startswith("auto-replied")
    if has_empty_path and explains and not is_answer:
        return "empty return path, and it reports a mail that was not delivered"
    if body.returned and body.report_type:
        return "it reports and returns a mail that was not delivered"
    return ""


@remembered
def _says_so(subject: str) -> bool:
    return _SUBJECTS.search(subject) is not None


def _failed(root: Part, body: Body) -> list[str]:
    """The recipients in the fields for machines."""
    named = [one for value in headers.values(root, "x-failed-recipients") for one in addresses.in_text(value)]
    for report in body.reports:
        for block in re.split(r"\n\s*\n", report):
            action = _ACTION.search(block)
            if action and action[1].lower() in _NOT_FAILED:
                continue
            found = {kind.lower(): value for kind, value in _FIELD_ADDRESS.findall(block)}
            for kind in ("final", "original"):
                address = addresses.in_text(found.get(kind, ""))
                if address:
                    named.append(address[0])
                    break
    return named


def _named_in(told: str, root: Part, sender: Mailbox) -> list[str]:
    """The addresses that the words name, less those of the report itself."""
    own = {sender.address}
    for name in ("to", "delivered-to", "x-original-to", "from", "cc", "return-path", "reply-to"):
        own |= {one for value in headers.values(root, name) for one in addresses.in_text(value)}
    found = [one.strip(".'<>") for one in addresses.in_text(told)]
    return [one for one in found if one not in own and not _SENDERS.match(one)][:20]


def _first_recipients(returned: list[str]) -> list[str]:
    for one in returned:
        to = _RETURNED_TO.search(one)
        if to:
            return list(addresses.in_text(to[1]))
    return []
