"""The numbers a judgement goes by: waits, limits, cadences and the prior of the rhythm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from config import Cadence, Rhythm, Rules, Settings, Tone
from domain import Stage


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings as the rules read them; every default is the one of `config`."""

    rules: Rules = field(default_factory=Rules)
    cadence: Cadence = field(default_factory=Cadence)
    rhythm: Rhythm = field(default_factory=Rhythm)
    tone: Tone = field(default_factory=Tone)

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """The policy that the settings ask for."""
        return cls(rules=settings.rules, cadence=settings.cadence, rhythm=settings.rhythm, tone=settings.tone)

    @property
    def lapse(self) -> timedelta:
        """How long an obligation is held against the recruiter."""
        return timedelta(days=self.rules.obligation_lapses_days)

    @property
    def longest_days(self) -> tuple[int, int]:
        """For how many days a touch can matter, and a stage or a time that was named."""
        rules = self.rules
        touch = max(
            rules.dormant_days + 1,
            rules.obligation_lapses_days,
            rules.feedback_lapses_days,
            rules.second_look_quiet_days,
            rules.check_in_ends_days,
            *(day + rules.check_in_grace_days for day in rules.check_in_days),
        )
        return touch, max(touch, rules.second_look_to_days + 1)

    @property
    def longest_wait(self) -> int:
        """The most business days that anything waits before it is owed."""
        rules = self.rules
        return max(
            rules.reply_owed_business_days,
            rules.call_owed_business_days,
            rules.promise_business_days,
            rules.feedback_owed_business_days,
            rules.strained_business_days,
            rules.referral_business_days,
        )

    def cadence_of(self, stage: Stage) -> int:
        """Days of silence that a candidate's stage bears."""
        days: int = getattr(self.cadence, stage.value)
        return days
