"""Hostile mail through every command: nothing of it drives a terminal or a page."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

TERMINAL = "\x1b[2J\x1b]0;owned\x07 \u202eevil\u202c [bold red]x[/]"
NASTY = f"{TERMINAL} <script>alert(1)</script> <img src=x onerror=y>"
MAIL = """From: "Zora {nasty} Quill" <zora@hostile.example>
To: Rae <rae@mine.example>
Subject: Hello {nasty}
Date: Mon, 2 Feb 2026 10:00:00 +0000
Message-ID: <one@hostile.example>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hi Rae,

could you tell me where my application stands? {nasty}

I am quite disappointed that nobody called me back. {nasty}

Zora
"""
AS_OF = "2026-02-10T09:00:00+00:00"


@pytest.fixture
def hostile(empty_desk: Desk, tmp_path: Path) -> Desk:
    """A mailbox with one hostile mail."""
    file = tmp_path / "hostile.eml"
    file.write_bytes(MAIL.format(nasty=NASTY).encode())
    empty_desk.run("import", str(file), "--own", "rae@mine.example")
    empty_desk.run("contacts", "set", "zora@hostile.example", "--role", "candidate")
    return empty_desk


def dangerous(text: str) -> set[str]:
    return {c for c in text if c != "\n" and c != "\t" and unicodedata.category(c) in ("Cc", "Cf")} - {
        "\u200d"
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["flags"],
        ["messages"],
        ["messages", "--json"],
        ["threads"],
        ["contacts", "list"],
        ["show", "zora@hostile.example"],
        ["report"],
        ["flags", "--plain"],
        ["contacts", "list", "--plain"],
    ],
)
def test_no_command_lets_a_mail_drive_the_terminal(hostile: Desk, arguments: list[str]) -> None:
    told = hostile.run(*arguments, "--as-of", AS_OF)
    assert "Zora" in told.stdout or "zora" in told.stdout
    assert dangerous(told.stdout) == set()
    assert dangerous(told.stderr) == set()


def test_markup_in_a_mail_is_text(hostile: Desk) -> None:
    assert "[bold red]x[/]" in hostile.run("show", "zora@hostile.example", "--as-of", AS_OF).stdout


def test_inspect_and_review_are_safe_too(hostile: Desk, tmp_path: Path) -> None:
    file = tmp_path / "hostile.eml"
    assert dangerous(hostile.run("inspect", str(file), "--own", "rae@mine.example").stdout) == set()
    assert dangerous(hostile.run("review", "--as-of", AS_OF, typed="\n\n\n").output) == set()


def test_the_page_escapes_everything(hostile: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    hostile.run("report", "--html", str(page), "--as-of", AS_OF)
    html = page.read_text(encoding="utf-8")
    assert "Zora" in html
    assert "<script" not in html
    assert "<img" not in html
    assert dangerous(html) == set()
