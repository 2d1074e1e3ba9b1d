"""What the report says and to whom: who stands up front, what is listed, what stays short."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from domain import (
    Contact,
    Direction,
    Exchange,
    Kind,
    Reason,
    Relationship,
    Role,
    Sentiment,
    SentimentLabel,
    SignalSeen,
    SignalType,
    Stage,
    Standing,
    Topic,
    Urgency,
    Warmth,
)
from reports import letter, mail, page, pictures, text
from reports.letter import Envelope
from reports.weekly import compose, mornings_before
from tests.reports.sheets import NOW, QUIET, flag, full, hostile, report
from warmth.flags import Case

ENVELOPE = Envelope("dana@agency.example", "dana@agency.example", "<keepwarm.weekly.x@agency.example>")
DAY = timedelta(days=1)


def exchange(days_ago: float, direction: Direction = Direction.INBOUND, **more: object) -> Exchange:
    given = {"message_id": f"<{days_ago}@x>", "at": NOW - days_ago * DAY, "direction": direction}
    return Exchange(**(given | {"kind": Kind.PERSONAL, "subject": "News", "is_touch": True} | more))  # type: ignore[arg-type]


def case(number: int, name: str, *exchanges: Exchange, warmth: Warmth = Warmth.WARM, **more: object) -> Case:
    contact = Contact(number, name, (f"p{number}@mail.example",), Role.CANDIDATE, stage=Stage.LEAD)
    contact = replace(contact, **more)  # type: ignore[arg-type]
    last = max((e.at for e in exchanges), default=None)
    standing = Standing(
        contact, warmth, last, len(exchanges), 21.0, "you usually talk every 9 days; it has been 41"
    )
    return Case(Relationship(contact, exchanges=exchanges), standing)


def test_nothing_due_is_said_in_two_lines() -> None:
    quiet = report()
    assert quiet.is_quiet
    lines = [line for line in text.render(quiet).splitlines() if line]
    assert lines[2:] == [
        "Nobody is waiting for you.",
        "Mail last read Wed 4 Mar 2026, 09:30. 12 messages stored.",
    ]
    for rendered in (page.render(quiet), mail.render(quiet)):
        assert "Nobody is waiting for you." in rendered


def test_seven_stand_up_front_and_the_rest_is_listed() -> None:
    many = report(*(flag(n, f"Person {chr(64 + n)}", "Any news?") for n in range(1, 11)))
    assert len(many.people) == 7
    assert len(many.also) == 3
    told = text.render(many)
    assert "10 people need you this week." in told
    assert "- Person J: you owe a reply (f-10)" in told


def test_people_are_ranked_by_what_is_at_stake() -> None:
    reasons = [
        Reason.GOING_COLD, Reason.SECOND_LOOK, Reason.STRAINED, Reason.CHECK_IN_DUE, Reason.REPLY_OWED,
        Reason.PREP_OWED,
    ]  # fmt: skip
    flags = [flag(n, reason.value, "...", reason) for n, reason in enumerate(reasons)]
    assert [person.contact.name for person in report(*flags).people] == [
        "reply_owed", "prep_owed", "check_in_due", "strained", "second_look", "going_cold",
    ]  # fmt: skip


def test_an_interview_tomorrow_stands_before_an_answer_that_can_wait() -> None:
    owed = flag(1, "Ana Petrov", "Any news?")
    prep = flag(2, "Urgent Uma", "...", Reason.PREP_OWED)
    prep = replace(prep, finding=replace(prep.finding, urgency=Urgency.NOW))
    assert [person.contact.name for person in report(owed, prep).people] == ["Urgent Uma", "Ana Petrov"]


def test_two_reasons_for_one_person_are_one_entry() -> None:
    twice = report(flag(1, "Ana Petrov", "a"), replace(flag(1, "Ana Petrov", "b", Reason.STRAINED), id=2))
    assert [len(person.flags) for person in twice.people] == [2]
    assert twice.needed == 1


def test_dates_are_in_the_users_zone() -> None:
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    one = flag(1, "Ana Petrov", "Any news?")
    one = replace(one, finding=replace(one.finding, since=late))
    auckland = NOW.astimezone(ZoneInfo("Pacific/Auckland"))
    told = compose(flags=[one], cases=(), held={}, state=QUIET, as_of=auckland, people=7)
    assert "since Wed 4 Mar (" in text.render(told)


def test_an_entry_has_reason_words_dates_rhythm_and_one_step() -> None:
    tone = Sentiment(SentimentLabel.NEGATIVE, -0.8)
    written = (exchange(41, Direction.OUTBOUND), exchange(30, sentiment=tone), exchange(20, sentiment=tone))
    told = compose(
        flags=[flag(1, "Ana Petrov", "Is there any news?")],
        cases=[case(1, "Ana Petrov", *written)],
        held={},
        state=QUIET,
        as_of=NOW,
        people=7,
    )
    (person,) = told.people
    assert (person.they_wrote, person.you_wrote) == (written[2].at, written[0].at)
    shown = " ".join(text.render(told).split())
    for words in (
        "You owe a reply", '"Is there any news?"', "They last wrote Thu 12 Feb; you last wrote Thu 22 Jan.",
        "You usually talk every 9 days; it has been 41.", "Next: Answer Ana", "keepwarm show c-1",
    ):  # fmt: skip
        assert words in shown
    weeks = pictures.weeks_of(person)
    assert sum(week.they for week in weeks) == 2
    assert sum(week.you for week in weeks) == 1
    assert [week.tone for week in weeks if week.tone] == ["low", "low"]
    assert weeks[-1].is_silent


def test_what_was_won_back_learnt_met_and_has_fallen_asleep_is_told() -> None:
    fact = SignalSeen(
        SignalType.MARKET_FACT, "They pay 46,000 now.", by_contact=True, topic=Topic.PAY, value="46,000"
    )
    cases = [
        case(1, "Bianca Roth", exchange(90), exchange(1)),
        case(2, "Hugh Castellan", exchange(300), exchange(3, signals=(fact,))),
        case(3, "New Nora", exchange(2)),
        *(
            case(10 + n, f"Sleeper {n}", *[exchange(400 + i) for i in range(n)], warmth=Warmth.DORMANT)
            for n in range(2, 7)
        ),
    ]
    before = mornings_before(NOW)[-1]
    held = {before: [flag(1, "Bianca Roth", "...", Reason.GOING_COLD).finding]}
    told = compose(flags=[], cases=cases, held=held, state=QUIET, as_of=NOW, people=7)
    assert [won.contact.name for won in told.won_back] == ["Bianca Roth"]
    assert [(f.contact.name, f.words, f.value) for f in told.facts] == [
        ("Hugh Castellan", "They pay 46,000 now.", "46,000")
    ]
    assert [one.contact.name for one in told.newcomers] == ["New Nora"]
    assert [one.contact.name for one in told.dormant] == ["Sleeper 6", "Sleeper 5", "Sleeper 4"]
    assert told.weeks[-2].needed == 1
    assert told.weeks[-1].in_touch == 2  # this week: Bianca and Nora
    assert "in touch again Tue 3 Mar" in text.render(told)


def test_nobody_is_won_back_who_still_waits_or_was_not_touched() -> None:
    findings = [flag(n, f"P{n}", "...", Reason.GOING_COLD).finding for n in (1, 2)]
    cases = [case(1, "P1", exchange(1)), case(2, "P2", exchange(90))]
    told = compose(
        flags=[flag(1, "P1", "...", Reason.STRAINED)],
        cases=cases,
        held={mornings_before(NOW)[-1]: findings},
        state=QUIET,
        as_of=NOW,
        people=7,
    )
    assert told.won_back == ()


def test_the_mail_has_a_plain_twin_and_says_that_no_note_may_answer_it() -> None:
    told = report(flag(1, "Ana Petrov", "Any news?"))
    read = message_from_bytes(letter.weekly(told, ENVELOPE).as_bytes(), policy=default)
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert read["Message-ID"] == ENVELOPE.message_id
    assert read["Auto-Submitted"] == "auto-generated"
    assert "Ana" not in read["Subject"]
    plain, html = (part.get_content() for part in read.iter_parts())
    assert plain.replace("\r\n", "\n") == text.render(told)
    assert "Ana Petrov" in html


@pytest.mark.parametrize("seed", range(3))
def test_the_mail_stays_below_what_mail_programs_cut_off_whatever_is_in_it(seed: int) -> None:
    told = full([*hostile(60, seed=seed), *(n * "\U0001f4a9" for n in range(200, 400))])
    written = letter.weekly(told, ENVELOPE).as_bytes()
    assert len(written) < 100_000
    assert all(len(line) <= 998 for line in written.split(b"\r\n"))


def test_the_mail_uses_only_what_mail_programs_show() -> None:
    source = mail.render(full([f"Ana Petrov {n}" for n in range(90)]))
    for word in (
        "<svg",
        "<img",
        "display:flex",
        "display:grid",
        "position:",
        "url(",
        "data:",
        "<link",
        "var(",
    ):
        assert word not in source


def test_the_id_of_a_week_and_account_is_always_the_same_and_nobody_elses() -> None:
    def id_of(kind: str, week: str, account: str) -> str:
        return letter.message_id(kind, week, account=account, sender="dana@agency.example")

    assert id_of("weekly", "2026-W10", "dana") == id_of("weekly", "2026-W10", "dana")
    others = [("weekly", "2026-W11", "dana"), ("weekly", "2026-W10", "ines"), ("daily", "2026-W10", "dana")]
    assert len({id_of(*one) for one in [("weekly", "2026-W10", "dana"), *others]}) == 4


def test_plain_text_carries_no_sign_that_drives_a_terminal() -> None:
    told = text.render(full(hostile(300)))
    signs = {c for c in told if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")}
    assert signs <= {"\n", "\u200d"}
