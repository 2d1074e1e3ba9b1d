"""A flag as a person reads it: who, why and since when, the words that prove it, and what to do next."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain import Flag
from reports import words
from reports.steps import next_step


def describe(flag: Flag, zone: ZoneInfo) -> str:
    """A flag with its proof, for a person."""
    finding = flag.finding
    contact = finding.contact
    lines = [
        f"{contact.name} ({words.standing_of(contact)})",
        f"{words.REASONS[finding.reason]} - {words.URGENCY[finding.urgency]}, "
        f"since {words.day(finding.since, zone)}, {words.WAITING[finding.waiting_on]} (f-{flag.id})",
        finding.explanation,
    ]
    lines += [
        f'  "{proof.quote}" ({proof.subject}, {words.day(proof.date, zone)})' for proof in finding.evidence
    ]
    return "\n".join([*lines, f"Next: {next_step(finding.reason, contact)}"])
