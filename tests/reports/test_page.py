"""The report in a real browser: it shows everybody, fits a phone, runs nothing and asks for nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from domain import Contact, Evidence, Finding, Flag, FlagState, Reason, Role, Stage, Urgency, WaitingOn
from reports import page, text
from reports.weekly import MailboxState, WeeklyReport, compose

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("Europe/London"))
QUIET = MailboxState(last_read=NOW, quarantined=0, messages=12)
HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"><svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "</style><script>document.title='owned'</script>",
    "{{ 7 * 7 }} {% raw %}",
    "<iframe src=//evil.example></iframe>",
    "<a href=javascript:document.title='owned'>x</a>",
    "\u202eevil\u202c \x00 \x1b[2J",
    "<b style=background:url(//evil.example/x)>",
]


def flag(number: int, name: str, words: str, reason: Reason = Reason.REPLY_OWED) -> Flag:
    contact = Contact(number, name, (f"p{number}@mail.example",), Role.CANDIDATE, stage=Stage.LEAD)
    proof = Evidence(f"<{number}@mail.example>", NOW, words, words)
    finding = Finding(contact, reason, NOW, Urgency.SOON, WaitingOn.RECRUITER, f"{name} waits.", (proof,))
    return Flag(number, finding, FlagState.OPEN, NOW)


def report(*flags: Flag, people: int = 7) -> WeeklyReport:
    return compose(flags=flags, cases=(), at=lambda _: (), state=QUIET, as_of=NOW, people=people)


def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found
    return found


def opened(html: Path, profile: Path, *options: str) -> str:
    """What headless Chromium prints for a page."""
    command = [
        browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={profile}", "--virtual-time-budget=2000", *options, html.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


@pytest.mark.chromium
def test_hostile_words_stay_words_in_a_browser(tmp_path: Path) -> None:
    html = tmp_path / "week.html"
    flags = [flag(n, f"Zora {words}", words) for n, words in enumerate(HOSTILE, 1)]
    html.write_text(page.render(report(*flags, people=len(flags))), encoding="utf-8")
    dom = opened(html, tmp_path / "profile", "--dump-dom")
    assert "<title>keepwarm: week 2026-W10</title>" in dom
    tree = LexborHTMLParser(dom)
    assert not tree.css("script, img, iframe, object, embed, link, form")
    attributes = [pair for node in tree.css("*") for pair in (node.attributes or {}).items()]
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert all(
        (to or "").startswith("mailto:") for name, to in attributes if name in ("href", "src", "action")
    )
    assert "49" not in re.sub(r"<style>.*?</style>", "", dom, flags=re.DOTALL)


@pytest.mark.chromium
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_the_screen(tmp_path: Path, width: int) -> None:
    html = tmp_path / "week.html"
    long_word = "x" * 300
    source = page.render(report(flag(1, f"Zora {long_word}", long_word), flag(2, "Ana Petrov", "Any news?")))
    probe = (
        "<script>document.title=JSON.stringify([document.documentElement.scrollWidth,innerWidth])</script>"
    )
    unlocked = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", source)
    html.write_text(unlocked.replace("</body>", probe + "</body>"), encoding="utf-8")
    dom = opened(html, tmp_path / "profile", "--dump-dom", f"--window-size={width},900")
    found = re.search(r"<title>(\[.*?\])</title>", dom)
    assert found
    content, screen = json.loads(found[1])
    assert content <= screen


@pytest.mark.chromium
@pytest.mark.parametrize("mode", [[], ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]])
def test_the_page_is_drawn(tmp_path: Path, mode: list[str]) -> None:
    html, picture = tmp_path / "week.html", tmp_path / "week.png"
    html.write_text(page.render(report(flag(1, "Ana Petrov", "Any news?"))), encoding="utf-8")
    opened(html, tmp_path / "profile", f"--screenshot={picture}", "--window-size=800,600", *mode)
    assert picture.stat().st_size > 10_000


def test_nothing_due_is_said_in_a_line() -> None:
    quiet = report()
    assert "Nobody is waiting for you." in text.render(quiet)
    assert "Nobody is waiting for you." in page.render(quiet)


def test_seven_stand_up_front_and_the_rest_is_listed() -> None:
    many = report(*(flag(n, f"Person {chr(64 + n)}", "Any news?") for n in range(1, 11)))
    assert len(many.people) == 7
    assert len(many.also) == 3
    told = text.render(many)
    assert "10 people need you this week." in told
    assert "- Person J: you owe a reply (f-10)" in told


def test_who_has_most_at_stake_stands_first() -> None:
    cold = flag(1, "Cold Cora", "...", Reason.GOING_COLD)
    urgent = flag(2, "Urgent Uma", "...", Reason.PREP_OWED)
    urgent = replace(urgent, finding=replace(urgent.finding, urgency=Urgency.NOW))
    assert [p.contact.name for p in report(cold, urgent).people] == ["Urgent Uma", "Cold Cora"]


def test_two_reasons_for_one_person_are_one_entry() -> None:
    twice = report(flag(1, "Ana Petrov", "a"), replace(flag(1, "Ana Petrov", "b", Reason.STRAINED), id=2))
    assert [len(p.flags) for p in twice.people] == [2]


def test_dates_are_in_the_users_zone() -> None:
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    one = flag(1, "Ana Petrov", "Any news?")
    one = replace(one, finding=replace(one.finding, since=late))
    auckland = NOW.astimezone(ZoneInfo("Pacific/Auckland"))
    told = compose(flags=[one], cases=(), at=lambda _: (), state=QUIET, as_of=auckland, people=7)
    assert "since Wed 4 Mar 2026" in text.render(told)
