"""What mail says, tied to the right people."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from domain import Role, Signal, SignalType, Stage
from store.models import AddressRow, ContactRow, MentionRow, MessageRow, SignalRow, StageRow
from tests.contacts.desk import START, Desk

LIN = "Lin Okoro <lin.okoro@quickmail.example>"
MALTE = "Malte Brodersen <malte.b@quickmail.example>"
TEODORA = "Teodora Ilic <t.ilic@hafenwerk.example>"
AS_CLIENT = "We are hiring again, please send me two profiles for our open role."
AS_CANDIDATE = "My CV is attached, my notice period is a month."


def signal(type_: SignalType, **more: object) -> Signal:
    return Signal(type_, "", **more)  # type: ignore[arg-type]


def owner(desk: Desk, address: str) -> int:
    with desk.database.read() as session:
        found = session.scalar(select(AddressRow.contact_id).where(AddressRow.address == address))
    assert found is not None
    return found


def mentioned(desk: Desk, text: str) -> list[str | None]:
    """The names behind the mentions of a text, `me` for the recruiter."""
    with desk.database.read() as session:
        rows = session.execute(
            select(ContactRow.name, MentionRow.is_own)
            .select_from(MentionRow)
            .outerjoin(ContactRow, ContactRow.id == MentionRow.contact_id)
            .where(MentionRow.text == text)
            .order_by(MentionRow.id)
        )
        return ["me" if is_own else name for name, is_own in rows]


def about(desk: Desk, type_: SignalType) -> list[str | None]:
    with desk.database.read() as session:
        rows = session.execute(
            select(ContactRow.name)
            .select_from(SignalRow)
            .outerjoin(ContactRow, ContactRow.id == SignalRow.contact_id)
            .where(SignalRow.type == type_.value)
            .order_by(SignalRow.id)
        )
        return [name for (name,) in rows]


def stage(desk: Desk, address: str) -> str | None:
    with desk.database.read() as session:
        return session.scalar(
            select(StageRow.stage)
            .where(StageRow.contact_id == owner(desk, address))
            .order_by(StageRow.at.desc(), StageRow.id.desc())
            .limit(1)
        )


def role(desk: Desk, address: str) -> str:
    with desk.database.read() as session:
        return session.get_one(ContactRow, owner(desk, address)).role


def test_a_greeting_means_the_one_addressed(desk: Desk) -> None:
    desk.reader.names = ("Mara", "Lin", "Linchen")
    desk.take(desk.mail(LIN, "me", "Hi Mara,\n\nstill there?"))
    desk.take(desk.mail("me", LIN, "Hi Linchen,\n\nyes!"))
    assert mentioned(desk, "Mara") == ["me"]
    assert mentioned(desk, "Linchen") == ["Lin Okoro"]


def test_a_name_at_the_head_of_a_sentence_is_no_greeting(desk: Desk) -> None:
    desk.reader.names = ("Ferhat",)
    desk.take(desk.mail(LIN, "me", "Ferhat is leaving the firm."))
    assert mentioned(desk, "Ferhat") == [None]


def test_a_first_name_means_somebody_near_before_somebody_far(desk: Desk) -> None:
    desk.reader.names = ("Malte",)
    desk.take(desk.mail("Malte Hansen <malte@hansen.example>", "me", AS_CANDIDATE))
    desk.take(
        desk.mail("me", [MALTE, TEODORA], "The two of you should talk, said Malte."),
    )
    assert mentioned(desk, "Malte") == ["Malte Brodersen"]


def test_a_full_name_of_somebody_else_is_nobody(desk: Desk) -> None:
    desk.reader.names = ("Malte Hansen", "Malte")
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE))
    desk.take(desk.mail("me", MALTE, "I also met Malte Hansen. The other Malte is a welder."))
    assert mentioned(desk, "Malte Hansen") == [None]
    assert mentioned(desk, "Malte")[-1] is None


def test_two_of_one_first_name_are_told_apart_by_nothing(desk: Desk) -> None:
    desk.reader.names = ("Malte",)
    desk.take(
        desk.mail(MALTE, "me", AS_CANDIDATE),
        desk.mail("Malte Hansen <malte@hansen.example>", "me", AS_CANDIDATE),
    )
    desk.take(desk.mail(TEODORA, "me", "How did Malte do?"))
    assert mentioned(desk, "Malte") == [None]


def test_a_mention_is_linked_once_its_person_writes(desk: Desk) -> None:
    desk.reader.names = ("Lin Okoro",)
    desk.take(desk.mail(TEODORA, "me", "Do you know Lin Okoro?"))
    assert mentioned(desk, "Lin Okoro") == [None]
    desk.take(desk.mail(LIN, "me", "Hello, Teodora gave me your name."))
    assert mentioned(desk, "Lin Okoro") == ["Lin Okoro"]


def test_a_no_from_the_client_concerns_the_candidate_it_names(desk: Desk) -> None:
    desk.reader.names = ("Malte",)
    desk.reader.signals = {"went with another": [signal(SignalType.NOT_SELECTED, about="Malte")]}
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE), desk.mail(TEODORA, "me", AS_CLIENT))
    desk.take(desk.mail(TEODORA, "me", "Malte was fine, but we went with another."))
    assert about(desk, SignalType.NOT_SELECTED) == ["Malte Brodersen"]
    assert stage(desk, "malte.b@quickmail.example") == Stage.REJECTED.value
    assert stage(desk, "t.ilic@hafenwerk.example") is None


def test_a_no_without_a_name_concerns_the_candidate_of_the_subject(desk: Desk) -> None:
    desk.reader.signals = {"it is a no": [signal(SignalType.NOT_SELECTED)]}
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE), desk.mail(TEODORA, "me", AS_CLIENT))
    desk.take(desk.mail(TEODORA, "me", "Sorry, it is a no.", subject="Malte Brodersen"))
    assert about(desk, SignalType.NOT_SELECTED) == ["Malte Brodersen"]


def test_a_no_without_a_name_or_a_candidate_concerns_nobody(desk: Desk) -> None:
    desk.reader.signals = {"it is a no": [signal(SignalType.NOT_SELECTED)]}
    desk.take(desk.mail(TEODORA, "me", AS_CLIENT))
    desk.take(desk.mail(TEODORA, "me", "Sorry, it is a no."))
    assert about(desk, SignalType.NOT_SELECTED) == [None]


def test_a_yes_of_somebody_not_named_concerns_the_candidate_that_client_mail_is_about(desk: Desk) -> None:
    desk.reader.signals = {"she has signed": [signal(SignalType.OFFER_ACCEPTED, about="she")]}
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE), desk.mail(TEODORA, "me", AS_CLIENT))
    desk.take(desk.mail("me", TEODORA, "Good news, she has signed.", subject="Malte Brodersen"))
    assert about(desk, SignalType.OFFER_ACCEPTED) == ["Malte Brodersen"]


def test_a_yes_of_somebody_not_named_is_never_the_candidate_who_is_told_it(desk: Desk) -> None:
    desk.reader.signals = {
        "your old boss has signed": [signal(SignalType.OFFER_ACCEPTED, about="your old boss")]
    }
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE))
    desk.take(desk.mail("me", MALTE, "By the way, your old boss has signed elsewhere."))
    assert about(desk, SignalType.OFFER_ACCEPTED) == [None]
    assert stage(desk, "malte.b@quickmail.example") is None


def test_a_no_told_to_the_candidate_concerns_them(desk: Desk) -> None:
    desk.reader.signals = {"they chose somebody": [signal(SignalType.NOT_SELECTED)]}
    desk.take(
        desk.mail(MALTE, "me", AS_CANDIDATE), desk.mail("me", MALTE, "I am sorry, they chose somebody else.")
    )
    assert about(desk, SignalType.NOT_SELECTED) == ["Malte Brodersen"]
    assert stage(desk, "malte.b@quickmail.example") == Stage.REJECTED.value


def test_mail_read_newest_first_ends_the_same(desk: Desk) -> None:
    desk.reader.signals = {
        "meet you on Friday": [signal(SignalType.INTERVIEW_SCHEDULED, due=START + timedelta(days=5))],
        "they chose somebody": [signal(SignalType.NOT_SELECTED)],
    }
    desk.reader.applications = {"sent your papers": None}
    mails = [
        desk.mail("me", MALTE, "I have sent your papers to Kiel.", day=1),
        desk.mail("me", MALTE, "They will meet you on Friday.", day=3),
        desk.mail("me", MALTE, "They chose somebody else: they chose somebody local.", day=9),
        desk.mail("me", MALTE, "And now I have sent your papers to Ulm.", day=30),
    ]
    for raw in reversed(mails):
        desk.take(raw)
    with desk.database.read() as session:
        found = session.scalars(select(StageRow.stage).order_by(StageRow.at)).all()
    assert found == ["in_process", "interviewing", "rejected", "in_process"]


def test_a_bounced_offer_was_never_made(desk: Desk) -> None:
    desk.reader.signals = {"they offer": [signal(SignalType.OFFER_MADE)]}
    offer = desk.mail(
        "me", MALTE, "Your CV convinced them, they offer 60,000.", message_id="<offer@x>", day=1
    )
    desk.take(bounce(desk, "malte.b@quickmail.example", "<offer@x>", day=1.1))
    desk.take(offer)
    with desk.database.read() as session:
        assert (
            session.scalar(select(MessageRow.is_bounced).where(MessageRow.message_id == "<offer@x>")) is True
        )
    assert stage(desk, "malte.b@quickmail.example") is None


def test_a_bounce_without_an_id_is_the_newest_mail_to_the_address(desk: Desk) -> None:
    desk.take(
        desk.mail("me", MALTE, "First", message_id="<first@x>", day=1),
        desk.mail("me", MALTE, "Second", message_id="<second@x>", day=2),
        desk.mail("me", LIN, "Third", message_id="<third@x>", day=2),
        bounce(desk, "malte.b@quickmail.example", "", day=2.1),
    )
    with desk.database.read() as session:
        lost = session.scalars(select(MessageRow.message_id).where(MessageRow.is_bounced.is_(True))).all()
    assert lost == ["<second@x>"]


def bounce(desk: Desk, address: str, original: str, *, day: float) -> bytes:
    """A delivery report as mail servers write it."""
    returned = f"Message-ID: {original}\r\n" if original else ""
    desk.number += 1
    at = (START + timedelta(days=day)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: mara.vogt@steinbruck-search.example\r\n"
        f"Date: {at}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <b{desk.number}@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}Subject: x\r\n\r\n--b--\r\n"
    ).encode()


def test_a_referred_person_is_recognised_by_the_address_given(desk: Desk) -> None:
    desk.reader.names = ("Jonah",)
    desk.reader.signals = {"talk to Jonah": [signal(SignalType.REFERRAL, about="Jonah")]}
    desk.take(desk.mail(LIN, "me", "You should talk to Jonah, jonah.p@quickmail.example, he is brilliant."))
    assert about(desk, SignalType.REFERRAL) == [None]
    desk.take(desk.mail("me", "jonah.p@quickmail.example", "Lin gave me your address."))
    with desk.database.read() as session:
        found = session.scalar(select(SignalRow.contact_id).where(SignalRow.type == "referral"))
    assert found == owner(desk, "jonah.p@quickmail.example")


def test_a_referred_person_is_recognised_by_a_full_name(desk: Desk) -> None:
    desk.reader.signals = {"call Ruta Kazlauskas": [signal(SignalType.REFERRAL, about="Ruta Kazlauskas")]}
    desk.take(desk.mail(LIN, "me", "You should call Ruta Kazlauskas."))
    desk.take(desk.mail("Rūta Kazlauskas <rk77@quickmail.example>", "me", "Hello!"))
    assert about(desk, SignalType.REFERRAL) == ["Rūta Kazlauskas"]
    assert role(desk, "rk77@quickmail.example") == Role.CANDIDATE.value


def test_a_referral_never_means_the_one_who_wrote_it(desk: Desk) -> None:
    desk.reader.signals = {"my sister Lin": [signal(SignalType.REFERRAL, about="Lin")]}
    desk.take(desk.mail(LIN, "me", "Ask my sister Lin as well, same name, long story."))
    assert about(desk, SignalType.REFERRAL) == [None]


def test_a_role_found_out_later_moves_what_was_said_before(desk: Desk) -> None:
    """Nobody knew Teodora as a client when her no came in; then she asks for people."""
    desk.reader.signals = {"it is a no": [signal(SignalType.NOT_SELECTED)]}
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE))
    desk.take(desk.mail(TEODORA, "me", "Sorry, it is a no.", subject="Malte Brodersen", day=4))
    desk.take(desk.mail(TEODORA, "me", AS_CLIENT, day=6))
    assert role(desk, "t.ilic@hafenwerk.example") == Role.CLIENT.value
    assert about(desk, SignalType.NOT_SELECTED) == ["Malte Brodersen"]


def test_an_invitation_to_an_interview_is_one_without_any_words(desk: Desk) -> None:
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:e1@x\r\n"
        "DTSTAMP:20260106T090000Z\r\nDTSTART:20260112T130000Z\r\nDTEND:20260112T140000Z\r\nSEQUENCE:0\r\n"
        "SUMMARY:Interview: Malte Brodersen / Hafenwerk\r\nORGANIZER:mailto:t.ilic@hafenwerk.example\r\n"
        "ATTENDEE;CN=Malte Brodersen:mailto:malte.b@quickmail.example\r\n"
        "ATTENDEE:mailto:mara.vogt@steinbruck-search.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    desk.take(desk.mail(MALTE, "me", AS_CANDIDATE, day=0.5))
    desk.take(
        desk.mail(
            TEODORA,
            ["me", MALTE],
            "Gate 3.",
            subject="Interview",
            day=1,
            more=lambda m: m.add_alternative(event, subtype="calendar", params={"method": "REQUEST"}),
        )
    )
    assert about(desk, SignalType.INTERVIEW_SCHEDULED) == ["Malte Brodersen"]
    assert stage(desk, "malte.b@quickmail.example") == Stage.INTERVIEWING.value


def test_half_a_name_is_linked_once_its_person_appears(desk: Desk) -> None:
    """A client says no to somebody who has no record yet; the recruiter then writes to them."""
    desk.reader.names = ("Malte",)
    desk.reader.signals = {"is a no": [signal(SignalType.NOT_SELECTED, about="Malte")]}
    desk.take(desk.mail(TEODORA, "me", "Malte is a no, sorry. Please send me two profiles.", day=1))
    assert about(desk, SignalType.NOT_SELECTED) == [None]
    desk.take(desk.mail("me", MALTE, "Malte, I have news about your application.", day=2))
    assert about(desk, SignalType.NOT_SELECTED) == ["Malte Brodersen"]
    assert stage(desk, "malte.b@quickmail.example") == Stage.REJECTED.value


def test_half_a_name_said_long_ago_is_not_somebody_new(desk: Desk) -> None:
    desk.reader.names = ("Malte",)
    desk.take(desk.mail(TEODORA, "me", "Malte is a no, sorry. Please send me two profiles.", day=-400))
    desk.take(desk.mail("me", MALTE, "Malte, I have news about your application.", day=2))
    assert mentioned(desk, "Malte") == [None, "Malte Brodersen"]


def test_who_writes_of_a_namesake_means_the_other(desk: Desk) -> None:
    quality, tierney = "Aoife Kavanagh <aoife@corrib.example>", "Aoife Tierney <a.tierney@quickmail.example>"
    desk.reader.names = ("Aoife",)
    desk.take(desk.mail("me", [quality, tierney], "You two should meet.", message_id="<both@mail.example>"))
    for text in ("We liked Aoife, all of us did.", "Hello, Aoife here from Corrib."):
        desk.take(desk.mail(quality, "me", text, answers="<both@mail.example>"))
    assert mentioned(desk, "Aoife") == ["Aoife Tierney", "Aoife Kavanagh"]
