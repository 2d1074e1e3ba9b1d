"""The JSON that machines read: one function for each kind of object, in the words of the reference."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from commands.display import json_value
from domain import Contact, DetailKind, Flag, Mailbox, Standing

if TYPE_CHECKING:
    from store.views import ShownMention, StoredMessage, StoredThread


def contact_id(number: int | None) -> str | None:
    """`c-7`; None for somebody without a record."""
    return None if number is None else f"c-{number}"


def flag(of: Flag, zone: ZoneInfo) -> dict[str, Any]:
    """A flag with its evidence."""
    finding = of.finding
    return {
        "id": f"f-{of.id}",
        "contact": {
            "id": contact_id(finding.contact.id),
            "name": finding.contact.name,
            "addresses": list(finding.contact.addresses),
            "role": finding.contact.role.value,
            "stage": finding.contact.stage.value if finding.contact.stage else None,
        },
        "reason": finding.reason.value,
        "since": json_value(finding.since, zone),
        "urgency": finding.urgency.value,
        "waiting_on": finding.waiting_on.value,
        "explanation": finding.explanation,
        "evidence": [
            {
                "message_id": proof.message_id,
                "date": json_value(proof.date, zone),
                "subject": proof.subject,
                "quote": proof.quote,
            }
            for proof in finding.evidence
        ],
        "state": of.state.value,
        "snoozed_until": json_value(of.snoozed_until, zone),
    }


def contact(of: Contact, standing: Standing, zone: ZoneInfo) -> dict[str, Any]:
    """A contact as it stands."""
    proof = of.stage_evidence
    evidence = None
    if proof is not None:
        evidence = {
            "stage": proof.stage.value,
            "at": json_value(proof.at, zone),
            "message_id": proof.message_id,
            "evidence": proof.evidence,
            "by_hand": proof.by_hand,
        }
    return {
        "id": contact_id(of.id),
        "name": of.name,
        "addresses": list(of.addresses),
        "role": of.role.value,
        "roles": sorted(role.value for role in of.roles),
        "stage": of.stage.value if of.stage else None,
        "stage_evidence": evidence,
        "muted": of.is_muted,
        "warmth": None if of.is_muted else standing.warmth.value,
        "last_touch": json_value(standing.last_touch, zone),
        "touches": standing.touches,
        "cadence_days": standing.cadence_days,
        "rhythm": standing.rhythm,
        "tone": standing.tone,
    }


def details(of: Iterable[tuple[DetailKind, str]]) -> dict[str, list[str]]:
    """What else is known of a contact: lists of values by kind."""
    found: dict[str, list[str]] = {}
    for kind, value in of:
        found.setdefault(kind.value, []).append(value)
    return found


def message(of: StoredMessage, zone: ZoneInfo, own: Collection[str]) -> dict[str, Any]:
    """A message with all that was read in it; `own` are the recruiter's addresses."""
    from contacts.lessons import said

    own_name = next((p.name for p in (of.sender, *of.to, *of.cc) if p.address in own and p.name), None)
    signals = None
    if of.signals is not None:
        signals = [
            {
                "type": signal.type.value,
                "about": signal.about,
                "contact": contact_id(signal.contact_id),
                "evidence": signal.evidence,
                "start": signal.start,
                "end": signal.end,
                "due": json_value(signal.due, zone),
                "topic": signal.topic.value if signal.topic else None,
                "value": signal.value or None,
                "made_by": signal.made_by or None,
            }
            for signal in of.signals
        ]
    return {
        "id": f"m-{of.id}",
        "message_id": of.message_id,
        "account": of.account,
        "folder": of.folder,
        "thread": None if of.thread_id is None else f"t-{of.thread_id}",
        "date": json_value(of.date, zone),
        "direction": of.direction.value,
        "kind": of.kind.value,
        "kind_reason": of.kind_reason,
        "from": _mailbox(of.sender),
        "to": [_mailbox(one) for one in of.to],
        "cc": [_mailbox(one) for one in of.cc],
        "subject": of.subject,
        "own_words": of.own_words,
        "signature": of.signature,
        "language": of.language,
        "suspicion": of.suspicion or None,
        "is_encrypted": of.is_encrypted,
        "mentions": [_mention(one, own_name) for one in of.mentions],
        "other_mentions": [{**_mention(one, own_name), "source": one.source} for one in of.other_mentions],
        "sentiment": of.sentiment
        and {
            "label": of.sentiment.label.value,
            "score": round(of.sentiment.score, 3),
            "evidence": of.sentiment.evidence,
        },
        "strain": of.strain
        and {
            "value": of.strain.value,
            "score": round(of.strain.score, 3),
            "evidence": of.strain.evidence,
        },
        "signals": signals,
        "in_process": list(of.in_process),
        "took_place": of.took_place or None,
        "attachments": list(of.attachments),
        "read_by": of.read_by or None,
        "corrected": [said(one, zone) for one in of.corrections],
    }


def thread(of: StoredThread, zone: ZoneInfo) -> dict[str, Any]:
    """A conversation."""
    return {
        "id": f"t-{of.id}",
        "subject": of.subject,
        "message_ids": list(of.message_ids),
        "contacts": [{"id": contact_id(one.id), "name": one.name} for one in of.contacts],
        "last_date": json_value(of.last_at, zone),
    }


def _mailbox(of: Mailbox) -> dict[str, str]:
    return {"name": of.name, "address": of.address}


def _mention(of: ShownMention, own_name: str | None) -> dict[str, Any]:
    return {
        "text": of.text,
        "start": of.start,
        "end": of.end,
        "contact": contact_id(of.contact_id),
        "name": own_name if of.is_own else of.name,
        "made_by": of.made_by or None,
    }
