"""Takes the pictures of the report for the docs, of the sample mailbox: `python -m docs.pictures`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from commands.sample import script
from tests.servers import chromium

DOCS = Path(__file__).parent
AS_OF = "2026-11-19T09:30:00+00:00"
PHONE = (390, 1120)


def main() -> None:
    """Both pictures, small enough to look at on a slow line."""
    with tempfile.TemporaryDirectory() as folder, chromium.running() as browser:
        home = Path(folder)
        page, letter = _report(home)
        browser.open(page.as_uri(), size=(1280, 960))
        browser.picture(DOCS / "report-desktop.png", is_whole=False)
        browser.open(letter.as_uri(), size=PHONE, is_dark=True)
        browser.picture(DOCS / "report-phone.png", is_whole=False)


def _report(home: Path) -> tuple[Path, Path]:
    """The report of the sample mailbox, as a page and as the HTML of its mail."""
    own = script()["recruiter"]["address"]
    environment = os.environ | {
        "KEEPWARM_DATABASE": f"sqlite:///{home / 'sample.db'}",
        "KEEPWARM_TIMEZONE": script()["timezone"],
        "KEEPWARM_COUNTRY": script()["country"],
        "KEEPWARM_OWN_ADDRESSES": own,
        "HOME": str(home),
    }
    box = home / "mail"

    def keepwarm(*arguments: str) -> None:
        command = [sys.executable, "-m", "cli", *arguments]
        subprocess.run(command, check=True, env=environment, cwd=DOCS.parent, capture_output=True)

    keepwarm("demo", "--write", str(box), "--as-of", AS_OF)
    keepwarm("contacts", "import", str(box / "people.csv"))
    keepwarm("import", str(box / "INBOX"), str(box / "Sent"), "--own", own)
    page, mail, letter = home / "week.html", home / "week.eml", home / "mail.html"
    keepwarm("report", "--as-of", AS_OF, "--html", str(page), "--eml", str(mail))
    read = message_from_bytes(mail.read_bytes(), policy=default)
    part = read.get_body(("html",))
    assert isinstance(part, EmailMessage)
    letter.write_text(part.get_content(), encoding="utf-8")
    return page, letter


if __name__ == "__main__":
    main()
