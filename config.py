"""Settings: what can be set, what each value may be, and its default.

Where they come from is `config_loading`'s; nothing is read at import.
"""

from __future__ import annotations

import difflib
import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "KEEPWARM_"
# One of these keys of an account says how it signs in; none: the password is asked.
WAYS_TO_SIGN_IN = (
    "password_command", "password_env", "password_credential", "keyring", "token_command", "oauth",
)  # fmt: skip
KNOWN_PROVIDERS = ("microsoft", "google")


def _known_zone(value: str) -> str:
    if value and value not in available_timezones():
        near = difflib.get_close_matches(value, available_timezones(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{value!r} is no IANA time zone{hint}")
    return value


def _known_country(value: str) -> str:
    if not value:
        return value
    import holidays  # only when one is set: the package is slow to import
    from holidays.registry import COUNTRIES

    country, _, part = value.partition("-")
    codes = {code for names in COUNTRIES.values() for code in names[1:]}
    if country not in codes:
        raise ValueError(f'{value!r} is no country code such as "US" or "DE-BE"')
    parts = holidays.country_holidays(country).subdivisions if part else ()
    if part and part not in parts:
        raise ValueError(
            f"{country} has no part {part!r} with holidays of its own; it has {', '.join(parts) or 'none'}"
        )
    return value


def _plain_address(value: str) -> str:
    if value and not re.fullmatch(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\[\]\\]{1,255}", value):
        raise ValueError(f'{value!r} is no address such as "dana@agency.example"')
    return value


def _plain_name(value: str) -> str:
    if value in (".", "..") or "/" in value:
        raise ValueError("this is the name of a credential, not a path")
    return value


def _safe_url(value: str) -> str:
    if value and not re.match(r"https://[^/\s]|http://(localhost|127\.0\.0\.1)[:/]", value):
        raise ValueError("this must be an https address (http on this machine only)")
    return value


class Section(BaseModel):
    """A table of the configuration; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Absence(Section):
    """Days on which the recruiter is away, both included; no obligation runs."""

    first: date
    last: date


class SignIn(Section):
    """How to sign in at a mail server: with whose name, and where the password or the token comes from."""

    username: str = ""  # empty: the address
    password_command: str = ""
    password_env: str = ""
    password_credential: str = ""  # a credential that systemd hands to the service
    keyring: bool = False
    token_command: str = ""  # prints an access token of OAuth
    oauth: Annotated[str, Field(validate_default=True)] = ""  # "microsoft", "google" or one of [oauth.NAME]

    @field_validator("password_credential")
    @classmethod
    def _credential_is_a_name(cls, value: str) -> str:
        return _plain_name(value)

    @field_validator("oauth")
    @classmethod
    def _one_way_to_sign_in(cls, value: str, info: ValidationInfo) -> str:
        named = [way for way in WAYS_TO_SIGN_IN if (value if way == "oauth" else info.data.get(way))]
        if len(named) > 1:
            raise ValueError(f"only one way to sign in may be named, here are {' and '.join(named)}")
        return value

    @property
    def way_to_sign_in(self) -> str:
        """The key that says how to sign in; empty: the password is asked."""
        return next((way for way in WAYS_TO_SIGN_IN if getattr(self, way)), "")


class Account(SignIn):
    """One mailbox, its server and how to sign in."""

    address: str
    name: str = ""  # the recruiter's own name, as mail shows it
    aliases: list[str] = []
    host: str = ""
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    ca_file: str = ""
    folders: list[str] = ["INBOX", "\\Sent"]
    exclude_folders: list[str] = []  # names, patterns and special uses that are left out; labels on Gmail
    exclude_senders: list[str] = []  # addresses and @domains whose mail is not kept
    months: int = Field(24, ge=0)  # how far back the first sync reads; 0 = everything
    idle: bool = True  # let the server tell of new mail where it can
    compress: Literal["auto", "always", "never"] = "auto"  # what travels; auto: not within this machine
    megabytes_a_day: int = Field(0, ge=0)  # may come down in a day; 0 = what the provider is known to bear
    timezone: str = ""  # empty: the global one
    country: str = ""
    absences: list[Absence] = []
    report_to: str = ""  # where the weekly report goes; empty: the account's address

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, value: str) -> str:
        return _known_zone(value)

    @field_validator("country")
    @classmethod
    def _country_exists(cls, value: str) -> str:
        return _known_country(value)

    @field_validator("report_to")
    @classmethod
    def _report_goes_to_an_address(cls, value: str) -> str:
        return _plain_address(value)

    @field_validator("exclude_senders")
    @classmethod
    def _senders_are_addresses(cls, value: list[str]) -> list[str]:
        for one in value:
            local, at, domain = one.strip().rpartition("@")
            if not at or not domain or "@" in local or any(c in one.strip() for c in " *<>"):
                raise ValueError(f'{one!r} is neither an address nor a domain such as "@agency.example"')
        return [one.strip().lower() for one in value]

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Every address that is the recruiter, lower-case."""
        return tuple(dict.fromkeys(a.lower() for a in (self.address, *self.aliases)))


class OAuth(Section):
    """An authorization server as your organisation registered keepwarm there.

    Microsoft's and Google's addresses and scopes are known; for another one all of them are named here.
    """

    client_id: str = ""
    client_secret_command: str = ""
    client_secret_env: str = ""
    client_secret_credential: Annotated[str, Field(validate_default=True)] = ""
    tenant: str = ""  # of Microsoft 365; empty: whichever the person belongs to
    authorize_url: str = ""
    token_url: str = ""
    device_url: str = ""
    scope: str = ""
    redirect_uri: str = ""

    @field_validator("authorize_url", "token_url", "device_url")
    @classmethod
    def _address_is_safe(cls, value: str) -> str:
        return _safe_url(value)

    @field_validator("redirect_uri")
    @classmethod
    def _redirect_is_here(cls, value: str) -> str:
        found = re.fullmatch(r"http://(?:localhost|127\.0\.0\.1)(?::(\d+))?(?:/[^\s?#]*)?", value)
        if value and (found is None or int(found[1] or 0) > 65535):
            raise ValueError("the browser comes back to this machine: http://127.0.0.1 or http://localhost")
        return value

    @field_validator("client_secret_credential")
    @classmethod
    def _one_secret(cls, value: str, info: ValidationInfo) -> str:
        ways = ("client_secret_command", "client_secret_env")
        if sum(map(bool, [value, *(info.data.get(way) for way in ways)])) > 1:
            raise ValueError("only one of client_secret_command, _env and _credential may be named")
        return _plain_name(value)


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


class Tone(Section):
    """From when on a message sounds unlike the person who wrote it, beside their own earlier ones."""

    last_messages: int = Field(12, ge=1)
    from_messages: int = Field(6, ge=1)
    unusual_from: float = Field(3.5, gt=0)  # robust standard deviations
    strain_thinkable_from: float = Field(0.3, ge=0, le=1)


class Language(Section):
    """Which spaCy pipeline reads."""

    model: str = ""  # a package name or a path; empty: the bundled choice


class Report(Section):
    """The weekly report."""

    people: int = Field(7, ge=1)  # people up front
    delivery: Literal["folder", "smtp", "sendmail"] = "folder"
    sender: str = ""  # whom the mail is from; empty: whoever it goes to
    sendmail: str = "/usr/sbin/sendmail"  # the local mail server's program, for delivery = "sendmail"
    send_when_quiet: bool = True  # two lines where nobody waits; false: no report then
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    hour: int = Field(8, ge=0, le=23)
    folder: str = ""  # where the page is written, for delivery = "folder"; empty: beside the database
    daily_note: bool = False  # a short one between, where something has a date today or tomorrow
    daily_hour: int = Field(7, ge=0, le=23)

    @field_validator("sender")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        return _plain_address(value)


class Smtp(SignIn):
    """The server that sends the report. Without a way to sign in here it is the account's own."""

    host: str = ""
    port: int = Field(465, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    ca_file: str = ""


class Daemon(Section):
    """When `keepwarm run` does what."""

    poll_minutes: int = Field(5, ge=1)
    model_stays_seconds: int = Field(120, ge=0)  # in memory after the last mail was read


class Log(Section):
    """What the service tells of its work, on stderr; ids and numbers, never words of a mail."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "human", "json"] = "auto"  # auto: for people on a terminal, else JSON


class Ping(Section):
    """A dead-man's switch: somebody outside who raises the alarm where nothing is heard of the service."""

    url: str = ""  # empty: nobody is told; as healthchecks.io takes it: /start and /fail are added to it
    every_minutes: int = Field(5, ge=1)

    @field_validator("url")
    @classmethod
    def _url_is_safe(cls, value: str) -> str:
        return _safe_url(value)


class Metrics(Section):
    """Numbers for Prometheus, without a word of anybody's."""

    port: int = Field(0, ge=0, le=65535)  # on this machine only; 0: none
    textfile: str = ""  # for the node exporter's textfile collector; empty: none


class Retention(Section):
    """After how many months without any activity somebody lapses, by role or stage; 0 = never.

    Nobody lapses, and nobody is erased, before `keep_at_least_months`, unless released by hand.
    """

    keep_at_least_months: int = Field(0, ge=0)
    lead: int = Field(0, ge=0)
    in_process: int = Field(0, ge=0)
    interviewing: int = Field(0, ge=0)
    offered: int = Field(0, ge=0)
    placed: int = Field(0, ge=0)
    declined: int = Field(0, ge=0)
    rejected: int = Field(0, ge=0)
    client: int = Field(0, ge=0)
    other: int = Field(0, ge=0)


class Backups(Section):
    """Copies of the SQLite file that `keepwarm db backup` makes."""

    folder: str = ""  # empty: the folder `backups` beside the database
    keep: int = Field(5, ge=1)  # older ones are removed


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True, extra="forbid", frozen=True
    )

    timezone: str = ""  # empty: the machine's own
    country: str = ""  # "US", "DE-BE"; empty: no public holidays
    database: str = ""  # empty: SQLite under the XDG state folder
    own_addresses: Annotated[list[str], NoDecode] = []  # for imports without an account
    store_text: Literal["own_words", "evidence"] = "own_words"  # evidence: only what proves something
    oauth: dict[str, OAuth] = {}
    accounts: dict[str, Account] = {}
    rules: Rules = Rules()
    cadence: Cadence = Cadence()
    rhythm: Rhythm = Rhythm()
    tone: Tone = Tone()
    language: Language = Language()
    report: Report = Report()
    smtp: Smtp = Smtp()
    daemon: Daemon = Daemon()
    log: Log = Log()
    ping: Ping = Ping()
    metrics: Metrics = Metrics()
    retention: Retention = Retention()
    backups: Backups = Backups()

    @field_validator("own_addresses", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, value: str) -> str:
        return _known_zone(value)

    @field_validator("country")
    @classmethod
    def _country_exists(cls, value: str) -> str:
        return _known_country(value)

    @field_validator("accounts")
    @classmethod
    def _providers_exist(cls, value: dict[str, Account], info: ValidationInfo) -> dict[str, Account]:
        known = [*KNOWN_PROVIDERS, *info.data.get("oauth", {})]
        wrong = {name: one.oauth for name, one in value.items() if one.oauth and one.oauth not in known}
        if wrong:
            named = " and ".join(f"{name}.oauth names {oauth!r}" for name, oauth in wrong.items())
            raise ValueError(f"{named}; known are {', '.join(known)}")
        return value

    @field_validator("smtp")
    @classmethod
    def _provider_of_smtp_exists(cls, value: Smtp, info: ValidationInfo) -> Smtp:
        known = [*KNOWN_PROVIDERS, *info.data.get("oauth", {})]
        if value.oauth and value.oauth not in known:
            raise ValueError(f"oauth names {value.oauth!r}; known are {', '.join(known)}")
        return value

    @cached_property
    def zone(self) -> ZoneInfo:
        """The global time zone; the machine's own where none is set."""
        return ZoneInfo(self.timezone or machine_zone())

    def zone_of(self, account: str | None) -> ZoneInfo:
        """An account's time zone."""
        found = self.accounts.get(account or "")
        return ZoneInfo(found.timezone) if found and found.timezone else self.zone

    def country_of(self, account: str | None) -> str:
        """An account's country, empty where none is set."""
        found = self.accounts.get(account or "")
        return found.country if found and found.country else self.country


def machine_zone() -> str:
    """The IANA name of the machine's zone; UTC where it has none."""
    from tzlocal import get_localzone_name

    name = get_localzone_name()
    return name if name in available_timezones() else "UTC"
