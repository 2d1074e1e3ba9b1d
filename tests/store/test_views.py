"""What is shown: messages, threads, people and one person's timeline."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

import errors
from domain import Kind, Mailbox, Role, SignalType, Stage, Topic
from store import contacts_edit, views
from store.database import Database
from tests.store.mailbox import LATER, RECRUITER, Says, Store, day


def test_a_message_is_shown_with_all_that_was_read_in_it(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        thread = store.thread("The role", day(1))
        mail = store.mail(
            day(1),
            otto,
            cc=["desk@works.example"],
            thread=thread,
            says=[
                Says(SignalType.NOT_SELECTED, about=ines, name="Ines"),
                Says(SignalType.QUESTION),
                Says(SignalType.PROMISE, name="Nobody Known", due=date(2026, 2, 1)),
                Says(SignalType.INTERVIEW_SCHEDULED, due=day(9)),
            ],
        )
        store.mention(mail, "Ines", ines)
        store.mention(mail, "Vita.pdf", None, source="attachment")
        store.place(mail, "INBOX")
    with database.read() as session:
        (shown,) = views.messages(session)
    assert (shown.account, shown.folder, shown.thread_id, shown.kind) == (
        "mira",
        "INBOX",
        thread,
        Kind.PERSONAL,
    )
    assert shown.to == (Mailbox("", RECRUITER),)
    assert shown.cc == (Mailbox("", "desk@works.example"),)
    assert shown.sender.address == "otto@works.example"
    assert [(one.text, one.contact_id, one.name) for one in shown.mentions] == [("Ines", ines, "Ines Faro")]
    assert [one.text for one in shown.other_mentions] == ["Vita.pdf"]
    assert shown.signals is not None
    assert [(one.type, one.about, one.due) for one in shown.signals] == [
        (SignalType.NOT_SELECTED, "Ines Faro", None),
        (SignalType.QUESTION, "Otto Brandt", None),
        (SignalType.PROMISE, "Nobody Known", date(2026, 2, 1)),
        (SignalType.INTERVIEW_SCHEDULED, "Otto Brandt", day(9)),
    ]


def test_what_no_model_covers_is_unknown_and_not_nothing(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        store.mail(day(1), "a@mail.example", sentiment=None)
        store.mail(day(2), "a@mail.example", sentiment=None, kind=Kind.BULK)
        store.mail(day(3), "a@mail.example")
    with database.read() as session:
        assert [one.signals for one in views.messages(session)] == [None, (), ()]


def _days(session: Session, **filters: object) -> list[int]:
    found = views.messages(session, **filters)  # type: ignore[arg-type]
    return [(one.date - day(0)).days for one in found]


def test_messages_are_filtered_by_everything_asked(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        thread = store.thread("The role", day(1))
        store.mail(day(1), ines, thread=thread)
        store.mail(day(2), RECRUITER, [ines], kind=Kind.INVITATION)
        store.mention(store.mail(day(3), "a@mail.example"), "Ines", ines)
        store.mail(day(4), "a@mail.example", says=[Says(SignalType.REFERRAL, about=ines)])
        store.mail(day(5), "a@mail.example", kind=Kind.BULK)
    with database.read() as session:
        assert _days(session) == [1, 2, 3, 4, 5]
        assert _days(session, contact_id=ines) == [1, 2, 3, 4]
        assert _days(session, thread_id=thread) == [1]
        assert _days(session, kind=Kind.BULK) == [5]
        assert _days(session, since=day(2), as_of=day(4)) == [2, 3, 4]
        assert _days(session, limit=2) == [4, 5]
        assert _days(session, limit=0) == []
        assert _days(session, account="mira", contact_id=ines, limit=1) == [4]
        assert _days(session, account="other") == []


def test_threads_show_how_far_they_had_come(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        first, second = store.thread("The role", day(3)), store.thread("Lunch", day(2))
        ids = [
            store.mail(day(1), RECRUITER, [ines], thread=first).message_id,
            store.mail(day(2), RECRUITER, [otto], thread=second).message_id,
            store.mail(day(3), ines, cc=[otto], thread=first).message_id,
        ]
    with database.read() as session:
        then = views.threads(session, as_of=day(1))
        now = views.threads(session, as_of=LATER)
        of_otto = views.threads(session, as_of=LATER, contact_id=otto)
        one = views.threads(session, as_of=LATER, thread_id=second)
    assert [(t.id, t.message_ids, [c.name for c in t.contacts]) for t in then] == [
        (first, (ids[0],), ["Ines Faro"])
    ]
    assert [(t.id, t.subject) for t in now] == [(second, "Lunch"), (first, "The role")]
    assert now[1].message_ids == (ids[0], ids[2])
    assert [c.id for c in now[1].contacts] == [ines, otto]
    assert [t.id for t in of_otto] == [second, first]
    assert [t.id for t in one] == [second]


def test_people_are_listed_by_name_as_far_as_they_were_known(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        zoe = store.person("Zoë Adler", in_book=True)
        adam = store.person("adam Zell", in_book=True)
        store.mail(day(5), store.person("Eve Late", "eve@mail.example"))
    with database.read() as session:
        assert [one.id for one in views.contacts(session, as_of=day(4))] == [adam, zoe]
        assert len(views.contacts(session, as_of=day(5))) == 3


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    with database.write() as session:
        store = Store(session)
        return {
            name: store.person(name, f"{name.split()[0].lower()}@mail.example", in_book=True)
            for name in ("Renée Løvås", "Rene Marsh", "Marsha Lund", "Tom Lund-Berg", "Jo Li")
        }


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("marsha@mail.example", "Marsha Lund"),
        ("MARSHA@mail.example", "Marsha Lund"),
        ("renee lovas", "Renée Løvås"),
        ("Lovas, Renee", "Renée Løvås"),
        ("lov", "Renée Løvås"),
        ("marsh", "Rene Marsh"),
        ("Berg", "Tom Lund-Berg"),
        ("jo", "Jo Li"),
    ],
)
def test_a_contact_is_found_as_people_name_one(
    database: Database, people: dict[str, int], asked: str, name: str
) -> None:
    with database.read() as session:
        assert views.find_contact(session, asked, as_of=LATER).id == people[name]


def test_a_contact_is_found_by_number(database: Database, people: dict[str, int]) -> None:
    number = people["Jo Li"]
    with database.read() as session:
        for asked in (str(number), f"c-{number}", f"C-{number}"):
            assert views.find_contact(session, asked, as_of=LATER).name == "Jo Li"


def test_an_ambiguous_name_lists_whom_it_may_mean(database: Database, people: dict[str, int]) -> None:
    with database.read() as session, pytest.raises(errors.NotFound) as told:
        views.find_contact(session, "lund", as_of=LATER)
    assert f"c-{people['Marsha Lund']} Marsha Lund marsha@mail.example" in told.value.mend
    assert f"c-{people['Tom Lund-Berg']}" in told.value.mend


@pytest.mark.parametrize("asked", ["nobody", "x@mail.example", "c-999", "999", "", "?", "9" * 40])
def test_nobody_found_says_so(database: Database, people: dict[str, int], asked: str) -> None:
    with database.read() as session, pytest.raises(errors.NotFound):
        views.find_contact(session, asked, as_of=LATER)


def test_a_timeline_holds_everything_in_order(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        pay = [
            Says(SignalType.MARKET_FACT, evidence="I earn 90k"),
            Says(SignalType.REFERRAL, name="Jonas Vik"),
        ]
        proof = store.mail(day(2), ines, says=pay)
        sent = store.mail(day(1), RECRUITER, [ines], kind=Kind.INVITATION, invited=[RECRUITER, ines])
        store.event(sent, day(4))
        store.stage(ines, Stage.INTERVIEWING, day(2), proof=proof)
        store.log(ines, "call", day(3))
        store.mail(day(9), ines)
    with database.read() as session:
        shown = views.timeline(session, ines, as_of=day(8))
        with pytest.raises(errors.NotFound):
            views.timeline(session, ines, as_of=day(0))
    assert [(entry.what, entry.at) for entry in shown.entries] == [
        (views.Happening.MESSAGE, day(1)),
        (views.Happening.MESSAGE, day(2)),
        (views.Happening.STAGE, day(2)),
        (views.Happening.LOG, day(3)),
        (views.Happening.MEETING, day(4)),
    ]
    assert shown.contact.stage is Stage.INTERVIEWING
    assert [(fact.topic, fact.value, fact.name) for fact in shown.facts] == [(Topic.PAY, "90k", "Ines Faro")]
    assert [one.person.name for one in shown.referred] == ["Jonas Vik"]
    assert views.sentiment_over_time(shown) == [(day(2), 0.0)]


def test_facts_are_found_by_topic_and_doubted_mail_teaches_nothing(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines, says=[Says(SignalType.MARKET_FACT)])
        store.mail(day(2), ines, says=[Says(SignalType.MARKET_FACT)], suspicion="dmarc=fail")
        store.mail(day(3), RECRUITER, [ines], says=[Says(SignalType.MARKET_FACT)])
    with database.read() as session:
        assert [fact.at for fact in views.market_facts(session, as_of=LATER)] == [day(1)]
        assert [fact.at for fact in views.market_facts(session, as_of=LATER, topic=Topic.PAY)] == [day(1)]
        assert views.market_facts(session, as_of=LATER, topic=Topic.NOTICE) == []
        assert views.market_facts(session, as_of=day(0)) == []


# --------------------------------------------------------------------------- set by hand


def test_what_is_set_by_hand_wins(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example", in_book=True)
        store.stage(ines, Stage.REJECTED, day(5))
        contacts_edit.set_stage(session, ines, Stage.OFFERED, at=day(2))
        contacts_edit.set_role(session, ines, Role.CANDIDATE)
        assert views.contact(session, ines, as_of=LATER).stage is Stage.OFFERED
        contacts_edit.clear_stage(session, ines)
        assert views.contact(session, ines, as_of=LATER).stage is Stage.REJECTED
        contacts_edit.set_role(session, ines, Role.CLIENT)
        assert views.contact(session, ines, as_of=LATER).roles == {Role.CLIENT}
        assert views.contact(session, ines, as_of=LATER).stage is None
        contacts_edit.rename(session, ines, " Ines Faro-Lind ", name_key="ines faro-lind")
        assert views.contact(session, ines, as_of=LATER).name == "Ines Faro-Lind"


def test_a_new_address_brings_the_mail_that_carries_it(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example", in_book=True)
        otto = store.person("Otto Brandt", "otto@works.example", in_book=True)
        store.mail(day(1), "faro@works.example")
        for _ in range(2):
            contacts_edit.add_address(session, ines, " Faro@Works.example ")
        assert len(list(views.messages(session, contact_id=ines))) == 1
        assert views.contact(session, ines, as_of=LATER).addresses == (
            "ines@mail.example",
            "faro@works.example",
        )
        for refused in ("otto@works.example", RECRUITER, "nonsense"):
            with pytest.raises(errors.UsageError):
                contacts_edit.add_address(session, ines, refused)
        assert views.contact(session, otto, as_of=LATER).addresses == ("otto@works.example",)


def test_a_call_is_logged_and_nobody_unknown_is_edited(database: Database) -> None:
    with database.write() as session:
        ines = Store(session).person("Ines Faro", in_book=True)
        contacts_edit.log(session, ines, "call", "spoke of the offer", at=day(3))
        (entry,) = views.timeline(session, ines, as_of=LATER).entries
        assert entry.log is not None
        assert (entry.log.kind, entry.log.text, entry.at) == ("call", "spoke of the offer", day(3))
        with pytest.raises(errors.NotFound):
            contacts_edit.set_role(session, ines + 1, Role.OTHER)
