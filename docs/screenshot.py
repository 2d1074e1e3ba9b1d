"""Draws `docs/review.svg`: the review over the sample mailbox, on a fixed day."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "review.svg"
SIZE = (104, 30)
AT = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("Europe/London"))  # a Wednesday, its next day a workday
OWN = "ines@harbourline-talent.example"
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def write() -> None:
    """Read the sample, open the review, go to the fourth flag and draw what stands there."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        drawn = asyncio.run(_drawn(_sample(Path(folder))))
    PICTURE.write_text(drawn, encoding="utf-8")


def _sample(folder: Path) -> str:
    """The database with the sample mailbox in it."""
    from click.testing import CliRunner

    from cli import keepwarm

    url = f"sqlite:///{folder / 'sample.db'}"
    environment = {"HOME": str(folder), "KEEPWARM_DATABASE": url, "KEEPWARM_TIMEZONE": "Europe/London"}
    for line in (
        ["demo", "--write", str(folder / "mail"), "--as-of", AT.isoformat()],
        ["contacts", "import", str(folder / "mail" / "people.csv"), "--yes"],
        ["import", str(folder / "mail" / "INBOX"), str(folder / "mail" / "Sent"), "--own", OWN],
    ):
        done = CliRunner().invoke(keepwarm, line, env=environment)
        if done.exit_code:
            raise SystemExit(f"keepwarm {line[0]}: {done.output} {done.exception!r}")
    return url


async def _drawn(url: str) -> str:
    from commands.app import App
    from commands.desk import on
    from review.deciding import Doors
    from review.screen import ReviewScreen
    from store.database import Database

    app = App(
        database_url=url, as_of_text=AT.isoformat(), given={"timezone": str(AT.tzinfo), "country": "GB"}
    )
    database = Database.open(url)
    nowhere = Doors(save=lambda *_: None, launch=lambda _: None)
    screen = ReviewScreen(on(app, database), zone=app.settings.zone, doors=nowhere)
    async with screen.run_test(size=SIZE) as pilot:
        await pilot.press("down", "down", "down")
        await pilot.pause()
        drawn = screen.export_screenshot()
    database.close()
    return FONTS.sub("", drawn)  # fonts of elsewhere would be fetched by whoever looks at it


if __name__ == "__main__":
    write()
