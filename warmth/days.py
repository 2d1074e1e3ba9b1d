"""Business days: which days count, and when N of them have passed, in the zone of an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config import Absence, Settings
from domain import Due
from errors import ConfigurationError

if TYPE_CHECKING:
    import holidays

ONE_DAY = timedelta(days=1)
FRIDAY = 4
LONGEST_BREAK_DAYS = 3660  # ten years without one business day is a mistake in the settings

# Bare GB knows only what all parts of the kingdom share, not even Easter Monday; 84% live in England.
USUAL_PART = {"GB": "ENG", "UK": "ENG"}


class BusinessCalendar:
    """Monday to Friday in one time zone, less public holidays and days on which the recruiter is away.

    Everything that comes out as a moment is aware and in UTC, so that comparing and subtracting is right
    across a change of the clocks; `local` turns a moment into the account's own time.
    """

    def __init__(
        self,
        timezone: str | ZoneInfo,
        country: str = "",
        absences: Iterable[Absence] = (),
        *,
        starts_at_hour: int = 9,
    ) -> None:
        self.zone = _zone(timezone) if isinstance(timezone, str) else timezone
        self.country = country
        self._absences = tuple(absences)
        self._starts_at = time(starts_at_hour)
        self._known: dict[date, bool] = {}

    @classmethod
    def of(cls, settings: Settings, account: str = "") -> BusinessCalendar:
        """The calendar of one account; without a name that of the global settings."""
        own = settings.accounts.get(account)
        import tzlocal

        timezone = (own.timezone if own else "") or settings.timezone or tzlocal.get_localzone_name()
        return cls(
            timezone,
            (own.country if own else "") or settings.country,
            own.absences if own else (),
            starts_at_hour=settings.rules.business_day_starts_hour,
        )

    @property
    def settings(self) -> tuple[object, ...]:
        """All that it was made from: equal for two calendars that always agree."""
        return (self.zone.key, self.country, self._absences, self._starts_at)

    def without_holidays(self) -> BusinessCalendar:
        """The same where no public holidays are kept, which are slow to look up: for estimates."""
        return BusinessCalendar(self.zone, "", self._absences, starts_at_hour=self._starts_at.hour)

    def local(self, moment: datetime) -> datetime:
        """The same moment in the account's zone."""
        return moment.astimezone(self.zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment, in the account's zone."""
        return moment.astimezone(self.zone).date()

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday everywhere, whatever the country's weekend; no holiday, nobody away."""
        known = self._known.get(day)
        if known is None:
            known = (
                day.weekday() <= FRIDAY
                and not (self.country and day in public_holidays(self.country))
                and not any(away.first <= day <= away.last for away in self._absences)
            )
            self._known[day] = known
        return known

    def start_of_day(self, day: date) -> datetime:
        """Local midnight at which the day begins."""
        return self._at(day, time())

    def opening(self, day: date) -> datetime:
        """When business begins on that day."""
        return self._at(day, self._starts_at)

    def end_of_day(self, day: date) -> datetime:
        """Local midnight at which the day is over."""
        return self._at(day + ONE_DAY, time())

    def deadline(self, due: Due) -> datetime:
        """The moment a named time is over: a day without an hour ends with that day."""
        return due.astimezone(UTC) if isinstance(due, datetime) else self.end_of_day(due)

    def beginning(self, due: Due) -> datetime:
        """The moment a named time begins."""
        return due.astimezone(UTC) if isinstance(due, datetime) else self.start_of_day(due)

    def next_business_day(self, day: date) -> date:
        """The first business day after `day`."""
        for _ in range(LONGEST_BREAK_DAYS):
            day += ONE_DAY
            if self.is_business_day(day):
                return day
        return day

    def business_day_before(self, day: date) -> date:
        """The last business day before `day`."""
        for _ in range(LONGEST_BREAK_DAYS):
            day -= ONE_DAY
            if self.is_business_day(day):
                return day
        return day

    def add_business_days(self, start: datetime, count: int) -> datetime:
        """The moment `count` business days after `start`: the same local time so many business days later.

        What comes in outside business days counts from 09:00 (a setting) of the next one.
        """
        local = start.astimezone(self.zone)
        day, clock = local.date(), local.time()
        if not self.is_business_day(day):
            day, clock = self.next_business_day(day), self._starts_at
        for _ in range(count):
            day = self.next_business_day(day)
        return self._at(day, clock)

    def first_raised(self, since: datetime) -> datetime:
        """When a flag that holds from `since` is first raised: then, or as the next business day begins."""
        day = self.day_of(since)
        return since if self.is_business_day(day) else self.start_of_day(self.next_business_day(day))

    def _at(self, day: date, clock: time) -> datetime:
        # PEP 495: an hour the clocks skip is read as they stood before, one that comes twice as the first.
        return datetime.combine(day, clock.replace(tzinfo=None, fold=0), self.zone).astimezone(UTC)


@lru_cache(maxsize=32)
def public_holidays(country: str) -> holidays.HolidayBase:
    """The public holidays of a country ("US") or a part of it ("DE-BE"); years fill in when asked for."""
    import holidays

    code, _, part = country.upper().partition("-")
    part = part or USUAL_PART.get(code, "")
    try:
        return holidays.country_holidays(code, subdiv=part or None)
    except NotImplementedError as missing:
        raise ConfigurationError(
            f"no public holidays are known for {country!r}.",
            where="country",
            mend='Use a code like "US" or "DE-BE", or leave it empty.',
        ) from missing


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise ConfigurationError(
            f"there is no time zone {name!r}.", where="timezone", mend='Use a name like "Europe/Berlin".'
        ) from missing
