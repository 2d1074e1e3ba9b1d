"""Settings: what they are, their defaults and where each value came from.

Precedence: command line, environment (`KEEPWARM_<KEY>`, `KEEPWARM_<SECTION>__<KEY>`), file, default.
Nothing is read at import; `load` reads once and reports every problem together.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A table of the configuration; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Absence(Section):
    """Days on which the recruiter is away, both included; no obligation runs."""

    first: date
    last: date


class Account(Section):
    """One mailbox, its server and how to sign in."""

    address: str
    name: str = ""  # the recruiter's own name, as mail shows it
    aliases: list[str] = []
    host: str = ""
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    ca_file: str = ""
    username: str = ""  # empty: the address
    password_command: str = ""
    password_env: str = ""
    folders: list[str] = ["INBOX", "\\Sent"]
    months: int = Field(24, ge=0)  # how far back the first sync reads; 0 = everything
    timezone: str = ""  # empty: the global one
    country: str = ""
    absences: list[Absence] = []

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Every address that is the recruiter, lower-case."""
        return tuple(dict.fromkeys(a.lower() for a in (self.address, *self.aliases)))


class Rules(Section):
    """When a relationship needs a person. Business days, calendar days and hours as the names say."""

    reply_owed_business_days: int = Field(2, ge=0)
    call_owed_business_days: int = Field(1, ge=0)
    promise_business_days: int = Field(2, ge=0)
    prep_hours: int = Field(48, ge=1)
    feedback_owed_business_days: int = Field(3, ge=0)
    feedback_lapses_days: int = Field(60, ge=1)
    check_in_days: list[int] = [30, 60, 90]
    check_in_grace_days: int = Field(14, ge=0)
    check_in_ends_days: int = Field(120, ge=1)
    strained_business_days: int = Field(1, ge=0)
    second_look_from_days: int = Field(180, ge=1)
    second_look_to_days: int = Field(730, ge=1)
    second_look_quiet_days: int = Field(90, ge=0)
    referral_business_days: int = Field(5, ge=0)
    obligation_lapses_days: int = Field(60, ge=1)
    dormant_days: int = Field(365, ge=1)
    many_recipients: int = Field(5, ge=1)  # an outbound message to more people than this is no touch
    business_day_starts_hour: int = Field(9, ge=0, le=23)


class Cadence(Section):
    """How many days of silence each stage bears."""

    offered: int = Field(2, ge=1)
    interviewing: int = Field(4, ge=1)
    in_process: int = Field(7, ge=1)
    client: int = Field(14, ge=1)
    lead: int = Field(21, ge=1)
    rejected: int = Field(30, ge=1)
    declined: int = Field(60, ge=1)
    placed: int = Field(90, ge=1)


class Rhythm(Section):
    """The prior of MBG/NBD, per day, and from how many contact-days on a relationship's own gaps count."""

    r: float = Field(0.40, gt=0)
    alpha: float = Field(14.0, gt=0)
    a: float = Field(0.09, gt=0)
    b: float = Field(0.64, gt=0)
    own_rhythm_from_contact_days: int = Field(4, ge=2)


class Language(Section):
    """Which spaCy pipeline reads."""

    model: str = ""  # a package name or a path; empty: the bundled choice


class Report(Section):
    """The weekly report."""

    people: int = Field(7, ge=1)  # people up front
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    hour: int = Field(8, ge=0, le=23)
    folder: str = ""  # where `keepwarm run` writes the page; empty: beside the database


class Daemon(Section):
    """When `keepwarm run` does what."""

    poll_minutes: int = Field(5, ge=1)


class Settings(Section):
    """Everything that can be set."""

    timezone: str = ""  # empty: the machine's own
    country: str = ""  # "US", "DE-BE"; empty: no public holidays
    database: str = ""  # empty: SQLite under the XDG state folder
    own_addresses: list[str] = []  # for imports without an account
    accounts: dict[str, Account] = {}
    rules: Rules = Rules()
    cadence: Cadence = Cadence()
    rhythm: Rhythm = Rhythm()
    language: Language = Language()
    report: Report = Report()
    daemon: Daemon = Daemon()
