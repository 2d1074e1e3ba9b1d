"""The weekly report as HTML that mail programs show: tables and cells, no picture, no script, no link out."""

from __future__ import annotations

from reports import links, pictures, templates, words
from reports.model import WeeklyReport

TONES = {"good": "#256b66", "even": "#8f8574", "low": "#a03018"}


def render(report: WeeklyReport) -> str:
    """The HTML part. Everything that came out of a mail is made harmless by the template."""
    return (
        templates.environment()
        .get_template("mail.html.j2")
        .render(
            report=report,
            words=words,
            links=links,
            pictures=pictures,
            tones=TONES,
            has_tones=any(person.feelings for person in report.people),
        )
    )
