"""Says what sort of mail a mail is, with the reason in plain words; headers first, words last."""

from __future__ import annotations

import re
from functools import lru_cache

from domain import Kind, Mailbox
from ingest import addresses, fields, headers
from ingest.body import Body
from ingest.bounces import Bounce
from ingest.own_reports import REASON, is_own_report
from ingest.parts import Part
from ingest.phrases import alternatives, words
from ingest.relays import names_a_relay

_NO_REPLY = re.compile(
    r"(?:do[._-]?not|no|non|ne-pas|nicht|nao|sin)[._-]?(?:reply|replay|respond|response|antworten|repondre|responder|responda|rispondere)"
    r"|^(?:notifications?|notify|alerts?|jobalerts?|job-alerts|mailer|automated?|auto-?confirm|system|robot|bot|donotreply|daemon|updates?)$"
    r"|[._+-](?:notifications?|noreply|no-reply|alerts?)$|^(?:notifications?|noreply|no-reply|alerts?|bounces?)[._+-]"
)
UNKNOWN_RELAY = "sent by a robot for a person: unknown relay"
_ROBOT_HEADERS = tuple(name.lower() for name in fields.OF_ROBOTS)
_CAMPAIGN_HEADERS = tuple(name.lower() for name in fields.OF_CAMPAIGNS)
_TO_MANY = ("bulk", "list", "junk")
# Providers of mailboxes put a Feedback-ID into each mail of a person too: these do, and Tencent.
_OF_MAILBOXES = re.compile(
    r":fastmail$|:user:proton$|:zohomail$|^\w{1,20}:[\w.-]{3,100}:(?:bg|qy)\w{1,40}:", re.IGNORECASE
)
# Exchange calls the copies it makes on the way auto-generated, whoever wrote the mail.
_COPIERS = ("transport rule agent", "dc pre content filter agent")
_LIST_HEADERS = tuple(name.lower() for name in fields.OF_LISTS)
# What a service puts into each mail, so that its reader can have no more of them, makes no list.
_LISTS = frozenset(_LIST_HEADERS) - {"list-unsubscribe", "list-help"}


def tell_kind(
    root: Part,
    body: Body,
    *,
    sender: Mailbox,
    subject: str,
    bounce: Bounce | None,
    has_event: bool,
    relayed: str = "",
) -> tuple[Kind, str]:
    """The kind and why.

    `has_event`: a calendar event could be read from it. `relayed` says that a platform passes it on for a
    person, and is then the reason: its list and robot headers are the platform's.
    """
    if is_own_report(root):
        return Kind.AUTOMATIC, REASON
    if bounce is not None:
        return Kind.BOUNCE, bounce.reason
    if has_event or any(method for _, method in body.calendars):
        return Kind.INVITATION, "it carries a calendar event"
    why_automatic = _automatic(root, body, sender, subject)
    if relayed and "answer" not in why_automatic:
        return Kind.PERSONAL, relayed
    why_bulk = _bulk(root)
    if why_bulk and not why_automatic and _answers_one_person(root):
        return Kind.PERSONAL, "it answers a mail, though it came through a mailing service"
    # A list that answers or a robot that writes to many: an answering machine is told first, a newsletter
    # that is also "auto-generated" stays bulk.
    if why_automatic and not (why_bulk and "answer" not in why_automatic):
        return Kind.AUTOMATIC, why_automatic
    if why_bulk:
        return Kind.BULK, why_bulk
    return Kind.PERSONAL, "nothing marks it as sent by a machine or to a list"


def _automatic(root: Part, body: Body, sender: Mailbox, subject: str) -> str:
    submitted = headers.value(root, "auto-submitted").lower().partition(";")[0].strip()
    if submitted and headers.value(root, "x-ms-exchange-generated-message-source").lower() in _COPIERS:
        submitted = ""
    if submitted.startswith("auto-replied"):
        return "automatic answer (Auto-Submitted)"
    if not _names(root).isdisjoint(_ROBOT_HEADERS):
        return "automatic answer (X-Autoreply or its kin)"
    precedence = headers.value(root, "precedence").lower()
    if precedence in ("auto_reply", "auto-reply"):
        return "automatic answer (Precedence)"
    if body.report_type == "disposition-notification":
        return "a receipt"
    if body.report_type == "feedback-report":
        return "a report of a mail provider about abuse"
    if body.report_type == "delivery-status":
        return "a delivery report that reports no failure"
    if _is_away_note(subject):
        return "automatic answer (its subject is that of an absence note)"
    if submitted and submitted != "no":
        return "sent by a machine (Auto-Submitted)"
    local = sender.address.partition("@")[0]
    if names_a_relay(sender):
        return UNKNOWN_RELAY
    if _NO_REPLY.search(local):
        return "its sender takes no replies"
    if local in ("mailer-daemon", "postmaster") or not sender.address:
        return "its sender is a mail server" if local else ""
    return ""


def _is_away_note(subject: str) -> bool:
    folded = subject.casefold().strip()
    if _starts_away().match(folded):
        return True
    found = _anywhere_away().search(folded)
    return found is not None and not folded.startswith(("re:", "aw:", "sv:", "fwd:", "fw:", "wg:"))


def _bulk(root: Part) -> str:
    names = _names(root)
    for name in _LIST_HEADERS:
        if name in names:
            return f"sent to a list ({name.title()})"
    precedence = headers.value(root, "precedence").lower()
    if precedence in _TO_MANY:
        return f"sent to many (Precedence: {precedence})"
    feedback = headers.value(root, "feedback-id").strip()
    if feedback and not _OF_MAILBOXES.search(feedback):
        return "sent by a mailing service (Feedback-ID)"
    for name in _CAMPAIGN_HEADERS:
        if name in names:
            return f"part of a campaign ({name})"
    return ""


def _answers_one_person(root: Part) -> bool:
    """Whether it answers a mail and went to one address, and no list is in it.

    Who writes out of a customer database goes through a mailing service, which marks each mail alike.
    """
    is_to_many = headers.value(root, "precedence").lower() in _TO_MANY
    if (
        is_to_many
        or not _names(root).isdisjoint(_LISTS)
        or not headers.message_ids(headers.values(root, "in-reply-to"))
    ):
        return False
    return len(addresses.parse(headers.values(root, "to")).mailboxes) == 1


def _names(root: Part) -> frozenset[str]:
    return frozenset(root.fields)


@lru_cache(maxsize=1)
def _starts_away() -> re.Pattern[str]:
    return re.compile(alternatives(words("absences", "starts")))


@lru_cache(maxsize=1)
def _anywhere_away() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){alternatives(words('absences', 'anywhere'))}(?![^\W_])")
