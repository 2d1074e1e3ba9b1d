"""A person behind a platform is one person, whatever addresses the platform writes from."""

from __future__ import annotations

from email.message import EmailMessage

from sqlalchemy import select

from store.models import AddressRow, ContactRow, MessageRow, ParticipantRow
from store.people import known
from store.relationships import relationships
from tests.contacts.desk import NOW, Desk

LINKEDIN = "Lin Okoro via LinkedIn <inmail-hit-reply@linkedin.com>"
WORKABLE = "Lin Okoro <3f2b9c1d8e@inbound.workablemail.com>"


def people(desk: Desk) -> list[tuple[str, list[str]]]:
    """Everybody with a record, and the addresses that are shown as theirs."""
    with desk.database.read() as session:
        ids = list(session.scalars(select(ContactRow.id).order_by(ContactRow.id)))
        found = known(session, ids, as_of=NOW)
        return [(found[i].contact.name, list(found[i].contact.addresses)) for i in ids if i in found]


def touches(desk: Desk, name: str = "Lin Okoro") -> int:
    with desk.database.read() as session:
        (id_,) = session.scalars(select(ContactRow.id).where(ContactRow.name == name))
        (one,) = relationships(session, contact_ids=[id_], as_of=NOW)
    return sum(exchange.is_touch for exchange in one.exchanges)


def test_the_platforms_address_is_nobodys(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail(LINKEDIN, "me", "I would like to hear more about the role."))

    assert people(quick_desk) == [("Lin Okoro", [])]
    with quick_desk.database.read() as session:
        assert session.scalars(select(AddressRow.address)).all() == []


def test_a_person_known_by_address_is_met_again_through_platforms(quick_desk: Desk) -> None:
    known_by_address = "Lin Okoro <lin.okoro@quickmail.example>"
    quick_desk.take(quick_desk.mail(known_by_address, "me", "Hello."))
    quick_desk.take(quick_desk.mail(LINKEDIN, "me", "Did you get my mail?"))
    quick_desk.take(quick_desk.mail(WORKABLE, "me", "And here once more."))

    assert people(quick_desk) == [("Lin Okoro", ["lin.okoro@quickmail.example"])]
    assert touches(quick_desk) == 3


def test_an_answer_to_the_address_made_for_somebody_is_a_touch_with_them(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail(WORKABLE, "me", "I could start in May."))
    quick_desk.take(quick_desk.mail("me", "3f2b9c1d8e@inbound.workablemail.com", "May is fine."))

    assert people(quick_desk) == [("Lin Okoro", [])]
    assert touches(quick_desk) == 2


def test_the_answer_may_be_read_before_what_it_answers(quick_desk: Desk) -> None:
    """The first sync reads the newest mail first."""
    relayed = quick_desk.mail(WORKABLE, "me", "I could start in May.")
    answer = quick_desk.mail("me", "3f2b9c1d8e@inbound.workablemail.com", "May is fine.")
    quick_desk.take(answer)
    quick_desk.take(relayed)

    assert touches(quick_desk) == 2


def test_an_answer_to_the_address_everybody_writes_from_is_told_by_what_it_answers(quick_desk: Desk) -> None:
    first = quick_desk.mail(LINKEDIN, "me", "Is the role open?", message_id="<r1@linkedin.example>")
    answer = quick_desk.mail("me", "inmail-hit-reply@linkedin.com", "It is.", answers="<r1@linkedin.example>")
    quick_desk.take(first)
    quick_desk.take(answer)

    assert touches(quick_desk) == 2


def test_it_is_told_by_what_it_answers_in_either_order(quick_desk: Desk) -> None:
    first = quick_desk.mail(LINKEDIN, "me", "Is the role open?", message_id="<r1@linkedin.example>")
    answer = quick_desk.mail("me", "inmail-hit-reply@linkedin.com", "It is.", answers="<r1@linkedin.example>")
    quick_desk.take(answer)
    quick_desk.take(first)

    assert touches(quick_desk) == 2


def test_two_people_of_one_name_are_kept_apart_from_a_third_behind_a_platform(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail("Lin Okoro <lin@quickmail.example>", "me", "Hello."),
        quick_desk.mail("Lin Okoro <okoro@nordkai.example>", "me", "Hello."),
    )
    for text in ("Hello from LinkedIn.", "Hello again from LinkedIn."):
        quick_desk.take(quick_desk.mail(LINKEDIN, "me", text))

    assert sorted(addresses for _, addresses in people(quick_desk)) == [
        [],
        ["lin@quickmail.example"],
        ["okoro@nordkai.example"],
    ]


def test_an_address_made_for_a_conversation_does_not_mix_up_those_who_write_there(quick_desk: Desk) -> None:
    token = "conversation-77ab12cd@messages.indeedemail.com"
    quick_desk.take(
        quick_desk.mail(f"Lin Okoro <{token}>", "me", "I am in."),
        quick_desk.mail(f"Ede Brandt <{token}>", "me", "So am I."),
    )

    assert sorted(name for name, _ in people(quick_desk)) == ["Ede Brandt", "Lin Okoro"]
    assert touches(quick_desk, "Ede Brandt") == touches(quick_desk) == 1


def test_a_persons_own_address_in_reply_to_becomes_theirs(quick_desk: Desk) -> None:
    own = {"Reply-To": "Lin Okoro <lin@quickmail.example>"}
    quick_desk.take(quick_desk.mail("Lin Okoro <reply@hire.lever.co>", "me", "Hi.", headers=own))

    assert people(quick_desk) == [("Lin Okoro", ["lin@quickmail.example"])]


def test_a_forged_platform_mail_makes_nobody(quick_desk: Desk) -> None:
    def forged(message: EmailMessage) -> None:
        message["Authentication-Results"] = "mx.example; dmarc=fail"

    quick_desk.take(quick_desk.mail(LINKEDIN, "me", "Send me the list.", more=forged))

    assert people(quick_desk) == []
    with quick_desk.database.read() as session:
        assert session.scalars(select(MessageRow.id)).all()
        assert session.scalars(
            select(ParticipantRow.contact_id).where(ParticipantRow.field == "from")
        ).all() == [None]
