"""Which flag a finding is: the same, a closed one it adds nothing to, or a live one that has grown.

The rows as they lie in the table, and the proofs by which one is told from another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row

from domain import Evidence, Finding, FlagState, Reason
from store.columns import key_text
from store.models import FlagMarkRow, FlagRow
from store.names import are_within, words

AnyFlag = TypeVar("AnyFlag", FlagRow, Row[Any])
About = tuple[int | None, str, str]  # contact, or the name of somebody without a record; reason

LIVE = (FlagState.OPEN, FlagState.SNOOZED)
CLOSED_BY_HAND = (FlagState.DONE, FlagState.DISMISSED)


class Shelf(Generic[AnyFlag]):
    """The flags of a scope, found by what a finding proves."""

    def __init__(self, rows: Iterable[AnyFlag]) -> None:
        self._by_key: dict[tuple[int | None, str, str, str], AnyFlag] = {}
        self._by_reason: dict[About, dict[int, AnyFlag]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: AnyFlag) -> None:
        """Put a flag on the shelf, or where its evidence now belongs."""
        about: About = (row.contact_id, row.about_name, row.reason)
        self._by_key[(*about, row.evidence_key)] = row
        self._by_reason.setdefault(about, {})[row.id] = row

    @property
    def rows(self) -> list[AnyFlag]:
        """All of them."""
        return [row for rows in self._by_reason.values() for row in rows.values()]

    def kin(self, finding: Finding) -> Collection[AnyFlag]:
        """The flags of the same person and reason."""
        return self._by_reason.get((*whose(finding), finding.reason.value), {}).values()

    @property
    def live(self) -> list[AnyFlag]:
        """Open and snoozed flags."""
        return [row for row in self.rows if row.state in LIVE]

    def flag_of(self, finding: Finding) -> AnyFlag | None:
        """The flag that this finding is: the same, a closed one it adds nothing to, or a live one grown."""
        contact_id, name = whose(finding)
        about: About = (contact_id, name, finding.reason.value)
        same = self._by_key.get((*about, key_text(finding.evidence_key))) or self._named_before(finding)
        if same is not None:
            return same
        kin = [
            row
            for row in self.kin(finding)
            if ids_of(row) & {id_of(proof) for proof in finding.evidence}
            and occasion_of(row) == finding.occasion
        ]
        closed = [row for row in kin if row.state in CLOSED_BY_HAND and not adds_news(finding, row)]
        live = [row for row in kin if row.state in LIVE]
        return next(iter(closed), None) or next(iter(live), None)

    def _named_before(self, finding: Finding) -> AnyFlag | None:
        """The flag of a person who had no record when it was raised."""
        if finding.contact.id is None or finding.reason is not Reason.REFERRAL_OPEN:
            return None
        theirs = words(finding.contact.name)
        for (contact_id, name, _, key), row in self._by_key.items():
            if (
                contact_id is None
                and key == key_text(finding.evidence_key)
                and are_within(words(name), theirs)
            ):
                return row
        return None


def whose(finding: Finding) -> tuple[int | None, str]:
    """The contact, or the name of somebody without a record."""
    contact = finding.contact
    return (contact.id, "") if contact.id is not None else (None, key_text(contact.name))


def adds_news(finding: Finding, row: FlagRow | FlagMarkRow | Row[Any]) -> bool:
    """Whether the finding has a message newer than all that the flag had."""
    had = ids_of(row)
    newest = max((proof.date for proof in proofs_of(row)), default=None)
    return any(newest is None or proof.date > newest for proof in finding.evidence if id_of(proof) not in had)


def id_of(proof: Evidence) -> str:
    """What tells one proof from another."""
    return proof.message_id or proof.date.astimezone(UTC).isoformat()


def ids_of(row: FlagRow | FlagMarkRow | Row[Any]) -> set[str]:
    """What a flag is proved by."""
    return {id_of(proof) for proof in proofs_of(row)}


def proofs_of(row: FlagRow | FlagMarkRow | Row[Any]) -> tuple[Evidence, ...]:
    """The messages that prove a flag."""
    return tuple(
        Evidence(proof["message_id"], datetime.fromisoformat(proof["date"]), proof["subject"], proof["quote"])
        for proof in row.evidence
    )


def occasion_of(row: FlagRow | FlagMarkRow | Row[Any]) -> str:
    """What tells apart what the same messages prove at different times."""
    return next((proof.get("occasion", "") for proof in row.evidence), "")


def values_of(
    finding: Finding,
    *,
    number: int,
    raised_at: datetime | None = None,
    asked_of: datetime | None = None,
) -> dict[str, Any]:
    """A finding as a new row: raised, or with a number only because somebody asked of a past moment."""
    contact_id, name = whose(finding)
    opened_at = raised_at or asked_of
    return {
        "id": number,
        "contact_id": contact_id,
        "about_name": name,
        "reason": finding.reason.value,
        "state": (FlagState.OPEN if raised_at else FlagState.SATISFIED).value,
        "raised_at": raised_at,
        "opened_at": opened_at,
        "closed_at": None if raised_at else asked_of,
        "snoozed_until": None,
        **_told(finding),
    }


def hand_over(row: FlagRow, finding: Finding) -> None:
    """Let the flag be of whom the finding is: one of a name is theirs who has a record by now."""
    row.contact_id, row.about_name = whose(finding)


def renew(row: FlagRow, finding: Finding) -> None:
    """Let the flag say what the finding says now."""
    for name, value in _told(finding).items():
        setattr(row, name, value)


def says(row: Row[Any], finding: Finding) -> bool:
    """Whether the flag says that already."""
    return all(getattr(row, name) == value for name, value in _told(finding).items())


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "evidence_key": key_text(finding.evidence_key),
        "since": finding.since,
        "urgency": finding.urgency.value,
        "waiting_on": finding.waiting_on.value,
        "explanation": finding.lasting or finding.explanation,
        "evidence": [
            {
                "message_id": proof.message_id,
                "date": proof.date.isoformat(),
                "subject": proof.subject,
                "quote": proof.quote,
                "occasion": finding.occasion,
            }
            for proof in finding.evidence
        ],
    }
