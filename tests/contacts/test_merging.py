"""Two records made one, and two again: everything goes to whom it belongs, and nothing undoes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contacts.address_book import keep
from contacts.correct import correct, correct_words, log
from contacts.deciding import Answer, answer, join, unjoin
from contacts.reanalysis import mark, read_again, waiting
from contacts.settling import MUCH, settle
from domain import (
    Contact,
    Correction,
    Corrects,
    Evidence,
    Finding,
    MergedBy,
    Reason,
    Role,
    Signal,
    SignalType,
    Urgency,
    WaitingOn,
)
from errors import UsageError
from ingest.books.entry import Entry
from store import flags, pairs
from store.models import (
    AddressRow,
    ContactRow,
    FlagRow,
    LogRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    StageRow,
)
from store.people import every_id
from store.views import contact, find_contact
from tests.contacts.desk import NOW, Desk

HOME, OFFICE, OMARS = "lin@quickmail.example", "l.okoro@hafenwerk.example", "omar@quickmail.example"
LIN, AT_WORK, OMAR = f"Lin Okoro <{HOME}>", f"Lin Okoro <{OFFICE}>", f"Omar Haddad <{OMARS}>"
TOMORROW = NOW + timedelta(days=1)


def who(desk: Desk, asked: str) -> Contact:
    with desk.database.read() as session:
        return find_contact(session, asked, as_of=TOMORROW)


def finding(of: Contact, message_id: str) -> Finding:
    proof = Evidence(message_id, NOW, "", "")
    return Finding(of, Reason.REPLY_OWED, NOW, Urgency.SOON, WaitingOn.RECRUITER, "", (proof,))


def two_lins(desk: Desk) -> None:
    """Two people of one name, each with mail, stages told and set, a note, a flag and a correction."""
    desk.reader.names = ("Lin", "Omar", "Okoro")
    desk.reader.signals = {
        "made me an offer": [Signal(SignalType.OFFER_MADE, "")],
        "we pass": [Signal(SignalType.NOT_SELECTED, "")],
    }
    desk.take(
        desk.mail(LIN, "me", "My CV is attached. They made me an offer."),
        desk.mail(AT_WORK, "me", "My CV is attached too."),
        desk.mail("me", AT_WORK, "Dear Lin, sadly we pass."),
        desk.mail(OMAR, "me", "My CV is attached. I know Okoro, and Omar is my name."),
    )
    lin, at_work = who(desk, HOME), who(desk, OFFICE)
    with desk.database.write() as session:
        correct(session, at_work, stage="in_process", now=NOW)
        correct(session, lin, role="client", now=NOW)
        log(session, at_work, "note", "likes boats", at=NOW)
        log(session, lin, "call", "about Kiel", at=NOW)
        flags.record(
            session, [finding(lin, "<1@mail.example>"), finding(at_work, "<2@mail.example>")], now=NOW
        )
        (theirs,) = flags.listed(session, now=NOW, contact_id=at_work.id)
        flags.dismiss(session, theirs.id, now=NOW)
        mail = session.scalars(select(MessageRow.id).where(MessageRow.from_address == OMARS)).one()
    said = [Correction(Corrects.PERSON, "Okoro", contact_id=at_work.id)]
    said.append(Correction(Corrects.STRAIN, "strain", is_so=False))
    correct_words(desk.database, desk.account, mail, said, reader=desk.reader, now=NOW)


def state(desk: Desk) -> dict[str, Any]:
    """Everything that is known of people, each thing with the addresses of whom it belongs to."""
    with desk.database.read() as session:
        people = {id_: contact(session, id_, as_of=TOMORROW) for id_ in every_id(session)}
        owner = {id_: one.addresses for id_, one in people.items()} | {None: ()}
        mail = dict(session.execute(select(MessageRow.id, MessageRow.message_id)).all())
        return {
            "people": {one.addresses: (one.id, one.name, one.role, one.stage) for one in people.values()},
            "stages": sorted(
                (owner[s.contact_id], s.stage, s.evidence, s.by_hand)
                for s in session.scalars(select(StageRow))
            ),
            "notes": sorted((owner[one.contact_id], one.text) for one in session.scalars(select(LogRow))),
            "flags": sorted(
                (owner[f.contact_id], f.state, f.evidence_key) for f in session.scalars(select(FlagRow))
            ),
            "not strained": sorted(
                session.scalars(select(MessageRow.message_id).where(MessageRow.strain_value.is_(False)))
            ),
            "mentions": sorted(
                (mail[m.message_id], m.start, m.text, owner[m.contact_id])
                for m in session.scalars(select(MentionRow))
            ),
            "headers": sorted(
                (mail[p.message_id], p.position, owner[p.contact_id])
                for p in session.scalars(select(ParticipantRow))
            ),
        }


def merge(desk: Desk) -> None:
    with desk.database.write() as session:
        join(
            session,
            find_contact(session, HOME, as_of=TOMORROW),
            find_contact(session, OFFICE, as_of=TOMORROW),
            now=NOW,
        )


def unmerge(desk: Desk, address: str | None = None) -> None:
    with desk.database.write() as session:
        unjoin(session, find_contact(session, HOME, as_of=TOMORROW), address, now=NOW)


def everything_again(desk: Desk) -> None:
    """What may undo a word of a person: more mail, the same mail, a newer reader, a look over all, a book."""
    same = [desk.mail(LIN, "me", f"It is me again, {i}.", day=20 + i) for i in range(MUCH)]
    desk.take(*same)
    desk.take(*same, folder="Other")
    desk.take(
        desk.mail(AT_WORK, "me", "Me too.", day=60), desk.mail("me", [LIN, AT_WORK], "Both of you", day=61)
    )
    mark(desk.database, desk.account, version=None)
    list(read_again(desk.database, desk.account, waiting(desk.database, desk.account), reader=desk.reader))
    assert settle(desk.database, desk.account)


def book(desk: Desk, *lines: tuple[str, ...]) -> None:
    entries = [Entry(i, "Lin Okoro", addresses, Role.CANDIDATE) for i, addresses in enumerate(lines, 2)]
    keep(desk.database, entries, now=NOW)


def test_a_merge_gives_one_person_everything(desk: Desk) -> None:
    two_lins(desk)
    merge(desk)
    lin = who(desk, OFFICE)
    assert lin == who(desk, HOME)
    assert lin.addresses == (HOME, OFFICE)
    assert (lin.role, lin.stage) == (Role.CLIENT, None)
    seen = state(desk)
    assert {whose for whose, *_ in seen["notes"]} == {(HOME, OFFICE)}
    assert sorted(f[1] for f in seen["flags"]) == ["dismissed", "open"]


def test_unmerge_gives_everything_back_to_whom_it_belonged(desk: Desk) -> None:
    two_lins(desk)
    before = state(desk)
    merge(desk)
    assert state(desk) != before
    unmerge(desk)
    assert state(desk) == before


def test_a_merge_stays_whatever_comes(desk: Desk) -> None:
    two_lins(desk)
    merge(desk)
    everything_again(desk)
    book(desk, (HOME,), (OFFICE,))
    book(desk, (OFFICE, HOME))
    assert who(desk, HOME).addresses == (HOME, OFFICE)


def test_two_people_stay_two_whatever_comes(desk: Desk) -> None:
    """Even an answer from the other address, which would have joined them, and a book that says so."""
    two_lins(desk)
    merge(desk)
    unmerge(desk)
    desk.take(
        desk.mail("me", LIN, "Lin, shall we talk?", message_id="<asked@x>", day=30),
        desk.mail(AT_WORK, "me", f"Yes. You reach me at {HOME} too.", answers="<asked@x>", day=31),
    )
    everything_again(desk)
    book(desk, (HOME, OFFICE))
    assert who(desk, HOME).addresses == (HOME,)
    assert who(desk, OFFICE).addresses == (OFFICE,)


def test_what_was_set_by_hand_outlives_merge_and_unmerge_with_all_that_comes_between(desk: Desk) -> None:
    two_lins(desk)
    before = state(desk)
    merge(desk)
    everything_again(desk)
    unmerge(desk, OFFICE)
    everything_again(desk)
    after = state(desk)
    assert after["people"] == before["people"]
    assert after["notes"] == before["notes"]
    assert after["not strained"] == before["not strained"] != []
    assert [s for s in after["stages"] if s[3]] == [s for s in before["stages"] if s[3]]
    assert [f for f in after["flags"] if f[1] == "dismissed"] == [
        f for f in before["flags"] if f[1] == "dismissed"
    ]
    okoro = {(m[2], m[3]) for m in after["mentions"] if m[2] == "Okoro"}
    assert okoro == {("Okoro", (OFFICE,))}


def test_a_flag_dismissed_for_either_stays_dismissed(quick_desk: Desk) -> None:
    """A mail to both raises one flag for each; made one, there is one, and the person's word is on it."""
    quick_desk.take(quick_desk.mail(LIN, "me", "Hello"), quick_desk.mail(AT_WORK, "me", "Hello too"))
    lin, at_work = who(quick_desk, HOME), who(quick_desk, OFFICE)
    with quick_desk.database.write() as session:
        flags.record(session, [finding(lin, "<both@x>"), finding(at_work, "<both@x>")], now=NOW)
        (theirs,) = flags.listed(session, now=NOW, contact_id=at_work.id)
        flags.dismiss(session, theirs.id, now=NOW)
    before = state(quick_desk)["flags"]
    merge(quick_desk)
    assert [f[1] for f in state(quick_desk)["flags"]] == ["dismissed"]
    unmerge(quick_desk)
    assert state(quick_desk)["flags"] == before


def test_three_made_one_come_apart_in_any_order(quick_desk: Desk) -> None:
    quick_desk.take(*(quick_desk.mail(one, "me", "Hello") for one in (LIN, AT_WORK, OMAR)))
    before = state(quick_desk)
    with quick_desk.database.write() as session:
        for one, other in ((OFFICE, OMARS), (HOME, OFFICE)):
            found = [find_contact(session, asked, as_of=TOMORROW) for asked in (one, other)]
            join(session, found[0], found[1], now=NOW)
    unmerge(quick_desk, OFFICE)
    assert who(quick_desk, OMARS) == who(quick_desk, OFFICE)
    with quick_desk.database.write() as session:
        unjoin(session, find_contact(session, OFFICE, as_of=TOMORROW), OMARS, now=NOW)
    assert state(quick_desk) == before


def test_an_address_that_never_was_a_record_can_be_split_off(quick_desk: Desk) -> None:
    book(quick_desk, (HOME, OFFICE))
    quick_desk.take(
        quick_desk.mail(LIN, "me", "Hello"), quick_desk.mail("Omar Haddad <" + OFFICE + ">", "me", "Hello")
    )
    with pytest.raises(UsageError, match="several addresses"):
        unmerge(quick_desk)
    unmerge(quick_desk, OFFICE)
    assert who(quick_desk, OFFICE).name == "Omar Haddad"
    book(quick_desk, (HOME, OFFICE))
    assert who(quick_desk, HOME).addresses == (HOME,)
    with pytest.raises(UsageError, match="only address"):
        unmerge(quick_desk, HOME)


def test_the_number_of_a_record_that_is_no_more_still_finds_its_person(desk: Desk) -> None:
    two_lins(desk)
    gone = who(desk, OFFICE).id
    merge(desk)
    desk.take(desk.mail("New Person <new@x.example>", "me", "Hello"))
    assert who(desk, f"c-{gone}").addresses == (HOME, OFFICE)


def test_answers_to_a_question_stand(desk: Desk) -> None:
    """Put off, it returns on its day; two people are not asked about again; one person is joined."""
    desk.take(desk.mail(LIN, "me", "Hello"), desk.mail(AT_WORK, "me", "Hello"))

    def asked(days: float = 0) -> list[int]:
        with desk.database.read() as session:
            return [one.id for one in pairs.open_questions(session, now=NOW + timedelta(days=days))]

    def say(said: Answer) -> None:
        with desk.database.write() as session:
            answer(session, pairs.question(session, f"q-{number}", now=NOW), said, now=NOW)

    (number,) = asked()
    say(Answer.LATER)
    desk.take(desk.mail(LIN, "me", "Again"))
    assert asked() == []
    assert asked(days=31) == [number]
    say(Answer.TWO)
    desk.take(desk.mail(LIN, "me", "And again"))
    assert asked(days=31) == []
    say(Answer.SAME)
    assert who(desk, HOME).addresses == (HOME, OFFICE)
    with desk.database.read() as session:
        (merged,) = pairs.merged(session, who(desk, HOME).id or 0)
        assert (merged.by, merged.addresses) == (MergedBy.HAND, (OFFICE,))
        assert session.scalar(select(AddressRow.contact_id).where(AddressRow.address == OFFICE)) is not None
        assert len(session.scalars(select(ContactRow)).all()) == 1


def test_both_names_of_one_person_mean_them(quick_desk: Desk) -> None:
    """Whoever married is still spoken of by the old name, and a platform passes on mail under it."""
    quick_desk.reader.names = ("Ana Souza",)
    quick_desk.take(
        quick_desk.mail("Ana Lima <ana@casa.example>", "me", "Hello"),
        quick_desk.mail("Ana Souza <ana.souza@porto.example>", "me", "Hello"),
    )
    with quick_desk.database.write() as session:
        found = [find_contact(session, asked, as_of=TOMORROW) for asked in ("Ana Lima", "Ana Souza")]
        join(session, found[0], found[1], now=NOW)
    quick_desk.take(
        quick_desk.mail(OMAR, "me", "I met Ana Souza."),
        quick_desk.mail("Ana Souza via LinkedIn <inmail-hit-reply@linkedin.com>", "me", "Hello from here."),
    )
    seen = state(quick_desk)
    assert {whose for *_, text, whose in seen["mentions"] if text == "Ana Souza"} == {
        found[0].addresses + found[1].addresses
    }
    assert len(seen["people"]) == 2
