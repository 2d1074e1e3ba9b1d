"""What stands on the screen, as text with styles: mail text is only ever text, never markup."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual.content import Content

from domain import Flag, FlagState, Question, Reason
from reports import words
from reports.harmless import safe, safe_block
from reports.steps import next_step
from review import questions
from review.beside import Beside, Shown

SHORT_REASONS = {
    Reason.REPLY_OWED: "reply owed",
    Reason.CALL_OWED: "call owed",
    Reason.PROMISE_OVERDUE: "promise overdue",
    Reason.PREP_OWED: "prep owed",
    Reason.FEEDBACK_OWED: "feedback owed",
    Reason.CHECK_IN_DUE: "check-in due",
    Reason.STRAINED: "strained",
    Reason.SECOND_LOOK: "second look",
    Reason.REFERRAL_OPEN: "referral open",
    Reason.GOING_COLD: "going cold",
}
URGENCY_STYLES = {"now": "bold $text-error", "soon": "bold $text-warning", "this week": "dim"}
MUTED, HEAD, MARKED = "dim", "bold $text-primary", "bold $foreground on $warning-muted"
MARKS = ("»", "«")  # the proof is never told by colour alone
FOLDED = 60  # characters of a folded message


def row(item: Flag | Question, zone: ZoneInfo, *, is_chosen: bool = False) -> Content:
    """A flag in the list: who, and beneath it why and how soon; or a question."""
    pointer = "> " if is_chosen else "  "
    if isinstance(item, Question):
        names = f"{safe(item.one.name)}, {safe(item.other.name)}"
        return Content.assemble((f"{pointer}{names}", "bold"), ("\n  question  one person?", MUTED))
    finding = item.finding
    urgency = words.URGENCY[finding.urgency]
    since = finding.since.astimezone(zone)
    return Content.assemble(
        (f"{pointer}{safe(finding.contact.name)}", "bold"),
        "\n  ",
        (urgency, URGENCY_STYLES[urgency]),
        (f"  {SHORT_REASONS[finding.reason]}, {since.day} {since:%b}", MUTED),
    )


def question(asked: Question) -> Content:
    """Whether two are one person, with what speaks for it."""
    first, _, rest = questions.describe(asked).partition("\n")
    return Content.assemble((first, HEAD), "\n", safe_block(rest))


def head(flag: Flag, zone: ZoneInfo) -> Content:
    """The flag in full: why, since when, whose turn it is, and what to do."""
    finding = flag.finding
    state = "" if flag.state is FlagState.OPEN else f" ({flag.state.value})"
    return Content.assemble(
        (f"{safe(finding.contact.name)}{state}", HEAD),
        (f"  f-{flag.id}\n", MUTED),
        (words.REASONS[finding.reason], "bold"),
        f" - {words.URGENCY[finding.urgency]}, since {words.day(finding.since, zone)}, "
        f"{words.WAITING[finding.waiting_on]}\n",
        f"{safe(finding.explanation)}\n",
        ("Next: ", "bold"),
        safe(next_step(finding.reason, finding.contact)),
    )


def facts(of: Beside, *, brief: bool) -> Content:
    """What is known of the relationship; where there is little room, the first of it."""
    return Content.styled("\n".join(of.facts if brief else (*of.facts, *of.more)), MUTED)


def thread(of: Beside, zone: ZoneInfo, *, unfolded: bool) -> Content:
    """The thread, newest first, with what proves the flag marked; the rest is folded to a line each."""
    parts: list[Content] = [Content.styled(of.subject or "(no subject)", HEAD)]
    has_proof = any(shown.is_proof for shown in of.messages)
    for number, shown in enumerate(reversed(of.messages)):
        is_open = unfolded or (shown.is_proof if has_proof else number == 0)
        parts.append(_message(shown, zone) if is_open else _folded(shown, zone))
    if of.left_out:
        parts.append(Content.styled("Older messages are left out; keepwarm messages shows them.", MUTED))
    if not of.messages:
        parts.append(Content.styled("No mail with them is on file.", MUTED))
    return Content("\n").join(parts)


def _message(shown: Shown, zone: ZoneInfo) -> Content:
    when = words.moment(shown.message.date, zone)
    parts: list[Content | str | tuple[str, str]] = [(shown.author, "bold"), (f", {when}", MUTED)]
    if shown.is_proof:
        parts += ["  ", ("proof", MARKED)]
    parts.append("\n")
    at = 0
    for start, end in shown.marks:
        parts += [shown.text[at:start], (f"{MARKS[0]}{shown.text[start:end]}{MARKS[1]}", MARKED)]
        at = end
    parts.append(shown.text[at:])
    if not shown.text:
        parts.append(("No words are kept of this message.", MUTED))
    parts += [(f"\n{MARKS[0]}{quote}{MARKS[1]}", MARKED) for quote in shown.quotes]
    if shown.left_out:
        parts.append((f"\n... {shown.left_out} more characters", MUTED))
    return Content.assemble("\n", *parts, "\n")


def _folded(shown: Shown, zone: ZoneInfo) -> Content:
    line = " ".join(shown.text.split())
    short = line if len(line) <= FOLDED else f"{line[: FOLDED - 1]}…"
    return Content.assemble(
        ("+ ", "bold"),
        (f"{shown.author}, {words.day(shown.message.date, zone)}: ", MUTED),
        (short or "no words", MUTED),
    )
