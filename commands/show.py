"""`keepwarm show`: one relationship, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import WIDEST, console, day, json_value, print_json, wrapped
from commands.same_person import merged_json, merged_lines, question_json, question_lines
from domain import Merged, Question

if TYPE_CHECKING:
    from store.timeline import StageTold
    from store.views import Timeline, TimelineEntry
    from warmth.flags import Case

BARS = "▁▂▃▄▅▆▇█"
QUOTE_CHARACTERS = 160


@click.command("show")
@click.argument("who", metavar="CONTACT")
@json_option
@global_options
@pass_app
def command(app: App, *, who: str, as_json: bool) -> None:
    """One relationship: timeline, sentiment, stage with its proof, what they told you, referrals."""
    from store.accounts import own_addresses
    from store.pairs import merged, open_questions
    from store.views import find_contact, sentiment_over_time, timeline
    from warmth.flags import standings

    zone = app.settings.zone
    with app.database() as database:
        with database.read() as session:
            found = find_contact(session, who, as_of=app.now)
            assert found.id is not None
            shown = timeline(session, found.id, as_of=app.now)
            own = own_addresses(session)
            identity = Identity(
                merged(session, found.id), open_questions(session, now=app.now, contact_id=found.id)
            )
        (case,) = standings(
            database, policy=app.policy, calendars=app.calendar, as_of=app.now, contact_ids=[found.id]
        )
    feelings = sentiment_over_time(shown)
    if as_json:
        print_json({**_json(shown, case, feelings, zone, own), **identity.as_json(zone)})
        return
    out = console(app)
    lines = [*_lines(shown, case, [score for _, score in feelings], zone)]
    lines[2:2] = identity.lines(zone)  # under the addresses
    for line in lines:
        out.print(wrapped(line, min(out.width, WIDEST), hang=4), soft_wrap=True)


@dataclass(frozen=True)
class Identity:
    """What makes somebody one person: who became part of them, and who may be."""

    merged: Sequence[Merged]
    questions: Sequence[Question]

    def lines(self, zone: ZoneInfo) -> Iterator[str]:
        """For people."""
        for line in merged_lines(self.merged, lambda at: day(at, zone)):
            yield f"  {line}"
        for question in self.questions:
            yield "  Perhaps one person with somebody else:"
            yield from (f"    {line.strip()}" for line in question_lines(question))

    def as_json(self, zone: ZoneInfo) -> dict[str, Any]:
        """For machines."""
        return {
            "merged": [merged_json(one, zone) for one in self.merged],
            "same_person_questions": [question_json(one, zone) for one in self.questions],
        }


def _lines(shown: Timeline, case: Case, scores: Sequence[float], zone: ZoneInfo) -> Iterator[str]:
    contact, standing = shown.contact, case.standing
    yield f"{contact.name} (c-{contact.id})"
    yield f"  {', '.join(contact.addresses) or 'no address'}"
    stage = f", {contact.stage.value}" if contact.stage else ""
    yield f"  {contact.role.value}{stage}; {'muted' if contact.is_muted else standing.warmth.value}"
    for kind, value in shown.details:
        yield f"  {kind.value}: {value}"
    if contact.stage_evidence and contact.stage_evidence.evidence:
        proof = contact.stage_evidence
        yield f'  stage told by: "{proof.evidence}" ({day(proof.at, zone)})'
    if standing.rhythm:
        yield f"  {standing.rhythm}"
    if scores:
        yield f"  tone of what they wrote: {sparkline(scores)} (oldest to newest)"
    if standing.tone:
        yield f"  their last message: {standing.tone}"
    for finding in standing.findings:
        yield f"  open: {finding.reason.value} since {day(finding.since, zone)}: {finding.explanation}"
    if shown.stages:
        yield "Stages"
        for told in shown.stages:
            yield f"  {day(told.change.at, zone)}  {_reached(told)}"
    if shown.facts:
        yield "What they told you about the market"
        for fact in shown.facts:
            yield f'  {fact.topic.value}: "{fact.evidence}" ({day(fact.at, zone)})'
    if shown.referred:
        yield "Referrals"
        for one in shown.referred:
            said = f'"{one.evidence}" ({day(one.at, zone)})'
            yield f"  {one.referrer.name} pointed to {one.person.name}: {said}"
    yield "Timeline"
    for entry in shown.entries:
        yield f"  {day(entry.at, zone)}  {_happened(entry)}"


def _reached(told: StageTold) -> str:
    """A stage with its proof, and who told it."""
    by = "set by hand" if told.change.by_hand else f"{told.who}: {told.subject}" if told.who else ""
    said = told.change.evidence
    quoted = f', "{said}"' if said and not told.change.by_hand else f", {said}" if said != by else ""
    return told.change.stage.value + quoted.removesuffix(", ") + (f" ({by})" if by else "")


def _happened(entry: TimelineEntry) -> str:
    if entry.message is not None:
        arrow = "you wrote" if entry.message.direction.value == "outbound" else "they wrote"
        words = " ".join(entry.message.own_words.split())
        short = words if len(words) <= QUOTE_CHARACTERS else words[: QUOTE_CHARACTERS - 1] + "…"
        return f"{arrow}: {entry.message.subject} - {short}"
    if entry.meeting is not None:
        return f"meeting: {entry.meeting.summary}{' (cancelled)' if entry.meeting.is_cancelled else ''}"
    if entry.log is not None:
        return f"{entry.log.kind}: {entry.log.text}"
    if entry.stage is not None:
        return f"stage: {entry.stage.stage.value}{' (by hand)' if entry.stage.by_hand else ''}"
    return ""


def sparkline(scores: Sequence[float]) -> str:
    """Scores from -1 to 1 as a row of bars."""
    return "".join(BARS[min(len(BARS) - 1, int((score + 1) / 2 * len(BARS)))] for score in scores)


def _json(
    shown: Timeline, case: Case, feelings: Sequence[tuple[Any, float]], zone: ZoneInfo, own: frozenset[str]
) -> dict[str, Any]:
    from commands.shapes import contact, contact_id, details, message

    entries: list[dict[str, Any]] = []
    for entry in shown.entries:
        told: dict[str, Any] = {"at": json_value(entry.at, zone), "what": entry.what.value}
        if entry.message is not None:
            told["message"] = message(entry.message, zone, own)
        for name in ("meeting", "log", "stage"):
            if getattr(entry, name) is not None:
                told[name] = json_value(getattr(entry, name), zone)
        entries.append(told)
    return {
        **contact(shown.contact, case.standing, zone),
        "flags": [
            {"reason": f.reason.value, "since": json_value(f.since, zone), "explanation": f.explanation}
            for f in case.standing.findings
        ],
        "details": details(shown.details),
        "stages": [
            {**json_value(told.change, zone), "who": told.who or None, "subject": told.subject or None}
            for told in shown.stages
        ],
        "sentiment_over_time": [{"at": json_value(at, zone), "score": score} for at, score in feelings],
        "facts": [{**json_value(fact, zone), "contact": contact_id(fact.contact_id)} for fact in shown.facts],
        "referrals": [
            {
                "person": one.person.name,
                "contact": contact_id(one.person.id),
                "referrer": one.referrer.name,
                "at": json_value(one.at, zone),
                "evidence": one.evidence,
                "contacted_at": json_value(one.contacted_at, zone),
            }
            for one in shown.referred
        ],
        "timeline": entries,
    }
