"""The weekly report as a page for the browser: offline, no script, inline drawings, light and dark."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from reports import links, pictures, templates, words
from reports.model import WeeklyReport
from reports.weekly import STRIP_DAYS
from warmth.wording import MONTHS

STRIP_WIDTH = 640  # units of the drawing, which scales to the column's width
TONE_MIDDLE, TONE_HEIGHT = 12, 9


@dataclass(frozen=True, slots=True)
class Month:
    """Where a month begins on the strips."""

    label: str
    position: float


class Draw:
    """Places on a strip, in units of the drawing."""

    @staticmethod
    def x(position: float) -> str:
        """From half a year ago, 0, to today, 1."""
        return f"{position * (STRIP_WIDTH - 5):.1f}"

    @staticmethod
    def width(position: float) -> str:
        """From there to today."""
        return f"{(1 - position) * (STRIP_WIDTH - 5) + 5:.1f}"

    @staticmethod
    def y(score: float) -> str:
        """A tone from -1 to 1, the better the higher."""
        return f"{TONE_MIDDLE - max(-1.0, min(score, 1.0)) * TONE_HEIGHT:.1f}"


def render(report: WeeklyReport) -> str:
    """The page as HTML. Everything that came out of a mail is made harmless by the template."""
    css = templates.source("page.css")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        templates.environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            words=words,
            links=links,
            draw=Draw,
            months=_months(report),
            needed=pictures.needed(report),
            in_touch=pictures.in_touch(report),
            css=Markup(css),  # noqa: S704  ours, from a file
            css_hash=digest,
        )
    )


def _months(report: WeeklyReport) -> list[Month]:
    today, found = report.as_of.date(), []
    for days in range(
        STRIP_DAYS - 12
    ):  # a name that begins further left would stand over the edge of another
        day = today - timedelta(days=days)
        if day.day == 1 and days > 12:
            found.append(Month(MONTHS[day.month - 1][:3], 1 - days / STRIP_DAYS))
    return found[::-1]
