"""Twenty people, each with twelve words that stand nowhere else, in mail as people write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

OWN = "ines@harbourline-talent.example"
CLIENT = "hugh@castellan-foods.example"
COLLEAGUE = "moira@harbourline-talent.example"
FIRST_DAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
PEOPLE = 20


@dataclass(frozen=True)
class Person:
    """One of the twenty; every canary has letters of their own in it."""

    number: int

    @property
    def letters(self) -> str:
        return "".join(chr(ord("a") + digit) for digit in divmod(self.number, 10))

    def word(self, kind: str) -> str:
        return f"{kind}canary{self.letters}"

    @property
    def name(self) -> str:
        return f"Wilma {self.word('Nam')}"

    @property
    def address(self) -> str:
        return f"{self.word('adr')}@post{self.letters}.example"

    @property
    def phone(self) -> str:
        return f"+44 7700 9{self.number:05d}"

    @property
    def canaries(self) -> dict[str, str]:
        """What must not be found, in lower case."""
        kinds = ("nam", "adr", "sub", "bod", "quo", "att", "sig", "cal", "qua", "cor", "log")
        return {kind: self.word(kind) for kind in kinds} | {"pho": self.phone[4:]}

    @property
    def said(self) -> str:
        return f"I have looked at the {self.word('quo')} plan twice and I would rather stay where I am."

    def inbox(self) -> Iterator[bytes]:
        """Mail by them, and mail of others that speaks of them."""
        signature = f"Kind regards,\n{self.name}\nHead of {self.word('Sig')}\nTel {self.phone}\n"
        first = self._mail(
            1, self._from, OWN, f"Plant {self.word('sub')} role",
            f"Hi Ines,\n\nThank you for the call. My {self.word('bod')} would let me start in May."
            f" Could you tell me more about the {self.word('cor')} shift?\n{self.said}\n\n{signature}",
        )  # fmt: skip
        first.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf",
                             filename=f"{self.word('att')} CV.pdf")  # fmt: skip
        yield bytes(first)
        passed = self._mail(
            2, f"Hugh Castellan <{CLIENT}>", OWN, f"Fwd: Plant {self.word('sub')} role",
            f"Hi Ines,\n\nThe delivery on Tuesday went well. {self.name} wrote to me: \"{self.said}\""
            f" We liked {self.name} and her {self.word('bod')} very much. Can we talk on Friday?\n\n"
            f"On Monday {self.name} <{self.address}> wrote:\n> Could you tell me more about the"
            f" {self.word('cor')} shift?\n\nBest,\nHugh\n",
            cc=f"{self.name} <{self.address}>",
        )  # fmt: skip
        passed.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf",
                              filename=f"{self.name.replace(' ', '_')}_CV.pdf")  # fmt: skip
        yield bytes(passed)
        yield bytes(
            self._mail(
                3, f"Moira Lund <{COLLEAGUE}>", OWN, f"{self.name}, again",
                f"Have you called {self.name}? The number is {self.phone}, the address {self.address}."
                " The coffee machine is mended.\n\nMoira\n",
            )
        )  # fmt: skip
        yield bytes(self._invitation(4))
        yield (f"no header at all, and a {self.word('qua')}\r\n\r\nwritten by {self.address}\r\n".encode())

    def sent(self) -> Iterator[bytes]:
        """What the recruiter wrote to them."""
        yield bytes(
            self._mail(
                5, f"Ines Calloway <{OWN}>", f"{self.name} <{self.address}>",
                f"Re: Plant {self.word('sub')} role",
                f"Hi Wilma,\n\nthe {self.word('cor')} shift begins at six. I will call you.\n\nInes\n",
                answers=1,
            )
        )  # fmt: skip

    @property
    def _from(self) -> str:
        return f"{self.name} <{self.address}>"

    def _id(self, number: int) -> str:
        return f"<{number}.{self.number}@mail.example>"

    def _mail(
        self, number: int, sender: str, to: str, subject: str, text: str, *, cc: str = "", answers: int = 0
    ) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        if cc:
            mail["Cc"] = cc
        at = FIRST_DAY + timedelta(days=number, minutes=self.number)
        mail["Date"], mail["Message-ID"] = format_datetime(at), self._id(number)
        if answers:
            mail["In-Reply-To"] = mail["References"] = self._id(answers)
        mail.set_content(text)
        return mail

    def _invitation(self, number: int) -> EmailMessage:
        mail = self._mail(
            number,
            f"Hugh Castellan <{CLIENT}>",
            OWN,
            f"Invitation: interview {self.name}",
            "See you there.\n",
        )
        calendar = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
            f"UID:{self.number}@cal.example\r\nDTSTAMP:20260201T090000Z\r\nDTSTART:20260310T100000Z\r\n"
            f"DTEND:20260310T110000Z\r\nSUMMARY:Interview {self.word('cal')}\r\n"
            f"ORGANIZER;CN=Hugh Castellan:mailto:{CLIENT}\r\n"
            f"ATTENDEE;CN={self.name}:mailto:{self.address}\r\n"
            f"ATTENDEE;CN=Ines Calloway:mailto:{OWN}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        mail.add_alternative(calendar, subtype="calendar", params={"method": "REQUEST"})
        return mail


def everybody() -> list[Person]:
    """All twenty."""
    return [Person(number) for number in range(PEOPLE)]


def found_in(people: list[Person], content: bytes) -> set[str]:
    """Which canaries stand in some bytes, however they are kept."""
    variants = [content, content.replace(b"\0", b"")]
    texts = [one.decode("latin-1").lower() for one in variants]
    digits = "".join(c for c in texts[0] if c.isdigit() or c == "\n")
    told = set()
    for person in people:
        for kind, canary in person.canaries.items():
            if any(canary.lower() in text for text in texts):
                told.add(f"{kind} of {person.number}")
        if person.phone.replace(" ", "")[3:] in digits:
            told.add(f"digits of {person.number}")
    return told
