"""Page and mail in a real browser: they run nothing, ask for nothing, lead nowhere, and fit every screen."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from reports import mail, page
from reports.model import WeeklyReport
from tests.reports.sheets import flag, full, hostile, report
from tests.servers import chromium
from tests.servers.chromium import DESKTOP, PHONE, Chromium

pytestmark = pytest.mark.chromium

RENDERED = {"page": page.render, "mail": mail.render}
THOUSAND = hostile(1000)
SCREENS = list(itertools.product((PHONE, DESKTOP), (False, True)))
READABLE = 4.5  # contrast that WCAG 2 asks of text, level AA


def written(folder: Path, kind: str, shown: WeeklyReport, *, policy: bool = True) -> str:
    """The address of the rendering; without its policy only the escaping protects."""
    source = RENDERED[kind](shown)
    if not policy:
        source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    path = folder / f"{kind}.html"
    path.write_text(source, encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("policy", [True, False])
@pytest.mark.parametrize("kind", RENDERED)
def test_a_thousand_hostile_strings_stay_words(
    browser: Chromium, tmp_path: Path, kind: str, policy: bool
) -> None:
    url = written(tmp_path, kind, full(THOUSAND), policy=policy)
    visit = browser.open(url)
    harm = browser.ask(chromium.HARM)
    assert visit.requests == [url]
    assert visit.dialogs == []
    assert visit.messages == []  # nothing was even tried that the policy had to stop
    assert harm["found"] == []
    assert harm["ran"] == 0
    assert harm["styles"] == 1
    shown = browser.ask("document.documentElement.textContent")
    assert len({found.lower() for found in re.findall(r"(?i)q\d+z", shown)}) == len(THOUSAND)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x1b\x7f-\x9f]", shown)


@pytest.mark.parametrize("kind", RENDERED)
def test_hostile_words_neither_scroll_the_screen_nor_fade(
    browser: Chromium, tmp_path: Path, kind: str
) -> None:
    url = written(tmp_path, kind, full(hostile(200, seed=2)))
    for size, is_dark in SCREENS:
        browser.open(url, size=size, is_dark=is_dark)
        look = browser.ask(chromium.LOOK)
        assert look["screen"] == size[0]
        assert look["width"] <= size[0]
        assert look["contrast"] >= READABLE, look["faintest"]


@pytest.mark.parametrize("kind", RENDERED)
def test_an_ordinary_report_fits_and_can_be_read(browser: Chromium, tmp_path: Path, kind: str) -> None:
    url = written(tmp_path, kind, full([f"Ana Petrov {n}" for n in range(90)]))
    for size, is_dark in SCREENS:
        browser.open(url, size=size, is_dark=is_dark)
        look = browser.ask(chromium.LOOK)
        assert look["width"] <= look["screen"] == size[0]
        assert look["contrast"] >= READABLE, look["faintest"]


@pytest.mark.parametrize("kind", RENDERED)
def test_a_screen_reader_finds_its_way(browser: Chromium, tmp_path: Path, kind: str) -> None:
    browser.open(written(tmp_path, kind, full([f"Ana Petrov {n}" for n in range(90)])))
    levels = browser.ask("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert browser.ask("document.documentElement.lang") == "en"
    bare = (
        "[...document.querySelectorAll('table:not([role=presentation]):not([role=img]),svg:not([role=img])')]"
    )
    assert browser.ask(f"{bare}.length") == 0
    assert browser.ask("[...document.querySelectorAll('[role=img]')].every(e => e.ariaLabel.length > 20)")


def test_hostile_addresses_become_no_headers_of_a_mail(browser: Chromium, tmp_path: Path) -> None:
    browser.open(written(tmp_path, "page", full(THOUSAND)))
    links = browser.ask("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert links
    for link in links:
        assert re.fullmatch(
            r"mailto:a\d+@mail\.example(\?subject=[^&?#\s\"'<>]*)?|mailto:p\d+@mail\.example.*", link
        )
        assert not re.search("(?i)bcc=|body=|&|%0d|%0a", link.partition("?subject=")[0])


def test_a_policy_that_knows_its_style_lets_nothing_else_in(tmp_path: Path) -> None:
    source = page.render(report(flag(1, "Ana Petrov", "Any news?")))
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', source)
    assert found
    assert "default-src 'none'" in found[1]
    assert "unsafe" not in found[1]
    assert re.search(r"style-src 'sha256-[\w+/]{43}='", found[1].replace("&#43;", "+"))
