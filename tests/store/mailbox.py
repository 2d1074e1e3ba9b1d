"""A recruiter's store, filled by hand: people, mail and what was read in it, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from domain import Direction, Kind, Role, SignalType, Stage
from store import accounts
from store.models import (
    AddressRow,
    ContactRow,
    EventRow,
    FolderRow,
    LocationRow,
    LogRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    ReferenceRow,
    SignalRow,
    StageRow,
    ThreadRow,
)
from store.names import words

DAY_0 = datetime(2026, 1, 5, 10, tzinfo=UTC)
LATER = datetime(2026, 12, 31, tzinfo=UTC)
RECRUITER = "mira@hearth.example"
ALIAS = "jobs@hearth.example"


def day(number: float) -> datetime:
    """So many days after the first."""
    return DAY_0 + timedelta(days=number)


@dataclass(frozen=True)
class Says:
    """A signal to be stored with a message."""

    type: SignalType
    about: int | None = None
    name: str = ""
    due: date | datetime | None = None
    evidence: str = "the words"


class Store:
    """Writes rows through a session, as the linking does."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.account = accounts.ensure(session, "mira", own_addresses=[RECRUITER, ALIAS]).id
        self._numbers = count(1)

    def person(
        self,
        name: str,
        address: str = "",
        role: Role = Role.CANDIDATE,
        *,
        in_book: bool = False,
        made: datetime = LATER,
    ) -> int:
        """Somebody with a record, made late by default: mail is often read long after it was written."""
        row = ContactRow(
            name=name,
            name_key=" ".join(words(name)),
            role=role.value,
            is_in_address_book=in_book,
            created_at=made,
        )
        row.addresses = [AddressRow(address=address)] if address else []
        self.session.add(row)
        self.session.flush()
        return row.id

    def mail(
        self,
        at: datetime,
        sender: int | str,
        to: Sequence[int | str] = (RECRUITER,),
        *,
        cc: Sequence[int | str] = (),
        invited: Sequence[int | str] = (),
        kind: Kind = Kind.PERSONAL,
        text: str = "Something was said.",
        says: Sequence[Says] = (),
        answers: Sequence[str] = (),
        suspicion: str = "",
        is_bounced: bool = False,
        sentiment: str | None = "neutral",
        subject: str = "The role",
        thread: int | None = None,
        message_id: str | None = None,
    ) -> MessageRow:
        """A message from or to `RECRUITER`, an address, or the id of a person."""
        number = next(self._numbers)
        people = [("from", sender), *(("to", one) for one in to), *(("cc", one) for one in cc)]
        people += [("attendee", one) for one in invited]
        is_ours = sender in (RECRUITER, ALIAS)
        row = MessageRow(
            account_id=self.account,
            thread_id=thread,
            message_id=f"<{number}@mail.example>" if message_id is None else message_id,
            content_key=f"{number:064d}",
            at=at,
            direction=(Direction.OUTBOUND if is_ours else Direction.INBOUND).value,
            kind=kind.value,
            kind_reason="",
            from_name="",
            from_address=self._address(sender)[0],
            subject=subject,
            own_words=text,
            suspicion=suspicion,
            is_bounced=is_bounced,
            sentiment_label=sentiment,
            sentiment_score=None if sentiment is None else 0.0,
            strain_value=None if sentiment is None else False,
            participants=[self._participant(position, *one) for position, one in enumerate(people)],
            mentions=[],
            signals=[self._signal(one) for one in says],
        )
        self.session.add(row)
        self.session.flush()
        self.session.add_all(
            ReferenceRow(message_id=row.id, target=target, position=position)
            for position, target in enumerate(answers)
        )
        return row

    def event(
        self,
        message: MessageRow,
        start: datetime,
        *,
        uid: str = "event-1",
        sequence: int = 0,
        method: str = "REQUEST",
        status: str = "",
    ) -> None:
        """The calendar event that a message carries."""
        self.session.add(
            EventRow(
                message_id=message.id, uid=uid, method=method, status=status, sequence=sequence,
                start=start, end=start + timedelta(hours=1), summary="A talk",
            )
        )  # fmt: skip

    def stage(
        self,
        person: int,
        stage: Stage,
        at: datetime,
        *,
        proof: MessageRow | None = None,
        by_hand: bool = False,
    ) -> None:
        """A stage reached."""
        self.session.add(
            StageRow(
                contact_id=person,
                stage=stage.value,
                at=at,
                by_hand=by_hand,
                message_id=proof.id if proof else None,
            )
        )

    def log(self, person: int, kind: str, at: datetime) -> None:
        """A log entry."""
        self.session.add(LogRow(contact_id=person, at=at, kind=kind, text="spoke"))

    def mention(self, message: MessageRow, text: str, person: int | None, source: str = "own_words") -> None:
        """A name in a message."""
        self.session.add(
            MentionRow(
                message_id=message.id, text=text, start=0, end=len(text), source=source, contact_id=person
            )
        )

    def thread(self, subject: str, last_at: datetime) -> int:
        """A conversation."""
        row = ThreadRow(account_id=self.account, subject=subject, last_at=last_at)
        self.session.add(row)
        self.session.flush()
        return row.id

    def place(self, message: MessageRow, folder: str) -> None:
        """Where a message lies."""
        row = FolderRow(account_id=self.account, name=folder)
        self.session.add(row)
        self.session.flush()
        self.session.add(LocationRow(message_id=message.id, folder_id=row.id, uidvalidity=1, uid=message.id))

    def _address(self, who: int | str) -> tuple[str, str, int | None]:
        if isinstance(who, str):
            return who, "", None
        row = self.session.get_one(ContactRow, who)
        return (row.addresses[0].address if row.addresses else f"relay-{who}@relay.example"), row.name, who

    def _participant(self, position: int, field: str, who: int | str) -> ParticipantRow:
        address, name, contact_id = self._address(who)
        return ParticipantRow(
            field=field, position=position, name=name, address=address, contact_id=contact_id
        )

    @staticmethod
    def _signal(one: Says) -> SignalRow:
        is_moment = isinstance(one.due, datetime)
        return SignalRow(
            type=one.type.value,
            evidence=one.evidence,
            start=0,
            end=1,
            about_name=one.name,
            contact_id=one.about,
            due_at=one.due if is_moment else None,
            due_on=None if is_moment else one.due,
            topic="pay" if one.type is SignalType.MARKET_FACT else None,
            value="90k" if one.type is SignalType.MARKET_FACT else "",
        )
