"""How much silence a relationship bears: its cadence, and its own rhythm where it has one.

The rhythm is MBG/NBD (Batislam, Denizel and Filiztekin 2007): a pair of people meets at random at a pace
of its own, and after any meeting may have met for the last time. `alive` is the chance that they have not.
Solved for time it gives the silence after which that chance falls to `ALIVE_STILL`.

Why 0.9. The prior believes in people (one in eight stops after a meeting, a / (a + b)), so a chance of 0.5
is reached only after six usual gaps: far too late to write. On a public two-sided mailbox of twelve years
(193 silences that ended within half a year, 125 that did not) a threshold of 0.95 called 14% of the living
relationships cold, 0.9 called 6.7%, 0.5 called 1.6%; of the broken ones it had told 32%, 22% and 11% within
90 days. In usual gaps the allowed silence was 1.5, 2.5 and 6.1 (medians). At 0.9 two talks were missed and
a third is due: where a recruiter who looks would say "that is unusual for us". What comes out is held
between half and double the cadence of the stage, so the threshold decides only inside that band.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config import Rhythm

ALIVE_STILL = 0.9
LARGEST_EXPONENT = 700.0  # a float ends soon after; the chance is 0 long before


@dataclass(frozen=True, slots=True)
class Allowed:
    """The silence a relationship bears, in whole days, and whether that is its own rhythm."""

    days: float
    is_own: bool
    usual_gap_days: float | None = None


def alive(prior: Rhythm, *, repeats: int, last_day: float, age_days: float) -> float:
    """The chance from 0 to 1 that the two will meet again, `age_days` after their first meeting.

    `repeats` are the contact-days after the first, `last_day` is the day of the last, counted from the first.
    """
    stretch = (prior.alpha + age_days) / (prior.alpha + last_day)
    growth = math.exp(min((prior.r + repeats) * math.log(stretch), LARGEST_EXPONENT))
    return 1.0 / (1.0 + prior.a / (prior.b + repeats) * growth)


def silence_until(prior: Rhythm, *, repeats: int, last_day: float, chance: float = ALIVE_STILL) -> float:
    """Days of silence after the last contact until `alive` falls to `chance`; 0 if it never was above."""
    odds = (1.0 - chance) / chance * (prior.b + repeats) / prior.a
    stretch = float(odds ** (1.0 / (prior.r + repeats)))
    return max(0.0, (prior.alpha + last_day) * (stretch - 1.0))


def allowed_silence(contact_days: Sequence[date], *, cadence_days: float, prior: Rhythm) -> Allowed:
    """The silence allowed after these contact-days (distinct, oldest first, since the last stage change)."""
    if len(contact_days) < prior.own_rhythm_from_contact_days:
        return Allowed(cadence_days, is_own=False)
    last_day = (contact_days[-1] - contact_days[0]).days
    repeats = len(contact_days) - 1
    own = silence_until(prior, repeats=repeats, last_day=last_day)
    held = min(max(own, cadence_days / 2), cadence_days * 2)
    return Allowed(round(held, 1), is_own=True, usual_gap_days=last_day / repeats)


_LATELY = {"0": "the last time was today", "1": "the last time was yesterday"}


def in_words(allowed: Allowed | None, silence_days: str) -> str:
    """As in "you usually talk every 9 days; it has been 41"; empty where no rhythm of their own is known."""
    if allowed is None or allowed.usual_gap_days is None:
        return ""
    usual = max(1, round(allowed.usual_gap_days))
    every = "every day" if usual == 1 else f"every {usual} days"
    since = _LATELY.get(silence_days, f"it has been {silence_days}")
    return f"you usually talk {every}; {since}"
