"""The words that text, page and mail share: reasons, dates and counts as a recruiter says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from contacts.names import called
from domain import Contact, Evidence, Reason, Role, Stage, Urgency, WaitingOn
from reports.harmless import safe, short
from warmth.wording import MONTHS, WEEKDAYS, several

if TYPE_CHECKING:
    from reports.model import MailboxState, Newcomer, Person, Sleeper, UnreadMailbox, WeeklyReport

NAME, SENTENCE, QUOTE, SUBJECT = 60, 320, 280, 90  # the most characters of each that are shown
CLEARLY = 0.25  # from this score on a tone is more than even

REASONS = {
    Reason.REPLY_OWED: "You owe a reply",
    Reason.CALL_OWED: "You owe a call",
    Reason.PROMISE_OVERDUE: "A promise is overdue",
    Reason.PREP_OWED: "Interview ahead, no preparation yet",
    Reason.FEEDBACK_OWED: "You owe feedback",
    Reason.CHECK_IN_DUE: "A check-in is due",
    Reason.STRAINED: "Sounds strained",
    Reason.SECOND_LOOK: "Worth going back to",
    Reason.REFERRAL_OPEN: "A referral nobody has written to",
    Reason.GOING_COLD: "Going cold",
}
# What the week holds, in the words after a number.
_HOLDS = {
    Reason.REPLY_OWED: ("reply", "replies"),
    Reason.CALL_OWED: ("call", "calls"),
    Reason.PROMISE_OVERDUE: ("promise", "promises"),
    Reason.PREP_OWED: ("interview to prepare", "interviews to prepare"),
    Reason.FEEDBACK_OWED: ("feedback", "feedbacks"),
    Reason.CHECK_IN_DUE: ("check-in", "check-ins"),
    Reason.STRAINED: ("worry", "worries"),
    Reason.SECOND_LOOK: ("second look", "second looks"),
    Reason.REFERRAL_OPEN: ("referral", "referrals"),
    Reason.GOING_COLD: ("going cold", "going cold"),
}

URGENCY = {Urgency.NOW: "now", Urgency.SOON: "soon", Urgency.NORMAL: "this week"}
WAITING = {
    WaitingOn.RECRUITER: "waiting on you",
    WaitingOn.CONTACT: "waiting on them",
    WaitingOn.NOBODY: "waiting on nobody",
}


def day(at: date | datetime, zone: ZoneInfo) -> str:
    """'Mon 2 Mar 2026'."""
    local = at.astimezone(zone) if isinstance(at, datetime) else at
    return f"{WEEKDAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]} {local.year}"


def on(at: date | datetime, report: WeeklyReport) -> str:
    """'Mon 2 Mar', with the year where it is not the report's own."""
    told = day(at, report.zone)
    return told.removesuffix(f" {report.as_of.year}")


def short_day(at: date) -> str:
    """'2 Mar'."""
    return f"{at.day} {MONTHS[at.month - 1][:3]}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """'Mon 2 Mar 2026, 09:00'."""
    local = at.astimezone(zone)
    return f"{day(local, zone)}, {local:%H:%M}"


def span(report: WeeklyReport) -> str:
    """'2 to 8 March 2026'."""
    first, last = report.monday, report.monday + timedelta(days=6)
    begun = f"{first.day}" + ("" if first.month == last.month else f" {MONTHS[first.month - 1]}")
    begun += "" if first.year == last.year else f" {first.year}"
    return f"{begun} to {last.day} {MONTHS[last.month - 1]} {last.year}"


def name(contact: Contact) -> str:
    """How the person is called; their address where no name is known."""
    return short(contact.name, NAME) or short(next(iter(contact.addresses), ""), NAME) or "somebody"


def first_name(contact: Contact) -> str:
    """By which name a button calls them."""
    return short(called(contact.name) or "them", 24)


def sentence(text: str) -> str:
    """An explanation, however long the names in it are."""
    return short(text, SENTENCE)


def step(person: Person) -> tuple[str, str]:
    """The next step, and the command in it, which is not to be broken between lines; empty where none is."""
    said, command, rest = person.next_step.partition("keepwarm ")
    return sentence(said), short(f"{command}{rest}", 48) if command else ""


def quotes(person: Person, most: int) -> list[list[Evidence]]:
    """For each flag the words that prove it, the newest `most`; what proves two flags is shown once."""
    seen, found = set(), []
    for flag in person.flags:
        shown = [p for p in flag.finding.evidence[-most:] if p.quote and (p.date, p.quote) not in seen]
        seen |= {(proof.date, proof.quote) for proof in shown}
        found.append(shown)
    return found


def quote(text: str) -> str:
    """The words that prove it."""
    return short(text, QUOTE)


def subject(text: str) -> str:
    """The subject of a mail."""
    return short(text, SUBJECT) or "no subject"


def standing_of(contact: Contact) -> str:
    """'candidate, interviewing'; empty for somebody without a record."""
    if contact.id is None:
        return "not in your contacts yet"
    if contact.role is Role.CANDIDATE and contact.stage is not None:
        return f"candidate, {stage(contact.stage)}"
    return contact.role.value


def stage(value: Stage) -> str:
    """A stage for people: 'in process'."""
    return value.value.replace("_", " ")


def last_words(person: Person, report: WeeklyReport) -> str:
    """The two last dates."""
    they = (
        f"They last wrote {on(person.they_wrote, report)}" if person.they_wrote else "They have not written"
    )
    you = f"you last wrote {on(person.you_wrote, report)}" if person.you_wrote else "you have not written"
    return f"{they}; {you}."


def rhythm(person: Person) -> str:
    """What is usual between the two, and the tone where it is not; a sentence or two, or empty."""
    told = [short(person.rhythm, SENTENCE // 2), f"their last mail is {short(person.tone, SENTENCE // 2)}"]
    said = told if person.tone else told[:1]
    return " ".join(f"{one[0].upper()}{one[1:]}." for one in said if one)


def strip_told(person: Person) -> str:
    """What the strip shows, for whoever cannot see it."""
    they = sum(mark.direction.value == "inbound" for mark in person.strip)
    you = len(person.strip) - they
    told = f"In the last half year they wrote on {count(they, 'day')}, you on {count(you, 'day')}"
    if not person.feelings:
        return f"{told}."
    recent = [feeling.score for feeling in sorted(person.feelings, key=lambda f: f.on)[-3:]]
    mean = sum(recent) / len(recent)
    last = "last message" if len(recent) == 1 else f"last {len(recent)} messages"
    return f"{told}; the tone of their {last} is {tone(mean)}."


def tone(score: float) -> str:
    """A score from -1 to 1 in a word."""
    return "good" if score >= CLEARLY else "low" if score <= -CLEARLY else "even"


def newcomer(one: Newcomer, report: WeeklyReport) -> str:
    """'candidate, lead; wrote to you Mon 2 Mar'."""
    who = "wrote to you" if one.wrote_first else "you wrote to them"
    return f"{standing_of(one.contact)}; {who} {on(one.met, report)}"


def sleeper(one: Sleeper, report: WeeklyReport) -> str:
    """'client; 41 times in touch, last Mon 2 Mar 2025'."""
    return f"{standing_of(one.contact)}; {count(one.touches, 'time')} in touch, last {on(one.last, report)}"


def reasons(of: Sequence[Reason]) -> str:
    """Reasons in a row: 'you owe a reply and going cold'."""
    return several([REASONS[reason].lower() for reason in of])


def count(number: int, noun: str) -> str:
    """'1 person', '3 people'."""
    plurals = {"person": "people"}
    return f"{number:,} {noun if number == 1 else plurals.get(noun, noun + 's')}"


def state(of: MailboxState, zone: ZoneInfo) -> str:
    """How the mail is read, in a few sentences."""
    read = (
        f"Mail last read {moment(of.last_read, zone)}." if of.last_read else "No mailbox is being read yet."
    )
    told = [read, f"{count(of.messages, 'message')} stored."]
    if of.quarantined:
        told.append(f"{count(of.quarantined, 'message')} could not be read (keepwarm quarantine list).")
    if of.missing:
        told.append(f"{count(of.missing, 'message')} the server did not hand over; they are asked for again.")
    if of.waiting:
        told.append(f"The words of {count(of.waiting, 'message')} are still to be read.")
    return " ".join(told)


def unread(of: UnreadMailbox, zone: ZoneInfo) -> str:
    """A mailbox that the report knows nothing new of, and the mend."""
    since = f"since {moment(of.since, zone)}" if of.since else "yet"
    mend = f"sign-in needed: keepwarm login {of.name}" if of.needs_sign_in else "keepwarm check says why"
    return f"The mailbox {safe(of.name)} has not been read {since}, so people may be missing here; {mend}."


def headline(report: WeeklyReport) -> str:
    """The report in one line."""
    number = report.needed
    if not number:
        return "Nobody is waiting for you."
    return f"{count(number, 'person')} {'needs' if number == 1 else 'need'} you this week."


def holds(report: WeeklyReport) -> str:
    """What the week holds: '2 replies, 1 call, 1 going cold'; empty where nothing does."""
    flags = [flag for person in report.people for flag in person.flags] + list(report.also)
    counts = Counter(flag.finding.reason for flag in flags)
    return ", ".join(
        f"{counts[reason]} {words[counts[reason] > 1]}" for reason, words in _HOLDS.items() if counts[reason]
    )
