"""The bundled sample mailbox: mail of one recruiter over a year, rendered relative to a day."""

from __future__ import annotations

import mailbox
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime, parseaddr
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PLACE = re.compile(r"\{(w|m)?([bd])([+-]\d{1,4})\}")


@dataclass(frozen=True)
class Sample:
    """Where the rendered mailbox lies, and what keepwarm has to know to read it."""

    folders: tuple[Path, ...]
    address_book: Path
    own_address: str
    own_name: str
    timezone: str
    country: str
    number_of_messages: int


class Renderer:
    """Turns the sample's text into real messages; `step(day, n)` goes n business days from a day."""

    def __init__(self, script: dict[str, Any], today: date, step: Callable[[date, int], date]) -> None:
        self.script, self.today, self.step = script, today, step
        self.zone = ZoneInfo(script["timezone"])
        self.by_id: dict[str, dict[str, Any]] = {m["id"]: m for m in script["messages"]}

    def day(self, kind: str, offset: int) -> date:
        """A day relative to today: `b` counts business days, `d` calendar days."""
        return self.step(self.today, offset) if kind == "b" else self.today + timedelta(days=offset)

    def moment(self, when: str) -> datetime:
        """'b-3 10:20' as an aware date-time."""
        offset, clock = when.split()
        return datetime.combine(
            self.day(offset[0], int(offset[1:])), time.fromisoformat(clock), tzinfo=self.zone
        )

    def text(self, template: str) -> str:
        """The template with its days named."""

        def named(place: re.Match[str]) -> str:
            at = self.day(place[2], int(place[3]))
            if place[1] == "w":
                return f"{at:%A}"
            return f"{at:%B}" if place[1] == "m" else f"{at:%A} {at.day} {at:%B}"

        return PLACE.sub(named, template.strip("\n"))

    def address(self, who: str) -> Address:
        """The address of the recruiter or of a person of the script."""
        person = self.script["recruiter"] if who == "recruiter" else self.script["people"][who]
        return Address(person["name"], addr_spec=person["address"])

    def sender(self, message: dict[str, Any]) -> Address:
        """Who wrote it; the recruiter where nobody is named."""
        if "from_address" in message:
            name, spec = parseaddr(message["from_address"])
            return Address(name, addr_spec=spec)
        return self.address(message.get("from", "recruiter"))

    def message_id(self, message: dict[str, Any]) -> str:
        """An id that is the same at every rendering."""
        return f"<sample.{message['id']}@{self.sender(message).domain}>"

    def body(self, message: dict[str, Any]) -> str:
        """Own words, signature, footer and the quoted message, as mail programs write them."""
        is_own = "from" not in message and "from_address" not in message
        parts = [self.text(message["own"])]
        if is_own:
            parts.append("-- \n" + self.script["recruiter"]["signature"].strip("\n"))
        elif "from" in message:
            parts.append(self.address(message["from"]).display_name.split()[0])
        if "footer" in message:
            parts.append(message["footer"])
        if "answers" in message:
            parts.append(self.quote(self.by_id[message["answers"]], message.get("style", "gmail")))
        return "\n\n".join(parts) + "\n"

    def quote(self, parent: dict[str, Any], style: str) -> str:
        """The message answered, below the answer."""
        who, at = self.sender(parent), self.moment(parent["when"])
        words = self.text(parent["own"])
        if style == "outlook":
            head = f"From: {who.display_name} <{who.addr_spec}>\nSent: {at:%A, %d %B %Y %H:%M}\n"
            return f"________________________________\n{head}Subject: {parent['subject']}\n\n{words}"
        stamp = f"{at:%a, %d %b %Y at %H:%M}" if style == "gmail" else f"{at.day} {at:%b %Y, at %H:%M}"
        quoted = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
        return f"On {stamp}, {who.display_name} <{who.addr_spec}> wrote:\n\n{quoted}"

    def render(self, message: dict[str, Any]) -> EmailMessage:
        """One real message."""
        mail = EmailMessage()
        mail["From"] = self.sender(message)
        mail["To"] = self.address(message.get("to", "recruiter"))
        mail["Subject"] = message["subject"]
        mail["Date"] = format_datetime(self.moment(message["when"]))
        mail["Message-ID"] = self.message_id(message)
        if "answers" in message:
            mail["In-Reply-To"] = mail["References"] = self.message_id(self.by_id[message["answers"]])
        kind = message.get("kind", "personal")
        if kind == "bulk":
            mail["List-Unsubscribe"] = f"<mailto:unsubscribe@{self.sender(message).domain}>"
        if kind == "automatic":
            mail["Auto-Submitted"] = "auto-replied" if "answers" in message else "auto-generated"
        mail.set_content(self.body(message))
        if kind == "bounce":
            self._add_report(mail, message["bounced"])
        if "invite" in message:
            mail.add_alternative(self.calendar(message), subtype="calendar", params={"method": "REQUEST"})
        return mail

    def _add_report(self, mail: EmailMessage, address: str) -> None:
        mail["Auto-Submitted"] = "auto-replied"
        mail.make_mixed()
        fields, status = Message(), EmailMessage()
        fields["Final-Recipient"], fields["Action"], fields["Status"] = (
            f"rfc822; {address}",
            "failed",
            "5.1.1",
        )
        status["Content-Type"] = "message/delivery-status"
        status.set_payload([Message(), fields])
        mail.attach(status)
        mail.set_type("multipart/report")
        mail.set_param("report-type", "delivery-status")

    def calendar(self, message: dict[str, Any]) -> str:
        """The invitation's event."""
        from icalendar import Calendar, Event, vCalAddress

        invite, event, book = message["invite"], Event(), Calendar()
        start = self.moment(invite["start"])
        event.add("uid", self.message_id(message).strip("<>"))
        event.add("dtstamp", self.moment(message["when"]))
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=invite["minutes"]))
        event.add("summary", invite["summary"])
        event.add("organizer", vCalAddress(f"mailto:{self.sender(message).addr_spec}"))
        for who in invite["with"]:
            event.add("attendee", vCalAddress(f"mailto:{self.address(who).addr_spec}"))
        book.add("prodid", "-//keepwarm//sample//EN")
        book.add("version", "2.0")
        book.add("method", "REQUEST")
        book.add_component(event)
        return str(book.to_ical(), "utf-8")


def script() -> dict[str, Any]:
    """The sample as it is written: recruiter, people and messages."""
    return tomllib.loads(
        resources.files("commands.sample").joinpath("mailbox.toml").read_text(encoding="utf-8")
    )


def write(folder: Path, today: date, step: Callable[[date, int], date]) -> Sample:
    """Render the mailbox into `folder` as two Maildirs and an address book."""
    told = script()
    renderer = Renderer(told, today, step)
    boxes = {name: mailbox.Maildir(folder / name) for name in ("INBOX", "Sent")}
    for message in told["messages"]:
        is_own = "from" not in message and "from_address" not in message
        boxes["Sent" if is_own else "INBOX"].add(renderer.render(message).as_bytes())
    book = folder / "people.csv"
    rows = [f"{p['name']},{p['address']},{p['role']}" for p in told["people"].values()]
    book.write_text("\n".join(["name,address,role", *rows, ""]), encoding="utf-8")
    recruiter = told["recruiter"]
    return Sample(
        (folder / "INBOX", folder / "Sent"), book, recruiter["address"], recruiter["name"],
        told["timezone"], told["country"], len(told["messages"]),
    )  # fmt: skip
