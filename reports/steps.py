"""One next step for each reason: what a good recruiter would do now."""

from __future__ import annotations

from contacts.names import called
from domain import Contact, Reason

NEXT_STEPS = {
    Reason.REPLY_OWED: "Answer {name}, even if the answer is that there is no news yet.",
    Reason.CALL_OWED: 'Call {name}, then note it: keepwarm log {id} --call "..."',
    Reason.PROMISE_OVERDUE: "Do what you promised {name}, or name a new day.",
    Reason.PREP_OWED: "Tell {name} whom they will meet, what will be asked and how to prepare.",
    Reason.FEEDBACK_OWED: "Tell {name} why, and what would help next time.",
    Reason.CHECK_IN_DUE: "Ask {name} how it is going, and listen for what is not said.",
    Reason.STRAINED: "Call {name}; worry is better heard than read.",
    Reason.SECOND_LOOK: "Ask {name} whether the old reason still holds.",
    Reason.REFERRAL_OPEN: "Write to {name}, and tell whoever named them that you did.",
    Reason.GOING_COLD: "Give {name} a reason to write: something you learnt that concerns them.",
}


def next_step(reason: Reason, contact: Contact) -> str:
    """The step, with the name by which one calls the person."""
    first = called(contact.name) or "them"
    return NEXT_STEPS[reason].format(name=first, id="CONTACT" if contact.id is None else f"c-{contact.id}")
