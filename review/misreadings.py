"""What may have been misread in the mail that raised a flag, and the corrections that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain import Contact, Correction, Corrects, Reason, SentimentLabel, SignalType
from store.views import ShownSignal, StoredMessage

STRAIN, CLOSING = "strain", "closing"

# The signals by which a reason is told; what else stands in the same mail is offered after them.
TOLD_BY = {
    Reason.REPLY_OWED: (),
    Reason.CALL_OWED: (SignalType.CALL_REQUEST, SignalType.PROMISE),
    Reason.PROMISE_OVERDUE: (SignalType.PROMISE,),
    Reason.PREP_OWED: (SignalType.INTERVIEW_SCHEDULED,),
    Reason.FEEDBACK_OWED: (SignalType.NOT_SELECTED,),
    Reason.CHECK_IN_DUE: (SignalType.STARTED, SignalType.OFFER_ACCEPTED),
    Reason.STRAINED: (),
    Reason.SECOND_LOOK: (
        SignalType.OFFER_DECLINED, SignalType.WITHDREW, SignalType.NOT_SELECTED, SignalType.NOT_NOW,
    ),
    Reason.REFERRAL_OPEN: (SignalType.REFERRAL,),
    Reason.GOING_COLD: (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misreading:
    """One thing that was read in a message, and how to say that it is not so.

    `what` is a type of signal, `strain` or `closing`; `words` those that tell it; `is_cause` marks what
    raised the flag.
    """

    message: StoredMessage
    what: str
    words: str
    corrections: tuple[Correction, ...]
    is_cause: bool

    @property
    def claim(self) -> str:
        """What is read, for whoever is to say that it is wrong: a mere closing would want no answer."""
        return "wants an answer" if self.what == CLOSING else self.what.replace("_", " ")


def misreadings(reason: Reason, messages: Iterable[StoredMessage]) -> list[Misreading]:
    """All that could be wrong in the messages that prove a flag, what raised it first."""
    found = [one for message in messages if _is_read(message) for one in _in(message, reason)]
    return sorted(found, key=lambda one: not one.is_cause)


def not_strained(reason: Reason, messages: Iterable[StoredMessage]) -> list[Misreading]:
    """The unhappiness in these messages, with the word that there is none."""
    return [one for one in misreadings(reason, messages) if one.what == STRAIN]


def about_another(
    messages: Iterable[StoredMessage], wrong: Contact, right: Contact | None
) -> list[tuple[StoredMessage, tuple[Correction, ...]]]:
    """Corrections that take what names the wrong person away from them, and give it to the right one.

    Whose address a mail came from is no matter of words: nothing is said of it here.
    """
    found = []
    for message in messages:
        said = [
            Correction(Corrects.PERSON, text, contact_id=right.id, contact_name=right.name)
            for text in dict.fromkeys(m.text for m in message.mentions if m.contact_id == wrong.id)
            if right is not None and right.id is not None
        ]
        said += [_told_of(signal, right) for signal in _about(message, wrong)]
        if said and _is_read(message):
            found.append((message, tuple(said)))
    return found


def _is_read(message: StoredMessage) -> bool:
    return message.kind.is_read and not message.is_encrypted and not message.is_degraded


def _in(message: StoredMessage, reason: Reason) -> Sequence[Misreading]:
    causes = TOLD_BY[reason]
    found = [
        Misreading(message, signal.type.value, signal.evidence, (_denied(signal),), signal.type in causes)
        for signal in message.signals or ()
    ]
    found += _feelings(message, is_cause=reason is Reason.STRAINED)
    if reason is Reason.REPLY_OWED and not message.is_mere_closing:
        said = (Correction(Corrects.CLOSING, CLOSING),)
        found.append(Misreading(message, CLOSING, message.own_words, said, is_cause=True))
    return found


def _feelings(message: StoredMessage, *, is_cause: bool) -> list[Misreading]:
    said, words = [], ""
    if message.sentiment is not None and message.sentiment.label is SentimentLabel.NEGATIVE:
        said.append(Correction(Corrects.SENTIMENT, SentimentLabel.NEUTRAL.value))
        words = message.sentiment.evidence
    if message.strain is not None and (message.strain.value or is_cause):
        said.insert(0, Correction(Corrects.STRAIN, STRAIN, is_so=False))
        words = message.strain.evidence or words
    return [Misreading(message, STRAIN, words, tuple(said), is_cause)] if said else []


def _denied(signal: ShownSignal) -> Correction:
    return Correction(Corrects.SIGNAL, signal.type.value, is_so=False, evidence=signal.evidence)


def _about(message: StoredMessage, wrong: Contact) -> list[ShownSignal]:
    """Signals told of the wrong person by their name; not those that are theirs as author or addressee."""
    people = {message.sender.address, *(one.address for one in message.to)}
    if people & set(wrong.addresses):
        return []
    return [
        signal
        for signal in message.signals or ()
        if (signal.contact_id == wrong.id if wrong.id is not None else signal.about == wrong.name)
    ]


def _told_of(signal: ShownSignal, right: Contact | None) -> Correction:
    if right is None or right.id is None:
        return _denied(signal)
    return Correction(
        Corrects.SIGNAL,
        signal.type.value,
        evidence=signal.evidence,
        contact_id=right.id,
        contact_name=right.name,
    )
