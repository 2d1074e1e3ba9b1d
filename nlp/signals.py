"""What a message says that matters later: every signal, with whom it is about, its words and its time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain import (
    IN_PROCESS,
    TOOK_PLACE,
    Direction,
    Due,
    InProcess,
    Kind,
    Mention,
    Passage,
    Signal,
    SignalType,
)
from nlp.about import People
from nlp.about import people as people_of
from nlp.careers import Told, find_job_change, find_not_now, find_referrals, find_start
from nlp.dues import begun_on, due_of
from nlp.ear import Heard
from nlp.feedback import find_feedback
from nlp.interviews import find_interviews, find_prep, invited_interview
from nlp.listening import listened
from nlp.market import find_fact
from nlp.moves import find_begun, find_moved, find_plain_moves
from nlp.near_dues import come_back_on, due_near
from nlp.outcomes import find_outcomes, is_bare_yes
from nlp.plainly import find_plain
from nlp.promises import find_promise
from nlp.questions import asks, asks_for_call
from nlp.rules import rules
from nlp.second_opinion import (
    ENDINGS,
    Opinion,
    doubted,
    process_heard,
    second_opinions,
    talk_heard,
    topic_of,
)
from nlp.spoken_of import SpokenOf
from nlp.text import Doc
from nlp.utterances import Utterance, utterances

MADE_BY = "keepwarm.signals.v1"
SECOND_EAR = "keepwarm.signals.v1, second ear"

_COME_BACK = re.compile(
    r"\b(?:could|can|would|why don't) you (?:please |kindly |maybe |perhaps )?(?:ask|try|come back|"
    r"check|contact|get back|reach out|write|knock|get in touch)\b"
)
_BEYOND = ENDINGS | {SignalType.INTERVIEW_SCHEDULED}  # say more than that an application is in


@dataclass(frozen=True, slots=True)
class Found:
    """Signals, the proofs that an application is in, and words that say the two spoke or met."""

    signals: tuple[Signal, ...] = ()
    in_process: tuple[InProcess, ...] = ()
    contact_took_place: str = ""


def find_signals(
    doc: Doc, passage: Passage, mentions: Sequence[Mention], *, by_rules_alone: bool = False
) -> Found:
    """Read the own words of one message; `doc` carries its sentences, `mentions` its persons.

    `by_rules_alone` leaves out the second ear, which training and measuring want.
    """
    if not passage.kind.is_read:
        return Found()
    people = people_of(passage, mentions)
    if by_rules_alone:
        return _Reader(utterances(doc, mentions), passage, people, None).read()
    message = listened(doc, passage, mentions)
    return _Reader(message.said, passage, people, message.heard).read()


class _Reader:
    """One message being read: by rules and, where it was `heard`, by the ear.

    Rules are not asked about what the ear would take back: most mail says nothing of most types.
    """

    def __init__(
        self, said: Sequence[Utterance], passage: Passage, people: People, heard: Heard | None
    ) -> None:
        self.said, self.passage, self.people, self.heard = said, passage, people, heard
        self.unthinkable = doubted(heard) if heard is not None else frozenset[str]()
        self.inbound = passage.direction is Direction.INBOUND
        self.may_ask_for_call = self.inbound and self._may_say(SignalType.CALL_REQUEST)
        self.may_end = self._may_say(*ENDINGS)
        self.plain: set[tuple[SignalType, int]] = set()  # told in so many words, by their sentence
        self.may_promise = self._may_say(SignalType.PROMISE)
        self.may_set_interview = self._may_say(SignalType.INTERVIEW_SCHEDULED)
        self.may_move = self._may_say(SignalType.JOB_CHANGE, SignalType.STARTED)
        self.may_wait = self.inbound and self._may_say(SignalType.NOT_NOW)
        self.may_teach = self.inbound and self._may_say(SignalType.MARKET_FACT)
        self.may_be_in_process = self._may_say(IN_PROCESS)
        self.may_have_met = self._may_say(TOOK_PLACE)
        self.around = SpokenOf(said, passage.subject)

    def read(self) -> Found:
        """What the rules find and what the ear hears beside."""
        signals: list[Signal] = []
        processes: list[InProcess] = []
        took_place = ""
        for utterance in self.said:
            found = list(self._of_sentence(utterance))
            signals += found
            if self.may_have_met and not took_place and not utterance.low.rstrip().endswith("?"):
                match = rules("talk")["contact_took_place"].find(utterance.low)
                took_place = utterance.text if match is not None else ""
            process = self._process(utterance) if self.may_be_in_process else None
            if process is not None and not any(s.type in _BEYOND for s in found):
                processes.append(process)
        signals += self._of_message(signals)
        if self.heard is not None:
            signals = self._with_second_ear(signals, self.heard)
            processes = processes or process_heard(self.said, self.people, self.heard)
            took_place = took_place or talk_heard(self.said, self.heard)
        return Found(tuple(self._settled(signals)), tuple(processes), took_place)

    # ------------------------------------------------------------------ sentence by sentence

    def _may_say(self, *kinds: str) -> bool:
        return not self.unthinkable.issuperset(kinds)

    def _of_sentence(self, utterance: Utterance) -> Iterator[Signal]:
        call = asks_for_call(utterance) if self.may_ask_for_call else None
        is_question = asks(utterance)
        if call is not None:
            due = self._near(SignalType.CALL_REQUEST, utterance)
            yield self._signal(SignalType.CALL_REQUEST, utterance, due=due)
        elif is_question:
            yield self._signal(SignalType.QUESTION, utterance, about=self._spoken_to(utterance))
        yield from self._outcomes(utterance, is_question)
        if self.may_promise and (not is_question or utterance.low.count(".") > 1):
            yield from self._promise(utterance)
        if self.may_set_interview:
            for item in find_interviews(utterance, self.people, anchor=self.passage.date, around=self.around):
                yield self._signal(SignalType.INTERVIEW_SCHEDULED, utterance, about=item.about, due=item.due)
        yield from self._career(utterance, is_question)
        if self.may_teach:
            fact = find_fact(utterance, is_question=is_question)
            if fact is not None:
                yield replace(self._signal(SignalType.MARKET_FACT, utterance), topic=fact[0], value=fact[1])

    def _outcomes(self, utterance: Utterance, is_question: bool) -> Iterator[Signal]:
        if is_question and utterance.low.rstrip().endswith("?"):
            return
        if self.may_end:
            found = list(find_outcomes(utterance, self.people, around=self.around))
        else:
            found = find_plain(utterance, self.people)
        self.plain |= {(outcome.type, utterance.start) for outcome in found if outcome.is_plain}
        for outcome in found:
            yield self._signal(outcome.type, utterance, about=outcome.about)
        if self.may_end and not found and self.inbound and is_bare_yes(utterance, self.passage.subject):
            yield self._signal(SignalType.OFFER_ACCEPTED, utterance)

    def _promise(self, utterance: Utterance) -> Iterator[Signal]:
        promise = find_promise(utterance)
        if promise is None:
            return
        due = due_of(
            utterance.text,
            anchor=self.passage.date,
            prefer="promise",
            told_at=promise.start,
            earlier=self.passage.text[: utterance.start],
        )
        yield replace(
            self._signal(SignalType.PROMISE, utterance, due=due),
            is_call=promise.is_call,
            is_conditional=promise.is_conditional and due is None,
        )

    def _career(self, utterance: Utterance, is_question: bool) -> Iterator[Signal]:
        moves = {s.type: s for s in self._moves(utterance)} if self.may_move else {}
        for kind, told in find_plain_moves(utterance, self.people, anchor=self.passage.date):
            self.plain.add((kind, utterance.start))
            moves.setdefault(kind, self._told(kind, utterance, told))
        yield from moves.values()
        if self.may_wait and (not is_question or _COME_BACK.search(utterance.low)):
            later = find_not_now(utterance, anchor=self.passage.date)
            if later is not None:
                due = self._come_back(utterance, later.due)
                yield self._told(SignalType.NOT_NOW, utterance, replace(later, due=due))

    def _moves(self, utterance: Utterance) -> Iterator[Signal]:
        changed = find_job_change(utterance, self.people)
        start = None if changed else find_start(utterance, self.people, anchor=self.passage.date)
        changed = changed or (None if start else find_moved(utterance, self.people))
        start = start or find_begun(utterance, self.people, anchor=self.passage.date)
        if changed is not None:
            yield self._told(SignalType.JOB_CHANGE, utterance, changed)
        if start is not None:
            due = self._start(utterance, start.due)
            yield self._told(SignalType.STARTED, utterance, replace(start, due=due))

    def _process(self, utterance: Utterance) -> InProcess | None:
        if utterance.low.rstrip().endswith("?") and " my " not in utterance.low:
            return None
        match = rules("talk")["in_process"].find(utterance.low)
        match = match or rules("process")["in_process"].find(utterance.low)
        if match is None:
            return None
        inside = self.people.within(utterance.start + match.start(), utterance.start + match.end())
        about = inside[0].text if inside and not re.search(r"\b(?:you|your|me|my)\b", match.group()) else None
        pronoun = re.search(r"\b(?:he|she|his|her|him)\b", match.group())
        if about is None and pronoun:
            about = self.people.third(
                utterance, (match.start() + pronoun.start(), match.start() + pronoun.end())
            )
        return InProcess(utterance.text, about)

    # ------------------------------------------------------------------ the message as a whole

    def _of_message(self, signals: Sequence[Signal]) -> Iterator[Signal]:
        types = {s.type for s in signals}
        words = invited_interview(self.passage)
        if words is not None and SignalType.INTERVIEW_SCHEDULED not in types:
            about = self.people.in_subject() if self.inbound else None
            at = self.passage.text.find(words)
            yield Signal(
                SignalType.INTERVIEW_SCHEDULED,
                words,
                at,
                at + len(words) if at >= 0 else -1,
                about,
                made_by=MADE_BY,
            )
        if self.inbound:
            if self._may_say(SignalType.REFERRAL):
                for utterance, told in find_referrals(self.said, self.people):
                    yield self._told(SignalType.REFERRAL, utterance, told)
            return
        if not self._may_say(SignalType.FEEDBACK_GIVEN, SignalType.INTERVIEW_PREP):
            return
        refused = [s for s in signals if s.type is SignalType.NOT_SELECTED and s.about is None]
        feedback = self._feedback(refused) or find_feedback(
            self.said,
            says_no={s.start for s in refused},
            good_news=bool(types & {SignalType.OFFER_MADE, SignalType.INTERVIEW_SCHEDULED}),
        )
        if feedback is not None:
            yield self._signal(SignalType.FEEDBACK_GIVEN, feedback)
        elif not types & {SignalType.OFFER_MADE, SignalType.NOT_SELECTED, SignalType.STARTED}:
            prep = find_prep(self.said, self.passage)
            if prep is not None:
                yield self._signal(SignalType.INTERVIEW_PREP, self.said[prep[0]])

    def _with_second_ear(self, signals: Sequence[Signal], heard: Heard) -> list[Signal]:
        """The rules' signals less what is doubted, and what is heard beside; an asked call is no question."""
        kept = [s for s in signals if s.type not in self.unthinkable or (s.type, s.start) in self.plain]
        opinions = second_opinions(self.said, self.people, {s.type for s in kept}, heard)
        for opinion in opinions:
            if opinion.type is SignalType.CALL_REQUEST:
                at = opinion.utterance.start
                kept = [s for s in kept if s.type is not SignalType.QUESTION or s.start != at]
            kept += self._heard(opinion)
        return kept

    def _heard(self, heard: Opinion) -> Iterator[Signal]:
        """The signal of an opinion, its time read as a rule's would be."""
        kind, utterance, low = heard.type, heard.utterance, heard.utterance.low
        signal = replace(self._signal(kind, utterance, about=heard.about), made_by=SECOND_EAR)
        if kind is SignalType.MARKET_FACT:
            yield replace(signal, topic=topic_of(low), value=utterance.text)
        elif kind is SignalType.PROMISE:
            due = self._near(kind, utterance)
            is_call = re.search(r"\b(?:call|ring|phone)\b", low) is not None
            yield replace(signal, due=due, is_call=is_call)
        elif kind is SignalType.CALL_REQUEST:
            yield replace(signal, due=self._near(kind, utterance))
        elif kind is SignalType.STARTED:
            due = self._start(utterance, None)
            yield replace(signal, due=due)
        elif kind is SignalType.NOT_NOW:
            yield replace(signal, due=self._come_back(utterance, None))
        elif kind is SignalType.INTERVIEW_SCHEDULED:
            due = self._near(kind, utterance)
            if due is not None:  # nobody can be prepared for an interview without its time
                yield replace(signal, due=due)
        else:
            yield signal

    def _feedback(self, refused: Sequence[Signal]) -> Utterance | None:
        """The sentence that explains a no; without a no in this mail it must say so itself."""
        table = rules("feedback")
        if refused:
            for utterance in self.said:
                if table["explicit"].find(utterance.low) is not None:
                    return utterance
            return None
        explained = [u for u in self.said if table["explicit"].find(u.low) is not None]
        if any("feedback" in u.low for u in explained) and (
            len(explained) > 1 or len(explained[0].text) > 60
        ):
            return explained[0]
        return None

    def _settled(self, signals: Sequence[Signal]) -> Iterator[Signal]:
        """One signal of a type and person a sentence; an ending told twice is told once."""
        seen: set[tuple[object, ...]] = set()
        types = {s.type for s in signals}
        refusals = {s.start for s in signals if s.type is SignalType.NOT_SELECTED}
        for signal in signals:
            if signal.type is SignalType.NOT_NOW and (
                SignalType.OFFER_ACCEPTED in types or signal.start in refusals
            ):
                continue  # who takes a job, or turns somebody down, puts nothing off
            if (
                signal.type is SignalType.STARTED
                and SignalType.OFFER_MADE in types
                and SignalType.OFFER_ACCEPTED not in types
            ):
                continue  # the start that an offer names is not agreed yet
            key = (signal.type, signal.about, signal.start)
            if key not in seen:
                seen.add(key)
                yield signal

    # ------------------------------------------------------------------ making signals

    def _signal(
        self, kind: SignalType, utterance: Utterance, *, about: str | None = None, due: Due | None = None
    ) -> Signal:
        return Signal(kind, utterance.text, utterance.start, utterance.end, about, due, made_by=MADE_BY)

    def _told(self, kind: SignalType, utterance: Utterance, told: Told) -> Signal:
        return self._signal(kind, utterance, about=told.about, due=told.due)

    def _near(self, kind: SignalType, utterance: Utterance) -> Due | None:
        at = self.said.index(utterance)
        return due_near(kind, self.said, at, anchor=self.passage.date, text=self.passage.text)

    def _start(self, utterance: Utterance, own: Due | None) -> Due | None:
        """The first day in the job: on "day two" it is another one than the day named."""
        today = self.passage.date.date()
        counted = begun_on(utterance.low, anchor=self.passage.date)
        own = own or self._near(SignalType.STARTED, utterance)
        return counted if counted is not None and own in (None, today) else own

    def _come_back(self, utterance: Utterance, own: Due | None) -> Due | None:
        return come_back_on(self.said, self.said.index(utterance), anchor=self.passage.date, own=own)

    def _spoken_to(self, utterance: Utterance) -> str | None:
        """In mail to several people a paragraph may turn to one of them by name."""
        if self.inbound or len(self.passage.addressees) < 2:
            return None
        line = self.passage.text.rfind("\n", 0, utterance.start) + 1
        first = next(
            (m for m in (*self.people.addressed, *self.people.others) if line <= m.start < line + 3), None
        )
        if first is None:
            return None
        own = {w.lower() for w in self.passage.addressees[0].split()}
        return None if first.text.split()[0].lower() in own else first.text


__all__ = ["Found", "Kind", "find_signals"]
