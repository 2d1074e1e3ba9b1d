"""The words that text and page share: reasons, dates and counts as a recruiter says them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import Contact, Reason, Role, Stage, Urgency, WaitingOn
from reports.weekly import MailboxState, Person, UnreadMailbox, WeeklyReport

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

URGENCY = {Urgency.NOW: "now", Urgency.SOON: "soon", Urgency.NORMAL: "this week"}
WAITING = {
    WaitingOn.RECRUITER: "waiting on you",
    WaitingOn.CONTACT: "waiting on them",
    WaitingOn.NOBODY: "waiting on nobody",
}


def day(at: date | datetime, zone: ZoneInfo) -> str:
    """'Mon 2 Mar 2026'."""
    local = at.astimezone(zone) if isinstance(at, datetime) else at
    return f"{local:%a} {local.day} {local:%b %Y}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """'Mon 2 Mar 2026, 09:00'."""
    local = at.astimezone(zone)
    return f"{day(local, zone)}, {local:%H:%M}"


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


def last_words(person: Person, zone: ZoneInfo) -> str:
    """The two last dates."""
    they = f"They last wrote {day(person.they_wrote, zone)}" if person.they_wrote else "They have not written"
    you = f"you last wrote {day(person.you_wrote, zone)}" if person.you_wrote else "you have not written"
    return f"{they}; {you}."


def count(number: int, noun: str) -> str:
    """'1 person', '3 people'."""
    plurals = {"person": "people"}
    return f"{number} {noun if number == 1 else plurals.get(noun, noun + 's')}"


def state(of: MailboxState, zone: ZoneInfo) -> str:
    """How the mail is read, in a sentence or two."""
    read = (
        f"Mail last read {moment(of.last_read, zone)}." if of.last_read else "No mailbox is being read yet."
    )
    held = f" {count(of.quarantined, 'message')} could not be read." if of.quarantined else ""
    return f"{read} {count(of.messages, 'message')} stored.{held}"


def unread(of: UnreadMailbox, zone: ZoneInfo) -> str:
    """A mailbox that the report knows nothing new of, and the mend."""
    since = f"since {moment(of.since, zone)}" if of.since else "yet"
    mend = f"sign-in needed: keepwarm login {of.name}" if of.needs_sign_in else "keepwarm check says why"
    return f"The mailbox {of.name} has not been read {since}, so people may be missing here; {mend}."


def headline(report: WeeklyReport) -> str:
    """The report in one line."""
    number = len(report.people) + len({f.finding.contact.name for f in report.also})
    if not number:
        return "Nobody is waiting for you."
    return f"{count(number, 'person')} {'needs' if number == 1 else 'need'} you this week."
