"""Whether two contacts are one person: the open questions, what is answered, and that taken back."""

from __future__ import annotations

from dataclasses import dataclass

from contacts.deciding import Answer, unjoin
from contacts.deciding import answer as put_in_force
from domain import Contact, Question
from errors import UsageError
from review.actions import Desk
from store import pairs

__all__ = ["Answer", "Answered", "answer", "describe", "open_questions", "take_back", "told"]

SAID = {Answer.SAME: "one person", Answer.TWO: "two people", Answer.LATER: "asked again in a month"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said to a question."""

    question: Question
    said: Answer


def open_questions(desk: Desk) -> list[Question]:
    """What is asked now, the likeliest pair first."""
    with desk.database.read() as session:
        return pairs.open_questions(session, now=desk.now)


def answer(desk: Desk, question: Question, said: Answer) -> Answered:
    """Put an answer in force; it stands through every later sync."""
    with desk.database.write() as session:
        concerned = put_in_force(session, question, said, now=desk.now)
    desk.judge_anew(concerned)
    return Answered(question, said)


def take_back(desk: Desk, answered: Answered) -> None:
    """Ask again, and part again what an answer had joined."""
    one, other = answered.question.one, answered.question.other
    concerned: set[int] = set()
    with desk.database.write() as session:
        if answered.said is Answer.SAME:
            parted, concerned = unjoin(session, one, next(iter(other.addresses), None), now=desk.now)
            pairs.ask_again(session, _id(one), parted, at=desk.now)
        else:
            pairs.ask_again(session, _id(one), _id(other), at=desk.now)
    desk.judge_anew(concerned)


def describe(question: Question) -> str:
    """The question with what speaks for it, for a person."""
    lines = [
        "Are these one person?",
        f"  {_who(question.one)}",
        f"  {_who(question.other)}",
        "What speaks for it:",
        *(f"  {ground.words}" for ground in question.grounds),
        f"How likely: {question.score:.0%} (q-{question.id})",
    ]
    return "\n".join(lines)


def told(answered: Answered) -> str:
    """An answer in a line."""
    question = answered.question
    return f"{question.one.name} and {question.other.name}: {SAID[answered.said]}."


def _who(contact: Contact) -> str:
    return f"{contact.name} (c-{contact.id}), {', '.join(contact.addresses) or 'no address'}"


def _id(contact: Contact) -> int:
    if contact.id is None:
        raise UsageError(f"nobody called {contact.name!r} has a record yet.")
    return contact.id
