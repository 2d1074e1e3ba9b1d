"""What a message says, tied to people: mentions, signals and evidence of applications get their contacts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from contacts.account import AccountProfile
from contacts.addresses import name_from_address
from contacts.corrections import is_meant
from contacts.names import parse_name
from contacts.people import Person, Roster, chunks
from contacts.roles import CANDIDATE_SIGNALS
from contacts.salutes import is_greeting, is_introduction
from contacts.who import Meant, Surroundings, who_is_meant
from domain import IN_PROCESS, Correction, Corrects, Direction, Role, SignalType
from store.models import MentionRow, MessageRow, ParticipantRow, ProcessRow, SignalRow

_POINTS = re.compile(
    r"(?:he|she|him|her|his|they|them|both|either|(?:the|your|our|their|my|that) .+)$", re.IGNORECASE
)
OF_CANDIDATES = frozenset(signal.value for signal in CANDIDATE_SIGNALS)
MOST_HEADERS = 50  # names of people without a record that a mention is compared with
NEAR_CHARACTERS = 240  # between a name and the words it belongs to
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PRESENT = ("from", "to", "cc", "organizer", "attendee")


@dataclass(slots=True)
class Context:
    """Who belongs to each thread, and who is spoken of with each correspondent."""

    threads: dict[int, list[int]] = field(default_factory=dict)
    spoken_of: dict[int, list[int]] = field(default_factory=dict)
    called: dict[str, frozenset[int | None]] = field(default_factory=dict)  # None is the recruiter

    def call(self, text: str, contact_id: int | None) -> None:
        """Remember by which single name somebody goes."""
        name = parse_name(text)
        if name.core and not name.is_full:
            self.called[name.key] = self.called.get(name.key, frozenset()) | {contact_id}

    def sign(self, signature: str, contact_id: int) -> None:
        """Remember the given name somebody signs with."""
        line = signature.strip().partition("\n")[0].strip()
        words = parse_name(line).core if len(line) <= 40 else ()
        if 1 <= len(words) <= 3 and len(words[0]) > 1:
            self.called[words[0]] = self.called.get(words[0], frozenset()) | {contact_id}

    def note(self, thread: int | None, correspondents: Iterable[int], named: Iterable[int]) -> None:
        """Remember who was named, for the messages that follow."""
        people = list(named)
        if thread is not None:
            held = self.threads.setdefault(thread, [])
            held += [person for person in people if person not in held]
        for correspondent in correspondents:
            known = self.spoken_of.setdefault(correspondent, [])
            known += [person for person in people if person not in known and person != correspondent]


def load_messages(session: Session, ids: Collection[int]) -> list[MessageRow]:
    """Stored messages with their people, mentions and signals, oldest first."""
    rows: list[MessageRow] = []
    for some in chunks(sorted(ids)):
        rows += session.scalars(
            select(MessageRow)
            .where(MessageRow.id.in_(some))
            .options(
                selectinload(MessageRow.participants),
                selectinload(MessageRow.mentions),
                selectinload(MessageRow.signals),
            )
        )
    return sorted(rows, key=lambda row: (row.at, row.id))


def read_context(session: Session, rows: Sequence[MessageRow], context: Context) -> None:
    """Add the people around these messages, as the store has them, to what is known."""
    threads = sorted({row.thread_id for row in rows if row.thread_id is not None})
    for some in chunks(threads):
        in_headers = (
            select(MessageRow.thread_id, ParticipantRow.contact_id)
            .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
            .where(MessageRow.thread_id.in_(some), ParticipantRow.contact_id.is_not(None))
            .distinct()
        )
        in_words = (
            select(MessageRow.thread_id, MentionRow.contact_id)
            .join(MentionRow, MentionRow.message_id == MessageRow.id)
            .where(MessageRow.thread_id.in_(some), MentionRow.contact_id.is_not(None))
            .distinct()
        )
        for query in (in_headers, in_words):
            for thread, contact in session.execute(query):
                context.note(thread, (), (contact or 0,))
    present = {p.contact_id for row in rows for p in row.participants if p.contact_id is not None}
    for some in chunks(sorted(present)):
        for correspondent, contact in session.execute(
            select(ParticipantRow.contact_id, MentionRow.contact_id)
            .join(MentionRow, MentionRow.message_id == ParticipantRow.message_id)
            .where(
                ParticipantRow.contact_id.in_(some),
                ParticipantRow.field.in_(("from", "to")),
                MentionRow.contact_id.is_not(None),
            )
            .distinct()
        ):
            context.note(None, (correspondent or 0,), (contact or 0,))
    everybody = present | {person for people in context.threads.values() for person in people}
    for some in chunks(sorted(everybody)):
        for contact, signature in session.execute(
            select(ParticipantRow.contact_id, func.max(MessageRow.signature))
            .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
            .where(
                ParticipantRow.contact_id.in_(some),
                ParticipantRow.field == "from",
                MessageRow.signature != "",
            )
            .group_by(ParticipantRow.contact_id)
        ):
            if contact is not None:
                context.sign(signature, contact)
    texts = sorted({mention.text for row in rows for mention in row.mentions if mention.contact_id is None})
    for some_texts in chunks(texts):
        for text, contact, is_own in session.execute(
            select(MentionRow.text, MentionRow.contact_id, MentionRow.is_own)
            .where(
                MentionRow.text.in_(some_texts),
                MentionRow.contact_id.is_not(None) | MentionRow.is_own.is_(True),
            )
            .distinct()
        ):
            context.call(text, None if is_own else contact)


class Linker:
    """Links the contents of messages, oldest first; what it learns of one helps with the next."""

    def __init__(self, profile: AccountProfile, roster: Roster) -> None:
        self._profile, self._roster, self._context = profile, roster, Context()

    def look_around(self, session: Session, rows: Sequence[MessageRow]) -> None:
        """Get to know the people around messages that are to be linked next."""
        read_context(session, rows, self._context)

    def link(
        self,
        row: MessageRow,
        processes: Sequence[ProcessRow] = (),
        *,
        said: Sequence[Correction] = (),
        anew: bool = False,
    ) -> None:
        """Give every unlinked mention and signal of the message its contact; with `anew` all signals.

        What a person `said` of whom a name or a signal means is so.
        """
        around = self._surroundings(row)
        _link_names_by_hand(row, said)
        for mention in sorted(row.mentions, key=lambda m: (m.source != "own_words", m.start)):
            if mention.contact_id is None and not mention.is_own:
                meant = who_is_meant(
                    mention.text,
                    around,
                    self._roster,
                    is_greeting=is_greeting(row.own_words, mention),
                    is_introduction=is_introduction(row.own_words, mention),
                )
                mention.contact_id, mention.is_own = meant.contact_id, meant.is_own
                if meant.is_own or meant.contact_id is not None:
                    self._context.call(mention.text, meant.contact_id)
            elif parse_name(mention.text).is_full:
                around.named.append((mention.text, Meant(mention.contact_id, mention.is_own)))
        for signal in row.signals:
            if (by_hand := _about_by_hand(said, signal.type, signal.evidence)) is not None:
                signal.contact_id = by_hand
            elif signal.contact_id is None or anew:
                self._link_signal(row, signal, around)
        for process in processes:
            if (by_hand := _about_by_hand(said, IN_PROCESS, process.evidence)) is not None:
                process.contact_id = by_hand
            elif process.contact_id is None or anew:
                process.contact_id = self._about(row, process.about_name, -1, around, is_of_candidate=True)
        named = [m.contact_id for m in row.mentions if m.contact_id is not None and m.source == "own_words"]
        self._context.note(row.thread_id, [p.id for p in around.present], named)

    def correspondent(self, row: MessageRow) -> Person | None:
        """Whom the recruiter writes with in this message: its sender, or the first in To."""
        wanted = ("to", "attendee") if row.direction == Direction.OUTBOUND.value else ("from",)
        for kind in wanted:
            for participant in row.participants:
                if participant.field == kind and participant.contact_id is not None:
                    return self._roster.people[participant.contact_id]
        return None

    def _surroundings(self, row: MessageRow) -> Surroundings:
        present: list[Person] = []
        headers: list[str] = []
        own = [self._profile.own_name] if self._profile.own_name else []
        for participant in row.participants:
            if self._profile.is_own(participant.address):
                own += [participant.name] if participant.name else []
            elif participant.contact_id is not None:
                if participant.field in _PRESENT:
                    present.append(self._roster.people[participant.contact_id])
            elif participant.name:
                headers.append(participant.name)
        if not own:
            own = [name_from_address(address) for address in self._profile.own_addresses]
        seen = {person.id for person in present}
        in_thread = self._people(self._context.threads.get(row.thread_id or -1, ()), seen)
        seen |= {person.id for person in in_thread}
        with_them: list[int] = []
        for person in present:
            with_them += self._context.spoken_of.get(person.id, ())
        return Surroundings(
            is_outbound=row.direction == Direction.OUTBOUND.value,
            own_names=tuple(dict.fromkeys(own)),
            at=row.at,
            present=_unique(present),
            in_thread=in_thread,
            spoken_of=self._people(with_them, seen),
            headers=tuple(headers[:MOST_HEADERS]),
            author=self._author(row),
            addressee=self._only_addressee(row),
            called=self._context.called,
        )

    def _author(self, row: MessageRow) -> Person | None:
        """Who wrote a mail that came in, where they have a record."""
        return self.correspondent(row) if row.direction == Direction.INBOUND.value else None

    def _only_addressee(self, row: MessageRow) -> Meant | None:
        """The one person in To, where there is one."""
        to = [p for p in row.participants if p.field == "to"]
        if len(to) != 1:
            return None
        if self._profile.is_own(to[0].address):
            return Meant(is_own=True) if row.direction == Direction.INBOUND.value else None
        return Meant(to[0].contact_id) if to[0].contact_id is not None else None

    def _people(self, ids: Iterable[int], without: Collection[int]) -> list[Person]:
        return [self._roster.people[i] for i in dict.fromkeys(ids) if i not in without]

    def _link_signal(self, row: MessageRow, signal: SignalRow, around: Surroundings) -> None:
        if signal.type == SignalType.REFERRAL.value:
            self._link_referral(row, signal, around)
            return
        signal.contact_id = self._about(
            row,
            signal.about_name,
            signal.start,
            around,
            is_of_candidate=signal.type in OF_CANDIDATES,
        )

    def _about(
        self, row: MessageRow, name: str, at: int, around: Surroundings, *, is_of_candidate: bool
    ) -> int | None:
        correspondent = self.correspondent(row)
        if is_of_candidate and _POINTS.match(name):
            is_theirs = correspondent is not None and self._may_be_about(correspondent)
            return None if is_theirs else self._candidate_of(row, at, around)
        if name:
            meant = self._named(row, name, at, around)
            if not meant.is_own:
                return meant.contact_id
        if correspondent is None or (is_of_candidate and not self._may_be_about(correspondent)):
            return self._candidate_of(row, at, around) if is_of_candidate else None
        return correspondent.id

    @staticmethod
    def _may_be_about(person: Person) -> bool:
        """A candidate's signal concerns its correspondent unless that is somebody of the hiring side."""
        return person.is_candidate or not person.roles & {Role.CLIENT, Role.COLLEAGUE}

    def _named(self, row: MessageRow, name: str, at: int, around: Surroundings) -> Meant:
        """The person of a name that a signal carries: as mentioned beside it, or as anywhere else."""
        key = parse_name(name).key
        same = [m for m in row.mentions if m.source == "own_words" and parse_name(m.text).key == key]
        if same:
            nearest = min(same, key=lambda m: abs(m.start - at) if at >= 0 else m.start)
            return Meant(nearest.contact_id, nearest.is_own)
        return who_is_meant(name, around, self._roster)

    def _candidate_of(self, row: MessageRow, at: int, around: Surroundings) -> int | None:
        """The one candidate a message between recruiter and client can be about."""
        present = [person.id for person in around.present if person.is_candidate]
        if len(present) == 1:
            return present[0]
        named: dict[int, int] = {}
        for mention in row.mentions:
            person = self._roster.people.get(mention.contact_id or -1)
            if person and person.is_candidate and mention.source == "own_words":
                distance = abs(mention.start - at) if at >= 0 else 0
                named[person.id] = min(distance, named.get(person.id, distance))
        if len(named) == 1:
            return next(iter(named))
        if named:
            first, second = sorted(named.items(), key=lambda item: item[1])[:2]
            return first[0] if first[1] < second[1] and first[1] <= NEAR_CHARACTERS else None
        in_subject = [
            person.id
            for person in (*around.in_thread, *around.spoken_of)
            if person.is_candidate and _stands_in(person.name, row.subject)
        ]
        in_subject = in_subject or [
            person.id
            for name in self._roster.names_in(row.subject)
            for person, fit in self._roster.named(name)
            if fit.is_full and person.is_candidate and _stands_in(person.name, row.subject)
        ]
        for found in (in_subject, [p.id for p in around.in_thread if p.is_candidate]):
            if len(set(found)) == 1:
                return found[0]
            if found:
                return None
        return None

    def _link_referral(self, row: MessageRow, signal: SignalRow, around: Surroundings) -> None:
        writers = {p.id for p in (self.correspondent(row),) if p}
        start, end = max(signal.start, 0), max(signal.end, 0)
        beside = row.own_words[max(0, start - NEAR_CHARACTERS) : end + NEAR_CHARACTERS]
        address = self._given_address(row, signal, beside)
        if address:
            signal.value = address
            person = self._roster.at(address)
            if person and person.id not in writers:
                signal.contact_id = person.id
                return
        if signal.about_name:
            meant = self._named(row, signal.about_name, signal.start, around)
            signal.contact_id = meant.contact_id if meant.contact_id not in writers else None

    def _given_address(self, row: MessageRow, signal: SignalRow, beside: str) -> str:
        """The address given for the person referred: it bears their name, or nobody else can be meant."""
        given = [hit.group().rstrip(".").lower() for hit in _ADDRESS.finditer(beside)]
        given = [a for a in dict.fromkeys(given) if not self._profile.is_own(a) and a != row.from_address]
        words = {word for word in parse_name(signal.about_name).core if len(word) > 2}
        bearing = [a for a in given if any(word in a.partition("@")[0] for word in words)]
        if len(bearing) == 1:
            return bearing[0]
        is_only_one = sum(s.type == SignalType.REFERRAL.value for s in row.signals) == 1
        return given[0] if len(given) == 1 and is_only_one and not bearing else ""


def _link_names_by_hand(row: MessageRow, said: Sequence[Correction]) -> None:
    """Names of which a person said whose they are."""
    whose = {one.said: one for one in said if one.what is Corrects.PERSON and (one.contact_id or one.is_own)}
    for mention in row.mentions:
        if one := whose.get(mention.text):
            mention.contact_id, mention.is_own = one.contact_id, one.is_own


def _about_by_hand(said: Sequence[Correction], kind: str, evidence: str) -> int | None:
    """The contact of whom a person said that such a signal is about them."""
    about = (
        one.contact_id
        for one in said
        if one.what is Corrects.SIGNAL and one.said == kind and one.contact_id and is_meant(one, evidence)
    )
    return next(about, None)


def _unique(people: Sequence[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())


def _stands_in(name: str, text: str) -> bool:
    """The full name is among the words of a text."""
    wanted, words = parse_name(name), set()
    for word in re.split(r"[^\w'’.-]+", text[:300]):
        words |= set().union(*parse_name(word).forms) if word else set()
    return wanted.is_full and all(forms & words for forms in wanted.forms)
