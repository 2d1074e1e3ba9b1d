"""The weekly report as a page for the browser: offline, no script, inline drawings, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from domain import Direction
from reports import words
from reports.weekly import WeeklyReport

STRIP_WIDTH = 640  # units of the drawing, which scales to the column's width
BAR_HEIGHT = 52


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the chart of open flags; heights in drawing units."""

    label: str
    number: int
    height: float
    is_now: bool


def render(report: WeeklyReport) -> str:
    """The page as HTML. Everything that came out of a mail is escaped by the template."""
    template = _environment().get_template("page.html.j2")
    return template.render(
        report=report, words=words, bars=_bars(report), x=_x, is_theirs=_is_theirs, strip_width=STRIP_WIDTH
    )


def _environment() -> Environment:
    def source(name: str) -> str:
        return resources.files("reports").joinpath(name).read_text(encoding="utf-8")

    return Environment(
        autoescape=True,
        loader=FunctionLoader(source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _bars(report: WeeklyReport) -> list[Bar]:
    highest = max((week.open_flags for week in report.weeks), default=0) or 1
    return [
        Bar(
            label=f"{week.monday.day} {week.monday:%b}",
            number=week.open_flags,
            height=BAR_HEIGHT * week.open_flags / highest,
            is_now=week.monday == report.monday,
        )
        for week in report.weeks
    ]


def _x(position: float) -> str:
    return f"{4 + position * (STRIP_WIDTH - 12):.1f}"


def _is_theirs(direction: Direction) -> bool:
    return direction is Direction.INBOUND
