"""What a recruiter does with a flag, each deed kept and to be taken back; no terminal is known here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import errors
from contacts.account import AccountProfile
from contacts.correct import correct, correct_words, read_again, take_back
from contacts.words import Reader
from domain import Contact, Correction, Flag, Reason, Stage
from review.misreadings import Misreading, about_another, misreadings, not_strained
from store import accounts, contacts_edit, deeds, flags, proof
from store.database import Database
from store.views import StoredMessage, find_contact
from warmth.flags import Calendars, current, refresh
from warmth.policy import Policy

Change = Callable[[Any, int, datetime], object]  # a session, a flag's number, and the moment


class Act(StrEnum):
    """The words of the command line for what can be done with a flag."""

    DONE = "done"
    WRITTEN = "written"
    CALLED = "called"
    SNOOZE = "snooze"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    WRONG_PERSON = "wrong-person"
    NOT_STRAINED = "not-strained"
    MISREAD = "misread"
    STAGE = "stage"
    UNDO = "undo"


# What a message to them settles, and so does the word that one was written.
SETTLED_BY_MAIL = frozenset({
    Reason.REPLY_OWED, Reason.PROMISE_OVERDUE, Reason.CHECK_IN_DUE, Reason.STRAINED, Reason.SECOND_LOOK,
    Reason.REFERRAL_OPEN, Reason.GOING_COLD,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done: the flag as it is now, other flags that went with it, and the number to take it back."""

    what: Act
    flag: Flag
    also: tuple[Flag, ...] = ()
    id: int | None = None
    undone: str = ""  # of an undo: the word for what was taken back


@dataclass(frozen=True, slots=True)
class Judged:
    """By what relationships are judged, and for which moment: `clock` says it anew each time.

    With `is_past` the answer is computed for a moment of the past, and what lives is not judged anew.
    """

    policy: Policy
    calendars: Calendars
    clock: Callable[[], datetime]
    is_past: bool = False


class Desk:
    """The flags that lie before a recruiter, and everything that can be done with them.

    `reader` loads the language reader and `profile_of` an account by its name; both only where words of a
    message are put right. Raises `NotFound` for flags that are not there.
    """

    def __init__(
        self,
        database: Database,
        judged: Judged,
        *,
        reader: Callable[[], Reader],
        profile_of: Callable[[str], AccountProfile],
    ) -> None:
        self.database, self.judged, self.profile_of = database, judged, profile_of
        self._load_reader = reader

    @cached_property
    def _reader(self) -> Reader:
        return self._load_reader()

    @property
    def now(self) -> datetime:
        """The moment for which is asked, in the user's zone."""
        return self.judged.clock()

    # ------------------------------------------------------------------ looking

    def open_flags(
        self,
        *,
        reason: Reason | None = None,
        contact_id: int | None = None,
        account: str | None = None,
        anew: bool = True,
    ) -> list[Flag]:
        """What is open, most urgent first; with `anew` all that may have changed is judged first.

        A flag belongs to the mailboxes in which its proof lies; one without such proof to every one. Raises
        `NotFound` for an account that nobody has.
        """
        found = self._judged_anew() if anew or self.judged.is_past else self._listed()
        kept = [
            one
            for one in found
            if (reason is None or one.finding.reason is reason)
            and (contact_id is None or one.finding.contact.id == contact_id)
        ]
        if account is None:
            return kept
        with self.database.read() as session:
            accounts.find(session, account)
        lies_in = self.accounts_of(kept)
        return [one for one in kept if not lies_in[one.id] or account in lies_in[one.id]]

    def accounts_of(self, some: Sequence[Flag]) -> dict[int, frozenset[str]]:
        """In whose mailboxes the proof of these flags lies, by the flag's number."""
        with self.database.read() as session:
            found = proof.accounts_of(session, [id_ for one in some for id_ in _message_ids(one)])
        return {one.id: frozenset().union(*(found.get(id_, ()) for id_ in _message_ids(one))) for one in some}

    def flag(self, flag_id: int | str) -> Flag:
        """One flag, "3" or "f-3", whatever became of it."""
        with self.database.read() as session:
            return flags.get(session, flag_id, now=self.now)

    def proof(self, flag: Flag) -> list[StoredMessage]:
        """The messages that prove a flag, oldest first."""
        with self.database.read() as session:
            return proof.proving(session, _message_ids(flag))

    def misreadings(self, flag: Flag) -> list[Misreading]:
        """What may have been misread for it, what raised it first."""
        return misreadings(flag.finding.reason, self.proof(flag))

    def contact(self, asked: str) -> Contact:
        """Whom an id, address or name means; raises `NotFound`, listing whom it may mean."""
        with self.database.read() as session:
            return find_contact(session, asked, as_of=self.now)

    # ------------------------------------------------------------------ doing

    def done(self, flag_id: int | str) -> Deed:
        """What it asks for has happened."""
        return self._keep(Act.DONE, flag_id, lambda session, id_, now: flags.done(session, id_, now=now))

    def written(self, flag_id: int | str) -> Deed:
        """A message went to them that keepwarm has not seen: all flags that one settles are done."""
        flag = self.flag(flag_id)
        settled = [flag.id, *(one.id for one in self._beside(flag) if one.finding.reason in SETTLED_BY_MAIL)]

        def close(session: Any, _: int, now: datetime) -> None:
            for one in dict.fromkeys(settled):
                flags.done(session, one, now=now)

        return self._keep(Act.WRITTEN, flag_id, close)

    def called(self, flag_id: int | str, note: str = "", *, at: datetime | None = None) -> Deed:
        """A call took place: it is logged, which settles what a call settles, and the flag is done."""
        flag = self.flag(flag_id)
        contact_id = flag.finding.contact.id
        settled = [flag.id]
        if self.judged.is_past:  # nothing is judged anew, so the log alone would close nothing
            settled += [one.id for one in self._beside(flag) if one.finding.reason in SETTLED_BY_MAIL]

        def log(session: Any, _: int, now: datetime) -> None:
            if contact_id is not None:
                contacts_edit.log(session, contact_id, "call", note, at=at or now)
            for one in dict.fromkeys(settled):
                flags.done(session, one, now=now)

        return self._keep(Act.CALLED, flag_id, log)

    def snooze(self, flag_id: int | str, until: datetime) -> Deed:
        """Put it away; it returns on that day if it still holds."""
        return self._keep(
            Act.SNOOZE, flag_id, lambda session, id_, now: flags.snooze(session, id_, until=until, now=now)
        )

    def dismiss(self, flag_id: int | str) -> Deed:
        """It was wrong or does not matter: the same evidence never raises it again."""
        return self._keep(Act.DISMISS, flag_id, _dismiss)

    def reopen(self, flag_id: int | str) -> Deed:
        """Take back what was said about it; it stays open for as long as it holds."""
        return self._keep(Act.REOPEN, flag_id, lambda session, id_, now: flags.reopen(session, id_, now=now))

    def set_stage(self, flag_id: int | str, stage: Stage) -> Deed:
        """Say where the candidate stands; it holds whatever mail says later."""
        person = self.flag(flag_id).finding.contact
        if person.id is None:
            raise errors.UsageError(f"{person.name} has no record yet, so no stage either.")
        return self._keep(
            Act.STAGE, flag_id, lambda session, _, now: correct(session, person, stage=stage.value, now=now)
        )

    def not_strained(self, flag_id: int | str) -> Deed:
        """Nobody is unhappy in the messages that prove it; kept over every later reading."""
        flag = self.flag(flag_id)
        said = [(one.message, one.corrections) for one in not_strained(flag.finding.reason, self.proof(flag))]
        if not said:
            raise errors.UsageError(f"nobody was read as strained in what raised f-{flag.id}.")
        return self._put_right(Act.NOT_STRAINED, flag, said)

    def misread(self, flag_id: int | str, wrong: Sequence[Misreading] | None = None) -> Deed:
        """These were misread, or all that raised the flag; kept over every later reading."""
        flag = self.flag(flag_id)
        if wrong is None:
            wrong = [one for one in self.misreadings(flag) if one.is_cause]
        if not wrong:
            raise errors.UsageError(
                f"nothing that was read in a message raised f-{flag.id}.",
                mend="If it is of no use: keepwarm flag dismiss",
            )
        return self._put_right(Act.MISREAD, flag, [(one.message, one.corrections) for one in wrong])

    def wrong_person(self, flag_id: int | str, right: Contact | None = None) -> Deed:
        """It is not about them, but about `right`, or nobody known: what names them is put right.

        Raises `UsageError` where no words name them, so that none can be given to `right`.
        """
        flag = self.flag(flag_id)
        wrong = flag.finding.contact
        said = about_another(self.proof(flag), wrong, right)
        if right is not None and not said:
            raise errors.UsageError(
                f"no words name {wrong.name} there: the mail came from their address, or went to it.",
                mend=f"If the address is somebody else's: keepwarm contacts unmerge c-{wrong.id} ADDRESS",
            )
        return self._put_right(Act.WRONG_PERSON, flag, said)

    # ------------------------------------------------------------------ undoing

    def undo(self, flag_id: int | str) -> Deed:
        """Take back the last thing done with a flag; raises `NotFound` where nothing was."""
        flag = self.flag(flag_id)
        with self.database.read() as session:
            deed = deeds.newest(session, flag.id)
        if deed is None:
            raise errors.NotFound(f"nothing was done with f-{flag.id} that could be taken back.")
        return self._take_back(deed)

    def undo_deed(self, deed: Deed) -> Deed | None:
        """Take back this very deed; None where that has happened."""
        with self.database.read() as session:
            kept = deeds.get(session, deed.id) if deed.id is not None else None
        return self._take_back(kept) if kept is not None else None

    def _take_back(self, deed: deeds.Deed) -> Deed:
        concerned = self._words_again(deed)
        with self.database.write() as session:
            deeds.take_back(session, deed)
            flag = flags.get(session, deed.flag_id, now=self.now)
            contact = flag.finding.contact
            if set_by_it := deeds.changes_of(session, deed, contact.id):
                take_back(session, contact, set_by_it)
        self.judge_anew({*concerned, deed.by_hand.contact_id})
        others = [id_ for id_ in deed.flags if id_ != flag.id]
        return Deed(Act.UNDO, self.flag(flag.id), self._found(others), undone=deed.what)

    def _words_again(self, deed: deeds.Deed) -> set[int]:
        """Messages say again what they said before the deed; whom that concerns."""
        if not deed.by_hand.messages:
            return set()
        with self.database.write() as session:
            concerning = deeds.restore_corrections(session, deed)
        concerned: set[int] = set()
        for account, messages in concerning.items():
            profile = self.profile_of(account)
            concerned |= read_again(self.database, profile, messages, reader=self._reader)
        return concerned

    # ------------------------------------------------------------------ how a deed is kept

    def _keep(
        self,
        what: Act,
        flag_id: int | str,
        change: Change,
        *,
        said: Sequence[tuple[StoredMessage, Sequence[Correction]]] = (),
    ) -> Deed:
        """Change the store and keep how it stood; then judge whom it concerns."""
        now = self.now
        with self.database.write() as session:
            flag = flags.get(session, flag_id, now=now)
            contact_id = flag.finding.contact.id
            stood = deeds.standing(session, contact_id, messages=[message.id for message, _ in said])
            change(session, flag.id, now)
            deed_id = deeds.add(session, flag.id, what.value, stood=stood, at=now)
        try:
            self.judge_anew({contact_id, *self._correct(said, now)})
        finally:  # what was done is kept, so that it can be undone, even where not all could be
            with self.database.write() as session:
                deeds.complete(session, deed_id, stood)
                kept = deeds.get(session, deed_id)
        others = [id_ for id_ in kept.flags if id_ != flag.id] if kept is not None else []
        return Deed(what, self.flag(flag.id), self._found(others), deed_id)

    def _put_right(
        self, what: Act, flag: Flag, said: Sequence[tuple[StoredMessage, Sequence[Correction]]]
    ) -> Deed:
        """Correct the words, and dismiss what they raised: the same evidence is not to return."""
        return self._keep(what, flag.id, _dismiss, said=said)

    def _correct(self, said: Sequence[tuple[StoredMessage, Sequence[Correction]]], now: datetime) -> set[int]:
        concerned: set[int] = set()
        by_message: dict[int, tuple[StoredMessage, list[Correction]]] = {}
        for message, corrections in said:
            by_message.setdefault(message.id, (message, []))[1].extend(corrections)
        for message, corrections in by_message.values():
            profile = self.profile_of(message.account)
            concerned |= correct_words(
                self.database, profile, message.id, corrections, reader=self._reader, now=now
            )
        return concerned

    def judge_anew(self, contact_ids: Collection[int | None]) -> None:
        """Bring the flags of these people in line; nothing of a past moment."""
        if self.judged.is_past:
            return
        known = {id_ for id_ in contact_ids if id_ is not None}
        j = self.judged
        refresh(self.database, policy=j.policy, calendars=j.calendars, now=self.now, contact_ids=known)

    def _beside(self, flag: Flag) -> list[Flag]:
        """The other open flags of the same person."""
        contact = flag.finding.contact
        if contact.id is None:
            return []
        if self.judged.is_past:
            return [one for one in self.open_flags() if one.finding.contact.id == contact.id]
        with self.database.read() as session:
            return flags.listed(session, now=self.now, contact_id=contact.id)

    def _judged_anew(self) -> list[Flag]:
        j = self.judged
        return current(
            self.database, policy=j.policy, calendars=j.calendars, as_of=self.now, is_past=j.is_past
        )

    def _listed(self) -> list[Flag]:
        with self.database.read() as session:
            return flags.listed(session, now=self.now)

    def _found(self, flag_ids: Sequence[int]) -> tuple[Flag, ...]:
        found = []
        with self.database.read() as session:
            for id_ in flag_ids:
                try:
                    found.append(flags.get(session, id_, now=self.now))
                except errors.NotFound:  # came with the deed and went with it
                    continue
        return tuple(found)


def _dismiss(session: Any, flag_id: int, now: datetime) -> object:
    return flags.dismiss(session, flag_id, now=now)


def _message_ids(flag: Flag) -> list[str]:
    return [one.message_id for one in flag.finding.evidence if one.message_id]
