"""On which side somebody stands who is not in the address book: evidence weighed, with its words.

Pure. Nothing said leaves a person `other`: that raises no flags, so a doubt costs nothing but silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log1p

from contacts.addresses import is_private_domain, organisation, split_address
from contacts.cues import Cues, has_hiring_title, is_cv_file, read_cues
from contacts.names import fold
from domain import Role, SignalType

DECIDED_AT = 2.5  # so much evidence, and more than for the other side, decides
DECIDED_PRIVATELY_AT = 1.5  # the same for somebody who writes from a private mailbox
BOTH_AT = 6.0  # so much for either side makes both

CANDIDATE_SIGNALS = frozenset({
    SignalType.INTERVIEW_SCHEDULED,
    SignalType.INTERVIEW_PREP,
    SignalType.OFFER_MADE,
    SignalType.OFFER_ACCEPTED,
    SignalType.OFFER_DECLINED,
    SignalType.WITHDREW,
    SignalType.NOT_SELECTED,
    SignalType.FEEDBACK_GIVEN,
    SignalType.STARTED,
})  # fmt: skip

# What a signal about themselves, without another's name, says when they write it or are written it.
_OWN_SIGNALS = {
    SignalType.WITHDREW: 3.0,
    SignalType.OFFER_ACCEPTED: 2.5,
    SignalType.OFFER_DECLINED: 2.5,
    SignalType.STARTED: 2.5,
    SignalType.NOT_NOW: 3.0,
    SignalType.JOB_CHANGE: 1.0,
    SignalType.INTERVIEW_SCHEDULED: 1.0,
}
_TOLD_SIGNALS = {
    SignalType.INTERVIEW_PREP: 3.0,
    SignalType.FEEDBACK_GIVEN: 2.5,
    SignalType.OFFER_MADE: 2.0,
    SignalType.NOT_SELECTED: 2.0,
    SignalType.INTERVIEW_SCHEDULED: 1.0,
    SignalType.STARTED: 1.0,
}
# What a candidate's signal about somebody else says of the one who writes it.
_OF_OTHERS = {
    SignalType.NOT_SELECTED: 3.0,
    SignalType.OFFER_MADE: 3.0,
    SignalType.INTERVIEW_SCHEDULED: 2.5,
    SignalType.FEEDBACK_GIVEN: 2.0,
    SignalType.STARTED: 1.5,
}
_TOLD_OF_OTHERS = {
    SignalType.OFFER_ACCEPTED: 2.0,
    SignalType.OFFER_DECLINED: 2.0,
    SignalType.WITHDREW: 2.0,
    SignalType.INTERVIEW_SCHEDULED: 2.0,
}


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A signal of a message, and whether it is about a third person."""

    type: SignalType
    is_of_another: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """One personal message between recruiter and contact."""

    by_contact: bool
    text: str
    address: str = ""  # theirs, in this message
    subject: str = ""
    signature: str = ""
    attachments: tuple[str, ...] = ()
    signals: tuple[SaidOf, ...] = ()
    is_application_in: bool = False  # words of `in_process` about the contact
    speaks_of_candidate: bool = False  # names a candidate on record who is not among the addressees


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the person's surroundings. Organisations are registered domains."""

    addresses: tuple[str, ...] = ()
    own_organisations: frozenset[str] = frozenset()
    client_organisations: frozenset[str] = frozenset()
    candidate_domains: frozenset[str] = frozenset()
    told_by_others: tuple[SignalType, ...] = ()  # candidate's signals about them in mail between others
    was_referred: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The role shown, a second one where both hold, how much spoke for it and the words that did."""

    role: Role
    also: Role | None
    score: float
    why: str


class _Scale:
    """Evidence for one side; the same words in ten mails count less than ten times."""

    def __init__(self) -> None:
        self._weights: dict[str, list[float]] = {}

    def put(self, weight: float, words: str) -> None:
        self._weights.setdefault(words, []).append(weight)

    @property
    def total(self) -> float:
        return sum(max(weights) * (1 + 0.5 * log1p(len(weights) - 1)) for weights in self._weights.values())

    @property
    def why(self) -> str:
        best = sorted(self._weights.items(), key=lambda item: -max(item[1]))[:3]
        return "; ".join(words for words, _ in best)


def judge_role(heard: Sequence[Heard], known: Known) -> Verdict:
    """The role that the evidence tells; both where one address tells one side, and another the other."""
    found = _judge(heard, known)
    if len(known.addresses) < 2 or found.also is not None or found.role is Role.COLLEAGUE:
        return found
    each = {}
    for address in known.addresses:
        alone = replace(known, addresses=(address,), told_by_others=(), was_referred=False)
        verdict = _judge([one for one in heard if one.address == address], alone)
        each[verdict.role] = verdict
    if Role.CANDIDATE not in each or Role.CLIENT not in each:
        return found
    first = found.role if found.role is Role.CLIENT else Role.CANDIDATE
    also = Role.CANDIDATE if first is Role.CLIENT else Role.CLIENT
    why = f"{each[first].why}; from another address: {each[also].why}"
    return Verdict(first, also, min(each[first].score, each[also].score), why)


def _judge(heard: Sequence[Heard], known: Known) -> Verdict:
    candidate, client = _Scale(), _Scale()
    for message in heard:
        _weigh_message(message, candidate, client)
    domains = [split_address(address)[1] for address in known.addresses]
    is_private = any(is_private_domain(d) or d in known.candidate_domains for d in domains if d)
    organisations = {organisation(d) for d in domains if d and not is_private_domain(d)}
    if not is_private:
        _weigh_office(heard, domains, client)
    for signal in known.told_by_others:
        candidate.put(3.0, f"{signal.value.replace('_', ' ')} was told about them")
    if known.was_referred:
        candidate.put(3.0, "was referred")
    if organisations & known.own_organisations:
        if client.total >= 2 * DECIDED_AT and client.total > candidate.total:
            return Verdict(Role.CLIENT, None, client.total, f"in-house, {client.why}")
        return Verdict(Role.COLLEAGUE, None, 4.0, "shares the recruiter's organisation")
    if organisations & known.client_organisations:
        client.put(2.5, "shares a client's organisation")
    if is_private and heard:
        candidate.put(1.0, "has a private mailbox")
        if _is_two_way(heard) and any(_cues(message).is_of_work for message in heard):
            candidate.put(0.5, "both write of work")
    return _decide(candidate, client, is_private=is_private)


def _decide(candidate: _Scale, client: _Scale, *, is_private: bool) -> Verdict:
    for_candidate, for_client = candidate.total, client.total
    if for_candidate >= BOTH_AT and for_client >= BOTH_AT and 0.5 < for_candidate / for_client < 2:
        first, second = (
            (Role.CANDIDATE, Role.CLIENT) if for_candidate >= for_client else (Role.CLIENT, Role.CANDIDATE)
        )
        return Verdict(first, second, min(for_candidate, for_client), f"{candidate.why}; {client.why}")
    enough = DECIDED_PRIVATELY_AT if is_private else DECIDED_AT
    if for_candidate >= enough and for_candidate > for_client:
        return Verdict(Role.CANDIDATE, None, for_candidate, candidate.why)
    if for_client >= DECIDED_AT and for_client > for_candidate:
        return Verdict(Role.CLIENT, None, for_client, client.why)
    return Verdict(Role.OTHER, None, 0.0, "")


def _is_two_way(heard: Sequence[Heard]) -> bool:
    return len({message.by_contact for message in heard}) == 2


def _weigh_office(heard: Sequence[Heard], domains: Sequence[str], client: _Scale) -> None:
    """What only counts for somebody who writes from a firm."""
    labels = {organisation(domain).partition(".")[0].replace("-", "") for domain in domains if domain}
    for message in heard:
        if not message.by_contact:
            continue
        signed = "".join(c for c in fold(message.signature[:600]) if c.isalnum())
        if _is_two_way(heard) and any(len(label) > 3 and label in signed for label in labels):
            client.put(0.5, "signs for the firm they write from")
        if message.speaks_of_candidate:
            client.put(1.5, "speaks of a candidate")


def _cues(message: Heard) -> Cues:
    return read_cues(f"{message.subject}\n{message.text}", by_contact=message.by_contact)


def _weigh_message(message: Heard, candidate: _Scale, client: _Scale) -> None:
    cues = _cues(message)
    for cue in cues.for_candidate:
        candidate.put(cue.weight, cue.words)
    for cue in cues.for_client:
        client.put(cue.weight, cue.words)
    for cue in cues.of_seller:
        client.put(-cue.weight, cue.words)
    own = _OWN_SIGNALS if message.by_contact else _TOLD_SIGNALS
    others = _OF_OTHERS if message.by_contact else _TOLD_OF_OTHERS
    for signal in message.signals:
        words = signal.type.value.replace("_", " ")
        if signal.is_of_another:
            client.put(others.get(signal.type, 0.0), f"{words} of another")
        else:
            candidate.put(own.get(signal.type, 0.0), words)
    if message.is_application_in:
        candidate.put(2.5, "an application is in")
    if message.by_contact and (title := has_hiring_title(message.signature)):
        client.put(1.5, f"signs as {title}")
    if any(is_cv_file(fold(name)) for name in message.attachments):
        if message.by_contact:
            candidate.put(2.5, "attached a CV")
        else:
            client.put(2.0, "was sent a CV")
